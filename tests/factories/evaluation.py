"""An estate at 共评 with homes, residents and a plan of two items."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.db import session
from portal.domain.satisfaction import Verdict
from portal.domain.stages import ProjectStage
from portal.evaluation.models import AnswerChannel, Round
from portal.evaluation.services.answering import Paper, Said, answer, enter
from portal.evaluation.services.rounds import Opening, open_for_project
from portal.permissions import Role
from portal.plans.models import Category, Item, ItemState, Project
from portal.plans.services.items import ItemDraft, add_item
from portal.plans.services.projects import create_project, publish

from . import accounts as make
from .accounts import NOW

CLOSES = NOW + timedelta(days=7)


@dataclass
class Judged:
    """The estate, with ids that outlive a transaction."""

    estate: Estate
    estate_id: int
    homes: list[Part]
    clerk: Actor
    project: Project
    items: list[Item] = field(default_factory=list)

    def resident(self, place: int, name: str = "住户") -> Account:
        return make.resident(self.homes[place], name)


def estate(homes: int = 12, *, name: str = "评价小区", street: str = "评价街道") -> Judged:
    """Inside a transaction."""
    entrance = make.entrance(name, street)
    place = make.estate_of(entrance)
    parts = [make.home(entrance, f"{1 + number // 4}0{1 + number % 4}") for number in range(homes)]
    staff = make.staff(f"干事{name}", Role.COMMUNITY_CLERK, estate=place)
    by = Actor(staff.id, staff.display_name)
    project = create_project(place.id, f"{name}改造", summary="", by=by, now=NOW)
    items = [
        add_item(project, ItemDraft(item, Category.INFRASTRUCTURE, state=ItemState.DONE), by=by, now=NOW)
        for item in ("小区道路", "楼道灯")
    ]
    publish(project, by, now=NOW)
    project.stage = ProjectStage.EVALUATING  # how it comes there has tests of its own
    session.flush()
    return Judged(place, place.id, parts, by, project, items)


def opened(of: Judged, *, closes: datetime = CLOSES, now: datetime = NOW) -> Round:
    return open_for_project(of.estate_id, Opening(closes), by=of.clerk, now=now)


def paper(of: Judged, round_: Round, place: int, verdict: Verdict, **more: str) -> None:
    """A home that says the same of everything, on paper."""
    said = {point.id: Said(verdict, more.get("sentence", "")) for point in round_.points}
    kept = Paper(of.homes[place].id, AnswerChannel.PAPER, said, more.get("number", f"P{place}"))
    enter(round_, kept, by=of.clerk, now=NOW + timedelta(hours=1))


def on_phone(of: Judged, round_: Round, account: Account, place: int, verdict: Verdict) -> None:
    by = Actor(account.id, account.display_name)
    for point in round_.points:
        answer(round_, of.homes[place].id, point.id, Said(verdict), by=by, now=NOW + timedelta(hours=1))
