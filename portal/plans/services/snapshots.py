"""All that a plan says at a moment, and its checksum."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from portal.audit.services import Actor
from portal.db import session
from portal.domain.errors import N_
from portal.plans.errors import AdjoiningDiffers, HeritageUnheard
from portal.plans.models import Item, PlanVersion, Project
from portal.plans.queries import list_items
from portal.plans.queries.versions import last_number
from portal.plans.said import draft_of, to_json

FIRST = N_("第一次公布")


def content_of(project: Project) -> dict[str, Any]:
    """Title, words and every item in order, as plain values."""
    items = [{"id": item.id, **to_json(draft_of(item))} for item in list_items(project.id)]
    return {"title": project.title, "summary": project.summary, "items": items}


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 in hex of the content as one canonical line of JSON, UTF-8."""
    line = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def check_ready(project: Project) -> None:
    """Let a plan be published whose items may be.

    :raises HeritageUnheard: an item is marked 历史建筑 or 文物 and no opinion of 区文化旅游委 is on record.
    :raises AdjoiningDiffers: municipal works beside the estate at another time, without a reason.

    Source: 武隆府办发〔2021〕41号.
    """
    found = list_items(project.id)
    inside = [item for item in found if not item.is_adjoining]
    first = min((item.starts_on for item in inside if item.starts_on), default=None)
    last = max((item.ends_on for item in inside if item.ends_on), default=None)
    for item in found:
        if item.is_heritage and not item.heritage_opinion.strip():
            raise HeritageUnheard(name=item.name)
        if item.is_adjoining and not item.apart_reason.strip() and not _together(item, first, last):
            raise AdjoiningDiffers(name=item.name)


def _together(item: Item, first: date | None, last: date | None) -> bool:
    """Whether its dates lie inside those of the estate's own works, as far as they are known."""
    early = item.starts_on and first and item.starts_on < first
    late = item.ends_on and last and item.ends_on > last
    return not early and not late


def keep_first(project: Project, by: Actor, *, now: datetime) -> PlanVersion:
    """The version that a plan is published with."""
    version = PlanVersion(
        project_id=project.id,
        number=last_number(project.id) + 1,
        reason=FIRST,
        created_at=now,
        created_by=by.account_id,
    )
    return seal(version, project, by, now=now)


def seal(version: PlanVersion, project: Project, by: Actor, *, now: datetime) -> PlanVersion:
    """Write down what the plan says now; from here on the version does not change."""
    version.content = content_of(project)
    version.digest = digest_of(version.content)
    version.published_at, version.published_by = now, by.name
    session.add(version)
    session.flush()
    return version
