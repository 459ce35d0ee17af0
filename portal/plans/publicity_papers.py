"""The papers of a publication: their words, made once for PDF and Word, and both.

Each ``…_words`` gives plain values, ready made; nothing is worked out on paper.
"""

import io
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import segno

from portal.communities.models import Entrance, Estate
from portal.config import ROOT
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.plans.models import MoneySource, Publicity
from portal.plans.papers import day
from portal.plans.queries import version_ref
from portal.plans.queries.publicity import count_open, list_remarks
from portal.plans.words import NATURES, SOURCES
from portal.web.papers import typeset

_TEMPLATE = ROOT / "templates" / "papers" / "publicity.docx"
_NATURES = {nature.value if nature else None: name for nature, name in NATURES.items()}


def notice_words(of: Publicity, estate: Estate, now: datetime) -> dict[str, Any]:
    """公示: the version as it was published, item by item, the money by source, the period, the ways.

    Fields after 项目、范围、内容清单、投资与资金来源、工期、责任人、公示期、意见渠道.
    """
    content = of.version.content or {"items": [], "title": "", "summary": ""}
    items = content["items"]
    remarks = list_remarks(of.id)
    answered = len(remarks) - count_open(of.id)
    return {
        "demo": estate.is_demo,
        "title": f"{estate.name}改造方案公示",
        "version": version_ref(of.version),
        "opening": f"现将{content['title']}予以公示。{content['summary']}",
        "rows": [
            ["范围", f"{estate.street.name}{estate.community.name}，{estate.name}"],
            ["公示期", f"{day(of.opens_on)}至{day(of.closes_on)}"],
            ["投资", _cost(items)],
            ["资金来源", _sources(items)],
            ["意见交到", of.where_to],
        ],
        "heads": ["改什么", "性质", "在哪里、做什么", "费用（元）", "工期", "谁负责"],
        "items": [_item(item) for item in items],
        "channels": of.channels.splitlines(),
        "rule": "公示期内对任何一项都可以提意见或者异议，逐条答复并公布，不公布是谁提的。",
        "no_charge": "公示不收任何费用，不会让您转账、扫码付款。",
        "outcome": f"公示结果：收到 {len(remarks)} 条，答复 {answered} 条。{of.outcome}"
        if of.ended_at
        else "",
        "sender": f"{estate.street.name}办事处　{estate.community.name}",
        "day": day(local_day(of.opened_at)),
        "foot": f"{version_ref(of.version)}，{day(local_day(now))}打印",
    }


def _item(item: dict[str, Any]) -> list[str]:
    where = "，".join(filter(None, (item["place"], item["what"])))
    cost = format_hundredths(item["cost"]) if item["cost"] is not None else "还没有算出来"
    when = "至".join(filter(None, (item["starts_on"], item["ends_on"]))) or "还没有定"
    return [item["name"], _NATURES[item["nature"]], where, cost, when, item["responsible"] or "还没有定"]


def _cost(items: Sequence[dict[str, Any]]) -> str:
    known = [item["cost"] for item in items if item["cost"] is not None]
    left = len(items) - len(known)
    words = f"{format_hundredths(sum(known))} 元（概算）"
    return f"{words}，另有 {left} 项还没有算出来" if left else words


def _sources(items: Sequence[dict[str, Any]]) -> str:
    sums: Counter[str] = Counter()
    for item in items:
        sums.update(item["money"])
    named = [f"{SOURCES[MoneySource(key)]} {format_hundredths(fen)} 元" for key, fen in sums.items()]
    return "；".join(named) or "还没有定"


def notice_pdf(words: dict[str, Any]) -> bytes:
    return typeset("publicity", words)


def notice_word(words: dict[str, Any]) -> bytes:
    """The same words in Word, for the office to edit; values are escaped, none is markup."""
    from docxtpl import DocxTemplate  # noqa: PLC0415  # half a second that no page waits for at start

    paper = DocxTemplate(_TEMPLATE)
    paper.render(words, autoescape=True)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def poster_words(
    of: Publicity, estate: Estate, doors: Sequence[tuple[Entrance, str]], site: str
) -> dict[str, Any]:
    """One poster for each entrance; its code leads to what the plan means for that door.

    :param doors: entrances with the path of their page.
    """
    return {
        "demo": estate.is_demo,
        "title": "改造方案公示",
        "estate": estate.name,
        "until": f"公示到 {day(of.closes_on)}",
        "lines": [
            "有意见、有异议，都可以提，",
            "逐条答复并公布，不公布是谁提的。",
            f"纸质交到：{of.where_to}",
        ],
        "scan": "扫码看这个单元改什么",
        "no_charge": "看方案、提意见不收钱，不会让您转账、扫码付款。",
        "foot": version_ref(of.version),
        "posters": [
            {
                "where": f"{door.building.name}{door.name}",
                "code": segno.make(f"{site}{path}", error="m").svg_inline(border=2),
            }
            for door, path in doors
        ],
    }


def posters_pdf(words: dict[str, Any]) -> bytes:
    return typeset("publicity_posters", words)
