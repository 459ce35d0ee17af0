"""How far the works are, for everybody: one figure, one sentence, what is late, pictures, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.communities.queries import get_estate
from portal.domain.stages import ProjectStage
from portal.plans import queries, words
from portal.plans.models import PlanVersion, ProjectEntry, ProjectField
from portal.plans.queries import ledger, versions
from portal.plans.steps import STEP_NAMES
from portal.plans.views.blueprint import bp
from portal.web import clock
from portal.web.guard import not_here, public
from portal.web.uploads import picture_path

_TOLD = frozenset({ProjectField.PROGRESS, ProjectField.INVESTMENT})


@dataclass(frozen=True)
class Event:
    """Something that happened: an entry in the ledger or a version of the plan."""

    at: datetime
    entry: ProjectEntry | None = None
    version: PlanVersion | None = None


def _timeline(entries: Sequence[ProjectEntry], found: Sequence[PlanVersion]) -> list[Event]:
    """The latest first."""
    events = [Event(entry.at, entry=entry) for entry in entries if entry.field in _TOLD]
    events += [Event(each.published_at, version=each) for each in found if each.published_at]
    return sorted(events, key=lambda event: event.at, reverse=True)


@bp.get("/estates/<int:estate_id>/plan/progress")
@public
def progress(estate_id: int) -> ResponseReturnValue:
    """The published project's ledger as residents read it."""
    project = queries.find_published(estate_id) or not_here()
    entries = ledger.list_entries(project.id)
    today = clock.now().astimezone(clock.CHINA).date()
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
        events=_timeline(entries, versions.list_versions(project.id)),
        stage=tuple(ProjectStage).index(project.stage),
        step=STEP_NAMES[project.step],
        words=words,
    )


@bp.get("/estates/<int:estate_id>/plan/photos/<int:photo_id>")
@public
def photo(estate_id: int, photo_id: int) -> ResponseReturnValue:
    """A picture of a published plan."""
    found = ledger.get_photo(estate_id, photo_id)
    try:
        content = picture_path(found.key, small="small" in request.args).read_bytes()
    except FileNotFoundError:  # a database that came back without its pictures
        not_here()
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "public, max-age=86400"})
