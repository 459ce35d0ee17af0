"""Which papers there are, who may make them, and of what each of them can be made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.communities.directory import Place, Scope, get_street, list_places
from portal.communities.models import Estate
from portal.communities.queries import get_estate
from portal.domain.errors import N_
from portal.exports.catalogue import DISTRICT, Source
from portal.exports.files import scope_key
from portal.exports.papers.document import Paper
from portal.exports.queries import list_estates
from portal.permissions import Permission


class Kind(StrEnum):
    """In the order of a project: asking, deciding, building, paying, answering, steering."""

    ROLL = "roll"
    NOTICE = "notice"
    EXTENSION = "extension"
    BALLOT = "ballot"
    PRELIMINARY = "preliminary"
    REPLY = "reply"
    FINAL = "final"
    COUNT = "count"
    PLAN = "plan"
    PIPES = "pipes"
    COMMITMENT = "commitment"
    LEDGER = "ledger"
    FUND = "fund"
    CASE = "case"
    SATISFACTION = "satisfaction"
    PROJECTS = "projects"
    WEEK = "week"
    MONTH = "month"
    MINUTES = "minutes"
    ASSESSMENT = "assessment"


NAMES: Mapping[Kind, str] = {
    Kind.ROLL: N_("业主名册公示"),
    Kind.NOTICE: N_("表决公告"),
    Kind.EXTENSION: N_("延期公告"),
    Kind.BALLOT: N_("表决票样票"),
    Kind.PRELIMINARY: N_("初步结果公示"),
    Kind.REPLY: N_("异议答复"),
    Kind.FINAL: N_("结果公告"),
    Kind.COUNT: N_("表决意见统计表"),
    Kind.PLAN: N_("方案公示"),
    Kind.PIPES: N_("管线改造书面告知"),
    Kind.COMMITMENT: N_("认缴确认单"),
    Kind.LEDGER: N_("居民出资台账"),
    Kind.FUND: N_("资金公示"),
    Kind.CASE: N_("意见办理单"),
    Kind.SATISFACTION: N_("满意度报告"),
    Kind.PROJECTS: N_("项目台账"),
    Kind.WEEK: N_("每周工作安排"),
    Kind.MONTH: N_("每月工作调度"),
    Kind.MINUTES: N_("会议纪要"),
    Kind.ASSESSMENT: N_("考核情况通报"),
}
WHOLE = "-"
"""The subject of a paper that is about all of its scope."""


@dataclass(frozen=True)
class Where:
    """Of what papers are made: an estate, else a street, else the district; and at which moment."""

    estate_id: int | None
    street_id: int | None
    now: datetime
    full: bool = False

    @property
    def scope(self) -> str:
        return scope_key(self.estate_id, self.street_id)

    @property
    def estate(self) -> Estate:
        """:raises ValueError: a paper of an estate, and none. :raises NoResultFound: it is not there."""
        if self.estate_id is None:
            raise ValueError("a paper of an estate without one")
        return get_estate(self.estate_id)

    @property
    def name(self) -> str:
        if self.estate_id is not None:
            return self.estate.name
        return DISTRICT if self.street_id is None else get_street(self.street_id).name

    @property
    def issuer(self) -> str:
        """Who answers for a paper about all of it; the district signs by the office that steers."""
        if self.estate_id is not None:
            return office(self.estate)
        if self.street_id is not None:
            return f"{get_street(self.street_id).name}办事处"
        return "城镇老旧小区改造提升工作领导小组办公室"

    @property
    def source(self) -> Source:
        """For the tables of the exports."""
        if self.estate_id is not None:
            return Source(self.estate, None, not self.full, self.now)
        among = list_estates(self.street_id)
        return Source(None, None, not self.full, self.now, among=among, place=self.name)

    @property
    def places(self) -> Sequence[Place]:
        if self.estate_id is not None:
            return list_places(within=Scope(estate_ids=frozenset({self.estate_id})))
        everywhere, streets = self.street_id is None, frozenset({self.street_id or 0})
        return list_places(within=Scope(everywhere, streets))

    @property
    def is_demo(self) -> bool:
        return any(place.is_demo for place in self.places)


def office(estate: Estate) -> str:
    """The street office; a town's name stands as it is."""
    name = estate.street.name
    return f"{name}办事处" if name.endswith("街道") else name


@dataclass(frozen=True)
class Offer:
    """What a paper can be made about; ``wanting`` says why not yet, "" where it can be made now."""

    subject: str
    about: str
    wanting: str = ""


Offers = Callable[[Where], Iterator[Offer]]
Maker = Callable[[Where, str], Paper]


@dataclass(frozen=True)
class Sort:
    """How a kind is made. ``personal``: a full one says more than a masked one."""

    offers: Offers
    make: Maker
    permission: Permission = Permission.EXPORT_MASKED
    personal: bool = False
    of_estate: bool = True
    of_many: bool = False


SORTS: dict[Kind, Sort] = {}


def register(kind: Kind, sort: Sort) -> None:
    """Let a kind be made; features above this one register their own."""
    SORTS[kind] = sort


def fits(sort: Sort, where: Where) -> bool:
    return sort.of_estate if where.estate_id is not None else sort.of_many


def find_offer(kind: Kind, where: Where, subject: str) -> Offer | None:
    """The one of that subject, where it can be made here and now."""
    sort = SORTS.get(kind)
    if sort is None or not fits(sort, where):
        return None
    return next((each for each in sort.offers(where) if each.subject == subject and not each.wanting), None)
