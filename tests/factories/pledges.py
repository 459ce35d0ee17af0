"""A lift for one entrance whose figures can be added up in the head, and many hands at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

from portal import db
from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import Entrance, Part
from portal.db import session
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.domain.sharing import LIFT_SUBSIDY
from portal.permissions import Role
from portal.pledges.drafts import Draft, Terms
from portal.pledges.models import Commitment, Payment, PledgeAnswer, Scheme
from portal.pledges.services import paying
from portal.pledges.services.answers import Answer
from portal.pledges.services.confirming import Signed, record_paper
from portal.pledges.services.schemes import draft_scheme, open_scheme
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


PHOTO = "0" * 32
TODAY = local_day(NOW)


def when(**terms: object) -> Terms:
    """Terms with a month to sign; pages live by the clock on the wall and need `ever`."""
    return Terms(expires_on=TODAY + timedelta(days=30), **terms)  # type: ignore[arg-type]


def ever(**terms: object) -> Terms:
    """Terms that do not run out while anybody tests."""
    return Terms(expires_on=date(2999, 12, 31), **terms)  # type: ignore[arg-type]


def desk_people(entrance: Entrance) -> tuple[Actor, Actor, Actor]:
    """Two clerks and somebody of the street: what is entered by one is checked by another."""
    estate = accounts.estate_of(entrance)
    found = [
        accounts.staff("录入甲", Role.COMMUNITY_CLERK, estate=estate),
        accounts.staff("复核乙", Role.COMMUNITY_CLERK, estate=estate),
        accounts.staff("街道丙", Role.STREET, street=estate.street),
    ]
    first, second, street = (actor(each) for each in found)
    return first, second, street


def signed_on_paper(scheme: Scheme, part: Part, amount: int, **more: object) -> Commitment:
    """A home's promise, as staff record it."""
    facts: dict[str, object] = {"picture": PHOTO, "part_id": part.id, "as_owner": True, **more}
    paper = Signed(amount=amount, **facts)  # type: ignore[arg-type]
    return record_paper(scheme, paper, once=f"{part.id}-{more.get('kind')}", by=CLERK, now=NOW)


def receipt(amount: int, number: str = "0001", **changes: object) -> paying.Received:
    """What came with an official receipt."""
    plain = paying.Received(amount, TODAY, "凤山街道财政所", number, "凤山街道改造专户", PHOTO)
    return replace(plain, **changes)  # type: ignore[arg-type]


def paid(commitment: Commitment, amount: int, number: str, *people: Actor) -> Payment:
    """Entered by the first and checked by the second."""
    made = paying.enter(commitment, receipt(amount, number), once=number, by=people[0], now=NOW)
    paying.check(made, by=people[1], now=NOW)
    return made


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
