"""What came, what went back, what is let off: by two people, never more than there is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import db
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.pledges import money_errors as errors
from portal.pledges.models import (
    CheckState,
    Commitment,
    Condition,
    Kind,
    Payment,
    ReliefKind,
    Scheme,
)
from portal.pledges.queries import account
from portal.pledges.services import paying, reconciling, refunding, relieving
from portal.pledges.services.refunding import GivenBack
from portal.pledges.services.relieving import Wish
from tests.factories import pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import CLERK, PHOTO, TODAY, Actor, Part, receipt

pytestmark = pytest.mark.usefixtures("isolated")
Desk = tuple[Actor, Actor, Actor]


@pytest.fixture
def place(isolated: None) -> tuple[Scheme, list[Part], Desk]:
    with db.transaction():
        entrance, parts = pledges.tower()
        terms = pledges.when(allows_parts=True, allows_deferral=True, allows_labour=True)
        return pledges.opened(entrance, terms=terms), list(parts), pledges.desk_people(entrance)


Place = tuple[Scheme, list[Part], Desk]


def _owes(place: Place, amount: int = 10_000, **more: object) -> Commitment:
    return pledges.signed_on_paper(place[0], place[1][0], amount, **more)


def test_money_counts_once_a_second_person_has_seen_the_receipt(place: Place) -> None:
    first, second, _ = place[2]
    with db.transaction():
        owes = _owes(place)
        made = paying.enter(owes, receipt(4_000), once="a", by=first, now=NOW)
        assert paying.enter(owes, receipt(4_000), once="a", by=first, now=NOW) is made
        assert account.standing_of(owes.id).paid == 0
        with pytest.raises(errors.SamePersonChecks):
            paying.check(made, by=first, now=NOW)
        paying.check(made, by=second, now=NOW)
        with pytest.raises(errors.NotWaiting):
            paying.check(made, by=second, now=NOW)
        pledges.paid(owes, 6_000, "0002", first, second)
    there = account.standing_of(owes.id)
    assert (there.paid, there.owed) == (10_000, 0)
    assert reconciling.findings() == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"amount": 10_001}, errors.MoreThanDue),
        ({"amount": 0}, errors.AmountNotPositive),
        ({"amount": -5}, errors.AmountNotPositive),
        ({"receipt_number": " "}, errors.ReceiptNeeded),
        ({"issuer": ""}, errors.ReceiptNeeded),
        ({"photo": ""}, errors.PictureNeeded),
        ({"paid_on": TODAY + timedelta(days=1)}, errors.DayInFuture),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(
    place: Place, changes: dict[str, object], refusal: type[RuleViolated]
) -> None:
    with db.transaction():
        owes = _owes(place)
        with pytest.raises(refusal):
            paying.enter(owes, receipt(**{"amount": 100, **changes}), once="a", by=place[2][0], now=NOW)  # type: ignore[arg-type]
    assert session.scalars(select(Payment)).all() == []


def test_what_waits_to_be_checked_is_not_due_twice(place: Place) -> None:
    first, second, _ = place[2]
    with db.transaction():
        owes = _owes(place)
        paying.enter(owes, receipt(6_000, "1"), once="a", by=first, now=NOW)
        with pytest.raises(errors.MoreThanDue, match=r"50\.00元超过了应交的100\.00元（其中待复核60\.00元）"):
            paying.enter(owes, receipt(5_000, "2"), once="b", by=second, now=NOW)
        paying.enter(owes, receipt(4_000, "2"), once="b", by=second, now=NOW)


@pytest.mark.parametrize("again", ["0001", " ０００１ ", "00 01"])
def test_a_receipt_number_is_used_once_by_its_issuer(place: Place, again: str) -> None:
    first, second, _ = place[2]
    with db.transaction():
        owes = _owes(place)
        other = pledges.signed_on_paper(place[0], place[1][1], 10_000)
        pledges.paid(owes, 1_000, "0001", first, second)
        elsewhere = receipt(1_000, again, issuer="别的单位")
        paying.enter(other, elsewhere, once="a", by=first, now=NOW)
    with pytest.raises(errors.ReceiptTaken), db.transaction():
        paying.enter(other, receipt(1_000, again), once="b", by=first, now=NOW)


def test_a_payment_that_was_sent_back_frees_its_receipt(place: Place) -> None:
    first, second, _ = place[2]
    with db.transaction():
        owes = _owes(place)
        made = paying.enter(owes, receipt(1_000), once="a", by=first, now=NOW)
        with pytest.raises(errors.ReasonMissing):
            paying.refuse(made, " ", by=second, now=NOW)
        paying.refuse(made, "金额和票据不一样", by=second, now=NOW)
        pledges.paid(owes, 10_000, "0001", first, second)
    assert made.state is CheckState.REFUSED
    assert account.standing_of(owes.id).paid == 10_000
    assert reconciling.findings() == []


def test_nobody_pays_before_the_condition_is_met() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance, terms=pledges.when(condition=Condition.HOMES, threshold=2))
        first, _, _ = pledges.desk_people(entrance)
        owes = pledges.signed_on_paper(scheme, parts[0], 10_000)
        with pytest.raises(errors.NotDueYet):
            paying.enter(owes, receipt(1), once="a", by=first, now=NOW)
        pledges.signed_on_paper(scheme, parts[1], 10_000)
        paying.enter(owes, receipt(1), once="a", by=first, now=NOW)


def test_things_and_work_need_no_receipt_and_are_no_money(place: Place) -> None:
    first, second, _ = place[2]
    with db.transaction():
        owes = _owes(place, kind=Kind.LABOUR, thing="刷墙", hours=8)
        done = receipt(10_000, "", issuer="", account="")
        made = paying.enter(owes, done, once="a", by=first, now=NOW)
        paying.check(made, by=second, now=NOW)
        with pytest.raises(errors.ThingsNotRefunded):
            refunding.enter(made, _back(1), once="a", by=first, now=NOW)
    there = account.standing_of_scheme(place[0].id)
    assert (there.delivered, there.paid, there.left) == (10_000, 0, 0)
    assert reconciling.findings() == []


def _back(amount: int, **more: object) -> GivenBack:
    facts: dict[str, object] = {"reason": "多收了", "voucher": "退1", "photo": PHOTO, **more}
    return GivenBack(amount, TODAY, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("still_owed", "owed", "returned"), [(False, 0, 3_000), (True, 3_000, 0)])
def test_money_goes_back_with_a_reason(place: Place, still_owed: bool, owed: int, returned: int) -> None:
    first, second, _ = place[2]
    with db.transaction():
        owes = _owes(place)
        made = pledges.paid(owes, 10_000, "0001", first, second)
        back = refunding.enter(made, _back(3_000, still_owed=still_owed), once="a", by=first, now=NOW)
        assert account.standing_of(owes.id).paid == 10_000
        with pytest.raises(errors.SamePersonChecks):
            refunding.check(back, by=first, now=NOW)
        refunding.check(back, by=second, now=NOW)
    there = account.standing_of(owes.id)
    assert (there.paid, there.owed, there.returned) == (7_000, owed, returned)
    assert reconciling.findings() == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"amount": 10_001}, errors.MoreThanPaid),
        ({"amount": 0}, errors.AmountNotPositive),
        ({"reason": " "}, errors.ReasonMissing),
        ({"voucher": ""}, errors.VoucherMissing),
        ({"photo": ""}, errors.PictureNeeded),
    ],
)
def test_a_refund_that_makes_no_sense_is_refused(
    place: Place, changes: dict[str, object], refusal: type[RuleViolated]
) -> None:
    first, second, _ = place[2]
    with db.transaction():
        made = pledges.paid(_owes(place), 10_000, "0001", first, second)
        with pytest.raises(refusal):
            refunding.enter(made, _back(**{"amount": 100, **changes}), once="a", by=first, now=NOW)  # type: ignore[arg-type]


def test_refunds_of_a_payment_never_pass_what_came(place: Place) -> None:
    first, second, _ = place[2]
    with db.transaction():
        owes = _owes(place)
        waits = paying.enter(owes, receipt(4_000, "2"), once="w", by=first, now=NOW)
        with pytest.raises(errors.NotPaid):
            refunding.enter(waits, _back(1), once="a", by=first, now=NOW)
        made = pledges.paid(owes, 6_000, "0001", first, second)
        one = refunding.enter(made, _back(4_000), once="b", by=first, now=NOW)
        with pytest.raises(errors.MoreThanPaid):
            refunding.enter(made, _back(2_001), once="c", by=first, now=NOW)
        refunding.refuse(one, "先不退", by=second, now=NOW)
        refunding.enter(made, _back(6_000), once="d", by=first, now=NOW)


WORK = {"thing": "搬运", "hours": 10, "picture": PHOTO}


def _lighter(kind: ReliefKind, **more: object) -> Wish:
    return Wish(kind, "家里困难", **more)  # type: ignore[arg-type]


def test_what_is_owed_is_written_off_by_right(place: Place) -> None:
    first, second, street = place[2]
    with db.transaction():
        owes = _owes(place)
        pledges.paid(owes, 4_000, "0001", first, second)
        too_much = _lighter(ReliefKind.WRITE_OFF, amount=6_001)
        with pytest.raises(errors.MoreThanOwed):
            relieving.relieve(owes, too_much, once="a", by=street, now=NOW)
        relieving.relieve(owes, _lighter(ReliefKind.WRITE_OFF, amount=6_000), once="b", by=street, now=NOW)
    there = account.standing_of(owes.id)
    assert (there.owed, there.waived, there.paid) == (0, 6_000, 4_000)
    assert reconciling.findings() == []


def test_work_takes_the_place_of_money(place: Place) -> None:
    with db.transaction():
        owes = _owes(place)
        work = _lighter(ReliefKind.LABOUR, amount=3_000, **WORK)
        relieving.relieve(owes, work, once="a", by=place[2][2], now=NOW)
    assert account.standing_of(owes.id).owed == 7_000
    by_kind = account.standings_by_kind(place[0].id)
    assert (by_kind[Kind.LABOUR].owed, by_kind[Kind.CASH].lapsed) == (3_000, 3_000)
    assert reconciling.findings() == []


def test_later_and_in_parts(place: Place) -> None:
    by, late = place[2][0], TODAY + timedelta(days=100)
    with db.transaction():
        owes = _owes(place)
        with pytest.raises(errors.DeferralTooEarly):
            relieving.relieve(owes, _lighter(ReliefKind.DEFER, due_on=TODAY), once="a", by=by, now=NOW)
        relieving.relieve(owes, _lighter(ReliefKind.DEFER, due_on=late), once="b", by=by, now=NOW)
        relieving.relieve(owes, _lighter(ReliefKind.PARTS, parts=4), once="c", by=by, now=NOW)
        with pytest.raises(errors.ReasonMissing):
            relieving.relieve(owes, Wish(ReliefKind.PARTS, "", parts=4), once="d", by=by, now=NOW)
    assert (owes.due_on, owes.parts) == (late, 4)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (_lighter(ReliefKind.DEFER, due_on=TODAY + timedelta(days=99)), errors.DeferralNotAllowed),
        (_lighter(ReliefKind.PARTS, parts=2), errors.PartsNotAllowed),
        (
            _lighter(ReliefKind.LABOUR, amount=1, **WORK),
            errors.LabourNotAllowed,
        ),
    ],
)
def test_only_what_the_scheme_allows(wish: Wish, refusal: type[RuleViolated]) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        owes = pledges.signed_on_paper(pledges.opened(entrance), parts[0], 100)
        with pytest.raises(refusal):
            relieving.relieve(owes, wish, once="a", by=CLERK, now=NOW)
