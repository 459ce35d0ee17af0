"""Staff pages on publications: open, key what was said, answer, post, serve, end, and its papers."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect
from wtforms.fields.choices import SelectChoice

from portal.accounts import sessions
from portal.accounts.services.homes import address
from portal.communities.queries import get_estate, list_entrances
from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import publicity_papers as papers
from portal.plans import queries as plans
from portal.plans.desk.blueprint import bp, deed_by, plan_url
from portal.plans.forms.publicity import (
    EndForm,
    PostForm,
    PublicityForm,
    RemarkAnswerForm,
    RemarkAtDeskForm,
    ServeForm,
)
from portal.plans.models import Publicity, ReachWay
from portal.plans.queries import homes
from portal.plans.queries import publicity as queries
from portal.plans.services import publicity as services
from portal.plans.words import CHANNELS
from portal.web import clock
from portal.web.forms import Form
from portal.web.guard import requires

_ALL = "/estates/<int:estate_id>/publicity"
_ONE = f"{_ALL}/<int:publicity_id>"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _to(of: Publicity) -> Redirect:
    return redirect(url_for(".publicity", estate_id=of.estate_id, publicity_id=of.id), 303)


def _written(form: Form, estate_id: int, publicity_id: int, write: Callable[[Publicity], object]) -> bool:
    """Whether it is done; else the form says why not."""
    try:
        with transaction():
            write(queries.get_publicity(estate_id, publicity_id))
    except RuleViolated as refusal:
        form.refuse(refusal)
        return False
    return True


@bp.get(_ALL)
@requires(Permission.DESK_READ)
def publicities(estate_id: int) -> ResponseReturnValue:
    """All publications, and the button for the next."""
    found = queries.list_publicities(estate_id)
    return render_template(
        "plans/desk/publicities.html",
        estate=get_estate(estate_id),
        publicities=found,
        published=plans.find_published(estate_id) is not None,
        up=plan_url(estate_id),
    )


@bp.route(f"{_ALL}/new", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def open_publicity(estate_id: int) -> ResponseReturnValue:
    """Lay the version that holds open."""
    estate = get_estate(estate_id)
    office = " ".join(filter(None, (estate.community.name, estate.community.phone)))
    form = PublicityForm(
        data={
            "opens_on": local_day(clock.now()),
            "channels": _("手机：扫各单元公示上的码\n纸质：到社区填意见表\n电话：打社区电话"),
            "where_to": office,
        }
    )
    if form.submitted():
        try:
            with transaction():
                made = services.open_publicity(estate_id, form.opening(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("公示已经开始，住户收到了消息。请打印公示和各单元的海报。"))
            return _to(made)
    up = url_for(".publicities", estate_id=estate_id)
    return render_template("plans/desk/open_publicity.html", form=form, up=up)


@bp.get(_ONE)
@requires(Permission.DESK_READ)
def publicity(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """What was said and answered, where it hangs, who knows."""
    found = queries.get_publicity(estate_id, publicity_id)
    return render_template(
        "plans/desk/publicity.html",
        estate=get_estate(estate_id),
        publicity=found,
        remarks=queries.list_remarks(found.id),
        postings=queries.list_postings(found.id),
        entrances=len(list_entrances(estate_id)),
        known=queries.known_of(found),
        over=local_day(clock.now()) > found.closes_on,
        channels=CHANNELS,
        address=address,
    )


@bp.route(f"{_ONE}/remarks", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def enter_remark(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """What came on paper or was said at the door."""
    found = queries.get_publicity(estate_id, publicity_id)
    form = RemarkAtDeskForm()
    form.offer(plans.list_items(found.version.project_id))
    named = [SelectChoice(each.id, address(each)) for each in homes.list_dwellings(estate_id)]
    form.part.choices = [SelectChoice(0, _("不愿意说是哪一户")), *named]

    def write(of: Publicity) -> object:
        return services.enter(
            of,
            form.words(),
            part_id=form.part.data or None,
            channel=form.channel.data,
            by=deed_by(),
            now=clock.now(),
            once=form.once.data,
        )

    if form.submitted() and _written(form, estate_id, publicity_id, write):
        flash(_("记下了，请答复。"))
        return _to(found)
    return render_template("plans/desk/enter_remark.html", form=form, publicity=found)


@bp.route("/estates/<int:estate_id>/remarks/<int:remark_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def answer_remark(estate_id: int, remark_id: int) -> ResponseReturnValue:
    """Answer one; everybody reads it, without who said it."""
    form = RemarkAnswerForm()
    if form.submitted():
        try:
            with transaction():
                found = queries.get_remark(estate_id, remark_id)
                services.answer(found, form.answer.data, by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已答复并公布。"))
            return _to(found.publicity)
    found = queries.get_remark(estate_id, remark_id)
    return render_template("plans/desk/answer_remark.html", form=form, remark=found)


@bp.route(f"{_ONE}/postings", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def post_publicity(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """At which entrances posters hang."""
    found = queries.get_publicity(estate_id, publicity_id)
    form = PostForm(data={"posted_on": local_day(clock.now())})
    hung = {each.entrance_id for each in queries.list_postings(found.id)}
    form.entrances.choices = [
        SelectChoice(str(each.id), f"{each.building.name}{each.name}")
        for each in list_entrances(estate_id)
        if each.id not in hung
    ]

    def write(of: Publicity) -> object:
        chosen = [int(each) for each in form.entrances.data or ()]
        day = form.posted_on.data or local_day(clock.now())
        return services.post(of, chosen, day, by=deed_by(), now=clock.now())

    if form.submitted() and _written(form, estate_id, publicity_id, write):
        flash(_("贴在哪里已记下。"))
        return _to(found)
    return render_template("plans/desk/post_publicity.html", form=form, publicity=found)


@bp.route(f"{_ONE}/served", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def serve_publicity(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """Which households were handed the notice."""
    found = queries.get_publicity(estate_id, publicity_id)
    form = ServeForm()
    ways = queries.reached(found.id)
    left = [
        each
        for each in homes.list_dwellings(estate_id)
        if ReachWay.SERVED not in ways.get(each.id, frozenset())
    ]
    doors = {each.entrance_id: f"{each.entrance.building.name}{each.entrance.name}" for each in left}
    form.entrances.choices = [SelectChoice(str(key), name) for key, name in doors.items()]
    form.parts.choices = [SelectChoice(str(each.id), address(each)) for each in left]
    inside = [(each.id, str(each.entrance_id)) for each in left]

    def write(of: Publicity) -> object:
        chosen = {int(each) for each in form.parts.data or ()}
        whole = set(form.entrances.data or ())
        served = [part for part, door in inside if part in chosen or door in whole]
        return services.reach(of, served, ReachWay.SERVED, by=deed_by(), now=clock.now())

    if form.submitted() and _written(form, estate_id, publicity_id, write):
        flash(_("送到的户已记下。"))
        return _to(found)
    return render_template("plans/desk/serve_publicity.html", form=form, publicity=found)


@bp.route(f"{_ONE}/end", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def end_publicity(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """After the period, when all is answered."""
    found = queries.get_publicity(estate_id, publicity_id)
    form = EndForm()

    def write(of: Publicity) -> None:
        services.end(of, form.outcome.data, by=deed_by(), now=clock.now())

    if form.submitted() and _written(form, estate_id, publicity_id, write):
        flash(_("公示已结束，结果已公布。"))
        return _to(found)
    found = queries.get_publicity(estate_id, publicity_id)
    return render_template(
        "plans/desk/end_publicity.html", form=form, publicity=found, left=queries.count_open(found.id)
    )


@bp.get(f"{_ONE}/notice.<any(pdf, docx):kind>")
@requires(Permission.DESK_READ)
def publicity_notice(estate_id: int, publicity_id: int, kind: str) -> ResponseReturnValue:
    """The notice of A4, to post (PDF) or to edit (Word)."""
    found = queries.get_publicity(estate_id, publicity_id)
    said = papers.notice_words(found, get_estate(estate_id), clock.now())
    content = papers.notice_pdf(said) if kind == "pdf" else papers.notice_word(said)
    return _file(content, "application/pdf" if kind == "pdf" else _WORD, f"publicity-{found.id}.{kind}")


@bp.get(f"{_ONE}/posters.pdf")
@requires(Permission.DESK_READ)
def publicity_posters(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """One poster for each entrance, with a code that opens what concerns it."""
    found = queries.get_publicity(estate_id, publicity_id)
    doors = [
        (each, url_for("plans.at_entrance", estate_id=estate_id, entrance_id=each.id))
        for each in list_entrances(estate_id)
    ]
    said = papers.poster_words(found, get_estate(estate_id), doors, sessions.settings().public_url)
    return _file(papers.posters_pdf(said), "application/pdf", f"posters-{found.id}.pdf")


def _file(content: bytes, mimetype: str, name: str) -> Response:
    shown = "inline" if mimetype == "application/pdf" else "attachment"
    headers = {"Content-Disposition": f"{shown}; filename={name}", "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)
