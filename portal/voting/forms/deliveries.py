"""One round of serving: which doors, how, when."""

from flask_wtf.file import MultipleFileField
from wtforms import DateTimeLocalField, RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from portal.voting.models import DeliveryWay
from portal.voting.services.delivering import BY_HAND, Served
from portal.voting.words import WAYS
from portal.web.clock import CHINA
from portal.web.forms import Form
from portal.web.i18n import _l


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class DeliverForm(Form):
    """No door is ticked beforehand and no way chosen."""

    voters = SelectMultipleField(_l("送达的户"), [InputRequired(_l("请至少勾选一户。"))], coerce=int)
    way = RadioField(
        _l("怎么送的"),
        [InputRequired(_l("请选怎么送的。"))],
        choices=[SelectChoice(way.value, _l(WAYS[way])) for way in BY_HAND],
    )
    at = DateTimeLocalField(
        _l("什么时候"),
        [InputRequired(_l("请填写送达的时间。"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        tz=CHINA,
        invalid_value_message=_l("时间不对，请按年、月、日、时、分填写。"),
    )
    note = StringField(_l("备注"), [Length(max=200, message=_l("请写在 200 字以内。"))], filters=[_trimmed])

    photos = MultipleFileField(_l("凭证照片（1 张，可不传）"))

    def served(self, photo: str | None) -> Served:
        return Served(DeliveryWay(self.way.data), self.at.data, self.note.data, photo)
