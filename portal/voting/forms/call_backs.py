"""The drawing, and what an owner said; nothing is ticked beforehand."""

from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.voting.models import CallBackOutcome
from portal.voting.services.calling_back import Said, Thrown
from portal.voting.words import CALL_BACKS
from portal.web.forms import Form
from portal.web.i18n import _l

_SHORT = Length(max=200, message=_l("请写在 200 字以内。"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class DrawForm(Form):
    """What was thrown in front of people, and who they were."""

    seed = StringField(
        _l("当众得到的随机数"),
        [InputRequired(_l("请写下当众得到的随机数。")), Length(max=80, message=_l("请写在 80 字以内。"))],
        filters=[_trimmed],
        render_kw={"autocomplete": "off"},
    )
    present = StringField(_l("谁在场"), [InputRequired(_l("请写明谁在场。")), _SHORT], filters=[_trimmed])

    def thrown(self) -> Thrown:
        return Thrown(self.seed.data, self.present.data)


class CallForm(Form):
    """One try."""

    outcome = RadioField(
        _l("业主怎么说"),
        [InputRequired(_l("请选一项。"))],
        choices=[SelectChoice(outcome.value, _l(name)) for outcome, name in CALL_BACKS.items()],
    )
    note = TextAreaField(_l("记录"), [_SHORT], filters=[_trimmed], render_kw={"rows": 2, "maxlength": 200})

    def said(self) -> Said:
        return Said(CallBackOutcome(self.outcome.data), self.once.data or "", self.note.data)
