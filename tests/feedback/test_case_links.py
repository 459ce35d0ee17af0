"""A word on a vote, an item or a lift is tied to it, from the page where it stands."""

from datetime import timedelta

from sqlalchemy import select

from portal import db
from portal.db import session
from portal.domain.tally import Regime
from portal.feedback.models import Case
from portal.voting.models import Vote
from tests.factories import accounts
from tests.support.client import Client


def test_a_word_on_a_vote_is_tied_to_it(client: Client) -> None:
    with db.transaction():
        entrance = accounts.entrance()
        part = accounts.home(entrance, "101", accounts.owner(entrance, "张三"))
        who = accounts.resident(part)
        vote = Vote(
            estate_id=entrance.estate_id,
            title="试验投票",
            regime=Regime.OWNERS,
            notice_at=accounts.NOW,
            opens_at=accounts.NOW,
            closes_at=accounts.NOW + timedelta(days=5),
            created_at=accounts.NOW,
        )
        session.add(vote)
        session.flush()
        vote_id, estate_id = vote.id, entrance.estate_id
    client.sign_in(who)
    new = f"/estates/{estate_id}/cases/new?vote={vote_id}"
    assert "连在一起" in client.read(new).text
    assert client.send({"text": "费用没说清楚", "category": "opinion"}).status_code == 303
    made = session.scalars(select(Case)).one()
    assert made.vote_id == vote_id
