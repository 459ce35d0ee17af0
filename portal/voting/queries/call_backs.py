"""回访核票: what is to be drawn, what was drawn, who may ask whom, and what came of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal import crypto
from portal.accounts.models import Account
from portal.audit.queries import list_of
from portal.communities.models import Owner, PartyOwner
from portal.db import session
from portal.domain.sampling import fewest_wrong
from portal.voting.models import (
    Ballot,
    BallotState,
    CallBack,
    CallBackBallot,
    CallBackDraw,
    CallBackOutcome,
    Channel,
    Dispute,
    Vote,
    Voter,
)
from portal.voting.models.papers import PaperBallot
from portal.voting.queries.counting import count


@dataclass(frozen=True)
class Asked:
    """One ballot that was drawn, and what its owner said; ``last`` is None before the first try."""

    drawn: CallBackBallot
    voter: Voter
    tries: Sequence[CallBack]
    dispute: Dispute | None
    handled_by: Collection[int]

    @property
    def last(self) -> CallBack | None:
        return self.tries[-1] if self.tries else None


@dataclass(frozen=True)
class Sum:
    """The result in numbers; ``open`` were not asked yet, ``later`` came into the count after the drawing.

    ``sampled`` are all who are asked: those of the drawing, and of the later ones those that the same seed
    takes (`services.late_papers`).
    """

    draw: CallBackDraw
    sampled: int
    confirmed: int
    denied: int
    not_reached: int
    later: int

    @property
    def open(self) -> int:
        return self.sampled - self.confirmed - self.denied - self.not_reached


def list_papers(vote_id: int) -> Sequence[tuple[str, int, int]]:
    """Receipt, ballot id and area of everything that staff entered and that counts, spoilt ones among it."""
    rows = session.execute(
        select(Ballot.receipt, Ballot.id, Voter.area)
        .join(Voter, Voter.id == Ballot.voter_id)
        .where(
            Ballot.vote_id == vote_id,
            Ballot.state == BallotState.COUNTED,
            Ballot.channel != Channel.ONLINE,
        )
        .order_by(Ballot.id)
    ).all()
    return [(receipt, ballot_id, area) for receipt, ballot_id, area in rows]


def overturning(vote: Vote, areas: Sequence[int]) -> int | None:
    """The fewest wrong papers that could change the outcome of any question; None where none could."""
    found = []
    for item in count(vote):
        decided = item.result
        if item.rule.deemed and item.rule.deemed.decides and decided.with_deemed:
            decided = decided.with_deemed
        found.append(fewest_wrong(decided.tests, areas))
    return min((number for number in found if number is not None), default=None)


def find_draw(vote_id: int) -> CallBackDraw | None:
    return session.scalars(select(CallBackDraw).where(CallBackDraw.vote_id == vote_id)).one_or_none()


def get_drawn(vote_id: int, drawn_id: int) -> CallBackBallot:
    """:raises sqlalchemy.exc.NoResultFound: nothing of this vote was drawn under that id."""
    wanted = select(CallBackBallot).join(CallBackDraw, CallBackDraw.id == CallBackBallot.draw_id)
    return session.scalars(wanted.where(CallBackDraw.vote_id == vote_id, CallBackBallot.id == drawn_id)).one()


def list_asked(vote_id: int) -> Sequence[Asked]:
    """In the order of the drawing."""
    rows = session.execute(
        select(CallBackBallot, Voter, Dispute)
        .join(CallBackDraw, CallBackDraw.id == CallBackBallot.draw_id)
        .join(CallBackBallot.ballot)
        .join(Voter, Voter.id == Ballot.voter_id)
        .outerjoin(Dispute, Dispute.ballot_id == Ballot.id)
        .where(CallBackDraw.vote_id == vote_id)
        .order_by(CallBackBallot.rank)
        .options(selectinload(Voter.parts), selectinload(CallBackBallot.ballot))
    ).all()
    tries = _tries([drawn.id for drawn, _, _ in rows])
    hands = handlers([voter.id for _, voter, _ in rows])
    return [
        Asked(drawn, voter, tries.get(drawn.id, []), dispute, hands.get(voter.id, set()))
        for drawn, voter, dispute in rows
    ]


def _tries(drawn_ids: Collection[int]) -> Mapping[int, list[CallBack]]:
    found: dict[int, list[CallBack]] = {}
    for call in session.scalars(
        select(CallBack).where(CallBack.drawn_id.in_(drawn_ids)).order_by(CallBack.id)
    ):
        found.setdefault(call.drawn_id, []).append(call)
    return found


def handlers(voter_ids: Collection[int]) -> Mapping[int, set[int]]:
    """By voter the accounts of all who had a paper of theirs in hand: received, keyed, checked, cast it."""
    found: dict[int, set[int]] = {}
    keyed = select(Ballot.voter_id, Ballot.entered_by, Ballot.checked_by, Ballot.cast_by)
    for voter_id, *people in session.execute(keyed.where(Ballot.voter_id.in_(voter_ids))):
        found.setdefault(voter_id, set()).update(person for person in people if person is not None)
    taken = select(PaperBallot.voter_id, PaperBallot.received_by)
    for voter_id, person in session.execute(taken.where(PaperBallot.voter_id.in_(voter_ids))):
        if person is not None:
            found.setdefault(voter_id, set()).add(person)
    return found


def names_of(account_ids: Collection[int | None]) -> Mapping[int | None, str]:
    rows = select(Account.id, Account.display_name).where(Account.id.in_(set(account_ids) - {None}))
    return dict(session.execute(rows).all())


def sum_up(vote_id: int) -> Sum | None:
    """None where nothing was drawn."""
    draw = find_draw(vote_id)
    if draw is None:
        return None
    everybody = list_asked(vote_id)
    last = Counter(asked.last.outcome for asked in everybody if asked.last)
    later = session.scalar(
        select(func.count()).where(
            Ballot.vote_id == vote_id,
            Ballot.state == BallotState.COUNTED,
            Ballot.channel != Channel.ONLINE,
            Ballot.checked_at > draw.drawn_at,
        )
    )
    return Sum(
        draw,
        sampled=len(everybody),
        confirmed=last[CallBackOutcome.CONFIRMED],
        denied=last[CallBackOutcome.DENIED],
        not_reached=last[CallBackOutcome.NOT_REACHED],
        later=later or 0,
    )


def called_back(vote_id: int) -> dict[str, Any]:
    """As a publication says it, under one key; empty where nothing was drawn. Nobody is named.

    ``because``: why it went out while ``open`` of them were not asked.
    """
    done = sum_up(vote_id)
    if done is None:
        return {}
    skipped = (entry for entry in list_of(f"vote:{vote_id}") if entry.action == "vote.skip_call_backs")
    said = {
        "papers": done.draw.papers,
        "sampled": done.sampled,
        "confirmed": done.confirmed,
        "denied": done.denied,
        "not_reached": done.not_reached,
        "open": done.open,
        "because": next((entry.detail["reason"] for entry in skipped), ""),
    }
    return {"call_backs": said}


def list_phones(voter: Voter) -> Sequence[str]:
    """The numbers on the roll; who asks for them is put on record by the caller."""
    held = (
        select(Owner.phone)
        .join(PartyOwner, PartyOwner.owner_id == Owner.id)
        .where(PartyOwner.party_id == voter.party_id)
        .order_by(PartyOwner.position)
    )
    return [crypto.unseal(sealed) for sealed in session.scalars(held) if sealed is not None]
