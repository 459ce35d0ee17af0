"""Refusals: what the rules forbid, each with the sentence that a resident or a clerk reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark a Chinese source text for the catalogues; it is translated later, where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A Chinese source text with the values of its placeholders: what a rule has to say, refusals apart."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values


class RuleViolated(Exception):
    """A refusal. Every kind of refusal is a subclass with its own `text`.

    `text` is the Chinese gettext source with named placeholders; `values` fills them. Whoever shows a
    refusal in another language translates `text` and applies `values`; `str()` gives the Chinese sentence.

    :raises ValueError: the values do not fit the placeholders (a bug, never a refusal).
    """

    text: str = N_("此操作不符合规则。")

    def __init__(self, **values: object) -> None:
        wanted = set(_PLACEHOLDER.findall(self.text))
        if wanted != set(values):
            raise ValueError(f"{type(self).__name__} wants {sorted(wanted)}, got {sorted(values)}")
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return self.text % self.values

    @property
    def sentences(self) -> list[str]:
        """One line a problem: itself, or all that it gathers."""
        return [str(self)]
