"""Fields that several features ask with: what is typed becomes whole numbers or a plain refusal."""

from typing import Any

from wtforms import StringField

from portal.domain.amounts import format_hundredths, parse_money
from portal.domain.errors import RuleViolated
from portal.web.i18n import say


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
