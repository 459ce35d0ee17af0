"""Two homes of one estate, their people and the clerk, for tests of cases."""

from dataclasses import dataclass

from sqlalchemy import select

from portal import db
from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback import queries
from portal.feedback.models import Case
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories import accounts
from tests.factories.feedback import brought_to, raised

CALL = {
    "via": "call",
    "name": "陈女士",
    "phone": "13900001234",
    "text": "自来水停了两天",
    "building": "0",
    "category": "help",
}


@dataclass(frozen=True)
class Ref:
    """What a test remembers of a case: rows are forgotten with each request."""

    id: int
    number: str


class Neighbourhood:
    """Two homes of one estate with their people, and the clerk."""

    def __init__(self) -> None:
        with db.transaction():
            entrance = accounts.entrance()
            self.part = accounts.home(entrance, "501")
            self.who = accounts.resident(self.part, "陈小芳")
            self.neighbour = accounts.resident(accounts.home(entrance, "502"), "李大明")
            self.id = self.part.estate_id
            self.clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=self.estate)

    @property
    def estate(self) -> Estate:
        return session.get_one(Estate, self.id)

    def case(self, state: CaseState | None = None, by: Account | None = None, **more: object) -> Ref:
        with db.transaction():
            case = raised(self.id, by or self.who, **more)  # type: ignore[arg-type]
            if state:
                brought_to(case, state)
            return Ref(case.id, case.number)

    def get(self, case: Case | Ref) -> Case:
        return queries.get_case(self.id, case.id)

    def desk(self, more: str = "") -> str:
        return f"/desk/estates/{self.id}/cases{more}"

    def own(self, more: str = "") -> str:
        return f"/estates/{self.id}/cases{more}"


def actor_of(who: Account) -> Actor:
    return Actor(who.id, who.display_name)


def topics_told(who: Account) -> list[str]:
    return list(
        session.scalars(select(Message.topic).where(Message.account_id == who.id).order_by(Message.id))
    )
