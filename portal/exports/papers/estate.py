"""Papers of an estate and its works: roll, plan, pipes, projects."""

from collections.abc import Iterator, Sequence

from portal.communities.roll.kinds import AreaSource, PartUse
from portal.communities.words import AREA_SOURCES, USES
from portal.exports.papers import document as doc
from portal.exports.papers.document import Paper, marked
from portal.exports.papers.kinds import WHOLE, Kind, Offer, Sort, Where, office, register
from portal.exports.tables.estate import roll as roll_sheet
from portal.exports.tables.projects import projects as projects_sheet
from portal.permissions import Permission
from portal.plans.models import CourseKind, Item, PlanVersion
from portal.plans.papers import pipe_notice_words
from portal.plans.queries import find_published, list_items
from portal.plans.queries.courses import get_course, list_courses
from portal.plans.queries.publicity import get_publicity, list_publicities
from portal.plans.queries.versions import find_published_version, version_ref
from portal.plans.said import ItemDraft, draft_of, from_json
from portal.plans.words import NATURES, SOURCES
from portal.voting.queries import rolls
from portal.web.sheets import Cell, Hundredths

_NOW = "now"


def _rolls(where: Where) -> Iterator[Offer]:
    snapshot = rolls.snapshot(where.estate_id or 0)
    yield Offer(_NOW, "现在的名册（姓名隐去一部分）", "" if snapshot.lines else "名册是空的")
    for each in rolls.list_publications(where.estate_id or 0):
        yield Offer(str(each.number), f"第 {each.number} 号名册（{doc.today(each.posted_at)}张贴，不列姓名）")


def roll(where: Where, subject: str) -> Paper:
    """业主名册公示: home, area, use and owner, masked; a numbered one as it was put up, without names.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    return _living(where) if subject == _NOW else _published(where, int(subject))


def _living(where: Where) -> Paper:
    estate, sheet = where.estate, roll_sheet(where.source)
    weight = rolls.snapshot(estate.id).weight
    # 楼层, 面积来源 and 产权性质 are in the export; the wall has room for what an owner checks.
    wanted = ["楼栋", "单元", "房号", "建筑面积(㎡)", "房屋用途", "产权人"]
    if where.full:
        wanted += ["手机号码"]
    block = sheet.blocks[0]
    places = [list(block.heads).index(head) for head in wanted]
    rows = [[row[place] for place in places] for row in block.rows]
    blocks = [
        doc.paragraph(
            f"{estate.name}业主名册公示如下，请业主核对房号、面积和业主。有误的，请在公示期内向社区提出。"
        ),
        doc.facts(
            [
                ("业主人数（方）", str(weight.heads)),
                ("总面积", doc.metres(weight.area)),
                ("套数", str(len(rows))),
            ]
        ),
        doc.table("", wanted, rows, (2, 2, 2, 3, 2, 4, 3)[: len(wanted)]),
        doc.facts([("提出异议", _reach(where)), ("公示期", "　　　年　　月　　日至　　　年　　月　　日")]),
    ]
    made = Paper(
        "业主名册公示", blocks, estate.community.name, doc.today(where.now), f"{estate.name}全体业主"
    )
    return marked(made, demo=estate.is_demo, masked=not where.full)


def _reach(where: Where) -> str:
    community = where.estate.community
    return " ".join(filter(None, [community.name, community.contact, community.phone]))


def _published(where: Where, number: int) -> Paper:
    estate, found = where.estate, rolls.get_publication(where.estate_id or 0, number)
    lines = rolls.lines_of(found)
    rows: list[Sequence[Cell]] = [
        (
            line.building,
            line.entrance,
            line.room,
            Hundredths(line.area),
            AREA_SOURCES[AreaSource(line.source) if line.source else None],
            USES[PartUse(line.use)],
            line.party,
        )
        for line in lines
    ]
    heads = ("楼栋", "单元", "房号", "建筑面积(㎡)", "面积来源", "用途", "业主序号")
    blocks = [
        doc.paragraph(f"{estate.name}第 {number} 号名册公布如下。同一业主序号是同一方业主，不列姓名。"),
        doc.facts(
            [
                ("公布", f"{doc.moment(found.posted_at)}起 {found.days} 天，到{doc.moment(found.ends_at)}"),
                ("业主人数（方）", str(found.heads)),
                ("总面积", doc.metres(found.area)),
                ("套数", str(found.parts)),
                ("名册指纹", found.fingerprint),
                ("提出异议", _reach(where)),
            ]
        ),
        doc.table("", heads, rows, (2, 2, 2, 3, 2, 2, 2)),
    ]
    made = Paper(
        "业主名册公示", blocks, estate.community.name, doc.today(found.posted_at), f"{estate.name}全体业主"
    )
    return marked(made, demo=estate.is_demo, masked=True)


def _plans(where: Where) -> Iterator[Offer]:
    project = find_published(where.estate_id or 0)
    yield Offer(_NOW, "现在公布的方案", "" if project else "方案还没有公布")
    for each in list_publicities(where.estate_id or 0):
        yield Offer(str(each.id), f"第 {each.version.number} 版的公示（{doc.day(each.opens_on)}起）")


def plan(where: Where, subject: str) -> Paper:
    """方案公示: 项目, 范围, 内容清单, 投资与资金来源, 工期, 责任人, 投诉电话, 公示期, 意见渠道."""
    estate = where.estate
    if subject == _NOW:
        items = _items_now(where)
        period, ways, title = "公示期　　　年　　月　　日至　　　年　　月　　日", _reach(where), _ref(where)
    else:
        shown = get_publicity(estate.id, int(subject))
        items = _items_in(shown.version)
        title = version_ref(shown.version)
        period = f"{doc.day(shown.opens_on)}至{doc.day(shown.closes_on)}"
        ways = "；".join(filter(None, [*shown.channels.splitlines(), shown.where_to]))
    whole = sum(cost for *_, cost in items if cost is not None)
    money: dict[str, int] = {}
    for _, pieces, _ in items:
        for name, amount in pieces:
            money[name] = money.get(name, 0) + amount
    blocks = [
        doc.paragraph(f"{estate.name}改造方案公示如下，请居民提意见。"),
        doc.facts([("方案", title), ("内容", f"{len(items)} 项"), ("已填费用合计", doc.yuan(whole))]),
        doc.heading("一、内容清单"),
        doc.table("", _HEADS, [row for row, *_ in items], (2, 4, 3, 4, 6, 4, 4, 4)),
        doc.heading("二、资金来源"),
        doc.facts([(name, doc.yuan(amount)) for name, amount in money.items()] or [("资金来源", "还没有填")]),
        doc.heading("三、公示期和意见渠道"),
        doc.facts(
            [
                ("公示期", period),
                ("意见渠道", ways),
                ("投诉电话", _reach(where)),
                ("指导单位", office(estate)),
            ]
        ),
    ]
    made = Paper(
        f"{estate.name}改造方案公示", blocks, office(estate), doc.today(where.now), f"{estate.name}全体居民"
    )
    return marked(made, demo=estate.is_demo, masked=None)


_HEADS = ("序号", "改什么", "性质", "范围", "内容", "费用（元）", "工期", "责任单位、电话")
_Line = tuple[list[Cell], list[tuple[str, int]], int | None]


def _ref(where: Where) -> str:
    project = find_published(where.estate_id or 0)
    version = find_published_version(project) if project else None
    return version_ref(version) if version else (project.title if project else "")


def _items_now(where: Where) -> list[_Line]:
    project = find_published(where.estate_id or 0)
    living: list[Item] = [each for each in list_items(project.id) if not each.dropped_at] if project else []
    return [_line(place, draft_of(each)) for place, each in enumerate(living, start=1)]


def _items_in(version: PlanVersion) -> list[_Line]:
    """What the version said when it was put up, whatever the plan says by now."""
    kept = (version.content or {}).get("items", ())
    plain = ({key: value for key, value in each.items() if key != "id"} for each in kept)
    return [_line(place, from_json(each)) for place, each in enumerate(plain, start=1)]


def _line(place: int, item: ItemDraft) -> _Line:
    row: list[Cell] = [
        place,
        item.name,
        NATURES[item.nature],
        item.place,
        item.what,
        Hundredths(item.cost) if item.cost is not None else "—",
        _term(item),
        " ".join(filter(None, [item.responsible, item.phone])),
    ]
    return row, [(SOURCES[source], amount) for source, amount in item.money.items()], item.cost


def _term(item: ItemDraft) -> str:
    days = [each.isoformat() if each else "待定" for each in (item.starts_on, item.ends_on)]
    return "至".join(days) if item.starts_on or item.ends_on else "待定"


def _pipes(where: Where) -> Iterator[Offer]:
    for course in list_courses(where.estate_id or 0):
        if course.kind is CourseKind.PIPELINE:
            yield Offer(str(course.id), course.title)


def pipes(where: Where, subject: str) -> Paper:
    """管线改造书面告知, in the words that the plan's own sheet has."""
    estate = where.estate
    words = pipe_notice_words(get_course(estate.id, int(subject)), estate, where.now)
    rows = [(str(name), str(value)) for name, value in _pairs(words["rows"])]
    blocks = [
        doc.note(f"编号：{words['number']}"),
        doc.paragraph(str(words["opening"])),
        doc.facts(rows),
        doc.heading("请贵单位"),
        *(doc.paragraph(f"{place}. {line}") for place, line in enumerate(_lines(words["asks"]), start=1)),
        doc.paragraph(str(words["law"])),
        doc.fill("签收人：", "签收日期："),
    ]
    made = Paper("管线改造书面告知", blocks, str(words["from"]), str(words["day"]), str(words["to"]))
    return marked(made, demo=estate.is_demo, masked=None)


