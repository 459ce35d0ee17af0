"""Which ways out this process has, who knows people's phones, and when people sleep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.domain.deadlines import CHINA
from portal.messages.gateways import Carrier
from portal.messages.models import Channel


@dataclass(frozen=True)
class Person:
    """What accounts tell of somebody; ``phone`` is None where none was bound."""

    name: str
    phone: str | None
    is_demo: bool
    is_staff: bool


@dataclass
class _Outlets:
    carriers: Mapping[Channel, Carrier] = field(default_factory=dict)
    quiet_from: int = 21
    quiet_to: int = 8
    find_person: Callable[[int], Person | None] = lambda _: None


_outlets = _Outlets()


def configure(carriers: Mapping[Channel, Carrier], *, quiet_from: int = 21, quiet_to: int = 8) -> None:
    """Hours of China's clock; from ``quiet_from`` to ``quiet_to`` nothing but codes leaves.

    :raises ValueError: no hours of a day, or no night between them.
    """
    if not 0 <= quiet_to < quiet_from <= 24:
        raise ValueError(f"quiet from {quiet_from} to {quiet_to}")
    _outlets.carriers, _outlets.quiet_from, _outlets.quiet_to = dict(carriers), quiet_from, quiet_to


def use_phone_book(find_person: Callable[[int], Person | None]) -> None:
    """Accounts lie above messages; they say here how to find somebody's phone."""
    _outlets.find_person = find_person


def find_person(account_id: int) -> Person | None:
    return _outlets.find_person(account_id)


def find_carrier(channel: Channel) -> Carrier | None:
    """None without a contract."""
    return _outlets.carriers.get(channel)


def carries(channel: Channel, template: str) -> bool:
    """Whether a text of this template can leave by this channel."""
    carrier = find_carrier(channel)
    return carrier is not None and carrier.carries(template)


def offers_codes() -> bool:
    """Whether codes by text message can be offered."""
    return carries(Channel.SMS, "code")


def quiet_hours() -> tuple[int, int]:
    return _outlets.quiet_from, _outlets.quiet_to


def after_the_night(now: datetime) -> datetime:
    """Now, or the morning if it is night."""
    local = now.astimezone(CHINA)
    morning = local.replace(hour=_outlets.quiet_to, minute=0, second=0, microsecond=0)
    if local < morning:
        return morning
    evening = morning + timedelta(hours=_outlets.quiet_from - _outlets.quiet_to)
    return now if local < evening else morning + timedelta(days=1)
