"""The count: grouped sums from the database, judged by the domain. The only place that counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, select, true

from portal.db import session
from portal.domain.electorate import ZERO, Weight
from portal.domain.papers import Papers, check_answers
from portal.domain.tally import (
    TICKED,
    Choice,
    Count,
    CountsTo,
    Deemed,
    QuestionKind,
    Regime,
    Result,
    Rule,
    Threshold,
    decide,
    option_answer,
    participating_in,
)
from portal.voting.models import (
    Answer,
    Ballot,
    BallotState,
    Channel,
    Delivery,
    DeliveryWay,
    Option,
    Question,
    Vote,
    Voter,
    VoterPart,
)
from portal.voting.queries.reading import setting

_COUNTED = Ballot.state == BallotState.COUNTED
_VALID = and_(_COUNTED, Ballot.invalid_reason.is_(None))
_WEIGHT = (func.count(), func.coalesce(func.sum(Voter.area), 0))


@dataclass(frozen=True)
class Turnout:
    """Papers out and back, in voters; that they add up is `domain.papers`' to see to.

    ``pending`` are papers that wait for the second person; they are among ``not_returned``.
    """

    papers: Papers
    invalid: int
    pending: int
    by_channel: Mapping[Channel, int]
    roll: Weight
    taking_part: Weight

    @property
    def issued(self) -> int:
        return self.papers.issued

    @property
    def returned(self) -> int:
        return self.papers.returned

    @property
    def undeliverable(self) -> int:
        return self.papers.undeliverable

    @property
    def not_returned(self) -> int:
        return self.papers.not_returned


@dataclass(frozen=True)
class QuestionCount:
    """One question's figures: the answers, the rule they are judged by, and the verdict."""

    question: Question
    rule: Rule
    count: Count
    result: Result = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "result", decide(self.rule, self.count))

    @property
    def participating(self) -> Weight:
        return participating_in(self.rule, self.count.answers)


def roll_weight(vote_id: int) -> Weight:
    heads, area = session.execute(select(*_WEIGHT).where(Voter.vote_id == vote_id)).one()
    return Weight(heads, int(area))


def turnout(vote_id: int) -> Turnout:
    """What may be shown while the vote is open."""
    roll = roll_weight(vote_id)
    by_channel = dict(
        session.execute(
            select(Ballot.channel, func.count())
            .where(Ballot.vote_id == vote_id, _COUNTED)
            .group_by(Ballot.channel)
        ).all()
    )
    valid = _ballot_weight(vote_id, _VALID)
    returned = sum(by_channel.values())
    pending = session.scalar(
        select(func.count()).where(Ballot.vote_id == vote_id, Ballot.state == BallotState.PENDING)
    )
    return Turnout(
        papers=Papers(roll.heads, returned, _undeliverable(vote_id)),
        invalid=returned - valid.heads,
        pending=pending or 0,
        by_channel=by_channel,
        roll=roll,
        taking_part=valid,
    )


def _ballot_weight(vote_id: int, which: ColumnElement[bool]) -> Weight:
    heads, area = session.execute(
        select(*_WEIGHT).select_from(Ballot).join(Voter).where(Ballot.vote_id == vote_id, which)
    ).one()
    return Weight(heads, int(area))


def _silent() -> ColumnElement[bool]:
    return ~select(Ballot.id).where(Ballot.voter_id == Voter.id, _COUNTED).exists()


def _last_ways(vote_id: int) -> ColumnElement[bool]:
    newest = select(func.max(Delivery.id)).where(Delivery.vote_id == vote_id).group_by(Delivery.voter_id)
    return Delivery.id.in_(newest)


def _undeliverable(vote_id: int) -> int:
    """Voters whose last delivery failed and who returned nothing."""
    asked = select(func.count()).select_from(Delivery).join(Voter, Voter.id == Delivery.voter_id)
    failed = Delivery.way == DeliveryWay.UNDELIVERABLE
    return session.scalar(asked.where(_last_ways(vote_id), failed, _silent())) or 0


def _silent_served(vote_id: int) -> Weight:
    """Those whom a deemed clause can reach: served, and silent."""
    served = select(Delivery.id).where(
        Delivery.voter_id == Voter.id, _last_ways(vote_id), Delivery.way != DeliveryWay.UNDELIVERABLE
    )
    heads, area = session.execute(
        select(*_WEIGHT).where(Voter.vote_id == vote_id, served.exists(), _silent())
    ).one()
    return Weight(heads, int(area))


