"""The tables of an estate: roll, plan, pledges in counts, matters raised."""

from collections.abc import Iterator

from portal import crypto
from portal.communities.models import Owner, Part
from portal.domain.masking import mask_name
from portal.domain.stages import NAMES, CaseState
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.queries import CaseLine, stream_cases, stream_parts
from portal.feedback.models import Case
from portal.feedback.words import CATEGORIES as CATEGORIES_OF_CASES
from portal.feedback.words import DESK_STATES
from portal.plans.models import Item
from portal.plans.queries import find_project, list_items
from portal.plans.words import CATEGORIES, ITEM_STATES, NATURES, SHARINGS, SOURCES
from portal.pledges.models import SchemeState
from portal.pledges.queries import count_answers, list_schemes
from portal.pledges.words import STATES as SCHEME_STATES
from portal.pledges.words import place
from portal.voting.words import KIND_WORDS
from portal.web.sheets import Block, Cell, Hundredths, Row, Sheet

_ROLL_HEADS = ("楼栋", "单元", "楼层", "房号", "建筑面积(㎡)", "面积来源", "房屋用途", "产权性质", "产权人")


def roll(source: Source) -> Sheet:
    """业主名册 in door order, under the heads that a roll is read by.

    Full, it adds phones and remarks. ID numbers stay: their end is what an owner proves themselves
    with, so no list of them leaves the portal.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    masked = source.masked
    heads = _ROLL_HEADS if masked else (*_ROLL_HEADS, "手机号码", "备注")
    widths = (10, 10, 7, 10, 13, 10, 10, 10, 24, *(() if masked else (28, 24)))
    rows = (_part(part, masked=masked) for part in stream_parts(source.estate.id))
    above = words.above(f"{source.estate.name}：业主名册", source.estate, masked=masked)
    return Sheet("业主名册", widths, [Block(rows, heads)], above)


def _part(part: Part, *, masked: bool) -> Row:
    owners = part.party.owners
    name = mask_name if masked else str
    more = () if masked else (_phones(owners), part.note)
    return (
        part.entrance.building.name,
        part.entrance.name,
        part.floor,
        part.room,
        Hundredths(part.area),
        words.AREA_SOURCES[part.area_source or ""],
        KIND_WORDS[part.use],
        words.TENURES[part.tenure] if part.tenure else None,
        "、".join(name(owner.name) for owner in owners),
        *more,
    )


def _phones(owners: list[Owner]) -> Cell:
    return "、".join(crypto.unseal(owner.phone) for owner in owners if owner.phone)


_PLAN_HEADS = (
    "序号",
    "改什么",
    "性质",
    "性质的依据",
    "类别",
    "范围（地点）",
    "内容",
    "投资（元）",
    "资金来源",
    "居民怎么分摊",
    "责任单位",
    "联系电话",
    "开工",
    "完工",
    "形象进度",
)


def plan(source: Source) -> Sheet:
    """改造项目, one line an item: the ledger's 改造范围、规模、内容、投资、形象进度."""
    project = find_project(source.estate.id)
    above = words.above(f"{source.estate.name}：改造项目", source.estate)
    if project is not None:
        public = "已公布" if project.published_at else "草稿，还没有公布"
        above.append(f"{project.title}，{NAMES[project.stage]}，{public}")
    rows = (_item(item) for item in (list_items(project.id) if project else ()))
    widths = (6, 18, 11, 16, 14, 16, 28, 14, 20, 14, 16, 15, 12, 12, 9)
    return Sheet("改造项目", widths, [Block(rows, _PLAN_HEADS)], above)


def _item(item: Item) -> Row:
    money = (
        f"{SOURCES[piece.source]} {piece.amount // 100}.{piece.amount % 100:02} 元" for piece in item.money
    )
    return (
        item.position,
        item.name,
        NATURES[item.nature],
        item.nature_source,
        CATEGORIES[item.category],
        item.place,
        item.what,
        Hundredths(item.cost) if item.cost is not None else None,
        "、".join(money),
        SHARINGS[item.sharing],
        item.responsible,
        item.phone,
        item.starts_on,
        item.ends_on,
        ITEM_STATES[item.state],
    )


_PLEDGE_HEADS = (
    "单元",
    "方案",
    "状态",
    "总费用（元）",
    "补助（元）",
    "居民共出（元）",
    "户数",
    "愿意出资",
    "不出资",
    "没想好",
    "没登记",
)


def pledges(source: Source) -> Sheet:
    """认缴意向汇总, one line a scheme that was opened: in counts, never which home."""
    counts = count_answers(source.estate.id)
    rows: list[Row] = []
    for scheme in list_schemes(source.estate.id):
        if scheme.state is SchemeState.DRAFT or scheme.id not in counts:
            continue
        said = counts[scheme.id]
        rows.append(
            (
                place(scheme),
                scheme.title,
                SCHEME_STATES[scheme.state],
                Hundredths(scheme.total),
                Hundredths(scheme.subsidy),
                Hundredths(scheme.total - scheme.subsidy),
                said.homes,
                said.willing,
                said.nothing,
                said.undecided,
                said.silent,
            )
        )
    above = words.above(f"{source.estate.name}：认缴意向汇总", source.estate)
    above.append("只是意向，不收款，也不代替表决。")
    return Sheet("认缴意向汇总", (16, 26, 14, 14, 14, 15, *(10,) * 5), [Block(rows, _PLEDGE_HEADS)], above)


_CASE_HEADS = ("编号", "类别", "地点", "内容", "照片", "现在", "提出时间", "最近一步", "最近一次答复")


def cases(source: Source) -> Sheet:
    """意见一览, the oldest first. Masked, it names nobody and drops the numbers in what was written."""
    masked = source.masked
    heads = _CASE_HEADS if masked else (*_CASE_HEADS, "提出人", "房屋")
    widths = (17, 8, 18, 44, 7, 12, 18, 18, 36, *(() if masked else (14, 18)))
    rows = _case_rows(stream_cases(source.estate.id), masked=masked)
    above = words.above(f"{source.estate.name}：意见一览", source.estate, masked=masked)
    return Sheet("意见一览", widths, [Block(rows, heads)], above)


def _case_rows(lines: Iterator[CaseLine], *, masked: bool) -> Iterator[Row]:
    for line in lines:
        case = line.case
        said = words.without_numbers if masked else str
        yield (
            case.number,
            CATEGORIES_OF_CASES[case.category],
            said(case.place),
            said(case.text),
            len(case.photos),
            DESK_STATES[case.state],
            case.raised_at,
            case.steps[-1].at if case.steps else None,
            said(_answer(case)),
            *(() if masked else (line.name, line.home)),
        )


_ANSWERS = (CaseState.ANSWERED, CaseState.DONE)


def _answer(case: Case) -> str:
    """What the desk answered last."""
    return next((step.text for step in reversed(case.steps) if step.state in _ANSWERS), "")
