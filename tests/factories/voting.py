"""Votes on small rolls whose every figure can be added up in the head."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import (
    Building,
    Community,
    Entrance,
    Estate,
    Owner,
    OwnerParty,
    Part,
    PartyOwner,
    Street,
)
from portal.communities.queries import list_parts
from portal.communities.roll.kinds import AreaSource, PartUse
from portal.db import session
from portal.domain.matters import Matter
from portal.domain.tally import MatterClass, QuestionKind, Regime
from portal.voting.models import Vote, Voter
from portal.voting.queries.electorate import list_voters
from portal.voting.queries.rolls import find_last_publication, snapshot
from portal.voting.services.drafting import create
from portal.voting.services.opening import open_now
from portal.voting.services.rolls import publish_roll
from portal.voting.specification import OptionSpec, Papers, QuestionSpec, VoteSpec

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)  # 10:00 in China
CLERK = Actor(None, "干事")

APPROVE = QuestionSpec(
    "q1", "是否同意改造方案？", QuestionKind.APPROVE, MatterClass.SPECIAL, matter=Matter.COMMON_USE
)
CHOOSE = QuestionSpec(
    "q2",
    "小区由谁来管？",
    QuestionKind.CHOOSE,
    MatterClass.ORDINARY,
    matter=Matter.MANAGER,
    options=(OptionSpec("a", "物业公司", monthly_per_square_metre=70), OptionSpec("b", "服务中心")),
)


#: What the checklist asks for beside the questions.
PAPERS = Papers(
    notice_posted="2月28日贴在各单元公告栏，李干事，照片 0301",
    convened_under="街道〔2026〕1号",
    contact="李干事 023-0000 0000",
    supervisor="试验街道办事处",
    guidance="街道已指导，居民小组已成立",
    plan_ref="改造方案第一版",
    cost_ref="分摊办法第一版",
)


def estate(areas: Sequence[int], *, name: str = "试验小区", street: str = "试验街道") -> Estate:
    """One building and entrance, one home an owner: 101, 102 … with these areas in 0.01 m2."""
    place = Street(name=street)
    made = Estate(name=name, street=place, community=Community(name=f"{name}社区", street=place))
    session.add(made)
    session.flush()
    building = Building(estate_id=made.id, name="1栋", number=1)
    session.add(building)
    session.flush()
    entrance = Entrance(estate_id=made.id, building_id=building.id, name="1单元", number=1)
    session.add(entrance)
    session.flush()
    for place_, area in enumerate(areas, start=1):
        home(made, entrance, f"{place_}01", area)
    return made


def home(of: Estate, entrance: Entrance, room: str, area: int, *, party: OwnerParty | None = None) -> Part:
    """A home of its own owner, or another one of a party that has some already."""
    party = party or _party(of, f"业主{entrance.id}号{room}")
    part = Part(
        estate_id=of.id,
        entrance_id=entrance.id,
        floor=int(room[:-2]),
        room=room,
        area=area,
        area_source=AreaSource.REGISTER,
        use=PartUse.DWELLING,
        party_id=party.id,
    )
    session.add(part)
    session.flush()
    return part


def add_home_to_first(of: Estate, room: str, area: int) -> Part:
    """Another home for the owner of the first one."""
    first = list_parts(of.id)[0]
    return home(of, first.entrance, room, area, party=first.party)


def _party(of: Estate, name: str) -> OwnerParty:
    party, owner = OwnerParty(estate_id=of.id, key=name), Owner(estate_id=of.id, key=name, name=name)
    session.add_all([party, owner])
    session.flush()
    session.add(PartyOwner(party_id=party.id, owner_id=owner.id, position=0))
    session.flush()
    return party


def clerk(name: str) -> Actor:
    """Somebody with an account who keys papers."""
    account = Account(user_name=name, display_name=name, is_staff=True, created_at=NOW)
    session.add(account)
    session.flush()
    return Actor(account.id, name)


def specification(of: Estate, *questions: QuestionSpec, **changes: object) -> VoteSpec:
    """A vote noticed twenty days ago, open since four days, for six more."""
    plain = VoteSpec(
        title="试验投票",
        estate=of.name,
        street=of.street.name,
        regime=Regime.OWNERS,
        notice_at=NOW - timedelta(days=20),
        opens_at=NOW - timedelta(days=4),
        closes_at=NOW + timedelta(days=6),
        questions=questions or (APPROVE,),
        convener="试验社区居民委员会",
        papers=PAPERS,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def roll_published(of: Estate, now: datetime = NOW) -> None:
    """Up since thirty days, its objection period long over; once is enough while the roll stands."""
    last = find_last_publication(of.id)
    if last is None or last.fingerprint != snapshot(of.id).fingerprint:
        publish_roll(of, days=7, by=CLERK, now=now - timedelta(days=30))


def opened(of: Estate, *questions: QuestionSpec, **changes: object) -> Vote:
    """The same, announced and open."""
    roll_published(of)
    vote = create(specification(of, *questions, **changes), CLERK, now=NOW)
    open_now(vote, CLERK, now=NOW - timedelta(days=3))
    return vote


def voters(vote: Vote) -> list[Voter]:
    """In door order."""
    return list(list_voters(vote.id))
