"""What is asked of an estate and its community: shape only."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.communities.services.places import Office
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
