"""The one interface behind which every way out stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.messages.texts import Text


@dataclass(frozen=True)
class Report:
    """What a provider says became of a text; ``reason`` is its own code where it did not arrive."""

    delivered: bool
    reason: str = ""


class Carrier(Protocol):
    """Whoever carries texts by one channel."""

    name: str
    #: Whether ``find_report`` ever knows anything.
    reports: bool

    def carries(self, template: str) -> bool:
        """Whether the provider approved this template of ours."""

    def send(self, address: str, text: Text, *, reference: str, now: datetime) -> str:
        """Hand it over; returning means that it was taken. It must answer or fail within a minute.

        :param reference: the same whenever the same text is handed over again.
        :returns: the provider's own number for it, or "".
        :raises portal.jobs.work.TryLater: not taken now.
        :raises portal.jobs.work.GiveUp: it will never be taken, e.g. a number that does not exist.
        """

    def find_taken(self, address: str, reference: str, now: datetime) -> str | None:
        """The provider's number if it took the text before; asked when an earlier attempt died half way."""

    def find_report(self, address: str, receipt: str, *, sent_at: datetime, now: datetime) -> Report | None:
        """None while the provider knows no more than that it took it."""
