"""Who is asking: from the signed cookie to an account, on every request.

The cookie holds a random token and, for staff, when they were last active. The database holds the token's
keyed hash, so that ending a row there ends the device at its next request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from flask import Flask, current_app, g, request, session

from portal import crypto
from portal.accounts import queries
from portal.accounts.models import SignIn
from portal.accounts.services import signing_in
from portal.audit.services import origin, shortened
from portal.config import Config
from portal.permissions import Role
from portal.web import clock
from portal.web.guard import current_account
from portal.web.look import safe_next

TOKEN = "sign_in"  # noqa: S105  # the name of a cookie's entry
SEEN = "seen"
_WAY = "way"
_UNASKED = frozenset({"static", "web.service_worker"})
_STEERING = frozenset({Role.STREET, Role.DISTRICT})
# A request more often than this writes no new cookie.
_FRESH = timedelta(minutes=1)
# In this order: most of them claim to be the ones below, too.
_BROWSERS = {
    "micromessenger": "wechat",
    "edg": "edge",
    "firefox": "firefox",
    "chrome": "chrome",
    "safari": "safari",
}
_SYSTEMS = ("iphone", "ipad", "harmony", "android", "windows", "mac", "linux")


@dataclass
class Identity:
    """The person of one request, as the guard knows people (portal.web.guard.Identity)."""

    id: int
    display_name: str
    is_staff: bool
    must_change_password: bool
    must_add_second_step: bool
    is_demo: bool
    sign_in_id: int
    grants: tuple[queries.Grant, ...]
    _streets: dict[int, int | None] = field(default_factory=dict)

    def roles_at(self, *, estate_id: int | None = None, street_id: int | None = None) -> frozenset[Role]:
        """Roles in an estate (also those on its street) or a street; without either, all held anywhere."""
        if estate_id is None and street_id is None:
            return frozenset(grant.role for grant in self.grants)
        if estate_id is not None:
            street_id = self._street_of(estate_id)
        return frozenset(grant.role for grant in self.grants if grant.reaches(estate_id, street_id))

    def _street_of(self, estate_id: int) -> int | None:
        if not any(grant.street_id is not None for grant in self.grants):
            return None
        if estate_id not in self._streets:
            self._streets[estate_id] = queries.find_street_of(estate_id)
        return self._streets[estate_id]


#: A token for the cookie, told once, and its row.
Opened = tuple[str, SignIn]


def current() -> Identity:
    """The person of this request, in a view that only signed-in people reach."""
    who = g.get("account")
    if not isinstance(who, Identity):
        raise RuntimeError("nobody is signed in")
    return who


def remember_way(target: str | None) -> None:
    """Where a stranger wanted to go, for after the pages that lead in; only a path of this portal."""
    wanted = safe_next(target, "")
    if wanted:
        session[_WAY] = wanted


def begin(sign_in: Opened, default: str) -> str:
    """Give this browser the token of a sign-in; nothing that was in the cookie before survives.

    :return: where the person wanted to go, else the default.
    """
    token, _ = sign_in
    way = str(session.get(_WAY, default))
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    session[SEEN] = int(clock.now().timestamp())
    return way


def end() -> None:
    """Forget the token in this browser; the row is the service's to end."""
    session.clear()
    g.account = None


def settings() -> Config:
    """The settings of this process, for views."""
    config: Config = current_app.config["PORTAL"]
    return config


def device() -> str:
    """Words that help a person to tell devices apart, e.g. ``wechat android``."""
    agent = (request.user_agent.string or "").lower()
    browser = next((word for mark, word in _BROWSERS.items() if mark in agent), "")
    system = next((word for word in _SYSTEMS if word in agent), "")
    return f"{browser} {system}".strip()


def caller() -> str:
    """A keyed hash of the address that asks, for limits only: nobody's address is kept.

    An IPv6 household has 64 bits of addresses to ask from, so they count as one.
    """
    text = request.remote_addr or ""
    try:
        address = ip_address(text)
    except ValueError:
        return crypto.fingerprint(text, "address")
    if isinstance(address, IPv6Address):
        text = str(address.exploded)[:19]
    return crypto.fingerprint(text, "address")


def _load() -> None:
    g.account = None
    origin.set(shortened(request.remote_addr or "") if settings().record_address else None)
    token = session.get(TOKEN)
    if request.endpoint in _UNASKED or not isinstance(token, str):
        return
    now = clock.now()
    tried = (queries.find_person(hashed, now) for hashed in signing_in.token_hashes(token))
    found = next((person for person in tried if person is not None), None)
    if found is None or (found.is_staff and _idle(now)):
        session.clear()
        return
    g.account = Identity(
        id=found.account_id,
        display_name=found.display_name,
        is_staff=found.is_staff,
        must_change_password=found.must_change_password,
        must_add_second_step=needs_second_step(found.grants) and not found.has_second_step,
        is_demo=found.is_demo,
        sign_in_id=found.sign_in_id,
        grants=found.grants,
    )
    if found.is_staff and now - _seen() > _FRESH:
        session[SEEN] = int(now.timestamp())


def needs_second_step(grants: Iterable[queries.Grant]) -> bool:
    """Whether a stolen password alone must not be enough: for those who steer many estates."""
    return settings().require_second_step and any(grant.role in _STEERING for grant in grants)


def _idle(now: datetime) -> bool:
    return now - _seen() > timedelta(minutes=settings().staff_idle_minutes)


def _seen() -> datetime:
    return datetime.fromtimestamp(int(session.get(SEEN, 0)), clock.now().tzinfo)


def _forget(_: BaseException | None) -> None:
    """What comes after in this thread came from elsewhere."""
    origin.set(None)


def init_app(app: Flask) -> None:
    """Look the person up before every view; templates know them as ``current_account``."""
    app.before_request(_load)
    app.teardown_request(_forget)
    app.context_processor(lambda: {"current_account": current_account()})
