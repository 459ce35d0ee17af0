"""What a home says to a scheme: who may, what counts, what stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import db
from portal.accounts.models import ClaimState, Relation, Residency
from portal.audit.models import AuditEntry
from portal.communities.models import Part
from portal.db import session
from portal.messages.models import Message
from portal.pledges import errors, queries
from portal.pledges.models import Pledge, PledgeAnswer, Scheme
from portal.pledges.services.answers import pledge
from portal.pledges.services.schemes import close_scheme
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import actor, word

pytestmark = pytest.mark.usefixtures("isolated")


def _pledges(scheme: Scheme) -> list[Pledge]:
    return list(session.scalars(select(Pledge).where(Pledge.scheme_id == scheme.id).order_by(Pledge.id)))


@pytest.mark.parametrize(
    ("answer", "typed", "amount"),
    [
        (PledgeAnswer.AS_COMPUTED, None, 3_562_500),
        (PledgeAnswer.AS_COMPUTED, 100, 3_562_500),  # the amount is for those who want another one
        (PledgeAnswer.OTHER_AMOUNT, 2_000_000, 2_000_000),
        (PledgeAnswer.OTHER_AMOUNT, 38_000_000, 38_000_000),  # all of it, for the neighbours
        (PledgeAnswer.NOTHING, 100, 0),
        (PledgeAnswer.UNDECIDED, None, 0),
    ],
)
def test_what_is_promised(answer: PledgeAnswer, typed: int | None, amount: int) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        who = accounts.resident(parts[-1])
        made = pledge(scheme, word(parts[-1], answer, amount=typed), once="a", by=actor(who), now=NOW)
    assert (made.answer, made.amount, made.account_id) == (answer, amount, who.id)


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [(None, errors.AmountNeeded), (0, errors.AmountNeeded), (38_000_001, errors.AmountAboveCost)],
)
def test_another_amount_must_make_sense(amount: int | None, refusal: type[errors.RuleViolated]) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        who = accounts.resident(parts[-1])
        said = word(parts[-1], PledgeAnswer.OTHER_AMOUNT, amount=amount)
        with pytest.raises(refusal):
            pledge(scheme, said, once="a", by=actor(who), now=NOW)
    assert _pledges(scheme) == []


def test_a_later_word_replaces_the_earlier_and_both_stay() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        by = actor(accounts.resident(parts[0]))
        pledge(scheme, word(parts[0], PledgeAnswer.NOTHING), once="a", by=by, now=NOW)
        later = NOW + timedelta(hours=1)
        pledge(scheme, word(parts[0], PledgeAnswer.UNDECIDED), once="b", by=by, now=later)
        first, second = _pledges(scheme)
        assert (first.replaced_at, second.replaced_at) == (later, None)
        assert queries.find_pledge(scheme.id, parts[0].id) is second
        counted = queries.count_answers(entrance.estate_id)[scheme.id]
    assert (counted.nothing, counted.undecided, counted.silent) == (0, 1, 15)


def test_two_taps_make_one() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        by = actor(accounts.resident(parts[0]))
        first = pledge(scheme, word(parts[0]), once="same", by=by, now=NOW)
        second = pledge(scheme, word(parts[0]), once="same", by=by, now=NOW + timedelta(seconds=1))
    assert first is second
    assert len(_pledges(scheme)) == 1


def test_an_old_tap_that_arrives_late_brings_no_old_word_back() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        by = actor(accounts.resident(parts[0]))
        for once, answer in (("a", PledgeAnswer.NOTHING), ("b", PledgeAnswer.AS_COMPUTED)):
            pledge(scheme, word(parts[0], answer), once=once, by=by, now=NOW)
        pledge(scheme, word(parts[0], PledgeAnswer.NOTHING), once="a", by=by, now=NOW)
        current = queries.find_pledge(scheme.id, parts[0].id)
    assert current is not None
    assert current.answer is PledgeAnswer.AS_COMPUTED


def test_after_closing_nothing_is_taken() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        by = actor(accounts.resident(parts[0]))
        kept = pledge(scheme, word(parts[0]), once="a", by=by, now=NOW)
        close_scheme(scheme, by=pledges.CLERK, now=NOW)
        with pytest.raises(errors.PledgingOver):
            pledge(scheme, word(parts[0], PledgeAnswer.NOTHING), once="b", by=by, now=NOW)
        assert pledge(scheme, word(parts[0]), once="a", by=by, now=NOW) is kept


def test_a_draft_takes_no_answers() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.drafted(entrance)
        by = actor(accounts.resident(parts[0]))
        with pytest.raises(errors.NotYourHome):
            pledge(scheme, word(parts[0]), once="a", by=by, now=NOW)


def _owner_elsewhere(part: Part) -> pledges.Actor:
    """Owns the home, lives somewhere else."""
    account = accounts.person("房东")
    accounts.link(account, part.party.owners[0], part)
    return actor(account)


def test_owner_tenant_and_household_may_speak_for_their_home() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        tenant = actor(accounts.resident(parts[0], relation=Relation.TENANT))
        pledge(scheme, word(parts[0]), once="a", by=tenant, now=NOW)
        pledge(scheme, word(parts[1]), once="a", by=_owner_elsewhere(parts[1]), now=NOW)
        pledge(scheme, word(parts[2]), once="a", by=actor(accounts.resident(parts[2])), now=NOW)
    assert {made.part_id for made in _pledges(scheme)} == {part.id for part in parts[:3]}


def test_nobody_speaks_for_another_home() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        elsewhere, far = pledges.tower(name="别的小区")
        scheme = pledges.opened(entrance)
        ended = accounts.resident(parts[0], "搬走的人")
        session.scalars(
            select(Residency).where(Residency.account_id == ended.id)
        ).one().state = ClaimState.ENDED
        waiting = accounts.person("等核对的人")
        accounts.link(waiting, parts[0].party.owners[0], state=ClaimState.WAITING)
        neighbour, stranger = accounts.resident(parts[1]), accounts.resident(far[0])
        for who in (ended, waiting, neighbour, stranger):
            with pytest.raises(errors.NotYourHome):
                pledge(scheme, word(parts[0]), once="a", by=actor(who), now=NOW)
        with pytest.raises(errors.NotYourHome):
            pledge(scheme, word(far[0]), once="a", by=actor(stranger), now=NOW)
        with pytest.raises(errors.NotYourHome):
            pledge(scheme, word(parts[0]), once="a", by=pledges.CLERK, now=NOW)
    assert _pledges(scheme) == []
    assert elsewhere.id != entrance.id


def test_whoever_spoke_first_is_told_of_the_change() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        first, second = accounts.resident(parts[0], "先登记的"), accounts.resident(parts[0], "后登记的")
        pledge(scheme, word(parts[0]), once="a", by=actor(first), now=NOW)
        pledge(scheme, word(parts[0], PledgeAnswer.NOTHING, link="/x"), once="b", by=actor(second), now=NOW)
        pledge(scheme, word(parts[0]), once="c", by=actor(second), now=NOW)
    told = session.scalars(select(Message)).all()
    assert [(message.account_id, message.link) for message in told] == [(first.id, "/x")]


def test_counts_are_of_todays_words() -> None:
    said = [*PledgeAnswer, PledgeAnswer.AS_COMPUTED]
    with db.transaction():
        entrance, parts = pledges.tower()
        other, _ = pledges.tower(name="别的小区")
        scheme, elsewhere = pledges.opened(entrance), pledges.opened(other)
        for part, answer in zip(parts, said, strict=False):
            by = actor(accounts.resident(part))
            pledge(scheme, word(part, answer, amount=100), once="a", by=by, now=NOW)
        found = queries.count_answers(entrance.estate_id)
    assert set(found) == {scheme.id}
    assert found[scheme.id] == queries.Counts(homes=16, willing=3, nothing=1, undecided=1)
    assert found[scheme.id].silent == 11
    assert queries.count_answers(entrance.estate_id, elsewhere.id) == {}


def test_an_unanswered_scheme_waits_for_its_homes_only() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        other, far = pledges.tower(name="别的小区")
        scheme = pledges.opened(entrance)
        pledges.opened(other)
        mine, stranger = accounts.resident(parts[0]), accounts.resident(far[0])
        waits = [each.id for each in queries.list_waiting(mine.id, entrance.estate_id)]
        assert waits == [scheme.id]
        assert queries.list_waiting(stranger.id, entrance.estate_id) == []
        pledge(scheme, word(parts[0], PledgeAnswer.UNDECIDED), once="a", by=actor(mine), now=NOW)
        assert queries.list_waiting(mine.id, entrance.estate_id) == []


def test_what_was_said_is_on_record() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        who = accounts.resident(parts[-1])
        made = pledge(scheme, word(parts[-1]), once="a", by=actor(who), now=NOW)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "pledge.make")).one()
    assert (entry.subject, entry.account_id) == (f"pledge:{made.id}", who.id)
    assert entry.detail["amount"] == 3_562_500
    assert session.scalar(select(func.count()).select_from(Message)) == 0
