"""A new version of a published plan: drafted change by change, consulted on, published."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.messages.services import tell
from portal.plans import beyond
from portal.plans.differences import Change, lines_between, why_large
from portal.plans.errors import (
    ConsultationIncomplete,
    ConsultationNeeded,
    ConsultationRunning,
    DraftExists,
    NoSuchCase,
    NothingChanged,
    NotPublishedYet,
    WhyNeeded,
)
from portal.plans.models import ChangeKind, Item, PlanChange, PlanVersion, Project
from portal.plans.queries.versions import first_published_at, last_number
from portal.plans.said import ItemDraft, draft_of, from_json, to_json
from portal.plans.services.items import check_draft, put_item, write
from portal.plans.services.projects import lock, touch
from portal.plans.services.snapshots import check_ready, seal


def begin(project: Project, reason: str, *, by: Actor, now: datetime) -> PlanVersion:
    """Start the next version. :raises RuleViolated: nothing is published, a draft is there, or no reason."""
    lock(project)
    if project.published_at is None:
        raise NotPublishedYet
    if not reason.strip():
        raise WhyNeeded
    version = PlanVersion(
        project_id=project.id,
        number=last_number(project.id) + 1,
        reason=reason.strip(),
        created_at=now,
        created_by=by.account_id,
    )
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError as twice:
        raise DraftExists from twice
    record(now, by, "plan.begin_version", _subject(version), estate_id=project.estate_id, title=project.title)
    return version


def _subject(version: PlanVersion) -> str:
    return f"plan_version:{version.id}"


def propose(  # noqa: PLR0913  # what, for whom and why belong to one change
    version: PlanVersion,
    item: Item | None,
    draft: ItemDraft | None,
    *,
    why: str,
    case_number: str = "",
    once: str | None = None,
) -> PlanChange | None:
    """Say something else of an item, add one (no item) or drop one (no draft).

    Saying what is published already takes the change back; then None comes back.

    :raises RuleViolated: see `check_draft`; no reason; a case that is not there.
    """
    lock(version.project)
    if draft is not None:
        check_draft(draft)
    if not why.strip():
        raise WhyNeeded
    proposal = _proposal(version.project.estate_id, case_number)
    change = _same(version, item, once)
    if item is not None and draft is not None and to_json(draft) == to_json(draft_of(item)):
        if change:
            withdraw(change)
        return None
    if change is None:
        change = PlanChange(version=version, item=item, once=once)
        session.add(change)
    change.kind = ChangeKind.ADDED if item is None else ChangeKind.CHANGED if draft else ChangeKind.DROPPED
    change.said = to_json(draft) if draft else None
    change.why = why.strip()
    change.case_id = proposal.case_id if proposal else None
    change.case_number = proposal.number if proposal else ""
    session.flush()
    return change


def _proposal(estate_id: int, number: str) -> beyond.Proposal | None:
    if not number.strip():
        return None
    found = beyond.proposal(estate_id, number.strip())
    if found is None:
        raise NoSuchCase(number=number.strip())
    return found


def _same(version: PlanVersion, item: Item | None, once: str | None) -> PlanChange | None:
    """The change of the same item, or of the first of two taps."""
    for change in version.changes:
        if (item and change.item_id == item.id) or (once and change.once == once):
            return change
    return None


def withdraw(change: PlanChange) -> None:
    """Leave an item of a draft version as it is published."""
    change.version.changes.remove(change)
    session.delete(change)
    session.flush()


def consult(version: PlanVersion, how: str, *, days: tuple[date | None, date | None], outcome: str) -> None:
    """Put on record how residents were asked about a draft. :raises ConsultationIncomplete: half of it."""
    since, to = days
    if not how.strip() or not outcome.strip() or since is None or to is None or to < since:
        raise ConsultationIncomplete
    version.consulted_how, version.consulted_outcome = how.strip(), outcome.strip()
    version.consulted_from, version.consulted_to = since, to
    session.flush()


def changes_of(version: PlanVersion) -> list[Change]:
    """Line by line against what is published."""
    return [
        Change(
            kind=change.kind.value,
            item_id=change.item_id,
            name=change.item.name if change.item else (change.said or {})["name"],
            why=change.why,
            case_id=change.case_id,
            case_number=change.case_number,
            lines=lines_between(to_json(draft_of(change.item)) if change.item else None, change.said),
        )
        for change in version.changes
    ]


def publish_version(version: PlanVersion, by: Actor, *, now: datetime) -> None:
    """Let the draft be the plan; who proposed a change is told.

    :raises RuleViolated: nothing changed; large after a vote and nobody was asked again; a heritage building
        without its opinion.
    """
    project = version.project
    lock(project)
    changes = changes_of(version)
    if not changes:
        raise NothingChanged
    version.is_large = bool(why_large(changes, project.large_percent))
    _check_consulted(version, now)
    for change in version.changes:
        _apply(change, now=now)
    session.flush()
    check_ready(project)
    for shown, change in zip(changes, version.changes, strict=True):
        shown["item_id"] = change.item_id
    version.lines = {"lines": changes, "percent": project.large_percent}
    touch(project, now)
    seal(version, project, by, now=now)
    record(
        now,
        by,
        "plan.publish_version",
        _subject(version),
        estate_id=project.estate_id,
        number=version.number,
        sha256=version.digest,
        changed=len(changes),
    )
    _tell_proposers(version, now)


def needs_consultation(version: PlanVersion) -> bool:
    """A large change of a plan that residents have voted on."""
    since = first_published_at(version.project_id)
    large = why_large(changes_of(version), version.project.large_percent)
    return bool(large and since and beyond.voted_since(version.project.estate_id, since))


def _check_consulted(version: PlanVersion, now: datetime) -> None:
    if not needs_consultation(version):
        return
    if version.consulted_to is None:
        raise ConsultationNeeded
    if version.consulted_to >= local_day(now):
        raise ConsultationRunning(to=version.consulted_to.isoformat())


def _apply(change: PlanChange, *, now: datetime) -> None:
    if change.said is None:
        if change.item:
            change.item.dropped_at = now
    elif change.item is None:
        change.item = put_item(change.version.project, from_json(change.said))
    else:
        write(change.item, from_json(change.said, change.item.state))


def _tell_proposers(version: PlanVersion, now: datetime) -> None:
    estate_id = version.project.estate_id
    for change in version.changes:
        proposal = beyond.proposal(estate_id, change.case_number) if change.case_number else None
        if proposal is None or proposal.account_id is None:
            continue
        name = change.item.name if change.item else ""
        tell(
            now,
            proposal.account_id,
            "plan.changed_for_you",
            "您提的，方案改了",
            f"您反映的事（{proposal.number}）让“{name}”改了：{change.why}",
            estate_id=estate_id,
            link=f"/estates/{estate_id}/plan/versions/{version.id}",
        )


def drop_draft(version: PlanVersion, by: Actor, *, now: datetime) -> None:
    """Give up a draft; what is published stays."""
    for change in list(version.changes):
        session.delete(change)
    session.flush()
    record(now, by, "plan.drop_version", _subject(version), estate_id=version.project.estate_id)
    session.delete(version)
    session.flush()
