"""Why a record is kept longer, and why no longer."""

from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from portal.audit.models import HoldKind
from portal.web.forms import Form
from portal.web.i18n import _l

_SHORT = Length(max=200, message=_l("请写得短一些，200 个字以内。"))


class HoldForm(Form):
    """A suit, an objection or an inquiry that the record must outlast."""

    KINDS = (
        (HoldKind.SUIT, _l("诉讼")),
        (HoldKind.OBJECTION, _l("异议或信访")),
        (HoldKind.INQUIRY, _l("其他调查")),
    )
    kind = RadioField(
        _l("为什么要保存"),
        [InputRequired(_l("请选一个。"))],
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS],
    )
    reason = StringField(
        _l("案号或说明"),
        [InputRequired(_l("请写明原因。")), _SHORT],
        description=_l("例如：（2026）渝0156民初1号"),
    )


class LiftForm(Form):
    """Why it may go again."""

    because = StringField(_l("为什么取消"), [InputRequired(_l("请写明原因。")), _SHORT])
