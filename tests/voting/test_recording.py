"""Ballots in bulk: voters found by any home of theirs, every wrong row named, nothing half written."""

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.domain.tally import Choice, Outcome
from portal.voting.answers import Given
from portal.voting.errors import FileProblems, RecordedTwice, SamePerson, WrongState
from portal.voting.models import Ballot, Channel, MandateKind, Vote
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.counting import count, turnout
from portal.voting.services.drafting import create
from portal.voting.services.online import cast
from portal.voting.services.recording import import_papers, record_held
from portal.voting.services.standing import confirm_mandate, record_mandate
from tests.factories import voting as make
from tests.factories.voting_standing import ANNA, DOCUMENT

pytestmark = pytest.mark.usefixtures("isolated")
HEAD = "楼栋,单元,房号,渠道,时间,作废原因,送达,q1"
AT = (make.NOW - timedelta(days=1)).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def sheet(rows: Iterable[str], head: str = HEAD) -> tuple[bytes, str]:
    return "\n".join([head, *rows]).encode("utf-8-sig"), "选票.csv"


def row(room: str, answer: str = "同意", *, channel: str = "纸质", at: str = AT, spoilt: str = "") -> str:
    return f"1幢,1,{room},{channel},{at},{spoilt},,{answer}"


def held(estate: Estate, rows: Iterable[str], **changes: object) -> Vote:
    spec = {
        "title": "补录的投票",
        "estate": estate.name,
        "regime": "owners",
        "notice": (make.NOW - timedelta(days=30)).isoformat(),
        "opens": (make.NOW - timedelta(days=10)).isoformat(),
        "closes": make.NOW.isoformat(),
        "questions": [{"key": "q1", "text": "是否同意？", "kind": "approve", "class": "ordinary"}],
    }
    content = json.dumps({**spec, **changes}).encode()
    with transaction():
        return record_held(content, sheet(rows), make.CLERK, now=make.NOW)


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([10000, 10000, 10000])


def problems(estate: Estate, *rows: str) -> list[str]:
    with pytest.raises(FileProblems) as refusal:
        held(estate, rows)
    assert session.query(Ballot).count() == session.query(Vote).count() == 0
    return refusal.value.sentences


def test_a_vote_held_before_ends_closed_and_counted(estate: Estate) -> None:
    vote = held(estate, [row("101"), row("201"), row("301", "反对")])
    (question,) = count(get_vote(vote.id))
    assert (vote.recorded, vote.state.value) == (True, "counting")
    assert question.result.outcome is Outcome.PASSED  # 2 of 3 by heads and area
    assert turnout(vote.id).by_channel == {Channel.PAPER: 3}


def test_every_row_that_is_wrong_is_named_at_once_in_its_order(estate: Estate) -> None:
    """What cannot be read and what does not fit: nobody mends a file to be told the next fault."""
    late = row("301").replace(str(make.NOW.year), str(make.NOW.year + 1))
    found = problems(estate, row("901"), row("101", "也许"), row("201"), row("201"), late)
    assert [sentence.split("”")[0] for sentence in found] == [
        "第 2 行“房号",
        "第 3 行“q1",
        "第 5 行“房号",
        "第 6 行“时间",
    ]


