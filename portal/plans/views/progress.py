"""How far the works are, for everybody: one figure, one sentence, what is late, pictures, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.communities.queries import get_estate
from portal.domain.stages import ProjectStage
from portal.plans import queries, scope_words, words, works_words
from portal.plans.models import PlanVersion, ProjectEntry, ProjectField
from portal.plans.models.works import NoteKind, ProgressNote, SiteCheck
from portal.plans.queries import ledger, versions, works
from portal.plans.queries.scope import list_scope
from portal.plans.steps import STEP_NAMES
from portal.plans.views.blueprint import bp
from portal.web import clock
from portal.web.guard import not_here, public
from portal.web.uploads import picture_path

_TOLD = frozenset({ProjectField.PROGRESS, ProjectField.INVESTMENT})


@dataclass(frozen=True)
class Event:
    """Something that happened: an entry in the ledger, a version, a week's or month's note, a visit."""

    at: datetime
    entry: ProjectEntry | None = None
    version: PlanVersion | None = None
    note: ProgressNote | None = None
    visit: SiteCheck | None = None


def _timeline(
    entries: Sequence[ProjectEntry],
    found: Sequence[PlanVersion],
    notes: Sequence[ProgressNote],
    visits: Sequence[SiteCheck],
) -> list[Event]:
    """The latest first."""
    events = [Event(entry.at, entry=entry) for entry in entries if entry.field in _TOLD]
    events += [Event(each.published_at, version=each) for each in found if each.published_at]
    events += [Event(each.at, note=each) for each in notes]
    events += [Event(each.at, visit=each) for each in visits]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _now(notes: Sequence[ProgressNote]) -> list[ProgressNote]:
    """The last weekly plan and the last monthly review, where there are any. `notes`: the latest first."""
    last = (next((each for each in notes if each.kind is kind), None) for kind in NoteKind)
    return [each for each in last if each]


@bp.get("/estates/<int:estate_id>/plan/progress")
@public
def progress(estate_id: int) -> ResponseReturnValue:
    """The published project's ledger as residents read it."""
    project = queries.find_published(estate_id) or not_here()
    entries = ledger.list_entries(project.id)
    today = clock.now().astimezone(clock.CHINA).date()
    notes, visits = works.current_notes(project.id), works.list_inspections(project.id)
    return render_template(
        "plans/progress.html",
        estate=get_estate(estate_id),
        project=project,
        current=ledger.current(entries),
        late=[
            (item, (today - item.ends_on).days)
            for item in ledger.list_overdue(project.id, today)
            if item.ends_on
        ],
        photos=ledger.list_photos(project.id),
        late_visits=works.late_inspections(visits, today),
        notes=_now(notes),
        events=_timeline(entries, versions.list_versions(project.id), notes, visits),
        scope=list_scope(project.id),
        missing=scope_words.missing,
        stage=tuple(ProjectStage).index(project.stage),
        step=STEP_NAMES[project.step],
        words=words,
        works_words=works_words,
    )


@bp.get("/estates/<int:estate_id>/plan/inspections/<int:inspection_id>/proof")
@public
def proof(estate_id: int, inspection_id: int) -> ResponseReturnValue:
    """The picture of what was put right after an inspection."""
    found = works.get_inspection(estate_id, inspection_id)
    if found.proof_key is None or found.project.published_at is None:
        not_here()
    return _picture(found.proof_key)


@bp.get("/estates/<int:estate_id>/plan/photos/<int:photo_id>")
@public
def photo(estate_id: int, photo_id: int) -> ResponseReturnValue:
    """A picture of a published plan."""
    return _picture(ledger.get_photo(estate_id, photo_id).key)


def _picture(key: str) -> Response:
    try:
        content = picture_path(key, small="small" in request.args).read_bytes()
    except FileNotFoundError:  # a database that came back without its pictures
        not_here()
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "public, max-age=86400"})
