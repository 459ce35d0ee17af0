"""The commands as outside checks use them: JSON on standard output, one refusal a line, exit 1."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from portal.db import session, transaction
from portal.voting.models import Vote
from portal.web import clock
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
BALLOTS = "楼栋,单元,房号,渠道,时间,作废原因,q1\n"


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Any:
    def _run(*words: object) -> Result:
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return _run


@pytest.fixture
def specification(tmp_path: Path) -> Path:
    """A vote of an estate with three homes, open now by the real clock."""
    with transaction():
        make.estate([10000, 10000, 10000])
    now = clock.now()
    written = {
        "title": "改造方案",
        "estate": "试验小区",
        "street": "试验街道",
        "regime": "owners",
        "notice": (now - timedelta(days=20)).isoformat(),
        "opens": (now - timedelta(days=4)).isoformat(),
        "closes": (now + timedelta(days=6)).isoformat(),
        "questions": [{"key": "q1", "text": "是否同意？", "kind": "approve", "class": "special"}],
    }
    path = tmp_path / "vote.json"
    path.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
    return path


def papers(folder: Path, *rows: str, days: int = 1) -> Path:
    at = (clock.now() - timedelta(days=days)).isoformat(timespec="minutes")
    path = folder / "ballots.csv"
    path.write_text(BALLOTS + "".join(row.replace("@", at) + "\n" for row in rows), encoding="utf-8-sig")
    return path


def put_in_order(run: Any, vote_id: int) -> None:
    """What the refusal of an early ``vote open`` says to do."""
    posted = (clock.now() - timedelta(days=30)).isoformat()
    assert run("roll", "publish", "--estate", "试验小区", "--posted", posted).exit_code == 0
    words = ("convener", "convened_under", "contact", "supervisor", "notice_posted")
    for key, typed in (*((word, "试验") for word in words), ("matter", "common_use")):
        assert run("vote", "set", vote_id, key, typed, "--by", "干事一").exit_code == 0


def test_create_open_ballots_result(run: Any, specification: Path, tmp_path: Path) -> None:
    made = json.loads(run("vote", "create", specification, "--json").stdout)
    for name in ("干事一", "干事二"):
        assert run("user", "add", name, "--role", "community_clerk", "--estate", "试验小区").exit_code == 0
    put_in_order(run, made["id"])
    assert run("vote", "open", made["id"], "--by", "干事一").exit_code == 0
    sheet = papers(tmp_path, "1栋,1单元,101,纸质,@,,同意", "1栋,1单元,201,上门,@,未签名,")
    both = ("--entered-by", "干事一", "--checked-by", "干事二")
    assert json.loads(run("vote", "ballots", made["id"], sheet, *both, "--json").stdout)["rows"] == 2
    result = json.loads(run("vote", "result", made["id"], "--json").stdout)
    assert result["state"] == "open"
    assert result["ballots"]["by_channel"] == {"纸质": 1, "上门": 1}
    assert result["ballots"]["invalid"] == 1
    assert result["questions"][0]["choices"] is None
    assert result["roll"] == {"heads": 3, "area": "300.00"}


def test_record_and_its_result(run: Any, specification: Path, tmp_path: Path) -> None:
    rows = [f"1栋,1单元,{room},纸质,@,,同意" for room in (101, 201, 301)]
    sheet = papers(tmp_path, *rows)
    made = run("vote", "record", specification, sheet, "--json")
    result = json.loads(run("vote", "result", json.loads(made.stdout)["id"], "--json").stdout)
    assert (result["recorded"], result["questions"][0]["outcome"]) == (True, "passed")
    again = run("vote", "record", specification, sheet)
    assert again.exit_code == 1
    assert "已经补录过" in again.stderr


def test_a_refusal_is_one_line_a_problem_and_writes_nothing(
    run: Any, specification: Path, tmp_path: Path
) -> None:
    sheet = papers(tmp_path, "1栋,1单元,901,纸质,@,,同意", "1栋,1单元,101,纸质,@,,大概同意")
    refused = run("vote", "record", specification, sheet)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    found = [line.split("”")[0] for line in refused.stderr.strip().splitlines()]
    assert found == ["第 2 行“房号", "第 3 行“q1"]
    assert session.query(Vote).count() == 0


def test_open_says_what_is_missing_line_by_line(run: Any, specification: Path) -> None:
    written = json.loads(specification.read_text(encoding="utf-8"))
    written["notice"] = written["opens"]
    specification.write_text(json.dumps(written), encoding="utf-8")
    made = json.loads(run("vote", "create", specification, "--json").stdout)
    run("user", "add", "干事一", "--role", "community_clerk", "--estate", "试验小区")
    refused = run("vote", "open", made["id"], "--by", "干事一")
    assert refused.exit_code == 1
    lines = refused.stderr.splitlines()
    assert len(lines) == 7  # the roll's publication, the item of the law, the notice, and four words of it
    assert all("flask " in line for line in lines), refused.stderr
    assert "flask roll publish --estate 试验小区" in lines[0]
    assert "flask vote set" in lines[1]
    assert "15" in lines[2]
    unknown = run("vote", "set", made["id"], "matter", "whatever", "--by", "干事一")
    assert "common_use" in unknown.stderr
    put_in_order(run, made["id"])
    assert len(run("vote", "open", made["id"], "--by", "干事一").stderr.splitlines()) == 1
    opens = (clock.now() - timedelta(minutes=1)).isoformat()
    run(
        "vote",
        "set",
        made["id"],
        "notice_at",
        (clock.now() - timedelta(days=16)).isoformat(),
        "--by",
        "干事一",
    )
    assert run("vote", "set", made["id"], "opens_at", opens, "--by", "干事一").exit_code == 0
    assert run("vote", "open", made["id"], "--by", "干事一").exit_code == 0
    late = run("vote", "set", made["id"], "convener", "别人", "--by", "干事一")
    assert "已经公告" in late.stderr


def test_only_who_may_opens(run: Any, specification: Path) -> None:
    made = json.loads(run("vote", "create", specification, "--json").stdout)
    run("user", "add", "观察员", "--role", "observer", "--estate", "试验小区")
    assert "没有这项权限" in run("vote", "open", made["id"], "--by", "观察员").stderr
    assert run("vote", "open", made["id"], "--by", "没有此人").exit_code == 1


def test_unknown_votes_and_estates(run: Any, specification: Path) -> None:
    assert run("vote", "result", 4711, "--json").exit_code == 1
    written = json.loads(specification.read_text(encoding="utf-8")) | {"estate": "没有的小区"}
    specification.write_text(json.dumps(written), encoding="utf-8")
    refused = run("vote", "create", specification)
    assert "没有名为" in refused.stderr
