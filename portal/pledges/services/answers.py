"""What a household says to a scheme. No money passes through here."""

from dataclasses import dataclass
from datetime import datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.messages.services import tell
from portal.pledges import queries
from portal.pledges.errors import AmountAboveCost, AmountNeeded, NotYourHome, PledgingOver
from portal.pledges.models import Pledge, PledgeAnswer, Scheme, SchemeState, Share, Sharing
from portal.pledges.services.locking import lock


@dataclass(frozen=True)
class Answer:
    """What a home says; ``amount`` in fen counts for another amount only. ``link`` leads to the page."""

    part_id: int
    answer: PledgeAnswer
    amount: int | None = None
    note: str = ""
    link: str = ""


def pledge(scheme: Scheme, said: Answer, *, once: str, by: Actor, now: datetime) -> Pledge:
    """Put on record what a home says; the earlier word stays there, replaced. Two taps make one.

    It binds whoever says it and nobody else, and it is no consent to the work: that is a vote.

    :raises RuleViolated: closed, not this person's home, another amount that is missing or above the cost.
    """
    lock(scheme)
    share = _own_share(scheme, said.part_id, by)
    tapped = queries.find_tapped(scheme.id, said.part_id, once)
    if tapped is not None:
        return tapped
    if scheme.state is not SchemeState.OPEN or is_over(scheme, now):
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


def is_over(scheme: Scheme, now: datetime) -> bool:
    """Whether its last day is behind us, also before the clock's work has closed it."""
    return scheme.expires_at is not None and now >= scheme.expires_at


def _own_share(scheme: Scheme, part_id: int, by: Actor) -> Share:
    own = queries.list_own_parts(scheme, by.account_id) if by.account_id is not None else []
    share = queries.find_share(scheme.id, part_id)
    if share is None or part_id not in {part.id for part in own}:
        raise NotYourHome
    return share


def _amount(scheme: Scheme, share: Share, said: Answer) -> int:
    if said.answer is PledgeAnswer.AS_COMPUTED:
        if scheme.sharing is Sharing.VOLUNTARY:
            raise AmountNeeded
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