def _lines(found: object) -> list[str]:
    return [str(line) for line in found] if isinstance(found, list) else []


def _pairs(found: object) -> list[tuple[object, object]]:
    return [(row[0], row[1]) for row in found] if isinstance(found, list) else []


def _whole(_where: Where) -> Iterator[Offer]:
    yield Offer(WHOLE, "现在的台账")


_LEFT_OUT = frozenset({"阶段", "公布", "改造方式", "批次", "年度", "牵头单位", "实施主体", "进度说明"})


def projects(where: Where, _subject: str) -> Paper:
    """项目台账: 改造范围、规模、内容、投资、形象进度, cell for cell as they are exported.

    Source: 武隆府办发〔2021〕41号.
    """
    sheet = projects_sheet(where.source)
    block = sheet.blocks[0]
    places = [place for place, head in enumerate(block.heads) if head not in _LEFT_OUT]
    heads, widths = [block.heads[place] for place in places], [sheet.widths[place] for place in places]
    rows = [[row[place] for place in places] for row in block.rows]
    blocks = [doc.note(f"{where.name}，{doc.today(where.now)}"), doc.table("", heads, rows, widths)]
    made = Paper(
        "老旧小区改造项目台账", [*blocks, doc.fill("填报人：", "审核：")], where.issuer, doc.today(where.now)
    )
    return marked(made, demo=where.is_demo, masked=None)


register(Kind.ROLL, Sort(_rolls, roll, Permission.ROLL_READ, personal=True))
register(Kind.PLAN, Sort(_plans, plan))
register(Kind.PIPES, Sort(_pipes, pipes))
register(Kind.PROJECTS, Sort(_whole, projects, of_many=True))
