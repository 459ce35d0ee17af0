"""Staff pages on the ledger of a project: five fields, who does it, pictures, and the workbook."""

from tempfile import TemporaryFile

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import queries, words
from portal.plans.desk.blueprint import bp, deed_by
from portal.plans.forms import EntryForm, ParticularsForm, PictureForm
from portal.plans.queries.ledger import current, list_entries, list_photos, list_verdicts
from portal.plans.services import ledger as services
from portal.plans.sheet import ledger_sheets
from portal.web import clock
from portal.web.guard import requires
from portal.web.sheets import FileKind, write
from portal.web.uploads import kept_pictures

_LEDGER = "/estates/<int:estate_id>/plan/projects/<int:project_id>/ledger"


def _to_ledger(estate_id: int, project_id: int) -> Redirect:
    return redirect(url_for(".ledger", estate_id=estate_id, project_id=project_id), 303)


@bp.get(_LEDGER)
@requires(Permission.DESK_READ)
def ledger(estate_id: int, project_id: int) -> ResponseReturnValue:
    """What the five fields say now, all they said before, and the pictures."""
    project = queries.get_project(estate_id, project_id)
    entries = list_entries(project.id)
    return render_template(
        "plans/desk/ledger.html",
        estate=get_estate(estate_id),
        project=project,
        entries=entries,
        current=current(entries),
        photos=list_photos(project.id),
        verdicts=list_verdicts(project.id),
        words=words,
    )


@bp.route(f"{_LEDGER}/entries", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def enter(estate_id: int, project_id: int) -> ResponseReturnValue:
    """One field anew; the old words stay in the history."""
    form = EntryForm()
    if form.submitted():
        try:
            with transaction():
                project = queries.get_project(estate_id, project_id)
                services.enter(project, form.said(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已记入台账。"))
            return _to_ledger(estate_id, project_id)
    queries.get_project(estate_id, project_id)
    up = url_for(".ledger", estate_id=estate_id, project_id=project_id)
    return render_template("plans/desk/enter.html", form=form, up=up)


@bp.route(f"{_LEDGER}/particulars", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def particulars(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Way, batch, year, who is responsible."""
    form = ParticularsForm(obj=queries.get_project(estate_id, project_id))
    if form.submitted():
        try:
            with transaction():
                project = queries.get_project(estate_id, project_id)
                services.set_particulars(project, form.said(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存。"))
            return _to_ledger(estate_id, project_id)
    up = url_for(".ledger", estate_id=estate_id, project_id=project_id)
    return render_template("plans/desk/particulars.html", form=form, up=up)


@bp.route(f"{_LEDGER}/pictures", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def add_picture(estate_id: int, project_id: int) -> ResponseReturnValue:
    """A picture for the public timeline."""
    form = PictureForm()
    if form.submitted() and form.taken_on.data:
        try:
            with kept_pictures([form.photo.data]) as [key], transaction():
                services.add_picture(
                    queries.get_project(estate_id, project_id),
                    services.Picture(
                        key=key,
                        phase=form.phase.data,
                        caption=form.caption.data,
                        taken_on=form.taken_on.data,
                        rights=form.rights.data,
                        may_show=form.may_show.data,
                    ),
                    by=deed_by(),
                    now=clock.now(),
                )
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("照片已放到施工进展里。"))
            return _to_ledger(estate_id, project_id)
    queries.get_project(estate_id, project_id)
    up = url_for(".ledger", estate_id=estate_id, project_id=project_id)
    return render_template("plans/desk/add_picture.html", form=form, up=up)


@bp.get(f"{_LEDGER}/workbook")
@requires(Permission.DESK_READ)
def workbook(estate_id: int, project_id: int) -> ResponseReturnValue:
    """一个项目一个台账, as xlsx; there is nothing personal in it."""
    project = queries.get_project(estate_id, project_id)
    with TemporaryFile() as file:
        write(file, ledger_sheets(project), FileKind.XLSX)
        content = file.read()
    name = f"ledger-{project.id}.xlsx"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(content, mimetype=FileKind.XLSX.mimetype, headers=headers)
