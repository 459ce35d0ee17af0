"""What every page's skeleton needs: the estate at hand, the tabs with what waits, the staff's side bar.

A page asks for its tab by key: ``home plan vote feedback me`` on residents' pages; on the desk ``today
estate roll slips claims plan votes lifts cases exports staff``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from werkzeug.local import LocalProxy

from portal.accounts import queries as people
from portal.accounts.models import Residency
from portal.communities.directory import Place, find_place
from portal.home import queries
from portal.home.queries.places import list_open
from portal.permissions import Permission
from portal.plans.queries.versions import list_changes_for_case
from portal.voting.models import Vote
from portal.web import clock
from portal.web.guard import allowed, current_account
from portal.web.i18n import _l
from portal.web.look import look

T = TypeVar("T")


@dataclass(frozen=True)
class Tab:
    """One entry of the tab bar; ``badge`` counts what waits for this person, 0 shows nothing."""

    key: str
    label: str
    icon: str
    url: str
    badge: int = 0


class Entry(NamedTuple):
    """One entry of the desk's side bar."""

    key: str
    label: str
    icon: str
    url: str


class _Later:
    """Entries that are worked out when a skeleton draws them, and not for pages without the bar."""

    def __init__(self, make: Callable[[], Sequence[Tab] | Sequence[Entry]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Tab | Entry]:
        return iter(self._make())


def _once(name: str, find: Callable[[], T]) -> T:
    """What was found stays for the rest of the request."""
    key = f"home_{name}"
    if key not in g:
        setattr(g, key, find())
    return cast("T", g.get(key))


def my_homes() -> Sequence[Residency]:
    """The homes of whoever is asking; none for strangers and staff."""

    def find() -> Sequence[Residency]:
        who = current_account()
        return people.list_homes(who.id) if who and not who.is_staff else []

    return _once("homes", find)


def here() -> Place | None:
    """The estate that the address names; else the one where the person lives or, alone, works."""
    return _once("here", _find_here)


def _find_here() -> Place | None:
    estate_id = (request.view_args or {}).get("estate_id")
    if estate_id is None:
        estate_id = _own_estate()
    return find_place(estate_id) if estate_id is not None else None


def _own_estate() -> int | None:
    who = current_account()
    if who is None:
        return None
    if not who.is_staff:
        homes = my_homes()
        return homes[0].estate_id if homes else None
    held = {(grant.estate_id, grant.street_id) for grant in people.list_grants(who.id)}
    estate_id, _street = held.pop() if len(held) == 1 else (None, None)
    return estate_id


def waiting() -> queries.Waiting:
    """What waits for whoever is asking; nothing for strangers and staff."""

    def find() -> queries.Waiting:
        who, place = current_account(), here()
        if who is None or who.is_staff:
            return queries.Waiting(0, 0, 0)
        return queries.count_waiting(who.id, place.id if place else None, clock.now())

    return _once("waiting", find)


def tabs() -> Sequence[Tab]:
    """The five tabs of an estate, four in 大字版 and for staff; without an estate only home and me."""
    who, place, waits = current_account(), here(), waiting()
    found = [Tab("home", _("首页"), "home", _first(place))]
    if place:
        found += [
            Tab("plan", _("改造"), "plan", url_for("plans.plan", estate_id=place.id)),
            Tab("vote", _("投票"), "vote", url_for("voting.votes", estate_id=place.id), waits.votes),
        ]
        if takes_part("case.raise", place.id):
            own = url_for("feedback.mine", estate_id=place.id)
            found.append(Tab("feedback", _("反馈"), "talk", own, waits.cases))
    if who and who.is_staff:
        found.append(Tab("me", _("工作台"), "gear", url_for("desk.today")))
    else:
        found.append(Tab("me", _("我家"), "door", url_for("home.me"), waits.messages))
    return [tab for tab in found if not (look().care and tab.key == "plan")]


def _first(place: Place | None) -> str:
    return url_for("home.estate", estate_id=place.id) if place else url_for("home.start")


# Key, words, icon, endpoint, who sees it; the first and the last two belong to no estate.
_DESK: tuple[tuple[str, Any, str, str, Permission], ...] = (
    ("today", _l("今天要办"), "home", "desk.today", Permission.DESK_READ),
    ("estate", _l("小区概况"), "pin", "desk.estate", Permission.DESK_READ),
    ("plan", _l("改造方案"), "plan", "plans_desk.plan", Permission.DESK_READ),
    ("votes", _l("投票"), "vote", "voting_desk.votes", Permission.VOTE_READ),
    ("lifts", _l("出资和资金"), "coin", "pledges_desk.schemes", Permission.PLEDGE_READ),
    ("cases", _l("居民反馈"), "talk", "feedback_desk.cases", Permission.CASE_OPEN),
    ("evaluation", _l("效果评价"), "chart", "evaluation_desk.rounds", Permission.DESK_READ),
    ("management", _l("长效管理"), "key", "evaluation_desk.management", Permission.DESK_READ),
    ("texts", _l("消息送达"), "bell", "messages_desk.texts", Permission.CASE_READ),
    ("roll", _l("业主名册"), "people", "communities_desk.roll", Permission.ROLL_READ),
    ("slips", _l("入户信"), "doc", "accounts_desk.slips", Permission.SLIP_PRINT),
    ("claims", _l("身份核对"), "key", "accounts_desk.claims", Permission.CLAIM_CHECK),
    ("record", _l("操作记录"), "list", "audit_desk.record", Permission.AUDIT_READ),
    ("exports", _l("导出"), "save", "exports_desk.exports", Permission.EXPORT_MASKED),
    ("papers", _l("文书"), "doc", "exports_desk.papers", Permission.EXPORT_MASKED),
    ("files", _l("汇总导出"), "save", "exports_desk.scopes", Permission.EXPORT_MASKED),
    ("board", _l("进度看板"), "chart", "desk.board", Permission.STEER_READ),
    ("meetings", _l("会议和交办"), "people", "desk.meetings", Permission.DESK_READ),
    ("dispatch", _l("件件有落实"), "chart", "feedback_desk.figures", Permission.CASE_READ),
    ("funds", _l("各小区资金"), "chart", "pledges_desk.funds", Permission.PLEDGE_READ),
    ("estates", _l("全部小区"), "list", "desk.estates", Permission.DESK_READ),
    ("figures", _l("三项指标"), "chart", "desk.figures", Permission.DESK_READ),
    ("works", _l("后台任务"), "clock", "desk.works", Permission.WORKS_READ),
    ("people", _l("查找人员"), "find", "desk.people", Permission.PEOPLE_FIND),
    ("administration", _l("管理"), "gear", "desk.administration", Permission.ESTATE_MANAGE),
    ("whole_record", _l("全区操作记录"), "list", "audit_desk.whole_record", Permission.SETTING_KEEP),
    ("staff", _l("工作人员"), "gear", "accounts_desk.staff", Permission.STAFF_MANAGE),
)
_NO_ESTATE = frozenset(
    {
        "today",
        "board",
        "meetings",
        "files",
        "funds",
        "dispatch",
        "estates",
        "figures",
        "works",
        "whole_record",
        "people",
        "administration",
        "staff",
    }
)


def desk_nav() -> Sequence[Entry]:
    """What this member of staff may open here."""
    place = here()
    found = []
    for key, label, icon, endpoint, permission in _DESK:
        if key in _NO_ESTATE:
            if allowed(permission):
                found.append(Entry(key, str(label), icon, url_for(endpoint)))
        elif place and allowed(permission, estate_id=place.id):
            found.append(Entry(key, str(label), icon, url_for(endpoint, estate_id=place.id)))
    return found


def takes_part(permission: str, estate_id: int) -> bool:
    """Whether to lead somebody to a resident's deed: strangers may sign in; staff have no home here."""
    return current_account() is None or allowed(Permission(permission), estate_id=estate_id)


def _open_votes() -> Sequence[Vote]:
    """Of the estate at hand: pages of features below voting lead there, too."""
    place = here()
    return list_open(place.id, clock.now()) if place else []


def _is_demo() -> bool:
    place, who = here(), current_account()
    return (place is not None and place.is_demo) or bool(getattr(who, "is_demo", False))


def _skeleton() -> dict[str, Any]:
    return {
        "here": LocalProxy(here),
        "tabs": _Later(tabs),
        "desk_nav": _Later(desk_nav),
        "waiting": LocalProxy(waiting),
        "is_demo": LocalProxy(_is_demo),
        "allowed": allowed,
        "takes_part": takes_part,
        "plan_changes": list_changes_for_case,
        "open_votes": _open_votes,
    }


def init_app(app: Flask) -> None:
    """Wire the context processor; ``current_account`` comes from accounts."""
    app.context_processor(_skeleton)
