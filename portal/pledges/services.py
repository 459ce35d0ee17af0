"""Drafting, opening and closing a scheme; what a household says to it. No money passes through here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_coefficient, format_hundredths
from portal.domain.sharing import left_to_share
from portal.messages.services import tell
from portal.pledges import queries, shares
from portal.pledges.errors import (
    AmountAboveCost,
    AmountNeeded,
    AnotherIsOpen,
    CoefficientTooLarge,
    FloorUnknown,
    NoHomesHere,
    NotDraft,
    NotOpen,
    NotYourHome,
    PledgingOver,
    SourceMissing,
    TotalNotPositive,
    TotalTooLarge,
)
from portal.pledges.models import (
    FloorCoefficient,
    Pledge,
    PledgeAnswer,
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


@dataclass(frozen=True)
class Answer:
    """What a home says; ``amount`` in fen counts for another amount only. ``link`` leads to the page."""

    part_id: int
    answer: PledgeAnswer
    amount: int | None = None
    note: str = ""
    link: str = ""


def preview(entrance_id: int, draft: Draft) -> list[shares.HomeShare]:
    """What each home would pay if the scheme opened now.

    :raises RuleViolated: figures that make no sense, a home without floor, a floor without coefficient.
    """
    if draft.total <= 0:
        raise TotalNotPositive
    if draft.total > _MOST_TOTAL:
        raise TotalTooLarge(total=format_hundredths(draft.total))
    if draft.subsidy and not draft.subsidy_source.strip():
        raise SourceMissing
    for thousandths in draft.coefficients.values():
        if thousandths > _MOST_COEFFICIENT:
            raise CoefficientTooLarge(typed=format_coefficient(thousandths))
    rest = left_to_share(draft.total, draft.subsidy)
    return shares.compute(rest, _homes(entrance_id), draft.coefficients, draft.sharing)


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
    _lock(scheme)
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
    _lock(scheme)
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
    _lock(scheme)
    if scheme.state is not SchemeState.OPEN:
        raise NotOpen
    scheme.state, scheme.closed_at = SchemeState.CLOSED, now
    record(now, by, "scheme.close", f"scheme:{scheme.id}", estate_id=scheme.estate_id)


def pledge(scheme: Scheme, said: Answer, *, once: str, by: Actor, now: datetime) -> Pledge:
    """Put on record what a home says; the earlier word stays there, replaced. Two taps make one.

    It binds whoever says it and nobody else, and it is no consent to the work: that is a vote.

    :raises RuleViolated: closed, not this person's home, another amount that is missing or above the cost.
    """
    _lock(scheme)
    share = _own_share(scheme, said.part_id, by)
    tapped = queries.find_tapped(scheme.id, said.part_id, once)
    if tapped is not None:
        return tapped
    if scheme.state is not SchemeState.OPEN:
        raise PledgingOver
    amount = _amount(scheme, share, said)
    earlier = queries.find_pledge(scheme.id, said.part_id)
    if earlier is not None:
        earlier.replaced_at = now
        session.flush()  # before the new row: only one may be current
    pledged = Pledge(
        scheme_id=scheme.id,
        part_id=said.part_id,
        account_id=by.account_id,
        answer=said.answer,
        amount=amount,
        note=said.note.strip(),
        made_at=now,
        once=once,
    )
    session.add(pledged)
    session.flush()
    _on_record(scheme, pledged, by=by, now=now)
    if earlier is not None and earlier.account_id != by.account_id:
        _warn(scheme, earlier, said, now)
    return pledged


def _own_share(scheme: Scheme, part_id: int, by: Actor) -> Share:
    own = queries.list_own_parts(scheme, by.account_id) if by.account_id is not None else []
    share = queries.find_share(scheme.id, part_id)
    if share is None or part_id not in {part.id for part in own}:
        raise NotYourHome
    return share


def _amount(scheme: Scheme, share: Share, said: Answer) -> int:
    if said.answer is PledgeAnswer.AS_COMPUTED:
        return share.amount
    if said.answer is not PledgeAnswer.OTHER_AMOUNT:
        return 0
    if not said.amount:
        raise AmountNeeded
    rest = scheme.total - scheme.subsidy
    if said.amount > rest:
        raise AmountAboveCost(amount=format_hundredths(said.amount), rest=format_hundredths(rest))
    return said.amount


def _on_record(scheme: Scheme, pledged: Pledge, *, by: Actor, now: datetime) -> None:
    record(
        now,
        by,
        "pledge.make",
        f"pledge:{pledged.id}",
        estate_id=scheme.estate_id,
        scheme=scheme.id,
        part=pledged.part_id,
        answer=pledged.answer.value,
        amount=pledged.amount,
    )


def _warn(scheme: Scheme, earlier: Pledge, said: Answer, now: datetime) -> None:
    """Somebody else of the household changed what this person said."""
    tell(
        now,
        earlier.account_id,
        "pledges.replaced",
        "您家的出资意向改了",
        f"您家另一位登记的人改了“{scheme.title}”的出资意向。以最后一次登记为准，您也可以再改。",
        estate_id=scheme.estate_id,
        link=said.link,
    )


def _lock(scheme: Scheme) -> None:
    """One change of a scheme at a time, and nothing said while it closes; SQLite has one writer anyway."""
    session.refresh(scheme, ["state", "opened_at", "closed_at"], with_for_update=True)
