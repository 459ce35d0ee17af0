"""Which tables can leave the portal, and what each of them holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.communities.models import Estate
from portal.domain.errors import N_
from portal.voting.models import Vote


class Table(StrEnum):
    """One table or a set of them. The first three belong to a vote, the others to an estate."""

    VOTE = "vote"
    RESULT = "result"
    VOTERS = "voters"
    ESTATE = "estate"
    ROLL = "roll"
    VOTES = "votes"
    PLAN = "plan"
    PLEDGES = "pledges"
    CASES = "cases"


NAMES: Mapping[Table, str] = {
    Table.VOTE: N_("表决结果（全部）"),
    Table.RESULT: N_("结果汇总表"),
    Table.VOTERS: N_("逐户计票表"),
    Table.ESTATE: N_("小区报表（全部）"),
    Table.ROLL: N_("业主名册"),
    Table.VOTES: N_("投票一览"),
    Table.PLAN: N_("改造项目"),
    Table.PLEDGES: N_("认缴意向汇总"),
    Table.CASES: N_("意见一览"),
}
DETAILS: Mapping[Table, str] = {
    Table.RESULT: N_("人数、面积、是否通过；各栋"),
    Table.VOTERS: N_("每户有没有投、经哪个渠道"),
    Table.ROLL: N_("房号、面积、业主"),
    Table.VOTES: N_("每次投票的参加情况和结论"),
    Table.PLAN: N_("改什么、费用、进度"),
    Table.PLEDGES: N_("每个电梯方案的户数"),
    Table.CASES: N_("居民反映的事和办理情况"),
}
OF_VOTE = frozenset({Table.VOTE, Table.RESULT, Table.VOTERS})
PERSONAL = frozenset({Table.VOTE, Table.VOTERS, Table.ESTATE, Table.ROLL, Table.CASES})
"""Those in which a full export says more than a masked one."""


@dataclass(frozen=True)
class Source:
    """What a table is made from. ``masked`` leaves out names, phones and every choice by home."""

    estate: Estate
    vote: Vote | None
    masked: bool
    now: datetime

    @property
    def the_vote(self) -> Vote:
        """:raises ValueError: a table of a vote without one."""
        if self.vote is None:
            raise ValueError("a table of a vote, and no vote")
        return self.vote
