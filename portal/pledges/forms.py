"""What is asked about a lift: by the desk of a scheme, by the portal of a household."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import IntegerField, RadioField, SelectChoice, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.domain.amounts import format_coefficient, parse_coefficient, parse_money
from portal.domain.errors import RuleViolated
from portal.pledges.drafts import Draft
from portal.pledges.models import PledgeAnswer, Sharing
from portal.pledges.words import ANSWERS, SHARINGS
from portal.web.fields import MoneyField
from portal.web.forms import Form
from portal.web.i18n import _l, say

_FEN_OF_WAN = 10_000  # a hundredth of 万元 is 100 yuan


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class CoefficientField(StringField):  # type: ignore[misc]
    """A factor such as 0.7; ``data`` is thousandths."""

    data: int | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        self.data = None
        try:
            self.data = parse_coefficient(str(valuelist[0]))
        except RuleViolated as refusal:
            raise ValueError(say(refusal)) from refusal

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_coefficient(self.data) if self.data is not None else ""


class TenThousandField(StringField):  # type: ignore[misc]
    """万元 as people say a lift's price, two decimals at most; ``data`` is fen."""

    data: int | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        self.data = None
        try:
            self.data = parse_money(str(valuelist[0]).strip().removesuffix("万元")) * _FEN_OF_WAN
        except RuleViolated as refusal:
            raise ValueError(say(refusal)) from refusal

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return format_coefficient(self.data // 1000)  # fen to thousandths of 万元


class SchemeForm(Form):
    """A scheme; one more field for each floor of the entrance is made by `scheme_form`."""

    title = StringField(_l("名称"), [InputRequired(_l("请填写名称")), _short(30)], filters=[_trimmed])
    total = MoneyField(_l("电梯总费用"), [InputRequired(_l("请填写总费用"))])
    subsidy = MoneyField(_l("政府补助"), [InputRequired(_l("请填写补助金额，没有就填 0"))])
    subsidy_source = StringField(_l("补助的依据"), [_short(100)], filters=[_trimmed])
    sharing = RadioField(
        _l("怎样分摊"),
        [InputRequired(_l("请选一种分摊办法"))],
        coerce=Sharing,
        choices=[SelectChoice(key.value, _l(name)) for key, name in SHARINGS.items()],
    )
    coefficient_source = StringField(
        _l("系数的来源"), [InputRequired(_l("请写明系数是怎么来的")), _short(100)], filters=[_trimmed]
    )
    preview = SubmitField(_l("看看每户出多少"))

    floors: Mapping[int, str]

    def floor_fields(self) -> list[CoefficientField]:
        """From the top floor down, as the doors stand."""
        return [self[self.floors[floor]] for floor in sorted(self.floors, reverse=True)]

    def draft(self) -> Draft:
        """What was typed."""
        return Draft(
            title=self.title.data,
            total=self.total.data or 0,
            subsidy=self.subsidy.data or 0,
            subsidy_source=self.subsidy_source.data,
            coefficient_source=self.coefficient_source.data,
            coefficients={floor: self[name].data for floor, name in self.floors.items()},
            sharing=self.sharing.data,
        )


def scheme_form(floors: Sequence[int], draft: Draft) -> SchemeForm:
    """The form for an entrance with these floors, filled with a draft where nothing was sent."""
    names = {floor: f"floor_{floor}".replace("-", "minus") for floor in floors}
    fields = {name: CoefficientField(_l("%(floor)s 楼", floor=floor)) for floor, name in names.items()}
    kind = type("SchemeFormOfFloors", (SchemeForm,), {**fields, "floors": names})
    said = {names[floor]: each for floor, each in draft.coefficients.items() if floor in names}
    form: SchemeForm = kind(
        data={
            **said,
            "title": draft.title,
            "total": draft.total or None,
            "subsidy": draft.subsidy,
            "subsidy_source": draft.subsidy_source,
            "sharing": draft.sharing,
            "coefficient_source": draft.coefficient_source,
        }
    )
    return form


class TrialForm(Form):
    """What if the lift cost something else: asked by address, and nothing is kept."""

    class Meta:
        csrf = False

    floor = IntegerField(_l("住几楼"), [Optional()])
    price = TenThousandField(_l("电梯总价"))


class PledgeForm(Form):
    """What a household says; nothing is chosen beforehand and all answers look the same."""

    answer = RadioField(
        _l("装电梯，您家出资吗？"),
        [InputRequired(_l("请选一项"))],
        coerce=PledgeAnswer,
        choices=[SelectChoice(key.value, _l(name)) for key, name in ANSWERS.items()],
        validate_choice=False,
    )
    amount = MoneyField(_l("另商量的金额"))
    note = TextAreaField(_l("想说的话"), [_short(500)], filters=[_trimmed])
