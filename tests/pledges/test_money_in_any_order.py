"""Whatever people try in whatever order: no fen is lost, none appears, and papers and ledger agree."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal import db
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.pledges.models import Condition, Payment, Refund, ReliefKind, Scheme
from portal.pledges.queries import account
from portal.pledges.services import conditions, confirming, paying, reconciling, refunding, relieving
from portal.pledges.services.refunding import GivenBack
from portal.pledges.services.relieving import Wish
from tests.factories import pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import CLERK, PHOTO, TODAY, Actor, Part, receipt

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["sign", "pay", "check", "refuse", "refund", "give back", "write off", "withdraw", "expire"]
        ),
        st.integers(0, 3),
        st.integers(1, 5_000),
    ),
    max_size=25,
)


@dataclass
class Desk:
    """Everything that people have in their hands while they try."""

    scheme: Scheme
    parts: list[Part]
    people: tuple[Actor, Actor, Actor]
    payments: list[Payment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    turn: int = 0

    def do(self, deed: str, place: int, amount: int) -> None:
        """:raises RuleViolated: it may not be done now."""
        self.turn += 1
        getattr(self, f"_{deed.replace(' ', '_')}")(place, amount)

    def _sign(self, place: int, amount: int) -> None:
        pledges.signed_on_paper(self.scheme, self.parts[place], amount)

    def _pay(self, place: int, amount: int) -> None:
        of = account.list_commitments(self.scheme.id)
        if of:
            got = receipt(amount, str(self.turn))
            made = paying.enter(of[place % len(of)], got, once=str(self.turn), by=self.people[0], now=NOW)
            self.payments.append(made)

    def _check(self, place: int, _amount: int) -> None:
        for made in self.payments[place : place + 1]:
            paying.check(made, by=self.people[1], now=NOW)

    def _refuse(self, place: int, _amount: int) -> None:
        for made in self.payments[place : place + 1]:
            paying.refuse(made, "退回", by=self.people[1], now=NOW)

    def _refund(self, place: int, amount: int) -> None:
        for made in self.payments[place : place + 1]:
            back = GivenBack(amount, TODAY, "退", str(self.turn), PHOTO, still_owed=bool(amount % 2))
            once = str(self.turn)
            self.refunds.append(refunding.enter(made, back, once=once, by=self.people[0], now=NOW))

    def _give_back(self, place: int, _amount: int) -> None:
        for made in self.refunds[place : place + 1]:
            refunding.check(made, by=self.people[1], now=NOW)

    def _write_off(self, place: int, amount: int) -> None:
        of = account.list_commitments(self.scheme.id)
        if of:
            wish = Wish(ReliefKind.WRITE_OFF, "困难", amount=amount)
            once = str(self.turn)
            relieving.relieve(of[place % len(of)], wish, once=once, by=self.people[2], now=NOW)

    def _withdraw(self, place: int, _amount: int) -> None:
        of = account.list_commitments(self.scheme.id)
        if of:
            confirming.withdraw(of[place % len(of)], "", by=CLERK, now=NOW)

    def _expire(self, place: int, _amount: int) -> None:
        if not place:
            conditions.expire_if_due(self.scheme, now=NOW + timedelta(days=40))


@pytest.mark.usefixtures("isolated")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.sampled_from([Condition.NONE, Condition.HOMES, Condition.AMOUNT]), st.integers(1, 3))
def test_no_order_loses_a_fen(
    steps: list[tuple[str, int, int]], condition: Condition, threshold: int
) -> None:
    with db.transaction():
        savepoint = session.begin_nested()
        entrance, parts = pledges.tower(floors=2, doors=2, name="试验")
        terms = pledges.when(condition=condition, threshold=threshold)
        scheme = pledges.opened(entrance, floors=2, terms=terms)
        desk = Desk(scheme, list(parts), pledges.desk_people(entrance))
        for deed, place, amount in steps:
            _try(desk, deed, place, amount)
            _holds(scheme)
        assert reconciling.findings() == []
        savepoint.rollback()
        session.expire_all()


def _try(desk: Desk, deed: str, place: int, amount: int) -> None:
    tried = session.begin_nested()
    try:
        desk.do(deed, place, amount)
    except RuleViolated:
        tried.rollback()
    else:
        tried.commit()


def _holds(scheme: Scheme) -> None:
    """By the ledger alone, and by a sum that knows nothing of our code."""
    for there in account.standings_by_commitment(scheme.id).values():
        assert there.is_whole
        assert min(there.owed, there.conditional, there.paid, there.returned, there.waived, there.lapsed) >= 0
        if scheme.met_at is None:
            assert (there.owed, there.paid) == (0, 0)
    both = session.execute(
        text(
            "SELECT sum(fen) FROM (SELECT amount AS fen FROM ledger_entry "
            "UNION ALL SELECT -amount FROM ledger_entry) AS sides"
        )
    ).scalar()
    assert not both
