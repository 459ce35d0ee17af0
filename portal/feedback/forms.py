"""What a resident writes of a matter, and what the desk writes back."""

from collections.abc import Sequence

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput

from portal.domain.bodies import BODIES, TOPICS, Body, Topic
from portal.domain.stages import CaseState
from portal.feedback.models import CaseCategory, MediationOutcome, Via
from portal.feedback.words import CATEGORIES, OUTCOMES, STEPS, VIA
from portal.web.fields import DayField
from portal.web.forms import Form
from portal.web.i18n import _l


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _categories() -> list[SelectChoice]:
    return [SelectChoice(key.value, _l(name)) for key, name in CATEGORIES.items()]


def _topics() -> list[SelectChoice]:
    return [SelectChoice(key.value, _l(name)) for key, name in TOPICS.items()]


class CaseForm(Form):
    """A matter; ``part`` offers the person's homes and buildings, 0 stands for everything else.

    ``anyway`` says that what neighbours raised already was shown, and is not it.
    """

    text = TextAreaField(
        _l("是什么事？"), [InputRequired(_l("请写几句是什么事")), _short(1000)], filters=[_trimmed]
    )
    photos = MultipleFileField(_l("照片（最多 3 张，可不传）"))
    part = SelectField(_l("在哪里"))
    place = StringField(_l("具体位置"), [_short(60)], filters=[_trimmed])
    category = RadioField(
        _l("属于哪一类"),
        [InputRequired(_l("请选一类"))],
        coerce=CaseCategory,
        choices=_categories(),
        validate_choice=False,
    )
    topic = SelectField(_l("是哪方面的"), coerce=Topic, choices=_topics())
    shared = BooleanField(_l("让小区里的邻居也看到，可以附议（不显示您是谁）"))
    anyway = HiddenField()


class ReportForm(Form):
    """A matter from somebody without an account; ``building`` 0 is everywhere else."""

    code = StringField(
        _l("验证码"),
        [InputRequired(_l("请输入验证码。")), Regexp(r"^\s*\d{6}\s*$", message=_l("验证码是 6 位数字。"))],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "8"},
    )
    text = TextAreaField(
        _l("是什么事？"), [InputRequired(_l("请写几句是什么事")), _short(1000)], filters=[_trimmed]
    )
    photos = MultipleFileField(_l("照片（最多 3 张，可不传）"))
    building = SelectField(_l("在哪里"), coerce=int)
    place = StringField(_l("具体位置"), [_short(60)], filters=[_trimmed])
    category = RadioField(
        _l("属于哪一类"),
        [InputRequired(_l("请选一类"))],
        coerce=CaseCategory,
        choices=_categories(),
        validate_choice=False,
    )
    topic = SelectField(_l("是哪方面的"), coerce=Topic, choices=_topics())
    name = StringField(_l("怎么称呼您"), [_short(20)], filters=[_trimmed])


class LastWordForm(Form):
    """Two buttons of the same weight, and words for the one that says no."""

    words = TextAreaField(_l("哪里没解决"), [_short(1000)], filters=[_trimmed])
    solved = SubmitField(_l("解决了"))
    unsolved = SubmitField(_l("没解决"))


class StepForm(Form):
    """What the desk does next; the choices are what may follow."""

    # A colleague may have been quicker: what may still follow is the rule's to say.
    step = RadioField(
        _l("下一步"), [InputRequired(_l("请选下一步"))], coerce=CaseState, validate_choice=False
    )
    body = SelectField(_l("转给谁"), [Optional()])
    words = TextAreaField(_l("写给居民的话"), [_short(1000)], filters=[_trimmed])
    promised_on = DayField(_l("说好哪天办好"), [Optional()])

    @classmethod
    def offering(cls, states: Sequence[CaseState], bodies: Sequence[SelectChoice], **data: str) -> "StepForm":
        form = cls(data=data)
        form.step.choices = [SelectChoice(state.value, _l(STEPS[state])) for state in states]
        form.body.choices = [SelectChoice("", _l("不变")), *bodies]
        return form


