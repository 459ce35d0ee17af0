"""The test client: asks as a browser would, and checks every page it meets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import db
from portal.web import clock

from . import checks
from .page import Element, controls, parse

if TYPE_CHECKING:
    from portal.accounts.models import Account


#: Under this name the application keeps a function that gives the names which no stranger may read.
SECRET_NAMES = "secret_names"


class Client(FlaskClient):
    """``page`` is the last page met, as a tree."""

    page: Element
    #: A test may say so; the cookie is asked anyway.
    signed_in = False

    def is_stranger(self) -> bool:
        """Whether nobody has signed in here, by whatever way: strangers are shown no names."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.application)
        cookie = self.get_cookie(self.application.config["SESSION_COOKIE_NAME"])
        known = signer and cookie and signer.loads(cookie.value).get("sign_in")
        return not (known or self.signed_in)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            self.page = parse(response.text)
            stranger = self.is_stranger()
            secret = self.application.extensions.get(SECRET_NAMES, set)() if stranger else None
            found = checks.problems(self.page, secret_names=secret)
            where = f"{response.request.method} {response.request.path} → {response.status_code}"
            assert not found, "\n  ".join((where, *found))
        return response

    def sign_in(self, account: "Account") -> None:
        """As this person on this device, without the pages that lead there; those have tests of their own."""
        # Features load late: tests of the law alone do not wait for them.
        from portal.accounts import sessions  # noqa: PLC0415
        from portal.accounts.services import signing_in  # noqa: PLC0415

        now = clock.now()
        with db.transaction():
            token, _ = signing_in.sign_in(
                now, account, way="password" if account.is_staff else "slip", device="test"
            )
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie.update({sessions.TOKEN: token, sessions.SEEN: int(now.timestamp())})

    def sign_out(self) -> None:
        """Another browser, which nobody has signed in."""
        with self.session_transaction() as cookie:
            cookie.clear()

    def read(self, url: str, status: int = 200) -> Element:
        """The page at an address, after redirects."""
        response = self.get(url, follow_redirects=True)
        assert response.status_code == status, f"{url}: {response.status_code}"
        return self.page

    def submit(
        self, url: str, answers: Mapping[str, Any] | None = None, *, to: str = "", **more: Any
    ) -> TestResponse:
        """Open a page, fill its form in and send it; redirects are not followed.

        :param answers: field names to a value, a list of values, or (stream, file name).
        :param to: how the form's action ends, where the page has several.
        """
        self.read(url)
        return self.send({**(answers or {}), **more}, to=to)

    def send(self, answers: Mapping[str, Any], *, to: str = "") -> TestResponse:
        """Fill in and send a form of the page at hand, each field as the page offers it."""
        form = self._form(to, answers)
        fields = controls(self.page, form)
        typed = {name: _plain(value) for name, value in answers.items() if value is not None}
        unknown = set(typed) - self._names(form)
        assert not unknown, f"the form to {form['action']!r} has no {sorted(unknown)}"
        left = {name: value for name, value in _offered(fields).items() if name not in answers}
        target = form["action"] or self._at
        if form["method"].lower() == "get":
            return self.get(target, query_string={**left, **typed})
        kind = form["enctype"] or "application/x-www-form-urlencoded"
        return self.post(target, data={**left, **typed}, content_type=kind)

    def get(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().get(*args, **kwargs)
        self._at = response.request.full_path.rstrip("?")
        return response

    def _form(self, to: str, answers: Mapping[str, Any]) -> Element:
        forms = [form for form in self.page.all("form") if form["action"].endswith(to)]
        if len(forms) > 1:
            forms = [form for form in forms if set(answers) <= self._names(form)]
        if len(forms) > 1:
            forms = [form for form in forms if form.above("main")]
        actions = [form["action"] for form in self.page.all("form")]
        assert len(forms) == 1, f"{len(forms)} forms fit {to!r} and {sorted(answers)}; the page has {actions}"
        return forms[0]

    def _names(self, form: Element) -> set[str]:
        return {field["name"] for field in controls(self.page, form)}


def _plain(value: Any) -> Any:
    """As a browser sends it; enumerations go by value, files stay what they are."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value)


def _offered(fields: list[Element]) -> dict[str, list[str]]:
    """What the form sends when nobody touches it."""
    offered: dict[str, list[str]] = {}
    for field in fields:
        if not field["name"] or "disabled" in field:
            continue
        for value in _values(field):
            offered.setdefault(field["name"], []).append(value)
    return offered


def _values(field: Element) -> list[str]:
    if field.tag == "textarea":
        return ["".join(str(child) for child in field.children).removeprefix("\n")]
    if field.tag == "button":
        return []
    if field.tag == "select":
        options = field.all("option")
        chosen = [option for option in options if "selected" in option] or options[:1]
        return [option.get("value", option.text) for option in chosen]
    if field["type"] in {"checkbox", "radio"}:
        return [field["value"] or "on"] if "checked" in field else []
    return [] if field["type"] in {"file", "submit", "button", "image", "reset"} else [field["value"]]
