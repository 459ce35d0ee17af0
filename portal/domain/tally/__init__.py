"""From weights to a verdict: participation, approval and outcome of one question, in whole numbers.

A count holds, for each answer, what those who gave it weigh. An answer is a string: a `Choice`, or
`option_answer(key)`. Every ratio is compared by multiplying; nothing is rounded anywhere.
"""

from portal.domain.tally.counting import decide, explicit_leader, participating_in
from portal.domain.tally.results import Count, Result, Test, homes_still_needed
from portal.domain.tally.rules import (
    APPROVAL,
    TWO_THIRDS,
    Deemed,
    DeemedApproveOnlyForApprove,
    DeemedOnlyForOwners,
    Rule,
    Threshold,
)
from portal.domain.tally.terms import (
    TICKED,
    Choice,
    CountsTo,
    Hurdle,
    MatterClass,
    Measure,
    Outcome,
    QuestionKind,
    Regime,
    option_answer,
    option_key,
)

__all__ = [
    "APPROVAL",
    "TICKED",
    "TWO_THIRDS",
    "Choice",
    "Count",
    "CountsTo",
    "Deemed",
    "DeemedApproveOnlyForApprove",
    "DeemedOnlyForOwners",
    "Hurdle",
    "MatterClass",
    "Measure",
    "Outcome",
    "QuestionKind",
    "Regime",
    "Result",
    "Rule",
    "Test",
    "Threshold",
    "decide",
    "explicit_leader",
    "homes_still_needed",
    "option_answer",
    "option_key",
    "participating_in",
]
