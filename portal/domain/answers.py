"""What a ballot may say on one question: the shape of an answer, before anything is counted.

What is ticked becomes an answer of the count: a `Choice` or `option_answer(key)`; for a budget question
several options together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.errors import N_, RuleViolated
from portal.domain.tally import Choice, QuestionKind, option_answer, option_key


class NotOnTheBallot(RuleViolated):
    text = N_("选票上没有“%(answer)s”这一项。")


class TooManyTicked(RuleViolated):
    text = N_("最多只能选%(most)s项，现选了%(ticked)s项。")


class TooFewTicked(RuleViolated):
    text = N_("至少要选%(least)s项，现选了%(ticked)s项。")


class TickedTwice(RuleViolated):
    text = N_("同一项选了两次。")


class CannotStandTogether(RuleViolated):
    text = N_("选了弃权、均不同意或随多数，就不能再选其他项。")


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotShape:
    """Which boxes a question has, and how many of its options may be ticked.

    `least` and `most` limit the options of a budget question; everywhere else it is one answer.
    随多数 has a box only where a setting offers it.
    """

    kind: QuestionKind
    options: tuple[str, ...] = ()
    offers_follow_majority: bool = False
    least: int = 1
    most: int | None = None

    @property
    def boxes(self) -> tuple[str, ...]:
        """Every answer with a box of its own, in the order of the paper."""
        follow = (Choice.FOLLOW_MAJORITY,) if self.offers_follow_majority else ()
        if self.kind is QuestionKind.APPROVE:
            return (Choice.APPROVE, Choice.OPPOSE, Choice.ABSTAIN, *follow)
        options = tuple(option_answer(key) for key in self.options)
        return (*options, Choice.NONE_OF_THESE, Choice.ABSTAIN, *follow)


def read_ticks(shape: BallotShape, ticks: Sequence[str]) -> tuple[str, ...]:
    """The answers that the ticked boxes make, options in the order of the paper; nothing ticked is 未选.

    :raises RuleViolated: a box that is not there, twice the same, too many, too few, or two that exclude
        each other.
    """
    if not ticks:
        return (Choice.BLANK,)
    for tick in ticks:
        if tick not in shape.boxes:
            raise NotOnTheBallot(answer=option_key(tick) or tick)
    if len(set(ticks)) < len(ticks):
        raise TickedTwice
    if shape.kind is QuestionKind.BUDGET:
        _check_budget(shape, ticks)
    elif len(ticks) > 1:
        raise TooManyTicked(most=1, ticked=len(ticks))
    return tuple(box for box in shape.boxes if box in ticks)


def _check_budget(shape: BallotShape, ticks: Sequence[str]) -> None:
    options = [tick for tick in ticks if option_key(tick) is not None]
    if len(options) < len(ticks):
        if len(ticks) > 1:
            raise CannotStandTogether
        return
    if len(options) < shape.least:
        raise TooFewTicked(least=shape.least, ticked=len(options))
    if shape.most is not None and len(options) > shape.most:
        raise TooManyTicked(most=shape.most, ticked=len(options))
