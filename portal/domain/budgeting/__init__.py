"""A choice among items under a budget: greedy, greedy that stops, equal shares; exact, with reasons."""

from collections.abc import Callable, Mapping

from portal.domain.budgeting.greedy import greedy, greedy_stop
from portal.domain.budgeting.pabulib import read_pabulib, write_pabulib
from portal.domain.budgeting.shares import equal_shares
from portal.domain.budgeting.terms import BudgetQuestion, Item, Selection, count_ticks, exact

RULES: Mapping[str, Callable[[BudgetQuestion], Selection]] = {
    "greedy": greedy,
    "greedy-stop": greedy_stop,
    "equal-shares": equal_shares,
}
"""The rules by the name that a vote's setting or a command gives them."""

__all__ = [
    "RULES",
    "BudgetQuestion",
    "Item",
    "Selection",
    "count_ticks",
    "equal_shares",
    "exact",
    "greedy",
    "greedy_stop",
    "read_pabulib",
    "write_pabulib",
]
