"""Staff pages on cost schemes and pledges."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.communities.models import Entrance
from portal.communities.queries import get_estate, list_entrances
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_name
from portal.domain.sharing import LIFT_SUBSIDY
from portal.permissions import Permission
from portal.pledges import queries, shares, words
from portal.pledges.forms import SchemeForm, scheme_form
from portal.pledges.models import Scheme, SchemeState, Sharing
from portal.pledges.services import schemes as services
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, requires
from portal.web.i18n import say

bp = Blueprint("pledges_desk", __name__, url_prefix="/desk")


def _actor() -> Actor:
    return Actor(account().id, account().display_name)


def _page(scheme: Scheme) -> str:
    return url_for("pledges_desk.scheme", estate_id=scheme.estate_id, scheme_id=scheme.id)


@bp.get("/estates/<int:estate_id>/lifts")
@requires(Permission.PLEDGE_READ)
def schemes(estate_id: int) -> ResponseReturnValue:
    """All schemes of the estate with what homes say, in counts."""
    return render_template(
        "pledges/desk/schemes.html",
        estate=get_estate(estate_id),
        schemes=queries.list_schemes(estate_id),
        counts=queries.count_answers(estate_id),
        words=words,
    )


@bp.route("/estates/<int:estate_id>/lifts/new", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MANAGE)
def new_scheme(estate_id: int) -> ResponseReturnValue:
    """First the entrance, by address; then the figures, with a preview as often as wanted."""
    entrance_id = request.args.get("entrance", type=int)
    if entrance_id is None:
        return render_template(
            "pledges/desk/which_entrance.html", estate_id=estate_id, entrances=list_entrances(estate_id)
        )
    entrance = queries.get_entrance(estate_id, entrance_id)
    form = scheme_form(_floors(entrance.id), _first_draft(entrance))
    found: Sequence[shares.HomeShare] = ()
    try:
        if form.submitted():
            found = services.preview(entrance.id, form.draft())
            if not form.preview.data:
                return _drafted(entrance, form)
    except RuleViolated as refusal:
        form.refuse(refusal)
    return _form_page("pledges/desk/new_scheme.html", entrance, form, found)


def _drafted(entrance: Entrance, form: SchemeForm) -> Response:
    with transaction():
        made = services.draft_scheme(
            entrance.estate_id, entrance.id, form.draft(), by=_actor(), now=clock.now()
        )
    flash(_("已存为草稿。核对无误后再开始登记。"))
    return redirect(_page(made), 303)


@bp.route("/estates/<int:estate_id>/lifts/<int:scheme_id>/edit", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MANAGE)
def edit_scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """A draft's figures."""
    scheme = queries.get_scheme(estate_id, scheme_id)
    form = scheme_form(_floors(scheme.entrance_id), services.read_draft(scheme))
    found: Sequence[shares.HomeShare] = ()
    try:
        if form.submitted():
            found = services.preview(scheme.entrance_id, form.draft())
            if not form.preview.data:
                return _changed(scheme, form)
    except RuleViolated as refusal:
        form.refuse(refusal)
    return _form_page("pledges/desk/edit_scheme.html", scheme.entrance, form, found)


def _changed(scheme: Scheme, form: SchemeForm) -> Response:
    with transaction():
        fresh = queries.get_scheme(scheme.estate_id, scheme.id)
        services.change_scheme(fresh, form.draft(), by=_actor(), now=clock.now())
    flash(_("已保存。"))
    return redirect(_page(scheme), 303)


def _floors(entrance_id: int) -> list[int]:
    return sorted({part.floor for part in queries.list_parts(entrance_id) if part.floor is not None})


def _first_draft(entrance: Entrance) -> services.Draft:
    """What the form offers: the policy's subsidy, and coefficients to begin to talk with."""
    return services.Draft(
        title=_("%(place)s加装电梯", place=f"{entrance.building.name}{entrance.name}"),
        total=0,
        subsidy=LIFT_SUBSIDY,
        subsidy_source=words.SUBSIDY_SOURCE,
        coefficient_source=_(words.NO_RULE),
        coefficients={floor: shares.default_coefficient(floor) for floor in _floors(entrance.id)},
        sharing=Sharing.COEFFICIENT,
    )


def _form_page(template: str, entrance: Entrance, form: SchemeForm, found: Sequence[shares.HomeShare]) -> str:
    return render_template(
        template,
        estate_id=entrance.estate_id,
        place=f"{entrance.building.name}{entrance.name}",
        form=form,
        shares=found,
        words=words,
    )


@bp.get("/estates/<int:estate_id>/lifts/<int:scheme_id>")
@requires(Permission.PLEDGE_READ)
def scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """The figures, and home by home what is said; names masked."""
    found = queries.get_scheme(estate_id, scheme_id)
    planned, trouble = _preview(found)
    return render_template(
        "pledges/desk/scheme.html",
        scheme=found,
        shares=planned,
        trouble=trouble,
        lines=queries.list_lines(found.id),
        counts=queries.count_answers(estate_id, found.id).get(found.id),
        mask=mask_name,
        words=words,
    )


def _preview(scheme: Scheme) -> tuple[Sequence[shares.HomeShare], str]:
    """A draft's shares by today's roll, or why there are none."""
    if scheme.state is not SchemeState.DRAFT:
        return (), ""
    try:
        return services.preview(scheme.entrance_id, services.read_draft(scheme)), ""
    except RuleViolated as refusal:
        return (), say(refusal)


@bp.post("/estates/<int:estate_id>/lifts/<int:scheme_id>/open")
@requires(Permission.PLEDGE_MANAGE)
def open_scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """Freeze the shares; residents see them and answer from now on."""
    page = url_for(".scheme", estate_id=estate_id, scheme_id=scheme_id)
    try:
        with transaction():
            found = queries.get_scheme(estate_id, scheme_id)
            services.open_scheme(found, by=_actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, page)
    flash(_("已开始登记，每户金额不再变动。"))
    return redirect(page, 303)


@bp.post("/estates/<int:estate_id>/lifts/<int:scheme_id>/close")
@requires(Permission.PLEDGE_MANAGE)
def close_scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """No more answers."""
    page = url_for(".scheme", estate_id=estate_id, scheme_id=scheme_id)
    try:
        with transaction():
            found = queries.get_scheme(estate_id, scheme_id)
            services.close_scheme(found, by=_actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, page)
    flash(_("登记已结束。"))
    return redirect(page, 303)
