"""The ledger of one project as a workbook: its fields, their history, items, versions and verdicts."""

from collections.abc import Sequence

from portal.domain.stages import NAMES
from portal.plans import words
from portal.plans.models import Item, PlanVersion, Project, ProjectEntry, ProjectField, ProjectVerdict
from portal.plans.queries import list_items
from portal.plans.queries.ledger import current, list_entries, list_verdicts
from portal.plans.queries.versions import list_versions
from portal.plans.steps import STEP_NAMES
from portal.web.sheets import NOTHING, Block, Cell, Hundredths, Row, Sheet

_HISTORY = ("字段", "内容", "计划投资(元)", "完成投资(元)", "进度(%)", "时间", "谁填的")
_ITEMS = ("改什么", "性质", "数量", "单位", "在哪里", "费用(元)", "开工", "完工", "进展", "谁负责")
_VERDICTS = (
    "评价",
    "结束",
    "哪一项",
    "得分(满分100)",
    "评的户数",
    "满意次数",
    "当初想要户数",
    "已评户数",
    "应评户数",
)
_FEW = "不到5户"
_VERSIONS = ("版本", "公布时间", "为什么改", "大小", "校验码")


def ledger_sheets(project: Project) -> list[Sheet]:
    """Four pages: the ledger with its history, the items, the versions, what residents thought of it."""
    entries = list_entries(project.id)
    title = f"{project.estate.name}改造台账" + ("（演示）" if project.estate.is_demo else "")
    ledger = Sheet(
        "台账",
        (12, 44, 16, 16, 10, 18, 14),
        [
            Block(_particulars(project)),
            Block(_five(entries), title="五项内容"),
            Block([_entry(entry) for entry in entries], _HISTORY, title="历次记录"),
        ],
        (title,),
    )
    items = Sheet(
        "改造内容",
        (18, 12, 10, 8, 20, 16, 12, 12, 10, 24),
        [Block([_item(item) for item in list_items(project.id)], _ITEMS)],
    )
    versions = [_version(version) for version in list_versions(project.id)]
    verdicts = [_verdict(each) for each in list_verdicts(project.id)]
    return [
        ledger,
        items,
        Sheet("方案版本", (8, 18, 50, 10, 66), [Block(versions, _VERSIONS)]),
        Sheet("效果评价", (30, 12, 20, 12, 10, 10, 12, 10, 10), [Block(verdicts, _VERDICTS)]),
    ]


def _particulars(project: Project) -> list[Row]:
    return [
        ("项目", project.title),
        ("改造方式", words.ROUTES[project.route] if project.route else NOTHING),
        ("批次", words.BATCHES[project.batch] if project.batch else NOTHING),
        ("年度", project.year),
        ("示范项目", "是" if project.is_demonstration else "否"),
        ("包干领导", project.leader or NOTHING),
        ("包干单位", project.lead_unit or NOTHING),
        ("实施主体", project.implementing_body or NOTHING),
        ("阶段", f"{NAMES[project.stage]}，{STEP_NAMES[project.step]}"),
    ]


def _five(entries: Sequence[ProjectEntry]) -> list[Row]:
    said = current(entries)
    return [(words.LEDGER[field], _words(said.get(field))) for field in ProjectField]


def _words(entry: ProjectEntry | None) -> Cell:
    if entry is None:
        return NOTHING
    return f"{entry.percent}%，{entry.text}" if entry.percent is not None else entry.text


def _money(fen: int | None) -> Cell:
    return NOTHING if fen is None else Hundredths(fen)


def _entry(entry: ProjectEntry) -> Row:
    percent: Cell = NOTHING if entry.percent is None else entry.percent
    plain = (words.LEDGER[entry.field], entry.text, _money(entry.planned), _money(entry.spent))
    return (*plain, percent, entry.at, entry.actor)


def _item(item: Item) -> Row:
    return (
        item.name,
        words.NATURES[item.nature],
        _money(item.quantity),
        item.unit,
        item.place,
        _money(item.cost),
        item.starts_on,
        item.ends_on,
        words.ITEM_STATES[item.state],
        item.responsible,
    )


def _verdict(each: ProjectVerdict) -> Row:
    few = each.tenths is None
    return (
        each.title,
        each.at,
        each.name,
        _FEW if each.tenths is None else Hundredths(each.tenths * 10),
        NOTHING if few else each.households,
        NOTHING if few else each.satisfied,
        NOTHING if each.wished is None else each.wished,
        each.answered,
        each.asked,
    )


def _version(version: PlanVersion) -> Row:
    size = ("大改动" if version.is_large else "小改动") if version.lines else NOTHING
    return (version.number, version.published_at, version.reason, size, version.digest)
