"""Many hands at once: the database keeps what looking first could not."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal import db
from portal.db import session
from portal.pledges import queries
from portal.pledges.errors import AnotherIsOpen, PledgingOver
from portal.pledges.models import Pledge
from portal.pledges.services.answers import pledge
from portal.pledges.services.schemes import close_scheme, open_scheme
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import actor, at_once, word

pytestmark = pytest.mark.usefixtures("fresh_database")
HANDS = 6


@pytest.mark.parametrize("once", [["same"] * HANDS, [f"tap {number}" for number in range(HANDS)]])
def test_one_home_has_one_current_word(once: list[str]) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme_id = pledges.opened(entrance).id
        by, said, estate_id = actor(accounts.resident(parts[0])), word(parts[0]), entrance.estate_id

    def say(token: str) -> Callable[[], object]:
        return lambda: pledge(queries.get_scheme(estate_id, scheme_id), said, once=token, by=by, now=NOW)

    assert at_once(*map(say, once)) == [None] * HANDS
    found = session.scalars(select(Pledge)).all()
    assert len(found) == len(set(once))
    assert sum(made.replaced_at is None for made in found) == 1
    session.remove()


def test_nothing_is_said_after_closing() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme_id, estate_id = pledges.opened(entrance).id, entrance.estate_id
        homes = [(actor(accounts.resident(part)), word(part)) for part in parts[:HANDS]]

    def say(number: int) -> Callable[[], object]:
        by, said = homes[number]
        return lambda: pledge(queries.get_scheme(estate_id, scheme_id), said, once="a", by=by, now=NOW)

    def close() -> None:
        close_scheme(queries.get_scheme(estate_id, scheme_id), by=pledges.CLERK, now=NOW)

    refused = at_once(close, *(say(number) for number in range(HANDS)))
    assert {type(refusal) for refusal in refused} <= {type(None), PledgingOver}
    counted = queries.count_answers(estate_id)[scheme_id]
    assert counted.willing == refused[1:].count(None)
    session.remove()


def test_one_entrance_opens_one_scheme() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        drafts = [pledges.drafted(entrance).id for _ in range(HANDS)]
        estate_id = entrance.estate_id

    def open_(scheme_id: int) -> Callable[[], object]:
        return lambda: open_scheme(queries.get_scheme(estate_id, scheme_id), by=pledges.CLERK, now=NOW)

    refused = at_once(*map(open_, drafts))
    assert refused.count(None) == 1
    assert all(isinstance(refusal, AnotherIsOpen | None) for refusal in refused)
    session.remove()