def test_the_same_record_twice_is_refused(estate: Estate) -> None:
    held(estate, [row("101")])
    with pytest.raises(RecordedTwice):
        held(estate, [row("101")])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (row("901"), "表决名册里没有"),
        (row("101", "赞不绝口"), "没有这个选项"),
        (row("101", channel="信鸽"), "不认识"),
        (row("101", channel=""), "没有填写"),
        (row("101", at="昨天"), "不是时间"),
        (row("101", at="2020-01-01 10:00"), "不在投票时间内"),
        (row("101", spoilt="心情不好"), "不认识"),
        (row(""), "没有填写"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(estate: Estate, line: str, sentence: str) -> None:
    (found,) = problems(estate, row("201"), line)
    assert found.startswith("第 3 行")
    assert sentence in found


def test_every_wrong_row_has_its_own_line(estate: Estate) -> None:
    assert len(problems(estate, row("901"), row("902"), row("101"))) == 2


def test_a_second_row_of_one_voter_is_refused() -> None:
    with transaction():
        estate = make.estate([5000, 6000])
        make.add_home_to_first(estate, "301", 2500)
    assert "已有一张" in problems(estate, row("101"), row("301"))[0]


def test_any_home_of_the_voter_finds_the_voter() -> None:
    with transaction():
        estate = make.estate([5000, 6000])
        make.add_home_to_first(estate, "301", 2500)
    vote = held(estate, [row("301")])
    assert turnout(vote.id).taking_part.area == 7500


def test_the_last_moment_is_outside(estate: Estate) -> None:
    closes = make.NOW.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    assert "不在投票时间内" in problems(estate, row("101", at=closes))[0]


def test_delivery_without_return_and_undeliverable(estate: Estate) -> None:
    delivered = "1栋,1单元,101,,,,当面签收 2026-03-12 10:00,"
    failed = "1栋,1单元,201,,,,无法送达,"
    back = turnout(held(estate, [delivered, failed, row("301")]).id)
    assert (back.issued, back.returned, back.not_returned, back.undeliverable) == (3, 1, 1, 1)


def test_a_deemed_clause_reaches_only_who_was_served(estate: Estate) -> None:
    clause = {"clause": "议事规则第九条", "adopted": "2020-05-01", "counts_to": "majority", "decides": False}
    served = "1栋,1单元,201,,,,信报箱 2026-03-12 10:00,"
    vote = held(estate, [row("101"), served], deemed=clause)
    (question,) = count(get_vote(vote.id))
    assert question.result.participating.heads == 1
    assert question.result.outcome is Outcome.NO_QUORUM
    assert question.result.with_deemed is not None
    assert question.result.with_deemed.participating.heads == 2  # the third was never served


def test_papers_of_an_open_vote_need_two_people(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate)
        clerk = make.clerk("干事一")
    with pytest.raises(SamePerson), transaction():
        import_papers(vote, sheet([row("101")]), entered_by=clerk, checked_by=clerk, now=make.NOW)
    assert turnout(vote.id).returned == 0


def test_of_paper_and_phone_the_later_signed_counts(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate)
        clerks = make.clerk("干事一"), make.clerk("干事二")
    first, second, _ = make.voters(vote)
    early, late = make.NOW - timedelta(days=2), make.NOW - timedelta(hours=1)
    with transaction():
        for voter, moment in ((first, early), (second, late)):
            given = [Given(vote.questions[0], Choice.OPPOSE)]
            cast(voter, given, once="p", by=Actor(None, "业主"), now=moment)
    papers = sheet([row("101"), row("201")])
    with transaction():
        import_papers(vote, papers, entered_by=clerks[0], checked_by=clerks[1], now=make.NOW)
    assert turnout(vote.id).by_channel == {Channel.PAPER: 1, Channel.ONLINE: 1}
    assert session.query(Ballot).count() == 4  # all stay on record


def test_telephone_ballots_only_where_a_setting_allows_them(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate)
        clerks = make.clerk("干事一"), make.clerk("干事二")
    by_phone = sheet([row("101", channel="电话")])
    with pytest.raises(FileProblems), transaction():
        import_papers(vote, by_phone, entered_by=clerks[0], checked_by=clerks[1], now=make.NOW)
    assert turnout(held(make_other(), [row("101", channel="电话")]).id).returned == 1  # recorded votes may


def make_other() -> Estate:
    with transaction():
        return make.estate([5000], name="别的小区", street="别的街道")


def test_a_draft_takes_no_papers(estate: Estate) -> None:
    with transaction():
        vote = create(make.specification(estate), make.CLERK, now=make.NOW)
        clerks = make.clerk("干事一"), make.clerk("干事二")
    with pytest.raises(WrongState), transaction():
        import_papers(vote, sheet([row("101")]), entered_by=clerks[0], checked_by=clerks[1], now=make.NOW)


def test_a_sheet_may_say_who_signed_and_only_who_is_on_record_may(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate)
        clerks = make.clerk("干事一"), make.clerk("干事二")
        proxy = record_mandate(
            make.voters(vote)[1], MandateKind.PROXY, (ANNA, DOCUMENT), by=clerks[0], now=make.NOW
        )
        confirm_mandate(proxy, by=clerks[1], now=make.NOW)
    signed = f"{HEAD},签名人"

    def bring(*rows: str) -> None:
        with transaction():
            papers = sheet(rows, signed)
            import_papers(get_vote(vote.id), papers, entered_by=clerks[0], checked_by=clerks[1], now=make.NOW)

    with pytest.raises(FileProblems) as refusal:
        bring(f"{row('101')},受托人", f"{row('201')},邻居")
    said = "".join(str(problem) for problem in refusal.value.problems)
    assert "第 2 行“签名人”" in said
    assert "第 3 行“签名人”" in said
    bring(f"{row('101')},本人", f"{row('201')},受托人", f"{row('301')},")
    signers = session.scalars(select(Ballot.mandate_id).order_by(Ballot.voter_id)).all()
    assert signers == [None, proxy.id, None]
    assert check_vote(get_vote(vote.id), make.NOW) == []
