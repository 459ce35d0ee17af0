"""Residents' meetings, surveys and budgets on line: who answers, and what cannot be announced."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.models import Account, ClaimState, Relation, Residency
from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.tally import QuestionKind, Regime
from portal.voting.answers import from_values
from portal.voting.electors import read_numbers
from portal.voting.errors import FileProblems, HouseholdAnswered, NotReady, OverBudget, UnknownAnswer
from portal.voting.models import Voter
from portal.voting.queries.acting import list_voters_for, standing_of
from portal.voting.queries.report import result_of
from portal.voting.services.arranging import decide_setting, enter_electors
from portal.voting.services.closing import close
from portal.voting.services.drafting import create
from portal.voting.services.online import Ticket
from portal.voting.services.opening import missing_points, open_now
from portal.voting.services.standing import Pressed, cast_own
from portal.voting.settings import MEETING_KEYS
from portal.voting.specification import QuestionSpec, SettingSpec
from tests.factories import voting as make
from tests.factories.voting_rules import BUDGET, MEETING, listed

pytestmark = pytest.mark.usefixtures("isolated")

ASK = QuestionSpec("q1", "要不要凉亭？", QuestionKind.APPROVE, None)


@pytest.fixture
def estate() -> Estate:
    """Three homes; the first owner has two more."""
    with transaction():
        made = make.estate([5000, 6000, 7000])
        make.add_home_to_first(made, "401", 3000)
        make.add_home_to_first(made, "501", 3000)
    return made


def draft(estate: Estate, *questions: QuestionSpec, regime: Regime, settings: Mapping[str, Any]) -> Any:
    with transaction():
        return create(
            make.specification(estate, *questions, regime=regime, settings=settings), make.CLERK, now=make.NOW
        )


def opened(estate: Estate, *questions: QuestionSpec, regime: Regime, settings: Mapping[str, Any]) -> Any:
    vote = draft(estate, *questions, regime=regime, settings=settings)
    with transaction():
        if regime is Regime.RESIDENTS:
            listed(vote)
        open_now(vote, make.CLERK, now=make.NOW)
    return vote


def lives_in(part: Part) -> Account:
    with transaction():
        account = Account(display_name="住户", created_at=make.NOW)
        session.add(account)
        session.flush()
        session.add(
            Residency(
                account_id=account.id,
                estate_id=part.estate_id,
                part_id=part.id,
                relation=Relation.TENANT,
                state=ClaimState.ACTIVE,
                since=make.NOW,
            )
        )
    return account


def say(voter: Voter, account: Account, *values: str) -> None:
    with transaction():
        question = voter.vote.questions[0]
        given = [from_values(question, values, follow_majority=False)]
        pressed = Pressed(secrets.token_hex(4))
        ticket = Ticket.of(voter, voter.vote.estate_id)
        cast_own(ticket, given, pressed, by=Actor(account.id, "住户"), now=make.NOW)


def test_each_household_has_one_paper_however_many_homes_its_owner_has(estate: Estate) -> None:
    vote = opened(estate, ASK, regime=Regime.RESIDENTS, settings=MEETING)
    electorate = make.voters(vote)
    assert len(electorate) == 5
    assert {voter.party_id for voter in electorate} == {None}
    assert [len(voter.parts) for voter in electorate] == [1] * 5


def test_a_tenant_answers_for_the_household_and_the_next_one_finds_it_done(estate: Estate) -> None:
    vote = opened(estate, ASK, regime=Regime.RESIDENTS, settings=MEETING)
    home = list_parts(estate.id)[0]
    first, second = lives_in(home), lives_in(home)
    voter = list_voters_for(vote.id, first.id)[0]
    say(voter, first, "approve")
    say(voter, first, "oppose")  # the same person may change it
    with pytest.raises(HouseholdAnswered):
        standing_of(voter, second.id)
    assert list_voters_for(vote.id, lives_in(list_parts(estate.id)[1]).id) != [voter]


@pytest.mark.parametrize(("yes", "outcome"), [(3, "passed"), (2, "not_passed")])
def test_more_than_half_present_and_more_than_half_of_those(estate: Estate, yes: int, outcome: str) -> None:
    """Four of five came; three of four are more than half, two of four are not."""
    vote = opened(estate, ASK, regime=Regime.RESIDENTS, settings=MEETING)
    for place, voter in enumerate(make.voters(vote)[:4]):
        account = lives_in(session.get_one(Part, voter.parts[0].part_id))
        say(voter, account, "approve" if place < yes else "oppose")
    with transaction():
        close(vote, make.CLERK, now=vote.closes_at)
    said = result_of(vote, vote.closes_at + timedelta(hours=1))["questions"][0]
    assert [test["measure"] for test in said["tests"]] == ["present", "votes"]
    assert said["outcome"] == outcome


@pytest.mark.parametrize("left_out", MEETING_KEYS)
def test_a_meeting_without_its_rule_cannot_be_announced(estate: Estate, left_out: str) -> None:
    settings = {key: setting for key, setting in MEETING.items() if key != left_out}
    vote = draft(estate, ASK, regime=Regime.RESIDENTS, settings=settings)
    with transaction():
        if left_out != "electors":
            listed(vote)
    assert "meeting" in {point.key for point in missing_points(vote, make.NOW)}
    with pytest.raises(NotReady), transaction():
        open_now(vote, make.CLERK, now=make.NOW)


def test_adults_are_a_list_that_staff_enter(estate: Estate) -> None:
    settings = MEETING | {"electors": SettingSpec("adults", "街道〔2026〕3号")}
    vote = draft(estate, ASK, regime=Regime.RESIDENTS, settings=settings)
    assert [point.key for point in missing_points(vote, make.NOW)] == ["electors", "published"]
    numbers = read_numbers(vote, "1栋 1单元 101 3\n1幢，1，201，2")
    with transaction():
        enter_electors(vote, numbers, make.CLERK, now=make.NOW)
        listed(vote)
        open_now(vote, make.CLERK, now=make.NOW)
    assert sorted(voter.parts[0].room for voter in make.voters(vote)) == ["101"] * 3 + ["201"] * 2
    assert list_voters_for(vote.id, lives_in(list_parts(estate.id)[0]).id) == []  # on paper only


@pytest.mark.parametrize(
    "line", ["1栋 1单元 901 3", "1栋 1单元 101 0", "1栋 1单元 101 三", "101 3", "1栋 1单元 101 31"]
)
def test_a_line_that_cannot_be_right_is_named(estate: Estate, line: str) -> None:
    vote = draft(estate, ASK, regime=Regime.RESIDENTS, settings=MEETING)
    with pytest.raises(FileProblems) as refused:
        read_numbers(vote, f"1栋 1单元 101 2\n{line}")
    assert refused.value.sentences[0].startswith("第 2 行")


def test_a_survey_needs_no_published_roll_and_has_no_outcome(estate: Estate) -> None:
    vote = opened(estate, ASK, regime=Regime.SURVEY, settings={})
    assert vote.roll_publication_id is None
    with transaction():
        close(vote, make.CLERK, now=vote.closes_at)
    said = result_of(vote, vote.closes_at + timedelta(hours=1))["questions"][0]
    assert (said["tests"], said["outcome"]) == ([], None)


@pytest.mark.parametrize(
    ("ticked", "fits"),
    [(("option:x", "option:y"), True), (("option:x", "option:y", "option:z"), False), (("option:z",), True)],
)
def test_exactly_the_budget_may_be_spent(estate: Estate, ticked: tuple[str, ...], fits: bool) -> None:
    with transaction():
        make.roll_published(estate)
    question = opened(estate, BUDGET, regime=Regime.OWNERS, settings={}).questions[0]
    if fits:
        given = from_values(question, ticked, follow_majority=False)
        assert len(given.options) == len(ticked)
    else:
        with pytest.raises(OverBudget) as refused:
            from_values(question, ticked, follow_majority=False)
        assert "50000.01" in str(refused.value)


def test_ticks_and_a_refusal_do_not_stand_together(estate: Estate) -> None:
    vote = opened(estate, BUDGET, regime=Regime.SURVEY, settings={})
    with pytest.raises(UnknownAnswer):
        from_values(vote.questions[0], ["option:x", "abstain"], follow_majority=False)
    assert from_values(vote.questions[0], ["none_of_these"], follow_majority=False).choice is not None


def test_a_setting_keeps_its_source_and_who_set_it(estate: Estate) -> None:
    vote = draft(estate, ASK, regime=Regime.SURVEY, settings={})
    with transaction():
        clerk = make.clerk("干事一")
        decide_setting(vote, "replaceable", SettingSpec(False, "街道意见"), clerk, now=make.NOW)
    row = next(row for row in vote.settings if row.key == "replaceable")
    assert (row.value["value"], row.source, row.set_by) == (False, "街道意见", clerk.account_id)
