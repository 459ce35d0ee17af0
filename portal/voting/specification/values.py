"""Plain values of a vote that is to be set up, from a file or from the staff's form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.domain.matters import ManagementMode, Matter, Subject
from portal.domain.tally import Deemed, MatterClass, QuestionKind, Regime


@dataclass(frozen=True)
class OptionSpec:
    """``cost`` and the monthly charges are in fen."""

    key: str
    text: str
    detail: str = ""
    cost: int | None = None
    mode: ManagementMode | None = None
    monthly_per_square_metre: int | None = None
    monthly_per_home: int | None = None
    unavailable_because: str | None = None


@dataclass(frozen=True)
class QuestionSpec:
    key: str
    text: str
    kind: QuestionKind
    matter_class: MatterClass | None
    options: tuple[OptionSpec, ...] = ()
    budget: int | None = None
    softer_because: str | None = None
    matter: Matter | None = None


@dataclass(frozen=True)
class ScopeSpec:
    """Buildings by name, entrances by building and name; both empty is the whole estate."""

    buildings: tuple[str, ...] = ()
    entrances: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SettingSpec:
    value: Any
    source: str


@dataclass(frozen=True)
class DeemedSpec:
    """The clause of the covenant or the rules of procedure that counts silence."""

    clause: str
    adopted: str
    rule: Deemed


@dataclass(frozen=True)
class Papers:
    """What a vote rests on besides its questions: who convenes it and why, whom to ask, what is attached.

    ``notice_posted`` says where a notice hung that is older than its record here.
    """

    notice_posted: str | None = None
    convened_under: str | None = None
    contact: str | None = None
    supervisor: str | None = None
    guidance: str | None = None
    plan_ref: str | None = None
    cost_ref: str | None = None
    exclusive_part: str | None = None
    owner_consent: str | None = None
    supersedes: int | None = None


@dataclass(frozen=True)
class VoteSpec:
    """Everything a draft vote holds; moments are aware."""

    title: str
    estate: str
    street: str | None
    regime: Regime
    notice_at: datetime
    opens_at: datetime
    closes_at: datetime
    questions: tuple[QuestionSpec, ...]
    scope: ScopeSpec = ScopeSpec()
    settings: Mapping[str, SettingSpec] = field(default_factory=dict)
    deemed: DeemedSpec | None = None
    subject: Subject | None = None
    matter: Matter | None = None
    explanation: str = ""
    convener: str = ""
    papers: Papers = Papers()
