"""What is written around a count: a new end, an objection, an answer, a reason."""

from wtforms import BooleanField, DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.web.clock import CHINA
from portal.web.forms import Form
from portal.web.i18n import _l

_LONGEST = 1000


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class ReasonForm(Form):
    """Why something is done, for everybody to read."""

    reason = TextAreaField(
        _l("理由（会公布）"),
        [InputRequired(_l("请写明理由，会公布给大家看。")), Length(max=_LONGEST)],
        filters=[_trimmed],
        render_kw={"rows": 3, "maxlength": _LONGEST},
    )


class ExtendForm(ReasonForm):
    """The new end."""

    closes_at = DateTimeLocalField(
        _l("延到什么时候"),
        [InputRequired(_l("请填写新的截止时间。"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        tz=CHINA,
        invalid_value_message=_l("时间不对，请按年、月、日、时、分填写。"),
    )


class ObjectionForm(Form):
    """An owner's own objection; ``voter`` is asked where somebody is several voters."""

    voter = SelectField(_l("代表哪一户"), coerce=int)
    text = TextAreaField(
        _l("您觉得哪里不对"),
        [InputRequired(_l("请写明哪里不对。")), Length(max=_LONGEST)],
        filters=[_trimmed],
        render_kw={"rows": 4, "maxlength": _LONGEST},
    )
    wants_recount = BooleanField(_l("我要求重新核票"))


class CallerForm(Form):
    """The same, taken down at the desk from a caller or a letter, found by the number of the ballot paper."""

    number = StringField(
        _l("选票编号"),
        [InputRequired(_l("请输入选票上的编号。")), Length(max=20, message=_l("编号是 8 位数字。"))],
        filters=[_trimmed],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "in num"},
    )
    text = TextAreaField(
        _l("业主说了什么"),
        [InputRequired(_l("请写明哪里不对。")), Length(max=_LONGEST)],
        filters=[_trimmed],
        render_kw={"rows": 3, "maxlength": _LONGEST},
    )
    wants_recount = BooleanField(_l("要求重新核票"))


class AnswerForm(Form):
    """The one answer to an objection."""

    answer = TextAreaField(
        _l("答复"),
        [InputRequired(_l("请写答复。")), Length(max=_LONGEST)],
        filters=[_trimmed],
        render_kw={"rows": 4, "maxlength": _LONGEST},
    )
