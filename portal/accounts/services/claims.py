"""The desk decides: who may join a home, and whose papers prove an owner. Two people for a voter."""

from datetime import datetime

from portal.accounts import queries
from portal.accounts.errors import NotWaiting, PapersNotChecked, ReasonMissing, SamePerson
from portal.accounts.models import ClaimState, OwnerLink, Relation, Residency
from portal.accounts.services import homes, owners
from portal.audit.services import Actor, record
from portal.db import session
from portal.messages.services import tell


def let_in(now: datetime, by: Actor, estate_id: int, residency_id: int) -> None:
    """Let a waiting person join the household. It makes no voter. :raises NotWaiting:"""
    residency = _waiting_residency(estate_id, residency_id)
    residency.state = ClaimState.ACTIVE
    residency.decided_at, residency.decided_by = now, by.account_id
    homes.grant_resident(now, residency.account_id, estate_id, by.account_id)
    record(now, by, "residency.let_in", f"residency:{residency.id}", estate_id=estate_id)
    where = homes.address(residency.part)
    _answer(now, residency, f"{where}登记好了", "社区核对好了，您现在可以看小区的事、提意见。")


def turn_away(now: datetime, by: Actor, estate_id: int, residency_id: int, *, reason: str) -> None:
    """Refuse a waiting person. :raises NotWaiting: :raises ReasonMissing:"""
    why = _given(reason)
    residency = _waiting_residency(estate_id, residency_id)
    residency.state = ClaimState.REFUSED
    residency.decided_at, residency.decided_by = now, by.account_id
    record(now, by, "residency.refuse", f"residency:{residency.id}", estate_id=estate_id, reason=why)
    where = homes.address(residency.part)
    _answer(now, residency, f"{where}没有登记上", f"社区核对后没有同意，原因：{why}")


def set_relation(now: datetime, by: Actor, estate_id: int, residency_id: int, *, relation: Relation) -> None:
    """Record what a person is to the home: tenant or household. An owner is proven, never set.

    :raises ValueError: owner or representative.
    """
    if relation not in {Relation.HOUSEHOLD, Relation.TENANT}:
        raise ValueError(f"{relation} is not set by hand")
    residency = queries.get_residency(estate_id, residency_id)
    record(
        now, by, "residency.relation", f"residency:{residency.id}", estate_id=estate_id,
        was=residency.relation.value, now_is=relation.value,
    )  # fmt: skip
    residency.relation = relation


def move_out(now: datetime, by: Actor, estate_id: int, residency_id: int, *, reason: str) -> None:
    """End somebody's belonging to a home: sold, moved, or a stranger. :raises ReasonMissing:"""
    why = _given(reason)
    residency = queries.get_residency(estate_id, residency_id)
    if residency.state is not ClaimState.ACTIVE:
        raise NotWaiting
    residency.state = ClaimState.ENDED
    residency.decided_at, residency.decided_by = now, by.account_id
    session.flush()
    homes.end_grant_without_home(now, residency.account_id, estate_id)
    record(now, by, "residency.end", f"residency:{residency.id}", estate_id=estate_id, reason=why)


def check_papers(now: datetime, by: Actor, estate_id: int, link_id: int) -> None:
    """The first person saw ID card and title, or the written proxy. :raises NotWaiting:"""
    link = _waiting_link(estate_id, link_id)
    if link.checked_by is not None:
        raise NotWaiting
    link.checked_by, link.checked_at = by.account_id, now
    record(now, by, "owner.check", f"owner_link:{link.id}", estate_id=estate_id)


def confirm_papers(now: datetime, by: Actor, estate_id: int, link_id: int) -> None:
    """A second person saw them too; now the account is (or speaks for) the owner.

    Another account that was this owner stops being it, and hears so.

    :raises NotWaiting: :raises PapersNotChecked: :raises SamePerson:
    """
    link = _waiting_link(estate_id, link_id)
    if link.checked_by is None:
        raise PapersNotChecked
    if by.account_id is None or link.checked_by == by.account_id:
        raise SamePerson
    if link.relation is Relation.OWNER:
        _give_way(now, link)
    link.state = ClaimState.ACTIVE
    link.confirmed_by, link.confirmed_at = by.account_id, now
    session.flush()
    owners.became_owner(now, link)
    record(now, by, "owner.confirm", f"owner_link:{link.id}", estate_id=estate_id)
    _answer(now, link, "业主身份核对好了", "社区两位工作人员核对了您的证件，您现在可以投票。")


def refuse_link(now: datetime, by: Actor, estate_id: int, link_id: int, *, reason: str) -> None:
    """Refuse a waiting owner. :raises NotWaiting: :raises ReasonMissing:"""
    why = _given(reason)
    link = _waiting_link(estate_id, link_id)
    link.state, link.ended_at = ClaimState.REFUSED, now
    record(now, by, "owner.refuse", f"owner_link:{link.id}", estate_id=estate_id, reason=why)
    _answer(now, link, "业主身份没有通过核对", f"社区核对后没有同意，原因：{why}")


def end_link(now: datetime, by: Actor, estate_id: int, link_id: int, *, reason: str) -> None:
    """End what lets an account vote for an owner. :raises NotWaiting: :raises ReasonMissing:"""
    why = _given(reason)
    link = queries.get_link(estate_id, link_id)
    if link.state is not ClaimState.ACTIVE:
        raise NotWaiting
    _end(now, link)
    record(now, by, "owner.end", f"owner_link:{link.id}", estate_id=estate_id, reason=why)
    _answer(now, link, "业主登记已取消", f"社区取消了您的业主登记，原因：{why}")


def _give_way(now: datetime, link: OwnerLink) -> None:
    holder = queries.find_owner_link(link.owner_id)
    if holder and holder.id != link.id:
        _end(now, holder)
        words = "社区核对证件后，把这位业主改由另一个账户登记，您不能再替他投票。不对请马上找社区。"
        _answer(now, holder, "业主登记已取消", words)


def _end(now: datetime, link: OwnerLink) -> None:
    link.state, link.ended_at = ClaimState.ENDED, now
    residency = queries.find_residency(link.account_id, link.part_id) if link.part_id else None
    if residency and residency.relation in {Relation.OWNER, Relation.REPRESENTATIVE}:
        residency.relation = Relation.HOUSEHOLD
    session.flush()


def _waiting_residency(estate_id: int, residency_id: int) -> Residency:
    residency = queries.get_residency(estate_id, residency_id, lock=True)
    if residency.state is not ClaimState.WAITING:
        raise NotWaiting
    return residency


def _waiting_link(estate_id: int, link_id: int) -> OwnerLink:
    link = queries.get_link(estate_id, link_id, lock=True)
    if link.state is not ClaimState.WAITING:
        raise NotWaiting
    return link


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _answer(now: datetime, of: Residency | OwnerLink, title: str, body: str) -> None:
    tell(now, of.account_id, "accounts.claim", title, body, estate_id=of.estate_id)
