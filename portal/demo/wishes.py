"""Wishes, a version laid open, and a lift, pipes and houses on their way; all invented."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.communities.queries import list_buildings, list_entrances
from portal.demo.people import Staff
from portal.domain.deadlines import local_day
from portal.plans import beyond
from portal.plans.facts import Facts, Grade, HouseFacts, LiftFacts, PipeFacts, Utility
from portal.plans.models import Channel, Course, CourseKind, Publicity, ReachWay
from portal.plans.queries import find_published, list_items
from portal.plans.queries.courses import list_low_homes
from portal.plans.queries.homes import list_dwellings
from portal.plans.queries.publicity import get_remark
from portal.plans.services import courses, publicity, wishes
from portal.plans.services.courses import Asked, Beginning, Done
from portal.plans.services.places import set_places
from portal.plans.services.publicity import Opening, Words
from portal.plans.wish_library import LIBRARY, USUAL_WORKS

_WISHED = ("加装电梯", "小区道路", "综合管线整治", "公共屋面修缮", "照明", "停车库（场）", "消防设施", "绿化")
_SUGGESTED = (
    "坡道太陡，买菜车推不上来（演示）。",
    "晚上施工不要超过八点（演示）。",
    "留几个车位给来看老人的（演示）。",
)
_WAYS = "手机：扫各单元公示上的码\n纸质：到社区填意见表\n电话：打社区电话"


def ask_and_lay_open(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    first, second, third = (estates[name] for name in ("油房沟小区", "柏杨路小区", "蓝宝石小区"))
    clerk, furong = staff["clerk"].actor, staff["furong"].actor
    _asked(first, clerk, now - timedelta(days=75), over=True)
    _asked(second, furong, now - timedelta(days=4), over=False)
    _touches(first, clerk, now)
    _running(first, clerk, now)
    _ended(third, furong, now)
    _lift(first, clerk, now)
    _pipes(first, clerk, now)
    _houses(first, clerk, now)


def _asked(estate: Estate, by: Actor, at: datetime, *, over: bool) -> None:
    """Two thirds of the homes answer, on paper and at the door."""
    title = f"{estate.name}改造意愿征询（演示）" if over else "电梯和养老服务意愿征询（演示）"
    asking = wishes.Asking(title, at + timedelta(days=14), tuple(LIBRARY), USUAL_WORKS)
    survey = wishes.open_survey(estate.id, asking, by=by, now=at)
    homes = list_dwellings(estate.id)
    for number, part in enumerate(homes[: len(homes) * 2 // 3 if over else len(homes) // 5]):
        channel = Channel.DOOR if number % 4 == 0 else Channel.PAPER
        paper = wishes.Paper(part.id, channel, _said(number), f"YY{survey.id}-{number:04}")
        wishes.enter(survey, paper, by=by, now=at + timedelta(days=1))
    if over:
        wishes.close(survey, by=by, now=at + timedelta(days=13))
        project = find_published(estate.id)
        survey.project_id = project.id if project else None


def _said(number: int) -> Mapping[str, object]:
    """One of many answers, the same every time."""
    return {
        "renovate": ("yes", "yes", "yes", "yes", "unsure", "yes", "no")[number % 7],
        "items": [work for place, work in enumerate(_WISHED) if (number + place) % (2 + place // 2) == 0],
        "problems": [
            key
            for place, key in enumerate(("stairs", "parking", "drains", "roads"))
            if number % (place + 1) == 0
        ],
        "pay": ("depends", "yes", "depends", "no", "yes")[number % 5],
        "pay_how": ["cash", "maintenance_fund"] if number % 5 in {1, 4} else [],
        "mode": ("company", "service_centre", "company", "self_managed", "unsure")[number % 5],
        "charge": ("below_100", "below_50", "below_100", "below_150", "none")[number % 5],
        "suggestion": _SUGGESTED[number % 3] if number % 29 == 0 else "",
    }


def _touches(estate: Estate, by: Actor, now: datetime) -> None:
    """The roof touches three buildings, handrails two entrances."""
    project = find_published(estate.id)
    items = {item.name: item for item in list_items(project.id)} if project else {}
    buildings, doors = list_buildings(estate.id), list_entrances(estate.id)
    if "公共屋面修缮" in items:
        set_places(items["公共屋面修缮"], [b.id for b in buildings[:3]], [], by=by, now=now)
    if "坡道和楼梯扶手" in items:
        set_places(items["坡道和楼梯扶手"], [], [d.id for d in doors[:2]], by=by, now=now)


def _opened(estate: Estate, by: Actor, at: datetime, days: int) -> Publicity:
    """Posted at two thirds of the entrances, served to a third of the homes."""
    first = local_day(at)
    opening = Opening(
        first, first + timedelta(days=days), _WAYS, f"{estate.community.name} {estate.community.phone}"
    )
    made = publicity.open_publicity(estate.id, opening, by=by, now=at)
    doors = [each.id for each in list_entrances(estate.id)]
    publicity.post(made, doors[: len(doors) * 2 // 3 or 1], first, by=by, now=at)
    homes = [part.id for part in list_dwellings(estate.id)]
    publicity.reach(made, homes[: len(homes) // 3], ReachWay.SERVED, by=by, now=at)
    return made


def _words(estate: Estate, made: Publicity, by: Actor, at: datetime) -> list[int]:
    items = list_items(made.version.project_id)
    homes = list_dwellings(estate.id)
    said: Sequence[tuple[Part | None, Words]] = (
        (homes[1], Words("坡道入口能不能加一盏灯？（演示）", items[1].id, False)),
        (homes[7], Words("不同意在 3 栋旁建活动场，离卧室太近（演示）。", items[6].id, True)),
        (None, Words("工期能不能避开中考？（演示）", None, False)),
    )
    kept = [
        publicity.enter(made, words, part_id=part.id if part else None, channel=Channel.PAPER, by=by, now=at)
        for part, words in said
    ]
    publicity.answer(kept[0], "可以，装一盏太阳能灯，写进施工图（演示）。", by=by, now=at)
    return [each.id for each in kept[1:]]


def _running(estate: Estate, by: Actor, now: datetime) -> None:
    at = now - timedelta(days=3)
    _words(estate, _opened(estate, by, at, 10), by, at + timedelta(days=1))


def _ended(estate: Estate, by: Actor, now: datetime) -> None:
    at = now - timedelta(days=118)
    made = _opened(estate, by, at, 7)
    for left in _words(estate, made, by, at + timedelta(days=1)):
        publicity.answer(get_remark(estate.id, left), "和提的人谈过，方案已照改（演示）。", by=by, now=at)
    publicity.end(made, "收到 3 条，全部答复，采纳 2 条（演示）。", by=by, now=at + timedelta(days=9))


def _course(estate: Estate, of: Beginning, facts: Facts, by: Actor, at: datetime) -> Course:
    made = courses.begin(estate.id, of, by=by, now=at)
    courses.put_facts(made, facts, by=by, now=at)
    return made


def _take(course: Course, by: Actor, at: datetime, papers: Sequence[str], note: str = "") -> None:
    for number, paper in enumerate(papers):
        when = at + timedelta(days=number)
        courses.take_step(course, Done(local_day(when), paper, note), by=by, now=when)


def _lift(estate: Estate, by: Actor, now: datetime) -> None:
    """One is checked and talked about downstairs; where a scheme is known, it is linked."""
    at = now - timedelta(days=25)
    doors = list_entrances(estate.id)
    planned = [door for door in doors if beyond.schemes_about(door, now)]
    tall = max(planned or doors, key=lambda door: _floors(estate, door.id))
    shown = beyond.schemes_about(tall, now)
    title = f"{tall.building.name}{tall.name}加装电梯（演示）"
    floors = max(_floors(estate, tall.id), 6)
    facts = LiftFacts(floors=floors, structure_report="演示检测公司，演检〔2026〕12号", safe=True)
    made = _course(estate, Beginning(CourseKind.LIFT, title, entrance_id=tall.id), facts, by, at)
    _take(made, by, at, [""])
    courses.link(made, vote_id=None, scheme_id=shown[0].id if shown else None)
    low = list_low_homes(made)[:2]
    asked = [
        courses.enter_asked(made, Asked(part, text, amount), by=by, now=at)
        for part, text, amount in zip(
            low,
            ("电梯井挡住厨房窗户，白天要开灯（演示）。", "怕运行声音大（演示）。"),
            (800_000, None),
            strict=False,
        )
    ]
    courses.mediate(
        made,
        Done(local_day(at + timedelta(days=5)), "", "在社区谈，井道外移 60 厘米（演示）。"),
        by=by,
        now=now,
    )
    if asked:
        courses.answer(asked[0], "井道外移，另补 5000 元，双方签字（演示）。", agreed=True, by=by, now=now)


def _floors(estate: Estate, entrance_id: int) -> int:
    homes = list_dwellings(estate.id)
    return max((part.floor or 0 for part in homes if part.entrance_id == entrance_id), default=0)


def _pipes(estate: Estate, by: Actor, now: datetime) -> None:
    """Water is being laid, power has its notice, television is finished."""
    at = now - timedelta(days=40)
    first = local_day(at)
    water = PipeFacts(
        company="区自来水公司（演示）",
        notice_number="凤街改告〔2026〕1号（演示）",
        notice_on=first,
        starts_on=first + timedelta(days=20),
        ends_on=first + timedelta(days=80),
        cost=62_000_000,
        homes=312,
        meters=120,
    )
    made = _course(estate, Beginning(CourseKind.PIPELINE, "供水管线（演示）"), water, by, at)
    _take(made, by, at, ["凤街改告〔2026〕1号（演示）", "", ""])
    power = PipeFacts(
        company="国网重庆武隆供电公司（演示）",
        utility=Utility.POWER,
        notice_number="凤街改告〔2026〕2号（演示）",
        notice_on=first,
    )
    noticed = _course(estate, Beginning(CourseKind.PIPELINE, "供电线路（演示）"), power, by, at)
    _take(noticed, by, at, ["凤街改告〔2026〕2号（演示）"])
    done = PipeFacts(
        company="区广电网络公司（演示）",
        utility=Utility.TELEVISION,
        notice_number="凤街改告〔2026〕3号（演示）",
        notice_on=first,
        starts_on=first,
        ends_on=first + timedelta(days=10),
        cost=4_000_000,
        homes=300,
        meters=300,
    )
    ended = _course(estate, Beginning(CourseKind.PIPELINE, "广电线路（演示）"), done, by, at)
    _take(ended, by, at, ["凤街改告〔2026〕3号（演示）", "", "", "", "拨付单 8 号（演示）"])


def _houses(estate: Estate, by: Actor, now: datetime) -> None:
    """One of grade D with the planning bureau, one of grade C that does not go on, one of heritage."""
    at = now - timedelta(days=30)
    house = HouseFacts(
        expert="演示房屋鉴定公司",
        report_number="演鉴〔2026〕7号",
        report_on=local_day(at),
        grade=Grade.D,
        area=42000,
        new_area=48300,
        use="住宅",
        new_use="住宅",
        footprint=14000,
        new_footprint=14000,
        height=950,
        new_height=1090,
        counted=42000,
        new_counted=48300,
    )
    buildings = list_buildings(estate.id)
    of = Beginning(CourseKind.REBUILD, f"{buildings[-1].name}自建联建（演示）", building_id=buildings[-1].id)
    made = _course(estate, of, house, by, at)
    _take(made, by, at, ["演鉴〔2026〕7号", ""], "申请增加容积率，面积和高度随之增加（演示）。")
    minor = HouseFacts(expert="演示房屋鉴定公司", report_number="演鉴〔2026〕8号", grade=Grade.C)
    of = Beginning(CourseKind.REBUILD, f"{buildings[0].name}鉴定（演示）", building_id=buildings[0].id)
    other = _course(estate, of, minor, by, at)
    _take(other, by, at, ["演鉴〔2026〕8号"])
    courses.give_up(other, "鉴定为 C 级，改为修缮加固（演示）", by=by, now=now)
    old = HouseFacts(
        expert="演示房屋鉴定公司", report_number="演鉴〔2026〕9号", grade=Grade.C, is_heritage=True
    )
    of = Beginning(
        CourseKind.REBUILD, f"{buildings[1].name}历史建筑修缮（演示）", building_id=buildings[1].id
    )
    kept = _course(estate, of, old, by, at)
    _take(kept, by, at, ["演鉴〔2026〕9号", "区文旅函〔2026〕3号（演示）"])
