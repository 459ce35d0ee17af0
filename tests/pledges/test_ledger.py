"""The ledger only grows, and whatever does not agree with it is found."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from portal import db
from portal.db import session
from portal.pledges.models import (
    Commitment,
    CommitmentState,
    Payment,
    Scheme,
)
from portal.pledges.queries import account
from portal.pledges.services import posting, reconciling
from tests.factories import pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import CLERK, Actor, Part

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


def test_an_entry_is_undone_once_and_stays(place: Place) -> None:
    with db.transaction():
        owes = _owes(place)
        entry = account.list_entries(place[0].id)[-1]
        posting.reverse(entry, "记错了", by=CLERK, now=NOW)
        assert account.standing_of(owes.id).owed == 0
    with pytest.raises(DatabaseError), db.transaction():
        posting.reverse(entry, "又记错了", by=CLERK, now=NOW)
    assert len(account.list_entries(place[0].id)) == 3


@pytest.mark.parametrize("deed", ["UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry"])
def test_the_database_refuses_to_change_the_ledger(place: Place, deed: str) -> None:
    with db.transaction():
        _owes(place)
    with pytest.raises(DatabaseError, match="append-only"), db.transaction():
        session.execute(text(deed))


def _half(place: Place) -> None:
    first, second, _ = place[2]
    pledges.paid(_owes(place), 10_000, "0001", first, second)


def _payment_differs(place: Place) -> None:
    _half(place)
    session.scalars(select(Payment)).one().amount = 9_999


def _without_paper(place: Place) -> None:
    _half(place)
    entry = account.list_entries(place[0].id)[-1]
    of = session.scalars(select(Commitment)).one()
    posting.post(entry.event, 1, posting.Paper("payment:999", "没有"), of=of, now=NOW)


def _promise_differs(place: Place) -> None:
    _owes(place).amount = 9_999


def _ended_and_owing(place: Place) -> None:
    _owes(place).state = CommitmentState.EXPIRED


def _share_differs(place: Place) -> None:
    place[0].shares[0].amount += 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_payment_differs, "payment:"),
        (_without_paper, "没有对应的单据"),
        (_promise_differs, "账上认缴"),
        (_ended_and_owing, "账上还挂着"),
        (_share_differs, "各户分摊合计"),
    ],
)
def test_what_does_not_agree_is_found(place: Place, spoil: Callable[[Place], None], said: str) -> None:
    with db.transaction():
        spoil(place)
        session.flush()
        found = reconciling.findings()
    assert any(said in line for line in found), found
