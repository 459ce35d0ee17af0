"""Writing in the ledger of a project: nothing is overwritten, every entry stays with its day and hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.plans.errors import (
    EntryEmpty,
    EntryUnchanged,
    LargeNeedsSource,
    PhotoOfTomorrow,
    PhotoWithoutRights,
    ProgressNeedsPercent,
    SpentBeyondPlan,
)
from portal.plans.models import (
    Batch,
    PhotoPhase,
    Project,
    ProjectEntry,
    ProjectField,
    ProjectPhoto,
    ProjectVerdict,
    Route,
)
from portal.plans.queries.ledger import current, list_entries
from portal.plans.services.projects import lock, touch
from portal.plans.words import LEDGER


@dataclass(frozen=True)
class Particulars:
    """Who does it, in which way and when: 一个区域、一个项目、一名领导 (包干).

    :param large_percent: from which change of a cost on a new version is large; with who set it.
    """

    route: Route | None = None
    batch: Batch | None = None
    year: int | None = None
    is_demonstration: bool = False
    leader: str = ""
    lead_unit: str = ""
    implementing_body: str = ""
    large_percent: int = 10
    large_source: str = ""


def set_particulars(project: Project, said: Particulars, *, by: Actor, now: datetime) -> None:
    """Say them; what stood before goes on record. :raises LargeNeedsSource: a rule that nobody set."""
    lock(project)
    if said.large_percent != project.large_percent and not said.large_source.strip():
        raise LargeNeedsSource
    was = {
        name: getattr(project, name) for name in vars(said) if getattr(project, name) != getattr(said, name)
    }
    for name, value in vars(said).items():
        setattr(project, name, value)
    if was:
        deed = f"project:{project.id}"
        record(
            now, by, "plan.set_particulars", deed, estate_id=project.estate_id, changed=sorted(was), was=was
        )


@dataclass(frozen=True)
class Entry:
    """What one field says. :param planned: and ``spent`` are fen (投资); ``percent`` is 形象进度."""

    field: ProjectField
    text: str
    planned: int | None = None
    spent: int | None = None
    percent: int | None = None


def enter(project: Project, said: Entry, *, by: Actor, now: datetime) -> ProjectEntry:
    """Write a field anew.

    :raises RuleViolated: nothing is said, or the same as before; progress without its per cent; more spent
        than planned.
    """
    lock(project)
    _check(said)
    kept = _only_its_own(said)
    before = current(list_entries(project.id)).get(said.field)
    if before and all(getattr(before, name) == value for name, value in vars(kept).items()):
        raise EntryUnchanged
    entry = ProjectEntry(project_id=project.id, at=now, account_id=by.account_id, actor=by.name, **vars(kept))
    session.add(entry)
    touch(project, now)
    session.flush()
    deed = f"project:{project.id}"
    record(now, by, "plan.enter", deed, estate_id=project.estate_id, field=said.field.value)
    return entry


def _check(said: Entry) -> None:
    if not said.text.strip():
        raise EntryEmpty(field=LEDGER[said.field])
    if said.field is ProjectField.PROGRESS and not (said.percent is not None and 0 <= said.percent <= 100):
        raise ProgressNeedsPercent
    if said.planned is not None and said.spent is not None and said.spent > said.planned:
        raise SpentBeyondPlan(spent=format_hundredths(said.spent), planned=format_hundredths(said.planned))


def _only_its_own(said: Entry) -> Entry:
    """Without figures that belong to another field."""
    money = said.field is ProjectField.INVESTMENT
    progress = said.field is ProjectField.PROGRESS
    return Entry(
        said.field,
        said.text.strip(),
        said.planned if money else None,
        said.spent if money else None,
        said.percent if progress else None,
    )


@dataclass(frozen=True)
class Said:
    """How a promised item, or the whole (no item), fared with residents; None where too few judged.

    :param tenths: of the index. :param wished: households that once wished for it, where a survey asked.
    """

    name: str
    item_id: int | None = None
    tenths: int | None = None
    households: int | None = None
    satisfied: int | None = None
    wished: int | None = None


@dataclass(frozen=True)
class Verdicts:
    """What a round of 共评 came to; ``lines`` begin with the whole."""

    round_id: int
    title: str
    answered: int
    asked: int
    lines: Sequence[Said]
    is_again: bool = False


def enter_verdicts(project: Project, said: Verdicts, *, by: Actor, now: datetime) -> None:
    """Put the result of a round into the ledger, once: the evaluation ends it, and only then."""
    lock(project)
    for position, line in enumerate(said.lines):
        session.add(
            ProjectVerdict(
                project_id=project.id,
                round_id=said.round_id,
                position=position,
                title=said.title,
                is_again=said.is_again,
                answered=said.answered,
                asked=said.asked,
                at=now,
                **vars(line),
            )
        )
    touch(project, now)
    session.flush()
    deed = f"project:{project.id}"
    record(now, by, "plan.enter_verdicts", deed, estate_id=project.estate_id, title=said.title)


@dataclass(frozen=True)
class Picture:
    """A picture for everybody. :param rights: who took it; ``may_show`` that it may be published."""

    key: str
    phase: PhotoPhase
    caption: str
    taken_on: date
    rights: str
    may_show: bool
    item_id: int | None = None


def check_picture(phase_day: date, rights: str, *, may_show: bool, now: datetime) -> None:
    """Let a picture pass that may be shown. :raises RuleViolated: nobody says so, or it is of tomorrow."""
    if not may_show or not rights.strip():
        raise PhotoWithoutRights
    if phase_day > local_day(now):
        raise PhotoOfTomorrow


def add_picture(project: Project, said: Picture, *, by: Actor, now: datetime) -> ProjectPhoto:
    """Put a picture on the public timeline. :raises RuleViolated: see `check_picture`."""
    lock(project)
    check_picture(said.taken_on, said.rights, may_show=said.may_show, now=now)
    photo = ProjectPhoto(
        project_id=project.id,
        item_id=said.item_id,
        phase=said.phase,
        key=said.key,
        caption=said.caption.strip(),
        rights=said.rights.strip(),
        taken_on=said.taken_on,
        added_at=now,
        account_id=by.account_id,
    )
    session.add(photo)
    touch(project, now)
    session.flush()
    record(now, by, "plan.add_picture", f"project:{project.id}", estate_id=project.estate_id)
    return photo
