"""Ours beside a bare reference, in turn in one run, so that a busy machine slows both alike."""

import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

_ROUNDS = 9

Work = Callable[[], None]


@dataclass(frozen=True)
class Row:
    """One comparison.

    :param goal: the least ratio of our rate to the reference's that we promise.
    :param unit: what is counted per second.
    :param prepare: a context that gives one piece of our work and the same piece of the reference's.
    :param block: pieces in one turn; enough that a turn takes a tenth of a second or more.
    """

    what: str
    goal: float
    unit: str
    prepare: Callable[[Path], AbstractContextManager[tuple[Work, Work]]]
    block: int

    def measured(self, folder: Path) -> "Iterator[Measured]":
        yield measure(self, folder)


@dataclass(frozen=True)
class Contest:
    """Comparisons that take their own turns: servers under load, and files of their own."""

    measured: "Callable[[Path], Iterator[Measured]]"


@dataclass(frozen=True)
class Measured:
    """Medians over the rounds; the ratio is that of each round's two turns, with its range."""

    what: str
    ours: float
    reference: float
    ratio: float
    ratio_min: float
    ratio_max: float
    goal: float
    unit: str
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal


def measure(row: Row, folder: Path) -> Measured:
    """A B A B …, after one turn of each that does not count."""
    with row.prepare(folder) as (ours, reference):
        _rate(ours, row.block)
        _rate(reference, row.block)
        pairs = [(_rate(ours, row.block), _rate(reference, row.block)) for _ in range(_ROUNDS)]
    return compare(row.what, pairs, row.goal, row.unit)


def compare(
    what: str, pairs: Sequence[tuple[float, float]], goal: float, unit: str, *, at_most: bool = False
) -> Measured:
    """:param pairs: ours and the reference's, of each round.

    :param at_most: what is compared is a cost, and the goal the most that we may need.
    """
    ratios = [our / theirs for our, theirs in pairs]
    return Measured(
        what=what,
        ours=round(statistics.median(our for our, _ in pairs), 1),
        reference=round(statistics.median(theirs for _, theirs in pairs), 1),
        ratio=round(statistics.median(ratios), 3),
        ratio_min=round(min(ratios), 3),
        ratio_max=round(max(ratios), 3),
        goal=goal,
        unit=unit,
        at_most=at_most,
    )


def _rate(work: Work, times: int) -> float:
    begun = perf_counter()
    for _ in range(times):
        work()
    return times / (perf_counter() - begun)


def table(rows: list[Measured]) -> Iterator[str]:
    """The result as lines of Markdown."""
    yield "| what | ours | reference | ratio (min to max) | goal | met |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        rates = f"{row.ours} {row.unit} | {row.reference} {row.unit}"
        ratio = f"{row.ratio} ({row.ratio_min} to {row.ratio_max})"
        goal = f"{'≤' if row.at_most else '≥'} {row.goal} | {'yes' if row.met else 'no'}"
        yield f"| {row.what} | {rates} | {ratio} | {goal} |"


def save(rows: list[Measured], path: Path) -> None:
    text = json.dumps({"rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
