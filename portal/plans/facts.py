"""What has to be known of a lift, of a company's pipes, of an unsafe house; kept as plain JSON.

Source: 武隆府办发〔2021〕41号, section 四(一)4, (一)5 and (三).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from portal.domain.errors import N_
from portal.plans.models import CourseKind

LEAST_FLOORS = 6
LIFT_SUBSIDY = 8_000_000
"""Fen: 每台电梯补助资金8万元."""
EXTRA_PERCENT = 15
"""不超过原计容建筑面积15%左右: the planning bureau decides; nothing here is refused for it."""


class Utility(StrEnum):
    WATER = "water"
    POWER = "power"
    GAS = "gas"
    TELECOM = "telecom"
    TELEVISION = "television"


class Grade(StrEnum):
    """房屋等级鉴定; only D goes on to 自建联建."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True)
class LiftFacts:
    """``safe`` is None until a report on the structure is there."""

    kind: ClassVar[CourseKind] = CourseKind.LIFT

    floors: int | None = None
    structure_report: str = ""
    safe: bool | None = None
    subsidy: int = LIFT_SUBSIDY


@dataclass(frozen=True)
class PipeFacts:
    """``cost`` in fen; ``meters`` of ``homes`` have one of their own (一户一表)."""

    kind: ClassVar[CourseKind] = CourseKind.PIPELINE

    company: str = ""
    utility: Utility = Utility.WATER
    notice_number: str = ""
    notice_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cost: int | None = None
    homes: int | None = None
    meters: int | None = None

    @property
    def subsidy(self) -> int | None:
        """Fen: 按整治费用50%给予补助; half a fen is left with the company."""
        return None if self.cost is None else self.cost // 2


@dataclass(frozen=True)
class HouseFacts:
    """The four originals before and as applied for, lengths and areas in hundredths.

    ``counted``: 计容建筑面积. ``facilities_paper`` and ``shelter_paper``: by which papers 城市建设配套费 and
    防空地下室易地建设费 are waived.
    """

    kind: ClassVar[CourseKind] = CourseKind.REBUILD

    expert: str = ""
    report_number: str = ""
    report_on: date | None = None
    grade: Grade | None = None
    is_heritage: bool = False
    area: int | None = None
    new_area: int | None = None
    use: str = ""
    new_use: str = ""
    footprint: int | None = None
    new_footprint: int | None = None
    height: int | None = None
    new_height: int | None = None
    counted: int | None = None
    new_counted: int | None = None
    facilities_paper: str = ""
    shelter_paper: str = ""

    @property
    def originals(self) -> tuple[tuple[str, Any, Any], ...]:
        """四原: name, before, as applied for."""
        return (
            (N_("建筑面积"), self.area, self.new_area),
            (N_("使用功能"), self.use, self.new_use),
            (N_("建筑基底"), self.footprint, self.new_footprint),
            (N_("建筑高度"), self.height, self.new_height),
        )

    @property
    def extra_tenths(self) -> int | None:
        """How much more counted area is applied for, in tenths of a per cent, rounded up; None if unknown."""
        if not self.counted or self.new_counted is None:
            return None
        return -(-max(self.new_counted - self.counted, 0) * 1000 // self.counted)


Facts = LiftFacts | PipeFacts | HouseFacts
_OF: Mapping[CourseKind, type[Facts]] = {each.kind: each for each in (LiftFacts, PipeFacts, HouseFacts)}
_DAYS = frozenset({"notice_on", "starts_on", "ends_on", "report_on"})
_ENUMS: Mapping[str, Any] = {"utility": Utility, "grade": Grade}


def empty(kind: CourseKind) -> Facts:
    return _OF[kind]()


def to_json(facts: Facts) -> dict[str, Any]:
    """Plain values; days as ISO."""
    values = {each.name: getattr(facts, each.name) for each in fields(facts)}
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else value.value
        if isinstance(value, StrEnum)
        else value
        for name, value in values.items()
    }


def from_json(kind: CourseKind, said: Mapping[str, Any]) -> Facts:
    """The way back; what a later version knows and an older row does not is as in an empty one."""
    of = _OF[kind]
    names = {each.name for each in fields(of)}
    return of(**{name: _value(name, value) for name, value in said.items() if name in names})


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    return _ENUMS[name](value) if name in _ENUMS else value
