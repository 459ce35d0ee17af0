"""Messages in an inbox, and gateways that tests can watch."""

from collections.abc import Callable
from datetime import datetime

from portal.accounts.models import Account
from portal.messages import outlets, services
from portal.messages.gateways import Report
from portal.messages.models import Channel, Message
from portal.messages.texts import Text

from .accounts import NOW

PHONE = "13800138000"


def message(to: Account, title: str = "有新的投票", *, link: str = "", at: datetime = NOW) -> Message:
    """Something said to a person, stored and with its id."""
    return services.tell(at, to.id, "vote.opened", title, "请在月底前投票。", link=link)


class Gateway:
    """Takes texts and remembers them; first raises what it is given to raise.

    ``report`` is what it says became of them; ``templates`` are those it may carry, None for all.
    """

    name = "test"
    reports = True

    def __init__(self, *troubles: Exception, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.asked = 0
        self.report: Report | None = None
        self.templates: set[str] | None = None
        self._troubles = list(troubles)
        self._meanwhile = meanwhile

    def carries(self, template: str) -> bool:
        return self.templates is None or template in self.templates

    def send(self, address: str, text: Text, *, reference: str, now: datetime) -> str:
        self.asked += 1
        self._meanwhile()
        if self._troubles:
            raise self._troubles.pop(0)
        self.taken.append((address, text.body, reference))
        return f"receipt {len(self.taken)}"

    def find_taken(self, address: str, reference: str, now: datetime) -> str | None:
        known = [number for number, (_, _, seen) in enumerate(self.taken, 1) if seen == reference]
        return f"receipt {known[0]}" if known else None

    def find_report(self, address: str, receipt: str, *, sent_at: datetime, now: datetime) -> Report | None:
        return self.report


def use(gateway: Gateway | None, channel: Channel = Channel.SMS) -> None:
    """Have texts of a channel leave by this gateway, or by none; the next test finds what was there."""
    carriers = {key: value for key, value in outlets._outlets.carriers.items() if key is not channel}
    outlets.configure(carriers if gateway is None else {**carriers, channel: gateway})
