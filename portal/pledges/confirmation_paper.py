"""认缴确认单 as a PDF: what was promised, on which condition, until when; and that it is no receipt."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from portal.communities.models import Estate
from portal.domain.amounts import format_hundredths
from portal.domain.capitals import in_capitals
from portal.domain.deadlines import local_day
from portal.pledges.ledger_sheet import home, who
from portal.pledges.models import Commitment, CommitmentState, Condition, Scheme
from portal.pledges.services.confirming import due_day
from portal.pledges.words import (
    COMMITMENT_STATES,
    CONDITIONS,
    DECIDED_BY,
    KINDS,
    NO_RECEIPT,
    NO_TRANSFER,
    SOURCES,
    WAYS,
    place,
)
from portal.web.papers import typeset

_SIGNATURE = "signature.jpg"


def pdf(commitment: Commitment, estate: Estate, picture: Path | None, now: datetime) -> bytes:
    """One page of A4, in Chinese in whatever language it is asked for.

    :param picture: the drawn signature, or the photo of the paper; left out where it is gone.
    """
    pictures = {} if picture is None else {_SIGNATURE: picture}
    return typeset("commitment", words_of(commitment, estate, now), pictures)


def words_of(commitment: Commitment, estate: Estate, now: datetime) -> dict[str, object]:
    """All that stands on the paper, ready made."""
    return {
        "number": commitment.number,
        "demo": estate.is_demo,
        "no_receipt": NO_RECEIPT,
        "no_transfer": NO_TRANSFER,
        "rows": [list(row) for row in _rows(commitment, estate)],
        "lines": list(_lines(commitment)),
        "signer": "签名（产权人）：" if commitment.as_owner else "签名：",
        "signed_on": _day(commitment.signed_at),
        "way": WAYS[commitment.way],
        "picture": _SIGNATURE,
        "foot": f"{commitment.number}，{_day(now)}打印，方案第 {commitment.scheme.version} 版 "
        f"{commitment.scheme.digest[:16]}",
    }


def _rows(commitment: Commitment, estate: Estate) -> Iterator[tuple[str, str]]:
    scheme = commitment.scheme
    yield "小区", f"{estate.street.name}{estate.community.name}，{estate.name}"
    yield "用在哪里", f"{place(scheme)}：{scheme.title}"
    yield (
        "谁出",
        home(commitment) + "，" + who(commitment)
        if commitment.part
        else (f"{SOURCES[commitment.source]}：{who(commitment)}"),
    )
    if commitment.part is not None and not commitment.as_owner:
        yield "说明", "签名的人不是登记的产权人，自愿出资，只约束自己。"
    yield "方式", KINDS[commitment.kind]
    if commitment.thing:
        hours = f"，{commitment.hours} 小时" if commitment.hours else ""
        yield "内容", f"{commitment.thing}{hours}，价值按下面的金额约定"
    yield (
        "金额",
        f"人民币 {format_hundredths(commitment.amount)} 元（大写：{in_capitals(commitment.amount)}）",
    )
    yield "条件", _condition(scheme)
    if commitment.parts > 1:
        yield "分期", f"分 {commitment.parts} 次交"
    yield "什么时候交", _when(commitment)
    if commitment.decision:
        yield "由谁决定使用", commitment.decision
    if commitment.state is not CommitmentState.SIGNED:
        yield "现在", f"{COMMITMENT_STATES[commitment.state]}：{commitment.ended_why}"


def _condition(scheme: Scheme) -> str:
    words = CONDITIONS[scheme.condition]
    if scheme.condition is Condition.AMOUNT:
        words += f" {format_hundredths(scheme.threshold)} 元"
    if scheme.condition is Condition.HOMES:
        words += f" {scheme.threshold} 户"
    if scheme.condition is Condition.NONE:
        return "没有条件"
    until = f"，{_day_before(scheme.expires_at)}为止" if scheme.expires_at else ""
    return f"{words}{until}；达不到，这张单子作废，一分钱不用交"


def _when(commitment: Commitment) -> str:
    due = due_day(commitment.scheme, commitment)
    if due is not None:
        return f"{due:%Y年%m月%d日}以前"
    return f"条件达到以后 {commitment.scheme.due_days} 天内"


def _lines(commitment: Commitment) -> Iterator[str]:
    yield "这是出资的承诺，只约束签名的这一户。同不同意做这项改造，由业主另行表决。"
    yield "钱交到街道或社区通知上写明的专户，要正式票据。票据号会登记在平台上，可以查。"
    yield "条件达到以前可以撤回；有困难的，可以找社区居委会商量。"
    if commitment.kind in DECIDED_BY:
        yield DECIDED_BY[commitment.kind]


def _day(moment: datetime) -> str:
    return f"{local_day(moment):%Y年%m月%d日}"


def _day_before(end: datetime) -> str:
    """The last day itself: a period ends at the midnight after it."""
    return _day(end - timedelta(seconds=1))
