"""What people ask about their data, and how the desk answers."""

from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from portal.personal.models import RequestKind
from portal.web.forms import Form
from portal.web.i18n import _l

_SHORTER = Length(max=1000, message=_l("太长了，请写短些。"))


class AskForm(Form):
    """The estates one belongs to are the view's."""

    kind = RadioField(
        _l("要办什么"),
        [InputRequired(_l("请选要办什么。"))],
        choices=[
            SelectChoice(RequestKind.CORRECT.value, _l("改正写错的")),
            SelectChoice(RequestKind.ERASE.value, _l("删除不该留的")),
            SelectChoice(RequestKind.EXPLAIN.value, _l("说明怎么用的")),
        ],
    )
    estate = SelectField(_l("哪个小区"), coerce=int)
    text = TextAreaField(
        _l("写清楚一点"),
        [
            InputRequired(_l("请写清楚要改什么、要问什么。")),
            _SHORTER,
        ],
    )


class AnswerForm(Form):
    """Done or not, and why; the person reads it."""

    granted = RadioField(
        _l("处理结果"),
        [InputRequired(_l("请选处理结果。"))],
        choices=[SelectChoice("yes", _l("已办好")), SelectChoice("no", _l("不能办"))],
    )
    answer = TextAreaField(
        _l("怎么办的，为什么"),
        [
            InputRequired(_l("请写明处理结果和原因，本人看得到。")),
            _SHORTER,
        ],
    )


class CloseForm(Form):
    """Nobody closes an account by a slip of the thumb."""

    sure = BooleanField(_l("我知道注销后不能恢复"), [InputRequired(_l("请先勾选。"))])
