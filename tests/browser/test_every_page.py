"""Every page that residents see in the demonstration district, measured in Chromium on a small phone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from portal import db
from portal.accounts.models import Account, Relation, Residency, RoleGrant
from portal.permissions import STAFF_ROLES, Role
from portal.plans.models import Course, WishSurvey
from portal.pledges.models import Scheme
from portal.voting.models import Question, Vote
from tests.factories.accounts import link
from tests.support.browser import DESK, PHONE, served, sign_in, watched
from tests.support.client import Client
from tests.support.databases import Databases, connected
from tests.support.fixtures import Database, Demo
from tests.support.measuring import Scales, axe, frame, geometry, is_paper, sideways
from tests.support.walking import Stop, choose, walk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# So that as many processes can share the pages.
_SHARES = 4
_STAFF = ("community_clerk", "street", "district", "observer", "handler", "supervisor")
_HERE = {
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "reduced_motion": "reduce",
}


# A kept file would weigh nothing the second time.
_NO_WORKER = "if (navigator.serviceWorker) navigator.serviceWorker.register = () => Promise.resolve();"


@dataclass
class District:
    """The demonstration district as it is served, who is in it, and the pages they reach."""

    app: Flask
    address: str
    people: dict[str, int | None]
    names: set[str]
    stops: list[Stop] = field(default_factory=list)

    def account(self, who: str) -> Account | None:
        account_id = self.people[who]
        return db.session.get_one(Account, account_id) if account_id else None


@pytest.fixture(scope="module")
def district(app: Flask, database: Database, databases: Databases) -> Iterator[District]:
    url, said = databases.with_demo(database.kind)
    with connected(url, back_to=database.url), served(app) as address:
        people = {"stranger": None, **_households(app, Demo(said).codes), **_staff()}
        made = District(app, address, people, _names())
        made.stops = choose(_everything(made))
        yield made
    databases.drop(url)


def _households(app: Flask, codes: list[str]) -> dict[str, int | None]:
    """An owner who has proven it, and a tenant, both moved in by letter."""
    ids = [_moved_in(app, code) for code in codes[:2]]
    with db.transaction():
        owner, tenant = (db.session.get_one(Residency, each) for each in ids)
        part = owner.part
        link(owner.account, part.party.owners[0], part, since=datetime.now(UTC))
        tenant.relation = Relation.TENANT
        return {"owner": owner.account_id, "tenant": tenant.account_id}


def _moved_in(app: Flask, code: str) -> int:
    client = app.test_client()
    assert isinstance(client, Client)
    client.read(f"/slip/{code}")
    client.send({})
    newest = db.session.scalars(select(Residency.id).order_by(Residency.id.desc())).first()
    assert newest is not None
    return newest


def _staff() -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for role in _STAFF:
        holders = select(RoleGrant.account_id).where(RoleGrant.role == Role(role))
        found[role] = db.session.scalars(holders.order_by(RoleGrant.account_id)).first()
    assert {Role(role) for role in found} == STAFF_ROLES
    db.session.remove()
    return found


def _names() -> set[str]:
    """What people called votes, lifts, items and the like, and what they ask: titles that are not ours."""
    found = {
        name
        for table in (Vote, Scheme, Course, WishSurvey)
        for name in db.session.scalars(select(table.title))
    }
    asked = set(db.session.scalars(select(Question.text)))
    db.session.remove()
    return found | asked | {f"投票：{name}" for name in found}


def _everything(district: District) -> Iterator[Stop]:
    known: set[str] = set()
    for who in district.people:
        client = district.app.test_client()
        assert isinstance(client, Client)
        account = district.account(who)
        if account:
            client.sign_in(account)
        stops = list(walk(client, who, known))
        known.update(stop.endpoint for stop in stops)
        yield from stops


class Measuring:
    """One phone and one screen for each person; findings and what was looked at."""

    def __init__(self, district: District, new_context: Callable[..., BrowserContext]) -> None:
        self._district = district
        self._new_context = new_context
        self._stack = ExitStack()
        self._open: dict[tuple[str, str], tuple[Page, Scales]] = {}
        self.found: list[str] = []
        self._list: list[str] = []
        self.checks = 0
        self.states = 0

    def page(self, who: str, device: str) -> tuple[Page, Scales]:
        if (who, device) not in self._open:
            look = PHONE if device == "phone" else DESK
            context = self._new_context(base_url=self._district.address, **look, **_HERE)
            context.add_init_script(_NO_WORKER)
            page = self._stack.enter_context(watched(context))
            account = self._district.account(who)
            if account:
                sign_in(page, self._district.app, account)
            self._open[who, device] = page, Scales(page)
        return self._open[who, device]

    def frame(self, page: Page) -> list[str]:
        return frame(page, self._district.names)

    def note(self, stop: Stop, state: str, *problems: list[str]) -> None:
        """One state of a page, and what each of its checks found."""
        self.states += 1
        self.checks += len(problems)
        wrong = [problem for each in problems for problem in each]
        where = f"{stop.who} {stop.path} [{stop.endpoint}] {state}"
        self._list.append(f"{where}: {len(problems)} checks, {len(wrong)} violations")
        self.found += [f"{where}: {problem}" for problem in wrong]

    def write(self, share: int) -> None:
        """The measured list, for people to look at."""
        Path("test-results").mkdir(exist_ok=True)
        path = Path("test-results") / f"every-page-{share + 1}.txt"
        path.write_text("\n".join(self._list) + "\n", encoding="utf-8")

    def close(self) -> None:
        """:raises AssertionError: something was said in a console, or asked for elsewhere."""
        self._stack.close()


def _show(page: Page, *, theme: str = "light", size: int = 1, width: int = 0) -> None:
    page.evaluate(
        "(look) => Object.assign(document.documentElement.dataset, look)", {"theme": theme, "size": str(size)}
    )
    if width:
        page.set_viewport_size({"width": width, "height": 640})


def _on_phone(measuring: Measuring, stop: Stop) -> None:
    page, scales = measuring.page(stop.who, "phone")
    page.set_viewport_size({"width": 360, "height": 640})
    scales.empty()
    page.goto(stop.path, wait_until="load")
    weight = list(scales.read().problems())
    _show(page)
    if is_paper(page):
        measuring.note(stop, "paper", axe(page))
        return
    text = 15 if stop.is_desk else 16
    small = geometry(page, target=48, text=text)
    measuring.note(stop, "360", measuring.frame(page), small, sideways(page, 360), weight)
    _narrow(measuring, page, stop)
    _show(page, theme="dark", width=360)
    measuring.note(stop, "360 dark", axe(page))
    if not stop.is_desk:
        _show(page)
        measuring.note(stop, "360 light", axe(page))
        _as_elders_and_wechat_show_it(measuring, page, stop)


def _narrow(measuring: Measuring, page: Page, stop: Stop) -> None:
    for size in (1, 4):
        _show(page, size=size, width=320)
        measuring.note(stop, f"320, text {size}", sideways(page, 320))


def _as_elders_and_wechat_show_it(measuring: Measuring, page: Page, stop: Stop) -> None:
    page.evaluate("document.documentElement.style.webkitTextSizeAdjust = '165%'")
    measuring.note(stop, "WeChat 165 %", sideways(page, 360))
    page.context.add_cookies([{"name": "care", "value": "1", "url": page.url}])
    page.goto(stop.path, wait_until="load")
    measuring.note(stop, "大字版", geometry(page, target=60, text=20), sideways(page, 360))
    page.emulate_media(forced_colors="active")
    measuring.note(stop, "forced colours", sideways(page, 360))
    page.emulate_media(forced_colors="none")
    page.context.clear_cookies(name="care")


@pytest.mark.parametrize("share", range(_SHARES))
def test_every_page_of_everybody(
    district: District,
    new_context: Callable[..., BrowserContext],
    share: int,
    record_property: Callable[[str, object], None],
) -> None:
    measuring = Measuring(district, new_context)
    pages = [stop for stop in district.stops if not stop.is_desk]
    mine = pages[share::_SHARES]
    for stop in mine:
        _on_phone(measuring, stop)
    measuring.write(share)
    record_property(
        "measured",
        f"every page, share {share + 1} of {_SHARES}: {len(mine)} pages, {measuring.states} states, "
        f"{measuring.checks} checks, {len(measuring.found)} violations",
    )
    assert not measuring.found, "\n".join(measuring.found)
    measuring.close()


def test_the_walk_came_by_every_kind_of_page(district: District) -> None:
    seen = {stop.endpoint for stop in district.stops}
    assert {"home.estate", "voting.choose", "feedback.raise_case", "pledges.lift", "home.me"} <= seen
    assert {"voting_desk.console", "feedback_desk.cases", "plans_desk.plan", "exports_desk.exports"} <= seen
