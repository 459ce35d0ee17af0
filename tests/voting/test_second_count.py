"""The database's count against a second one that is written plainly and shares nothing with it."""

import contextlib
from fractions import Fraction
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from portal.db import session, transaction
from portal.voting.models import (
    Answer,
    Ballot,
    BallotState,
    Channel,
    Delivery,
    DeliveryWay,
    InvalidReason,
    Option,
    Vote,
    Voter,
    VoterPart,
)
from portal.voting.queries import get_vote
from portal.voting.queries.counting import count, turnout
from tests.factories import after
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
_ANSWERS = ("a", "b", "c", "none_of_these", "abstain", "blank")


@st.composite
def ballots(draw: Any) -> list[tuple[int, list[tuple[str, str, str]], str]]:
    """By voter: area, the ballots one after the other (state, fault, answer), and how it was served."""
    one = st.tuples(
        st.sampled_from(["counted", "replaced", "withdrawn", "pending"]),
        st.sampled_from(["", "", "", "unsigned"]),
        st.sampled_from(_ANSWERS),
    )
    voter = st.tuples(
        st.integers(1, 20000), st.lists(one, max_size=3), st.sampled_from(["", "signed", "undeliverable"])
    )
    found = draw(st.lists(voter, min_size=1, max_size=9))
    return [(area, _one_counted(given), served) for area, given, served in found]


def _one_counted(given: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The database allows one ballot that counts and the desk one that waits."""
    seen: set[str] = set()
    kept = []
    for state, fault, answer in given:
        kept.append(("replaced" if state in seen else state, fault, answer))
        seen |= {state} & {"counted", "pending"}
    return kept


def write(vote: Vote, voters: list[Voter], drawn: Any) -> None:
    """Rows as they are, past every service."""
    options = {option.key: option.id for option in session.query(Option)}
    for voter, (_, given, served) in zip(voters, drawn, strict=True):
        for place, (state, fault, answer) in enumerate(given):
            said = {"option_id": options[answer]} if answer in options else {"choice": answer}
            ballot = Ballot(
                vote_id=vote.id,
                voter_id=voter.id,
                channel=Channel.PAPER,
                state=BallotState(state),
                signed_at=make.NOW,
                invalid_reason=InvalidReason(fault) if fault else None,
                receipt=f"{voter.id}-{place}",
                once=str(place),
                entered_at=make.NOW,
                answers=[] if fault else [Answer(question_id=vote.questions[0].id, **said)],
            )
            session.add(ballot)
        if served:
            way = DeliveryWay(served)
            row = Delivery(vote_id=vote.id, voter_id=voter.id, way=way, note="", recorded_at=make.NOW)
            session.add(row)
    session.flush()


def plain(drawn: Any) -> dict[str, Any]:
    """Heads and area by answer, what comes back, and the four tests as fractions."""
    whole = [sum(1 for _ in drawn), sum(area for area, _, _ in drawn)]
    sums: dict[str, list[int]] = {}
    back = spoilt = failed = 0
    for area, given, served in drawn:
        counted = [(fault, answer) for state, fault, answer in given if state == "counted"]
        back += bool(counted)
        failed += not counted and served == "undeliverable"
        for fault, answer in counted:
            spoilt += bool(fault)
            if not fault:
                heads, metres = sums.get(answer, [0, 0])
                sums[answer] = [heads + 1, metres + area]
    part = [sum(w[i] for a, w in sums.items() if a != "blank") for i in (0, 1)]
    lead = max("abc", key=lambda key: sums.get(key, [0, 0]))
    favour = sums.get(lead, [0, 0])
    met = [Fraction(p, w) >= Fraction(2, 3) for p, w in zip(part, whole, strict=True)]
    won = [p > 0 and Fraction(f, p) > Fraction(1, 2) for f, p in zip(favour, part, strict=True)]
    outcome = "no_quorum" if not all(met) else "passed" if all(won) else "no_decision"
    return {
        "sums": {answer: tuple(weight) for answer, weight in sums.items() if answer != "blank"},
        "part": tuple(part),
        "papers": (len(drawn), back, spoilt, failed),
        "outcome": outcome,
        "winner": lead if outcome == "passed" else None,
    }


def counted(vote: Vote) -> dict[str, Any]:
    """The same of the portal's count."""
    (item,), papers = count(vote), turnout(vote.id)
    result = item.result
    return {
        "sums": {
            answer.removeprefix("option:"): (weight.heads, weight.area)
            for answer, weight in result.choices.items()
        },
        "part": (result.participating.heads, result.participating.area),
        "papers": (papers.issued, papers.returned, papers.invalid, papers.undeliverable),
        "outcome": result.outcome,
        "winner": result.winner,
    }


class _Undo(Exception):
    """Nothing of an example is kept."""


@pytest.fixture
def vote_id() -> int:
    """Nine voters; an example uses the first so many."""
    with transaction():
        return make.opened(make.estate([10000] * 9), after.THREE).id


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@hypothesis.given(drawn=ballots())
def test_both_counts_agree(drawn: Any, vote_id: int) -> None:
    found: dict[str, Any] = {}
    with contextlib.suppress(_Undo), transaction():
        found.update(_counted_as_drawn(vote_id, drawn))
        raise _Undo
    assert found == plain(drawn)


def _counted_as_drawn(vote_id: int, drawn: Any) -> dict[str, Any]:
    vote = get_vote(vote_id)
    voters = make.voters(vote)
    for voter in voters[len(drawn) :]:
        session.query(VoterPart).filter_by(voter_id=voter.id).delete()
        session.delete(voter)
    for voter, (area, _, _) in zip(voters, drawn, strict=False):
        voter.area = area
    write(vote, voters[: len(drawn)], drawn)
    return counted(vote)
