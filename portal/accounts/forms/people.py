"""What residents type: codes, phones, passcodes, the end of an ID number."""

from wtforms import PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from portal.accounts.models import Relation
from portal.web.forms import Form
from portal.web.i18n import _l


class SlipForm(Form):
    """The short code of a letter, as it was typed."""

    code = StringField(
        _l("信上的短码"),
        [InputRequired(_l("请输入信上的短码。")), Length(max=40, message=_l("短码只有 10 个字。"))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class OpenHomeForm(Form):
    """The one button that opens a home."""


class PhoneForm(Form):
    """A mobile number; whether it takes messages is a rule."""

    phone = StringField(
        _l("手机号"),
        [InputRequired(_l("请输入手机号。")), Length(max=30, message=_l("手机号太长了。"))],
        render_kw={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"},
    )


class CodeForm(Form):
    """Six digits that came by text message or stand in an authenticator."""

    code = StringField(
        _l("验证码"),
        [InputRequired(_l("请输入验证码。")), Regexp(r"^\s*\d{6}\s*$", message=_l("验证码是 6 位数字。"))],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "8"},
    )


class PasscodeSignInForm(PhoneForm):
    """A phone and the passcode that was set for it."""

    passcode = PasswordField(
        _l("口令"),
        [InputRequired(_l("请输入口令。")), Length(max=64, message=_l("口令太长了。"))],
        render_kw={"autocomplete": "current-password"},
    )


class PasscodeForm(Form):
    """A new passcode, typed twice."""

    passcode = PasswordField(
        _l("新口令"),
        [InputRequired(_l("请输入新口令。")), Length(max=64, message=_l("口令太长了。"))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一遍"),
        [InputRequired(_l("请再输一遍。"))],
        render_kw={"autocomplete": "new-password"},
    )


class WhoForm(Form):
    """Which of the home's owners somebody says to be; the choices are the view's."""

    owner = RadioField(_l("您是哪一位业主"), [InputRequired(_l("请选您是哪一位。"))], coerce=int)


class IdTailForm(Form):
    """The last six characters of an ID number."""

    tail = StringField(
        _l("证件号后六位"),
        [
            InputRequired(_l("请输入证件号后六位。")),
            Regexp(r"^\s*\w{6}\s*$", message=_l("要 6 位，只能是数字和字母。")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "maxlength": "8"},
    )


class AskDeskForm(Form):
    """Whether the owner comes in person or somebody for the owner."""

    relation = RadioField(
        _l("谁来办"),
        [InputRequired(_l("请选谁来办。"))],
        choices=[
            SelectChoice(Relation.OWNER.value, _l("我是业主本人")),
            SelectChoice(Relation.REPRESENTATIVE.value, _l("我替业主办")),
        ],
    )
