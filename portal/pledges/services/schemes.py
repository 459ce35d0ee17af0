"""Drafting a scheme, opening it with its shares frozen, and closing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_coefficient, format_hundredths
from portal.domain.sharing import left_to_share
from portal.pledges import queries, shares
from portal.pledges.errors import (
    AnotherIsOpen,
    CoefficientTooLarge,
    FloorUnknown,
    NoHomesHere,
    NotDraft,
    NotOpen,
    SourceMissing,
    TotalNotPositive,
    TotalTooLarge,
)
from portal.pledges.models import (
    FloorCoefficient,
    Scheme,
    SchemeState,
    Share,
    Sharing,
)

_MOST_TOTAL = 100_000_000_00  # a hundred million yuan: more is a slip of the unit
_MOST_COEFFICIENT = 100_000


@dataclass(frozen=True)
class Draft:
    """A scheme as the desk writes it: money in fen, coefficients in thousandths by floor."""

    title: str
    total: int
    subsidy: int
    subsidy_source: str
    coefficient_source: str
    coefficients: Mapping[int, int]
    sharing: Sharing = Sharing.COEFFICIENT


def preview(entrance_id: int, draft: Draft) -> list[shares.HomeShare]:
    """What each home would pay if the scheme opened now.

    :raises RuleViolated: figures that make no sense, a home without floor, a floor without coefficient.
    """
    check_total(draft.total)
    if draft.subsidy and not draft.subsidy_source.strip():
        raise SourceMissing
    for thousandths in draft.coefficients.values():
        if thousandths > _MOST_COEFFICIENT:
            raise CoefficientTooLarge(typed=format_coefficient(thousandths))
    rest = left_to_share(draft.total, draft.subsidy)
    return shares.compute(rest, _homes(entrance_id), draft.coefficients, draft.sharing)


def check_total(total: int) -> None:
    """:raises RuleViolated: nothing, or so much that it is a slip of the unit."""
    if total <= 0:
        raise TotalNotPositive
    if total > _MOST_TOTAL:
        raise TotalTooLarge(total=format_hundredths(total))


def _homes(entrance_id: int) -> list[shares.Home]:
    parts = queries.list_parts(entrance_id)
    if not parts:
        raise NoHomesHere
    nowhere = [part.room for part in parts if part.floor is None]
    if nowhere:
        raise FloorUnknown(homes="、".join(nowhere[:5]))
    return [
        shares.Home(part.id, part.room, part.floor, part.area) for part in parts if part.floor is not None
    ]


def draft_scheme(estate_id: int, entrance_id: int, draft: Draft, *, by: Actor, now: datetime) -> Scheme:
    """Write a scheme down for one entrance; residents see it when it opens.

    :raises RuleViolated: as `preview`. :raises NoResultFound: an entrance of another estate.
    """
    entrance = queries.get_entrance(estate_id, entrance_id)
    preview(entrance.id, draft)
    scheme = Scheme(
        estate_id=estate_id,
        entrance_id=entrance.id,
        state=SchemeState.DRAFT,
        created_at=now,
        created_by=by.account_id,
    )
    _write(scheme, draft)
    session.add(scheme)
    session.flush()
    record(now, by, "scheme.draft", f"scheme:{scheme.id}", estate_id=estate_id, **_figures(draft))
    return scheme


def change_scheme(scheme: Scheme, draft: Draft, *, by: Actor, now: datetime) -> None:
    """Write a draft anew. :raises NotDraft: it has opened. :raises RuleViolated: as `preview`."""
    lock(scheme)
    if scheme.state is not SchemeState.DRAFT:
        raise NotDraft
    preview(scheme.entrance_id, draft)
    scheme.coefficients.clear()
    session.flush()
    _write(scheme, draft)
    record(now, by, "scheme.change", f"scheme:{scheme.id}", estate_id=scheme.estate_id, **_figures(draft))


def _write(scheme: Scheme, draft: Draft) -> None:
    scheme.title = draft.title
    scheme.total, scheme.subsidy = draft.total, draft.subsidy
    scheme.subsidy_source, scheme.coefficient_source = draft.subsidy_source, draft.coefficient_source
    scheme.sharing = draft.sharing
    scheme.coefficients.extend(
        FloorCoefficient(floor=floor, thousandths=thousandths)
        for floor, thousandths in sorted(draft.coefficients.items())
    )


def _figures(draft: Draft) -> dict[str, object]:
    return {"total": draft.total, "subsidy": draft.subsidy, "sharing": draft.sharing.value}


def read_draft(scheme: Scheme) -> Draft:
    """The scheme as it was written."""
    return Draft(
        title=scheme.title,
        total=scheme.total,
        subsidy=scheme.subsidy,
        subsidy_source=scheme.subsidy_source,
        coefficient_source=scheme.coefficient_source,
        coefficients={row.floor: row.thousandths for row in scheme.coefficients},
        sharing=scheme.sharing,
    )


def open_scheme(scheme: Scheme, *, by: Actor, now: datetime) -> None:
    """Freeze every home's share by the roll of this moment, and let households answer.

    :raises NotDraft: opened before. :raises AnotherIsOpen: in this entrance.
    :raises RuleViolated: as `preview`, the roll may have changed since.
    """
    lock(scheme)
    if scheme.state is not SchemeState.DRAFT:
        raise NotDraft
    if queries.find_open_scheme(scheme.entrance_id) is not None:
        raise AnotherIsOpen
    frozen = preview(scheme.entrance_id, read_draft(scheme))
    session.add_all(
        Share(
            scheme_id=scheme.id,
            part_id=share.home.part_id,
            position=position,
            floor=share.home.floor,
            thousandths=share.thousandths,
            area=share.home.area,
            amount=share.amount,
            rounded_up=share.rounded_up,
        )
        for position, share in enumerate(frozen)
    )
    scheme.state, scheme.opened_at = SchemeState.OPEN, now
    try:
        session.flush()
    except IntegrityError as taken:  # two clerks at once, on two drafts of one entrance
        raise AnotherIsOpen from taken
    record(now, by, "scheme.open", f"scheme:{scheme.id}", estate_id=scheme.estate_id, homes=len(frozen))


def close_scheme(scheme: Scheme, *, by: Actor, now: datetime) -> None:
    """Take no more answers. :raises NotOpen: never opened, or closed before."""
    lock(scheme)
    if scheme.state is not SchemeState.OPEN:
        raise NotOpen
    scheme.state, scheme.closed_at = SchemeState.CLOSED, now
    record(now, by, "scheme.close", f"scheme:{scheme.id}", estate_id=scheme.estate_id)


def lock(scheme: Scheme) -> None:
    """One change of a scheme at a time, and nothing said while it closes; SQLite has one writer anyway."""
    session.flush()  # reading anew would forget what this transaction changed already
    session.refresh(scheme, ["state", "opened_at", "closed_at"], with_for_update=True)
