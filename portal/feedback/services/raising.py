"""Putting a matter on record: by a resident on the phone, or by staff for somebody who calls or comes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal import crypto
from portal.accounts.queries import list_homes
from portal.accounts.queries.people import find_by_phone
from portal.accounts.services.codes import phone_key
from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import Base, session
from portal.domain.bodies import Spot, Topic, topic_of
from portal.domain.errors import N_
from portal.domain.handling import Level, term_ends
from portal.domain.identity import clean_phone, is_phone
from portal.domain.stages import CaseState
from portal.feedback import queries
from portal.feedback.errors import CallerNeeded, NothingSaid, NotYourHome, PhoneWrong, TooManyPhotos
from portal.feedback.models import Case, CaseCategory, CasePhoto, CaseStep, Via
from portal.feedback.services.common import tell_all
from portal.feedback.services.ruling import who_answers

MOST_PHOTOS = 3
_CHINA = ZoneInfo("Asia/Shanghai")


# What these kinds are about is said by the kind.
_BY_CATEGORY = {CaseCategory.ILLEGAL_BUILDING: Topic.ILLEGAL, CaseCategory.DISPUTE: Topic.NEIGHBOURS}


@dataclass(frozen=True)
class Matter:
    """What a resident says; ``photos`` are keys of pictures that were kept already.

    :param topic: None where nobody chose one: it is guessed from the text.
    :param shared: whether neighbours may read it; a dispute never is.
    """

    category: CaseCategory
    text: str
    place: str = ""
    part_id: int | None = None
    photos: Sequence[str] = ()
    building_id: int | None = None
    topic: Topic | None = None
    shared: bool = False
    item_id: int | None = None
    vote_id: int | None = None
    scheme_id: int | None = None


@dataclass(frozen=True)
class Caller:
    """Who called or came, as they say; the phone may be empty."""

    name: str
    phone: str
    via: Via


def raise_case(estate_id: int, matter: Matter, *, once: str, by: Actor, now: datetime) -> Case:
    """Put a matter on record under the day's next number. Two taps make one.

    :raises RuleViolated: nothing said, a home of somebody else, more than three photos.
    """
    if by.account_id is None:
        raise ValueError("a matter is raised by a person with an account")
    estate = _queue_up(estate_id)
    tapped = queries.find_tapped(by.account_id, once)
    if tapped is not None:
        return tapped
    _check(matter)
    homes = {home.part_id for home in list_homes(by.account_id) if home.estate_id == estate_id}
    if matter.part_id is not None and matter.part_id not in homes:
        raise NotYourHome
    case = _make(estate, matter, once, now)
    case.account_id = by.account_id
    return _begin(case, by, now)


def take_call(  # noqa: PLR0913  # as raise_case, and who called
    estate_id: int, matter: Matter, caller: Caller, *, once: str, by: Actor, now: datetime
) -> Case:
    """Write down what somebody says at the desk or on the phone, and tell them the number.

    Where the phone is that of a resident who signs in with it, the case is theirs, as if they had typed it.

    :raises RuleViolated: nothing said, nobody named, a phone that is none.
    """
    if by.account_id is None:
        raise ValueError("a call is taken by a person with an account")
    estate = _queue_up(estate_id)
    tapped = queries.find_taken(by.account_id, once)
    if tapped is not None:
        return tapped
    _check(matter)
    phone = clean_phone(caller.phone)
    if not caller.name.strip():
        raise CallerNeeded
    if phone and not is_phone(phone):
        raise PhoneWrong
    case = _make(estate, matter, once, now)
    case.via, case.taken_by, case.caller_name = caller.via, by.account_id, caller.name.strip()
    case.account_id = _known(phone, estate_id)
    if phone:
        case.caller_phone = crypto.seal(phone)
    _begin(case, by, now, office=estate.community.name)
    tell_all(case, "feedback.taken", N_("您反映的事登记了"), "", now)
    return case


def report(  # noqa: PLR0913  # as raise_case, and who reports
    estate_id: int, matter: Matter, name: str, phone: str, *, once: str, now: datetime
) -> Case:
    """From somebody without an account whose phone a code proved; each step is told by text. Taps make one.

    Where the phone is that of a resident who signs in with it, the case is theirs.

    :raises RuleViolated: nothing said, more than three photos.
    """
    estate = _queue_up(estate_id)
    tapped = queries.find_reported(estate_id, once)
    if tapped is not None:
        return tapped
    _check(matter)
    case = _make(estate, replace(matter, part_id=None, shared=False), once, now)
    case.caller_name, case.caller_phone = name.strip(), crypto.seal(phone)
    case.account_id = _known(phone, estate_id)
    return _begin(case, Actor(case.account_id, name.strip() or "居民（没有登录）"), now)


def _known(phone: str, estate_id: int) -> int | None:
    account = find_by_phone(phone_key(phone)) if phone else None
    if account is None or account.is_staff:
        return None
    lives_here = any(home.estate_id == estate_id for home in list_homes(account.id))
    return account.id if lives_here else None


def _queue_up(estate_id: int) -> Estate:
    """The estate's row is the queue in which its numbers are given out."""
    session.execute(select(Estate.id).where(Estate.id == estate_id).with_for_update(key_share=True))
    return session.get_one(Estate, estate_id)


