"""Official papers read back: every figure is the database's, every name stays a name, nothing is edited."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import docx
import pypdf
import pytest
import sqlalchemy as sa
import time_machine
from docx.oxml.ns import qn
from flask import Flask

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.desk import minutes
from portal.domain.amounts import format_hundredths
from portal.domain.capitals import in_capitals
from portal.exports.models import OfficialPaper
from portal.exports.papers import all as every
from portal.exports.papers import pdf, register, word
from portal.exports.papers.document import Paper, paper_from, table
from portal.exports.papers.kinds import SORTS, WHOLE, Kind, Offer, Where, find_offer, fits
from portal.exports.papers.register import Form, Ordered
from portal.pledges.queries import account as money
from portal.voting.models import Vote
from portal.voting.queries.counting import count, turnout
from tests.factories import after, exports, pledges, voting

assert {every.__name__, minutes.__name__}  # their import fills SORTS
BY = Actor(None, "街道")


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return exports.estate()


def here(of: Estate, *, full: bool = False, now: datetime = exports.LATER) -> Where:
    return Where(of.id, None, now, full)


def made(kind: Kind, where: Where, subject: str) -> Paper:
    offer = find_offer(kind, where, subject)
    assert offer is not None, f"{kind} of {subject} is not offered"
    return register.write(Ordered(kind, offer, where))


def in_word(paper: Paper) -> tuple[str, list[list[list[str]]]]:
    """The text of a .docx, and its tables cell by cell."""
    document = docx.Document(io.BytesIO(word.draw(paper, "登记号 2026-0001")))
    tables = [[[cell.text for cell in row.cells] for row in each.rows] for each in document.tables]
    return "\n".join(each.text for each in document.paragraphs), tables


def in_pdf(paper: Paper) -> str:
    """Without the spaces and line ends that typesetting puts in."""
    pages = pypdf.PdfReader(io.BytesIO(pdf.draw(paper, "登记号 2026-0001"))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def everything(tables: Sequence[Sequence[Sequence[str]]]) -> str:
    return "".join("".join("".join(row) for row in rows) for rows in tables)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def published(estate: Estate) -> Vote:
    with transaction():
        return after.published(voting.opened(estate, voting.APPROVE), "++++-0")


@pytest.mark.parametrize("kind", [Kind.PRELIMINARY, Kind.COUNT])
def test_a_result_says_the_figures_of_the_count(published: Vote, kind: Kind) -> None:
    paper = made(kind, here(published.estate, now=published.closes_at), str(published.id))
    counted, back = count(published)[0], turnout(published.id)
    text, tables = in_word(paper)
    said, printed = squeezed(text + everything(tables)), in_pdf(paper)
    yes = counted.count.answers["approve"]
    for figure in (back.roll.area, yes.area):
        assert format_hundredths(figure) in said
        assert format_hundredths(figure) in printed
    rows = [row for each in tables for row in each]
    if kind is Kind.COUNT:
        lines = dict(zip(rows[0], rows[1], strict=True))
        assert int(lines["赞同人数"]) == yes.heads
        assert Decimal(lines["赞同面积（㎡）"]) * 100 == yes.area
    else:
        line = next(row for row in rows if row[0] == "同意")
        assert int(line[1]) == yes.heads
        assert Decimal(line[3]) * 100 == yes.area


def test_a_notice_names_roll_times_and_majority(estate: Estate) -> None:
    with transaction():
        vote = exports.open_vote(estate)
    paper = made(Kind.NOTICE, here(estate), str(vote.id))
    text, tables = in_word(paper)
    said = squeezed(text + everything(tables))
    assert "总人数9人" in said
    assert "建筑物总面积743.32平方米" in said
    assert "三分之二以上" in said
    assert "民法典" in in_pdf(paper)


@pytest.mark.parametrize("kind", [Kind.PRELIMINARY, Kind.COUNT, Kind.FINAL])
def test_no_result_is_made_of_an_open_vote(estate: Estate, kind: Kind) -> None:
    with transaction():
        vote = exports.open_vote(estate)
    assert find_offer(kind, here(estate), str(vote.id)) is None


def test_another_estates_vote_makes_nothing(estate: Estate, published: Vote) -> None:
    with transaction():
        other = exports.estate("别的小区", "别的街道")
    assert find_offer(Kind.NOTICE, here(other), str(published.id)) is None


def test_the_roll_masks_names_of_every_kind(estate: Estate) -> None:
    paper = made(Kind.ROLL, here(estate), "now")
    _, tables = in_word(paper)
    rows = tables[1]
    names = [row[rows[0].index("产权人")] for row in rows[1:]]
    assert names[0] == "陈*芳"
    assert not any(name.startswith("'") for name in names)
    assert "HYPERLINK" not in in_pdf(paper)
    areas = [int(Decimal(row[rows[0].index("建筑面积(㎡)")]) * 100) for row in rows[1:]]
    assert areas == list(exports.AREAS)
    assert "743.32" in everything(tables[:1])


def test_a_full_roll_keeps_names_as_they_are_and_warns_of_rare_ones(estate: Estate) -> None:
    paper = made(Kind.ROLL, here(estate, full=True), "now")
    _, tables = in_word(paper)
    for name in exports.NAMES:
        assert name in everything(tables)
    assert "长" * 30 in in_pdf(paper)
    assert "=HYPERLINK(1)" in in_pdf(paper)
    rare = Paper("试", [table("", ("姓名",), [("欧阳\U000e0fff",)])], "", "")
    assert pdf.undrawn(rare) == "\U000e0fff"


def test_a_full_paper_leaves_no_names_in_the_register(estate: Estate) -> None:
    where = here(estate, full=True)
    offer = find_offer(Kind.ROLL, where, "now")
    assert offer is not None
    order = Ordered(Kind.ROLL, offer, where, "核对产权")
    paper = register.write(order)
    with transaction():
        kept = register.keep(order, paper, by=BY)
        assert (kept.body, kept.masked, kept.purpose) == (None, False, "核对产权")
        with pytest.raises(ValueError, match="names"):
            register.draw(kept, Form.PDF)
        assert register.draw(kept, Form.DOCX, paper)


def test_the_ledger_and_the_fund_say_fen_and_capitals(isolated: None) -> None:
    with transaction():
        entrance, homes = pledges.tower()
        scheme = pledges.opened(entrance)
        first, second, _ = pledges.desk_people(entrance)
        promise = pledges.signed_on_paper(scheme, homes[4], 123_457)
        estate_id, scheme_id, promise_id = scheme.estate_id, scheme.id, promise.id
        people = (first, second)
    assert len(people) == 2
    where = Where(estate_id, None, exports.LATER)
    whole = money.standing_of_scheme(scheme_id)
    assert whole.promised == 123_457
    for kind in (Kind.LEDGER, Kind.FUND):
        paper = made(kind, where, str(scheme_id))
        _, tables = in_word(paper)
        totals = {row[0]: row[1] for row in tables[0]}
        assert totals["认缴"] == f"1234.57 元（大写：{in_capitals(123_457)}）"
        assert totals["结余"] == f"{format_hundredths(whole.left)} 元（大写：{in_capitals(whole.left)}）"
        assert "壹仟贰佰叁拾肆元伍角柒分" in in_pdf(paper)
    slip = made(Kind.COMMITMENT, where, str(promise_id))
    assert "壹仟贰佰叁拾肆元伍角柒分" in everything(in_word(slip)[1])
    assert "不是收据" in in_pdf(slip)


@pytest.mark.parametrize("kind", list(SORTS))
def test_an_estate_with_nothing_makes_only_what_there_is(isolated: None, kind: Kind) -> None:
    """Nothing breaks; what is offered can be drawn, both ways."""
    with transaction():
        bare = voting.estate(())
    places = [Where(bare.id, None, exports.LATER), Where(None, bare.street_id, exports.LATER)]
    for where in [*places, Where(None, None, exports.LATER)]:
        for offer in SORTS[kind].offers(where) if fits(SORTS[kind], where) else ():
            if not offer.wanting:
                paper = register.write(Ordered(kind, offer, where))
                assert docx.Document(io.BytesIO(word.draw(paper, ""))).paragraphs
                assert pypdf.PdfReader(io.BytesIO(pdf.draw(paper, ""))).pages


def test_the_layout_is_that_of_official_papers(estate: Estate) -> None:
    paper = made(Kind.PROJECTS, here(estate), WHOLE)
    document = docx.Document(io.BytesIO(word.draw(paper, "登记号 2026-0001")))
    fonts = {each.get(qn("w:eastAsia")) for each in document.element.iter(qn("w:rFonts"))}
    assert {"仿宋_GB2312", "黑体", "方正小标宋简体"} <= fonts
    part = next(r.target_part for r in document.part.rels.values() if r.reltype.endswith("/fontTable"))
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋;FangSong' in part.blob.decode()
    foot = document.sections[0].footer._element
    assert [each.get(qn("w:instr")).strip() for each in foot.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert "登记号 2026-0001" in "".join(each.text or "" for each in foot.iter(qn("w:t")))
    assert "（盖章）" in [each.text for each in document.paragraphs]


def test_a_demo_estates_paper_says_so(estate: Estate) -> None:
    with transaction():
        session.get_one(Estate, estate.id).is_demo = True
    paper = made(Kind.ROLL, here(estate), "now")
    assert "演示数据" in in_pdf(paper)
    assert "演示数据" in in_word(paper)[0]


def keep(where: Where, paper: Paper) -> OfficialPaper:
    with transaction():
        return register.keep(Ordered(Kind.ROLL, Offer("now", "名册"), where), paper, by=BY)


def test_the_register_supersedes_and_never_edits(estate: Estate) -> None:
    where = here(estate)
    paper = made(Kind.ROLL, where, "now")
    first = keep(where, paper).id
    assert keep(where, paper).id == first, "the same words are the same paper"
    with transaction():
        voting.add_home_to_first(session.get_one(Estate, estate.id), "1001", 5000)
    later = made(Kind.ROLL, where, "now")
    second = keep(where, later)
    assert (register.number_of(second), second.replaces_id) == (f"{second.year}-0002", first)
    old = register.get_made(where.scope, first)
    assert paper_from(old.body or {}).digest() == paper.digest() == old.digest
    text = docx.Document(io.BytesIO(register.draw(old, Form.DOCX))).paragraphs[0].text
    assert "已被后来的一份代替" in text
    for statement in ("UPDATE official_paper SET title = 'x'", "DELETE FROM official_paper"):
        with pytest.raises(sa.exc.DBAPIError), transaction():
            session.execute(sa.text(statement))


def test_both_forms_are_the_same_words(estate: Estate) -> None:
    """Nothing is drawn that the other form leaves out."""
    paper = made(Kind.ROLL, here(estate), "now")
    text, tables = in_word(paper)
    printed, missing = in_pdf(paper), set(pdf.undrawn(paper))
    assert missing == {"\N{CJK UNIFIED IDEOGRAPH-20BB7}"}
    for each in paper.words():
        assert squeezed(each) in squeezed(text + everything(tables))
        assert missing.intersection(each) or squeezed(each)[:12] in printed


def test_the_command_writes_both_forms(published: Vote, tmp_path: Path, app: Flask) -> None:
    vote_id = published.id
    session.remove()
    with time_machine.travel(exports.LATER + timedelta(days=30)):
        result = app.test_cli_runner().invoke(
            args=["report", "papers", str(tmp_path), "--vote", str(vote_id)]
        )
    assert result.exit_code == 0, result.output
    found = {path.name.split("-")[1] + path.suffix for path in tmp_path.iterdir()}
    names = ("表决公告", "表决票样票", "初步结果公示", "表决意见统计表")
    assert found == {f"{name}{end}" for name in names for end in (".docx", ".pdf")}
    assert session.query(OfficialPaper).count() == 4
