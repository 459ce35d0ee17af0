"""Drafting a scheme, opening it with its shares frozen, and closing it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_coefficient, format_hundredths
from portal.domain.deadlines import CHINA, local_day
from portal.domain.sharing import left_to_share
from portal.plans.models import Category
from portal.pledges import queries, shares
from portal.pledges.drafts import Draft, Grant, Terms, read_draft
from portal.pledges.errors import (
    AnotherIsOpen,
    CoefficientTooLarge,
    ExpiryNeeded,
    ExpiryPast,
    FloorUnknown,
    NoHomesHere,
    NotDraft,
    NothingLeftToShare,
    NotOpen,
    SourceMissing,
    ThresholdAboveHomes,
    ThresholdAboveRest,
    ThresholdNeeded,
    TotalNotPositive,
    TotalTooLarge,
    VotedOn,
    VoteNeeded,
)
from portal.pledges.models import (
    BY_FLOOR,
    AgreedShare,
    Condition,
    FloorCoefficient,
    Scheme,
    SchemeState,
    Share,
    Subsidy,
)
from portal.pledges.services.ending import replace_earlier
from portal.pledges.services.locking import lock
from portal.pledges.words import SUBSIDY

__all__ = ["Draft", "Grant", "Terms", "read_draft"]

_MOST_TOTAL = 100_000_000_00  # a hundred million yuan: more is a slip of the unit
_MOST_COEFFICIENT = 100_000


def preview(entrance_id: int | None, draft: Draft) -> list[shares.HomeShare]:
    """What each home would pay if the scheme opened now; ``entrance_id`` None for the whole estate.

    :raises RuleViolated: figures that make no sense, a home without floor, a floor without coefficient.
    """
    check_total(draft.total)
    _check_sources(draft)
    for thousandths in draft.coefficients.values():
        if thousandths > _MOST_COEFFICIENT:
            raise CoefficientTooLarge(typed=format_coefficient(thousandths))
    rest = left_to_share(draft.total, draft.added)
    homes = _homes(entrance_id, draft)
    _check_terms(draft.terms, rest, homes)
    return shares.compute(rest, homes, draft.coefficients, draft.sharing, agreed=draft.agreed)


def check_total(total: int) -> None:
    """:raises RuleViolated: nothing, or so much that it is a slip of the unit."""
    if total <= 0:
        raise TotalNotPositive
    if total > _MOST_TOTAL:
        raise TotalTooLarge(total=format_hundredths(total))


def _check_sources(draft: Draft) -> None:
    if draft.subsidy and not draft.subsidy_source.strip():
        raise SourceMissing
    if any(not (grant.name.strip() and grant.source.strip()) for grant in draft.others):
        raise SourceMissing


def _check_terms(terms: Terms, rest: int, homes: Sequence[shares.Home]) -> None:
    if terms.condition is Condition.NONE:
        return
    if terms.condition is Condition.VOTE and terms.vote_id is None:
        raise VoteNeeded
    if terms.condition is not Condition.VOTE and terms.threshold <= 0:
        raise ThresholdNeeded
    if terms.condition is Condition.AMOUNT and terms.threshold > rest:
        raise ThresholdAboveRest(rest=format_hundredths(rest))
    if terms.condition is Condition.HOMES and terms.threshold > len(homes):
        raise ThresholdAboveHomes(homes=len(homes))
    if terms.expires_on is None:
        raise ExpiryNeeded


def _homes(entrance_id: int | None, draft: Draft) -> list[shares.Home]:
    if entrance_id is not None:
        parts = queries.list_parts(entrance_id)
    else:
        item = queries.get_item(draft.item_id or 0)
        if item.category is Category.PIPELINES:
            raise NothingLeftToShare
        parts = queries.list_estate_parts(item.estate_id)
    if not parts:
        raise NoHomesHere
    nowhere = [part.room for part in parts if part.floor is None]
    if nowhere and draft.sharing in BY_FLOOR:
        raise FloorUnknown(homes="、".join(nowhere[:5]))
    return [shares.Home(part.id, part.room, part.floor, part.area) for part in parts]


def draft_scheme(
    estate_id: int, entrance_id: int | None, draft: Draft, *, by: Actor, now: datetime
) -> Scheme:
    """Write a scheme down for one entrance, or for an item of the estate; residents see it when it opens.

    :raises RuleViolated: as `preview`, or a last day that is over.
    :raises NoResultFound: an entrance, an item or a vote of another estate.
    """
    if entrance_id is not None:
        queries.get_entrance(estate_id, entrance_id)
    if draft.item_id is not None:
        queries.get_item(draft.item_id, estate_id)
    scheme = Scheme(estate_id=estate_id, entrance_id=entrance_id, item_id=draft.item_id)
    _write(scheme, draft, now)
    return _keep_draft(scheme, draft, by=by, now=now)


def draft_again(earlier: Scheme, *, by: Actor, now: datetime) -> Scheme:
    """The next version of a scheme, as a draft with the same figures; a last day that is over moves on.

    :raises sqlalchemy.exc.IntegrityError: it has one already.
    """
    draft = read_draft(earlier)
    if draft.terms.expires_on is not None and draft.terms.expires_on < local_day(now):
        later = local_day(now) + timedelta(days=draft.terms.due_days)
        draft = replace(draft, terms=replace(draft.terms, expires_on=later))
    scheme = Scheme(estate_id=earlier.estate_id, entrance_id=earlier.entrance_id, item_id=earlier.item_id)
    scheme.follows_id, scheme.version = earlier.id, earlier.version + 1
    _write(scheme, draft, now)
    return _keep_draft(scheme, draft, by=by, now=now)


def _keep_draft(scheme: Scheme, draft: Draft, *, by: Actor, now: datetime) -> Scheme:
    scheme.state, scheme.created_at, scheme.created_by = SchemeState.DRAFT, now, by.account_id
    session.add(scheme)
    session.flush()
    record(now, by, "scheme.draft", f"scheme:{scheme.id}", estate_id=scheme.estate_id, **_figures(draft))
    return scheme


def change_scheme(scheme: Scheme, draft: Draft, *, by: Actor, now: datetime) -> None:
    """Write a draft anew. :raises NotDraft: it has opened. :raises RuleViolated: as `draft_scheme`."""
    lock(scheme)
    if scheme.state is not SchemeState.DRAFT:
        raise NotDraft
    if queries.is_voted_on(scheme, now):
        raise VotedOn
    scheme.coefficients.clear()
    scheme.subsidies.clear()
    scheme.agreed.clear()
    session.flush()
    _write(scheme, draft, now)
    record(now, by, "scheme.change", f"scheme:{scheme.id}", estate_id=scheme.estate_id, **_figures(draft))


def _write(scheme: Scheme, draft: Draft, now: datetime) -> None:
    preview(scheme.entrance_id, draft)
    _write_terms(scheme, draft.terms, now)
    scheme.title = draft.title
    scheme.total, scheme.subsidy = draft.total, draft.added
    scheme.coefficient_source = draft.coefficient_source
    scheme.sharing = draft.sharing
    grants = [Grant(SUBSIDY, draft.subsidy, draft.subsidy_source), *draft.others]
    scheme.subsidies.extend(
        Subsidy(position=place, name=grant.name, amount=grant.amount, source=grant.source)
        for place, grant in enumerate(grants)
        if grant.amount
    )
    scheme.coefficients.extend(
        FloorCoefficient(floor=floor, thousandths=thousandths)
        for floor, thousandths in sorted(draft.coefficients.items())
    )
    scheme.agreed.extend(AgreedShare(part_id=part_id, amount=fen) for part_id, fen in draft.agreed.items())


def _write_terms(scheme: Scheme, terms: Terms, now: datetime) -> None:
    if terms.expires_on is not None and terms.expires_on < local_day(now):
        raise ExpiryPast
    if terms.vote_id is not None:
        queries.get_vote(scheme.estate_id, terms.vote_id)
    scheme.expires_at = None
    if terms.expires_on is not None:
        scheme.expires_at = datetime.combine(terms.expires_on + timedelta(days=1), time(), CHINA)
    scheme.condition, scheme.threshold, scheme.vote_id = terms.condition, terms.threshold, terms.vote_id
    scheme.due_days = terms.due_days
    scheme.allows_parts, scheme.allows_deferral = terms.allows_parts, terms.allows_deferral
    scheme.allows_labour = terms.allows_labour


def _figures(draft: Draft) -> dict[str, object]:
    return {"total": draft.total, "subsidy": draft.added, "sharing": draft.sharing.value}


def open_scheme(scheme: Scheme, *, by: Actor, now: datetime) -> None:
    """Freeze every home's share by the roll of this moment, and let households answer.

    The version that it follows ends with this one: what was said and signed to it counts no more.

    :raises NotDraft: opened before. :raises AnotherIsOpen: in this entrance, or of this item.
    :raises RuleViolated: as `preview`, the roll may have changed since; or the earlier version cannot end.
    """
    lock(scheme)
    if scheme.state is not SchemeState.DRAFT:
        raise NotDraft
    if scheme.expires_at is not None and scheme.expires_at <= now:
        raise ExpiryPast
    replace_earlier(scheme, by=by, now=now)
    if queries.find_open_like(scheme) is not None:
        raise AnotherIsOpen
    frozen = preview(scheme.entrance_id, read_draft(scheme))
    session.add_all(_rows(scheme.id, frozen))
    scheme.state, scheme.opened_at, scheme.digest = SchemeState.OPEN, now, _digest(scheme, frozen)
    if scheme.condition is Condition.NONE:
        scheme.met_at = now
    try:
        session.flush()
    except IntegrityError as taken:  # two clerks at once, on two drafts of one entrance
        raise AnotherIsOpen from taken
    record(now, by, "scheme.open", f"scheme:{scheme.id}", estate_id=scheme.estate_id, homes=len(frozen))


def _rows(scheme_id: int, frozen: Sequence[shares.HomeShare]) -> list[Share]:
    return [
        Share(
            scheme_id=scheme_id,
            part_id=share.home.part_id,
            position=position,
            floor=share.home.floor,
            thousandths=share.thousandths,
            area=share.home.area,
            amount=share.amount,
            rounded_up=share.rounded_up,
        )
        for position, share in enumerate(frozen)
    ]


def _digest(scheme: Scheme, frozen: Sequence[shares.HomeShare]) -> str:
    """What a ballot or a signed paper can name, so that nobody changes the figures behind it."""
    said = {
        "scheme": scheme.id,
        "version": scheme.version,
        "total": scheme.total,
        "subsidies": [[row.name, row.amount, row.source] for row in scheme.subsidies],
        "sharing": scheme.sharing.value,
        "shares": [[share.home.part_id, share.thousandths, share.amount] for share in frozen],
    }
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def close_scheme(scheme: Scheme, *, by: Actor, now: datetime) -> None:
    """Take no more answers. :raises NotOpen: never opened, or closed before."""
    lock(scheme)
    if scheme.state is not SchemeState.OPEN:
        raise NotOpen
    scheme.state, scheme.closed_at = SchemeState.CLOSED, now
    record(now, by, "scheme.close", f"scheme:{scheme.id}", estate_id=scheme.estate_id)
