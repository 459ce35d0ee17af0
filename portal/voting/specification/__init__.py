"""A vote as a file: what it says, checked in shape, before any table is touched."""

from portal.voting.specification.reading import read_specification
from portal.voting.specification.values import (
    DeemedSpec,
    OptionSpec,
    Papers,
    QuestionSpec,
    ScopeSpec,
    SettingSpec,
    VoteSpec,
)

__all__ = [
    "DeemedSpec",
    "OptionSpec",
    "Papers",
    "QuestionSpec",
    "ScopeSpec",
    "SettingSpec",
    "VoteSpec",
    "read_specification",
]
