"""What a person has chosen on this phone and not yet cast: it waits in the session, never in the database."""

from collections.abc import Sequence
from typing import Any

from flask import session

from portal.domain.tally import QuestionKind
from portal.voting import queries
from portal.voting.answers import Given, from_values
from portal.voting.models import Question, Vote, Voter

_DRAFT = "ballot"


def draft(vote: Vote, voter: Voter) -> dict[str, list[str]]:
    """Answers by question key; one value, or the ticks under a budget."""
    kept: dict[str, Any] = session.get(_DRAFT, {})
    same = kept.get("vote") == vote.id and kept.get("voter") == voter.id
    return dict(kept["answers"]) if same else {}


def keep(vote: Vote, voter: Voter, question: Question, values: Sequence[str]) -> None:
    """:raises RuleViolated: an answer that the ballot does not have, or more than the budget."""
    from_values(question, values, follow_majority=queries.setting(vote, "follow_majority"))
    answers = draft(vote, voter) | {question.key: list(values)}
    session[_DRAFT] = {"vote": vote.id, "voter": voter.id, "answers": answers}


def forget() -> None:
    session.pop(_DRAFT, None)


def chosen(vote: Vote, voter: Voter) -> list[Given] | None:
    """The whole ballot, or None while a question has no answer."""
    answers = draft(vote, voter)
    if any(question.key not in answers for question in vote.questions):
        return None
    follow = queries.setting(vote, "follow_majority")
    return [from_values(q, answers[q.key], follow_majority=follow) for q in vote.questions]


def next_question(vote: Vote, voter: Voter, number: int) -> int | None:
    """The next one without an answer, later ones first; None where all have one."""
    answers = draft(vote, voter)
    left = [n for n, q in enumerate(vote.questions, 1) if q.key not in answers]
    return next((n for n in left if n > number), left[0]) if left else None


def spent(question: Question, values: Sequence[str]) -> tuple[int, int]:
    """Under a budget: how many options are ticked, and what they cost together in fen."""
    costs = [option.cost or 0 for option in question.options if f"option:{option.key}" in values]
    return (len(costs), sum(costs)) if question.kind is QuestionKind.BUDGET else (0, 0)
