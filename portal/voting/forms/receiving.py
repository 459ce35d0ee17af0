"""Papers that come back, their pictures, and the box."""

from typing import Any

from flask_wtf.file import FileAllowed
from wtforms import HiddenField, IntegerField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.domain.bulletin import parse_number
from portal.voting.services.receiving import Counted
from portal.web.forms import Form
from portal.web.i18n import _l

MOST_PHOTOS = 3


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _photos() -> MultipleFileField:
    return MultipleFileField(
        _l("选票的照片"),
        [FileAllowed(["jpg", "jpeg", "png", "webp"], _l("请选 JPG、PNG 或 WebP 格式的照片。"))],
    )


def scanned_number(typed: str) -> str:
    """The eight digits, typed or as a scanner reads the code, which is an address that ends in them.

    :raises RuleViolated: no number, or one whose check digit does not fit.
    """
    return parse_number(typed.rstrip("/").rsplit("/", 1)[-1])


class ReceiveForm(Form):
    """A number, and the pictures of that paper."""

    number = StringField(
        _l("选票编号"),
        [InputRequired(_l("请输入选票上的编号。")), Length(max=200)],
        filters=[_trimmed],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "in num", "autofocus": True},
    )
    photos = _photos()


class PhotoForm(Form):
    """Pictures of a paper that is in the house."""

    photos = _photos()


class BoxForm(Form):
    """The papers that were in the box, before whom."""

    papers = IntegerField(
        _l("箱里数出几张纸票"),
        [InputRequired(_l("请填数出的张数，没有就填 0。")), NumberRange(min=0, max=1_000_000)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    witnesses = StringField(
        _l("监票的人"),
        [InputRequired(_l("请写监票人的姓名或单位。")), Length(max=100)],
        filters=[_trimmed],
        description=_l("两个人以上，例如：街道张某、居民监督员李某"),
    )
    note = TextAreaField(
        _l("说明"), [Length(max=500)], filters=[_trimmed], description=_l("数字对不上的，写明原因和怎么处理")
    )

    def counted(self) -> Counted:
        return Counted(self.papers.data, self.witnesses.data, self.note.data or "")


class ReaderForm(Form):
    """The owner who reads papers a second time, by the number of the own paper."""

    number = StringField(
        _l("这位业主的选票编号"),
        [InputRequired(_l("请输入选票上的编号。")), Length(max=20)],
        filters=[_trimmed],
        description=_l("要先在手机上核对过业主身份"),
    )


class EndReaderForm(Form):
    """Only the pressing of the button."""

    reader = HiddenField()

    def reader_id(self) -> int:
        data: Any = self.reader.data
        return int(data) if str(data).isdecimal() else 0
