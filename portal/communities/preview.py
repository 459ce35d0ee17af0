"""What an import would change, in words for the person who is to press the button; owners masked."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from portal.communities.roll.faults import IN_SHEET, Problem
from portal.communities.roll.result import PartRow, RollReading
from portal.communities.services.comparing import Change, Comparison, PartFacts
from portal.communities.words import AREA_SOURCES, TENURES, USES
from portal.domain.errors import Sentence
from portal.domain.masking import mask_name
from portal.web.filters import square_metres
from portal.web.i18n import gettext, say

_Key = TypeVar("_Key", bound=Hashable)

FIRST = 20
PAGE = 100


@dataclass(frozen=True)
class Line:
    """A home in one of the lists, and what is to be said of it."""

    home: str
    said: Sequence[str]


def added(comparison: Comparison) -> Sequence[Line]:
    """The first of the homes that the roll does not have yet."""
    rows = islice(comparison.added.items(), FIRST)
    return [Line(str(home), [square_metres(row.area), _names_of_row(row)]) for home, row in rows]


def changed(comparison: Comparison) -> Sequence[Line]:
    """The first of those of which the file says something else, with each thing that is different."""
    return [Line(str(home), list(_different(c))) for home, c in islice(comparison.changed.items(), FIRST)]


def removed(comparison: Comparison) -> Sequence[Line]:
    """The first of those that the file has no longer."""
    known = islice(comparison.removed.items(), FIRST)
    return [
        Line(str(home), [square_metres(part.facts.area), _masked(_names(part.facts))]) for home, part in known
    ]


def _different(change: Change) -> Iterator[str]:
    was, becomes = change.known.facts, change.becomes
    shown = (
        (gettext("建筑面积"), square_metres(was.area), square_metres(becomes.area)),
        (gettext("面积来源"), _word(AREA_SOURCES, was.area_source), _word(AREA_SOURCES, becomes.area_source)),
        (gettext("用途"), _word(USES, was.use), _word(USES, becomes.use)),
        (gettext("产权性质"), _word(TENURES, was.tenure), _word(TENURES, becomes.tenure)),
        (gettext("楼层"), _floor(was), _floor(becomes)),
        (gettext("备注"), was.note or "—", becomes.note or "—"),
    )
    for word, before, after in shown:
        if before != after:
            yield gettext("%(word)s：%(before)s → %(after)s", word=word, before=before, after=after)
    if change.has_other_owners:
        yield from _other_owners(was, becomes)


def _other_owners(was: PartFacts, becomes: PartFacts) -> Iterator[str]:
    """Names masked, numbers never: a mask may look the same before and after, so it is said in words."""
    before, after = _names(was), _names(becomes)
    if before != after:
        masked = {"word": gettext("产权人"), "before": _masked(before), "after": _masked(after)}
        yield gettext("%(word)s：%(before)s → %(after)s", **masked)
        if masked["before"] == masked["after"]:
            yield gettext("产权人的姓名不同，只是隐去后看着一样")
    if _all(was, "id_hash") != _all(becomes, "id_hash"):
        yield gettext("证件号码有变动")
    if _all(was, "phone_hash") != _all(becomes, "phone_hash"):
        yield gettext("手机号码有变动")


def _all(facts: PartFacts, number: str) -> frozenset[tuple[str, str | None]]:
    return frozenset((owner.name, getattr(owner, number)) for owner in facts.owners)


def _word(words: Mapping[_Key, str], key: _Key) -> str:
    return str(gettext(words[key]))


def _floor(facts: PartFacts) -> str:
    return "—" if facts.floor is None else str(facts.floor)


def _names(facts: PartFacts) -> Sequence[str]:
    return sorted(owner.name for owner in facts.owners)


def _names_of_row(row: PartRow) -> str:
    return _masked(owner.name for owner in row.owners)


def _masked(names: Iterable[str]) -> str:
    return "、".join(mask_name(name) for name in names)


@dataclass(frozen=True)
class Found:
    """An error or a warning as the page lists it."""

    row: int
    column: str
    is_error: bool
    message: str


def problems(reading: RollReading, page: int) -> Sequence[Found]:
    """One page of all that was found, errors first, each in the order of the file."""
    everything = [(problem, True) for problem in reading.errors]
    everything += [(problem, False) for problem in reading.warnings]
    shown = everything[(page - 1) * PAGE : page * PAGE]
    return [Found(p.row, p.column, is_error, _sentence(p)) for p, is_error in shown]


def _sentence(problem: Problem) -> str:
    if not problem.sheet:
        return say(problem.sentence)
    return say(Sentence(IN_SHEET, {"sheet": problem.sheet, "sentence": problem.sentence}))
