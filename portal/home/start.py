"""What the start page of an estate shows: one thing to do first, then where things stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.deadlines import local_day
from portal.domain.electorate import Weight
from portal.domain.stages import ProjectStage, VoteState
from portal.domain.tally import Regime
from portal.evaluation.models import Round
from portal.evaluation.queries import list_running
from portal.home import queries
from portal.plans import queries as plans
from portal.plans.models import Item, Project, Publicity, WishSurvey
from portal.plans.queries.publicity import find_running as find_publicity
from portal.plans.queries.wishes import find_running as find_asking
from portal.voting import queries as voting
from portal.voting.models import Vote, Voter
from portal.voting.queries.acting import own_voters
from portal.voting.queries.overview import list_unanswered, turnouts

_STAGES = tuple(ProjectStage)
_SHOWN = 3


@dataclass(frozen=True)
class VoteCard:
    """An open vote: how long it still is, and how many took part; never how they voted.

    :param answered: whether the reader's ballots are cast; None where the reader has none in it.
    """

    vote: Vote
    roll: Weight
    taking_part: Weight
    left: timedelta
    answered: bool | None

    @property
    def has_line(self) -> bool:
        """Two thirds of heads and of area are the owners' own threshold.

        Source: Civil Code art. 278(2).
        """
        return self.vote.regime is Regime.OWNERS


@dataclass(frozen=True)
class Start:
    """The page; ``stage`` counts the policy's four stages from 0, ``fresh`` is a result of the last month."""

    cards: Sequence[VoteCard]
    announced: Sequence[Vote]
    published: Sequence[Vote]
    fresh: Vote | None
    project: Project | None
    items: int
    soon: Sequence[Item]
    cases: Sequence[queries.OwnCase]
    to_answer: Sequence[tuple[Vote, Voter]] = ()
    rounds: Sequence[Round] = ()
    wishes: WishSurvey | None = None
    publicity: Publicity | None = None

    @property
    def stage(self) -> int:
        return _STAGES.index(self.project.stage) if self.project else 0


def build(estate_id: int, account_id: int | None, now: datetime, *, resident: bool) -> Start:
    """:param resident: whether the account has a home here; only then is anything personal read."""
    votes = voting.list_votes(estate_id)
    by_state = [(vote, voting.state_of(vote, now)) for vote in votes]
    project = plans.find_published(estate_id)
    personal = account_id if resident else None
    return Start(
        cards=_cards([vote for vote, state in by_state if state is VoteState.OPEN], personal, now),
        announced=[vote for vote, state in by_state if state is VoteState.ANNOUNCED],
        published=[vote for vote in votes if vote.published_at is not None][:_SHOWN],
        fresh=_fresh(votes, now),
        project=project,
        items=plans.count_items(project.id) if project else 0,
        soon=plans.list_soon(project.id, local_day(now), limit=_SHOWN) if project and personal else (),
        cases=queries.list_cases(personal, estate_id, limit=_SHOWN) if personal else (),
        to_answer=list_unanswered(estate_id, own_voters(personal), now) if personal else (),
        rounds=list_running(estate_id, now),
        wishes=find_asking(estate_id, now),
        publicity=find_publicity(estate_id),
    )


def _fresh(votes: Sequence[Vote], now: datetime) -> Vote | None:
    since = now - timedelta(days=30)
    return next((vote for vote in votes if vote.published_at is not None and vote.published_at > since), None)


def _cards(votes: Sequence[Vote], account_id: int | None, now: datetime) -> Sequence[VoteCard]:
    """What the reader has still to answer first, then what closes first."""
    if not votes:
        return []
    estate_id = votes[0].estate_id
    own = queries.own_votes(account_id, estate_id, now) if account_id else {}
    figures = turnouts([vote.id for vote in votes])
    cards = [
        VoteCard(vote, *figures[vote.id], left=vote.closes_at - now, answered=own.get(vote.id))
        for vote in votes
    ]
    return sorted(cards, key=lambda card: (card.answered is not False, card.vote.closes_at, card.vote.id))
