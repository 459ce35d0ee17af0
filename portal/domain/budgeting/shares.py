"""The method of equal shares: every voter holds the same part of the budget and pays for what he ticked."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd, lcm

from portal.domain.budgeting.greedy import plain, too_little_support
from portal.domain.budgeting.terms import BudgetQuestion, Item, Selection, as_decimal, tie_rank
from portal.domain.errors import N_, Sentence

_SHARED = N_("%(voters)s位支持者各自的份额足以共同承担费用%(cost)s，每人最多承担%(most)s，选中。")
_FILLED = N_("支持者的份额不足以承担费用%(cost)s；按支持数%(support)s用剩余预算%(left)s补选，选中。")
_UNPAID = N_("支持者的份额不足以承担费用%(cost)s；补选时超过剩余预算%(left)s，未选中。")


@dataclass(frozen=True, slots=True)
class _Bought:
    """An item that its backers pay for, and the most that one of them pays."""

    item: Item
    voters: int
    most: Fraction


def equal_shares(question: BudgetQuestion) -> Selection:
    """Equal shares with cost as use, each share raised by 1 while that stays affordable, then greedy (add1u).

    In each round the item with the least payment per voter over cost is bought. Shares stop rising when
    the next unit would cost more than the budget, or when nothing that anybody ticked still fits.
    """
    bought = _raise_shares(question)
    filled, left = _fill_up(question, bought)
    why = too_little_support(question)
    why |= {purchase.item.key: _reason(question, purchase) for purchase in bought}
    why |= filled
    added = [key for key, reason in filled.items() if reason.text == _FILLED]
    return Selection(
        rule="equal-shares",
        selected=(*(purchase.item.key for purchase in bought), *added),
        budget=question.amount(question.budget),
        cost=question.amount(question.budget - left),
        why=why,
    )


def _reason(question: BudgetQuestion, purchase: _Bought) -> Sentence:
    values = {
        "voters": purchase.voters,
        "cost": question.amount(purchase.item.cost),
        "most": _rounded_up(purchase.most, question.places or 2),
    }
    return Sentence(_SHARED, values)


def _fill_up(question: BudgetQuestion, bought: Sequence[_Bought]) -> tuple[dict[str, Sentence], Fraction]:
    """Spend what is left by support alone: a sentence for each item not bought, and what remains."""
    taken = {purchase.item.key for purchase in bought}
    left = question.budget - _cost(bought)
    why: dict[str, Sentence] = {}
    for item in question.ranked():
        if item.key in taken:
            continue
        values: dict[str, object] = {"cost": question.amount(item.cost), "left": question.amount(left)}
        if item.cost > left:
            why[item.key] = Sentence(_UNPAID, values)
            continue
        left -= item.cost
        why[item.key] = Sentence(_FILLED, values | {"support": plain(question.supported(item))})
    return why, left


def _rounded_up(number: Fraction, places: int) -> str:
    units = -(-number.numerator * 10**places // number.denominator)
    return as_decimal(Fraction(units, 10**places), places)


def _raise_shares(question: BudgetQuestion) -> list[_Bought]:
    ticked = frozenset[str]().union(*question.ballots)
    items = [item for item in question.ranked() if item.key in ticked]
    voters = sum(question.ballots.values())
    if not voters or not items:
        return []
    purses = _Purses(question, items, question.budget / voters)
    bought = purses.buy()
    while not _nothing_fits(question, items, bought):
        purses = _Purses(question, items, purses.next_share(bought))
        richer = purses.buy()
        if _cost(richer) > question.budget:
            break
        bought = richer
    return bought


def _cost(bought: Sequence[_Bought]) -> Fraction:
    return sum((purchase.item.cost for purchase in bought), Fraction(0))


def _nothing_fits(question: BudgetQuestion, items: Sequence[Item], bought: Sequence[_Bought]) -> bool:
    taken = {purchase.item.key for purchase in bought}
    left = question.budget - _cost(bought)
    return all(item.key in taken or item.cost > left for item in items)


class _Purses:
    """What the voters still have in one run with a fixed share each; voters with the same ballot go together.

    `left` is in whole units of 1 / `scale`, which grows with every purchase that does not divide evenly:
    exact like fractions, and a good deal faster.
    """

    def __init__(self, question: BudgetQuestion, items: Sequence[Item], share: Fraction) -> None:
        self.items = items
        self.share = share
        finest = lcm(*(item.cost.denominator for item in items))
        self.scale = share.denominator * finest
        self.left = [share.numerator * finest] * len(question.ballots)
        self.times = list(question.ballots.values())
        self.backers: dict[str, list[int]] = {item.key: [] for item in items}
        for purse, ballot in enumerate(question.ballots):
            for key in ballot & self.backers.keys():
                self.backers[key].append(purse)

    def buy(self) -> list[_Bought]:
        """Buy, round by round, what costs its backers least for what it is worth to them."""
        # As purses empty an item only gets dearer: an old figure is a lower bound, looked at again when due.
        due = [(Fraction(0), tie_rank(item), item) for item in self.items]
        heapq.heapify(due)
        bought: list[_Bought] = []
        while due:
            _, rank, item = heapq.heappop(due)
            payment = self._payment(item)
            if payment is None:
                continue
            to_pay, payers = payment
            most = Fraction(to_pay, payers * self.scale)
            again = (most / item.cost if item.cost else Fraction(0), rank, item)
            if due and due[0] < again:
                heapq.heappush(due, again)
                continue
            backers = self.backers[item.key]
            bought.append(_Bought(item, self._voters(item), most))
            self._pay(backers, to_pay, payers)
        return bought

    def _payment(self, item: Item) -> tuple[int, int] | None:
        """The most that one backer pays, where all pay the same or all they have: (units, over payers).

        None where the backers have not enough between them.
        """
        left, times, backers = self.left, self.times, self.backers[item.key]
        to_pay = item.cost.numerator * self.scale // item.cost.denominator
        payers = self._voters(item)
        if min(left[purse] for purse in backers) * payers >= to_pay:
            return to_pay, payers
        for has, many in sorted([(left[purse], times[purse]) for purse in backers]):
            if has * payers >= to_pay:
                return to_pay, payers
            to_pay -= has * many
            payers -= many
        return None

    def _pay(self, backers: Sequence[int], to_pay: int, payers: int) -> None:
        finer = payers // gcd(to_pay, payers)
        if finer > 1:
            self.scale *= finer
            self.left = [units * finer for units in self.left]
        most = to_pay * finer // payers
        for purse in backers:
            self.left[purse] -= min(self.left[purse], most)

    def _voters(self, item: Item) -> int:
        return sum(self.times[purse] for purse in self.backers[item.key])

    def next_share(self, bought: Sequence[_Bought]) -> Fraction:
        """The next share to try, in steps of 1, without those that cannot end the rise.

        While the whole shares of an item's backers stay below its cost it is not bought, so until then
        no more is bought than now: that stays affordable, and what fits now still fits.
        """
        taken = {purchase.item.key for purchase in bought}
        dearest = [item.cost / self._voters(item) for item in self.items if item.key not in taken]
        steps = ceil(min(dearest) - self.share) - 1 if dearest else 1
        return self.share + max(1, steps)
