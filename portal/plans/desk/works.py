"""Staff pages on how the works go on: weekly plans, monthly reviews, inspections, pictures, a sheet."""

from collections import Counter
from tempfile import TemporaryFile

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect
from wtforms.fields.choices import SelectChoice

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import queries, words, works_words
from portal.plans.desk.blueprint import bp, deed_by
from portal.plans.forms.works import ItemPictureForm, MendForm, NoteForm, SheetForm, VisitForm
from portal.plans.queries import works as reads
from portal.plans.queries.ledger import list_overdue, list_photos
from portal.plans.services import ledger, works
from portal.plans.works_errors import WorksSheetWrong
from portal.plans.works_sheet import empty_sheet, read_notes
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import say
from portal.web.sheets import FileKind, write
from portal.web.uploads import kept_pictures

_WORKS = "/estates/<int:estate_id>/plan/projects/<int:project_id>/works"
_MOST_PROBLEMS = 50


def _url(estate_id: int, project_id: int) -> str:
    return url_for("plans_desk.follow", estate_id=estate_id, project_id=project_id)


def _back(estate_id: int, project_id: int) -> Redirect:
    return redirect(_url(estate_id, project_id), 303)


@bp.get(_WORKS)
@requires(Permission.DESK_READ)
def follow(estate_id: int, project_id: int) -> ResponseReturnValue:
    """What is late first, then weeks and months, inspections, and the items to put pictures to."""
    project = queries.get_project(estate_id, project_id)
    found, today = reads.list_inspections(project.id), local_day(clock.now())
    return render_template(
        "plans/desk/follow.html",
        estate=get_estate(estate_id),
        project=project,
        notes=reads.current_notes(project.id),
        inspections=found,
        late=reads.late_inspections(found, today),
        overdue=[
            (item, (today - item.ends_on).days) for item in list_overdue(project.id, today) if item.ends_on
        ],
        items=queries.list_items(project.id),
        pictures=Counter(photo.item_id for photo in list_photos(project.id)),
        today=today,
        words=words,
        works_words=works_words,
    )


@bp.route(f"{_WORKS}/notes", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def write_note(estate_id: int, project_id: int) -> ResponseReturnValue:
    """What a week or a month says."""
    form = NoteForm(data={"on": local_day(clock.now())})
    if form.submitted():
        try:
            with transaction():
                project = queries.get_project(estate_id, project_id)
                works.write_note(project, form.said(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已记下，居民看得到。"))
            return _back(estate_id, project_id)
    queries.get_project(estate_id, project_id)
    return render_template("plans/desk/write_note.html", form=form, up=_url(estate_id, project_id))


@bp.route(f"{_WORKS}/inspections", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def inspect(estate_id: int, project_id: int) -> ResponseReturnValue:
    """A visit, announced or not, and what was found."""
    form = VisitForm(data={"visited_on": local_day(clock.now()), "item": 0})
    form.item.choices = [
        SelectChoice(0, _("整个工地")),
        *(SelectChoice(item.id, item.name) for item in queries.list_items(project_id)),
    ]
    if form.submitted():
        try:
            with transaction():
                project = queries.get_project(estate_id, project_id)
                works.inspect(project, form.said(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("检查已记下，居民看得到。"))
            return _back(estate_id, project_id)
    queries.get_project(estate_id, project_id)
    return render_template("plans/desk/inspect.html", form=form, up=_url(estate_id, project_id))


@bp.route("/estates/<int:estate_id>/plan/inspections/<int:inspection_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def mend(estate_id: int, inspection_id: int) -> ResponseReturnValue:
    """What was put right, proved by a picture."""
    found = reads.get_inspection(estate_id, inspection_id)
    up = _url(estate_id, found.project_id)
    form = MendForm(data={"mended_on": local_day(clock.now())})
    if form.submitted():
        try:
            with kept_pictures([form.photo.data]) as [key], transaction():
                said = form.said(key)
                works.mend(
                    reads.get_inspection(estate_id, inspection_id), said, by=deed_by(), now=clock.now()
                )
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("整改已登记。"))
            return redirect(up, 303)
    found = reads.get_inspection(estate_id, inspection_id)
    return render_template("plans/desk/mend.html", form=form, found=found, up=up)


@bp.route("/estates/<int:estate_id>/plan/items/<int:item_id>/pictures", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def add_item_picture(estate_id: int, item_id: int) -> ResponseReturnValue:
    """A picture of one item: before, during or after."""
    item = queries.get_item(estate_id, item_id)
    up = _url(estate_id, item.project_id)
    form = ItemPictureForm(data={"caption": item.name})
    if form.submitted():
        try:
            with kept_pictures([form.photo.data]) as [key], transaction():
                found = queries.get_item(estate_id, item_id)
                said = form.said(key, item_id=found.id)
                ledger.add_picture(found.project, said, by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("照片已放到这一项里。"))
            return redirect(up, 303)
    return render_template("plans/desk/add_picture.html", form=form, up=up)


@bp.route(f"{_WORKS}/sheet", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def import_notes(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Weeks and months from a sheet: all rows, or none."""
    form, problems = SheetForm(), []
    if form.submitted():
        file = form.sheet.data
        try:
            said = read_notes(file.read(), file.filename or "", now=clock.now())
            with transaction():
                project = queries.get_project(estate_id, project_id)
                new = works.import_notes(project, said, by=deed_by(), now=clock.now())
        except WorksSheetWrong as refusal:
            form.refuse(refusal)
            problems = [say(each) for each in refusal.problems[:_MOST_PROBLEMS]]
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("导入 %(new)s 行；%(known)s 行以前就有。", new=new, known=len(said) - new))
            return _back(estate_id, project_id)
    queries.get_project(estate_id, project_id)
    return render_template(
        "plans/desk/import_notes.html",
        form=form,
        problems=problems,
        up=_url(estate_id, project_id),
        blank=url_for(".blank_notes", estate_id=estate_id, project_id=project_id),
    )


@bp.get(f"{_WORKS}/blank")
@requires(Permission.DESK_READ)
def blank_notes(estate_id: int, project_id: int) -> ResponseReturnValue:
    """An empty sheet to fill in."""
    queries.get_project(estate_id, project_id)
    with TemporaryFile() as file:
        write(file, [empty_sheet()], FileKind.XLSX)
        file.seek(0)
        content = file.read()
    headers = {"Content-Disposition": "attachment; filename=progress.xlsx", "Cache-Control": "no-store"}
    return Response(content, mimetype=FileKind.XLSX.mimetype, headers=headers)
