"""What is asked of an estate and its community, and of a meeting: shape only."""

from flask_wtf.file import FileField, FileRequired
from wtforms import DateTimeLocalField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.communities.services.places import Office
from portal.desk.models import MeetingKind
from portal.domain.bodies import BODIES
from portal.web.clock import CHINA
from portal.web.fields import DayField
from portal.web.forms import Form
from portal.web.i18n import _l, gettext

NO_STREET = 0
"""The choice that stands for a street which is not there yet."""

_NEEDED = InputRequired(_l("请填写这一栏"))


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class EstateForm(Form):
    """An estate and whom its residents are told to call."""

    name = StringField(_l("小区名称"), [_NEEDED, _short(30)], filters=[_trimmed])
    community = StringField(_l("所属社区"), [_NEEDED, _short(30)], filters=[_trimmed])
    contact = StringField(
        _l("联系人"), [_short(20)], filters=[_trimmed], description=_l("居民打电话找谁，例如：李干事")
    )
    phone = StringField(
        _l("联系电话"), [_short(20)], filters=[_trimmed], description=_l("会公开，请填座机或热线")
    )
    hours = StringField(
        _l("什么时候能打通"), [_short(40)], filters=[_trimmed], description=_l("例如：工作日 9:00–17:30")
    )

    def office(self) -> Office:
        return Office(self.community.data, self.contact.data, self.phone.data, self.hours.data)


class NewEstateForm(EstateForm):
    """Also in which street; ``new_street`` is only for those who answer for the whole district."""

    street = SelectField(_l("属于哪个街道"), coerce=int)
    new_street = StringField(
        _l("新街道（镇）"),
        [_short(30)],
        filters=[_trimmed],
        description=_l("上面选“另写一个”时填"),
    )

    def validate_new_street(self, typed: StringField) -> None:
        """The name is needed where none of the streets was chosen."""
        if self.street.data == NO_STREET and not typed.data:
            raise ValidationError(gettext("请写街道（镇）的名称。"))


KINDS = {MeetingKind.LEADING_GROUP: _l("领导小组会"), MeetingKind.SPECIAL: _l("专题会")}


class MeetingForm(Form):
    """A meeting that was held; ``street`` is 0 for the district's."""

    kind = RadioField(
        _l("什么会"), [_NEEDED], choices=[SelectChoice(key.value, words) for key, words in KINDS.items()]
    )
    street = SelectField(_l("谁开的"), coerce=int)
    title = StringField(_l("会议名称"), [_NEEDED, _short(60)], filters=[_trimmed])
    held_at = DateTimeLocalField(
        _l("什么时候开的"),
        [_NEEDED],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        tz=CHINA,
        invalid_value_message=_l("时间不对，请按年、月、日、时、分填写。"),
    )
    place = StringField(_l("地点"), [_short(60)], filters=[_trimmed])
    chair = StringField(_l("主持人"), [_short(40)], filters=[_trimmed])
    attended = TextAreaField(_l("参加的人和单位"), [_short(600)], filters=[_trimmed])
    minutes = TextAreaField(_l("会议情况"), [_short(4000)], filters=[_trimmed], render_kw={"rows": 6})


class DecisionForm(Form):
    """One decision: what, who, where, by when; ``estate`` is 0 for all."""

    text = TextAreaField(_l("定了什么事"), [_NEEDED, _short(300)], filters=[_trimmed])
    body = SelectField(
        _l("谁来办"), choices=[SelectChoice(body.value, _l(about.name)) for body, about in BODIES.items()]
    )
    estate = SelectField(_l("哪个小区"), coerce=int)
    due_on = DayField(_l("哪天前办好"), [_NEEDED])


class SettleForm(Form):
    """How a task was done."""

    note = StringField(_l("怎么办的"), [_NEEDED, _short(300)], filters=[_trimmed])


class ListingForm(Form):
    """The district's list of estates."""

    file = FileField(
        _l("台账文件"), [FileRequired(_l("请选择台账文件"))], description=_l("WPS、Excel 表格或 csv")
    )


class PeopleForm(Form):
    """Whom to look for, and why: the purpose goes on record."""

    words = StringField(
        _l("姓名或手机号"),
        [_NEEDED, Length(min=2, max=20, message=_l("请写 2 到 20 个字"))],
        filters=[_trimmed],
        render_kw={"autocomplete": "off"},
    )
    purpose = StringField(
        _l("为什么找"),
        [_NEEDED, _short(60)],
        filters=[_trimmed],
        description=_l("例如：核对来电业主的房号"),
    )
