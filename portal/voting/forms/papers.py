"""What a clerk reads off a returned paper, and how the paper is found."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField, Field, HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from portal.domain.tally import QuestionKind
from portal.voting.answers import Given, from_values
from portal.voting.forms.casting import Ticks, answers_to
from portal.voting.forms.keys import UNTICKED
from portal.voting.models import Channel, InvalidReason, MandateKind, Question
from portal.voting.services.keying import Paper
from portal.voting.words import CHANNELS, CHOICES, INVALID_REASONS, MANDATES
from portal.web.clock import CHINA
from portal.web.forms import Form
from portal.web.i18n import _l, gettext

_VALID = "none"
_OWNER = "owner"
_BLANK = "blank"


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class FindForm(Form):
    """A paper by its number, or by its door where the number cannot be read."""

    number = StringField(
        _l("选票编号"),
        [Length(max=20, message=_l("编号是 8 位数字。"))],
        filters=[_trimmed],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "in num"},
    )
    building = SelectField(_l("楼栋"))
    entrance = StringField(_l("单元"), [Length(max=20)], filters=[_trimmed])
    room = StringField(_l("房号"), [Length(max=20)], filters=[_trimmed])

    def validate_number(self, number: Field) -> None:
        """One of the two ways must be gone."""
        if not number.data and not self.room.data:
            number.errors = [*number.errors, gettext("请输入选票上的编号。")]


class PaperForm(Form):
    """Nothing is ticked beforehand; every question is answered or said to be left open."""

    signed_at = DateTimeLocalField(
        _l("票上写的签名时间"),
        [InputRequired(_l("请填写票上的签名时间。"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        tz=CHINA,
        invalid_value_message=_l("时间不对，请按年、月、日、时、分填写。"),
    )
    channel = RadioField(_l("怎么收回的"), [InputRequired(_l("请选收回方式。"))])
    valid = RadioField(
        _l("这张票有没有问题"),
        [InputRequired(_l("请看签名等，选一项。"))],
        choices=[
            SelectChoice(_VALID, _l("没有问题")),
            *(SelectChoice(reason.value, _l(word)) for reason, word in INVALID_REASONS.items()),
        ],
    )

    signer = SelectField(
        _l("谁签的名"),
        choices=[
            SelectChoice(_OWNER, _l("业主本人（或共有人之一）")),
            *(SelectChoice(kind.value, _l(word)) for kind, word in MANDATES.items()),
        ],
        default=_OWNER,
        description=_l("别人代签的，要先凭书面材料登记"),
    )
    withdraws = RadioField(
        _l("签名旁有没有写撤回手机投的票"),
        [InputRequired(_l("请看签名旁，选一项。"))],
        choices=[SelectChoice("no", _l("没有")), SelectChoice("yes", _l("有，本人签名撤回"))],
    )
    number = HiddenField()  # of the sheet in hand, where the clerk came by it

    def box(self, question: Question) -> RadioField:
        return self[f"q{question.id}"]

    def validate(self, extra_validators: Any = None) -> bool:
        """A spoilt paper needs no answers; on any other each question has one, 未选 being one."""
        if "withdraws" in self and self.valid.data not in {None, _VALID}:
            del self.withdraws
        fine = bool(super().validate(extra_validators))
        if self.valid.data != _VALID:
            return fine
        for box in (field for field in self if field.name.startswith("q") and not field.data):
            box.errors = [*box.errors, gettext("请选票上勾的那一项，没有勾就选“未选”。")]
            fine = False
        return fine

    def paper(self, questions: Sequence[Question], *, follow_majority: bool) -> Paper:
        """:raises RuleViolated: an option that cannot be had."""
        spoilt = InvalidReason(self.valid.data) if self.valid.data != _VALID else None
        return Paper(
            channel=Channel(self.channel.data),
            signed_at=self._signed_at(),
            answers=[] if spoilt else [self._given(q, follow_majority) for q in questions],
            invalid=spoilt,
            withdraws_phone="withdraws" in self and self.withdraws.data == "yes",
            number=self.number.data or None,
            signed_by=None if self.signer.data == _OWNER else MandateKind(self.signer.data),
        )

    def _signed_at(self) -> datetime:
        signed_at: datetime = self.signed_at.data
        return signed_at

    def _given(self, question: Question, follow_majority: bool) -> Given:
        ticked = self.box(question).data
        values = [value for value in ([ticked] if isinstance(ticked, str) else ticked) if value != _BLANK]
        return from_values(question, values, follow_majority=follow_majority, may_be_blank=True)


def paper_form(
    questions: Iterable[Question],
    *,
    follow_majority: bool,
    by_phone: bool = False,
    withdrawal: bool = False,
) -> PaperForm:
    """A form with a box for each question.

    :param by_phone: the vote's settings count answers given on the telephone.
    :param withdrawal: the phone's ballot stands unless it is withdrawn with a signature on the paper.
    """
    boxes: dict[str, Any] = {
        f"q{question.id}": (Ticks if question.kind is QuestionKind.BUDGET else RadioField)(
            question.text,
            [Optional()],
            choices=[
                *answers_to(question, follow_majority=follow_majority, words=CHOICES),
                SelectChoice(_BLANK, gettext(UNTICKED)),
            ],
        )
        for question in questions
    }
    form: PaperForm = type("FilledPaperForm", (PaperForm,), boxes)()
    if not withdrawal:
        del form.withdraws
    ways = (Channel.PAPER, Channel.DOORSTEP, *((Channel.PHONE,) if by_phone else ()))
    form.channel.choices = [SelectChoice(way.value, gettext(CHANNELS[way])) for way in ways]
    return form
