"""Numbered papers as PDF: on record before they are a page, read back with a decoder and as text."""

import io
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
import time_machine
import zxingcpp
from flask import Flask
from PIL import Image

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.jobs.worker import run_due
from portal.permissions import Role
from portal.voting import printing_work
from portal.voting.list_words import ListKind, list_words, poster_words
from portal.voting.models import PaperBallot, PrintRun, Vote
from portal.voting.models.logbook import VoteEvent
from portal.voting.paper_words import ballot_words, missing_characters
from portal.voting.queries.checking import check_vote
from portal.voting.queries.deliveries import list_out
from portal.voting.queries.numbered import balance, list_papers_in
from portal.voting.receiving_errors import NobodyToPrint, NotPrintedNow, SayWhyAnew
from portal.voting.services.printing import Order, print_papers
from portal.voting.settings import PaperRule
from portal.voting.specification import SettingSpec
from portal.web.papers import typeset, without_glyph
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
SITE = "https://portal.example"


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([8750, 6000, 7000])


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        return make.opened(estate, make.APPROVE, make.CHOOSE)


@pytest.fixture
def desk(client: Client, estate: Estate) -> Client:
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, estate))
    return client


def pages(content: bytes) -> list[str]:
    """The text of each page, without spaces."""
    read = pypdf.PdfReader(io.BytesIO(content))
    return ["".join(page.extract_text().split()) for page in read.pages]


def codes(content: bytes) -> list[str]:
    """What a decoder reads off the drawn pages."""
    return [found.text for image in drawn(content) for found in zxingcpp.read_barcodes(image)]