def _check(matter: Matter) -> None:
    if not matter.text.strip():
        raise NothingSaid
    if len(matter.photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)


def _make(estate: Estate, matter: Matter, once: str, now: datetime) -> Case:
    topic = _BY_CATEGORY.get(matter.category) or matter.topic or topic_of(matter.text)
    days = queries.setting_of(estate.street_id, matter.category.value)
    ends = term_ends(queries.work_calendar(), now, days)
    return Case(
        estate_id=estate.id,
        number=_next_number(estate.id, now),
        part_id=matter.part_id,
        building_id=_inside("building", matter.building_id, estate.id),
        category=matter.category,
        topic=topic,
        place=matter.place.strip(),
        text=matter.text.strip(),
        state=CaseState.SENT,
        raised_at=now,
        once=once,
        body=who_answers(estate.street_id, topic, _spot(matter)),
        level=Level.COMMITTEE,
        term_days=days,
        term_ends_at=ends,
        due_at=ends,
        is_public=matter.shared and matter.category is not CaseCategory.DISPUTE,
        item_id=_inside("item", matter.item_id, estate.id),
        vote_id=_inside("vote", matter.vote_id, estate.id),
        scheme_id=_inside("scheme", matter.scheme_id, estate.id),
        photos=[CasePhoto(key=key) for key in matter.photos],
    )


def _spot(matter: Matter) -> Spot:
    if matter.part_id is not None:
        return Spot.HOME
    return Spot.BUILDING if matter.building_id is not None else Spot.OUTSIDE


def _inside(table: str, key: int | None, estate_id: int) -> int | None:
    """The key, if it is one of this estate's; an address that somebody changed by hand links to nothing.

    By the name of the table: schemes lie beside this feature, not below it.
    """
    if key is None:
        return None
    rows = Base.metadata.tables[table]
    found = session.scalar(select(rows.c.id).where(rows.c.id == key, rows.c.estate_id == estate_id))
    return int(found) if found is not None else None


def _begin(case: Case, by: Actor, now: datetime, office: str = "") -> Case:
    step = CaseStep(
        state=CaseState.SENT, at=now, account_id=by.account_id, actor=by.name, once=case.once, office=office
    )
    case.steps.append(step)
    session.add(case)
    session.flush()
    record(now, by, "case.raise", f"case:{case.id}", estate_id=case.estate_id, number=case.number)
    return case


def _next_number(estate_id: int, now: datetime) -> str:
    """``FK-260712-031``: the day in China, and the how-manieth of the estate on it."""
    day = now.astimezone(_CHINA).date()
    return f"{queries.prefix(day)}{queries.count_numbered(estate_id, day) + 1:03}"
