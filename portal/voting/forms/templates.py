"""A ready-made vote: only what its matter needs is asked; times and the rest are put in order afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from wtforms import FormField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.communities.models import Entrance, Estate
from portal.domain.amounts import format_hundredths
from portal.domain.matters import ManagementMode, Matter, Subject
from portal.domain.tally import QuestionKind, Regime
from portal.voting import templates
from portal.voting.forms.drafting import proposal
from portal.voting.forms.modes import MODES, ModeForm
from portal.voting.specification import Papers, QuestionSpec, ScopeSpec, SettingSpec, VoteSpec
from portal.voting.templates import SERVICES, Template
from portal.web.fields import MoneyField
from portal.web.forms import Form
from portal.web.i18n import _l, gettext


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字。"))


def _lines(label: Any, hint: Any) -> TextAreaField:
    return TextAreaField(label, [_short(3000)], filters=[_trimmed], description=hint)


class TemplateForm(Form):
    """Every field that some template asks for; a page shows those of its template and needs them filled."""

    title = StringField(_l("投票名称"), [InputRequired(_l("请填写这一栏。")), _short(30)], filters=[_trimmed])
    explanation = TextAreaField(
        _l("为什么投这个票"),
        [_short(500)],
        filters=[_trimmed],
        description=_l("两三句大白话，居民打开投票先看到"),
    )
    text = StringField(_l("怎么问"), [_short(100)], filters=[_trimmed])
    entrance = SelectField(_l("哪个单元"), validate_choice=False)
    land = RadioField(
        _l("占不占小区的土地或别的共有部分"),
        [Optional()],
        choices=[
            SelectChoice("no", _l("不占")),
            SelectChoice("yes", _l("占：另建一次全小区的投票（特别事项）")),
        ],
    )
    exclusive = StringField(
        _l("要用到哪家的专有部分"),
        [_short(60)],
        filters=[_trimmed],
        description=_l("要先有这家业主的同意；不用到就空着"),
    )
    names = _lines(_l("候选人"), _l("一行一位"))
    seats = IntegerField(
        _l("当选名额"), [Optional(), NumberRange(1, 99, message=_l("应为 1 到 99。"))], default=5
    )
    tie_rule = StringField(
        _l("票数相同时"), [_short(60)], filters=[_trimmed], description=_l("例如：再投一次，或抽签")
    )
    seats_source = StringField(
        _l("名额和规则的依据"), [_short(100)], filters=[_trimmed], description=_l("议事规则或街道指导意见")
    )
    bidders = _lines(_l("几家物业"), _l("一行一家，后面写每月每平方米收多少元，例如：甲物业公司 0.70"))
    questions = _lines(_l("要定的事"), _l("一行一件，能用同意或不同意回答"))
    items = _lines(_l("可以选的"), _l("一行一样，后面写多少元，例如：凉亭 30000"))
    budget = MoneyField(_l("预算一共"))
    charge = MoneyField(_l("每月每平方米收"))

    def offer(self, entrances: Sequence[Entrance]) -> None:
        self.entrance.choices = [SelectChoice(str(e.id), f"{e.building.name}{e.name}") for e in entrances]
        self._entrances = {str(e.id): (e.building.name, e.name) for e in entrances}

    def modes(self) -> list[tuple[ManagementMode, ModeForm]]:
        return [(mode, self[f"mode_{mode.value}"].form) for mode in MODES]

    def services(self) -> Mapping[str, str]:
        return {key: self[f"service_{key}"].data for key in SERVICES}

    def check(self, template: Template) -> bool:
        """What this template needs and nobody typed gets its error; whether all is there."""
        needed = [name for name in _NEEDED if set(template.fields) & _NEEDED[name]]
        for field in (self[name] for name in needed):
            if not field.data and not field.errors:
                field.errors = [*field.errors, gettext("请填写这一栏。")]
        if "entrance" in template.fields and self.entrance.data not in self._entrances:
            self.entrance.errors = [gettext("请选一个单元。")]
        return not self.errors

    def drafts(self, template: Template, estate: Estate, now: datetime) -> list[VoteSpec]:
        """One draft; two where a lift stands on the estate's land, which all owners decide.

        :raises FileProblem: lines that cannot be right.
        """
        times = proposal(estate, now)
        main = VoteSpec(
            title=self.title.data,
            estate=estate.name,
            street=estate.street.name,
            regime=template.regime,
            notice_at=times["notice_at"],
            opens_at=times["opens_at"],
            closes_at=times["closes_at"],
            questions=self._asked(template),
            scope=self._scope(template),
            settings=self._settings(template),
            subject=template.subject,
            matter=template.matter,
            explanation=self.explanation.data,
            convener=times["convener"],
            papers=Papers(exclusive_part=self.exclusive.data or None),
        )
        on_land = "land" in template.fields and self.land.data == "yes"
        return [main, self._about_land(main)] if on_land else [main]

    def _about_land(self, lift: VoteSpec) -> VoteSpec:
        """The estate's land for a lift: all owners, item (八). Source: Civil Code art. 278(1)."""
        place = "".join(lift.scope.entrances[0])
        text = gettext("是否同意%(place)s加装电梯占用小区共有的土地？", place=place)
        return replace(
            lift,
            title=gettext("%(place)s电梯用地", place=place),
            questions=(templates.motion("land", text, Matter.COMMON_USE),),
            scope=ScopeSpec(),
            subject=Subject.COMMON_USE,
            matter=Matter.COMMON_USE,
            papers=Papers(),
        )

    def _scope(self, template: Template) -> ScopeSpec:
        if "entrance" not in template.fields:
            return ScopeSpec()
        return ScopeSpec(entrances=(self._entrances[self.entrance.data],))

    def _settings(self, template: Template) -> dict[str, SettingSpec]:
        if "seats" in template.fields:
            source = self.seats_source.data
            return {
                "seats": SettingSpec(self.seats.data, source),
                "tie_rule": SettingSpec(self.tie_rule.data, source),
            }
        if template.regime is Regime.SURVEY:
            return {"electors": SettingSpec("households", gettext("意愿征集，每户一份"))}
        return {}

    def _asked(self, template: Template) -> tuple[QuestionSpec, ...]:
        return _ASKED.get(template.key, _one_motion)(self, template)

    def lines(self, name: str) -> list[str]:
        return [line.strip() for line in str(self[name].data or "").splitlines() if line.strip()]


