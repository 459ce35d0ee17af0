"""What people say about the ways in which they want to be told."""

from wtforms import BooleanField, EmailField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.messages.topics import TOPICS
from portal.web.forms import Form
from portal.web.i18n import _l


class WaysForm(Form):
    """Which topics may leave the inbox; none ticked is an answer."""

    topics = SelectMultipleField(
        _l("哪些事要另外通知您"),
        choices=[SelectChoice(key, _l(name)) for key, name in TOPICS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    digest = BooleanField(_l("每天只发一条汇总"))


class EmailForm(Form):
    """A mailbox; whether it is there shows when the letter is answered."""

    address = EmailField(
        _l("邮箱地址"),
        [
            InputRequired(_l("请输入邮箱地址。")),
            Length(max=120, message=_l("邮箱地址太长了。")),
            Regexp(
                r"^\s*[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\s*$", message=_l("邮箱地址不对，例如 name@example.com。")
            ),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "email", "autocapitalize": "none"},
    )


class ConfirmForm(Form):
    """One button."""
