"""Forms of the ledger and of pictures."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.plans.models import Batch, PhotoPhase, ProjectField, Route
from portal.plans.services.ledger import Entry, Particulars
from portal.plans.words import BATCHES, LEDGER, PHASES, ROUTES
from portal.web.fields import DayField, MoneyField
from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一栏"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _choices(names: Mapping[Any, str], *, open_: bool = False) -> list[SelectChoice]:
    none = [SelectChoice("", _l("还没有定"))] if open_ else []
    return [*none, *(SelectChoice(key.value, _l(name)) for key, name in names.items())]


def _or_none(kind: Any) -> Any:
    return lambda value: kind(value) if value else None


class ParticularsForm(Form):
    """Who does it, in which way, when; and from where on a change is large."""

    route = SelectField(_l("改造方式"), coerce=_or_none(Route), choices=_choices(ROUTES, open_=True))
    batch = SelectField(_l("批次"), coerce=_or_none(Batch), choices=_choices(BATCHES, open_=True))
    year = IntegerField(
        _l("年度"), [Optional(), NumberRange(2000, 2100, _l("请填四位数的年份"))], description=_l("例如 2026")
    )
    is_demonstration = BooleanField(_l("示范项目"))
    leader = StringField(
        _l("包干领导"), [_short(40)], filters=[_trimmed], description=_l("会公开，写职务和姓名")
    )
    lead_unit = StringField(_l("包干单位"), [_short(60)], filters=[_trimmed])
    implementing_body = StringField(_l("实施主体"), [_short(60)], filters=[_trimmed])
    large_percent = IntegerField(
        _l("费用变化超过百分之几算大改动"),
        [_NEEDED, NumberRange(1, 100, _l("请填 1 到 100"))],
        description=_l("政策没有规定；改了要写依据"),
    )
    large_source = StringField(_l("这个标准的依据"), [_short(100)], filters=[_trimmed])

    def said(self) -> Particulars:
        return Particulars(**{name: self[name].data for name in vars(Particulars())})


class EntryForm(Form):
    """One of the five fields, written anew."""

    field = SelectField(_l("哪一项"), coerce=ProjectField, choices=_choices(LEDGER))
    text = TextAreaField(_l("现在的情况"), [_NEEDED, _short(500)], filters=[_trimmed])
    planned = MoneyField(_l("计划投资"), description=_l("写“投资”时填"))
    spent = MoneyField(_l("完成投资"), description=_l("写“投资”时填"))
    percent = IntegerField(
        _l("完成百分之几"),
        [Optional(), NumberRange(0, 100, _l("请填 0 到 100"))],
        description=_l("写“形象进度”时填"),
    )

    def said(self) -> Entry:
        return Entry(self.field.data, self.text.data, self.planned.data, self.spent.data, self.percent.data)


class PictureForm(Form):
    """A picture of the works, for everybody."""

    photo = FileField(_l("照片"), [FileRequired(_l("请选一张照片"))])
    phase = SelectField(_l("什么时候的"), coerce=PhotoPhase, choices=_choices(PHASES))
    caption = StringField(
        _l("照片里是什么"), [_NEEDED, _short(60)], filters=[_trimmed], description=_l("看不见的人靠这句话")
    )
    taken_on = DayField(_l("拍摄日期"), [_NEEDED])
    rights = StringField(_l("谁拍的"), [_short(60)], filters=[_trimmed])
    may_show = BooleanField(_l("拍的人同意公开，照片里没有认得出的人"))
