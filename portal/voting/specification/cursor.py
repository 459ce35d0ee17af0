"""Walking through a JSON value: every refusal names the place in the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from portal.domain.amounts import parse_money
from portal.domain.deadlines import CHINA
from portal.domain.errors import N_, RuleViolated
from portal.voting.errors import FileProblem

E = TypeVar("E", bound=StrEnum)

MISSING = N_("没有填写，请补上")
NOT_TEXT = N_("应为一段文字")
NOT_LIST = N_("应为一个列表")
NOT_OBJECT = N_("应为一组名称和值")
NOT_FLAG = N_("应为 true 或 false")
NOT_NUMBER = N_("应为一个整数")
NOT_MOMENT = N_("应为时间，如 2026-03-01T09:00+08:00")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def moment(text: str) -> datetime | None:
    """ISO or ``YYYY-MM-DD HH:MM[:SS]``; China's time where no offset stands. None where it is no moment."""
    text = text.strip()
    if not _MOMENT.match(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


@dataclass(frozen=True)
class Cursor:
    """A value and where it stands, such as ``questions[0].text``."""

    value: Any
    place: str

    def refuse(self, problem: str, **values: object) -> NoReturn:
        raise FileProblem(place=self.place or N_("文件"), problem=problem % values if values else problem)

    def get(self, key: str) -> "Cursor":
        if not isinstance(self.value, dict):
            self.refuse(NOT_OBJECT)
        return Cursor(self.value.get(key), f"{self.place}.{key}" if self.place else key)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def items(self) -> Iterator["Cursor"]:
        if not isinstance(self.value, list):
            self.refuse(NOT_LIST if self.value is not None else MISSING)
        return (Cursor(item, f"{self.place}[{n}]") for n, item in enumerate(self.value))

    def text(self) -> str:
        if self.value is None or (isinstance(self.value, str) and not self.value.strip()):
            self.refuse(MISSING)
        if not isinstance(self.value, str):
            self.refuse(NOT_TEXT)
        return self.value.strip()

    def optional_text(self) -> str:
        return "" if self.value is None else self.text()

    def optional_number(self) -> int | None:
        if self.value is None:
            return None
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse(NOT_NUMBER)
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse(NOT_FLAG)
        return self.value

    def moment(self) -> datetime:
        found = moment(self.text())
        if found is None:
            self.refuse(NOT_MOMENT)
        return found

    def one_of(self, kind: type[E]) -> E:
        """A member of an enumeration, by its value."""
        word = self.text()
        if word not in {member.value for member in kind}:
            self.refuse(
                N_("“%(word)s”不认识，应为：%(words)s"), word=word, words="、".join(m.value for m in kind)
            )
        return kind(word)

    def money(self) -> int:
        """A decimal string in yuan as fen; a JSON number is refused, for it may have lost its last fen."""
        if not isinstance(self.value, str):
            self.refuse(N_('金额应写成带引号的文字，如 "120000.00"'))
        try:
            return parse_money(self.value)
        except RuleViolated as refusal:
            self.refuse(str(refusal).rstrip("。"))
