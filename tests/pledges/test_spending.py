"""Spending: asked for, approved by somebody else, made public, then paid with a voucher."""

from datetime import timedelta

import pytest

from portal import db
from portal.domain.errors import RuleViolated
from portal.pledges import money_errors as errors
from portal.pledges.models import Scheme, Spending, SpendingState
from portal.pledges.queries import account
from portal.pledges.services import reconciling, spending
from portal.pledges.services.spending import Application, Voucher
from tests.factories import pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import PHOTO, TODAY, Actor

pytestmark = pytest.mark.usefixtures("isolated")
AFTER = NOW + timedelta(days=4)


@pytest.fixture
def place(isolated: None) -> tuple[Scheme, Actor, Actor]:
    """A hundred yuan in the account, a clerk, and the street."""
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        first, second, street = pledges.desk_people(entrance)
        pledges.paid(pledges.signed_on_paper(scheme, parts[0], 10_000), 10_000, "0001", first, second)
        return scheme, first, street


Place = tuple[Scheme, Actor, Actor]


def _applied(place: Place, amount: int = 6_000, once: str = "a") -> Spending:
    wanted = Application(amount, "某电梯公司（演示）", "首付款")
    return spending.apply(place[0], wanted, once=once, by=place[1], now=NOW)


def _public(place: Place) -> Spending:
    made = _applied(place)
    spending.decide(made, "", approve=True, by=place[2], now=NOW)
    spending.publish(made, 3, by=place[1], now=NOW)
    return made


def test_from_the_application_to_the_voucher(place: Place) -> None:
    scheme, clerk, street = place
    with db.transaction():
        made = _applied(place)
        assert _applied(place) is made
        with pytest.raises(errors.SameApplicant):
            spending.decide(made, "", approve=True, by=clerk, now=NOW)
        spending.decide(made, "", approve=True, by=street, now=NOW)
        spending.publish(made, 3, by=clerk, now=NOW)
        voucher = Voucher("付1", TODAY, PHOTO)
        with pytest.raises(errors.StillPublic):
            spending.pay(made, voucher, by=clerk, now=NOW + timedelta(days=3))
        assert account.standing_of_scheme(scheme.id).spent == 0
        spending.pay(made, voucher, by=clerk, now=AFTER)
    there = account.standing_of_scheme(scheme.id)
    assert (there.paid, there.spent, there.left) == (10_000, 6_000, 4_000)
    assert reconciling.findings() == []


def test_nothing_is_promised_twice(place: Place) -> None:
    with db.transaction():
        _applied(place)
        with pytest.raises(errors.NotEnoughMoney, match=r"只剩40\.00元"):
            _applied(place, 4_001, "b")
        _applied(place, 4_000, "c")


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (Application(0, "某公司", "材料"), errors.AmountNotPositive),
        (Application(1, " ", "材料"), errors.PayeeMissing),
        (Application(1, "某公司", ""), errors.PayeeMissing),
    ],
)
def test_an_application_says_to_whom_and_for_what(
    place: Place, wanted: Application, refusal: type[RuleViolated]
) -> None:
    with db.transaction(), pytest.raises(refusal):
        spending.apply(place[0], wanted, once="a", by=place[1], now=NOW)


def test_a_refusal_has_a_reason_and_frees_the_money(place: Place) -> None:
    with db.transaction():
        made = _applied(place, 10_000)
        with pytest.raises(errors.ReasonMissing):
            spending.decide(made, " ", approve=False, by=place[2], now=NOW)
        spending.decide(made, "没有合同", approve=False, by=place[2], now=NOW)
        with pytest.raises(errors.SpendingStep):
            spending.publish(made, 3, by=place[1], now=NOW)
        assert made.state is SpendingState.REFUSED
        _applied(place, 10_000, "b")


@pytest.mark.parametrize(
    ("voucher", "refusal"),
    [
        (Voucher("", TODAY, PHOTO), errors.VoucherMissing),
        (Voucher("付1", TODAY, ""), errors.PictureNeeded),
        (Voucher("付1", TODAY + timedelta(days=9), PHOTO), errors.DayInFuture),
    ],
)
def test_money_leaves_with_its_paper(place: Place, voucher: Voucher, refusal: type[RuleViolated]) -> None:
    with db.transaction():
        made = _public(place)
        with pytest.raises(refusal):
            spending.pay(made, voucher, by=place[1], now=AFTER)


def test_a_voucher_is_used_once(place: Place) -> None:
    with db.transaction():
        spending.pay(_public(place), Voucher("付1", TODAY, PHOTO), by=place[1], now=AFTER)
        other = _applied(place, 1_000, "b")
        spending.decide(other, "", approve=True, by=place[2], now=NOW)
        spending.publish(other, 0, by=place[1], now=NOW)
    with pytest.raises(errors.VoucherTaken), db.transaction():
        spending.pay(other, Voucher("付1", TODAY, PHOTO), by=place[1], now=AFTER)