def count(vote: Vote, *, channel: Channel | None = None) -> list[QuestionCount]:
    """Every question's answers and verdict.

    :param channel: only the ballots that came this way; their verdict means nothing by itself.
    """
    only = Ballot.channel == channel if channel else true()
    answers = _answers(vote, only)
    roll = roll_weight(vote.id)
    silent = _silent_served(vote.id) if vote.deemed else ZERO
    return [
        QuestionCount(question, rule_of(vote, question), Count(roll, answers[question.id], silent))
        for question in vote.questions
    ]


def _answers(vote: Vote, only: ColumnElement[bool]) -> Mapping[int, Mapping[str, Weight]]:
    rows = session.execute(
        select(Answer.question_id, Answer.choice, Option.key, *_WEIGHT)
        .select_from(Ballot)
        .join(Voter)
        .join(Answer, Answer.ballot_id == Ballot.id)
        .outerjoin(Option, Option.id == Answer.option_id)
        .where(Ballot.vote_id == vote.id, _VALID, only)
        .group_by(Answer.question_id, Answer.choice, Option.key)
    ).all()
    found: dict[int, dict[str, Weight]] = defaultdict(dict)
    for question_id, choice, key, heads, area in rows:
        found[question_id][_answer(choice, key)] = Weight(heads, int(area))
    invalid = _ballot_weight(vote.id, and_(_COUNTED, Ballot.invalid_reason.is_not(None), only))
    valid = _ballot_weight(vote.id, and_(_VALID, only))
    for question in vote.questions:
        _complete(question, found[question.id], valid, invalid)
        by_answer = {answer: weight.heads for answer, weight in found[question.id].items()}
        check_answers(by_answer, (valid + invalid).heads)
    return found


def _answer(choice: Choice | None, key: str | None) -> str:
    """The answer of a row: its choice, or the option it names."""
    return choice if choice is not None else option_answer(key or "")


def _complete(question: Question, answers: dict[str, Weight], valid: Weight, invalid: Weight) -> None:
    """Add what no answer row says: spoilt papers, and for a budget those who ticked anything."""
    if invalid.heads:
        answers[Choice.INVALID] = invalid
    if question.kind is QuestionKind.BUDGET:
        others = sum((weight for answer, weight in answers.items() if answer in _PLAIN), ZERO)
        answers[TICKED] = valid - others


_PLAIN = frozenset({Choice.ABSTAIN, Choice.BLANK, Choice.NONE_OF_THESE, Choice.FOLLOW_MAJORITY})


def by_building(vote: Vote) -> Mapping[str, tuple[Weight, Weight]]:
    """For each building, in door order: its roll, and what of it took part (valid ballots).

    A party with parts in two buildings is a head in both, with the area that it has there.
    """
    weight = (func.count(VoterPart.voter_id.distinct()), func.sum(VoterPart.area))
    place = (VoterPart.building_number, VoterPart.building)
    everyone = select(*place, *weight).where(VoterPart.vote_id == vote.id).group_by(*place)
    voted = select(Ballot.id).where(Ballot.voter_id == VoterPart.voter_id, _VALID)
    took_part = {name: Weight(h, int(a)) for _, name, h, a in session.execute(everyone.where(voted.exists()))}
    rows = session.execute(everyone.order_by(*place)).all()
    return {name: (Weight(h, int(a)), took_part.get(name, ZERO)) for _, name, h, a in rows}


def rule_of(vote: Vote, question: Question) -> Rule:
    """By which rule a question is decided: its class, its options, and the vote's settings.

    Source: Civil Code art. 278(2).
    """
    deemed = vote.deemed and Deemed(CountsTo(vote.deemed["counts_to"]), vote.deemed["decides"])
    meeting = vote.regime is Regime.RESIDENTS
    return Rule(
        regime=vote.regime,
        kind=question.kind,
        matter_class=question.class_,
        options=tuple(option.key for option in question.options),
        blank_participates=setting(vote, "blank_participates"),
        invalid_participates=setting(vote, "invalid_participates"),
        deemed=deemed or None,
        present=_share(setting(vote, "residents_present")) if meeting else None,
        votes=_share(setting(vote, "residents_votes")) if meeting else None,
    )


def _share(text: str) -> Threshold:
    """``>1/2`` (more than) or ``>=2/3`` (and more)."""
    num, den = text.lstrip(">=").split("/")
    return Threshold(int(num), int(den), strict=not text.startswith(">="))


def total(weights: Iterable[Weight]) -> Weight:
    return sum(weights, ZERO)