def drawn(content: bytes) -> list[Any]:
    """Pages as pictures, by poppler, the way a printer's driver would."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "a.pdf").write_bytes(content)
        subprocess.run(["pdftoppm", "-r", "110", "-png", "a.pdf", "page"], cwd=place, check=True)
        return [Image.open(path).convert("L").copy() for path in sorted(place.glob("page*.png"))]


def printed(vote: Vote, why: str | None = None) -> PrintRun:
    with transaction():
        again = session.get_one(Vote, vote.id)
        by = make.CLERK
        return print_papers(again, Order(make.voters(again), "全部", why), by=by, now=make.NOW)


def file_of(vote: Vote, run: PrintRun) -> bytes:
    return typeset("vote_ballots", ballot_words(vote, run, list_papers_in(run.id), SITE))


def test_each_paper_is_a_row_and_on_record(vote: Vote) -> None:
    run = printed(vote)
    rows = list_papers_in(run.id)
    assert [paper.number for paper in rows] == [voter.number for voter in make.voters(vote)]
    line = session.scalars(sa.select(VoteEvent.line).where(VoteEvent.kind == "printed")).one()
    assert run.digest in line
    assert '"papers":3' in line
    assert check_vote(session.get_one(Vote, vote.id), make.NOW) == []


def test_what_is_printed_holds_numbers_areas_and_the_law(vote: Vote) -> None:
    first, *_ = texts = pages(file_of(vote, printed(vote)))
    assert len(texts) == 3
    voter = make.voters(vote)[0]
    for wanted in (
        f"编号{voter.number}",
        "1栋1单元101",
        "1人，87.50㎡（登记）",
        voter.masked,
        "是否同意改造方案？",
        "物业公司",
        "每月每平方米0.70元",
        "均不同意",
        "反对",
        "弃权",
        "勾了两个、看不清或没有勾的，那一件事按“未选”计",
        "不会被当成同意",
        "以后签名的一次为准",
        "业主签名：",
        "存根",
        "领票人签字：",
        "表决名册指纹",
        "2026年3月26日",
    ):
        assert wanted in first, wanted
    assert "号101" not in first  # the rest of the owner's name


def test_the_codes_are_addresses_that_a_decoder_reads(vote: Vote) -> None:
    run = printed(vote)
    wanted = [
        f"{SITE}/estates/{vote.estate_id}/votes/{vote.id}/papers/{paper.number}"
        for paper in list_papers_in(run.id)
    ]
    assert codes(file_of(vote, run)) == wanted


def test_those_who_have_one_are_skipped_and_a_lost_one_is_void(vote: Vote) -> None:
    first = printed(vote)
    with pytest.raises(NobodyToPrint):
        printed(vote)
    with pytest.raises(SayWhyAnew):
        printed(vote, " ")
    second = printed(vote, "遗失")
    old, fresh = list_papers_in(first.id), list_papers_in(second.id)
    assert {paper.void_reason for paper in old} == {"遗失"}
    assert not {paper.number for paper in old} & {paper.number for paper in fresh}
    there = balance(vote.id)
    assert (there.printed, there.voided, there.out, second.number) == (6, 3, 3, 2)


def test_nothing_is_printed_after_the_closing(vote: Vote) -> None:
    order = Order(make.voters(vote), "全部")
    with pytest.raises(NotPrintedNow):
        print_papers(vote, order, by=make.CLERK, now=vote.closes_at)


@pytest.mark.parametrize("statement", ["DELETE FROM paper_ballot", "UPDATE paper_ballot SET number = '1'"])
def test_a_paper_cannot_be_taken_out_of_the_table(vote: Vote, statement: str) -> None:
    printed(vote)
    with pytest.raises(sa.exc.DBAPIError, match="is kept"), transaction():
        session.execute(sa.text(statement))


def test_the_rule_against_the_phone_is_printed(estate: Estate) -> None:
    how = {"paper_against_phone": SettingSpec(PaperRule.PHONE.value, "议事规则")}
    with transaction():
        vote = make.opened(estate, settings=how)
    assert "撤回手机投的票" in pages(file_of(vote, printed(vote)))[0]


def test_characters_without_a_glyph_are_named(estate: Estate) -> None:
    rare = next(one for one in "\U00031350\U0002f800\U00030000" if without_glyph(one))
    asked = replace(make.APPROVE, text=f"是否同意改造{rare}方案？")
    with transaction():
        vote = make.opened(estate, asked)
    run = printed(vote)
    assert missing_characters(vote, list_papers_in(run.id)) == [("全部", rare)]


def test_the_desk_prints_a_building_or_a_list(desk: Client, vote: Vote) -> None:
    at = f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers/print"
    number = make.voters(vote)[1].number
    desk.submit(at, scope="list", which="new", building="1栋", listed="9栋9单元909")
    assert "9栋9单元909" in desk.page.text
    sent = desk.submit(at, scope="list", which="new", building="1栋", listed=f"1栋 1单元 101\n{number}")
    page = desk.read(sent.location)
    assert "名单 2 户" in page.text
    pdf = desk.get(f"{sent.location}/ballots.pdf")
    assert pdf.mimetype == "application/pdf"
    assert len(pages(pdf.data)) == 2
    rest = desk.submit(at, scope="building", which="new", building="1栋", listed="")
    assert "1 张" in desk.read(rest.location).text


def test_lists_and_posters(desk: Client, vote: Vote) -> None:
    out = list_out(vote.id)
    doors = pages(typeset("vote_lists", list_words(ListKind.DOORS, vote, out, make.NOW)))[0]
    assert all(
        word in doors for word in ("上门清单", "1栋1单元", "没人", "外住", make.voters(vote)[0].number)
    )
    poster = typeset("vote_posters", poster_words(vote, out, SITE, make.NOW))
    assert codes(poster) == [f"{SITE}/estates/{vote.estate_id}/votes/{vote.id}?door=1-1"]
    for kind in ListKind:
        at = f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers/lists/{kind}.pdf"
        assert desk.get(at).data.startswith(b"%PDF")
        assert desk.get(f"{at}?building=9").status_code == 404


def test_many_are_set_by_a_worker_in_fresh_processes(
    app: Flask, desk: Client, monkeypatch: pytest.MonkeyPatch, vote: Vote
) -> None:
    """The same path as 600 papers take, with batches of two."""
    monkeypatch.setattr("portal.voting.services.printing.AT_ONCE", 2)
    monkeypatch.setattr(printing_work, "AT_ONCE", 2)
    monkeypatch.setattr(printing_work, "BATCH", 2)
    run_id = printed(vote).id
    at = f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers/runs/{run_id}"
    assert "正在排版" in desk.read(at).text
    with app.app_context():
        run_due(make.NOW)
    assert "排好了" in desk.read(at).text
    content = desk.get(f"{at}/ballots.pdf").data
    assert len(pages(content)) == 3
    assert len(codes(content)) == 3
    with app.app_context(), transaction():
        printing_work.clear_files(make.NOW + timedelta(days=8), make.NOW)
    assert "已清理" in desk.read(at).text


def test_a_scanned_code_leads_clerks_to_receiving_and_others_to_the_vote(
    desk: Client, client: Client, vote: Vote, estate: Estate
) -> None:
    number = make.voters(vote)[0].number
    at = f"/estates/{vote.estate_id}/votes/{vote.id}/papers/{number}"
    assert desk.get(at).location.endswith(f"/papers/receive?number={number}")
    client.delete_cookie("portal")
    assert client.get(at).location.endswith(f"/votes/{vote.id}")


def test_nobody_else_prints(client: Client, vote: Vote, estate: Estate) -> None:
    watcher: Account = staff("观察员", Role.OBSERVER, estate)
    client.sign_in(watcher)
    here = f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers"
    for path in ("print", "receive", "keys", "lists/doors.pdf"):
        assert client.get(f"{here}/{path}").status_code == 403
    assert session.query(PaperBallot).count() == 0
