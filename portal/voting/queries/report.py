"""The result as data: the form that outside checks read, and that publications keep word for word."""

from datetime import datetime
from typing import Any

from portal.domain.amounts import format_hundredths
from portal.domain.electorate import Weight
from portal.domain.tally import TICKED, Choice, Measure, Regime, Result, Test, option_key
from portal.voting.models import Vote
from portal.voting.queries.counting import QuestionCount, Turnout, count, turnout
from portal.voting.queries.reading import is_secret, state_of
from portal.voting.words import CHANNELS, CHOICES


def result_of(vote: Vote, now: datetime) -> dict[str, Any]:
    """Roll, ballots and questions; choices, approval and outcome are None while nobody may know them."""
    back = turnout(vote.id)
    hidden = is_secret(vote, now)
    return {
        "id": vote.id,
        "title": vote.title,
        "regime": vote.regime.value,
        "recorded": vote.recorded,
        "state": state_of(vote, now).value,
        "roll": weight(back.roll),
        "ballots": ballots(back),
        "questions": [question(counted, vote.regime, hidden=hidden) for counted in count(vote)],
    }


#: What of a result follows from the record alone; this is published by its checksum and recounted.
COUNTED = ("id", "title", "regime", "recorded", "state", "roll", "ballots", "questions")


def counted_result(vote: Vote, now: datetime) -> dict[str, Any]:
    """The part of `result_of` that everybody can recount from the verification bundle."""
    whole = result_of(vote, now)
    return {key: whole[key] for key in COUNTED}


def weight(of: Weight) -> dict[str, Any]:
    return {"heads": of.heads, "area": format_hundredths(of.area)}


def ballots(back: Turnout) -> dict[str, Any]:
    return {
        "issued": back.issued,
        "returned": back.returned,
        "invalid": back.invalid,
        "not_returned": back.not_returned,
        "undeliverable": back.undeliverable,
        "pending": back.pending,
        "by_channel": {CHANNELS[channel]: number for channel, number in back.by_channel.items()},
    }


def question(counted: QuestionCount, regime: Regime, *, hidden: bool) -> dict[str, Any]:
    asked = counted.question
    known = {"key": asked.key, "class": asked.class_ and asked.class_.value}
    if hidden:
        tests = [test(t) for t in counted.result.tests if t.test == "participation"]
        return known | {
            "participating": weight(counted.participating),
            "choices": None,
            "tests": tests or None,
            "outcome": None,
            "winner": None,
            "with_deemed": None,
        }
    return known | _verdict(counted.result)


def _verdict(result: Result) -> dict[str, Any]:
    deemed = result.with_deemed
    return {
        "participating": weight(result.participating),
        "choices": {word(answer): weight(of) for answer, of in result.choices.items() if answer != TICKED},
        "tests": [test(t) for t in result.tests],
        "outcome": result.outcome and result.outcome.value,
        "winner": result.winner,
        "with_deemed": _verdict(deemed) if deemed else None,
    }


def word(answer: str) -> str:
    """The key of an option, or the ballot's word for a choice."""
    key = option_key(answer)
    return key if key is not None else CHOICES[Choice(answer)]


def test(of: Test) -> dict[str, Any]:
    shown = format_hundredths if of.measure is Measure.AREA else str
    num, den = of.needs
    return {
        "measure": of.measure.value,
        "test": of.test.value,
        "have": shown(of.have),
        "of": shown(of.of),
        "needs": f"{num}/{den}",
        "strict": of.strict,
        "met": of.met,
    }
