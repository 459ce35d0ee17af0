"""Papers about money: one promise, the ledger of a scheme, what is made public of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.domain.deadlines import local_day
from portal.domain.ledger import Standing
from portal.exports.papers import document as doc
from portal.exports.papers.document import Paper, marked
from portal.exports.papers.kinds import Kind, Offer, Sort, Where, office, register
from portal.permissions import Permission
from portal.pledges import ledger_sheet
from portal.pledges.confirmation_paper import words_of
from portal.pledges.models import CheckState, Scheme
from portal.pledges.queries import account, get_scheme
from portal.pledges.queries.spending import list_public_spending
from portal.pledges.words import KINDS, NO_TRANSFER, SOURCES, SPENDING_STATES, place
from portal.web.sheets import Cell, Hundredths


def _schemes(where: Where) -> Iterator[Offer]:
    for scheme in account.list_money_schemes(where.estate_id or 0):
        yield Offer(str(scheme.id), f"{place(scheme)}：{scheme.title}")


def _commitments(where: Where) -> Iterator[Offer]:
    for scheme in account.list_money_schemes(where.estate_id or 0):
        for each in account.list_commitments(scheme.id):
            who = " ".join(filter(None, [ledger_sheet.home(each), ledger_sheet.who(each)]))
            yield Offer(str(each.id), f"{each.number}　{who}（{place(scheme)}）")


def commitment(where: Where, subject: str) -> Paper:
    """认缴确认单, in the words that its PDF has; a full one names who signed it."""
    estate, found = where.estate, account.get_commitment(where.estate_id or 0, int(subject))
    words = words_of(found, estate, where.now)
    rows = [(str(row[0]), str(row[1])) for row in _rows(words["rows"])]
    if where.full:
        rows.insert(3, ("产权人", ledger_sheet.who(found, masked=False)))
    blocks = [
        doc.note(f"编号 {words['number']}"),
        doc.paragraph(str(words["no_receipt"])),
        doc.paragraph(str(words["no_transfer"])),
        doc.facts(rows),
        *(doc.note(str(line)) for line in _rows(words["lines"])),
        doc.facts(
            [
                ("签署方式", str(words["way"])),
                ("签署日期", str(words["signed_on"])),
                ("版本", str(words["foot"])),
            ]
        ),
        doc.fill(str(words["signer"])),
    ]
    made = Paper("认缴确认单", blocks, estate.community.name, doc.today(found.signed_at))
    return marked(made, demo=estate.is_demo, masked=not where.full)


def _rows(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _totals(scheme: Scheme) -> list[tuple[str, int]]:
    """As on the page of the account: by official receipts, not by promises."""
    whole = account.standing_of_scheme(scheme.id)
    refunds = account.list_refunds(scheme.estate_id, scheme_id=scheme.id, state=CheckState.CHECKED)
    return [
        ("总费用", scheme.total),
        ("补助", scheme.subsidy),
        ("认缴", whole.promised),
        ("实缴", whole.paid),
        ("实物和劳务", whole.delivered),
        ("退款", sum(one.amount for one in refunds)),
        ("支出", whole.spent),
        ("结余", whole.left),
        ("应交未交", whole.owed),
    ]


def ledger(where: Where, subject: str) -> Paper:
    """居民出资台账: who promised what, what came by which receipt, who checked it; totals in capitals."""
    estate, scheme = where.estate, get_scheme(where.estate_id or 0, int(subject))
    names = account.names_of_staff(estate.id)
    rows = [row for _, row in ledger_sheet.rows(estate, scheme, names, masked=not where.full)]
    blocks = [
        doc.note(f"{estate.name}，{place(scheme)}：{scheme.title}。认缴是承诺，实缴以正式票据为准。"),
        doc.facts([(name, doc.yuan(fen)) for name, fen in _totals(scheme)]),
        doc.table("", ledger_sheet.HEADS, rows, ledger_sheet.WIDTHS),
        doc.fill("经手人：", "复核人："),
    ]
    made = Paper("居民出资台账", blocks, estate.community.name, doc.today(where.now))
    return marked(made, demo=estate.is_demo, masked=not where.full)


def fund(where: Where, subject: str) -> Paper:
    """资金公示: totals by source and way, and what was spent; nobody's name.

    Source: 个人信息保护法 art. 25.
    """
    estate, scheme = where.estate, get_scheme(where.estate_id or 0, int(subject))
    blocks = [
        doc.paragraph(
            f"{place(scheme)}“{scheme.title}”的资金情况公示如下，截至{doc.day(local_day(where.now))}。"
        ),
        doc.heading("一、总的情况"),
        doc.facts([(name, doc.yuan(fen)) for name, fen in _totals(scheme)]),
        doc.heading("二、谁出的"),
        doc.table("", ("来源", *_HEADS), _lines(account.standings_by_source(scheme.id), SOURCES), _WIDTHS),
        doc.heading("三、怎么出的"),
        doc.table("", ("方式", *_HEADS), _lines(account.standings_by_kind(scheme.id), KINDS), _WIDTHS),
        doc.heading("四、支出"),
        doc.table(
            "",
            ("用途", "收款单位", "金额（元）", "现在"),
            [
                (one.purpose, one.payee, Hundredths(one.amount), SPENDING_STATES[one.state])
                for one in list_public_spending(scheme.id)
            ],
            (4, 4, 3, 2),
        ),
        doc.paragraph(f"有疑问的，可以向{office(estate)}或者{estate.community.name}查询。{NO_TRANSFER}"),
    ]
    made = Paper(
        "居民出资资金公示", blocks, estate.community.name, doc.today(where.now), f"{estate.name}全体居民"
    )
    return marked(made, demo=estate.is_demo, masked=None)


_HEADS, _WIDTHS = ("认缴（元）", "实缴（元）", "实物劳务（元）", "应交未交（元）"), (3, 3, 3, 3, 3)


def _lines(found: Mapping[Any, Standing], words: Mapping[Any, str]) -> list[Sequence[Cell]]:
    """Spending stands behind nobody's promise and has a table of its own."""
    return [
        (words[key], *(Hundredths(fen) for fen in (each.promised, each.paid, each.delivered, each.owed)))
        for key, each in found.items()
        if key is not None
    ]


_READ = Permission.PLEDGE_READ
register(Kind.COMMITMENT, Sort(_commitments, commitment, _READ, personal=True))
register(Kind.LEDGER, Sort(_schemes, ledger, _READ, personal=True))
register(Kind.FUND, Sort(_schemes, fund, _READ))
