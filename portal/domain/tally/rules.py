"""By which rule a question is decided: shares to reach, deemed clauses, answers that a ballot may hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.errors import N_, RuleViolated
from portal.domain.tally.terms import (
    TICKED,
    Choice,
    CountsTo,
    MatterClass,
    QuestionKind,
    Regime,
    option_answer,
)


class DeemedOnlyForOwners(RuleViolated):
    text = N_("未表决计入多数的约定只适用于业主共同决定，不适用于居民会议和意愿征集。")


class DeemedApproveOnlyForApprove(RuleViolated):
    text = N_("“未表决视为同意”的约定只适用于同意或反对的表决事项，不适用于多选一或预算选择。")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share to reach: num/den; strict where it must be passed (过半数), else reaching it is enough (以上).

    Source: Civil Code art. 1259.
    """

    num: int
    den: int
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.num <= self.den:
            raise ValueError(f"{self.num}/{self.den} is no share")

    def is_met(self, have: int, of: int) -> bool:
        """Whether `have` of `of` is enough; never over nothing."""
        ours, theirs = have * self.den, of * self.num
        return of > 0 and (ours > theirs if self.strict else ours >= theirs)

    def least(self, of: int) -> int:
        """The smallest number of `of` that is enough."""
        wanted = self.num * of
        return wanted // self.den + 1 if self.strict or of == 0 else -(-wanted // self.den)


TWO_THIRDS = Threshold(2, 3)
"""Participation of owners. Source: Civil Code art. 278(2)."""

APPROVAL: Mapping[MatterClass, Threshold] = {
    MatterClass.ORDINARY: Threshold(1, 2, strict=True),
    MatterClass.SPECIAL: Threshold(3, 4),
}
"""Approval by those taking part. Source: Civil Code art. 278(2)."""


@dataclass(frozen=True, slots=True)
class Deemed:
    """A clause that counts served but silent owners; it changes the outcome only where it `decides`.

    Source: 业主大会和业主委员会指导规则 (建房〔2009〕274号) art. 26(2).
    """

    counts_to: CountsTo
    decides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """By which rule one question is decided.

    `present` and `votes` are a residents' meeting's figures as the street entered them; there is no default.
    `options` are keys in the order of the file, which settles ties.

    :raises RuleViolated: a deemed clause where none can stand.
    :raises ValueError: a figure, a class or an option is missing.
    """

    regime: Regime
    kind: QuestionKind
    matter_class: MatterClass | None = None
    options: tuple[str, ...] = ()
    blank_participates: bool = False
    invalid_participates: bool = False
    deemed: Deemed | None = None
    present: Threshold | None = None
    votes: Threshold | None = None

    def __post_init__(self) -> None:
        if self.deemed and self.regime is not Regime.OWNERS:
            raise DeemedOnlyForOwners
        to_approve = self.deemed is not None and self.deemed.counts_to is CountsTo.APPROVE
        if to_approve and self.kind is not QuestionKind.APPROVE:
            raise DeemedApproveOnlyForApprove
        if self.regime is Regime.RESIDENTS and not (self.present and self.votes):
            raise ValueError("a residents' meeting needs its figures for present and votes")
        if self.is_owners_decision and self.matter_class is None:
            raise ValueError("an owners' decision is ordinary or special")
        if len(set(self.options)) != len(self.options):
            raise ValueError(f"options named twice: {self.options}")
        if bool(self.options) == (self.kind is QuestionKind.APPROVE):
            raise ValueError(f"a question of kind {self.kind} with options {self.options}")

    @property
    def is_owners_decision(self) -> bool:
        """Owners' budget questions are advice; everything else they answer binds them."""
        return self.regime is Regime.OWNERS and self.kind is not QuestionKind.BUDGET

    @property
    def explicit(self) -> tuple[str, ...]:
        """The answers that can lead, in the order that settles ties; never 弃权."""
        if self.kind is QuestionKind.APPROVE:
            return (Choice.APPROVE, Choice.OPPOSE)
        return (*map(option_answer, self.options), Choice.NONE_OF_THESE)

    @property
    def answers(self) -> frozenset[str]:
        """Every answer that a ballot may hold on this question."""
        ticked = (TICKED,) if self.kind is QuestionKind.BUDGET else ()
        others = (Choice.ABSTAIN, Choice.FOLLOW_MAJORITY, Choice.BLANK, Choice.INVALID)
        return frozenset((*self.explicit, *others, *ticked))
