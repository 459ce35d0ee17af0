"""Who manages an estate, changed only by a decision; who keeps what was built; the common money."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.accounts.models import Account, RoleGrant
from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.domain.matters import ManagementMode
from portal.evaluation import queries
from portal.evaluation.errors import (
    ContractEndsBeforeStart,
    DecisionNeeded,
    MoneyDoesNotFit,
    NotDecided,
    PeriodBackwards,
)
from portal.evaluation.models import CommonMoney, CommonMoneyKind, ManagementTerm, Upkeep
from portal.messages.services import tell
from portal.permissions import Role
from portal.plans.models import Item

_ELEVEN_MONTHS = timedelta(days=335)
#: Days before a contract ends on which the committee is reminded, and one after.
_BEFORE_THE_END = (180, 90, 30, 7, -1)


@dataclass(frozen=True)
class Terms:
    """What was decided. ``decision`` names it in words; ``vote_id`` is a vote of this portal."""

    mode: ManagementMode
    keeper: str
    since: date
    decision: str = ""
    vote_id: int | None = None
    phone: str = ""
    charge: str = ""
    contract_ends_on: date | None = None


def decide(estate_id: int, terms: Terms, *, by: Actor, now: datetime) -> ManagementTerm:
    """Put a decision into force; what was before ends with it.

    :raises DecisionNeeded: nothing is named. :raises NotDecided: that vote decided nothing.
    :raises ContractEndsBeforeStart:
    """
    session.execute(select(Estate.id).where(Estate.id == estate_id).with_for_update())
    decision = terms.decision.strip()
    if terms.vote_id is not None:
        votes = {vote.id: vote for vote in queries.list_decisions(estate_id)}
        if terms.vote_id not in votes:
            raise NotDecided
        decision = decision or votes[terms.vote_id].title
    if not decision:
        raise DecisionNeeded
    if terms.contract_ends_on is not None and terms.contract_ends_on <= terms.since:
        raise ContractEndsBeforeStart
    before = queries.find_term(estate_id)
    if before is not None:
        before.ended_on = terms.since
        session.flush()
    made = ManagementTerm(
        estate_id=estate_id,
        mode=terms.mode,
        keeper=terms.keeper.strip(),
        phone=terms.phone.strip(),
        charge=terms.charge.strip(),
        since=terms.since,
        contract_ends_on=terms.contract_ends_on,
        decision=decision,
        vote_id=terms.vote_id,
        recorded_at=now,
        recorded_by=by.account_id,
    )
    session.add(made)
    session.flush()
    record(now, by, "management.decide", f"estate:{estate_id}", estate_id=estate_id, reason=decision)
    return made


@dataclass(frozen=True)
class Keeping:
    """Who keeps an item that was built."""

    keeper: str
    phone: str = ""
    warranty_ends_on: date | None = None


def keep(item: Item, keeping: Keeping, *, by: Actor, now: datetime) -> Upkeep:
    """Say who keeps it; said again, it is said otherwise."""
    session.execute(select(Item.id).where(Item.id == item.id).with_for_update())
    held = queries.list_upkeep(item.estate_id).get(item.id)
    if held is None:
        held = Upkeep(estate_id=item.estate_id, item_id=item.id)
        session.add(held)
    held.keeper, held.phone = keeping.keeper.strip(), keeping.phone.strip()
    held.warranty_ends_on = keeping.warranty_ends_on
    session.flush()
    record(now, by, "management.keep", f"item:{item.id}", estate_id=item.estate_id, name=held.keeper)
    return held


@dataclass(frozen=True)
class Statement:
    """A period of the owners' common money, in fen."""

    kind: CommonMoneyKind
    begins_on: date
    ends_on: date
    income: int
    spent: int
    balance: int
    note: str = ""


def post_statement(estate_id: int, statement: Statement, *, by: Actor, now: datetime) -> CommonMoney:
    """Post a period; it goes on where the last one ended.

    :raises PeriodBackwards: :raises MoneyDoesNotFit: the balance is another than the last one and this give.

    Source: Civil Code art. 281, art. 282.
    """
    session.execute(select(Estate.id).where(Estate.id == estate_id).with_for_update())
    earlier = queries.list_money(estate_id, statement.kind)
    if statement.ends_on < statement.begins_on or (earlier and statement.begins_on <= earlier[0].ends_on):
        raise PeriodBackwards
    if earlier:
        expected = earlier[0].balance + statement.income - statement.spent
        if expected != statement.balance:
            raise MoneyDoesNotFit(expected=format_hundredths(expected))
    made = CommonMoney(
        estate_id=estate_id,
        kind=statement.kind,
        begins_on=statement.begins_on,
        ends_on=statement.ends_on,
        income=statement.income,
        spent=statement.spent,
        balance=statement.balance,
        note=statement.note.strip(),
        recorded_at=now,
        recorded_by=by.account_id,
    )
    session.add(made)
    session.flush()
    record(now, by, "management.post_money", f"estate:{estate_id}", estate_id=estate_id)
    return made


def warn_of_ends(now: datetime, slot: datetime) -> None:
    """Tell the estate's clerks that a contract ends: half a year, three months, a month, a week before."""
    today = local_day(slot)
    for days in _BEFORE_THE_END:
        for term in queries.list_ending(today + timedelta(days=days)):
            for account_id in _clerks(term.estate_id):
                tell(
                    now,
                    account_id,
                    "management.ending",
                    "管理合同快到期了" if days > 0 else "管理合同已经到期",
                    f"{term.keeper}，{term.contract_ends_on} 到期。续不续，要由业主再决定。",
                    estate_id=term.estate_id,
                    link=f"/desk/estates/{term.estate_id}/management",
                )


def warn_of_reviews(now: datetime, slot: datetime) -> None:
    """Tell the estate's clerks each year since a decision to have the management judged by residents.

    A round about it within the last eleven months is this year's; then nobody is told.
    """
    today = local_day(slot)
    for term in queries.list_in_force():
        years = today.year - term.since.year
        if years < 1 or today != _anniversary(term.since, years):
            continue
        if queries.was_judged_since(term.estate_id, now - _ELEVEN_MONTHS):
            continue
        for account_id in _clerks(term.estate_id):
            tell(
                now,
                account_id,
                "management.review",
                "管理满一年，请住户评一评",
                f"{term.keeper}从 {term.since} 管到今天满 {years} 年。请开一次管理服务评价，结果公布给住户。",
                estate_id=term.estate_id,
                link=f"/desk/estates/{term.estate_id}/evaluation/open/management",
            )


def _anniversary(since: date, years: int) -> date:
    """The same day so many years later; the last of February for who began on a leap day."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 2, 28)


def _clerks(estate_id: int) -> list[int]:
    street = select(Estate.street_id).where(Estate.id == estate_id).scalar_subquery()
    held = (
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_([Role.COMMUNITY_CLERK, Role.STREET]),
            RoleGrant.ended_at.is_(None),
            Account.deactivated_at.is_(None),
            (RoleGrant.estate_id == estate_id) | (RoleGrant.street_id == street),
        )
    )
    return list(session.scalars(held.distinct().order_by(Account.id)))
