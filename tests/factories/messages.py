"""Messages in an inbox, and gateways that tests can watch."""

from collections.abc import Callable
from datetime import datetime

from portal.accounts.models import Account
from portal.messages import services
from portal.messages.models import Message
from portal.messages.sending import SendSms

from .accounts import NOW

PHONE = "13800138000"


def message(to: Account, title: str = "有新的投票", *, link: str = "", at: datetime = NOW) -> Message:
    """Something said to a person, stored and with its id."""
    told = services.tell(at, to.id, "vote.opened", title, "请在月底前投票。", link=link)
    services.session.flush()
    return told


class Gateway:
    """Takes texts and remembers them; first raises what it is given to raise."""

    def __init__(self, *troubles: Exception, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.asked = 0
        self._troubles = list(troubles)
        self._meanwhile = meanwhile

    def send(self, phone: str, text: str, *, reference: str) -> None:
        self.asked += 1
        self._meanwhile()
        if self._troubles:
            raise self._troubles.pop(0)
        self.taken.append((phone, text, reference))


def sending(gateway: Gateway) -> SendSms:
    """The job that sends by this gateway; register it to have the worker use it."""
    return SendSms(gateway)
