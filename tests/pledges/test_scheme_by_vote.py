"""A scheme and a real vote on it: passed, everybody who signed owes; not passed, nobody does."""

from datetime import timedelta

import pytest

from portal import db
from portal.communities.models import Entrance, Estate, Part
from portal.db import session
from portal.pledges import errors, queries
from portal.pledges.drafts import Terms
from portal.pledges.models import CommitmentState, Condition, Scheme, SchemeState
from portal.pledges.queries import account
from portal.pledges.services import conditions, reconciling
from portal.pledges.services.schemes import open_scheme
from portal.pledges.services.versions import renew
from portal.voting.models import Vote
from portal.voting.services.attaching import attach_shares
from portal.voting.services.concluding import finalise
from portal.voting.services.drafting import create
from portal.voting.services.opening import open_now
from portal.voting.specification import ScopeSpec
from tests.factories import after, pledges, voting
from tests.factories.pledges import CLERK

pytestmark = pytest.mark.usefixtures("isolated")
NOW = voting.NOW
LATER = NOW + timedelta(days=60)


def _lift() -> tuple[Entrance, list[Part]]:
    estate = voting.estate([6850] * 8)
    parts = list(queries.list_estate_parts(estate.id))
    return parts[0].entrance, parts


def _voted_scheme(entrance: Entrance) -> tuple[Vote, Scheme]:
    """A draft vote of the entrance, and a scheme that waits for it; the vote carries its checksum."""
    estate = session.get_one(Estate, entrance.estate_id)
    voting.roll_published(estate)
    vote = create(
        voting.specification(estate, scope=ScopeSpec(entrances=(("1栋", "1单元"),))), CLERK, now=NOW
    )
    terms = Terms(condition=Condition.VOTE, vote_id=vote.id, expires_on=(NOW + timedelta(days=50)).date())
    scheme = pledges.opened(entrance, floors=8, terms=terms)
    attach_shares(vote, str(scheme.id))
    return vote, scheme


def _count(vote: Vote, answers: str) -> None:
    """Everybody says + or -, the result hangs out its days, nobody objects."""
    after.published(vote, answers)
    assert vote.objections_until is not None
    finalise(vote, CLERK, now=vote.objections_until + timedelta(hours=1))


@pytest.mark.parametrize(("answers", "passed"), [("++++++--", True), ("+++++---", False), ("", False)])
def test_only_a_vote_that_passed_makes_anybody_owe(answers: str, passed: bool) -> None:
    with db.transaction():
        entrance, parts = _lift()
        vote, scheme = _voted_scheme(entrance)
        signed = [pledges.signed_on_paper(scheme, part, 1_000_00) for part in parts[:3]]
        open_now(vote, CLERK, now=NOW - timedelta(days=3))
        conditions.run_due(NOW, NOW)
        assert scheme.met_at is None
        _count(vote, answers)
        conditions.run_due(vote.final_at or LATER, LATER)
        owed = [account.standing_of(one.id).owed for one in signed]
        assert owed == ([1_000_00] * 3 if passed else [0] * 3)
        conditions.run_due(LATER, LATER)
        assert scheme.state is (SchemeState.CLOSED if passed else SchemeState.EXPIRED)
    assert {one.state for one in signed} == {CommitmentState.SIGNED if passed else CommitmentState.EXPIRED}
    assert [account.standing_of(one.id).owed for one in signed] == owed
    assert reconciling.findings() == []


def test_figures_stand_still_from_the_announcement_on() -> None:
    with db.transaction():
        entrance, _ = _lift()
        vote, scheme = _voted_scheme(entrance)
        assert vote.cost_digest == scheme.digest
        assert f"第{scheme.version}版" in (vote.cost_ref or "")
        second = renew(scheme, by=CLERK, now=NOW)  # only a draft carries it so far
        open_now(vote, CLERK, now=NOW - timedelta(days=3))
        with pytest.raises(errors.VotedOn):
            open_scheme(second, by=CLERK, now=NOW)
    assert scheme.state is SchemeState.OPEN


def test_a_vote_on_another_version_decides_nothing() -> None:
    with db.transaction():
        entrance, parts = _lift()
        vote, first = _voted_scheme(entrance)
        second = renew(first, by=CLERK, now=NOW)
        open_scheme(second, by=CLERK, now=NOW)
        owes = pledges.signed_on_paper(second, parts[0], 100)
        assert queries.decides(vote, first)
        assert not queries.decides(vote, second)
        there = conditions.progress(second, NOW)
    assert (there.have, there.is_met) == (0, False)
    assert account.standing_of(owes.id).owed == 0
