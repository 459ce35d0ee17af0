"""A lift for one entrance whose figures can be added up in the head, and many hands at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from portal import db
from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import Entrance, Part
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.domain.sharing import LIFT_SUBSIDY
from portal.pledges.models import PledgeAnswer, Scheme
from portal.pledges.services.answers import Answer
from portal.pledges.services.schemes import Draft, draft_scheme, open_scheme
from portal.pledges.shares import default_coefficient
from tests.factories import accounts
from tests.factories.accounts import NOW

CLERK = Actor(None, "干事")
AS_COMPUTED = PledgeAnswer.AS_COMPUTED


def tower(floors: int = 8, doors: int = 2, name: str = "试验小区") -> tuple[Entrance, Sequence[Part]]:
    """An entrance with homes 101, 102, 201 … of 68.50 m2, each of its own owner."""
    entrance = accounts.entrance(name)
    rooms = [f"{floor}{door:02}" for floor in range(1, floors + 1) for door in range(1, doors + 1)]
    return entrance, [accounts.home(entrance, room) for room in rooms]


def figures(floors: int = 8, **changes: object) -> Draft:
    """460,000 yuan less 80,000, by the coefficients that talk begins with."""
    plain = Draft(
        title="1栋1单元加装电梯",
        total=46_000_000,
        subsidy=LIFT_SUBSIDY,
        subsidy_source="武隆府办发〔2021〕41号",
        coefficient_source="商量起点，不是规定",
        coefficients={floor: default_coefficient(floor) for floor in range(1, floors + 1)},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def drafted(entrance: Entrance, **changes: object) -> Scheme:
    """A draft that residents do not see."""
    return draft_scheme(entrance.estate_id, entrance.id, figures(**changes), by=CLERK, now=NOW)


def opened(entrance: Entrance, **changes: object) -> Scheme:
    """The same, with its shares frozen."""
    scheme = drafted(entrance, **changes)
    open_scheme(scheme, by=CLERK, now=NOW)
    return scheme


def actor(of: Account) -> Actor:
    return Actor(of.id, of.display_name)


def word(part: Part, answer: PledgeAnswer = AS_COMPUTED, **more: object) -> Answer:
    """What a home says."""
    return Answer(part.id, answer, **more)  # type: ignore[arg-type]


def at_once(*deeds: Callable[[], object]) -> list[RuleViolated | None]:
    """Each in its own thread and transaction, started together; what refused it, if anything did."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> RuleViolated | None:
        start.wait()
        try:
            with db.transaction():
                deed()
        except RuleViolated as refusal:
            return refusal
        finally:
            session.remove()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))
