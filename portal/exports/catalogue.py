"""Which tables can leave the portal, of what, and what each of them holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement

from portal.communities.models import Estate
from portal.domain.deadlines import day_ends
from portal.domain.errors import N_
from portal.voting.models import Vote


class Table(StrEnum):
    """One table or a set of them. Those of OF_VOTE may be of a single vote; ARCHIVE is a whole project."""

    VOTE = "vote"
    OPINIONS = "opinions"
    RESULT = "result"
    VOTERS = "voters"
    DELIVERIES = "deliveries"
    ESTATE = "estate"
    ROLL = "roll"
    VOTES = "votes"
    VISITS = "visits"
    PLAN = "plan"
    PROJECTS = "projects"
    PLEDGES = "pledges"
    MONEY = "money"
    CASES = "cases"
    EVALUATION = "evaluation"
    ARCHIVE = "archive"


NAMES: Mapping[Table, str] = {
    Table.VOTE: N_("表决结果（全部）"),
    Table.OPINIONS: N_("征求意见汇总表"),
    Table.RESULT: N_("结果汇总表"),
    Table.VOTERS: N_("逐户计票表"),
    Table.DELIVERIES: N_("送达记录"),
    Table.ESTATE: N_("小区报表（全部）"),
    Table.ROLL: N_("业主名册"),
    Table.VOTES: N_("投票一览"),
    Table.VISITS: N_("入户记录"),
    Table.PLAN: N_("改造项目"),
    Table.PROJECTS: N_("项目台账"),
    Table.PLEDGES: N_("认缴意向汇总"),
    Table.MONEY: N_("居民出资台账"),
    Table.CASES: N_("意见台账"),
    Table.EVALUATION: N_("效果评价"),
    Table.ARCHIVE: N_("整套案卷"),
}
DETAILS: Mapping[Table, str] = {
    Table.OPINIONS: N_("各栋应征、收回、意向、出资和主要意见"),
    Table.RESULT: N_("人数、面积、是否通过；各栋"),
    Table.VOTERS: N_("每户有没有投、经哪个渠道；有异议、两样都投、回访的票"),
    Table.DELIVERIES: N_("每户什么时候、怎么送到的"),
    Table.ROLL: N_("房号、面积、业主"),
    Table.VOTES: N_("每次投票的参加情况和结论"),
    Table.VISITS: N_("上门的时间、结果和谁去的"),
    Table.PLAN: N_("改什么、费用、进度，一项一行"),
    Table.PROJECTS: N_("范围、规模、内容、投资、形象进度"),
    Table.PLEDGES: N_("每个方案的户数"),
    Table.MONEY: N_("认缴、实缴、票据号、退款"),
    Table.CASES: N_("居民反映的事、责任单位和办理情况"),
    Table.EVALUATION: N_("每一项的满意度和参评户数"),
}
OF_VOTE = frozenset({Table.VOTE, Table.OPINIONS, Table.RESULT, Table.VOTERS, Table.DELIVERIES})
SETS = frozenset({Table.VOTE, Table.ESTATE})
PERSONAL = frozenset(
    {
        Table.VOTE,
        Table.VOTERS,
        Table.DELIVERIES,
        Table.ESTATE,
        Table.ROLL,
        Table.VISITS,
        Table.MONEY,
        Table.CASES,
    }
)
"""Those in which a full export says more than a masked one."""
WITHOUT_PERIOD = frozenset({Table.ROLL, Table.PLAN, Table.PROJECTS, Table.PLEDGES})
"""Those that say how things stand now."""
DISTRICT = N_("全区")


@dataclass(frozen=True)
class Period:
    """From a first day to a last one, in China; without them, from the beginning or without end."""

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def __str__(self) -> str:
        return f"{self.since or '开始'} 至 {self.until or '今天'}"

    @classmethod
    def read(cls, since: str, until: str) -> "Period":
        """From ISO days; "" for none. :raises ValueError: no days."""
        return cls(*(date.fromisoformat(day) if day else None for day in (since, until)))

    def holds(self, moment: datetime) -> bool:
        after = self.since is None or moment >= _begins(self.since)
        return after and (self.until is None or moment < day_ends(self.until))

    def within(self, column: Any) -> list[ColumnElement[bool]]:
        """Of a column of moments: it lies inside."""
        begins = [] if self.since is None else [column >= _begins(self.since)]
        return begins + ([] if self.until is None else [column < day_ends(self.until)])


def _begins(day: date) -> datetime:
    return day_ends(day - timedelta(days=1))


@dataclass(frozen=True)
class Source:
    """What a table is made from. ``masked`` leaves out names, phones and every choice by home.

    :param estate: the only one; None for all of ``among``, the estates of a street or of the district.
    :param place: how that street or district is called.
    """

    estate: Estate | None
    vote: Vote | None
    masked: bool
    now: datetime
    among: Sequence[Estate] = ()
    place: str = ""
    period: Period = field(default_factory=Period)

    @property
    def estates(self) -> Sequence[Estate]:
        return self.among if self.estate is None else (self.estate,)

    @property
    def wide(self) -> bool:
        """Whether a row has to say of which estate it is."""
        return self.estate is None

    @property
    def title(self) -> str:
        return self.place if self.estate is None else self.estate.name

    @property
    def is_demo(self) -> bool:
        return any(estate.is_demo for estate in self.estates)

    @property
    def the_vote(self) -> Vote:
        """:raises ValueError: a table of a vote without one."""
        if self.vote is None:
            raise ValueError("a table of a vote, and no vote")
        return self.vote
