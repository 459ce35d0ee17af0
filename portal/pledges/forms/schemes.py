"""What is asked about a scheme: by the desk of its figures and terms, by the portal of a household."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.domain.amounts import format_coefficient, format_hundredths, parse_coefficient, parse_money
from portal.domain.errors import RuleViolated
from portal.pledges.drafts import Draft, Grant, Terms
from portal.pledges.errors import AgreedLineUnread, HomeNamedTwice, NoSuchHome
from portal.pledges.models import BY_FLOOR, Condition, PledgeAnswer, Sharing
from portal.pledges.words import ANSWERS, CONDITIONS, SHARINGS
from portal.voting.models import Vote
from portal.web.fields import DayField, MoneyField
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
    total = MoneyField(_l("总费用"), [InputRequired(_l("请填写总费用"))])
    subsidy = MoneyField(_l("政府补助"), [InputRequired(_l("请填写补助金额，没有就填 0"))])
    subsidy_source = StringField(_l("补助的依据"), [_short(100)], filters=[_trimmed])
    other_name = StringField(_l("其他补助：谁出"), [_short(30)], filters=[_trimmed])
    other = MoneyField(_l("其他补助：金额"))
    other_source = StringField(_l("其他补助：依据"), [_short(100)], filters=[_trimmed])
    another_name = StringField(_l("再一项补助：谁出"), [_short(30)], filters=[_trimmed])
    another = MoneyField(_l("再一项补助：金额"))
    another_source = StringField(_l("再一项补助：依据"), [_short(100)], filters=[_trimmed])
    sharing = RadioField(
        _l("怎样分摊"),
        [InputRequired(_l("请选一种分摊办法"))],
        coerce=Sharing,
        choices=[SelectChoice(key.value, _l(name)) for key, name in SHARINGS.items()],
    )
    coefficient_source = StringField(
        _l("分摊办法的来源"), [InputRequired(_l("请写明系数是怎么来的")), _short(100)], filters=[_trimmed]
    )
    agreed = TextAreaField(_l("各户约定的金额"), [_short(20_000)], filters=[_trimmed])
    condition = RadioField(
        _l("什么条件下才交钱"),
        [InputRequired(_l("请选一个条件"))],
        coerce=Condition,
        choices=[SelectChoice(key.value, _l(name)) for key, name in CONDITIONS.items()],
    )
    threshold = MoneyField(_l("要达到的金额"))
    homes = IntegerField(_l("要达到的户数"), [Optional(), NumberRange(1, 100_000, _l("户数应大于零"))])
    vote = SelectField(_l("哪一次投票"), coerce=int)
    expires_on = DayField(_l("最后一天"), [Optional()])
    due_days = IntegerField(
        _l("条件达到后几天内交"),
        [InputRequired(_l("请填写天数")), NumberRange(1, 3650, _l("请填 1 到 3650 天"))],
    )
    allows_parts = BooleanField(_l("可以分期交"))
    allows_deferral = BooleanField(_l("有困难可以缓交"))
    allows_labour = BooleanField(_l("可以投工投劳，代替出钱"))
    preview = SubmitField(_l("看看每户出多少"))

    floors: Mapping[int, str]
    doors: Mapping[str, int]
    item_id: int | None

    def floor_fields(self) -> list[CoefficientField]:
        """From the top floor down, as the doors stand."""
        return [self[self.floors[floor]] for floor in sorted(self.floors, reverse=True)]

    def draft(self) -> Draft:
        """What was typed. :raises RuleViolated: a line of the agreed amounts that says no home or no sum."""
        sharing = self.sharing.data
        return Draft(
            title=self.title.data,
            total=self.total.data or 0,
            subsidy=self.subsidy.data or 0,
            subsidy_source=self.subsidy_source.data,
            coefficient_source=self.coefficient_source.data,
            coefficients={floor: self[name].data for floor, name in self.floors.items()},
            sharing=sharing,
            others=self._others(),
            agreed=self._agreed() if sharing is Sharing.AGREED else {},
            item_id=self.item_id,
            terms=self._terms(),
        )

    def _others(self) -> list[Grant]:
        typed = (
            (self.other_name.data, self.other.data, self.other_source.data),
            (self.another_name.data, self.another.data, self.another_source.data),
        )
        return [Grant(name, amount, source) for name, amount, source in typed if amount]

    def _agreed(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for line in filter(None, map(str.strip, self.agreed.data.splitlines())):
            words = line.replace("，", " ").replace(",", " ").replace("：", " ").split()
            if len(words) != 2:
                raise AgreedLineUnread(line=line[:40])
            home, amount = words
            if home not in self.doors:
                raise NoSuchHome(home=home[:20])
            if self.doors[home] in found:
                raise HomeNamedTwice(home=home)
            found[self.doors[home]] = parse_money(amount)
        return found

    def _terms(self) -> Terms:
        condition = self.condition.data
        threshold = {Condition.AMOUNT: self.threshold.data, Condition.HOMES: self.homes.data}
        return Terms(
            condition=condition,
            threshold=threshold.get(condition) or 0,
            vote_id=self.vote.data or None,
            expires_on=self.expires_on.data,
            due_days=self.due_days.data,
            allows_parts=self.allows_parts.data,
            allows_deferral=self.allows_deferral.data,
            allows_labour=self.allows_labour.data,
        )


def scheme_form(
    floors: Sequence[int], draft: Draft, *, doors: Mapping[str, int], votes: Sequence[Vote]
) -> SchemeForm:
    """The form for these floors and doors, filled with a draft where nothing was sent.

    :param doors: what a home may be called, to its id.
    """
    names = {floor: f"floor_{floor}".replace("-", "minus") for floor in floors}
    fields = {name: CoefficientField(_l("%(floor)s 楼", floor=floor)) for floor, name in names.items()}
    more = {"floors": names, "doors": doors, "item_id": draft.item_id}
    kind = type("SchemeFormOfFloors", (SchemeForm,), {**fields, **more})
    said = {names[floor]: each for floor, each in draft.coefficients.items() if floor in names}
    form: SchemeForm = kind(data={**said, **_figures(draft, doors), **_said_terms(draft.terms)})
    form.vote.choices = [SelectChoice(0, _l("不选")), *(SelectChoice(vote.id, vote.title) for vote in votes)]
    if draft.item_id is not None and not floors:
        form.sharing.choices = [choice for choice in form.sharing.choices if choice.value not in BY_FLOOR]
    return form


def _figures(draft: Draft, doors: Mapping[str, int]) -> dict[str, object]:
    other, another = [*draft.others, Grant("", 0, ""), Grant("", 0, "")][:2]
    called = {part_id: name for name, part_id in doors.items()}
    lines = (f"{called.get(part_id, '')} {format_hundredths(fen)}" for part_id, fen in draft.agreed.items())
    return {
        "title": draft.title,
        "total": draft.total or None,
        "subsidy": draft.subsidy,
        "subsidy_source": draft.subsidy_source,
        "other_name": other.name,
        "other": other.amount or None,
        "other_source": other.source,
        "another_name": another.name,
        "another": another.amount or None,
        "another_source": another.source,
        "sharing": draft.sharing,
        "coefficient_source": draft.coefficient_source,
        "agreed": "\n".join(lines),
    }


def _said_terms(terms: Terms) -> dict[str, object]:
    return {
        "condition": terms.condition,
        "threshold": terms.threshold if terms.condition is Condition.AMOUNT else None,
        "homes": terms.threshold if terms.condition is Condition.HOMES else None,
        "vote": terms.vote_id or 0,
        "expires_on": terms.expires_on,
        "due_days": terms.due_days,
        "allows_parts": terms.allows_parts,
        "allows_deferral": terms.allows_deferral,
        "allows_labour": terms.allows_labour,
    }


class TableForm(Form):
    """A name under which an entrance's coefficients can be used again."""

    name = StringField(
        _l("这张系数表叫什么"), [InputRequired(_l("请填写名称")), _short(30)], filters=[_trimmed]
    )


class TrialForm(Form):
    """What if the lift cost something else: asked by address, and nothing is kept."""

    class Meta:
        csrf = False

    floor = IntegerField(_l("住几楼"), [Optional()])
    price = TenThousandField(_l("电梯总价"))


class PledgeForm(Form):
    """What a household says; nothing is chosen beforehand and all answers look the same."""

    answer = RadioField(
        _l("您家出资吗？"),
        [InputRequired(_l("请选一项"))],
        coerce=PledgeAnswer,
        choices=[SelectChoice(key.value, _l(name)) for key, name in ANSWERS.items()],
        validate_choice=False,
    )
    amount = MoneyField(_l("另商量的金额"))
    note = TextAreaField(_l("想说的话"), [_short(500)], filters=[_trimmed])

    def leave_out_computed(self) -> None:
        """Where nothing is shared out, nothing was computed."""
        computed = PledgeAnswer.AS_COMPUTED.value
        self.answer.choices = [choice for choice in self.answer.choices if choice.value != computed]
