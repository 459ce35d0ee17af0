"""Every version of a published plan, and what each changed."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.communities.queries import get_estate
from portal.plans import differences, queries, words
from portal.plans.queries import versions as reads
from portal.plans.views.blueprint import bp
from portal.web.guard import not_here, public


@bp.get("/estates/<int:estate_id>/plan/versions")
@public
def versions(estate_id: int) -> ResponseReturnValue:
    """The latest first, each with its reason and its size."""
    project = queries.find_published(estate_id) or not_here()
    return render_template(
        "plans/versions.html",
        estate=get_estate(estate_id),
        project=project,
        versions=reads.list_versions(project.id),
        words=words,
    )


@bp.get("/estates/<int:estate_id>/plan/versions/<int:version_id>")
@public
def version(estate_id: int, version_id: int) -> ResponseReturnValue:
    """What it changed, old and new beside each other, why, and its checksum."""
    found = reads.get_version(estate_id, version_id)
    changed = found.lines or {"lines": [], "percent": found.project.large_percent}
    return render_template(
        "plans/version.html",
        estate=get_estate(estate_id),
        version=found,
        changes=changed["lines"],
        percent=changed["percent"],
        large=differences.why_large(changed["lines"], changed["percent"]),
        newest=reads.find_published_version(found.project),
        words=words,
    )
