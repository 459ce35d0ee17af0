"""What is asked about promises and money: shapes only; what may be is the services' to say."""

from collections.abc import Iterable
from datetime import date

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.pledges.models import Kind, ReliefKind, Source
from portal.pledges.words import KINDS, KINDS_OF, RELIEFS, SOURCES
from portal.web.fields import DayField, MoneyField
from portal.web.forms import Form
from portal.web.i18n import _l


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _kinds(kinds: Iterable[Kind]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, _l(KINDS[kind])) for kind in kinds]


class _GivenDay(DayField):
    """A day that was asked for and is there once the form has been found in shape."""

    @property
    def day(self) -> date:
        if self.data is None:
            raise ValueError("a form out of shape")
        return self.data


class _PromiseForm(Form):
    """What all promises say."""

    kind = RadioField(
        _l("怎样出"),
        [InputRequired(_l("请选一种"))],
        coerce=Kind,
        choices=_kinds(KINDS_OF[Source.HOUSEHOLD]),
        validate_choice=False,
    )
    amount = MoneyField(_l("金额，或约定的价值"), [InputRequired(_l("请填写金额"))])
    thing = StringField(_l("捐什么，或做什么工"), [_short(60)], filters=[_trimmed])
    hours = IntegerField(_l("做工多少小时"), [Optional(), NumberRange(1, 10_000, _l("请填 1 到 10000 小时"))])
    decision = StringField(_l("由谁决定使用"), [_short(100)], filters=[_trimmed])


class SignForm(_PromiseForm):
    """The phone: the drawn name comes as a picture in text, or as a photo where nothing can be drawn."""

    parts = IntegerField(_l("分几次交"), [Optional(), NumberRange(1, 24, _l("请填 1 到 24 次"))])
    due_on = DayField(_l("缓到哪一天"), [Optional()])
    drawn = HiddenField()
    photo = FileField(_l("签名的照片"))


class PaperForm(_PromiseForm):
    """What a household signed on paper."""

    part = SelectField(_l("哪一户"), coerce=int)
    as_owner = BooleanField(_l("签名的是产权人"))
    parts = IntegerField(_l("分几次交"), [Optional(), NumberRange(1, 24, _l("请填 1 到 24 次"))])
    due_on = DayField(_l("缓到哪一天"), [Optional()])
    photo = FileField(_l("签了名的确认单照片"))


class AgreementForm(_PromiseForm):
    """What a body, or all owners together, agreed to give."""

    source = RadioField(
        _l("谁出"),
        [InputRequired(_l("请选一类"))],
        coerce=Source,
        choices=[
            SelectChoice(key.value, _l(name)) for key, name in SOURCES.items() if key is not Source.HOUSEHOLD
        ],
        validate_choice=False,
    )
    contributor = StringField(_l("单位名称"), [_short(40)], filters=[_trimmed])
    photo = FileField(_l("约定或文件的照片"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = _kinds(Kind)


class PaymentForm(Form):
    amount = MoneyField(_l("实收金额，或验收的价值"), [InputRequired(_l("请填写金额"))])
    paid_on = _GivenDay(_l("日期"), [InputRequired(_l("请填写日期"))])
    issuer = StringField(_l("开票单位"), [_short(40)], filters=[_trimmed])
    receipt_number = StringField(_l("正式票据号"), [_short(40)], filters=[_trimmed])
    account = StringField(_l("收款专户"), [_short(60)], filters=[_trimmed])
    note = StringField(_l("备注"), [_short(100)], filters=[_trimmed])
    photo = FileField(_l("票据或验收单的照片"))


class RefundForm(Form):
    amount = MoneyField(_l("退多少"), [InputRequired(_l("请填写金额"))])
    paid_on = _GivenDay(_l("退款日期"), [InputRequired(_l("请填写日期"))])
    reason = StringField(_l("原因"), [_short(100)], filters=[_trimmed])
    voucher = StringField(_l("退款凭证号"), [_short(40)], filters=[_trimmed])
    still_owed = BooleanField(_l("是收错了，这笔钱以后还要交"))
    photo = FileField(_l("退款凭证的照片"))


class ReliefForm(Form):
    """Which kinds are offered depends on the scheme and on who asks."""

    kind = RadioField(
        _l("怎样减轻"), [InputRequired(_l("请选一种"))], coerce=ReliefKind, validate_choice=False
    )
    amount = MoneyField(_l("金额"))
    due_on = DayField(_l("缓到哪一天"), [Optional()])
    parts = IntegerField(_l("分几次交"), [Optional(), NumberRange(2, 24, _l("请填 2 到 24 次"))])
    thing = StringField(_l("做什么工"), [_short(60)], filters=[_trimmed])
    hours = IntegerField(_l("做工多少小时"), [Optional(), NumberRange(1, 10_000, _l("请填 1 到 10000 小时"))])
    reason = StringField(_l("原因"), [_short(200)], filters=[_trimmed])
    photo = FileField(_l("书面约定的照片"))

    def offer(self, kinds: Iterable[ReliefKind]) -> None:
        self.kind.choices = [SelectChoice(kind.value, _l(RELIEFS[kind])) for kind in kinds]


class AskForm(ReliefForm):
    """The same on the phone; the paper of an agreement comes later, at the desk."""

    photo = None


class ReasonForm(Form):
    """Why something is sent back, withdrawn or left out."""

    why = StringField(_l("原因"), [_short(100)], filters=[_trimmed])


class SpendingForm(Form):
    amount = MoneyField(_l("金额"), [InputRequired(_l("请填写金额"))])
    payee = StringField(_l("收款单位"), [_short(40)], filters=[_trimmed])
    purpose = StringField(_l("用途"), [_short(100)], filters=[_trimmed])


class PublishForm(Form):
    days = IntegerField(
        _l("公示几天"), [InputRequired(_l("请填写天数")), NumberRange(0, 60, _l("请填 0 到 60 天"))]
    )


class VoucherForm(Form):
    voucher = StringField(_l("凭证号"), [_short(40)], filters=[_trimmed])
    paid_on = _GivenDay(_l("付款日期"), [InputRequired(_l("请填写日期"))])
    photo = FileField(_l("凭证的照片"))


class BankForm(Form):
    account = StringField(
        _l("专户名称"), [InputRequired(_l("请填写专户名称")), _short(60)], filters=[_trimmed]
    )
    sheet = FileField(_l("流水表（xlsx、xls、csv）"))


class OrderForm(Form):
    """户内装修: what neighbours may order together. No prices are added up and nothing is paid here."""

    title = StringField(_l("名称"), [InputRequired(_l("请填写名称")), _short(30)], filters=[_trimmed])
    what = TextAreaField(_l("说明"), [InputRequired(_l("请写几句说明")), _short(1000)], filters=[_trimmed])
    contact = StringField(_l("联系人和电话"), [_short(60)], filters=[_trimmed])
    closes_on = DayField(_l("最后一天"), [Optional()])
