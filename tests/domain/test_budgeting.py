"""A choice under a budget: what each rule takes, how ties fall, and that there is always a reason."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.budgeting import (
    RULES,
    BudgetQuestion,
    Item,
    count_ticks,
    equal_shares,
    exact,
    greedy,
    greedy_stop,
)
from portal.domain.budgeting.terms import ItemNamedTwice, NotADecimal, UnknownItem, as_decimal


def _question(budget: str, costs: dict[str, str], ballots: Iterable[str], least: str = "0") -> BudgetQuestion:
    """Ballots are strings of keys with spaces between."""
    counted = Counter(frozenset(ballot.split()) for ballot in ballots)
    return BudgetQuestion(
        budget=exact(budget),
        items=tuple(Item(key, exact(cost)) for key, cost in costs.items()),
        ballots=counted,
        support=count_ticks(counted),
        least_support=exact(least),
        places=2,
    )


SKIPS = _question("100", {"1": "60", "2": "50", "3": "40"}, ["1 2", "1 2", "1 3"])


def test_greedy_skips_what_no_longer_fits() -> None:
    selection = greedy(SKIPS)
    assert (selection.selected, selection.cost, selection.budget) == (("1", "3"), "100.00", "100.00")
    assert "超过剩余预算40.00" in str(selection.why["2"])


def test_greedy_stop_ends_there() -> None:
    selection = greedy_stop(SKIPS)
    assert (selection.selected, selection.cost) == (("1",), "60.00")
    assert "选择到此为止" in str(selection.why["2"])
    assert "已在前面一项停止" in str(selection.why["3"])


@pytest.mark.parametrize(
    ("costs", "first"),
    [
        ({"2": "50", "10": "40"}, "10"),  # lower cost first
        ({"2": "50", "10": "50"}, "2"),  # then the smaller number, not the smaller text
        ({"b": "50", "a": "50"}, "a"),
        ({"x": "50", "10": "50"}, "10"),  # a number before a word
    ],
)
@pytest.mark.parametrize("rule", RULES)
def test_ties(rule: str, costs: dict[str, str], first: str) -> None:
    question = _question("50", costs, [" ".join(costs)])
    assert RULES[rule](question).selected == (first,)


@pytest.mark.parametrize("rule", RULES)
def test_the_least_support_stays_in_and_less_stays_out(rule: str) -> None:
    question = _question("100", {"1": "10", "2": "10"}, ["1 2", "1"], least="2")
    selection = RULES[rule](question)
    assert selection.selected == ("1",)
    assert str(selection.why["2"]) == "支持数1，低于最低支持数2，未参加选择。"


def test_equal_shares_hears_a_minority_that_greedy_does_not() -> None:
    # Six want 1, 2, 3; four want 4. Greedy spends everything on the six.
    costs = {"1": "30", "2": "30", "3": "40", "4": "40"}
    question = _question("100", costs, ["1 2 3"] * 6 + ["4"] * 4)
    assert set(greedy(question).selected) == {"1", "2", "3"}
    selection = equal_shares(question)
    # Each holds 10: the six buy 1 and 2 for 5 each, the four buy 4 for 10 each.
    assert set(selection.selected) == {"1", "2", "4"}
    assert selection.cost == "100.00"
    assert "6位支持者" in str(selection.why["1"])
    assert "每人最多承担5.00" in str(selection.why["1"])


def test_shares_rise_until_the_next_unit_would_cost_too_much() -> None:
    # Each holds 10 of 20; one backer alone pays 15 once shares have risen by 5.
    question = _question("20", {"1": "15", "2": "15"}, ["1", "2"])
    selection = equal_shares(question)
    # Raised to 15 both would be bought, for 30: so nothing is, and greedy takes the smaller key.
    assert selection.selected == ("1",)
    assert "用剩余预算20.00补选" in str(selection.why["1"])
    assert "补选时超过剩余预算5.00" in str(selection.why["2"])


def test_shares_rise_as_long_as_the_budget_is_just_enough() -> None:
    # Shares of 5.5, 6.5 and 7.5: at 7.5 the one backer of "y" can pay 7, and all 22 are spent to the last.
    costs = {"x": "7", "y": "7", "z": "15"}
    question = _question("22", costs, ["z x", "z x", "z", "y"])
    assert equal_shares(question).selected == ("z", "y")


def test_shares_may_have_to_rise_far() -> None:
    costs = {"a": "100000", "b": "400000"}
    question = _question("500000", costs, ["a"] * 399 + ["b"])
    assert equal_shares(question).selected == ("a", "b")


def test_shares_are_exact() -> None:
    # A third of 100 each: three backers pay 100 together, which no rounded third would.
    question = _question("100", {"1": "100"}, ["1"] * 3)
    selection = equal_shares(question)
    assert selection.selected == ("1",)
    assert "3位支持者" in str(selection.why["1"])
    assert "每人最多承担33.34" in str(selection.why["1"])


@pytest.mark.parametrize("rule", RULES)
def test_nobody_voted(rule: str) -> None:
    selection = RULES[rule](_question("50", {"1": "40", "2": "30"}, []))
    assert selection.selected == ("2",)
    assert set(selection.why) == {"1", "2"}


def test_an_item_has_one_name_and_a_ballot_known_items() -> None:
    with pytest.raises(UnknownItem):
        _question("50", {"1": "40"}, ["1 2"])
    with pytest.raises(ItemNamedTwice):
        BudgetQuestion(Fraction(1), (Item("1", Fraction(1)), Item("1", Fraction(2))), {}, {})


@pytest.mark.parametrize("typed", ["", "-1", "1e3", "1.2.3", "nan", "十"])
def test_what_is_no_decimal(typed: str) -> None:
    with pytest.raises(NotADecimal):
        exact(typed)


def test_decimals() -> None:
    assert exact("0,5") == exact(" 0.50 ") == Fraction(1, 2)
    assert as_decimal(Fraction(1, 3), 2) == "0.33"
    assert as_decimal(Fraction(1000), 0) == "1000"


KEYS = "123456"


@st.composite
def _questions(draw: st.DrawFn) -> BudgetQuestion:
    costs = {key: str(draw(st.integers(1, 30))) for key in KEYS}
    ballots = draw(st.lists(st.sets(st.sampled_from(KEYS)).map(" ".join), max_size=9))
    return _question(str(draw(st.integers(1, 120))), costs, ballots, least=draw(st.sampled_from("012")))


def _payment(cost: Fraction, purses: list[Fraction]) -> Fraction | None:
    """The least that each may be asked for at most, tried at every purse."""
    for asked in sorted(purses):
        if sum(min(purse, asked) for purse in purses) >= cost:
            poorer = [purse for purse in purses if purse < asked]
            return (cost - sum(poorer)) / (len(purses) - len(poorer))
    return None


def _plain_shares(question: BudgetQuestion, share: Fraction) -> list[Item]:
    """Equal shares as the textbook has it, voter by voter."""
    voters = [ballot for ballot, times in question.ballots.items() for _ in range(times)]
    left = [share] * len(voters)
    bought: list[Item] = []
    while True:
        offers = []
        for item in question.items:
            backers = [index for index, ballot in enumerate(voters) if item.key in ballot]
            payment = _payment(item.cost, [left[index] for index in backers])
            if item not in bought and payment is not None and question.has_enough(item):
                offers.append((payment / item.cost, item.cost, int(item.key), item, payment, backers))
        if not offers:
            return bought
        *_, item, payment, backers = min(offers, key=lambda offer: offer[:3])
        bought.append(item)
        for index in backers:
            left[index] -= min(left[index], payment)


def _plain_outcome(question: BudgetQuestion) -> set[str]:
    voters = sum(question.ballots.values())
    wanted = [
        item
        for item in question.items
        if question.has_enough(item) and any(item.key in ballot for ballot in question.ballots)
    ]
    bought: list[Item] = []
    share = question.budget / voters if voters else Fraction(0)
    while voters:
        richer = _plain_shares(question, share)
        if sum(item.cost for item in richer) > question.budget:
            break
        bought = richer
        left = question.budget - sum(item.cost for item in bought)
        if all(item in bought or item.cost > left for item in wanted):
            break
        share += 1
    left = question.budget - sum(item.cost for item in bought)
    ranked = sorted(question.items, key=lambda item: (-question.supported(item), item.cost, int(item.key)))
    for item in ranked:
        if item not in bought and question.has_enough(item) and item.cost <= left:
            bought.append(item)
            left -= item.cost
    return {item.key for item in bought}


@settings(max_examples=150, deadline=None)
@given(_questions())
def test_equal_shares_against_the_textbook(question: BudgetQuestion) -> None:
    assert set(equal_shares(question).selected) == _plain_outcome(question)


@settings(deadline=None)
@given(_questions(), st.sampled_from(sorted(RULES)))
def test_every_selection_fits_and_says_why(question: BudgetQuestion, rule: str) -> None:
    selection = RULES[rule](question)
    costs = {item.key: item.cost for item in question.items}
    assert exact(selection.cost) == sum(costs[key] for key in selection.selected) <= question.budget
    assert set(selection.why) == set(costs)
    for key, reason in selection.why.items():
        assert str(reason).endswith("，选中。") is (key in selection.selected)
