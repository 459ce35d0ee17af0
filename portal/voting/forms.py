"""The shape of what residents and clerks send about a vote."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from portal.voting.answers import choices_offered
from portal.voting.models import Channel, Question
from portal.voting.words import CHANNELS, INVALID_REASONS, PLAIN_CHOICES
from portal.web.forms import Form
from portal.web.i18n import gettext

_NEVER = "none"


def answers_to(question: Question, *, follow_majority: bool) -> list[tuple[str, str]]:
    """Value and words of every box that a question has, options first."""
    options = [(f"option:{option.key}", option.text) for option in question.options]
    offered = choices_offered(question, follow_majority=follow_majority)
    return options + [(choice.value, gettext(PLAIN_CHOICES[choice])) for choice in offered]


class QuestionForm(Form):
    """One question, one answer, none ticked beforehand."""

    answer = RadioField(_l("您的意见"), [InputRequired(_l("请选一项"))])

    def ask(self, question: Question, *, follow_majority: bool) -> None:
        self.answer.label.text = question.text
        self.answer.choices = answers_to(question, follow_majority=follow_majority)


class CastForm(Form):
    """Only the pressing of the button; what was chosen waits in the session."""


class NumberForm(Form):
    number = StringField(_l("选票编号"), [InputRequired(_l("请输入选票上的编号")), Length(max=20)])


class PaperForm(Form):
    """What a clerk reads off a returned paper. Nothing is ticked beforehand."""

    channel = RadioField(
        _l("怎么收回的"),
        [InputRequired(_l("请选收回方式"))],
        choices=[(c.value, _l(CHANNELS[c])) for c in (Channel.PAPER, Channel.DOORSTEP)],
    )
    signed_at = DateTimeLocalField(
        _l("签名日期和时间"),
        [InputRequired(_l("请填写票上的签名时间"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    valid = RadioField(
        _l("这张票有没有问题"),
        [InputRequired(_l("请看签名等，选一项"))],
        choices=[(_NEVER, _l("没有问题，有效")), *((r.value, _l(w)) for r, w in INVALID_REASONS.items())],
    )

    @property
    def reason(self) -> str | None:
        return None if self.valid.data == _NEVER else self.valid.data


def paper_form(questions: Iterable[Question], *, follow_majority: bool) -> type[PaperForm]:
    """A form with a box for each question; leaving one alone is 未选."""
    boxes: dict[str, Any] = {
        f"q{question.id}": RadioField(
            question.text,
            [Optional()],
            choices=[*answers_to(question, follow_majority=follow_majority), ("blank", _l("未选或看不清"))],
            validate_choice=True,
        )
        for question in questions
    }
    return type("FilledPaperForm", (PaperForm,), boxes)


class VoteFileForm(Form):
    """Choosing what a new vote is about."""

    title = StringField(_l("投票名称"), [InputRequired(_l("请填写名称")), Length(max=60)])
    subject = SelectField(_l("表决事项"), [InputRequired(_l("请选表决事项"))])
