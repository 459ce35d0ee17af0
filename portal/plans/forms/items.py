"""What a clerk says of a plan and of its items: shape only."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.plans.models import Category, Item, ItemState, MoneySource, Nature, Sharing
from portal.plans.said import NAMES, ItemDraft
from portal.plans.words import CATEGORIES, ITEM_STATES, NATURES, SHARINGS, SOURCES
from portal.web.fields import DayField, MoneyField
from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一栏"))


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


_UNDECIDED = "undecided"


def _nature(value: Any) -> Nature | None:
    return None if value == _UNDECIDED else Nature(value)


def _choices(names: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(key.value if key else _UNDECIDED, _l(name)) for key, name in names.items()]


class ProjectForm(Form):
    """Title and a few sentences."""

    title = StringField(_l("方案名称"), [_NEEDED, _short(40)], filters=[_trimmed])
    summary = TextAreaField(
        _l("几句话说明"), [_short(500)], filters=[_trimmed], description=_l("改造范围、规模，什么时候定下来")
    )


class ItemForm(Form):
    """One line of the plan; the fields ``money_…`` are made below, one for each source."""

    name = StringField(_l("改什么"), [_NEEDED, _short(30)], filters=[_trimmed])
    category = SelectField(
        _l("类别"),
        coerce=Category,
        choices=_choices(CATEGORIES),
    )
    nature = RadioField(
        _l("性质"),
        coerce=_nature,
        choices=_choices(NATURES),
        description=_l("政策只列出三种性质，没有逐项指定。定下来要写明依据。"),
    )
    nature_source = StringField(
        _l("性质的依据"),
        [_short(100)],
        filters=[_trimmed],
        description=_l("文件名和文号、哪次会议，或者谁定的"),
    )
    what = TextAreaField(_l("具体做什么"), [_short(500)], filters=[_trimmed])
    place = StringField(_l("在哪里做"), [_short(100)], filters=[_trimmed])
    cost = MoneyField(_l("费用"))
    sharing = SelectField(
        _l("居民出的部分怎么分"),
        coerce=Sharing,
        choices=_choices(SHARINGS),
    )
    responsible = StringField(_l("谁负责"), [_short(60)], filters=[_trimmed])
    phone = StringField(
        _l("负责单位电话"), [_short(20)], filters=[_trimmed], description=_l("会公开，请填座机或热线")
    )
    quantity = MoneyField(_l("数量"))
    unit = StringField(_l("单位"), [_short(10)], filters=[_trimmed], description=_l("米、平方米、个"))
    standard = StringField(_l("按什么标准"), [_short(100)], filters=[_trimmed])
    is_adjoining = BooleanField(_l("是小区外面相邻的市政工程"))
    apart_reason = StringField(
        _l("时间和小区内不一样的原因"),
        [_short(200)],
        filters=[_trimmed],
        description=_l("相邻工程应当和小区内一起做；不能一起做才填"),
    )
    is_heritage = BooleanField(_l("涉及历史建筑或文物"))
    heritage_opinion = StringField(
        _l("区文化旅游委的意见"),
        [_short(200)],
        filters=[_trimmed],
        description=_l("文号、日期和结论，公布以前要有"),
    )
    starts_on = DayField(_l("开工日期"))
    ends_on = DayField(_l("完工日期"))
    effect = TextAreaField(
        _l("对居民家里有什么影响"),
        [_short(500)],
        filters=[_trimmed],
        description=_l("一行写一件：停水、停电、要不要人在家"),
    )
    state = SelectField(
        _l("进展"),
        coerce=ItemState,
        choices=_choices(ITEM_STATES),
        default=ItemState.PLANNED,
    )

    @classmethod
    def of(cls, item: Item | None) -> "ItemForm":
        """With what is on record, or empty for a new item."""
        if item is None:
            return cls()
        pieces = {f"money_{piece.source.value}": piece.amount for piece in item.money}
        return cls(obj=item, data=pieces)

    def money_fields(self) -> list[MoneyField]:
        return [self[f"money_{source.value}"] for source in MoneySource]

    def draft(self) -> ItemDraft:
        """What was typed; a source with nothing or zero is left out."""
        money = {source: self[f"money_{source.value}"].data or 0 for source in MoneySource}
        said = {name: self[name].data for name in NAMES if name in self}
        return ItemDraft(money={source: fen for source, fen in money.items() if fen}, **said)


class ChangeForm(ItemForm):
    """An item as the next version of a published plan is to say it, and why. The state is reported apart."""

    state = None
    why = StringField(_l("为什么改"), [_NEEDED, _short(200)], filters=[_trimmed])
    case_number = StringField(
        _l("因为哪件反馈改的"),
        [_short(20)],
        filters=[_trimmed],
        description=_l("填反馈编号，提的人会收到消息"),
    )


class WhyForm(Form):
    """Why an item is dropped."""

    reason = StringField(_l("为什么不做了"), [_NEEDED, _short(200)], filters=[_trimmed])
    because_of = StringField(_l("因为哪件反馈去掉的"), [_short(20)], filters=[_trimmed])


class VersionForm(Form):
    """Why there is to be a new version."""

    reason = TextAreaField(
        _l("为什么要改"), [_NEEDED, _short(300)], filters=[_trimmed], description=_l("公布以后居民看得到")
    )


class ConsultForm(Form):
    """How residents were asked about a draft."""

    how = StringField(
        _l("怎样征求意见"),
        [_NEEDED, _short(100)],
        filters=[_trimmed],
        description=_l("居民会议、上门、张贴公示"),
    )
    since = DayField(_l("从哪天"))
    to = DayField(_l("到哪天"))
    outcome = TextAreaField(_l("结果怎样"), [_NEEDED, _short(500)], filters=[_trimmed])


for _source, _name in SOURCES.items():
    setattr(ItemForm, f"money_{_source.value}", MoneyField(_l(_name)))
