"""What a street and the district steer with: a meeting with its tasks, and the district's list of estates."""

from datetime import datetime, timedelta

from portal.audit.keeping import Wish
from portal.audit.keeping import hold as place_hold
from portal.audit.models import HoldKind
from portal.audit.services import Actor
from portal.audit.settings import change
from portal.communities.models import Estate, EstateListing
from portal.db import session
from portal.demo.people import Staff
from portal.desk.models import MeetingKind
from portal.desk.services import decide, hold, settle
from portal.desk.services.meetings import Minutes, Task
from portal.domain.bodies import Body
from portal.domain.deadlines import local_day

#: Buildings, households, people, 0.01 m2: invented, and none is what the rolls add up to.
_LISTED = {
    "油房沟小区": (12, 340, 910, 2_400_000),
    "红豆大厦小区": (2, 168, 430, 1_560_000),
    "柏杨路小区": (9, 390, 1_040, 2_900_000),
    "蓝宝石小区": (5, 146, 380, 1_090_000),
}


def steer(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """One meeting of the district and one of a street, with tasks done, running and overdue."""
    _list(estates, staff["district"].actor, now)
    held = now - timedelta(days=12)
    today, by = local_day(now), staff["district"].actor
    group = hold(
        Minutes(
            None,
            MeetingKind.LEADING_GROUP,
            "第四次领导小组会（演示）",
            held,
            "区住房城乡建委会议室",
            "演示区住建委",
            "区级部门、两个街道、管线单位",
            "听取两个街道进度汇报，研究投票参与率和管线迁改。",
        ),
        once="demo-meeting-1",
        by=by,
        now=held,
    )
    first = Task(
        "油房沟小区投票到截止前入户提醒两轮", Body.STREET, estates["油房沟小区"], today + timedelta(days=2)
    )
    late = Task(
        "柏杨路小区弱电线路迁改方案报齐", Body.TELECOM, estates["柏杨路小区"], today - timedelta(days=3)
    )
    done = Task("把上半年专项资金拨付到街道", Body.FINANCE, None, today - timedelta(days=1))
    for task in (first, late):
        decide(group, task, by=by, now=held)
    settle(decide(group, done, by=by, now=held), "已拨付，回执交街道财务", by=by, now=now - timedelta(days=4))
    _special(estates, staff["street"].actor, now - timedelta(days=5))
    wish = Wish(estates["油房沟小区"].id, HoldKind.OBJECTION, "业主来信要求保留投票记录（演示）")
    place_hold(wish, by=staff["street"].actor, now=now - timedelta(days=2))
    change({"record_months": (60, "区住建委会议（演示）：记录保存五年")}, by=by, now=now - timedelta(days=1))


def _special(estates: dict[str, Estate], by: Actor, held: datetime) -> None:
    estate = estates["油房沟小区"]
    said = Minutes(estate.street_id, MeetingKind.SPECIAL, "电梯加装专题会（演示）", held, "凤山街道办事处")
    meeting = hold(said, once="demo-meeting-2", by=by, now=held)
    power = Task("确认 3 栋电梯用电接入点", Body.POWER, estate, local_day(held) + timedelta(days=20))
    decide(meeting, power, by=by, now=held)


def _list(estates: dict[str, Estate], by: Actor, now: datetime) -> None:
    for name, (buildings, households, people, area) in _LISTED.items():
        session.add(
            EstateListing(
                estate_id=estates[name].id,
                buildings=buildings,
                households=households,
                people=people,
                area=area,
                file_name="小区台账（演示）.xlsx",
                sha256="",
                listed_at=now,
                listed_by=by.account_id,
            )
        )
    session.flush()