class ReplyForm(Form):
    """A beginning of an answer, for the step that it belongs to."""

    state = RadioField(
        _l("哪一步用"), [InputRequired(_l("请选一步"))], coerce=CaseState, validate_choice=False
    )
    name = StringField(_l("名称"), [InputRequired(_l("请填写名称")), _short(20)], filters=[_trimmed])
    text = TextAreaField(_l("内容"), [InputRequired(_l("请写内容")), _short(500)], filters=[_trimmed])


class HandForm(Form):
    """Not ours: whose instead, and why."""

    to = SelectField(_l("该谁办"), coerce=Body)
    why = TextAreaField(_l("为什么不归这里管"), [_short(500)], filters=[_trimmed])


class NoteForm(Form):
    note = TextAreaField(_l("内部备注"), [_short(1000)], filters=[_trimmed])


class MergeForm(Form):
    into = SelectField(_l("并到哪一件"), coerce=int)


class HideForm(Form):
    """Why neighbours read something else, and what."""

    reason = StringField(_l("为什么改"), [_short(200)], filters=[_trimmed])
    public_text = TextAreaField(_l("改成这样公开"), [_short(1000)], filters=[_trimmed])


class MediationForm(Form):
    held_on = DayField(_l("哪天调解的"), [InputRequired(_l("请选日期"))])
    mediator = StringField(_l("调解人"), [InputRequired(_l("请写调解人")), _short(40)], filters=[_trimmed])
    present = StringField(_l("到场的人"), [InputRequired(_l("请写谁到场")), _short(200)], filters=[_trimmed])
    said = TextAreaField(
        _l("各方怎么说"), [InputRequired(_l("请写各方怎么说")), _short(2000)], filters=[_trimmed]
    )
    outcome = RadioField(
        _l("结果"),
        [InputRequired(_l("请选结果"))],
        coerce=MediationOutcome,
        choices=[SelectChoice(key.value, _l(name)) for key, name in OUTCOMES.items()],
    )
    agreement = TextAreaField(_l("协议内容"), [_short(2000)], filters=[_trimmed])


class CallForm(Form):
    """What somebody says who calls or comes; ``building`` 0 is everywhere else."""

    via = RadioField(
        _l("怎么来的"),
        [InputRequired(_l("请选怎么来的"))],
        coerce=Via,
        choices=[SelectChoice(key.value, _l(VIA[key])) for key in (Via.CALL, Via.VISIT)],
    )
    name = StringField(_l("怎么称呼"), [_short(20)], filters=[_trimmed])
    phone = StringField(_l("电话"), [_short(20)], filters=[_trimmed])
    text = TextAreaField(
        _l("是什么事"), [InputRequired(_l("请写几句是什么事")), _short(1000)], filters=[_trimmed]
    )
    building = SelectField(_l("在哪一栋"), coerce=int)
    place = StringField(_l("具体位置"), [_short(60)], filters=[_trimmed])
    category = RadioField(
        _l("属于哪一类"), [InputRequired(_l("请选一类"))], coerce=CaseCategory, choices=_categories()
    )
    topic = SelectField(_l("是哪方面的"), coerce=Topic, choices=_topics())


class ContactForm(Form):
    name = StringField(_l("单位名称"), [_short(40)], filters=[_trimmed])
    contact = StringField(_l("联系人"), [_short(20)], filters=[_trimmed])
    phone = StringField(_l("值班电话"), [_short(20)], filters=[_trimmed])


class HandlerForm(Form):
    person = SelectField(_l("承办人"), coerce=int)
    body = SelectField(
        _l("哪家单位"), coerce=Body, choices=[SelectChoice(b.value, _l(BODIES[b].name)) for b in Body]
    )


class DaysForm(Form):
    days = TextAreaField(_l("放假和调休"), [_short(4000)], filters=[_trimmed])


class BlurForm(Form):
    """Which squares of a picture are blurred, counted from the top left, row by row."""

    cells = SelectMultipleField(_l("遮住哪几格"), coerce=int, option_widget=CheckboxInput())
