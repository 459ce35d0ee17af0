"""What staff put down of the works: notes of weeks and months, inspections, proofs, a sheet."""

from datetime import date

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.plans.forms.ledger import PictureForm
from portal.plans.models.works import NoteKind
from portal.plans.services.ledger import Picture
from portal.plans.services.works import Mended, Note, Visit
from portal.plans.works_words import NOTE_KINDS
from portal.web.fields import DayField
from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一栏"))


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class GivenDay(DayField):
    """A day that was asked for."""

    data: date  # required, so never None once the form is submitted


class NoteForm(Form):
    """A week or a month, with its per cent and a sentence."""

    kind = SelectField(
        _l("写哪一种"),
        coerce=NoteKind,
        choices=[SelectChoice(kind.value, _l(name)) for kind, name in NOTE_KINDS.items()],
    )
    on = GivenDay(_l("哪一天"), [_NEEDED], description=_l("那一周或那个月里的任意一天"))
    percent = IntegerField(_l("完成百分之几"), [_NEEDED, NumberRange(0, 100, _l("请填 0 到 100"))])
    text = TextAreaField(
        _l("一句话说明"),
        [_NEEDED, _short(300)],
        filters=[_trimmed],
        description=_l("这一周做什么，或这个月做到哪里；居民看得到"),
    )

    def said(self) -> Note:
        return Note(self.kind.data, self.on.data, self.percent.data, self.text.data)


class VisitForm(Form):
    """An inspection with what was found."""

    how = RadioField(
        _l("怎么查的"),
        [_NEEDED],
        choices=[
            SelectChoice("announced", _l("明察（事先通知）")),
            SelectChoice("unannounced", _l("暗访（事先不通知）")),
        ],
    )
    visited_on = GivenDay(_l("检查日期"), [_NEEDED])
    inspector = StringField(
        _l("谁检查的"), [_NEEDED, _short(60)], filters=[_trimmed], description=_l("写单位，会公开")
    )
    item = SelectField(_l("查的哪一项"), coerce=int)
    finding = TextAreaField(
        _l("看到了什么"), [_NEEDED, _short(500)], filters=[_trimmed], description=_l("不写人名；居民看得到")
    )
    due_on = DayField(_l("整改期限"), [Optional()], description=_l("没有要整改的，不填"))

    def said(self) -> Visit:
        return Visit(
            is_announced=self.how.data == "announced",
            visited_on=self.visited_on.data,
            inspector=self.inspector.data,
            finding=self.finding.data,
            due_on=self.due_on.data,
            item_id=self.item.data or None,
        )


class MendForm(Form):
    """What was put right, with a picture that proves it."""

    mended_on = GivenDay(_l("整改完成日期"), [_NEEDED])
    how = TextAreaField(_l("怎么整改的"), [_NEEDED, _short(300)], filters=[_trimmed])
    photo = FileField(_l("整改后的照片"), [FileRequired(_l("请选一张照片"))])
    rights = StringField(_l("谁拍的"), [_short(60)], filters=[_trimmed])
    may_show = BooleanField(_l("拍的人同意公开，照片里没有认得出的人"))

    def said(self, key: str) -> Mended:
        return Mended(self.mended_on.data, self.how.data, key, self.rights.data, self.may_show.data)


class ItemPictureForm(PictureForm):
    """A picture of one item."""

    taken_on = GivenDay(_l("拍摄日期"), [_NEEDED])

    def said(self, key: str, *, item_id: int) -> Picture:
        return Picture(
            key,
            self.phase.data,
            self.caption.data,
            self.taken_on.data,
            self.rights.data,
            self.may_show.data,
            item_id,
        )


class SheetForm(Form):
    """A filled sheet."""

    sheet = FileField(_l("进展表（xlsx、xls、csv）"), [FileRequired(_l("请选一个表格文件"))])
