"""Writing down how the works go on: weekly plans, monthly reviews, inspections and what was put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.plans import works_errors as errors
from portal.plans.errors import NotPublishedYet
from portal.plans.models import Project
from portal.plans.models.works import NoteKind, ProgressNote, SiteCheck
from portal.plans.queries.works import current_notes
from portal.plans.services.ledger import check_picture
from portal.plans.services.projects import lock, touch


@dataclass(frozen=True)
class Note:
    """What a week or a month says. :param on: any day of it; ``percent`` is 形象进度."""

    kind: NoteKind
    on: date
    percent: int | None
    text: str

    @property
    def first_day(self) -> date:
        if self.kind is NoteKind.MONTHLY:
            return self.on.replace(day=1)
        return self.on - timedelta(days=self.on.weekday())


def check_note(said: Note, *, now: datetime) -> None:
    """Let a note pass. :raises RuleViolated: no per cent or sentence, or a period that is far off."""
    if said.percent is None or not 0 <= said.percent <= 100 or not said.text.strip():
        raise errors.NoteIncomplete
    ahead = 31 if said.kind is NoteKind.MONTHLY else 7
    if said.first_day > local_day(now) + timedelta(days=ahead):
        raise errors.PeriodTooFar


def write_note(project: Project, said: Note, *, by: Actor, now: datetime) -> ProgressNote:
    """Say it of a week or a month; what was said of it before stays. :raises RuleViolated: `check_note`."""
    [note] = _write(project, [said], by=by, now=now)
    record(
        now,
        by,
        "works.note",
        f"project:{project.id}",
        estate_id=project.estate_id,
        kind=said.kind.value,
        percent=said.percent,
    )
    return note


def import_notes(project: Project, said: Sequence[Note], *, by: Actor, now: datetime) -> int:
    """Take over a sheet that was read without an error; how many lines were new.

    What stands already is left alone, so that a second time changes nothing.
    """
    lock(project)
    there = {(each.kind, each.first_day, each.percent, each.text) for each in current_notes(project.id)}
    new = [each for each in said if (each.kind, each.first_day, each.percent, each.text.strip()) not in there]
    if new:
        _write(project, new, by=by, now=now)
        deed = f"project:{project.id}"
        record(now, by, "works.import", deed, estate_id=project.estate_id, count=len(new))
    return len(new)


def _write(project: Project, said: Sequence[Note], *, by: Actor, now: datetime) -> list[ProgressNote]:
    if project.published_at is None:
        raise NotPublishedYet
    lock(project)
    for each in said:
        check_note(each, now=now)
    notes = [
        ProgressNote(
            project_id=project.id,
            kind=each.kind,
            first_day=each.first_day,
            percent=each.percent,
            text=each.text.strip(),
            at=now,
            account_id=by.account_id,
            actor=by.name,
        )
        for each in said
    ]
    session.add_all(notes)
    touch(project, now)
    session.flush()
    return notes


@dataclass(frozen=True)
class Visit:
    """An inspection. :param due_on: until when it is put right; None where nothing has to be."""

    is_announced: bool
    visited_on: date
    inspector: str
    finding: str
    due_on: date | None = None
    item_id: int | None = None


def inspect(project: Project, said: Visit, *, by: Actor, now: datetime) -> SiteCheck:
    """Put down what was found. :raises RuleViolated: dates out of order, or nothing said."""
    if project.published_at is None:
        raise NotPublishedYet
    if not said.inspector.strip() or not said.finding.strip():
        raise errors.VisitIncomplete
    if said.visited_on > local_day(now):
        raise errors.VisitAhead
    if said.due_on is not None and said.due_on < said.visited_on:
        raise errors.DueBeforeVisit
    found = SiteCheck(project_id=project.id, at=now, account_id=by.account_id, actor=by.name, **vars(said))
    session.add(found)
    touch(project, now)
    session.flush()
    deed = f"project:{project.id}"
    record(
        now,
        by,
        "works.inspect",
        deed,
        estate_id=project.estate_id,
        announced=said.is_announced,
        inspection=found.id,
    )
    return found


@dataclass(frozen=True)
class Mended:
    """What was put right. :param rights: who took the picture; ``may_show`` that it may be published."""

    mended_on: date
    how: str
    proof_key: str
    rights: str
    may_show: bool


def mend(found: SiteCheck, said: Mended, *, by: Actor, now: datetime) -> None:
    """Prove that a finding is put right, once.

    :raises RuleViolated: nothing to put right, done before, a day before the visit or after today, no word on
        how, or a picture that nobody says may be shown.
    """
    session.refresh(found, with_for_update=True)
    if found.due_on is None:
        raise errors.NothingToMend
    if found.mended_on is not None:
        raise errors.MendedAlready
    if not found.visited_on <= said.mended_on <= local_day(now):
        raise errors.MendedOutOfTime
    if not said.how.strip():
        raise errors.MendedHowMissing
    check_picture(said.mended_on, said.rights, may_show=said.may_show, now=now)
    found.mended_on, found.mended_how, found.mended_by = said.mended_on, said.how.strip(), by.name
    found.proof_key, found.proof_rights = said.proof_key, said.rights.strip()
    touch(found.project, now)
    session.flush()
    deed = f"project:{found.project_id}"
    estate_id = found.project.estate_id
    record(now, by, "works.mend", deed, estate_id=estate_id, inspection=found.id)
