"""The period of a publication, what is said to it, and whom it reached."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from portal.plans.forms.wishes import Ticks
from portal.plans.models import Channel, Item
from portal.plans.services.publicity import Opening, Words
from portal.plans.words import CHANNELS
from portal.web.fields import DayField
from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一栏"))


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class PublicityForm(Form):
    """From when to when, by which ways."""

    opens_on = DayField(_l("从哪天"), [InputRequired(_l("请选日期"))])
    closes_on = DayField(_l("到哪天（含当天）"), [InputRequired(_l("请选日期"))])
    channels = TextAreaField(
        _l("怎么提意见"),
        [_NEEDED, _short(300)],
        filters=[_trimmed],
        description=_l("一行一种，印在公示上：手机、到社区填表、打电话"),
    )
    where_to = StringField(_l("交到哪里、找谁"), [_NEEDED, _short(100)], filters=[_trimmed])

    def opening(self) -> Opening:
        if self.opens_on.data is None or self.closes_on.data is None:
            raise ValueError("the days were not validated")
        return Opening(self.opens_on.data, self.closes_on.data, self.channels.data, self.where_to.data)


class RemarkForm(Form):
    """A comment or an objection; nothing is chosen beforehand."""

    item = SelectField(_l("对哪一项"), coerce=int)
    kind = RadioField(
        _l("是意见还是异议？"),
        [InputRequired(_l("请选一项"))],
        choices=[
            SelectChoice("comment", _l("意见、建议")),
            SelectChoice("objection", _l("异议，不同意这样做")),
        ],
        validate_choice=False,
    )
    text = TextAreaField(_l("怎么想的"), [_NEEDED, _short(500)], filters=[_trimmed])

    def offer(self, items: Sequence[Item]) -> None:
        named = [SelectChoice(item.id, item.name) for item in items]
        self.item.choices = [SelectChoice(0, _l("整个方案")), *named]

    def words(self) -> Words:
        return Words(self.text.data, self.item.data or None, self.kind.data == "objection")


class RemarkAtDeskForm(RemarkForm):
    """The same, keyed by staff; who said it may stay open."""

    part = SelectField(_l("哪一户"), coerce=int)
    channel = RadioField(
        _l("怎么收来的"),
        [InputRequired(_l("请选一项"))],
        coerce=Channel,
        choices=[SelectChoice(key.value, _l(CHANNELS[key])) for key in (Channel.PAPER, Channel.DOOR)],
        validate_choice=False,
    )


class RemarkAnswerForm(Form):
    answer = TextAreaField(_l("答复"), [_NEEDED, _short(500)], filters=[_trimmed])


class EndForm(Form):
    outcome = TextAreaField(
        _l("公示结果"), [_NEEDED, _short(500)], filters=[_trimmed], description=_l("收到多少意见、怎么处理")
    )


class PostForm(Form):
    """At which entrances posters hang since a day."""

    posted_on = DayField(_l("哪天贴的"), [InputRequired(_l("请选日期"))])
    entrances = Ticks(_l("贴在哪些单元"), choices=[])


class ServeForm(Form):
    """Which households were handed the notice."""

    entrances = Ticks(_l("整个单元都送到了"), choices=[])
    parts = Ticks(_l("只送到个别户"), choices=[])


class PlacesForm(Form):
    """Which doors an item touches."""

    buildings = Ticks(_l("涉及的整栋楼"), choices=[])
    entrances = Ticks(_l("只涉及个别单元"), choices=[], description=_l("已选整栋的不用再选"))
