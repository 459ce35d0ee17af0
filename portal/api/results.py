"""A published result for the open web: totals, and splits that point at nobody.

An area beside a small number names a home, so that areas by choice go where any choice has few voters.

Source: 个人信息保护法 art. 25; docs/adr/0020-who-may-recount.md.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import NoResultFound

from portal.api.records import FEW, moment
from portal.domain.stages import VoteState
from portal.voting.models import Question, Vote
from portal.voting.queries import is_secret, state_of
from portal.voting.queries.after import find_published_result
from portal.voting.queries.report import result_of, word
from portal.voting.queries.splits import Split, by_building, by_channel

_PUBLIC = (VoteState.PRELIMINARY, VoteState.FINAL)


def is_published(vote: Vote, now: datetime) -> bool:
    """Counted, published, and neither void nor being counted anew."""
    if is_secret(vote, now) or state_of(vote, now) not in _PUBLIC:
        return False
    return find_published_result(vote.id) is not None


def published_result(vote: Vote, now: datetime) -> dict[str, Any]:
    """:raises sqlalchemy.exc.NoResultFound: none that was published."""
    found = find_published_result(vote.id)
    if found is None or not is_published(vote, now):
        raise NoResultFound
    whole = result_of(vote, now)
    asked = {question.key: question for question in vote.questions}
    questions = [_question(vote, asked[each["key"]], each) for each in whole["questions"]]
    return {**whole, "published_at": moment(found.published_at), "questions": questions}


def _question(vote: Vote, asked: Question, counted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_discreet(counted),
        "by_building": [_split(each) for each in by_building(vote, asked)],
        "by_channel": [_split(each) for each in by_channel(vote, asked)],
    }


def _split(split: Split) -> dict[str, Any]:
    answers = split.answers
    known = None if answers is None else {word(answer): heads for answer, heads in answers.items()}
    return {"name": split.name, "voters": split.voters, "answers": known}


def _discreet(counted: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the second count, in which silence stands for something."""
    choices, heads = counted["choices"] or {}, counted["participating"]["heads"]
    few = heads < FEW or any(0 < weight["heads"] < FEW for weight in choices.values())
    shown = {answer: _weight(weight, few=few) for answer, weight in choices.items()}
    tests = [_test(each, few=few) for each in counted["tests"] or ()]
    deemed = counted["with_deemed"]
    return {
        **counted,
        "choices": None if heads < FEW else shown,
        "tests": tests,
        "with_deemed": _discreet(deemed) if deemed else None,
    }


def _weight(weight: Mapping[str, Any], *, few: bool) -> dict[str, Any]:
    return {"heads": weight["heads"], "area": None if few else weight["area"]}


def _test(test: Mapping[str, Any], *, few: bool) -> dict[str, Any]:
    hidden = few and test["test"] == "approval" and test["measure"] == "area"
    return {**test, "have": None if hidden else test["have"]}
