"""A vote's tables, row by row, against what replaying its record says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from portal.db import session
from portal.domain.errors import N_, Sentence
from portal.domain.tally import option_answer
from portal.voting.models import (
    Answer,
    Ballot,
    BallotState,
    Delivery,
    Option,
    Question,
    Vote,
    Voter,
    VoterPart,
)
from portal.voting.queries.logbook import instant

Findings = Iterator[Sentence]

AREA = N_("编号 %(number)s 的面积，和名下房屋的面积之和不符")
NOT_LOGGED = N_("回执 %(receipt)s 的选票不在投票记录里，是绕过记录加的")
NOT_THERE = N_("投票记录里有回执 %(receipt)s，选票表里没有，被删掉了")
OTHER_BALLOT = N_("回执 %(receipt)s 的%(what)s，和投票记录里写的不符，被改过")
OTHER_STATE = N_("回执 %(receipt)s 现在是否计票，和按记录重走的不符，被改过")
SERVED = N_("编号 %(number)s 的送达情况，和投票记录里写的不符")

_WHAT = {
    "voter": N_("编号"),
    "channel": N_("渠道"),
    "signed": N_("时间"),
    "invalid": N_("作废原因"),
    "answers": N_("选择"),
}


def roll_of(vote_id: int) -> Mapping[str, tuple[int, int]]:
    """Heads and area (0.01 m2) by paper number, as `Replay` wants them."""
    asked = select(Voter.number, Voter.heads, Voter.area).where(Voter.vote_id == vote_id)
    return {number: (heads, area) for number, heads, area in session.execute(asked)}


def check_roll(vote_id: int) -> Findings:
    """A voter's area is that of its homes, which the fingerprint vouches for."""
    parts = func.sum(VoterPart.area)
    asked = select(Voter.number).join(VoterPart, VoterPart.voter_id == Voter.id)
    asked = asked.where(Voter.vote_id == vote_id).group_by(Voter.id).having(parts != Voter.area)
    for number in session.scalars(asked):
        yield Sentence(AREA, {"number": number})


def check_ballots(vote: Vote, replay: Any) -> Findings:
    """Every ballot of the table stands in the record with the same words and the same fate, and none more."""
    logged = dict(replay.ballots)
    for receipt, state, body in _ballots(vote):
        event = logged.pop(receipt, None)
        if event is None:
            yield Sentence(NOT_LOGGED, {"receipt": receipt})
            continue
        wrong = [what for what in _WHAT if body[what] != event[what]]
        if wrong:
            what = Sentence(_WHAT[wrong[0]])
            yield Sentence(OTHER_BALLOT, {"receipt": receipt, "what": what})
        elif not _same_fate(receipt, state, event, replay):
            yield Sentence(OTHER_STATE, {"receipt": receipt})
    for receipt in logged:
        yield Sentence(NOT_THERE, {"receipt": receipt})


def _same_fate(receipt: str, state: BallotState, event: Mapping[str, Any], replay: Any) -> bool:
    counts = replay.counted.get(event["voter"], {}).get("receipt") == receipt
    now = (state is BallotState.COUNTED, state is BallotState.PENDING, state is BallotState.SET_ASIDE)
    return now == (counts, receipt in replay.waiting, receipt in replay.aside)


def _ballots(vote: Vote) -> Iterator[tuple[str, BallotState, Mapping[str, Any]]]:
    """Receipt, state, and the ballot as the record would put it."""
    answers = _answers(vote)
    asked = select(
        Ballot.id,
        Ballot.receipt,
        Ballot.state,
        Voter.number,
        Ballot.channel,
        Ballot.signed_at,
        Ballot.invalid_reason,
    )
    asked = (
        asked.join(Voter, Voter.id == Ballot.voter_id).where(Ballot.vote_id == vote.id).order_by(Ballot.id)
    )
    for ballot_id, receipt, state, number, channel, signed_at, invalid in session.execute(asked):
        said = answers[ballot_id]
        yield (
            receipt,
            state,
            {
                "voter": number,
                "channel": channel.value,
                "signed": instant(signed_at),
                "invalid": invalid.value if invalid else None,
                "answers": {question.key: said.get(question.key, []) for question in vote.questions},
            },
        )


def _answers(vote: Vote) -> Mapping[int, Mapping[str, Sequence[str]]]:
    """By ballot and question key, the choices in the order of the ballot."""
    asked = select(Answer.ballot_id, Question.key, Answer.choice, Option.key)
    asked = asked.join(Question, Question.id == Answer.question_id).outerjoin(
        Option, Option.id == Answer.option_id
    )
    asked = asked.where(Question.vote_id == vote.id).order_by(Answer.id)
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for ballot_id, key, choice, option in session.execute(asked):
        found[ballot_id][key].append(choice.value if choice else option_answer(option))
    return found


def check_deliveries(vote_id: int, served: Mapping[str, str]) -> Findings:
    """How each voter was served last."""
    newest = select(func.max(Delivery.id)).where(Delivery.vote_id == vote_id).group_by(Delivery.voter_id)
    asked = select(Voter.number, Delivery.way).join(Voter, Voter.id == Delivery.voter_id)
    there = {number: way.value for number, way in session.execute(asked.where(Delivery.id.in_(newest)))}
    for number in sorted({*there, *served}):
        if there.get(number) != served.get(number):
            yield Sentence(SERVED, {"number": number})
