"""A matter from its first word to the resident's last."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import db
from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.audit.services import Actor
from portal.communities.models import Part
from portal.db import session
from portal.domain.stages import CaseState, StepNotAllowed
from portal.feedback import errors, queries
from portal.feedback.models import Case, CaseCategory
from portal.feedback.services import confirm, raise_case, reopen
from portal.messages.models import Message
from tests.factories import accounts, feedback
from tests.factories.accounts import NOW
from tests.factories.feedback import LEAK, brought_to, raised, step

pytestmark = pytest.mark.usefixtures("isolated")


def _resident(room: str = "501", name: str = "试验小区") -> tuple[Part, Account]:
    part = accounts.home(accounts.entrance(name), room)
    return part, accounts.resident(part)


def _by(account: Account) -> Actor:
    return Actor(account.id, account.display_name)


def _states(case: Case) -> list[CaseState]:
    return [each.state for each in queries.get_case(case.estate_id, case.id).steps]


def test_a_matter_gets_its_number_and_its_first_step() -> None:
    with db.transaction():
        part, who = _resident()
        case = raised(part.estate_id, who, part_id=part.id, text="  渗水。 ")
    assert (case.number, case.state, case.text, case.part_id) == (
        "FK-260320-001",
        CaseState.SENT,
        "渗水。",
        part.id,
    )
    (first,) = case.steps
    assert (first.state, first.account_id, first.at) == (CaseState.SENT, who.id, NOW)


def test_numbers_count_by_estate_and_by_chinas_day() -> None:
    with db.transaction():
        part, who = _resident()
        other, far = _resident(name="别的小区")
        numbers = [raised(part.estate_id, who, once=str(times)).number for times in range(3)]
        numbers.append(raised(other.estate_id, far).number)
        evening = datetime(2026, 3, 20, 15, 59, tzinfo=UTC)  # a minute before midnight in China
        for once, at in (("late", evening), ("next", evening + timedelta(minutes=1))):
            numbers.append(raise_case(part.estate_id, LEAK, once=once, by=_by(who), now=at).number)
    assert numbers == [
        *("FK-260320-001", "FK-260320-002", "FK-260320-003"),
        *("FK-260320-001", "FK-260320-004", "FK-260321-001"),
    ]


def test_two_taps_make_one_case() -> None:
    with db.transaction():
        part, who = _resident()
        first = raised(part.estate_id, who, once="same")
        assert raised(part.estate_id, who, once="same") is first
        assert raised(part.estate_id, accounts.resident(part, "别人"), once="same") is not first


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"text": " \n "}, errors.NothingSaid),
        ({"photos": ["a" * 32] * 4}, errors.TooManyPhotos),
        ({"part_id": 0}, errors.NotYourHome),
    ],
)
def test_matters_that_are_none_are_refused(
    changes: dict[str, object], refusal: type[errors.RuleViolated]
) -> None:
    with db.transaction():
        part, who = _resident()
        with pytest.raises(refusal):
            raised(part.estate_id, who, **changes)


def test_a_home_in_another_estate_is_not_here() -> None:
    with db.transaction():
        part, who = _resident()
        other = accounts.home(accounts.entrance("别的小区"), "101")
        neighbours = accounts.home(part.entrance, "502")
        for home in (other, neighbours):
            with pytest.raises(errors.NotYourHome):
                raised(part.estate_id, who, part_id=home.id)


def test_the_whole_way_and_what_the_resident_is_told() -> None:
    with db.transaction():
        part, who = _resident()
        case = brought_to(raised(part.estate_id, who), CaseState.ANSWERED)
        confirm(case, once="yes", by=_by(who), now=NOW)
    assert _states(case) == [
        *(CaseState.SENT, CaseState.ACCEPTED, CaseState.ASSIGNED, CaseState.IN_PROGRESS),
        *(CaseState.ANSWERED, CaseState.CONFIRMED),
    ]
    told = session.scalars(select(Message).order_by(Message.id)).all()
    assert [message.topic for message in told] == [
        f"feedback.{state}" for state in ("accepted", "assigned", "in_progress", "answered")
    ]
    assert {message.account_id for message in told} == {who.id}
    assert {message.link for message in told} == {f"/estates/{part.estate_id}/cases/{case.id}"}
    assert told[-1].body == "楼梯间窗户渗水（FK-260320-001）：写给居民的话"
    acts = session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject == f"case:{case.id}").order_by(AuditEntry.id)
    ).all()
    assert acts == [
        f"case.{act}" for act in ("raise", "accepted", "assigned", "in_progress", "answered", "confirmed")
    ]


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (CaseState.ACCEPTED, CaseState.ACCEPTED),
        (CaseState.ANSWERED, CaseState.ANSWERED),
        (CaseState.ANSWERED, CaseState.ASSIGNED),
    ],
)
def test_steps_follow_the_law_of_cases(now: CaseState, wanted: CaseState) -> None:
    with db.transaction():
        part, who = _resident()
        case = brought_to(raised(part.estate_id, who), now)
        with pytest.raises(StepNotAllowed):
            step(case, wanted, "话")
    assert _states(case)[-1] is now


@pytest.mark.parametrize("state", [CaseState.CONFIRMED, CaseState.REOPENED, CaseState.SENT])
def test_the_desk_does_not_speak_for_the_resident(state: CaseState) -> None:
    with db.transaction():
        part, who = _resident()
        case = brought_to(raised(part.estate_id, who), CaseState.ANSWERED)
        with pytest.raises(errors.OnlyResidentConfirms):
            step(case, state, "话")


@pytest.mark.parametrize(
    ("state", "refusal"),
    [(CaseState.ASSIGNED, errors.AssigneeNeeded), (CaseState.ANSWERED, errors.AnswerNeeded)],
)
def test_passing_on_and_answering_need_words(state: CaseState, refusal: type[errors.RuleViolated]) -> None:
    with db.transaction():
        part, who = _resident()
        case = brought_to(raised(part.estate_id, who), CaseState.ACCEPTED)
        with pytest.raises(refusal):
            step(case, state, "  ")


def test_a_second_tap_of_a_step_is_no_second_step() -> None:
    with db.transaction():
        part, who = _resident()
        case = brought_to(raised(part.estate_id, who), CaseState.ACCEPTED)
        for _ in range(2):
            step(case, CaseState.ASSIGNED, "施工队", once="same")
        step(case, CaseState.ASSIGNED, "另一个队", once="another")
        brought = [each.text for each in case.steps if each.state is CaseState.ASSIGNED]
        assert brought == ["施工队", "另一个队"]


def test_what_is_not_solved_goes_back_with_a_word_why() -> None:
    with db.transaction():
        part, who = _resident()
        case = brought_to(raised(part.estate_id, who), CaseState.ANSWERED)
        with pytest.raises(errors.ReasonNeeded):
            reopen(case, " ", once="no", by=_by(who), now=NOW)
        for _ in range(2):
            reopen(case, "还在渗", once="no", by=_by(who), now=NOW)
        step(case, CaseState.ANSWERED, "再修了")
        confirm(case, once="yes", by=_by(who), now=NOW)
        reopen(case, "又渗了", once="again", by=_by(who), now=NOW)
    assert _states(case)[-4:] == [
        *(CaseState.REOPENED, CaseState.ANSWERED, CaseState.CONFIRMED, CaseState.REOPENED)
    ]


def test_only_whoever_raised_it_has_the_last_word() -> None:
    with db.transaction():
        part, who = _resident()
        case = brought_to(raised(part.estate_id, who), CaseState.ANSWERED)
        neighbour = accounts.resident(part, "同户的人")
        for by in (_by(neighbour), feedback.CLERK):
            with pytest.raises(errors.NotYours):
                confirm(case, once="x", by=by, now=NOW)
            with pytest.raises(errors.NotYours):
                reopen(case, "话", once="x", by=by, now=NOW)


def test_nothing_is_confirmed_before_an_answer() -> None:
    with db.transaction():
        part, who = _resident()
        case = raised(part.estate_id, who)
        with pytest.raises(StepNotAllowed):
            confirm(case, once="x", by=_by(who), now=NOW)


def test_own_cases_are_ones_own_and_of_the_estate() -> None:
    with db.transaction():
        part, who = _resident()
        other = accounts.home(accounts.entrance("别的小区"), "101")
        case = raised(part.estate_id, who)
        raised(part.estate_id, accounts.resident(part, "别人"))
        raised(other.estate_id, who, once="b")
        found = queries.list_own(who.id, part.estate_id, 1)
    assert [each.id for each in found.cases] == [case.id]


def test_what_waits_for_the_resident_comes_first() -> None:
    with db.transaction():
        part, who = _resident()
        answered = brought_to(raised(part.estate_id, who, once="a"), CaseState.ANSWERED)
        newer = raised(part.estate_id, who, once="b")
        found = queries.list_own(who.id, part.estate_id, 1)
    assert [each.id for each in found.cases] == [answered.id, newer.id]


def test_the_desk_finds_by_state_kind_and_words_page_by_page() -> None:
    with db.transaction():
        part, who = _resident()
        made = [raised(part.estate_id, who, once=str(number)) for number in range(23)]
        help_ = raised(part.estate_id, who, once="h", category=CaseCategory.HELP, text="100% 停水_了")
        brought_to(made[0], CaseState.DONE)
        brought_to(made[1], CaseState.ACCEPTED)
        raised(accounts.home(accounts.entrance("别的小区"), "101").estate_id, who, once="far")

        def found(page: int = 1, **asked: object) -> queries.Page:
            return queries.list_cases(part.estate_id, queries.Asked(**asked), page)  # type: ignore[arg-type]

        assert (found().count, found().last, len(found().cases), len(found(2).cases)) == (24, 2, 20, 4)
        assert (found(0).number, found(99).number) == (1, 2)
        unfinished = found(unfinished=True)
        assert (unfinished.count, unfinished.cases[0].id) == (23, made[1].id)
        assert [case.id for case in found(state=CaseState.DONE).cases] == [made[0].id]
        assert [case.id for case in found(category=CaseCategory.HELP).cases] == [help_.id]
        for words in ("停水", "100%", "水_了", help_.number.lower()):
            assert [case.id for case in found(words=words).cases] == [help_.id], words
        assert found(words="5 楼").count == 24
        assert found(words="没有的").cases == []
        counts = queries.count_by_state(part.estate_id)
    assert counts == {CaseState.SENT: 22, CaseState.ACCEPTED: 1, CaseState.DONE: 1}