def _one_motion(form: TemplateForm, template: Template) -> tuple[QuestionSpec, ...]:
    return (templates.motion("q1", form.text.data, template.matter),)


def _modes(form: TemplateForm, template: Template) -> tuple[QuestionSpec, ...]:
    said = {mode: one.option(mode) for mode, one in form.modes()}
    services = templates.services_text(form.services()) if any(form.services().values()) else None
    return templates.modes(said, gettext(template.asks), services)


def _service(form: TemplateForm, template: Template) -> tuple[QuestionSpec, ...]:
    price = format_hundredths(form.charge.data or 0)
    charge = gettext("是否同意每月每平方米收 %(price)s 元？", price=price)
    return templates.motions([templates.services_text(form.services()), charge], template.matter)


def _candidates(form: TemplateForm, template: Template) -> tuple[QuestionSpec, ...]:
    return templates.candidates(form.lines("names"), template)


def _assembly(_form: TemplateForm, _template: Template) -> tuple[QuestionSpec, ...]:
    return templates.assembly()


def _hiring(form: TemplateForm, _template: Template) -> tuple[QuestionSpec, ...]:
    options = templates.bidders(form.lines("bidders"))
    return (templates.choice("company", form.text.data, options, Matter.MANAGER),)


def _meeting(form: TemplateForm, template: Template) -> tuple[QuestionSpec, ...]:
    return templates.motions(form.lines("questions"), template.matter)


def _survey(form: TemplateForm, _template: Template) -> tuple[QuestionSpec, ...]:
    options = tuple(templates.items(form.lines("items")))
    return (
        QuestionSpec(
            "items", form.text.data, QuestionKind.BUDGET, None, options=options, budget=form.budget.data
        ),
    )


_ASKED = {
    "mode": _modes,
    "service": _service,
    "committee": _candidates,
    "group": _candidates,
    "assembly": _assembly,
    "hiring": _hiring,
    "meeting": _meeting,
    "survey": _survey,
}
#: Fields that must be filled, by the parts of a template that need them.
_NEEDED: Mapping[str, set[str]] = {
    "text": {"text"},
    "land": {"land"},
    "names": {"names"},
    "seats": {"seats"},
    "tie_rule": {"seats"},
    "seats_source": {"seats"},
    "bidders": {"bidders"},
    "questions": {"questions"},
    "items": {"items"},
    "budget": {"items"},
    "charge": {"charge"},
}
for _mode in MODES:
    setattr(TemplateForm, f"mode_{_mode.value}", FormField(ModeForm))
for _key, _word in SERVICES.items():
    _field = TextAreaField(_l(_word), [_short(100)], filters=[_trimmed])
    setattr(TemplateForm, f"service_{_key}", _field)
