"""The shape of a survey's opening, of a household's answer, and of a keyed paper."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from portal.communities.models import Part
from portal.domain.deadlines import day_ends
from portal.plans.models import Channel
from portal.plans.policy import WORKS
from portal.plans.services.wishes import Asking, Paper
from portal.plans.wish_library import LIBRARY, MOST_WRITTEN, USUAL_WORKS, Kind
from portal.plans.words import CHANNELS
from portal.web.fields import DayField
from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一栏"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class Ticks(SelectMultipleField):  # type: ignore[misc]
    """Any of several; none is an answer too."""

    option_widget = CheckboxInput()
    data: list[str] | None

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices}
        self.data = [value for value in self.data or [] if value in known]


class SurveyForm(Form):
    """What is asked, about which works, until when."""

    title = StringField(
        _l("名称"), [_NEEDED, Length(max=40, message=_l("请不要超过 %(max)d 个字"))], filters=[_trimmed]
    )
    closes_on = DayField(_l("收到哪天（含当天）"), [InputRequired(_l("请选日期"))])
    questions = Ticks(
        _l("问哪些问题"),
        choices=[SelectChoice(key, _l(each.title)) for key, each in LIBRARY.items()],
        default=list(LIBRARY),
    )
    works = Ticks(
        _l("可以选哪些项目"),
        choices=[SelectChoice(work.name, _l(work.name)) for work in WORKS],
        default=list(USUAL_WORKS),
        description=_l("取自政策清单"),
    )

    def asking(self) -> Asking:
        if self.closes_on.data is None:
            raise ValueError("closes_on was not validated")
        return Asking(
            self.title.data, day_ends(self.closes_on.data), self.questions.data or (), self.works.data or ()
        )


class WishForm(Form):
    """One field for each question of a survey; made by `wish_form`, nothing chosen beforehand."""

    keys: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """Chosen keys, or words, by question."""
        return {key: self[f"q_{key}"].data for key in self.keys}


class KeyedForm(WishForm):
    """The same for staff, with the home and how it came in."""

    part = SelectField(_l("哪一户"), coerce=int)
    channel = RadioField(
        _l("怎么收来的"),
        [InputRequired(_l("请选一项"))],
        coerce=Channel,
        choices=[SelectChoice(key.value, _l(CHANNELS[key])) for key in (Channel.PAPER, Channel.DOOR)],
        validate_choice=False,
    )
    number = StringField(_l("表的编号"), [Length(max=20)], filters=[_trimmed])

    def paper(self) -> Paper:
        return Paper(self.part.data, self.channel.data, self.said(), self.number.data)


def wish_form(content: Mapping[str, Any], said: Mapping[str, Any] | None = None) -> WishForm:
    """A household's form, with what it said before."""
    form: WishForm = _kind(WishForm, content)(data=_before(content, said or {}))
    return form


def keyed_form(content: Mapping[str, Any], homes: Sequence[Part], name: Callable[[Part], str]) -> KeyedForm:
    """The paper's questions, and the homes it can be from."""
    form: KeyedForm = _kind(KeyedForm, content)()
    form.part.choices = [SelectChoice(home.id, name(home)) for home in homes]
    return form


def _before(content: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for question in content["questions"]:
        value = said.get(question["key"])
        if value:
            found[f"q_{question['key']}"] = value[0] if question["kind"] == Kind.ONE else value
    return found


def _kind(base: type[WishForm], content: Mapping[str, Any]) -> Any:
    fields = {f"q_{question['key']}": _field(question) for question in content["questions"]}
    keys = tuple(question["key"] for question in content["questions"])
    return type(f"{base.__name__}Of", (base,), {**fields, "keys": keys})


def _field(question: Mapping[str, Any]) -> Any:
    words, more = question["title"], question["hint"]
    title, hint = _l(words), _l(more) if more else ""
    if question["kind"] == Kind.TEXT:
        most = Length(max=MOST_WRITTEN, message=_l("请不要超过 %(max)d 个字"))
        return TextAreaField(title, [most], filters=[_trimmed], description=hint)
    choices = [SelectChoice(key, _l(option)) for key, option in question["options"].items()]
    if question["kind"] == Kind.MANY:
        return Ticks(title, choices=choices, description=hint)
    return RadioField(title, [Optional()], choices=choices, description=hint, validate_choice=False)
