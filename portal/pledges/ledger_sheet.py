"""居民出资台账: one line a promise, with what came and went back; over it the totals, in capitals too."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from portal.communities.models import Estate
from portal.domain.amounts import format_hundredths
from portal.domain.capitals import in_capitals
from portal.domain.deadlines import local_day
from portal.domain.ledger import Standing
from portal.domain.masking import mask_name
from portal.pledges.models import CheckState, Commitment, Payment, Refund, Scheme
from portal.pledges.queries import account
from portal.pledges.words import COMMITMENT_STATES, KINDS, SOURCES, place
from portal.web.sheets import Block, Hundredths, Row, Sheet

HEADS = (
    "房号",
    "姓名",
    "来源",
    "方式",
    "确认单号",
    "状态",
    "认缴（元）",
    "实缴（元）",
    "实物劳务（元）",
    "交款日期",
    "票据号",
    "经手",
    "复核",
    "退款（元）",
    "核销（元）",
    "应交未交（元）",
)
WIDTHS = (18, 12, 10, 12, 16, 11, 13, 13, 14, 13, 18, 12, 12, 12, 12, 15)


def sheets(estate: Estate, now: datetime, names: Mapping[int, str]) -> list[Sheet]:
    """One sheet a scheme that was opened.

    :param names: of staff, by account id, for 经手 and 复核.
    """
    made = [_sheet(estate, scheme, names, now) for scheme in account.list_money_schemes(estate.id)]
    return made or [Sheet("居民出资台账", WIDTHS, [Block([], HEADS)], _above(estate, None, now))]


def _above(estate: Estate, scheme: Scheme | None, now: datetime) -> list[str]:
    title = f"{estate.name}：居民出资台账" + (f"（{scheme.title}）" if scheme else "")
    day = local_day(now)
    lines = [title, f"{estate.street.name}，{day}。姓名已隐去一部分。认缴是承诺，实缴以正式票据为准。"]
    return [*lines, "演示数据：人名和数字都是编的。"] if estate.is_demo else lines


def _sheet(estate: Estate, scheme: Scheme, names: Mapping[int, str], now: datetime) -> Sheet:
    above = [*_above(estate, scheme, now), *(_in_words(name, fen) for name, fen in _totals(estate, scheme))]
    name = f"{scheme.id} {place(scheme)}"[:28]
    return Sheet(name, WIDTHS, [Block([row for _, row in rows(estate, scheme, names)], HEADS)], above)


def _totals(estate: Estate, scheme: Scheme) -> Iterator[tuple[str, int]]:
    whole = account.standing_of_scheme(scheme.id)
    refunds = account.list_refunds(estate.id, scheme_id=scheme.id, state=CheckState.CHECKED)
    yield "总费用", scheme.total
    yield "补助", scheme.subsidy
    yield "认缴", whole.promised
    yield "实缴", whole.paid
    yield "退款", sum(one.amount for one in refunds)
    yield "支出", whole.spent
    yield "结余", whole.left


def _in_words(name: str, fen: int) -> str:
    return f"{name}：{format_hundredths(fen)} 元（大写：{in_capitals(fen)}）"


def rows(
    estate: Estate, scheme: Scheme, names: Mapping[int, str], *, masked: bool = True
) -> Iterator[tuple[Commitment, Row]]:
    """Under HEADS; unmasked only for whoever may export names."""
    standings = account.standings_by_commitment(scheme.id)
    payments = [
        one
        for one in account.list_payments(estate.id, scheme_id=scheme.id)
        if one.state is CheckState.CHECKED
    ]
    refunds = [
        one for one in account.list_refunds(estate.id, scheme_id=scheme.id) if one.state is CheckState.CHECKED
    ]
    for commitment in account.list_commitments(scheme.id):
        own = [one for one in payments if one.commitment_id == commitment.id]
        back = [one for one in refunds if one.payment.commitment_id == commitment.id]
        row = _row(commitment, standings.get(commitment.id, Standing()), own, back, names)
        yield commitment, row if masked else (row[0], who(commitment, masked=False), *row[2:])


def _row(
    commitment: Commitment,
    there: Standing,
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
    names: Mapping[int, str],
) -> Row:
    return (
        home(commitment),
        who(commitment),
        SOURCES[commitment.source],
        KINDS[commitment.kind],
        commitment.number,
        COMMITMENT_STATES[commitment.state],
        Hundredths(there.promised),
        Hundredths(there.paid),
        Hundredths(there.delivered),
        "、".join(f"{one.paid_on:%Y-%m-%d}" for one in payments),
        "、".join(one.receipt_number for one in payments if one.receipt_number),
        "、".join(dict.fromkeys(names.get(one.entered_by, "") for one in payments)),
        "、".join(dict.fromkeys(names.get(one.checked_by or 0, "") for one in payments)),
        Hundredths(sum(one.amount for one in refunds)),
        Hundredths(there.waived),
        Hundredths(there.owed),
    )


def home(commitment: Commitment) -> str:
    if commitment.part is None:
        return ""
    entrance = commitment.part.entrance
    return f"{entrance.building.name}{entrance.name}{commitment.part.room}"


def who(commitment: Commitment, *, masked: bool = True) -> str:
    """A body by its name, a household's owners masked.

    Source: 个人信息保护法 art. 25.
    """
    if commitment.part is None:
        return commitment.contributor
    owners = commitment.part.party.owners
    return "、".join(mask_name(owner.name) if masked else owner.name for owner in owners)
