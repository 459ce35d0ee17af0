"""Who speaks for whom, as a clerk reads it off a paper."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.communities.models import Owner
from portal.domain.identity import clean_id, clean_phone, is_mobile, is_resident_number
from portal.domain.masking import mask_name
from portal.voting.models import MandateKind
from portal.voting.services.standing import Person
from portal.voting.words import MANDATES
from portal.web.forms import Form
from portal.web.i18n import _l, gettext

_NEEDED = InputRequired(_l("请填写这一栏。"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _words(label: Any, hint: Any = "", most: int = 60) -> StringField:
    return StringField(
        label,
        [_NEEDED, Length(max=most, message=_l("请不要超过 %(max)d 个字。"))],
        filters=[_trimmed],
        description=hint,
    )


class PersonForm(Form):
    """Somebody by name and ID number; the number is kept as a keyed hash only."""

    name = _words(_l("姓名"), most=30)
    id_number = _words(_l("身份证号"), _l("只用来认出是不是同一个人，不保存原号"), most=20)

    def validate_id_number(self, typed: Field) -> None:
        if typed.data and not is_resident_number(clean_id(typed.data)):
            raise ValidationError(gettext("身份证号不对，请核对。"))


class MandateForm(PersonForm):
    kind = RadioField(_l("以什么身份"), [InputRequired(_l("请选一项。"))])
    phone = StringField(
        _l("手机号"),
        [Length(max=20)],
        filters=[_trimmed],
        description=_l("要在手机上投票才填；本人要先用这个号登录过一次"),
    )
    note = _words(_l("材料名称和日期"), _l("例如：委托书，2026年3月1日"), most=100)
    paper = FileField(
        _l("材料照片"),
        [FileRequired(_l("请拍下书面材料。")), FileAllowed(["jpg", "jpeg", "png", "webp"], _l("请选照片。"))],
    )
    entitled = BooleanField(
        _l("我看过原件；受托人不是物业公司的人，也不是这次投票的工作人员"),
        [InputRequired(_l("请看过原件再勾选。"))],
    )

    def offer(self) -> None:
        self.kind.choices = [SelectChoice(kind.value, gettext(word)) for kind, word in MANDATES.items()]

    def validate_phone(self, typed: Field) -> None:
        if typed.data and not is_mobile(clean_phone(typed.data)):
            raise ValidationError(gettext("手机号不对，请核对。"))

    def person(self) -> Person:
        return Person(self.name.data, self.id_number.data, self.phone.data)

    def mandate_kind(self) -> MandateKind:
        return MandateKind(self.kind.data)


class EndForm(Form):
    reason = TextAreaField(
        _l("为什么结束"),
        [InputRequired(_l("请写明原因。")), Length(max=200, message=_l("请不要超过 %(max)d 个字。"))],
        filters=[_trimmed],
    )


class DeathForm(Form):
    owner = SelectField(_l("哪位产权人"), coerce=int)
    proof = _words(_l("凭什么材料"), _l("例如：死亡证明，2026年3月1日"), most=100)

    def offer(self, owners: Sequence[Owner]) -> None:
        self.owner.choices = [SelectChoice(owner.id, mask_name(owner.name)) for owner in owners]


class BarForm(PersonForm):
    reason = _words(_l("为什么不能当受托人"), _l("例如：物业公司员工"), most=60)
