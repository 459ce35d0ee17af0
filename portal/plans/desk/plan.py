"""Staff pages on plans: the project with its items, taken over from the policy, changed, published."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import NAMES, ProjectStage, may_follow
from portal.permissions import Permission
from portal.plans import policy, queries, words
from portal.plans.desk.blueprint import back, bp, deed_by, plan_url
from portal.plans.forms import ItemForm, ProjectForm
from portal.plans.models import ItemState
from portal.plans.queries import versions as reads
from portal.plans.queries.places import list_item_places
from portal.plans.queries.wishes import wished_for
from portal.plans.services import items, projects
from portal.plans.steps import STEP_NAMES, WorkStep, next_step
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import not_here, requires


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
        next_step=next_step(project.stage, project.step) if project else None,
        step_names=STEP_NAMES,
        versions=reads.list_versions(project.id) if project else (),
        draft=reads.find_draft(project.id) if project else None,
        wished=wished_for(project.id) if project else {},
        places=list_item_places([item.id for item in found]),
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
                    estate_id, form.title.data, summary=form.summary.data, by=deed_by(), now=clock.now()
                )
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("方案已建好，请添加内容。"))
            return back(estate_id)
    return render_template("plans/desk/new_project.html", form=form, up=plan_url(estate_id))


@bp.route("/estates/<int:estate_id>/plan/projects/<int:project_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def project(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Title and summary, until residents have read them."""
    form = ProjectForm(obj=queries.get_project(estate_id, project_id))
    if form.submitted():
        title, summary = form.title.data, form.summary.data
        try:
            with transaction():
                found = queries.get_project(estate_id, project_id)
                projects.describe(found, title, summary=summary, by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存。"))
            return back(estate_id)
    return render_template("plans/desk/project.html", form=form, up=plan_url(estate_id))


@bp.post("/estates/<int:estate_id>/plan/policy")
@requires(Permission.PLAN_EDIT)
def take_over(estate_id: int) -> ResponseReturnValue:
    """The policy's works at one press."""
    try:
        with transaction():
            projects.take_over_policy(estate_id, _title(estate_id), by=deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, plan_url(estate_id))
    flash(_("政策列出的内容都在方案里了，性质都是“待定”，请逐项核对。"))
    return back(estate_id)


@bp.post("/estates/<int:estate_id>/plan/projects/<int:project_id>/publish")
@requires(Permission.PLAN_EDIT)
def publish(estate_id: int, project_id: int) -> ResponseReturnValue:
    """From now on everybody may read it."""
    try:
        with transaction():
            projects.publish(queries.get_project(estate_id, project_id), deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, plan_url(estate_id))
    flash(_("方案已公布，居民现在看得到。"))
    return back(estate_id)


@bp.post("/estates/<int:estate_id>/plan/projects/<int:project_id>/stage/<stage>")
@requires(Permission.PLAN_EDIT)
def move_on(estate_id: int, project_id: int, stage: str) -> ResponseReturnValue:
    """On to a stage that may follow; another word in the address is a 404."""
    if stage not in set(ProjectStage):
        not_here()
    try:
        with transaction():
            found = queries.get_project(estate_id, project_id)
            projects.move_on(found, ProjectStage(stage), by=deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, plan_url(estate_id))
    return back(estate_id)


@bp.post("/estates/<int:estate_id>/plan/projects/<int:project_id>/step/<step>")
@requires(Permission.PLAN_EDIT)
def take_step(estate_id: int, project_id: int, step: str) -> ResponseReturnValue:
    """On to the next step of the stage; another word in the address is a 404."""
    if step not in set(WorkStep):
        not_here()
    try:
        with transaction():
            found = queries.get_project(estate_id, project_id)
            projects.take_step(found, WorkStep(step), by=deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, plan_url(estate_id))
    return back(estate_id)


@bp.post("/estates/<int:estate_id>/plan/items/<int:item_id>/state/<state>")
@requires(Permission.PLAN_EDIT)
def report_state(estate_id: int, item_id: int, state: str) -> ResponseReturnValue:
    """How far the works on an item are; another word in the address is a 404."""
    if state not in set(ItemState):
        not_here()
    with transaction():
        found = queries.get_item(estate_id, item_id)
        items.report_state(found, ItemState(state), by=deed_by(), now=clock.now())
    flash(_("进展已更新。"))
    return redirect(url_for(".item", estate_id=estate_id, item_id=item_id), 303)


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
                items.add_item(found, form.draft(), by=deed_by(), now=clock.now(), once=once)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已添加“%(name)s”。", name=form.name.data))
            return back(estate_id)
    queries.get_project(estate_id, project_id)
    return render_template("plans/desk/new_item.html", form=form, up=plan_url(estate_id))


@bp.route("/estates/<int:estate_id>/plan/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def item(estate_id: int, item_id: int) -> ResponseReturnValue:
    """One line: change everything that is said of it."""
    shown = queries.get_item(estate_id, item_id)
    if shown.project.published_at is not None:
        draft = reads.find_draft(shown.project_id)
        return render_template("plans/desk/works.html", item=shown, draft=draft, words=words)
    form = ItemForm.of(shown)
    if form.submitted():
        try:
            with transaction():
                found = queries.get_item(estate_id, item_id)
                items.change_item(found, form.draft(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存“%(name)s”。", name=form.name.data))
            return back(estate_id)
    shown = queries.get_item(estate_id, item_id)
    return render_template("plans/desk/item.html", form=form, item=shown, up=plan_url(estate_id))


@bp.post("/estates/<int:estate_id>/plan/items/<int:item_id>/drop")
@requires(Permission.PLAN_EDIT)
def drop(estate_id: int, item_id: int) -> ResponseReturnValue:
    """Out of a draft."""
    try:
        with transaction():
            items.drop_item(queries.get_item(estate_id, item_id), deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, plan_url(estate_id))
    flash(_("已从草稿里去掉。"))
    return back(estate_id)
