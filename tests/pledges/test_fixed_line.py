"""Every page about money says that nothing is paid here; no page there confuses a promise with a payment."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import db
from portal.db import session
from portal.pledges import money_errors as errors
from portal.pledges.models import CheckState, Payment
from portal.pledges.queries import account
from portal.pledges.services import paying, reconciling, refunding
from portal.pledges.services.refunding import GivenBack
from portal.pledges.services.spending import Application, apply
from portal.pledges.words import ANSWERS
from tests.factories import pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import PHOTO, TODAY

PAGES = Path(__file__).resolve().parents[2] / "templates" / "pledges"


@pytest.mark.parametrize(
    "page", [page for page in sorted(PAGES.rglob("*.html")) if not page.name.startswith("_")], ids=str
)
def test_every_page_says_that_nothing_is_paid_here(page: Path) -> None:
    source = page.read_text(encoding="utf-8")
    assert "no_transfer()" in source or "beware()" in source


def test_what_people_say_never_calls_a_promise_a_payment() -> None:
    assert not [word for word in ANSWERS.values() if re.search("已交|实缴|交款", word)]
    assert "承诺" in (PAGES / "own.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("isolated")
def test_what_was_entered_wrongly_is_undone_and_both_entries_stay() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        first, second, street = pledges.desk_people(entrance)
        scheme = pledges.opened(entrance)
        owes = pledges.signed_on_paper(scheme, parts[0], 10_000)
        made = pledges.paid(owes, 10_000, "0001", first, second)
        with pytest.raises(errors.ReasonMissing):
            paying.undo(made, " ", by=street, now=NOW)
        with pytest.raises(errors.SamePersonChecks):
            paying.undo(made, "录错了", by=first, now=NOW)
        paying.undo(made, "录错了", by=street, now=NOW)
        with pytest.raises(errors.NotPaid):
            paying.undo(made, "录错了", by=street, now=NOW)
        again = pledges.signed_on_paper(scheme, parts[1], 10_000)
        pledges.paid(again, 10_000, "0001", first, second)  # the receipt's number is free again
    assert session.scalars(select(Payment.state).order_by(Payment.id)).all() == [
        CheckState.UNDONE,
        CheckState.CHECKED,
    ]
    there = account.standing_of(owes.id)
    assert (there.owed, there.paid) == (10_000, 0)
    assert len(account.list_entries(scheme.id)) == 7
    assert reconciling.findings() == []


@pytest.mark.usefixtures("isolated")
def test_what_went_back_or_has_somewhere_to_go_is_not_undone() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        first, second, street = pledges.desk_people(entrance)
        scheme = pledges.opened(entrance)
        made = pledges.paid(pledges.signed_on_paper(scheme, parts[0], 10_000), 10_000, "1", first, second)
        asked = apply(scheme, Application(1, "某公司", "材料"), once="a", by=first, now=NOW)
        with pytest.raises(errors.NotEnoughMoney):
            paying.undo(made, "录错了", by=street, now=NOW)
        session.delete(asked)
        refunding.enter(made, GivenBack(1, TODAY, "退", "1", PHOTO), once="a", by=first, now=NOW)
        with pytest.raises(errors.RefundedAlready):
            paying.undo(made, "录错了", by=street, now=NOW)
