"""The tables of an estate as it stands now: roll, plan, pledges in counts."""

from collections.abc import Iterator

from portal import crypto
from portal.communities.models import Estate, Owner, Part
from portal.domain.masking import mask_name
from portal.domain.stages import NAMES
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.queries import stream_parts
from portal.exports.tables.spread import Columns, Form, sheet
from portal.plans.models import Item
from portal.plans.queries import find_project, list_items
from portal.plans.words import CATEGORIES, ITEM_STATES, NATURES, SHARINGS, SOURCES
from portal.pledges.models import SchemeState
from portal.pledges.queries import count_answers, list_schemes
from portal.pledges.words import STATES as SCHEME_STATES
from portal.pledges.words import place
from portal.voting.words import KIND_WORDS
from portal.web.sheets import Cell, Hundredths, Row, Sheet

_ROLL: Columns = (
    ("楼栋", 10),
    ("单元", 10),
    ("楼层", 7),
    ("房号", 10),
    ("建筑面积(㎡)", 13),
    ("面积来源", 10),
    ("房屋用途", 10),
    ("产权性质", 10),
    ("产权人", 24),
)


def roll(source: Source) -> Sheet:
    """业主名册 in door order, under the heads that a roll is read by.

    Full, it adds phones and remarks. ID numbers stay: their end is what an owner proves themselves
    with, so no list of them leaves the portal.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    masked = source.masked
    columns = _ROLL if masked else (*_ROLL, ("手机号码", 28), ("备注", 24))
    form = Form("业主名册", words.over(source, "业主名册", masked=masked), columns)
    return sheet(source, form, lambda estate: _parts(estate, masked=masked))


def _parts(estate: Estate, *, masked: bool) -> Iterator[Row]:
    for part in stream_parts(estate.id):
        yield _part(part, masked=masked)


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


_PLAN: Columns = (
    ("序号", 6),
    ("改什么", 18),
    ("性质", 11),
    ("性质的依据", 16),
    ("类别", 14),
    ("范围（地点）", 16),
    ("内容", 28),
    ("投资（元）", 14),
    ("资金来源", 20),
    ("居民怎么分摊", 14),
    ("责任单位", 16),
    ("联系电话", 15),
    ("开工", 12),
    ("完工", 12),
    ("形象进度", 9),
)


def plan(source: Source) -> Sheet:
    """改造项目, one line an item: the ledger's 改造范围、规模、内容、投资、形象进度."""
    above = words.over(source, "改造项目")
    if source.estate is not None:
        above += _standing(source.estate)
    return sheet(source, Form("改造项目", above, _PLAN), _items)


def _standing(estate: Estate) -> list[str]:
    project = find_project(estate.id)
    if project is None:
        return []
    public = "已公布" if project.published_at else "草稿，还没有公布"
    return [f"{project.title}，{NAMES[project.stage]}，{public}"]


def _items(estate: Estate) -> Iterator[Row]:
    project = find_project(estate.id)
    for item in list_items(project.id) if project else ():
        yield _item(item)


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


_PLEDGES: Columns = (
    ("单元", 16),
    ("方案", 26),
    ("状态", 14),
    ("总费用（元）", 14),
    ("补助（元）", 14),
    ("居民共出（元）", 15),
    ("户数", 10),
    ("愿意出资", 10),
    ("不出资", 10),
    ("没想好", 10),
    ("没登记", 10),
)


def pledges(source: Source) -> Sheet:
    """认缴意向汇总, one line a scheme that was opened: in counts, never which home."""
    above = [*words.over(source, "认缴意向汇总"), "只是意向，不收款，也不代替表决。"]
    return sheet(source, Form("认缴意向汇总", above, _PLEDGES), _schemes)


def _schemes(estate: Estate) -> Iterator[Row]:
    counts = count_answers(estate.id)
    for scheme in list_schemes(estate.id):
        if scheme.state is SchemeState.DRAFT or scheme.id not in counts:
            continue
        said = counts[scheme.id]
        yield (
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
