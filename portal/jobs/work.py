"""What a kind of job does, and where the worker finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

Payload = Mapping[str, Any]


class TryLater(Exception):
    """It did not work this time; the text is kept for the operator, so it names nobody."""


class GiveUp(Exception):
    """It will never work; the text is kept for the operator, so it names nobody."""


@dataclass(frozen=True)
class Failure:
    """One attempt that came to nothing; ``final`` when there will be no other."""

    reason: str
    attempts: int
    final: bool


class Work:
    """One kind of job; a feature derives its own and registers it when the portal starts.

    A worker may die at any point and the job is then done again, so what stands in ``outside`` can happen
    twice. What ``inside`` writes happens once: it is committed together with the job's end.
    """

    kind: ClassVar[str]
    #: How long one attempt may take before another worker takes the job for dead.
    lease: ClassVar[timedelta] = timedelta(minutes=2)

    def outside(self, now: datetime, payload: Payload) -> Any:
        """What is slow or leaves the house, while nobody waits for the database; reads, never writes.

        :param payload: what was queued, and under ``attempt`` the how-manieth try this is, from 1.
        :returns: anything ``inside`` needs.
        :raises TryLater, GiveUp: or anything else, which counts as the first.
        """

    def inside(self, now: datetime, payload: Payload, brought: Any) -> None:
        """The effect on the database, in one transaction with the end of the job."""

    def failed(self, now: datetime, payload: Payload, failure: Failure) -> None:
        """What a failed attempt leaves behind, in the transaction that puts the job back or gives it up."""


_known: dict[str, Work] = {}


def register(work: Work) -> None:
    """Let workers of this process do this kind; the last one registered is used."""
    _known[work.kind] = work


def find_work(kind: str) -> Work | None:
    """None for a kind that this version does not know."""
    return _known.get(kind)


def lease_of(kind: str) -> timedelta:
    work = _known.get(kind)
    return work.lease if work else Work.lease
