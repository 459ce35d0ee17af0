"""Papers of plans: their words, made once for every form, and the PDFs they are set as.

Each ``…_words`` gives plain values, ready made; nothing is worked out on paper.
"""

from datetime import date, datetime

from portal.communities.models import Estate
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.plans.facts import PipeFacts, from_json
from portal.plans.models import Category, Course
from portal.plans.policy import SAYS, SOURCE
from portal.plans.queries import find_published, find_published_version, list_items, version_ref
from portal.plans.words import UTILITIES
from portal.web.papers import typeset


def day(of: date | None) -> str:
    """``2026年3月1日``; a line to write on where it is open."""
    return f"{of.year}年{of.month}月{of.day}日" if of else "＿＿＿＿年＿＿月＿＿日"


def pipe_notice_words(course: Course, estate: Estate, now: datetime) -> dict[str, object]:
    """管线改造书面告知: what is planned and when, asked of one company.

    Source: 武隆府办发〔2021〕41号, section 四(一)5 (及时书面告知相关管线单位).
    """
    facts = from_json(course.kind, course.facts)
    if not isinstance(facts, PipeFacts):
        raise ValueError("a notice is written to a company about its pipes")
    project = find_published(estate.id)
    version = find_published_version(project) if project else None
    works = "、".join(item.name for item in list_items(project.id)) if project else ""
    rows = [
        ("小区", f"{estate.street.name}{estate.community.name}，{estate.name}"),
        ("管线", UTILITIES[facts.utility]),
        ("总体规划", version_ref(version) if version else "改造方案公布以后另行送达"),
        ("年度计划", f"{day(facts.starts_on)}开工，{day(facts.ends_on)}完工"),
        ("涉及", f"{facts.homes} 户" if facts.homes else "全小区住户"),
        (
            "整治费用",
            f"{format_hundredths(facts.cost)} 元" if facts.cost is not None else "由贵单位测算后书面告知",
        ),
        ("补助", _subsidy(facts)),
        ("小区里同时做的", works or "方案公布以后另行告知"),
    ]
    return {
        "demo": estate.is_demo,
        "number": facts.notice_number or "（编号待填）",
        "to": facts.company or "＿＿＿＿＿＿＿＿",
        "opening": f"{estate.name}列入老旧小区改造。现将改造提升总体规划和年度实施计划书面告知贵单位，"
        "请合理安排或者及时调整管线改造计划，同步实施改造。",
        "rows": [list(row) for row in rows],
        "asks": [
            "请在收到后书面回复：能否同步、开工和完工日期、停水停电停气的安排。",
            "供水按“一户一表”整治；请写明涉及户数和装表数。"
            if facts.utility == "water"
            else "请把墙上和楼道里的线路一并理顺。",
            "施工前三天把通知贴到各单元门口。",
        ],
        "law": f"依据：{SOURCE}：“{SAYS[Category.PIPELINES]}”",
        "from": f"{estate.street.name}办事处",
        "day": day(facts.notice_on),
        "foot": f"管线改造书面告知 {facts.notice_number}，{day(local_day(now))}打印",
    }


def _subsidy(facts: PipeFacts) -> str:
    words = "按整治费用 50% 给予补助，在老旧小区改造专项资金中解决"
    return f"{words}，计 {format_hundredths(facts.subsidy)} 元" if facts.subsidy is not None else words


def pipe_notice_pdf(course: Course, estate: Estate, now: datetime) -> bytes:
    """One page of A4."""
    return typeset("pipe_notice", pipe_notice_words(course, estate, now))
