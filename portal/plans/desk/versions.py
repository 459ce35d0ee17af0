"""Staff pages on the next version of a published plan."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import differences, queries, words
from portal.plans.desk.blueprint import back, bp, deed_by, plan_url
from portal.plans.forms import ChangeForm, ConsultForm, VersionForm, WhyForm
from portal.plans.models import Item, PlanVersion
from portal.plans.queries import versions as reads
from portal.plans.said import from_json
from portal.plans.services import versions
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires

_DRAFT = "/estates/<int:estate_id>/plan/drafts/<int:version_id>"


def _to_draft(estate_id: int, version_id: int) -> Response:
    return redirect(url_for(".draft", estate_id=estate_id, version_id=version_id), 303)


@bp.route("/estates/<int:estate_id>/plan/projects/<int:project_id>/draft", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def begin_version(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Start the next version with its reason; where one is being written, go there."""
    found = reads.find_draft(queries.get_project(estate_id, project_id).id)
    if found:
        return _to_draft(estate_id, found.id)
    form = VersionForm()
    if form.submitted():
        try:
            with transaction():
                project = queries.get_project(estate_id, project_id)
                made = versions.begin(project, form.reason.data, by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            return _to_draft(estate_id, made.id)
    return render_template("plans/desk/begin_version.html", form=form, up=plan_url(estate_id))


@bp.route(_DRAFT, methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def draft(estate_id: int, version_id: int) -> ResponseReturnValue:
    """What the draft changes, whether that is much, how residents were asked, and the items to change."""
    form = ConsultForm()
    if form.submitted():
        try:
            with transaction():
                version = reads.get_draft(estate_id, version_id)
                days = (form.since.data, form.to.data)
                versions.consult(version, form.how.data, days=days, outcome=form.outcome.data)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("征求意见的经过已记下。"))
            return _to_draft(estate_id, version_id)
    version = reads.get_draft(estate_id, version_id)
    changes = versions.changes_of(version)
    return render_template(
        "plans/desk/draft.html",
        estate=get_estate(estate_id),
        version=version,
        changes=list(zip(version.changes, changes, strict=True)),
        large=differences.why_large(changes, version.project.large_percent),
        needs=versions.needs_consultation(version),
        items=queries.list_items(version.project_id),
        form=form,
        words=words,
    )


@bp.route(f"{_DRAFT}/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def change(estate_id: int, version_id: int, item_id: int) -> ResponseReturnValue:
    """Everything that the next version says of an item, and why."""
    shown = queries.get_item(estate_id, item_id)
    form = _form_of(reads.get_draft(estate_id, version_id), shown)
    if form.submitted() and _propose(estate_id, version_id, form, item_id):
        return _to_draft(estate_id, version_id)
    up = url_for(".draft", estate_id=estate_id, version_id=version_id)
    drop = WhyForm(formdata=None)
    shown = queries.get_item(estate_id, item_id)
    return render_template("plans/desk/change.html", form=form, drop=drop, item=shown, up=up)


def _form_of(version: PlanVersion, item: Item) -> ChangeForm:
    """With what the draft says already, else with what is published."""
    kept = next((each for each in version.changes if each.item_id == item.id), None)
    if kept is None or kept.said is None:
        form: ChangeForm = ChangeForm.of(item)
        return form
    said = from_json(kept.said)
    pieces = {f"money_{source.value}": amount for source, amount in said.money.items()}
    return ChangeForm(obj=said, data={**pieces, "why": kept.why, "case_number": kept.case_number})


def _propose(estate_id: int, version_id: int, form: ChangeForm, item_id: int | None) -> bool:
    """Whether the change is in the draft now; else the form says why not."""
    try:
        with transaction():
            versions.propose(
                reads.get_draft(estate_id, version_id),
                queries.get_item(estate_id, item_id) if item_id else None,
                form.draft(),
                why=form.why.data,
                case_number=form.case_number.data,
                once=form.once.data,
            )
    except RuleViolated as refusal:
        form.refuse(refusal)
        return False
    flash(_("已写进草稿，还没有公布。"))
    return True


@bp.route(f"{_DRAFT}/items", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def add_change(estate_id: int, version_id: int) -> ResponseReturnValue:
    """An item that the next version adds."""
    form = ChangeForm()
    if form.submitted() and _propose(estate_id, version_id, form, None):
        return _to_draft(estate_id, version_id)
    reads.get_draft(estate_id, version_id)
    up = url_for(".draft", estate_id=estate_id, version_id=version_id)
    return render_template("plans/desk/add_change.html", form=form, up=up)


@bp.post(f"{_DRAFT}/items/<int:item_id>/drop")
@requires(Permission.PLAN_EDIT)
def drop_change(estate_id: int, version_id: int, item_id: int) -> ResponseReturnValue:
    """An item that the next version does without."""
    form = WhyForm()
    try:
        with transaction():
            versions.propose(
                reads.get_draft(estate_id, version_id),
                queries.get_item(estate_id, item_id),
                None,
                why=form.reason.data or "",
                case_number=form.because_of.data or "",
            )
    except RuleViolated as refusal:
        up = url_for(".change", estate_id=estate_id, version_id=version_id, item_id=item_id)
        return refuse(refusal, up)
    return _to_draft(estate_id, version_id)


@bp.post(f"{_DRAFT}/changes/<int:change_id>/withdraw")
@requires(Permission.PLAN_EDIT)
def withdraw(estate_id: int, version_id: int, change_id: int) -> ResponseReturnValue:
    """Leave the item as it is published."""
    with transaction():
        versions.withdraw(reads.get_change(estate_id, change_id))
    flash(_("这一处不改了。"))
    return _to_draft(estate_id, version_id)


@bp.post(f"{_DRAFT}/give-up")
@requires(Permission.PLAN_EDIT)
def give_up(estate_id: int, version_id: int) -> ResponseReturnValue:
    """No new version after all."""
    with transaction():
        versions.drop_draft(reads.get_draft(estate_id, version_id), deed_by(), now=clock.now())
    flash(_("草稿已去掉，公布的方案没有变。"))
    return back(estate_id)


@bp.post(f"{_DRAFT}/publish")
@requires(Permission.PLAN_EDIT)
def publish_version(estate_id: int, version_id: int) -> ResponseReturnValue:
    """From now on this is the plan."""
    try:
        with transaction():
            version = reads.get_draft(estate_id, version_id)
            versions.publish_version(version, deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".draft", estate_id=estate_id, version_id=version_id))
    flash(_("新版本已公布，居民看得到改了什么、为什么。"))
    return back(estate_id)
