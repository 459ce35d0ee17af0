"""The two rules by support alone: the most supported first, as long as the money lasts."""

from fractions import Fraction

from portal.domain.budgeting.terms import BudgetQuestion, Item, Selection
from portal.domain.errors import N_, Sentence

_TAKEN = N_("支持数%(support)s，排第%(rank)s；费用%(cost)s，未超过剩余预算%(left)s，选中。")
_SKIPPED = N_("支持数%(support)s，排第%(rank)s；费用%(cost)s，超过剩余预算%(left)s，未选中，接着看下一项。")
_STOPPED = N_("支持数%(support)s，排第%(rank)s；费用%(cost)s，超过剩余预算%(left)s，未选中，选择到此为止。")
_AFTER_STOP = N_("支持数%(support)s，排第%(rank)s；选择已在前面一项停止，未选中。")
_TOO_LITTLE = N_("支持数%(support)s，低于最低支持数%(least)s，未参加选择。")


def greedy(question: BudgetQuestion) -> Selection:
    """Take items by support, highest first, and skip one that no longer fits."""
    return _by_support(question, rule="greedy", stops=False)


def greedy_stop(question: BudgetQuestion) -> Selection:
    """Take items by support, highest first, and end at the first that does not fit."""
    return _by_support(question, rule="greedy-stop", stops=True)


def _by_support(question: BudgetQuestion, *, rule: str, stops: bool) -> Selection:
    left, stopped = question.budget, False
    selected: list[str] = []
    why = too_little_support(question)
    for place, item in enumerate(question.ranked(), start=1):
        fits = item.cost <= left and not stopped
        text = _TAKEN if fits else _AFTER_STOP if stopped else _STOPPED if stops else _SKIPPED
        why[item.key] = _sentence(question, text, item, place=place, left=left)
        if fits:
            selected.append(item.key)
            left -= item.cost
        else:
            stopped = stops
    return Selection(
        rule=rule,
        selected=tuple(selected),
        budget=question.amount(question.budget),
        cost=question.amount(question.budget - left),
        why=why,
    )


def too_little_support(question: BudgetQuestion) -> dict[str, Sentence]:
    """The sentence of each item that the least support leaves out."""
    least = plain(question.least_support)
    return {
        item.key: Sentence(_TOO_LITTLE, {"support": plain(question.supported(item)), "least": least})
        for item in question.items
        if not question.has_enough(item)
    }


def plain(number: Fraction) -> str:
    """A support figure as short as it can be written: 12, or 12.5 where points have halves."""
    if number.denominator == 1:
        return str(number.numerator)
    hundredths = number.numerator * 100 // number.denominator
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0")


def _sentence(question: BudgetQuestion, text: str, item: Item, *, place: int, left: Fraction) -> Sentence:
    values: dict[str, object] = {
        "support": plain(question.supported(item)),
        "rank": place,
        "cost": question.amount(item.cost),
        "left": question.amount(left),
    }
    return Sentence(text, {name: value for name, value in values.items() if f"%({name})s" in text})
