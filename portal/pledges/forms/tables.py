"""A table of floor coefficients as the desk writes it, a line a floor."""

from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.communities.queries import list_entrances
from portal.domain.amounts import format_coefficient, parse_coefficient
from portal.pledges.coefficients import Table
from portal.pledges.errors import FactorLineUnread, FloorNamedTwice
from portal.pledges.services.tables import Written
from portal.web.forms import Form
from portal.web.i18n import _l


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class CoefficientForm(Form):
    name = StringField(
        _l("这张系数表叫什么"),
        [InputRequired(_l("请填写名称")), Length(max=30, message=_l("请不要超过 %(max)d 个字"))],
        filters=[_trimmed],
    )
    source = StringField(
        _l("来源"),
        [InputRequired(_l("请填写来源")), Length(max=100, message=_l("请不要超过 %(max)d 个字"))],
        filters=[_trimmed],
    )
    entrance = SelectField(_l("给哪个单元用"), coerce=int, default=0)
    floors = TextAreaField(_l("各层系数"), [InputRequired(_l("请填写各层系数"))], filters=[_trimmed])

    def written(self) -> Written:
        """:raises RuleViolated: a line that is no floor and factor, or a floor twice."""
        found: dict[int, int] = {}
        for line in (text.strip() for text in self.floors.data.splitlines() if text.strip()):
            words = line.replace("楼", " ").replace("：", " ").replace(":", " ").split()
            if len(words) != 2 or not words[0].lstrip("-").isdecimal():
                raise FactorLineUnread(line=line[:40])
            floor = int(words[0])
            if floor in found:
                raise FloorNamedTwice(floor=floor)
            found[floor] = parse_coefficient(words[1])
        return Written(self.name.data, self.source.data, found, self.entrance.data or None)


def coefficient_form(estate_id: int, table: Table | None, *, fresh: bool) -> CoefficientForm:
    """Filled with a table where nothing was sent; a fresh one gets a name of its own."""
    said: dict[str, object] = {}
    if table is not None:
        lines = (f"{floor} {format_coefficient(factor)}" for floor, factor in sorted(table.floors.items()))
        said = {
            "name": "" if fresh else table.name,
            "source": table.source,
            "entrance": table.entrance_id or 0,
            "floors": "\n".join(lines),
        }
    form = CoefficientForm(data=said)
    form.entrance.choices = [
        SelectChoice(0, _l("全小区都可以用")),
        *(SelectChoice(each.id, f"{each.building.name}{each.name}") for each in list_entrances(estate_id)),
    ]
    return form
