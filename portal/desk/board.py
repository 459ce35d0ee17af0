"""The board as a page asks for it: estates filtered and sorted, streets summed up, targets beside what is."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.communities.models import EstateListing
from portal.domain.errors import N_
from portal.domain.ledger import Standing
from portal.domain.policy_targets import POLICY, Targets
from portal.domain.satisfaction import Figure as Satisfaction
from portal.domain.satisfaction import together
from portal.domain.stages import ProjectStage
from portal.exports.board import EstateRow, Progress, Size

Key = Callable[[EstateRow], Fraction | int | None]


def _part(have: int, of: int) -> Fraction | None:
    return Fraction(have, of) if of else None


def _turnout(row: EstateRow) -> Fraction | None:
    """The lower of the two measures: a vote is as far as the one that lags."""
    if row.turnout is None:
        return None
    heads = _part(row.turnout.taking_part.heads, row.turnout.roll.heads)
    area = _part(row.turnout.taking_part.area, row.turnout.roll.area)
    return min((each for each in (heads, area) if each is not None), default=None)


#: By what the board sorts, the highest first; without a figure comes last.
SORTS: Mapping[str, tuple[str, Key]] = {
    "turnout": (N_("参与投票"), _turnout),
    "promised": (N_("认缴"), lambda row: row.money.promised),
    "paid": (N_("实缴"), lambda row: row.money.paid),
    "in_term": (N_("按期答复"), lambda row: _part(row.cases.in_term, row.cases.due) if row.cases else None),
    "overdue": (N_("超期件数"), lambda row: row.overdue),
    "took_part": (N_("参与度"), lambda row: _part(row.three.took_part, row.three.households)),
    "know": (N_("知晓度"), lambda row: _part(row.three.know, row.three.households)),
    "satisfied": (N_("满意度"), lambda row: _index(row.three.satisfaction)),
    "done": (N_("改造进度"), lambda row: _part(row.progress.done, row.progress.items)),
    "late": (N_("拖期项数"), lambda row: row.progress.late),
}
#: What the board narrows to.
SHOWS: Mapping[str, tuple[str, Callable[[EstateRow], bool]]] = {
    "open": (N_("正在投票"), lambda row: row.turnout is not None and row.turnout.is_open),
    "short": (
        N_("投票还没过线"),
        lambda row: row.turnout is not None and row.turnout.is_open and row.turnout.is_short,
    ),
    "overdue": (N_("有超期反馈"), lambda row: row.overdue > 0),
    "late": (N_("有拖期内容"), lambda row: row.progress.late > 0),
    "owed": (N_("有应交未交"), lambda row: row.money.owed > 0),
    "unplanned": (N_("还没公布方案"), lambda row: not row.is_published),
    "unrolled": (N_("还没有名册"), lambda row: row.size.area == 0),
}


def _index(figure: Satisfaction | None) -> Fraction | None:
    """What too few judged has no place in an order either."""
    return figure.index if figure is not None and figure.shown else None


@dataclass(frozen=True)
class Wanted:
    """What a reader asks the board for; "" and 0 ask for everything."""

    street_id: int = 0
    stage: str = ""
    show: str = ""
    sort: str = ""
    upward: bool = False


def arrange(rows: Sequence[EstateRow], wanted: Wanted) -> Sequence[EstateRow]:
    """Narrowed and sorted; unknown words ask for nothing."""
    found = [
        row
        for row in rows
        if (not wanted.street_id or row.place.street_id == wanted.street_id)
        and (not wanted.stage or (row.stage or "none") == wanted.stage)
        and (wanted.show not in SHOWS or SHOWS[wanted.show][1](row))
    ]
    if wanted.sort not in SORTS:
        return found
    key = SORTS[wanted.sort][1]
    known = [(value, row) for row in found if (value := key(row)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=not wanted.upward)
    return [*(row for _, row in known), *(row for row in found if key(row) is None)]


@dataclass(frozen=True)
class StreetRow:
    """A street: its estates added up."""

    id: int
    name: str
    estates: int
    stages: Counter[ProjectStage | None]
    open_votes: int
    short: int
    money: Standing
    due: int
    in_term: int
    overdue: int
    households: int
    took_part: int
    know: int
    judged: int
    satisfaction: Satisfaction | None
    progress: Progress


def streets(rows: Sequence[EstateRow]) -> Sequence[StreetRow]:
    """In the order in which they first stand among the rows."""
    names = {row.place.street_id: row.place.street for row in rows}
    return [_street(key, name, [r for r in rows if r.place.street_id == key]) for key, name in names.items()]


def _street(key: int, name: str, rows: Sequence[EstateRow]) -> StreetRow:
    cases = [row.cases for row in rows if row.cases]
    judged = [
        row.three.satisfaction for row in rows if row.three.satisfaction and row.three.satisfaction.shown
    ]
    progress = [row.progress for row in rows]
    return StreetRow(
        id=key,
        name=name,
        estates=len(rows),
        stages=Counter(row.stage for row in rows),
        open_votes=sum(SHOWS["open"][1](row) for row in rows),
        short=sum(SHOWS["short"][1](row) for row in rows),
        money=sum((row.money for row in rows), Standing()),
        due=sum(each.due for each in cases),
        in_term=sum(each.in_term for each in cases),
        overdue=sum(row.overdue for row in rows),
        households=sum(row.three.households for row in rows),
        took_part=sum(row.three.took_part for row in rows),
        know=sum(row.three.know for row in rows),
        judged=len(judged),
        satisfaction=together(judged, sum(each.households for each in judged)) if judged else None,
        progress=Progress(*(sum(getattr(p, name) for p in progress) for name in _COUNTS)),
    )


_COUNTS = ("items", "done", "under_way", "late", "due")


@dataclass(frozen=True)
class Reached:
    """One measure of the policy: what it wants, what was listed, has a roll, is decided on, and is done."""

    name: str
    unit: str
    target: int
    listed: int
    rolled: int | None
    planned: int | None
    done: int | None

    @property
    def is_area(self) -> bool:
        return self.unit == "area"


def against_targets(
    rows: Sequence[EstateRow], listings: Mapping[int, EstateListing], targets: Targets = POLICY
) -> Sequence[Reached]:
    """The policy's numbers beside what stands; people are known from the list only, a roll has owners."""
    said = list(listings.values())
    rolled = [row for row in rows if row.size.area]
    planned = [row for row in rolled if row.is_published]
    done = [row for row in planned if row.stage in (ProjectStage.EVALUATING, ProjectStage.SHARING)]

    def counts(which: str) -> tuple[int, int, int]:
        return tuple(sum(_size(row.size, which) for row in some) for some in (rolled, planned, done))  # type: ignore[return-value]  # three of them

    return [
        Reached(N_("小区"), N_("个"), targets.estates, len(rows), len(rolled), len(planned), len(done)),
        Reached(
            N_("楼栋"), N_("栋"), targets.buildings, sum(x.buildings for x in said), *counts("buildings")
        ),
        Reached(N_("面积"), "area", targets.area, sum(each.area for each in said), *counts("area")),
        Reached(
            N_("户数"), N_("户"), targets.households, sum(x.households for x in said), *counts("households")
        ),
        Reached(N_("人口"), N_("人"), targets.people, sum(each.people for each in said), None, None, None),
    ]


def _size(size: Size, which: str) -> int:
    value: int = getattr(size, which)
    return value
