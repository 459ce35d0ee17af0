"""Who takes a copy of the bundle, and why."""

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from portal.voting.models.logbook import Recipient
from portal.web.forms import Form
from portal.web.i18n import _l

_PROMISE = _l("请先勾选，再下载。")
_SAY = _l("请写明给谁、用来做什么。")


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class NumberForm(Form):
    """A receipt number, sent in the address so that a code on paper can hold it, too."""

    number = StringField(
        _l("回执号"),
        [Length(max=20)],
        filters=[_trimmed],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "in num"},
    )


class TakeForm(Form):
    """An owner's copy: the promise comes first, and is never ticked beforehand."""

    promise = BooleanField(_l("我只用来核对计票，不公开，不转发"), [InputRequired(_PROMISE)])


class HandForm(Form):
    """A copy for a supervising body, a court, or the archive."""

    what = RadioField(_l("给谁"), [InputRequired(_l("请选择给谁。"))])
    name = StringField(_l("单位名称"), [InputRequired(_SAY), Length(max=60)], filters=[_trimmed])
    purpose = StringField(_l("用途或文书号"), [InputRequired(_SAY), Length(max=120)], filters=[_trimmed])

    def offer(self, *, hands_over: bool) -> None:
        """A supervisor takes one for itself; only who may hand over gives one to a court or the archive."""
        choices = [(Recipient.SUPERVISOR.value, _l("本单位（街道、区住建委、观察员），核对计票"))]
        if hands_over:
            choices.append((Recipient.COURT.value, _l("法院，按调取文书")))
            choices.append((Recipient.FILE.value, _l("存档，整个案卷")))
        self.what.choices = choices
