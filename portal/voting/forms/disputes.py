"""“Not cast by me”, and what is decided about it."""

from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.voting.services.disputing import Decision
from portal.web.forms import Form
from portal.web.i18n import _l

_LONGEST = 1000


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class DisputeForm(Form):
    """One press is enough; whoever wants to can say why."""

    said = StringField(
        _l("说说情况"), [Length(max=_LONGEST, message=_l("请写在 1000 字以内。"))], filters=[_trimmed]
    )


class DecideForm(Form):
    """Nothing is ticked beforehand."""

    staff_said = TextAreaField(
        _l("经手的人怎么说"),
        [InputRequired(_l("请写下收票、录票的人怎么说。")), Length(max=_LONGEST)],
        filters=[_trimmed],
        render_kw={"rows": 3, "maxlength": _LONGEST},
    )
    outcome = RadioField(
        _l("怎么处理"),
        [InputRequired(_l("请选一项。"))],
        choices=[
            SelectChoice("restore", _l("是业主本人的意思，恢复计票")),
            SelectChoice("leave", _l("不能证明是业主本人的意思，不再计票")),
        ],
    )
    reason = TextAreaField(
        _l("理由"),
        [InputRequired(_l("请写明理由，会告诉提出的业主。")), Length(max=_LONGEST)],
        filters=[_trimmed],
        render_kw={"rows": 3, "maxlength": _LONGEST},
    )

    def decision(self) -> Decision:
        return Decision(self.outcome.data == "restore", self.staff_said.data, self.reason.data)
