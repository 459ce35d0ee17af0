"""What staff type: at the door, and on the pages about people."""

from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portal.accounts.forms.people import PhoneForm
from portal.accounts.models import Relation
from portal.permissions import Role
from portal.web.forms import Form
from portal.web.i18n import _l

ROLE_WORDS = {
    Role.COMMUNITY_CLERK: _l("居委会干事"),
    Role.STREET: _l("街道经办"),
    Role.DISTRICT: _l("区住建委"),
    Role.OBSERVER: _l("观察员"),
    Role.HANDLER: _l("承办人"),
    Role.SUPERVISOR: _l("居民监督员"),
}


class StaffSignInForm(Form):
    """User name and password."""

    user_name = StringField(
        _l("用户名"),
        [InputRequired(_l("请输入用户名。")), Length(max=64, message=_l("用户名太长了。"))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请输入密码。")), Length(max=128, message=_l("密码太长了。"))],
        render_kw={"autocomplete": "current-password"},
    )


class SeenPhoneForm(PhoneForm):
    """A phone that a resident says at the desk, with the ID card on the table."""

    seen = BooleanField(_l("我当面看过本人的身份证"))


class NewPasswordForm(Form):
    """A new password, typed twice, after the old one where there is an old one of one's own."""

    old = PasswordField(
        _l("原来的密码"),
        [InputRequired(_l("请输入原来的密码。")), Length(max=128, message=_l("密码太长了。"))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("新密码"),
        [InputRequired(_l("请输入新密码。")), Length(max=128, message=_l("密码太长了。"))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一遍"),
        [InputRequired(_l("请再输一遍。"))],
        render_kw={"autocomplete": "new-password"},
    )


class RoleForm(Form):
    """A role in a place: ``district``, ``street:1`` or ``estate:3``."""

    role = SelectField(
        _l("角色"),
        coerce=Role,
        choices=[SelectChoice(role.value, words) for role, words in ROLE_WORDS.items()],
    )
    place = SelectField(_l("管哪里"))


class StaffForm(RoleForm):
    """A new member of staff with the first role."""

    user_name = StringField(
        _l("用户名"),
        [InputRequired(_l("请输入用户名。")), Length(max=32, message=_l("用户名太长了。"))],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    display_name = StringField(
        _l("姓名"),
        [InputRequired(_l("请输入姓名。")), Length(max=40, message=_l("姓名太长了。"))],
        render_kw={"autocomplete": "off"},
    )


class InvitationForm(Form):
    """The printed code, and the password that somebody wants to have."""

    code = StringField(
        _l("邀请码"),
        [InputRequired(_l("请输入邀请码。")), Length(max=40, message=_l("邀请码是 10 个字。"))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    new = PasswordField(
        _l("新密码"),
        [InputRequired(_l("请输入新密码。")), Length(max=128, message=_l("密码太长了。"))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一遍"),
        [InputRequired(_l("请再输一遍。"))],
        render_kw={"autocomplete": "new-password"},
    )


class PrintForm(Form):
    """Which homes get a letter; the choices are the view's."""

    which = RadioField(
        _l("给谁打印"),
        [InputRequired(_l("请选给谁打印。"))],
        choices=[
            SelectChoice("unopened", _l("还没有人打开的房屋")),
            SelectChoice("chosen", _l("下面勾选的房屋")),
        ],
        default="unopened",
    )
    parts = SelectMultipleField(_l("房屋"), [Optional()], coerce=int)


class ReasonForm(Form):
    """Why something is refused or ended; the person reads it."""

    reason = TextAreaField(
        _l("原因"),
        [InputRequired(_l("请写明原因。")), Length(max=200, message=_l("请写得短一些，200 个字以内。"))],
        render_kw={"rows": "3"},
    )


class RelationForm(Form):
    """What somebody is to a home, where it is not an owner."""

    relation = SelectField(
        _l("与房屋的关系"),
        choices=[
            SelectChoice(Relation.HOUSEHOLD.value, _l("住户")),
            SelectChoice(Relation.TENANT.value, _l("租客")),
        ],
    )
