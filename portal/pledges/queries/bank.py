"""Lines of a bank's sheet: what waits for its receipt, and what nobody can place."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.communities.models import Building, Entrance, Part
from portal.db import session
from portal.pledges.models import BankLine, Commitment, CommitmentState, Scheme


def get_line(estate_id: int, line_id: int) -> BankLine:
    """:raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    wanted = select(BankLine).where(BankLine.id == line_id, BankLine.estate_id == estate_id)
    return session.scalars(wanted).one()


def list_open_lines(estate_id: int) -> Sequence[BankLine]:
    """Neither entered nor left out, the oldest first, with the promise that each seems to belong to."""
    wanted = select(BankLine).where(
        BankLine.estate_id == estate_id, BankLine.payment_id.is_(None), BankLine.dismissed_why == ""
    )
    home = joinedload(BankLine.commitment).joinedload(Commitment.part)
    return (
        session.scalars(
            wanted.order_by(BankLine.on, BankLine.id).options(
                home.joinedload(Part.entrance).joinedload(Entrance.building)
            )
        )
        .unique()
        .all()
    )


def list_serials(estate_id: int, account: str) -> set[str]:
    """The bank's own numbers that were imported before."""
    wanted = select(BankLine.serial).where(BankLine.estate_id == estate_id, BankLine.account == account)
    return set(session.scalars(wanted))


def list_payable(estate_id: int) -> Sequence[Commitment]:
    """Promises that are due, with home and owners, for matching."""
    wanted = (
        select(Commitment)
        .join(Commitment.scheme)
        .where(
            Commitment.estate_id == estate_id,
            Commitment.state == CommitmentState.SIGNED,
            Scheme.met_at.is_not(None),
        )
    )
    home = joinedload(Commitment.part)
    return (
        session.scalars(
            wanted.order_by(Commitment.id).options(
                home.joinedload(Part.entrance).joinedload(Entrance.building),
                home.joinedload(Part.party),
            )
        )
        .unique()
        .all()
    )


def names_of(estate_id: int) -> Mapping[int, str]:
    """By home, how its address is written: 3栋2单元501."""
    rows = session.execute(
        select(Part.id, Building.name, Entrance.name, Part.room)
        .join(Part.entrance)
        .join(Entrance.building)
        .where(Part.estate_id == estate_id)
    )
    return {part_id: f"{building}{entrance}{room}" for part_id, building, entrance, room in rows}
