"""Who answered twice and who was called back: as sheets, masked and full, and on the papers of the result."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import transaction
from portal.domain.bulletin import format_number
from portal.exports.catalogue import Source, Table
from portal.exports.papers import results
from portal.exports.tables import sheets_of
from portal.permissions import Role
from portal.voting.models import CallBackOutcome, Vote
from portal.voting.queries import get_vote
from portal.voting.queries.call_backs import get_drawn, list_asked
from portal.voting.services.calling_back import Said, Thrown, call_back, draw
from portal.voting.services.closing import close, publish_result
from portal.web.sheets import Row, Sheet
from tests.factories import voting as make
from tests.factories.voting_desk import answer, on_paper, staff, voter_ids

pytestmark = pytest.mark.usefixtures("isolated")
LATER = make.NOW + timedelta(days=7)


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([10000] * 5)


@pytest.fixture
def vote(estate: Estate) -> Vote:
    """Three papers, one of them beside the phone's ballot; two were drawn and asked, one was not."""
    with transaction():
        made = make.opened(estate, make.APPROVE)
    ids = voter_ids(made)
    answer(ids[0], "oppose")
    for voter_id in ids[:3]:
        on_paper(voter_id, "approve", counts=True)
    caller = staff("回访员", Role.COMMUNITY_CLERK, estate)
    with transaction():
        close(get_vote(made.id), make.CLERK, now=LATER)
        draw(get_vote(made.id), Thrown("31415926535", "王业主"), by=make.CLERK, now=LATER)
    for place, outcome in enumerate((CallBackOutcome.CONFIRMED, CallBackOutcome.NOT_REACHED)):
        _say(made, place, outcome, caller)
    return made


def _say(vote: Vote, place: int, outcome: CallBackOutcome, caller: Account) -> None:
    drawn_id = list_asked(vote.id)[place].drawn.id
    with transaction():
        by = Actor(caller.id, caller.display_name)
        call_back(get_drawn(vote.id, drawn_id), Said(outcome, f"k{place}"), by=by, now=LATER)


def rows_of(name: str, vote: Vote, *, masked: bool = True) -> tuple[Sheet, list[Row]]:
    again = get_vote(vote.id)
    source = Source(again.estate, again, masked, LATER)
    sheet = next(each for each in sheets_of(Table.VOTE, source) if each.name == name)
    return sheet, [row for block in sheet.blocks for row in block.rows]


def test_both_ballots_of_a_voter_stand_and_one_counts(vote: Vote) -> None:
    _, rows = rows_of("纸票和手机", vote)
    number = format_number(make.voters(get_vote(vote.id))[0].number)
    assert [(row[1], row[4], row[6]) for row in rows] == [
        (number, "线上", "留存，不计"),
        (number, "纸质", "计票"),
    ]
    assert not {"同意", "反对"} & {str(cell) for row in rows for cell in row}


def test_what_owners_said_who_were_called_back(vote: Vote) -> None:
    sheet, rows = rows_of("回访核票", vote)
    assert [row[6] for row in rows] == ["本人确认", "没有联系上", "没有问"]
    assert any("随机数 31415926535：3 张纸票抽 3 张" in line for line in sheet.above)
    receipts = {each.drawn.ballot.receipt for each in list_asked(vote.id)}
    assert not receipts & {str(cell).replace(" ", "") for row in rows for cell in row}


def test_the_papers_of_the_result_say_it_with_the_reason(vote: Vote) -> None:
    with transaction():
        publish_result(get_vote(vote.id), make.CLERK, now=LATER, because="一户外住，年底才回")
    said = str([*results.called_back_blocks(get_vote(vote.id))])
    for word in ("回访核票", "31415926535", "一户外住，年底才回"):
        assert word in said


def test_a_recorded_vote_says_so(vote: Vote) -> None:
    with transaction():
        get_vote(vote.id).recorded = True
    _, rows = rows_of("结果汇总", vote)
    assert "补录" in next(str(row[1]) for row in rows if row and row[0] == "状态")
