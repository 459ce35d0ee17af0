"""Every view says who may use it: ``@public``, ``@signed_in`` or ``@requires(Permission)``.

A view under an estate or a street (``estate_id``, ``street_id`` in its address) is judged by the roles held
there. Who holds no role there at all gets a 404: a guessed address tells nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, Protocol, TypeVar, cast

from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.permissions import STAFF_ROLES, Permission, Role, may

P = ParamSpec("P")
R = TypeVar("R")


class Identity(Protocol):
    """What the guard needs to know of a person who signed in; accounts provides it."""

    id: int
    display_name: str
    is_staff: bool
    must_change_password: bool
    must_add_second_step: bool

    def roles_at(self, *, estate_id: int | None = None, street_id: int | None = None) -> frozenset[Role]:
        """The roles in an estate or a street; without either, all roles held anywhere."""


_BEFORE_SECOND_STEP = frozenset({"accounts.change_password", "accounts.set_second_step"})


def current_account() -> Identity | None:
    return cast("Identity | None", g.get("account"))


def account() -> Identity:
    """Who is asking, in a view that only signed-in people reach."""
    who = current_account()
    if who is None:
        raise RuntimeError("account() in a public view")
    return who


def allowed(permission: Permission, *, estate_id: int | None = None, street_id: int | None = None) -> bool:
    """Whether to show a button; the view behind it asks again."""
    who = current_account()
    return who is not None and may(who.roles_at(estate_id=estate_id, street_id=street_id), permission)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody may open it, signed in or not."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Any person who signed in; the view itself shows only what is theirs."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        return _turned_away() or view(*args, **kwargs)

    guarded.guard = "signed_in"  # type: ignore[attr-defined]
    return guarded


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Holders of the permission, in the estate or street that the address names."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            turned_away = _turned_away()
            if turned_away:
                return turned_away
            _judge(permission, kwargs)
            return view(*args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def _turned_away() -> Response | None:
    who = current_account()
    if who is None:
        desk = request.path.startswith("/desk")
        sign_in = "accounts.staff_sign_in" if desk else "accounts.sign_in"
        return redirect(url_for(sign_in, next=request.full_path if request.method == "GET" else None), 303)
    if who.must_change_password and request.endpoint != "accounts.change_password":
        return redirect(url_for("accounts.change_password"), 303)
    if who.must_add_second_step and request.endpoint not in _BEFORE_SECOND_STEP:
        return redirect(url_for("accounts.set_second_step"), 303)
    return None


def _judge(permission: Permission, place: dict[str, Any]) -> None:
    roles = account().roles_at(estate_id=place.get("estate_id"), street_id=place.get("street_id"))
    if may(roles, permission):
        return
    # A resident who opens a staff page of the own estate has no business knowing what stands there.
    if not roles or (request.path.startswith("/desk") and not roles & STAFF_ROLES):
        not_here()
    abort(403)


def not_here() -> NoReturn:
    """Nothing at this address for this person."""
    abort(404)
