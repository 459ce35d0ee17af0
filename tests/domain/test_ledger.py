"""The books: whatever happens in whatever order, they sum to zero and no fen is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.ledger import BOOKS, Book, Event, Move, Standing, balances, move, standing

EVENTS = st.lists(st.tuples(st.sampled_from(Event), st.integers(1, 10**12)), max_size=40)


@given(EVENTS)
def test_the_books_sum_to_zero_whatever_happens(events: list[tuple[Event, int]]) -> None:
    assert sum(balances(move(event, amount) for event, amount in events).values()) == 0


@given(EVENTS)
def test_what_is_reversed_leaves_no_trace_in_the_balance(events: list[tuple[Event, int]]) -> None:
    moves = [move(event, amount) for event, amount in events]
    both = [*moves, *(each.reversed() for each in reversed(moves))]
    assert set(balances(both).values()) == {0}


@given(st.integers(1, 10**9), st.data())
def test_a_promise_is_always_somewhere(amount: int, data: st.DataObject) -> None:
    """Signed, due, partly paid, partly given back, partly written off: the parts add up to the whole."""
    moves = [move(Event.PROMISE, amount), move(Event.FALL_DUE, amount)]
    pay = data.draw(st.integers(0, amount))
    back = data.draw(st.integers(0, pay))
    off = data.draw(st.integers(0, amount - pay))
    spent = data.draw(st.integers(0, pay - back))
    steps = ((Event.PAY, pay), (Event.REFUND, back), (Event.WAIVE, off), (Event.SPEND, spent))
    moves += [move(event, fen) for event, fen in steps if fen]
    there = standing(balances(moves))
    assert there.is_whole
    assert there.promised == amount
    assert there.owed == amount - pay - off
    assert (there.paid, there.returned, there.waived) == (pay - back, back, off)
    assert there.left == pay - back - spent


def test_a_refund_by_mistake_is_owed_again() -> None:
    events = ((Event.PROMISE, 100), (Event.FALL_DUE, 100), (Event.PAY, 100), (Event.CORRECT, 30))
    there = standing(balances(move(event, amount) for event, amount in events))
    assert (there.owed, there.paid, there.returned) == (30, 70, 0)


def test_below_the_condition_nothing_is_owed() -> None:
    signed = standing(balances([move(Event.PROMISE, 100)]))
    assert (signed.promised, signed.conditional, signed.owed) == (100, 100, 0)
    lapsed = standing(balances([move(Event.PROMISE, 100), move(Event.LAPSE, 100)]))
    assert (lapsed.conditional, lapsed.owed, lapsed.lapsed) == (0, 0, 100)


@pytest.mark.parametrize(
    ("debit", "credit", "amount"),
    [(Book.OWED, Book.OWED, 1), (Book.OWED, Book.MONEY, 0), (Book.OWED, Book.MONEY, -1)],
)
def test_nothing_moves_nowhere(debit: Book, credit: Book, amount: int) -> None:
    with pytest.raises(ValueError, match="fen from"):
        Move(debit, credit, amount)


def test_money_that_is_spent_was_still_paid() -> None:
    books = {Book.PROMISED: -100, Book.MONEY: 40, Book.SPENT: 60}
    assert standing(books) == Standing(promised=100, paid=100, spent=60)


def test_more_spent_than_came_is_not_whole() -> None:
    assert not standing({Book.PROMISED: -100, Book.MONEY: -10, Book.SPENT: 110}).is_whole


def test_standings_add_up() -> None:
    assert Standing(promised=1, owed=1) + Standing(promised=2, paid=2) == Standing(promised=3, owed=1, paid=2)


def test_every_book_has_its_word() -> None:
    assert set(BOOKS) == set(Book)
