"""What a clerk says of a plan and of its items: shape only."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.plans.models import Category, Item, ItemState, MoneySource, Nature, Sharing
from portal.plans.services.items import ItemDraft
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
        names = (
            *("name", "category", "what", "place", "cost", "sharing", "responsible", "phone"),
            *("starts_on", "ends_on", "effect", "state", "nature", "nature_source"),
        )
        said = {name: self[name].data for name in names}
        return ItemDraft(money={source: fen for source, fen in money.items() if fen}, **said)


for _source, _name in SOURCES.items():
    setattr(ItemForm, f"money_{_source.value}", MoneyField(_l(_name)))
