"""Fields that several features ask with: what is typed becomes whole numbers or a plain refusal."""

from datetime import date
from typing import Any

from wtforms import DateField, StringField

from portal.domain.amounts import format_hundredths, parse_money
from portal.domain.errors import RuleViolated
from portal.web.i18n import gettext, say


class MoneyField(StringField):  # type: ignore[misc]
    """Yuan as people type it; ``data`` is fen, or None where nothing was typed."""

    data: int | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = parse_money(typed)
        except RuleViolated as refusal:
            raise ValueError(say(refusal)) from refusal

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_hundredths(self.data).removesuffix(".00") if self.data is not None else ""


class DayField(DateField):  # type: ignore[misc]
    """A day as the phone's own calendar gives it; ``data`` is None where nothing was typed."""

    data: date | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not any(str(typed).strip() for typed in valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as no_day:
            raise ValueError(gettext("日期不对，请按年、月、日填写。")) from no_day
