"""What may stand on a ballot: from words or form values to answers, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.domain.amounts import format_hundredths
from portal.domain.tally import Choice, QuestionKind
from portal.voting.errors import MissingAnswer, OptionUnavailable, OverBudget, UnknownAnswer
from portal.voting.models import Answer, Option, Question
from portal.voting.words import CHOICES

#: Other ways in which people write the same answer.
_ALSO = {
    "不同意": Choice.OPPOSE,
    "赞成": Choice.APPROVE,
    "赞同": Choice.APPROVE,
    "都不同意": Choice.NONE_OF_THESE,
}
_SEPARATORS = ("、", "，", ",", ";", "；")


@dataclass(frozen=True)
class Given:
    """The answer to one question: a choice, or options (one, or several under a budget)."""

    question: Question
    choice: Choice | None = None
    options: tuple[Option, ...] = ()

    def values(self) -> list[dict[str, Any]]:
        """The columns of its answer rows."""
        common = {"question_id": self.question.id, "choice": self.choice, "option_id": None}
        if self.choice is not None:
            return [common]
        return [common | {"option_id": option.id} for option in self.options]

    def rows(self) -> list[Answer]:
        return [Answer(**values) for values in self.values()]


def choices_offered(question: Question, *, follow_majority: bool) -> tuple[Choice, ...]:
    """What stands on the ballot beside the options: there is always a way to say no, and to abstain."""
    offered: tuple[Choice, ...]
    if question.kind is QuestionKind.APPROVE:
        offered = (Choice.APPROVE, Choice.OPPOSE, Choice.ABSTAIN)
    elif question.kind is QuestionKind.CHOOSE:
        offered = (Choice.NONE_OF_THESE, Choice.ABSTAIN)
    else:
        offered = (Choice.NONE_OF_THESE, Choice.ABSTAIN)
    return (*offered, Choice.FOLLOW_MAJORITY) if follow_majority else offered


def from_words(question: Question, cell: str, *, follow_majority: bool) -> Given:
    """An answer as a sheet holds it; an empty cell is 未选.

    :raises UnknownAnswer: a word that this question's ballot does not have.
    """
    word = cell.strip()
    if word in {"", CHOICES[Choice.BLANK]}:
        return Given(question, Choice.BLANK)
    by_name = {name: option for option in question.options for name in (option.text, option.key)}
    if word in by_name:
        return Given(question, options=(by_name[word],))
    offered = choices_offered(question, follow_majority=follow_majority)
    choice = next((c for c in offered if CHOICES[c] == word), _ALSO.get(word))
    if choice in offered:
        return Given(question, choice)
    if question.kind is QuestionKind.BUDGET:
        names = _split(word)
        if names and all(name in by_name for name in names):
            return Given(question, options=tuple(dict.fromkeys(by_name[name] for name in names)))
    raise UnknownAnswer(question=question.text, answer=word)


def _split(word: str) -> list[str]:
    for separator in _SEPARATORS[1:]:
        word = word.replace(separator, _SEPARATORS[0])
    return [name.strip() for name in word.split(_SEPARATORS[0]) if name.strip()]


def from_values(
    question: Question, values: Sequence[str], *, follow_majority: bool, may_be_blank: bool = False
) -> Given:
    """An answer as a form sends it: ``option:<key>`` or a choice's name.

    :raises RuleViolated: nothing chosen, more than one, an unknown answer, an option that cannot be had,
        or more than the budget.
    """
    if not values and may_be_blank:
        return Given(question, Choice.BLANK)
    if not values:
        raise MissingAnswer(question=question.text)
    if len(values) > 1 and question.kind is not QuestionKind.BUDGET:
        raise UnknownAnswer(question=question.text, answer="、".join(values))
    options = {f"option:{option.key}": option for option in question.options}
    offered = choices_offered(question, follow_majority=follow_majority)
    if len(values) == 1 and values[0] in offered:
        return Given(question, Choice(values[0]))
    unknown = [value for value in values if value not in options]
    if unknown:
        raise UnknownAnswer(question=question.text, answer="、".join(unknown))
    chosen = tuple(options[value] for value in dict.fromkeys(values))
    for option in chosen:
        if option.unavailable_because:
            raise OptionUnavailable(option=option.text, reason=option.unavailable_because)
    _check_budget(question, chosen)
    return Given(question, options=chosen)


def _check_budget(question: Question, chosen: Iterable[Option]) -> None:
    """:raises OverBudget: what is ticked costs more than there is; exactly that much may be spent."""
    total = sum(option.cost or 0 for option in chosen)
    if question.budget is not None and total > question.budget:
        budget = format_hundredths(question.budget)
        raise OverBudget(question=question.text, sum=format_hundredths(total), budget=budget)


def as_text(question: Question, answers: Iterable[Answer]) -> str:
    """The words of a ballot's answer to a question, as the ballot has them."""
    here = [answer for answer in answers if answer.question_id == question.id]
    words = [answer.option.text for answer in here if answer.option]
    words += [CHOICES[answer.choice] for answer in here if answer.choice]
    return "、".join(words) or CHOICES[Choice.BLANK]


def same(left: Iterable[Answer], right: Iterable[Answer]) -> bool:
    """Whether two ballots say the same on every question."""

    def key(answers: Iterable[Answer]) -> set[tuple[int, Choice | None, int | None]]:
        return {(a.question_id, a.choice, a.option_id) for a in answers}

    return key(left) == key(right)


def by_key(given: Iterable[Given]) -> Mapping[str, Given]:
    return {answer.question.key: answer for answer in given}
