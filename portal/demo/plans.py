"""A published plan for each estate with a roll: the policy's works, with invented figures marked 演示."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.demo.people import Staff
from portal.domain.stages import ProjectStage
from portal.plans.models import (
    Batch,
    Category,
    ItemState,
    MoneySource,
    Nature,
    Project,
    ProjectField,
    Route,
    Sharing,
)
from portal.plans.queries import list_items
from portal.plans.queries.ledger import list_entries
from portal.plans.said import ItemDraft, draft_of
from portal.plans.services.items import add_item
from portal.plans.services.ledger import Entry, Particulars, enter, set_particulars
from portal.plans.services.projects import create_project, move_on, publish, take_step
from portal.plans.services.versions import begin, propose, publish_version
from portal.plans.steps import WorkStep, next_step

_SOURCE = "街道初步方案（演示）"
_WAN = 1_000_000  # 万元 in fen

Work = tuple[str, Category, Nature, int, str, str, str]
#: Name, category, nature, 万元, what, where, what it means for a home.
_WORKS: tuple[Work, ...] = (
    (
        "供排水管网",
        Category.INFRASTRUCTURE,
        Nature.BASIC,
        96,
        "雨水、污水分开走，换掉老旧水管。",
        "全小区",
        "施工时分栋停水，提前三天贴通知。",
    ),
    (
        "小区道路",
        Category.INFRASTRUCTURE,
        Nature.BASIC,
        58,
        "坡道防滑，人车分开走。",
        "主路和各栋门前",
        "施工期间请从南门进出。",
    ),
    (
        "公共屋面修缮",
        Category.COMMON_PARTS,
        Nature.BASIC,
        72,
        "屋面防水，落水管更换。",
        "各栋屋面",
        "顶楼住户请留人开门。",
    ),
    (
        "消防设施",
        Category.INFRASTRUCTURE,
        Nature.BASIC,
        35,
        "补齐灭火器材，打通消防通道。",
        "全小区",
        "",
    ),
    (
        "停车位划线和充电桩",
        Category.PUBLIC_SERVICES,
        Nature.ADDITIONAL,
        28,
        "划车位，装充电桩。",
        "南门空地",
        "",
    ),
    (
        "坡道和楼梯扶手",
        Category.PUBLIC_SERVICES,
        Nature.ADDITIONAL,
        16,
        "单元门口坡道，楼梯双侧扶手。",
        "各单元门口",
        "老人上下楼有扶手。",
    ),
    ("健身和儿童活动场", Category.PUBLIC_SERVICES, Nature.ADDITIONAL, 22, "含休息座椅。", "3栋旁空地", ""),
)
_PIPES = 186


def make_plans(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """油房沟 is being decided on, 柏杨路 is being built, 蓝宝石 is done and waits to be judged."""
    by = staff["street"].actor
    deciding = _plan(estates["油房沟小区"], by, now - timedelta(days=60), ItemState.PLANNED)
    take_step(deciding, WorkStep.CHECKING, by=by, now=now - timedelta(days=58))
    _second_version(deciding, by, now - timedelta(days=50))
    _ledger(deciding, by, now - timedelta(days=49), (0, 0, "方案已公布，正在征求意见，还没有开工。"))
    building = _plan(estates["柏杨路小区"], by, now - timedelta(days=80), ItemState.UNDER_WAY)
    _walk(building, ProjectStage.BUILDING, by, now - timedelta(days=9))
    _second_version(building, by, now - timedelta(days=30))
    take_step(building, WorkStep.WORKING, by=by, now=now - timedelta(days=8))
    _ledger(building, by, now - timedelta(days=8), (20, 0, "材料已进场，先做供排水管网。"))
    _ledger(building, by, now - timedelta(days=1), (35, 90, "供排水管网做完一半，道路开始破路。"))
    done = _plan(estates["蓝宝石小区"], by, now - timedelta(days=140), ItemState.DONE)
    _walk(done, ProjectStage.BUILDING, by, now - timedelta(days=110))
    _walk(done, ProjectStage.EVALUATING, by, now - timedelta(days=5))
    _second_version(done, by, now - timedelta(days=120))
    _ledger(done, by, now - timedelta(days=4), (100, 500, "全部做完，请居民评价。"))


def _second_version(project: Project, by: Actor, now: datetime) -> None:
    """The slope is made gentler and costs a little more; handrails reach one more door."""
    found = {item.name: item for item in list_items(project.id)}
    version = begin(project, "公布以后居民提了意见（演示）", by=by, now=now)
    road = draft_of(found["小区道路"])
    cost = (road.cost or 0) + 2 * _WAN
    gentler = replace(road, what="坡道放缓并防滑，人车分开走。", cost=cost, money=_money(Nature.BASIC, cost))
    propose(version, found["小区道路"], gentler, why="老人和推婴儿车的说坡太陡")
    steps = draft_of(found["坡道和楼梯扶手"])
    propose(
        version, found["坡道和楼梯扶手"], replace(steps, place="各单元门口和1栋后门"), why="1栋后门也有台阶"
    )
    publish_version(version, by, now=now + timedelta(hours=3))


def _ledger(project: Project, by: Actor, now: datetime, progress: tuple[int, int, str]) -> None:
    """All five fields; per cent, 万元 spent and a sentence on how far it is."""
    percent, spent, sentence = progress
    if not list_entries(project.id):
        said = Particulars(
            route=Route.RENOVATION,
            batch=Batch.NOW,
            year=now.year,
            leader="街道办事处主任（演示）",
            lead_unit=f"{project.estate.street.name}办事处",
            implementing_body=f"{project.estate.street.name}办事处",
        )
        set_particulars(project, said, by=by, now=now)
        enter(project, Entry(ProjectField.SCOPE, "小区红线内全部楼栋和公共部分。"), by=by, now=now)
        enter(project, Entry(ProjectField.SCALE, "小区内全部楼栋（演示）。"), by=by, now=now)
        enter(
            project,
            Entry(ProjectField.CONTENT, "管网、道路、屋面、消防、停车、扶手、活动场、管线。"),
            by=by,
            now=now,
        )
    planned = sum(item.cost or 0 for item in list_items(project.id))
    money = Entry(ProjectField.INVESTMENT, f"到这一天用了 {spent} 万元。", planned, spent * _WAN)
    enter(project, money, by=by, now=now)
    enter(project, Entry(ProjectField.PROGRESS, sentence, percent=percent), by=by, now=now)


def _walk(project: Project, stage: ProjectStage, by: Actor, now: datetime) -> None:
    """Every step of the stage it is in, then on."""
    while step := next_step(project.stage, project.step):
        take_step(project, step, by=by, now=now)
    move_on(project, stage, by=by, now=now)


def _plan(estate: Estate, by: Actor, now: datetime, state: ItemState) -> Project:
    summary = "先把水、电、气、路和屋面修好，再按大家的意见加停车、坡道和活动场。"
    project = create_project(estate.id, f"{estate.name}改造（演示）", summary=summary, by=by, now=now)
    starts = now.date() + timedelta(days=75)
    for place, work in enumerate(_WORKS):
        add_item(project, _draft(work, starts + timedelta(days=7 * place), state), by=by, now=now)
    add_item(project, _pipes(starts, state), by=by, now=now)
    publish(project, by, now=now + timedelta(days=2))
    return project


def _draft(
    work: tuple[str, Category, Nature, int, str, str, str], starts: date, state: ItemState
) -> ItemDraft:
    name, category, nature, cost, what, place, effect = work
    return ItemDraft(
        name=name,
        category=category,
        what=what,
        place=place,
        cost=cost * _WAN,
        money=_money(nature, cost * _WAN),
        responsible="凤山街道办事处",
        starts_on=starts,
        ends_on=starts + timedelta(days=45),
        effect=effect,
        state=state,
        nature=nature,
        nature_source=_SOURCE,
    )


def _money(nature: Nature, cost: int) -> dict[MoneySource, int]:
    if nature is Nature.BASIC:
        district = cost // 5
        return {MoneySource.CENTRAL: cost - district, MoneySource.DISTRICT: district}
    return {MoneySource.DISTRICT: cost // 2, MoneySource.SOCIAL: cost - cost // 2}


def _pipes(starts: date, state: ItemState) -> ItemDraft:
    cost = _PIPES * _WAN
    return ItemDraft(
        name="综合管线整治",
        category=Category.PIPELINES,
        what="把墙上乱拉的电线、光缆、老旧水管气管一次理顺换新。",
        place="各栋外墙和楼道",
        cost=cost,
        # 综合管线: the subsidy is 50 % of the cost; the company bears the rest (武隆府办发〔2021〕41号).
        money={MoneySource.CENTRAL: cost // 2, MoneySource.PIPELINE_COMPANY: cost - cost // 2},
        sharing=Sharing.UNDECIDED,
        responsible="各管线单位",
        starts_on=starts,
        ends_on=starts + timedelta(days=60),
        effect="分栋施工，会短时停水停电，提前三天贴通知。",
        state=state,
        nature=Nature.COORDINATED,
        nature_source=_SOURCE,
    )
