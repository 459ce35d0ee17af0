"""``flask report export``: whole files with the figures of the count, on record, or a clear refusal."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from portal.audit.models import AuditEntry
from portal.communities.models import Community, Estate, Street
from portal.db import session, transaction
from portal.domain.amounts import parse_area
from portal.exports.models import ExportRecord
from portal.permissions import Role
from portal.voting.models import Vote
from portal.voting.queries.ballots import list_history
from tests.factories import accounts, voting
from tests.factories import exports as make

SHEETS = ["结果汇总", "各栋", "表决意见统计表", "逐户计票", "异议选票", "纸票和手机", "回访核票", "送达记录"]


@pytest.fixture
def run(app: Flask) -> Any:
    def _run(*words: object) -> Result:
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return _run


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return make.estate()


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        return make.held(estate)


def tables(folder: Path) -> list[Path]:
    """What is not an official paper: those are Word and PDF, see `test_papers_command.py`."""
    return [path for path in folder.iterdir() if path.suffix not in {".docx", ".pdf"}]


def export(run: Any, vote: Vote, folder: Path, *more: object) -> dict[str, list[list[Any]]]:
    done = run("report", "export", "--vote", vote.id, folder, *more)
    assert done.exit_code == 0, done.output
    return make.workbook(next(folder.glob("*.xlsx")))


def test_a_vote_leaves_as_a_workbook_with_csv_beside_it(run: Any, vote: Vote, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    start = f"试验小区-投票{vote.id}-试验投票"
    book = export(run, vote, folder)
    assert list(book) == SHEETS
    wanted = {f"{start}-表决结果.xlsx", *(f"{start}-{name}.csv" for name in SHEETS)}
    assert {path.name for path in tables(folder)} == wanted
    papers = {path.name for path in folder.iterdir()} - wanted
    assert {name.split("-")[1] for name in papers} == {"表决公告", "表决票样票", "表决意见统计表"}
    assert len(papers) == 2 * 3  # Word and PDF
    for name in SHEETS:
        content = (folder / f"{start}-{name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert len(make.rows_of(content)) == len(book[name])


def test_every_figure_is_the_counts(run: Any, vote: Vote, tmp_path: Path) -> None:
    """To 0.01 m2, against ``flask vote result``."""
    result = json.loads(run("vote", "result", vote.id, "--json").stdout)
    rows = export(run, vote, tmp_path)["结果汇总"]
    facts = {row[0]: row[1] for row in rows if len(row) == 2}
    assert facts["名册总人数"] == result["roll"]["heads"] == 9
    assert _area(facts["名册总面积（㎡）"]) == parse_area(result["roll"]["area"]) == sum(make.AREAS)
    papers = make.table(rows, "发放")[0]
    named = {"发放": "issued", "收回": "returned", "其中作废": "invalid", "未收回": "not_returned"}
    assert {word: result["ballots"][key] for word, key in named.items()} == {
        word: papers[word] for word in named
    }
    assert (papers["收回"], papers["无法送达"], papers["未收回"]) == (7, 1, 1)
    assert make.table(rows, "纸质")[0] == {"纸质": 1, "上门": 1, "线上": 5, "电话": 0, "合计": 7}
    first = make.table(rows, "项目")
    shown = {row["项目"]: (row["人数"], _area(row["面积（㎡）"])) for row in first}
    for word, weight in result["questions"][0]["choices"].items():
        assert shown[word] == (weight["heads"], parse_area(weight["area"]))
    shares = {row["项目"]: (str(row["人数占比"]), str(row["面积占比"])) for row in first}
    assert shares["同意"] == ("0.6666", "0.5863")  # 4 of 6, 299.73 of 511.18, rounded down
    assert shares["参加（占全体）"] == ("0.6666", "0.6876")
    taking_part = result["questions"][0]["participating"]
    assert shown["参加（占全体）"] == (taking_part["heads"], parse_area(taking_part["area"]))
    assert shown["作废（不算参加）"] == (1, 7777)


def _area(value: object) -> int:
    """0.01 m2 from a cell; anything finer than that shows."""
    scaled = Decimal(str(value)) * 100
    assert scaled == int(scaled)
    return int(scaled)


def test_the_four_tests_and_the_outcome_stand_in_words(run: Any, vote: Vote, tmp_path: Path) -> None:
    result = json.loads(run("vote", "result", vote.id, "--json").stdout)
    rows = export(run, vote, tmp_path)["结果汇总"]
    tests = make.table(rows, "关口")
    judged = [(_plain(test["现有"]), _plain(test["总数"]), test["结论"]) for test in tests]
    wanted = [
        (
            _plain(Decimal(test["have"])),
            _plain(Decimal(test["of"])),
            "过线" if test["met"] else "未过线",
        )
        for test in result["questions"][0]["tests"]
    ]
    assert judged == wanted
    assert [test["要求"] for test in tests] == ["2/3 以上（含）"] * 2 + ["3/4 以上（含）"] * 2
    assert [_plain(test["还差"]) for test in tests[2:]] == [1, Decimal("83.66")]  # 3/4 of 511.18 is 383.385
    assert [test["还差"] for test in tests[:2]] == ["—", "—"]
    conclusion = [row[1] for row in rows if row and row[0] == "结论"]
    assert conclusion[0].startswith("未通过：同意的人数差 1 人，面积差 ")


def _plain(value: object) -> Decimal:
    return Decimal(str(value)).normalize()


def test_the_count_sheet_adds_up_to_the_papers_that_left(run: Any, vote: Vote, tmp_path: Path) -> None:
    """同意+反对+弃权+随多数+均不同意+未选+作废 = 收回; 收回+未收回+无法送达 = 发放."""
    rows = make.table(export(run, vote, tmp_path)["表决意见统计表"], "表决事项")
    approve, *options = rows
    others = ("反对", "均不同意", "弃权", "随多数", "未选", "已作废", "已发放未收回", "无法送达")
    assert approve["赞同"] + sum(approve[word] for word in others) == 9
    assert [row["选项"] for row in options] == ["物业公司", "服务中心"]
    assert sum(row["赞同"] for row in options) + sum(options[0][word] for word in others) == 9
    assert (approve["赞同人数"], _area(approve["赞同面积（㎡）"])) == (4, sum(make.AREAS[:4]))


def test_buildings_show_roll_and_turnout(run: Any, vote: Vote, tmp_path: Path) -> None:
    first, whole = make.table(export(run, vote, tmp_path)["各栋"], "楼栋")
    assert (first["楼栋"], first["名册人数"], first["参加人数"]) == ("1栋", 9, 6)
    assert _area(first["参加面积（㎡）"]) == sum(make.AREAS[:6])
    assert {**whole, "楼栋": "1栋"} == first


def test_each_voter_is_a_line_that_names_nobody_and_no_choice(run: Any, vote: Vote, tmp_path: Path) -> None:
    rows = make.table(export(run, vote, tmp_path)["逐户计票"], "票号")
    assert list(rows[0]) == [
        "票号",
        "房屋",
        "套数",
        "业主",
        "面积（㎡）",
        "面积来源",
        "渠道",
        "投票时间",
        "票的情况",
        "作废原因",
    ]
    assert [row["房屋"] for row in rows] == [f"1栋1单元{place}01" for place in range(1, 10)]
    assert [row["业主"] for row in rows[:3]] == ["陈*芳", "'=***********)", "欧*𠮷"]
    assert [_area(row["面积（㎡）"]) for row in rows] == list(make.AREAS)
    states = ["有效"] * 6 + ["作废", "无法送达", "未收回"]
    assert [row["票的情况"] for row in rows] == states
    assert [row["渠道"] for row in rows[4:]] == ["线上", "纸质", "上门", None, None]
    assert rows[6]["作废原因"] == "未签名"
    assert {row["面积来源"] for row in rows} == {"登记"}


def _everything(folder: Path) -> str:
    """Each value of each file of a folder."""
    found = []
    for path in tables(folder):
        if path.suffix == ".xlsx":
            found += [str(v) for rows in make.workbook(path).values() for row in rows for v in row]
        else:
            found.append(path.read_text(encoding="utf-8-sig"))
    return "\n".join(found)


def test_a_masked_export_holds_no_name_no_phone_no_receipt(run: Any, vote: Vote, tmp_path: Path) -> None:
    secrets = [name for name in make.NAMES if len(name) > 1] + ["13800000000", "500232"]
    secrets += [ballot.receipt for voter in voting.voters(vote) for ballot in list_history(voter.id)]
    export(run, vote, tmp_path)
    run("report", "export", "--estate", "试验小区", tmp_path)
    everything = _everything(tmp_path)
    assert len(secrets) == 17
    assert [secret for secret in secrets if secret in everything.replace(" ", "")] == []


FULL = ("--full", "--purpose", "法院调取核对", "--confirm", "--by", "经办")


@pytest.fixture
def street_officer(estate: Estate) -> None:
    with transaction():
        accounts.staff("经办", Role.STREET, street=estate.street)
        accounts.staff("干事", Role.COMMUNITY_CLERK, estate=estate)


@pytest.mark.usefixtures("street_officer")
def test_a_full_export_holds_names_and_choices(run: Any, vote: Vote, tmp_path: Path) -> None:
    rows = make.table(export(run, vote, tmp_path, *FULL)["逐户计票"], "票号")
    assert [row["业主"] for row in rows[:4]] == ["陈小芳", "'=HYPERLINK(1)", "欧阳𠮷", "长" * 30]
    said = [row["是否同意改造方案？"] for row in rows]
    assert said == [*["同意"] * 4, "反对", "弃权", *[None] * 3]
    assert [row["小区由谁来管？"] for row in rows[:6]] == [*["物业公司"] * 4, "均不同意", "服务中心"]
    assert all(path.stem.endswith("-完整") for path in tables(tmp_path))
    kept = session.query(ExportRecord).all()
    assert {(record.actor, record.purpose, record.masked) for record in kept} == {
        ("经办", "法院调取核对", False)
    }


@pytest.mark.usefixtures("street_officer")
def test_a_full_roll_has_phones_and_never_id_numbers(run: Any, estate: Estate, tmp_path: Path) -> None:
    done = run("report", "export", "--estate", estate.name, tmp_path, *FULL)
    assert done.exit_code == 0, done.output
    rows = make.table(make.workbook(next(tmp_path.glob("*.xlsx")))["业主名册"], "楼栋")
    assert (rows[0]["产权人"], rows[0]["手机号码"]) == ("陈小芳", "13800000000")
    assert "500232" not in _everything(tmp_path)


@pytest.mark.usefixtures("street_officer")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--full", "--confirm", "--purpose", "法院调取核对"), "由谁导出"),
        (("--full", "--confirm", "--by", "经办"), "写明用途"),
        (("--full", "--confirm", "--by", "经办", "--purpose", "查 "), "写明用途"),
        (("--full", "--confirm", "--by", "经办", "--purpose", "在小区公示"), "必须隐去"),
        (("--full", "--by", "经办", "--purpose", "法院调取核对"), "再次确认"),
        (("--full", "--confirm", "--by", "干事", "--purpose", "法院调取核对"), "没有导出"),
        (("--by", "没有这个人"), "没有这个人"),
    ],
)
def test_a_full_export_is_refused_in_a_sentence(
    run: Any, vote: Vote, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    refused(run("report", "export", "--vote", vote.id, tmp_path / "out", *words), sentence)
    assert not (tmp_path / "out").exists()
    assert session.query(ExportRecord).count() == 0


def refused(done: Result, sentence: str) -> None:
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert (done.stderr.count("\n"), done.stdout) == (1, "")


@pytest.mark.usefixtures("estate")
def test_a_scope_that_is_not_there_is_refused(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused(run("report", "export", "--vote", 4711, out), "没有编号为 4711 的投票")
    refused(run("report", "export", "--estate", "无名小区", out), "无名小区")
    refused(run("report", "export", out), "二者选一")
    refused(run("report", "export", "--vote", 1, "--estate", "试验小区", out), "二者选一")
    with transaction():
        second = Street(name="另一街道")
        community = Community(name="另一社区", street=second)
        session.add(Estate(name="试验小区", street=second, community=community))
    refused(run("report", "export", "--estate", "试验小区", out), "--street")
    done = run("report", "export", "--estate", "试验小区", "--street", "另一街道", out)
    assert done.exit_code == 0, done.output


def test_a_folder_that_cannot_be_written_is_refused(run: Any, vote: Vote, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(run("report", "export", "--vote", vote.id, tmp_path / "file"), "不能写入")
    assert session.query(ExportRecord).count() == 0


def test_every_file_is_on_record_with_its_checksum(run: Any, vote: Vote, tmp_path: Path) -> None:
    where = (vote.id, vote.estate_id)
    export(run, vote, tmp_path, "--purpose", "报区住建委")
    kept = {record.file_name: record for record in session.query(ExportRecord)}
    assert set(kept) == {path.name for path in tables(tmp_path)}
    for path in tables(tmp_path):
        record = kept[path.name]
        assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (record.size, record.format) == (path.stat().st_size, path.suffix[1:])
        assert (record.actor, record.purpose, record.masked) == ("命令行", "报区住建委", True)
        assert (record.vote_id, record.estate_id) == where
    entries = session.query(AuditEntry).filter_by(action="export.make").all()
    assert {entry.detail["sha256"] for entry in entries} == {record.sha256 for record in kept.values()}


def test_the_same_again_replaces_the_files(run: Any, vote: Vote, tmp_path: Path) -> None:
    vote_id = vote.id
    for _ in range(2):
        assert run("report", "export", "--vote", vote_id, tmp_path).exit_code == 0
    assert len(tables(tmp_path)) == 1 + len(SHEETS)
    assert session.query(ExportRecord).count() == 2 * (1 + len(SHEETS))
