"""Papers that steer: one matter, what residents say of the works, the week, the month, the score."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from portal.db import session
from portal.domain.bodies import BODIES, TOPICS
from portal.domain.handling import LEVELS, last_day
from portal.domain.masking import mask_name
from portal.domain.satisfaction import NAMES as VERDICTS
from portal.domain.satisfaction import Figure, Verdict
from portal.evaluation.models import Point
from portal.evaluation.queries.figures import answered_by_channel, list_low, results_of
from portal.evaluation.queries.rounds import get_round, list_rounds
from portal.evaluation.words import CHANNELS, KINDS, PARTS
from portal.exports.assessment import bulletin
from portal.exports.papers import document as doc
from portal.exports.papers.document import Block, Paper, marked
from portal.exports.papers.kinds import WHOLE, Kind, Offer, Sort, Where, office, register
from portal.exports.words import without_numbers
from portal.feedback import dispatch
from portal.feedback.models import Case, StepKind
from portal.feedback.queries import get_case
from portal.feedback.words import CATEGORIES, DESK_STATES, VIA, title_of
from portal.feedback.words import KINDS as STEP_KINDS
from portal.permissions import Permission
from portal.web.sheets import NOTHING, Cell, Row, Share

_FEW = "户数少，不列"


def _cases(where: Where) -> Iterator[Offer]:
    wanted = select(Case.id, Case.number, Case.text).where(Case.estate_id == where.estate_id)
    for case_id, number, text in session.execute(wanted.order_by(Case.id.desc())):
        yield Offer(str(case_id), f"{number} {title_of(text)}")


def case(where: Where, subject: str) -> Paper:
    """意见办理单: what was raised, who answers for it, the trail, and room for those who sign.

    Source: 个人信息保护法 art. 6: masked, it names nobody and drops the numbers in what was written.
    """
    estate, found = where.estate, get_case(where.estate_id or 0, int(subject))
    said = str if where.full else without_numbers
    name = found.account.display_name if found.account else found.caller_name
    rows: list[tuple[str, Cell]] = [
        ("编号", found.number),
        ("反映人", name if where.full else mask_name(name)),
        ("怎么来的", VIA[found.via]),
        ("提出时间", doc.moment(found.raised_at)),
        ("类别、事由", f"{CATEGORIES[found.category]}，{TOPICS[found.topic]}"),
        ("地点", said(_place(found))),
        ("内容", said(found.text)),
        ("照片", f"{len(found.photos)} 张"),
        ("责任单位", BODIES[found.body].name if found.body else NOTHING),
        ("现由哪一级办", LEVELS[found.level]),
        ("答复期限", doc.day(last_day(found.term_ends_at)) if found.term_ends_at else NOTHING),
        ("首次答复", doc.moment(found.answered_at) if found.answered_at else "还没有"),
        ("现在", DESK_STATES[found.state]),
        ("重办次数", found.reopenings),
        ("附议", f"{len(found.supporters)} 人"),
    ]
    steps: list[Row] = [
        (
            doc.moment(step.at),
            STEP_KINDS.get(step.kind, DESK_STATES[step.state])
            if step.kind is not StepKind.STEP
            else DESK_STATES[step.state],
            step.office or "居民",
            said(step.text),
        )
        for step in found.steps
    ]
    blocks = [
        doc.facts(rows),
        doc.heading("办理经过"),
        doc.table("", ("时间", "哪一步", "谁", "怎么说的"), steps, (4, 3, 3, 6)),
        doc.fill("承办人：", "审核人：", "日期："),
    ]
    made = Paper("居民意见办理单", blocks, estate.community.name, doc.today(where.now))
    return marked(made, demo=estate.is_demo, masked=not where.full)


def _place(found: Case) -> str:
    building = found.building.name if found.building else ""
    return " ".join(filter(None, [building, found.place])) or NOTHING


def _rounds(where: Where) -> Iterator[Offer]:
    for each in list_rounds(where.estate_id or 0):
        yield Offer(str(each.id), each.title, "" if each.closed_at else "评价还没有结束")


def satisfaction(where: Where, subject: str) -> Paper:
    """满意度报告: who answered, the index of each point and building, what is low; never who said it."""
    estate, found = where.estate, get_round(where.estate_id or 0, int(subject))
    results = results_of(found)
    response, whole = results.response, results.whole
    channels = "，".join(
        f"{CHANNELS[key]} {count} 户" for key, count in answered_by_channel(found.id).items()
    )
    blocks = [
        doc.facts(
            [
                ("评价", found.title),
                ("类型", KINDS[found.kind]),
                ("起止", f"{doc.moment(found.opens_at)}至{doc.moment(found.closes_at)}"),
                ("应评、已评", f"应评 {response.asked} 户，已评 {response.answered} 户"),
                ("参评率", Share(response.answered, response.asked) if response.asked else NOTHING),
                ("参评方式", channels or NOTHING),
                ("满意度指数", f"{_index(whole)}（满分 100）"),
                ("方案版本", found.version or NOTHING),
            ]
        ),
        doc.note("指数＝各户评分的平均（非常满意 100，非常不满意和没做 0，不了解不算）；不足 5 户的不列。"),
        doc.heading("一、逐项"),
        doc.table("", _HEADS, [_point(point, each) for point, each in results.points], _WIDTHS),
        doc.heading("二、按楼栋"),
        doc.table(
            "",
            ("楼栋", "已评（户）", "指数"),
            [
                (each.name, each.answered, _index(each.figure) if each.figure else _FEW)
                for each in results.blocks
            ],
        ),
        doc.heading("三、低于整改线的"),
        *_low(found.low_line, list_low(found, results)),
    ]
    made = Paper(
        f"{estate.name}改造效果满意度报告", blocks, office(estate), doc.today(found.closed_at or where.now)
    )
    return marked(made, demo=estate.is_demo, masked=None)


_HEADS = ("评的是", "项目", "指数", "户数", *VERDICTS.values())
_WIDTHS = (3, 5, 2, 2, *(2,) * len(VERDICTS))


def _index(of: Figure) -> str:
    return f"{of.tenths // 10}.{of.tenths % 10}" if of.shown and of.tenths is not None else _FEW


def _point(point: Point, of: Figure) -> Row:
    counts: list[Cell] = [of.counts.get(verdict, 0) for verdict in Verdict]
    if not of.shown:
        counts = [NOTHING] * len(counts)
    return PARTS[point.part], point.name, _index(of), of.households, *counts


def _low(line: int, low: list[tuple[Point, Figure]] | object) -> Iterator[Block]:
    found = list(low) if isinstance(low, list | tuple) else []
    yield doc.paragraph(f"整改线是 {line // 10}.{line % 10}。" + ("" if found else "没有低于整改线的项目。"))
    for point, each in found:
        yield doc.paragraph(f"{point.name}：{_index(each)}，应当整改后再请居民评价。")


def _whole(_where: Where) -> Iterator[Offer]:
    yield Offer(WHOLE, "截至现在")


def week(where: Where, _subject: str) -> Paper:
    """每周工作安排, as on its page."""
    return _sheet(dispatch.week(where.places, where.now), where)


def month(where: Where, _subject: str) -> Paper:
    """每月工作调度, as on its page."""
    return _sheet(dispatch.month(where.places, where.now), where)


# By the second head: matters, figures, works.
_SHARES: Mapping[str, Sequence[int]] = {
    "编号": (3, 4, 4, 4, 2, 2, 3, 2),
    "改造内容": (3, 4, 4, 3, 2, 3, 3, 2),
}


def _sheet(made: dispatch.Dispatch, where: Where) -> Paper:
    blocks = [doc.note("　".join(made.above))]
    blocks += [
        doc.table(each.title, each.heads, each.rows, _SHARES.get(each.heads[1], ())) for each in made.tables
    ]

    paper = Paper(made.title, blocks, where.issuer, doc.today(where.now))
    return marked(paper, demo=where.is_demo, masked=None)


def assessment(where: Where, _subject: str) -> Paper:
    """考核情况通报: the score of each body with the formula that it comes from."""
    data = bulletin(where.places, where.now, issuer=where.issuer)
    blocks = [doc.paragraph(str(line)) for line in data["paragraphs"]]
    for each in data["tables"]:
        rows = [[str(cell) for cell in row] for row in each["rows"]]
        blocks.append(doc.table(str(each["title"]), [str(head) for head in each["heads"]], rows))
    blocks += [doc.heading("怎么算的"), *(doc.paragraph(str(line)) for line in data["formula"])]
    signed_on = doc.day(date.fromisoformat(data["day"]))
    paper = Paper(str(data["title"]), blocks, str(data["issuer"]), signed_on)
    return marked(paper, demo=where.is_demo, masked=None)


register(Kind.CASE, Sort(_cases, case, Permission.CASE_READ, personal=True))
register(Kind.SATISFACTION, Sort(_rounds, satisfaction))
register(Kind.WEEK, Sort(_whole, week, Permission.CASE_READ, of_many=True))
register(Kind.MONTH, Sort(_whole, month, Permission.CASE_READ, of_many=True))
register(Kind.ASSESSMENT, Sort(_whole, assessment, Permission.STEER_READ, of_estate=False, of_many=True))
