"""What staff put down of an estate's test, and of a model case."""

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput

from portal.plans.forms.works import GivenDay
from portal.plans.scope_words import BUILT, CONDITIONS
from portal.plans.services.scope import Check
from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一栏"))


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class CheckForm(Form):
    """The policy's conditions, one by one."""

    estate = SelectField(_l("哪个小区"), coerce=int)
    built_year = IntegerField(_l("哪一年建成"), [_NEEDED, NumberRange(1900, 2100, _l("请填四位数的年份"))])
    met = SelectMultipleField(
        _l("符合哪几条"),
        option_widget=CheckboxInput(),
        choices=[SelectChoice(key, _l(name)) for key, name in CONDITIONS.items() if key != BUILT],
    )
    reason = StringField(
        _l("为什么一起改造"), [_short(200)], filters=[_trimmed], description=_l("相邻小区并进来时填")
    )
    checked_on = GivenDay(_l("核对日期"), [_NEEDED])
    checked_by = StringField(
        _l("谁核对的"), [_NEEDED, _short(60)], filters=[_trimmed], description=_l("写单位，会公开")
    )

    def said(self) -> Check:
        return Check(
            self.estate.data,
            self.built_year.data,
            self.met.data or (),
            self.checked_on.data,
            self.checked_by.data,
            self.reason.data,
        )


class ModelForm(Form):
    """A model case."""

    title = StringField(_l("标题"), [_NEEDED, _short(40)], filters=[_trimmed])
    text = TextAreaField(
        _l("怎么做的、效果怎样"), [_NEEDED, _short(2000)], filters=[_trimmed], description=_l("不写人名")
    )
