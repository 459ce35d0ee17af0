"""Staff pages on plans: the project with its items, taken over from the policy, changed, published."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import NAMES, ProjectStage, may_follow
from portal.permissions import Permission
from portal.plans import policy, queries, words
from portal.plans.forms import ItemForm, ProjectForm
from portal.plans.services import items, projects
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, not_here, requires

bp = Blueprint("plans_desk", __name__, url_prefix="/desk")


def _actor() -> Actor:
    return Actor(account().id, account().display_name)


def _back(estate_id: int) -> Response:
    return redirect(_plan(estate_id), 303)


def _plan(estate_id: int) -> str:
    return url_for("plans_desk.plan", estate_id=estate_id)


def _title(estate_id: int) -> str:
    """What a project is called that nobody has named yet."""
    return str(_("%(estate)s改造方案", estate=get_estate(estate_id).name))


@bp.get("/estates/<int:estate_id>/plan")
@requires(Permission.DESK_READ)
def plan(estate_id: int) -> ResponseReturnValue:
    """The whole plan as a table, drafts too."""
    estate = get_estate(estate_id)
    project = queries.find_project(estate_id)
    found = queries.list_items(project.id) if project else []
    return render_template(
        "plans/desk/plan.html",
        estate=estate,
        project=project,
        items=found,
        cost=sum(item.cost or 0 for item in found),
        steps=may_follow(project.stage) if project else (),
        stages=tuple(ProjectStage),
        names=NAMES,
        works=len(policy.WORKS),
        words=words,
    )


@bp.route("/estates/<int:estate_id>/plan/new", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def new_project(estate_id: int) -> ResponseReturnValue:
    """An empty plan with its title."""
    form = ProjectForm(data={"title": _title(estate_id)})
    if form.submitted():
        try:
            with transaction():
                projects.create_project(
                    estate_id, form.title.data, summary=form.summary.data, by=_actor(), now=clock.now()
                )
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("方案已建好，请添加内容。"))
            return _back(estate_id)
    return render_template("plans/desk/new_project.html", form=form, up=_plan(estate_id))


@bp.route("/estates/<int:estate_id>/plan/projects/<int:project_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def project(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Title and summary."""
    form = ProjectForm(obj=queries.get_project(estate_id, project_id))
    if form.submitted():
        with transaction():
            found = queries.get_project(estate_id, project_id)
            projects.describe(found, form.title.data, summary=form.summary.data, by=_actor(), now=clock.now())
        flash(_("已保存。"))
        return _back(estate_id)
    return render_template("plans/desk/project.html", form=form, up=_plan(estate_id))


@bp.post("/estates/<int:estate_id>/plan/policy")
@requires(Permission.PLAN_EDIT)
def take_over(estate_id: int) -> ResponseReturnValue:
    """The policy's works at one press."""
    try:
        with transaction():
            projects.take_over_policy(estate_id, _title(estate_id), by=_actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, _plan(estate_id))
    flash(_("政策列出的内容都在方案里了，性质都是“待定”，请逐项核对。"))
    return _back(estate_id)


@bp.post("/estates/<int:estate_id>/plan/projects/<int:project_id>/publish")
@requires(Permission.PLAN_EDIT)
def publish(estate_id: int, project_id: int) -> ResponseReturnValue:
    """From now on everybody may read it."""
    try:
        with transaction():
            projects.publish(queries.get_project(estate_id, project_id), _actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, _plan(estate_id))
    flash(_("方案已公布，居民现在看得到。"))
    return _back(estate_id)


@bp.post("/estates/<int:estate_id>/plan/projects/<int:project_id>/stage/<stage>")
@requires(Permission.PLAN_EDIT)
def move_on(estate_id: int, project_id: int, stage: str) -> ResponseReturnValue:
    """On to a stage that may follow; another word in the address is a 404."""
    if stage not in set(ProjectStage):
        not_here()
    try:
        with transaction():
            found = queries.get_project(estate_id, project_id)
            projects.move_on(found, ProjectStage(stage), by=_actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, _plan(estate_id))
    return _back(estate_id)


@bp.route("/estates/<int:estate_id>/plan/projects/<int:project_id>/items", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def new_item(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Another line at the end of the plan."""
    form = ItemForm()
    if form.submitted():
        try:
            with transaction():
                found = queries.get_project(estate_id, project_id)
                once = form.once.data
                items.add_item(found, form.draft(), by=_actor(), now=clock.now(), once=once)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已添加“%(name)s”。", name=form.name.data))
            return _back(estate_id)
    queries.get_project(estate_id, project_id)
    return render_template("plans/desk/new_item.html", form=form, up=_plan(estate_id))


@bp.route("/estates/<int:estate_id>/plan/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def item(estate_id: int, item_id: int) -> ResponseReturnValue:
    """One line: change everything that is said of it."""
    shown = queries.get_item(estate_id, item_id)
    form = ItemForm.of(shown)
    if form.submitted():
        try:
            with transaction():
                found = queries.get_item(estate_id, item_id)
                items.change_item(found, form.draft(), by=_actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存“%(name)s”。", name=form.name.data))
            return _back(estate_id)
    shown = queries.get_item(estate_id, item_id)
    return render_template("plans/desk/item.html", form=form, item=shown, up=_plan(estate_id))


@bp.post("/estates/<int:estate_id>/plan/items/<int:item_id>/drop")
@requires(Permission.PLAN_EDIT)
def drop(estate_id: int, item_id: int) -> ResponseReturnValue:
    """Out of a draft."""
    try:
        with transaction():
            items.drop_item(queries.get_item(estate_id, item_id), _actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, _plan(estate_id))
    flash(_("已从草稿里去掉。"))
    return _back(estate_id)
