"""Everything kept about one person: the parts people know by name, and every other row that names them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import crypto
from portal.accounts.models import Account, ClaimState, OwnerLink, Residency, SignIn
from portal.communities.models import Building, Entrance, Estate, Owner, Part
from portal.db import Base, session
from portal.domain.masking import mask_name, mask_phone
from portal.feedback.models import Case
from portal.messages.models import Message, MessageAddress
from portal.personal.models import DataRequest
from portal.pledges.models import Pledge, Scheme
from portal.voting.models import Ballot, Vote, Voter
from portal.voting.queries.acting import own_voters

#: Shown by name below, or nobody's business: how often somebody tried, and what devices hold.
_TOLD = frozenset(
    {"account", "residency", "owner_link", "sign_in", "case", "pledge", "message", "message_address"}
    | {"data_request"}
)
_LEFT_OUT = ("_hash", "token", "once", "salt", "secret")
_MOST = 5000


@dataclass(frozen=True)
class Section:
    """One kind of what is kept: its key, and its rows as pairs of a column's key and a value."""

    key: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def get_account(account_id: int) -> Account:
    return session.get_one(Account, account_id)


def phone_of(account: Account) -> str:
    """In full: it is the person's own."""
    return crypto.unseal(account.phone) if account.phone else ""


def kept(account_id: int) -> Sequence[Section]:
    """What a person finds on the page and in both files, in the order in which it came to be."""
    return [make(account_id) for make in (_account, _homes, _owners, _ballots, _cases, _pledges, *_LATER)]


def _section(key: str, columns: str, wanted: sa.Select[*tuple[Any, ...]]) -> Section:
    return Section(key, tuple(columns.split()), [tuple(row) for row in session.execute(wanted.limit(_MOST))])


def _account(account_id: int) -> Section:
    found = get_account(account_id)
    row = (found.display_name, phone_of(found), found.created_at, found.notice_accepted_at)
    return Section("account", ("name", "phone", "since", "notice"), [row])


def _homes(account_id: int) -> Section:
    wanted = (
        select(
            Estate.name, Building.name, Entrance.name, Part.room, Residency.relation, Residency.state,
            Residency.since,
        )
        .select_from(Residency)
        .join(Part, Part.id == Residency.part_id)
        .join(Entrance, Entrance.id == Part.entrance_id)
        .join(Building, Building.id == Entrance.building_id)
        .join(Estate, Estate.id == Residency.estate_id)
        .where(Residency.account_id == account_id)
        .order_by(Residency.id)
    )  # fmt: skip
    return _section("homes", "estate building entrance room relation state since", wanted)


def _owners(account_id: int) -> Section:
    """Of the roll as much as shows what stands there: a representative need not read the owner's number."""
    wanted = select(OwnerLink, Owner).join(Owner, Owner.id == OwnerLink.owner_id)
    rows = []
    for link, owner in session.execute(wanted.where(OwnerLink.account_id == account_id)):
        number = crypto.unseal(owner.id_number) if owner.id_number else ""
        phone = mask_phone(crypto.unseal(owner.phone)) if owner.phone else ""
        name = owner.name if link.state is ClaimState.ACTIVE else mask_name(owner.name)
        rows.append((name, f"…{number[-4:]}" if number else "", phone, link.proof, link.state, link.since))
    return Section("owners", ("name", "id_number", "phone", "proof", "state", "since"), rows)


def _ballots(account_id: int) -> Section:
    """That a ballot was cast, and its receipt. What it says stands behind the receipt alone."""
    wanted = (
        select(Vote.title, Ballot.channel, Ballot.state, Ballot.receipt, Ballot.signed_at)
        .select_from(Ballot)
        .join(Voter, Voter.id == Ballot.voter_id)
        .join(Vote, Vote.id == Ballot.vote_id)
        .where(Voter.id.in_(own_voters(account_id)))
        .order_by(Ballot.id)
    )
    return _section("ballots", "title channel state receipt at", wanted)


