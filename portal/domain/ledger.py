"""The contribution account: what each event moves, from one book to another, so that nothing is lost.

Every entry takes an amount out of one book and puts it into another: by its shape the books sum to zero.
A promise is never money: it stands in its own books until an official receipt says that money came.
The portal holds none of it; 专户 is an account that somebody else keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import N_


class Book(StrEnum):
    """认缴, 条件未到的认缴, 应交, 专户收到, 实物和劳务, 已退, 已核销, 已失效, 已支出."""

    PROMISED = "promised"
    CONDITIONAL = "conditional"
    OWED = "owed"
    MONEY = "money"
    IN_KIND = "in_kind"
    RETURNED = "returned"
    WAIVED = "waived"
    LAPSED = "lapsed"
    SPENT = "spent"


BOOKS: Mapping[Book, str] = {
    Book.PROMISED: N_("认缴"),
    Book.CONDITIONAL: N_("条件未到的认缴"),
    Book.OWED: N_("应交未交"),
    Book.MONEY: N_("专户收到"),
    Book.IN_KIND: N_("实物和劳务"),
    Book.RETURNED: N_("已退"),
    Book.WAIVED: N_("已核销"),
    Book.LAPSED: N_("已失效"),
    Book.SPENT: N_("已支出"),
}


class Event(StrEnum):
    """签认缴确认单, 条件达到, 交款, 实物或劳务, 退款(仍应交), 退款(不再交), 核销, 失效, 支出."""

    PROMISE = "promise"
    FALL_DUE = "fall_due"
    PAY = "pay"
    DELIVER = "deliver"
    CORRECT = "correct"
    REFUND = "refund"
    WAIVE = "waive"
    LAPSE = "lapse"
    LAPSE_OWED = "lapse_owed"
    SPEND = "spend"


@dataclass(frozen=True, slots=True)
class Move:
    """An amount in fen goes out of ``credit`` and into ``debit``.

    :raises ValueError: nothing moves, or nowhere.
    """

    debit: Book
    credit: Book
    amount: int

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.debit is self.credit:
            raise ValueError(f"{self.amount} fen from {self.credit} to {self.debit}")

    def reversed(self) -> "Move":
        """What undoes it: the only way in which an entry is ever corrected."""
        return Move(self.credit, self.debit, self.amount)


_SIDES: Mapping[Event, tuple[Book, Book]] = {
    Event.PROMISE: (Book.CONDITIONAL, Book.PROMISED),
    Event.FALL_DUE: (Book.OWED, Book.CONDITIONAL),
    Event.PAY: (Book.MONEY, Book.OWED),
    Event.DELIVER: (Book.IN_KIND, Book.OWED),
    Event.CORRECT: (Book.OWED, Book.MONEY),
    Event.REFUND: (Book.RETURNED, Book.MONEY),
    Event.WAIVE: (Book.WAIVED, Book.OWED),
    Event.LAPSE: (Book.LAPSED, Book.CONDITIONAL),
    Event.LAPSE_OWED: (Book.LAPSED, Book.OWED),
    Event.SPEND: (Book.SPENT, Book.MONEY),
}


def move(event: Event, amount: int) -> Move:
    """What an event does to the books. :raises ValueError: no amount."""
    debit, credit = _SIDES[event]
    return Move(debit, credit, amount)


def balances(moves: Iterable[Move]) -> dict[Book, int]:
    """What stands in each book, in fen; all of them together are zero."""
    standing = dict.fromkeys(Book, 0)
    for each in moves:
        standing[each.debit] += each.amount
        standing[each.credit] -= each.amount
    return standing


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a promise, a home or a scheme stands, in fen; never less than nothing.

    ``promised`` is what was signed; ``paid`` and ``delivered`` are what came and is still there or spent;
    ``owed`` is asked for now, ``conditional`` only once the condition is met.
    """

    promised: int = 0
    conditional: int = 0
    owed: int = 0
    paid: int = 0
    delivered: int = 0
    returned: int = 0
    waived: int = 0
    lapsed: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        """Money that came and is neither spent nor given back."""
        return self.paid - self.spent

    @property
    def is_whole(self) -> bool:
        """Every fen that was promised is somewhere, once."""
        there = self.conditional + self.owed + self.paid + self.delivered
        gone = self.returned + self.waived + self.lapsed
        return self.promised == there + gone and self.left >= 0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def standing(books: Mapping[Book, int]) -> Standing:
    """The books read as people ask for them."""

    def fen(book: Book) -> int:
        return books.get(book, 0)

    return Standing(
        promised=-fen(Book.PROMISED),
        conditional=fen(Book.CONDITIONAL),
        owed=fen(Book.OWED),
        paid=fen(Book.MONEY) + fen(Book.SPENT),
        delivered=fen(Book.IN_KIND),
        returned=fen(Book.RETURNED),
        waived=fen(Book.WAIVED),
        lapsed=fen(Book.LAPSED),
        spent=fen(Book.SPENT),
    )
