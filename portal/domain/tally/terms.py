"""The words of a count: regimes, classes, kinds, choices, outcomes, measures."""

from enum import StrEnum


class Regime(StrEnum):
    """Who decides: 业主共同决定, 居民会议, 意愿征集."""

    OWNERS = "owners"
    RESIDENTS = "residents"
    SURVEY = "survey"


class MatterClass(StrEnum):
    """What an owners' decision needs: 一般 over half, 特别 three quarters or more."""

    ORDINARY = "ordinary"
    SPECIAL = "special"


class QuestionKind(StrEnum):
    """同意 or not; one of several options; several options under a budget."""

    APPROVE = "approve"
    CHOOSE = "choose"
    BUDGET = "budget"


class Choice(StrEnum):
    """What a ballot says on a question, options apart."""

    APPROVE = "approve"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"
    FOLLOW_MAJORITY = "follow_majority"
    NONE_OF_THESE = "none_of_these"
    BLANK = "blank"
    INVALID = "invalid"


class Outcome(StrEnum):
    """通过, 未通过, 未达参与门槛, 未产生有效决定, 供参考. A failed motion never means its opposite."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NO_QUORUM = "no_quorum"
    NO_DECISION = "no_decision"
    ADVICE = "advice"


class Measure(StrEnum):
    """What a test compares: owners' heads or area (0.01 m2); residents present or their votes."""

    HEADS = "heads"
    AREA = "area"
    PRESENT = "present"
    VOTES = "votes"


class Hurdle(StrEnum):
    """The two tests of a decision: enough taking part, enough of those in favour."""

    PARTICIPATION = "participation"
    APPROVAL = "approval"


class CountsTo(StrEnum):
    """To whom the rules of procedure give the silent owners: the leading answer, or 同意."""

    MAJORITY = "majority"
    APPROVE = "approve"


_OPTION = "option:"
TICKED = "ticked"
"""In a budget count: the ballots that ticked at least one option, each counted once."""


def option_answer(key: str) -> str:
    """The answer "this option", for the key that a question's option has."""
    return _OPTION + key


def option_key(answer: str) -> str | None:
    """The option's key in an answer, or None where the answer is a `Choice`."""
    return answer.removeprefix(_OPTION) if answer.startswith(_OPTION) else None
