"""Matters that residents raise, what became of them, and what streets set for them."""

from portal.feedback.models.cases import (
    Case,
    CaseCategory,
    CaseNote,
    CasePhoto,
    CaseStep,
    CaseSupporter,
    Mediation,
    MediationOutcome,
    StepKind,
    Via,
)
from portal.feedback.models.setting import (
    BodyContact,
    CaseSetting,
    Handler,
    ReplyTemplate,
    RoutingRule,
    SpecialDay,
)

__all__ = [
    "BodyContact",
    "Case",
    "CaseCategory",
    "CaseNote",
    "CasePhoto",
    "CaseSetting",
    "CaseStep",
    "CaseSupporter",
    "Handler",
    "Mediation",
    "MediationOutcome",
    "ReplyTemplate",
    "RoutingRule",
    "SpecialDay",
    "StepKind",
    "Via",
]
