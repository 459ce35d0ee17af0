"""Publishing a roll, objecting to it, answering an objection."""

from collections.abc import Sequence

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from portal.voting.forms.drafting import moment_field
from portal.web.forms import Form
from portal.web.i18n import _l


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class PublishRollForm(Form):
    days = IntegerField(
        _l("公布几天"),
        [InputRequired(_l("请填写天数。")), NumberRange(1, 365, message=_l("应为 1 到 365 天。"))],
        default=7,
        description=_l("张贴那天不算，从第二天起数"),
    )
    posted_at = moment_field(_l("什么时候贴出来的"))
    posted = BooleanField(
        _l("纸质名册已经或马上张贴在小区"), [InputRequired(_l("请先张贴纸质名册，再勾选。"))]
    )


class ObjectForm(Form):
    """What an owner finds wrong with the published roll."""

    home = SelectField(_l("哪套房"), [InputRequired(_l("请选房屋。"))])
    text = TextAreaField(
        _l("哪里不对"),
        [InputRequired(_l("请写明哪里不对。")), Length(max=500, message=_l("请不要超过 %(max)d 个字。"))],
        filters=[_trimmed],
        description=_l("例如：面积和产权证上的不一样，产权证写的是多少"),
    )

    def offer(self, homes: Sequence[str]) -> None:
        self.home.choices = [SelectChoice(home, home) for home in homes]


class TakeObjectionForm(Form):
    """The same, taken down by staff from a paper or a visit."""

    home = StringField(_l("哪套房"), [InputRequired(_l("请填写房号。")), Length(max=60)], filters=[_trimmed])
    text = TextAreaField(
        _l("哪里不对"),
        [InputRequired(_l("请写明哪里不对。")), Length(max=500, message=_l("请不要超过 %(max)d 个字。"))],
        filters=[_trimmed],
    )


class AnswerForm(Form):
    accepted = RadioField(
        _l("异议成立吗"),
        [InputRequired(_l("请选一项。"))],
        choices=[
            SelectChoice("yes", _l("成立，名册要改")),
            SelectChoice("no", _l("不成立，名册不改")),
        ],
    )
    answer = TextAreaField(
        _l("答复"),
        [InputRequired(_l("请写明答复。")), Length(max=500, message=_l("请不要超过 %(max)d 个字。"))],
        filters=[_trimmed],
        description=_l("名册上的人都看得到"),
    )