def _cases(account_id: int) -> Section:
    wanted = select(Case.number, Case.place, Case.text, Case.state, Case.raised_at)
    wanted = wanted.where(Case.account_id == account_id).order_by(Case.id)
    return _section("cases", "number place text state at", wanted)


def _pledges(account_id: int) -> Section:
    wanted = select(Scheme.title, Pledge.answer, Pledge.amount, Pledge.made_at, Pledge.replaced_at)
    wanted = wanted.join(Scheme, Scheme.id == Pledge.scheme_id).where(Pledge.account_id == account_id)
    return _section("pledges", "title answer fen at replaced_at", wanted.order_by(Pledge.id))


def _messages(account_id: int) -> Section:
    wanted = select(Message.title, Message.body, Message.created_at, Message.read_at)
    wanted = wanted.where(Message.account_id == account_id).order_by(Message.id)
    return _section("messages", "title text at read_at", wanted)


def _addresses(account_id: int) -> Section:
    wanted = select(MessageAddress).where(MessageAddress.account_id == account_id)
    rows = [
        (each.channel, crypto.unseal(each.address), each.bound_at, each.ended_at)
        for each in session.scalars(wanted.order_by(MessageAddress.id))
    ]
    return Section("addresses", ("channel", "address", "at", "ended_at"), rows)


def _devices(account_id: int) -> Section:
    wanted = select(SignIn.device, SignIn.way, SignIn.created_at, SignIn.ended_at)
    return _section(
        "devices", "device way at ended_at", wanted.where(SignIn.account_id == account_id).order_by(SignIn.id)
    )


def _requests(account_id: int) -> Section:
    wanted = select(
        DataRequest.kind, DataRequest.text, DataRequest.asked_at, DataRequest.granted, DataRequest.answer
    )
    return _section(
        "requests",
        "kind text at granted answer",
        wanted.where(DataRequest.account_id == account_id).order_by(DataRequest.id),
    )


_LATER = (_messages, _addresses, _devices, _requests)


def everything_else(account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every further row that names the account, by table; a new feature's rows come by themselves."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in _TOLD or "account_id" not in table.c:
            continue
        shown = list(_shown(table))
        rows = session.execute(select(*shown).where(table.c.account_id == account_id).limit(_MOST))
        found[table.name] = [dict(row._mapping) for row in rows]  # the public name
    return {name: rows for name, rows in found.items() if rows}


def _shown(table: sa.Table) -> Iterator[sa.Column[Any]]:
    for column in table.c:
        sealed = isinstance(column.type, sa.LargeBinary)
        if not sealed and not column.name.endswith(_LEFT_OUT):
            yield column


def list_own(account_id: int) -> Sequence[DataRequest]:
    """What a person asked, the newest first."""
    wanted = select(DataRequest).where(DataRequest.account_id == account_id)
    return session.scalars(wanted.order_by(DataRequest.id.desc())).all()


def list_asked(estate_id: int) -> Sequence[DataRequest]:
    """What waits for the desk, the oldest first; then the latest that were answered."""
    wanted = (
        select(DataRequest).where(DataRequest.estate_id == estate_id).options(joinedload(DataRequest.account))
    )
    waiting = session.scalars(wanted.where(DataRequest.answered_at.is_(None)).order_by(DataRequest.id)).all()
    done = wanted.where(DataRequest.answered_at.is_not(None)).order_by(DataRequest.answered_at.desc())
    return [*waiting, *session.scalars(done.limit(50))]


def get_request(estate_id: int, request_id: int, *, lock: bool = False) -> DataRequest:
    """:raises NoResultFound: none of that id in this estate."""
    wanted = select(DataRequest).where(DataRequest.id == request_id, DataRequest.estate_id == estate_id)
    return session.scalars(wanted.with_for_update() if lock else wanted).one()


def find_once(once: str) -> DataRequest | None:
    return session.scalars(select(DataRequest).where(DataRequest.once == once)).one_or_none()
