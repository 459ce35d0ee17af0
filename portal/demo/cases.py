"""Matters in all their states: handed on, late, shared, merged, done, unheard, a caller's, a dispute."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.accounts.models import Account, ClaimState, Residency
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session
from portal.demo.people import Staff
from portal.domain.bodies import Body, Spot, Topic
from portal.domain.deadlines import local_day
from portal.domain.stages import CaseState
from portal.feedback import services
from portal.feedback.models import Case, CaseCategory, MediationOutcome, Via
from portal.feedback.queries import Contact
from portal.feedback.services import Caller, Handing, Matter, Meeting, Step, ruling

_DAY = timedelta(days=1)
_SHARED = (
    (CaseCategory.REQUEST, "北门下水道堵了，下雨就积水。"),
    (CaseCategory.ILLEGAL_BUILDING, "二栋楼顶私搭了雨棚，挡住消防通道。"),
    (CaseCategory.SUGGESTION, "停车位旁建议装充电桩。"),
)


def handle_cases(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """Of the estate with residents; bodies have invented contacts."""
    estate, by = estates["油房沟小区"], staff["clerk"].actor
    people = _people(estate)
    for body in Body:
        contact = Contact(body, "", "值班员（演示）", "023-0000 0000")
        if body is not Body.COMMITTEE:
            services.set_contact(contact, street_id=None, estate_id=None, by=by, now=now - 40 * _DAY)
    services.appoint(staff["handler"].actor.account_id or 0, Body.POWER, estate, by=by, now=now - 40 * _DAY)
    _to_the_power_company(estate, people[3], by, now - 3 * _DAY)
    shared = _share(estate, people, by, now - 9 * _DAY)
    _hand_on(shared[1], by, now - 7 * _DAY)
    _merge(estate, people, shared[0], by, now - 6 * _DAY)
    _finish(estate, people[0], by, now - 20 * _DAY)
    _call(estate, by, now - 2 * _DAY)
    _mediate(estate, people[1], by, now - 5 * _DAY)
    _promise(estate, people[2], by, now - 12 * _DAY)
    matter = Matter(CaseCategory.REQUEST, "院坝的路灯一闪一闪，晚上看不清。", place="3栋前")
    services.report(estate.id, matter, "过路的李女士", "13900000000", once="report", now=now - _DAY)
    _rule(estate, staff["street"].actor, now - 30 * _DAY)
    services.close_silent(now, now)
    services.escalate_overdue(now, now)


def _people(estate: Estate) -> Sequence[Actor]:
    found = session.scalars(
        select(Account)
        .join(Residency, Residency.account_id == Account.id)
        .where(Residency.estate_id == estate.id, Residency.state == ClaimState.ACTIVE)
        .order_by(Account.id)
        .limit(6)
    )
    return [Actor(account.id, account.display_name) for account in found.unique()]


def _share(estate: Estate, people: Sequence[Actor], by: Actor, now: datetime) -> list[Case]:
    made = []
    for place, (category, text) in enumerate(_SHARED):
        matter = Matter(category, text, shared=True)
        case = services.raise_case(estate.id, matter, once=f"shared{place}", by=people[place], now=now)
        _take(case, (Step(CaseState.ACCEPTED), Step(CaseState.ASSIGNED, body=case.body)), by, now)
        for neighbour in people[place + 1 : place + 3]:
            services.join(case, by=neighbour, now=now + _DAY)
        made.append(case)
    return made


def _take(case: Case, steps: Sequence[Step], by: Actor, now: datetime) -> None:
    for number, step in enumerate(steps, start=1):
        said = replace(step, office="油房沟社区（演示）")
        services.take_step(case, said, once=f"demo{number}", by=by, now=now + timedelta(hours=4 * number))


def _to_the_power_company(estate: Estate, person: Actor, by: Actor, now: datetime) -> None:
    matter = Matter(CaseCategory.REQUEST, "单元门口的电表箱锁坏了，请来修。")
    case = services.raise_case(estate.id, matter, once="power", by=person, now=now)
    _take(case, (Step(CaseState.ACCEPTED), Step(CaseState.ASSIGNED, body=Body.POWER)), by, now)


def _hand_on(case: Case, by: Actor, now: datetime) -> None:
    handing = Handing(Body.STREET, "先由街道上门劝拆，不拆再由城管查处。", "区城市管理局")
    services.hand_over(case, handing, once="hand", by=by, now=now)
    services.add_note(case, "户主下周才回来，先电话联系。", once="note", by=by, now=now)


def _merge(estate: Estate, people: Sequence[Actor], into: Case, by: Actor, now: datetime) -> None:
    matter = Matter(CaseCategory.COMPLAINT, "北门一下雨就积水，走不过去。")
    case = services.raise_case(estate.id, matter, once="same", by=people[4], now=now)
    _take(case, (Step(CaseState.ACCEPTED),), by, now)
    services.merge(case, into, office="油房沟社区（演示）", once="merge", by=by, now=now + _DAY)


def _finish(estate: Estate, person: Actor, by: Actor, now: datetime) -> None:
    matter = Matter(CaseCategory.HELP, "家门口电表箱门掉了，怕小孩碰到。")
    case = services.raise_case(estate.id, matter, once="unheard", by=person, now=now)
    _take(case, (Step(CaseState.ACCEPTED), Step(CaseState.DONE, "箱门已装好。")), by, now)


def _call(estate: Estate, by: Actor, now: datetime) -> None:
    matter = Matter(CaseCategory.HELP, "自来水停了半天，老人没水吃。", place="3栋")
    caller = Caller("王婆婆", "", Via.CALL)
    case = services.take_call(estate.id, matter, caller, once="call", by=by, now=now)
    _take(case, (Step(CaseState.ACCEPTED), Step(CaseState.DONE, "水表前阀门已换，来水了。")), by, now)


def _mediate(estate: Estate, person: Actor, by: Actor, now: datetime) -> None:
    matter = Matter(CaseCategory.DISPUTE, "楼上卫生间漏水，说了几次不肯修。")
    case = services.raise_case(estate.id, matter, once="dispute", by=person, now=now)
    _take(case, (Step(CaseState.ACCEPTED), Step(CaseState.IN_PROGRESS, "社区约两家见面。")), by, now)
    meeting = Meeting(
        (now + _DAY).date(),
        "李干事（演示）",
        "两家户主",
        "楼上愿意修，要分两次付钱。",
        MediationOutcome.AGAIN,
    )
    services.mediate(case, meeting, once="meeting", by=by, now=now + _DAY)


def _promise(estate: Estate, person: Actor, by: Actor, now: datetime) -> None:
    """Answered in time, with a day that has gone by."""
    matter = Matter(CaseCategory.REQUEST, "五楼楼梯扶手松了，怕老人摔倒。")
    case = services.raise_case(estate.id, matter, once="promise", by=person, now=now)
    day = local_day(now + 9 * _DAY)
    said = Step(CaseState.ANSWERED, f"扶手要换，{day:%-m月%-d日}前焊好。", promised_on=day)
    _take(case, (Step(CaseState.ACCEPTED), Step(CaseState.IN_PROGRESS, "已到现场看过。"), said), by, now)


def _rule(estate: Estate, by: Actor, now: datetime) -> None:
    """The street has a beginning of its own, and sends the lamps outside to its office first."""
    text = "您反映的“{title}”，我们【哪一天】到现场看了，【怎么办】，{phone}可以问进展。"
    ruling.write_reply(estate.street_id, "", CaseState.IN_PROGRESS, "到过现场（演示）", text, by=by, now=now)
    ruling.rule(estate.street_id, {(Topic.LAMPS, Spot.OUTSIDE): Body.STREET}, by=by, now=now)
