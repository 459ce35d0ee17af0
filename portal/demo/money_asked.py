"""Who asks to pay later or by work, a lift that waits for its vote, and a table of the estate's own."""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.accounts.queries import find_residency
from portal.accounts.services.desk_phones import name_phone
from portal.audit.services import Actor
from portal.communities.models import Entrance, Estate, Part
from portal.demo.money import Office, neighbour, stairs
from portal.demo.people import Staff
from portal.domain.deadlines import CHINA, local_day
from portal.domain.matters import Matter, Subject
from portal.domain.tally import Regime
from portal.pledges import queries
from portal.pledges.drafts import Terms
from portal.pledges.models import Condition, ReliefKind, Scheme
from portal.pledges.queries import account
from portal.pledges.services import asking, tables
from portal.pledges.services.relieving import Wish
from portal.voting.models import Vote
from portal.voting.services.attaching import attach_shares
from portal.voting.services.drafting import create
from portal.voting.specification import Papers, ScopeSpec, VoteSpec
from portal.voting.templates import motion


def ask_for_relief(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """油房沟小区: requests that wait and one that was refused; a quiet entrance waits for its vote."""
    office = Office(estates["油房沟小区"], staff, now)
    doors = {entrance.building.number * 10 + entrance.number: entrance for entrance in stairs(office.estate)}
    _asked(office, doors[32])
    taken = {scheme.entrance_id for scheme in queries.list_schemes(office.estate.id)}
    quiet = next(entrance for entrance in doors.values() if entrance.id not in taken)
    _by_vote(office, quiet)
    name, source = f"{quiet.building.name}商量的（演示）", "邻居们3月商量（演示）"
    written = tables.Written(name, source, {1: 0, 2: 300, 3: 800, 4: 1000, 5: 1200})
    tables.write(office.estate.id, replace(written, entrance_id=quiet.id), by=office.clerk, now=now)


def _asked(office: Office, entrance: Entrance) -> None:
    """Of the lift that is being paid for: one wants to pay later, one by work, one was told no."""
    scheme = next(each for each in queries.list_shown_schemes(office.estate.id) if _is_at(each, entrance))
    owing = [one for one in account.list_signed(scheme.id) if account.standing_of(one.id).owed and one.part]
    late = local_day(office.now) + timedelta(days=90)
    wishes = (
        Wish(ReliefKind.DEFER, "孩子上学，下个季度才有钱", due_on=late),
        Wish(ReliefKind.LABOUR, "会电工，愿意出力", amount=300_000, thing="接临时用电", hours=60),
        Wish(ReliefKind.DEFER, "想晚一年交", due_on=late + timedelta(days=275)),
    )
    for place, (one, wish) in enumerate(zip(reversed(owing), wishes, strict=False)):
        if one.part is None:
            continue
        at = office.now - timedelta(days=3 - place, hours=4)
        who = neighbour(one.part, at)
        waits = asking.ask(one, wish, once=f"demo{place}", by=who, now=at)
        if place == 0:
            _names_phone(office, one.part, who, at)
        if place == 2:
            why = "竣工结算前要交齐，最多缓三个月（演示）"
            asking.refuse(waits, why, by=office.clerk, now=at + timedelta(hours=2))


def _names_phone(office: Office, part: Part, who: Actor, at: datetime) -> None:
    """Somebody came to the desk with the ID card; a second person is still to look."""
    residency = find_residency(who.account_id or 0, part.id)
    if residency is not None:
        name_phone(at, office.clerk, residency, "19900000000", seen=True)


def _is_at(scheme: Scheme, entrance: Entrance) -> bool:
    return scheme.entrance_id == entrance.id and scheme.met_at is not None


def _by_vote(office: Office, entrance: Entrance) -> None:
    """Nobody owes anything unless the entrance's owners say yes to exactly this version."""
    vote = _draft(office, entrance)
    scheme = office.lift(entrance, 6, Terms(condition=Condition.VOTE, vote_id=vote.id))
    attach_shares(vote, str(scheme.id))
    for part in queries.list_parts(entrance.id)[8:11]:
        office.signs(scheme, part, office.now - timedelta(days=4))


def _draft(office: Office, entrance: Entrance) -> Vote:
    estate = office.estate
    today = office.now.astimezone(CHINA).replace(hour=9, minute=0, second=0, microsecond=0)
    place = (entrance.building.name, entrance.name)
    spec = VoteSpec(
        title=f"{''.join(place)}加装电梯（演示）",
        estate=estate.name,
        street=estate.street.name,
        regime=Regime.OWNERS,
        notice_at=today + timedelta(days=3),
        opens_at=today + timedelta(days=18),
        closes_at=today.replace(hour=18) + timedelta(days=28),
        questions=(motion("q1", "是否同意在本单元加装电梯，并按所附办法分摊费用？", Matter.REBUILDING),),
        scope=ScopeSpec(entrances=(place,)),
        subject=Subject.LIFT,
        matter=Matter.REBUILDING,
        convener=f"{estate.community.name}居民委员会",
        papers=Papers(contact=f"{estate.community.contact}，{estate.community.phone}"),
    )
    return create(spec, office.clerk, now=office.now - timedelta(days=7))
