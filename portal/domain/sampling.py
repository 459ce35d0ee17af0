"""回访核票: how many paper ballots are asked about after closing, and which; anybody can repeat it.

The size is that of a test for discovery: if as many papers were wrong as it takes to change the outcome, a
sample of this size would meet at least one of them in nineteen of twenty drawings.

Source: Aslam, Popa, Rivest, “On Estimating the Size and Confidence of a Statistical Audit”, EVT 2007.

The order is that of the SHA-256 of seed and receipt, so the seed alone, thrown in public after the last
paper was entered, decides who is asked.

Source: Rivest, “Consistent Sampling with Replacement”, 2018 (ticket numbers from a hash).
"""

import hashlib
import heapq
from collections.abc import Iterable, Sequence
from math import comb

from portal.domain.tally import Hurdle, Measure, Test

#: The risk that none is met is at most one in twenty.
RISK = (1, 20)
#: So many are asked in any case, or all where there are fewer: also where papers cannot change the outcome.
LEAST = 10


def ticket(seed: str, receipt: str) -> str:
    """The place of a ballot in the drawing: SHA-256 over seed, line feed, receipt, in hex."""
    return hashlib.sha256(f"{seed}\n{receipt}".encode()).hexdigest()


def drawn(seed: str, receipts: Iterable[str], size: int) -> list[str]:
    """The receipts with the smallest tickets, the smallest first; the order they come in plays no part."""
    return heapq.nsmallest(size, set(receipts), key=lambda receipt: ticket(seed, receipt))


def is_drawn_late(seed: str, receipt: str, last: str) -> bool:
    """Whether a paper that came into the count after the drawing is asked about, by its ticket.

    Below the last ticket drawn it is: it has the chance that it would have had, and nobody draws again.

    :param last: the largest ticket of those that were drawn.
    """
    return ticket(seed, receipt) < last


def sample_size(papers: int, overturning: int | None) -> int:
    """The fewest papers to ask about, so that `overturning` wrong ones would hardly stay unseen.

    :param overturning: the fewest wrong papers that could change the outcome; None where none could.
    :raises ValueError: no wrong paper changes an outcome.
    """
    if overturning is not None and overturning < 1:
        raise ValueError(f"{overturning} wrong papers change nothing")
    least = min(papers, LEAST)
    if overturning is None or overturning > papers:
        return least
    low, high = 0, papers - overturning + 1
    while low < high:
        middle = (low + high) // 2
        if _is_enough(papers, overturning, middle):
            high = middle
        else:
            low = middle + 1
    return max(least, low)


def _is_enough(papers: int, wrong: int, size: int) -> bool:
    """Whether all of a sample are right with a chance of at most `RISK`, in whole numbers."""
    num, den = RISK
    return den * comb(papers - wrong, size) <= num * comb(papers, size)


def fewest_wrong(tests: Sequence[Test], areas: Sequence[int]) -> int | None:
    """How many wrong papers it takes to change whether all of these tests are met; None where none could.

    The worst is assumed: each wrong paper says the opposite of what its owner wants, and the largest homes
    come first. Papers that should not be there cannot have kept a vote from enough taking part.

    :param tests: of one question; an empty sequence decides nothing.
    :param areas: of the papers, in 0.01 m2.
    """
    if not tests:
        return None
    largest = sorted(areas, reverse=True)
    failing = [test for test in tests if not test.met]
    if not failing:
        lost = [_until(test, test.have - test.threshold.least(test.of) + 1, largest) for test in tests]
        return min((number for number in lost if number is not None), default=None)
    if any(test.test is Hurdle.PARTICIPATION for test in failing):
        return None
    won = [_until(test, test.short_by, largest) for test in failing]
    found = [number for number in won if number is not None]
    return max(found) if len(found) == len(won) else None


def _until(test: Test, amount: int, largest: Sequence[int]) -> int | None:
    """How many papers weigh so much in heads or area; None where all of them weigh less."""
    if test.measure is not Measure.AREA:
        return amount if amount <= len(largest) else None
    for number, area in enumerate(largest, start=1):
        amount -= area
        if amount <= 0:
            return number
    return None
