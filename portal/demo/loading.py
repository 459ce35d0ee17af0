"""Loading the demonstration district: all of it in one transaction, once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.communities.models import Street
from portal.db import session
from portal.demo.cases import handle_cases
from portal.demo.doors import go_round
from portal.demo.evaluation import judge
from portal.demo.money import follow_the_money
from portal.demo.money_asked import ask_for_relief
from portal.demo.outcomes import follow_votes
from portal.demo.people import Household, Staff, choose_homes, make_households, make_staff
from portal.demo.places import make_places
from portal.demo.plans import make_plans
from portal.demo.residents import bring_residents_in
from portal.demo.rules import show_rules
from portal.demo.steering import steer
from portal.demo.votes import hold_votes
from portal.demo.wishes import ask_and_lay_open
from portal.demo.works import follow_works

CONSOLE = Actor(None, "演示")


def is_loaded() -> bool:
    return session.scalar(select(Street.id).where(Street.is_demo)) is not None


def load(now: datetime) -> str:
    """Fill the database; what comes back is how to get in, to be shown once and kept on this machine."""
    past = now - timedelta(days=150)
    estates = make_places(CONSOLE, past)
    staff = make_staff(estates, past)
    chosen = choose_homes(estates["油房沟小区"])
    make_plans(estates, staff, now)
    hold_votes(estates, staff, now, spare={part.party_id for part in chosen})
    bring_residents_in(estates, staff, now)
    handle_cases(estates, staff, now)
    follow_the_money(estates, staff, now)
    households = make_households(estates["油房沟小区"], chosen, staff["clerk"].actor, now)
    follow_votes(estates, staff, now)
    go_round(estates, staff, now)
    supervisor, silent = judge(estates, staff, now)
    show_rules(estates, staff, now)
    ask_for_relief(estates, staff, now)
    steer(estates, staff, now)
    ask_and_lay_open(estates, staff, now)
    follow_works(estates, staff, now)
    record(now, CONSOLE, "demo.load", "demo:1")
    return _access([*staff.values(), supervisor], [*households, *silent])


def _access(staff: Iterable[Staff], households: list[Household]) -> str:
    lines = ["演示用的账号（人名和数字都是编的）：", "", "工作人员 http://127.0.0.1:8000/desk/"]
    lines += [f"  {p.role}：用户名 {p.user_name}，密码 {p.password}" for p in staff]
    lines += ["", "住户 http://127.0.0.1:8000/slip（入户信上的短码，一次有效）"]
    lines += [f"  {h.home}：短码 {h.code}；业主 {h.owner}，证件后六位 {h.tail}" for h in households]
    return "\n".join(lines)


def remembered(instance: Path) -> Path:
    """Where the access text is kept, so that loading twice shows what loading once did."""
    return instance / "demo-access.txt"
