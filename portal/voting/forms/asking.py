"""Which home and which phone."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一项。"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class AskForm(Form):
    """The door as people write it; the entrance may be left out where there is one of that room."""

    building = SelectField(_l("楼栋"), [_NEEDED])
    entrance = StringField(_l("单元"), [Length(max=20)], filters=[_trimmed])
    room = StringField(_l("房号"), [_NEEDED, Length(max=20)], filters=[_trimmed])
    phone = StringField(
        _l("名册上的手机号"),
        [_NEEDED, Length(max=20)],
        filters=[_trimmed],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
