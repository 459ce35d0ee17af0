"""Many hands on one promise, on both databases: a fen is never paid, given back or spent twice."""

from collections.abc import Callable

import pytest

from portal import db
from portal.db import session
from portal.pledges import money_errors as errors
from portal.pledges import queries
from portal.pledges.models import Condition, Payment, Refund
from portal.pledges.queries import account
from portal.pledges.queries import spending as spending_queries
from portal.pledges.services import conditions, confirming, paying, reconciling, refunding, spending
from portal.pledges.services.confirming import Signed
from portal.pledges.services.refunding import GivenBack
from portal.pledges.services.spending import Application
from tests.factories import pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import CLERK, PHOTO, TODAY, Actor, at_once, receipt

pytestmark = pytest.mark.usefixtures("fresh_database")
HANDS = 6


class Place:
    """One lift, one promise of a hundred yuan, and people at the desk; by ids, for many threads."""

    def __init__(self, **terms: object) -> None:
        with db.transaction():
            entrance, parts = pledges.tower()
            scheme = pledges.opened(entrance, terms=pledges.when(**terms))
            self.estate_id, self.scheme_id = entrance.estate_id, scheme.id
            self.parts = [part.id for part in parts]
            self.people: tuple[Actor, Actor, Actor] = pledges.desk_people(entrance)
            self.promise_id = pledges.signed_on_paper(scheme, parts[0], 10_000).id

    def pay(self, once: str, number: str, amount: int) -> Callable[[], object]:
        def deed() -> Payment:
            owes = account.get_commitment(self.estate_id, self.promise_id)
            return paying.enter(owes, receipt(amount, number), once=once, by=self.people[0], now=NOW)

        return deed

    def paid(self) -> int:
        with db.transaction():
            owes = account.get_commitment(self.estate_id, self.promise_id)
            return pledges.paid(owes, 10_000, "0001", *self.people).id


def _refusals(refused: list[object]) -> set[type]:
    return {type(one) for one in refused}


def test_together_nobody_pays_more_than_is_due() -> None:
    place = Place()
    refused = at_once(*(place.pay(str(hand), str(hand), 4_000) for hand in range(HANDS)))
    assert refused.count(None) == 2
    assert _refusals(list(refused)) == {type(None), errors.MoreThanDue}
    session.remove()


def test_two_taps_are_one_payment_and_one_receipt() -> None:
    place = Place()
    assert at_once(*(place.pay("same", "0001", 1_000) for _ in range(HANDS))) == [None] * HANDS
    assert session.query(Payment).count() == 1
    session.remove()
    refused = at_once(*(place.pay(f"tap{hand}", "0002", 1_000) for hand in range(HANDS)))
    assert refused.count(None) == 1
    assert _refusals(list(refused)) == {type(None), errors.ReceiptTaken}
    session.remove()


def test_a_payment_is_checked_once() -> None:
    place = Place()
    with db.transaction():
        payment_id = place.pay("a", "0001", 1_000)().id  # type: ignore[attr-defined]

    def check() -> None:
        paying.check(account.get_payment(place.estate_id, payment_id), by=place.people[1], now=NOW)

    refused = at_once(*[check] * HANDS)
    assert refused.count(None) == 1
    assert account.standing_of(place.promise_id).paid == 1_000
    assert reconciling.findings() == []
    session.remove()


def test_money_goes_back_or_is_spent_and_not_both() -> None:
    place = Place()
    payment_id = place.paid()

    def back(hand: int) -> Callable[[], object]:
        def deed() -> Refund:
            payment = account.get_payment(place.estate_id, payment_id)
            given = GivenBack(6_000, TODAY, "退", str(hand), PHOTO)
            return refunding.enter(payment, given, once=str(hand), by=place.people[0], now=NOW)

        return deed

    def spend(hand: int) -> Callable[[], object]:
        def deed() -> object:
            scheme = queries.get_scheme(place.estate_id, place.scheme_id)
            wanted = Application(6_000, "某公司", "材料")
            return spending.apply(scheme, wanted, once=str(hand), by=place.people[0], now=NOW)

        return deed

    refused = at_once(*(back(hand) for hand in range(3)), *(spend(hand) for hand in range(3)))
    assert refused.count(None) == 1
    assert spending_queries.reserved(place.scheme_id) == 6_000
    session.remove()


def test_one_home_signs_once_and_the_condition_is_met_once() -> None:
    place = Place(condition=Condition.HOMES, threshold=3)

    def sign(part_id: int, once: str) -> Callable[[], object]:
        def deed() -> object:
            scheme = queries.get_scheme(place.estate_id, place.scheme_id)
            signed = Signed(amount=500, picture=PHOTO, part_id=part_id)
            return confirming.record_paper(scheme, signed, once=once, by=CLERK, now=NOW)

        return deed

    first, second = place.parts[1:3]
    refused = at_once(*(sign(part, f"{part}{tap}") for part in (first, second) for tap in range(3)))
    assert refused.count(None) == 2
    assert _refusals(list(refused)) == {type(None), errors.AlreadySigned}
    scheme = queries.get_scheme(place.estate_id, place.scheme_id)
    assert scheme.met_at == NOW
    assert account.standing_of_scheme(place.scheme_id).owed == 11_000
    assert reconciling.findings() == []
    session.remove()


def test_signing_and_running_out_agree_on_what_is_owed() -> None:
    place = Place(condition=Condition.HOMES, threshold=2)

    def sign() -> None:
        scheme = queries.get_scheme(place.estate_id, place.scheme_id)
        signed = Signed(amount=500, picture=PHOTO, part_id=place.parts[1])
        confirming.record_paper(scheme, signed, once="a", by=CLERK, now=NOW)

    def run_out() -> None:
        scheme = queries.get_scheme(place.estate_id, place.scheme_id)
        conditions.expire_if_due(scheme, now=scheme.expires_at or NOW)

    at_once(sign, run_out, run_out)
    there = account.standing_of_scheme(place.scheme_id)
    assert (there.owed, there.lapsed) in {(10_500, 0), (0, 10_000)}
    assert there.conditional == 0
    assert reconciling.findings() == []
    session.remove()
