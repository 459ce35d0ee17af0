"""``flask roll``: one JSON object on standard output, one problem a line on standard error, exit 1."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from portal.communities.models import Estate, Part, Street
from portal.communities.services import comparing
from portal.db import session, transaction
from portal.voting.queries.running import parts_on_running_rolls
from tests.communities.roll.files import home
from tests.factories import communities as make
from tests.factories import voting
from tests.factories.communities import SAME, roll
from tests.support.databases import ROOT

ROLLS = Path(__file__).parents[1] / "data" / "rolls"
WRONG = ROLLS / "有错的名册.xlsx"
TRUTH = json.loads((ROLLS / "truth.json").read_text("utf-8"))
pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def run(app: Flask) -> Any:
    def _run(*words: object) -> Result:
        return app.test_cli_runner().invoke(args=["roll", *(str(word) for word in words)])

    return _run


def written(folder: Path, *homes: make.Row, name: str = "名册.csv") -> Path:
    path = folder / name
    path.write_bytes(roll(*homes))
    return path


def told(result: Result, code: int = 0) -> dict[str, Any]:
    """The one object on standard output."""
    assert result.exit_code == code, result.output
    assert len(result.stdout.splitlines()) == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def everything() -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in (Street, Estate, Part)]


def test_check_needs_no_database(tmp_path: Path) -> None:
    """Before ``db upgrade``, and without making a file where the database is to be."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "roll", "check", ROLLS / "油房沟小区-名册.xlsx", "--json"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}",
            "PORTAL_INSTANCE": str(tmp_path),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["area"] == "23848.24"
    assert not (tmp_path / "none.db").exists()


def test_check_and_import_say_the_same(run: Any) -> None:
    path = ROLLS / "油房沟小区-名册.xlsx"
    checked = told(run("check", path, "--json"))
    assert (checked["parts"], checked["heads"], checked["area"]) == (348, 337, "23848.24")
    imported = told(run("import", path, "--json", "--street", "凤山街道"))
    assert imported.pop("changes") == {"added": 348, "removed": 0, "changed": 0}
    assert imported == checked
    assert told(run("import", path, "--json"))["changes"] == SAME


def test_errors_are_json_and_lines(run: Any) -> None:
    for words, more in ((("check",), set()), (("import", "--estate", "某小区"), {"changes"})):
        result = run(*words, WRONG, "--json")
        found = told(result, 1)
        assert set(found) - {"parts", "heads", "area", "excluded_parts", "buildings"} == {
            "errors",
            "warnings",
            *more,
        }
        assert [(e["row"], e["column"]) for e in found["errors"]][:2] == [
            (7, "建筑面积(㎡)"),
            (11, "建筑面积(㎡)"),
        ]
        lines = result.stderr.splitlines()
        assert len(lines) == len(found["errors"]) == 8
        assert lines[0] == "第 7 行“建筑面积(㎡)”：没有写建筑面积，请按产权证补上。"
        assert found.get("changes", SAME) == SAME
    assert everything() == [0, 0, 0]


def test_warnings_alone_are_no_refusal(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, home(1, 证件号码="", 手机号码=""))
    result = run("check", path, "--json")
    assert [w["row"] for w in told(result)["warnings"]] == [2]
    assert result.stderr == ""
    assert told(run("import", path, "--estate", "新小区", "--json"))["changes"]["added"] == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", "没有.xlsx"), "打不开文件"),
        (("check", ROOT / "Makefile"), "没有找到表头"),
        (("check", WRONG, "--area-source", "听说"), "应为登记、测绘或合同"),
        (("import", ROLLS / "柏杨路小区-摸底表.xlsx"), "用 --estate 写明"),
        (("import", ROLLS / "油房沟小区-名册.xlsx", "--estate", "别的小区"), "不是“别的小区”"),
    ],
)
def test_a_refusal_is_one_line_and_one_object(run: Any, words: tuple[object, ...], says: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert says in result.stderr
    found = told(run(*words, "--json"), 1)
    assert [each["message"] for each in found["errors"]] == [result.stderr.strip()]
    assert found.get("changes", SAME) == SAME
    assert everything() == [0, 0, 0]


def test_a_new_estate_comes_with_its_street(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, home(1))
    told(run("import", path, "--estate", "新小区", "--street", "凤山街道", "--json"))
    estate = session.scalars(select(Estate)).one()
    assert (estate.name, estate.street.name, estate.community.name) == ("新小区", "凤山街道", "凤山街道")
    told(run("import", path, "--estate", "又一小区", "--json"))
    assert everything() == [1, 2, 2]


def test_the_street_tells_two_estates_apart(run: Any, tmp_path: Path) -> None:
    with transaction():
        _here, there = make.estate("同名小区", "甲街道").id, make.estate("同名小区", "乙街道").id
    path = written(tmp_path, home(1))
    several = run("import", path, "--estate", "同名小区")
    assert (several.exit_code, several.stderr) == (1, "有几个街道都有“同名小区”，请用 --street 写明街道。\n")
    told(run("import", path, "--estate", "同名小区", "--street", "乙街道", "--json"))
    assert session.scalars(select(Part.estate_id)).all() == [there]
    unknown = run("import", path, "--estate", "新小区")
    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "“新小区”还没有登记，请用 --street 写明它属于哪个街道。\n",
    )


def test_where_the_areas_come_from(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, home(1), home(2, 面积来源="合同"))
    told(run("import", path, "--estate", "新小区", "--area-source", "登记", "--json"))
    found = {part.room: part.area_source for part in session.scalars(select(Part))}
    assert found == {"1-1": "register", "2-1": "contract"}
    changes = told(run("import", path, "--estate", "新小区", "--area-source", "测绘", "--json"))["changes"]
    assert changes == {"added": 0, "removed": 0, "changed": 1}
    assert told(run("check", path, "--area-source", "登记", "--json"))["parts"] == 2


def test_a_changed_file_shows_what_changes(run: Any, tmp_path: Path) -> None:
    run("import", written(tmp_path, home(1), home(2), home(3)), "--estate", "新小区")
    again = written(tmp_path, home(1), home(2, 备注="出租"), home(4))
    shown = run("import", again, "--estate", "新小区").stdout.splitlines()
    assert shown[-4:] == [
        "新增 1 套，变更 1 套，减少 1 套。",
        "新增：1栋1单元4-1",
        "变更：1栋1单元2-1",
        "减少：1栋1单元3-1",
    ]


def test_homes_of_a_running_vote_are_told(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "watching", [parts_on_running_rolls])
    rows = [home(n, 面积来源="登记") for n in (1, 2)]
    with transaction():
        voting.opened(make.with_roll(*rows))
    result = run("import", written(tmp_path, rows[0]), "--estate", "试验小区", "--json")
    assert told(result)["changes"] == {"added": 0, "removed": 1, "changed": 0}
    assert (
        result.stderr == "提醒：1栋1单元2-1 在正在进行的投票的名册上；那份名册已经固定，不随这次导入改变。\n"
    )


@pytest.mark.parametrize("name", [name for name in TRUTH if (ROLLS / name).is_file() and "有错" not in name])
def test_handed_out_rolls_are_taken_in(run: Any, name: str) -> None:
    found = told(run("import", ROLLS / name, "--estate", name.partition("-")[0], "--json"))
    assert found["errors"] == []
    assert found["changes"]["added"] == found["parts"] + found["excluded_parts"]
