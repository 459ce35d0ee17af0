"""Schemes on the desk: the board, drafting with a preview, opening, closing, a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.communities.models import Part
from portal.communities.queries import get_estate, list_entrances
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_name
from portal.domain.sharing import LIFT_SUBSIDY
from portal.permissions import Permission
from portal.plans.queries import find_project, list_items
from portal.pledges import coefficients, queries, shares, words
from portal.pledges.desk.blueprint import LIFTS, SCHEME, actor, bp, press, scheme_page
from portal.pledges.drafts import Draft
from portal.pledges.forms.schemes import SchemeForm, TableForm, scheme_form
from portal.pledges.models import BY_FLOOR, Scheme, SchemeState, Sharing
from portal.pledges.queries.account import standings_by_scheme
from portal.pledges.queries.funds import count_waiting, last_reminders, overdue_by_scheme
from portal.pledges.services import schemes as services
from portal.pledges.services import tables, versions
from portal.pledges.services.conditions import progress
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import say


@dataclass(frozen=True)
class Place:
    """What a scheme is for: an entrance, or an item of the plan for the whole estate."""

    estate_id: int
    entrance_id: int | None
    item_id: int | None
    name: str
    parts: Sequence[Part]

    @property
    def floors(self) -> list[int]:
        """None for a whole estate: coefficients are one entrance's matter."""
        if self.entrance_id is None:
            return []
        return sorted({part.floor for part in self.parts if part.floor is not None})

    @property
    def doors(self) -> Mapping[str, int]:
        """What a home may be called in the list of agreed amounts."""
        if self.entrance_id is not None:
            return {part.room: part.id for part in self.parts}
        return {_address(part): part.id for part in self.parts}


def _address(part: Part) -> str:
    return f"{part.entrance.building.name}{part.entrance.name}{part.room}"


def _entrance(estate_id: int, entrance_id: int, item_id: int | None = None) -> Place:
    found = queries.get_entrance(estate_id, entrance_id)
    name = f"{found.building.name}{found.name}"
    return Place(estate_id, entrance_id, item_id, name, queries.list_parts(entrance_id))


def _item(estate_id: int, item_id: int) -> Place:
    found = queries.get_item(item_id, estate_id)
    return Place(estate_id, None, item_id, found.name, queries.list_estate_parts(estate_id))


@bp.get(LIFTS)
@requires(Permission.PLEDGE_READ)
def schemes(estate_id: int) -> ResponseReturnValue:
    """The fund board: all schemes with what homes say, signed, paid and owe."""
    return render_template(
        "pledges/desk/schemes.html",
        estate=get_estate(estate_id),
        schemes=queries.list_schemes(estate_id),
        counts=queries.count_answers(estate_id),
        standings=standings_by_scheme(estate_id),
        overdue=overdue_by_scheme(estate_id, clock.now()),
        reminded=last_reminders(estate_id),
        waiting=count_waiting([estate_id]).get(estate_id, 0),
        words=words,
    )


@bp.route(f"{LIFTS}/new", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MANAGE)
def new_scheme(estate_id: int) -> ResponseReturnValue:
    """First the entrance or the item, by address; then the figures, with a preview as often as wanted."""
    entrance_id, item_id = (request.args.get(key, type=int) for key in ("entrance", "item"))
    if entrance_id is None and item_id is None:
        return _which(estate_id)
    place = _entrance(estate_id, entrance_id) if entrance_id else _item(estate_id, item_id or 0)
    form = _form(place, _first_draft(place))
    found: Sequence[shares.HomeShare] = ()
    try:
        if form.submitted():
            found = services.preview(place.entrance_id, form.draft())
            if not form.preview.data:
                return _drafted(place, form)
    except RuleViolated as refusal:
        form.refuse(refusal)
    return _form_page("pledges/desk/new_scheme.html", place, form, found)


def _which(estate_id: int) -> str:
    project = find_project(estate_id)
    return render_template(
        "pledges/desk/which_place.html",
        estate_id=estate_id,
        entrances=list_entrances(estate_id),
        items=list_items(project.id) if project else (),
    )


def _form(place: Place, draft: Draft) -> SchemeForm:
    return scheme_form(place.floors, draft, doors=place.doors, votes=queries.list_votes(place.estate_id))


def _drafted(place: Place, form: SchemeForm) -> Response:
    with transaction():
        made = services.draft_scheme(
            place.estate_id, place.entrance_id, form.draft(), by=actor(), now=clock.now()
        )
    flash(_("已存为草稿。核对无误后再开始登记。"))
    return redirect(scheme_page(made.estate_id, made.id), 303)


@bp.route(f"{SCHEME}/edit", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MANAGE)
def edit_scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """A draft's figures."""
    scheme = queries.get_scheme(estate_id, scheme_id)
    place = _place_of(scheme)
    form = _form(place, services.read_draft(scheme))
    found: Sequence[shares.HomeShare] = ()
    try:
        if form.submitted():
            found = services.preview(scheme.entrance_id, form.draft())
            if not form.preview.data:
                return _changed(scheme, form)
    except RuleViolated as refusal:
        form.refuse(refusal)
    return _form_page("pledges/desk/edit_scheme.html", place, form, found)


def _place_of(scheme: Scheme) -> Place:
    if scheme.entrance_id is not None:
        return _entrance(scheme.estate_id, scheme.entrance_id, scheme.item_id)
    return _item(scheme.estate_id, scheme.item_id or 0)


def _changed(scheme: Scheme, form: SchemeForm) -> Response:
    with transaction():
        fresh = queries.get_scheme(scheme.estate_id, scheme.id)
        services.change_scheme(fresh, form.draft(), by=actor(), now=clock.now())
    flash(_("已保存。"))
    return redirect(scheme_page(scheme.estate_id, scheme.id), 303)


def _first_draft(place: Place) -> Draft:
    """What the form offers: for a lift the policy's subsidy, and coefficients to begin to talk with."""
    if place.entrance_id is None:
        return Draft(
            title=place.name,
            total=0,
            subsidy=0,
            subsidy_source="",
            coefficient_source=_(words.BY_AGREEMENT),
            coefficients={},
            sharing=Sharing.AREA,
            item_id=place.item_id,
        )
    table = coefficients.find_table(place.estate_id, request.args.get("table", ""))
    return Draft(
        title=_("%(place)s加装电梯", place=place.name),
        total=0,
        subsidy=LIFT_SUBSIDY,
        subsidy_source=words.SUBSIDY_SOURCE,
        coefficient_source=_(table.source),
        coefficients=coefficients.of_floors(table, place.floors),
        sharing=Sharing.COEFFICIENT,
    )


def _form_page(template: str, place: Place, form: SchemeForm, found: Sequence[shares.HomeShare]) -> str:
    return render_template(
        template,
        place=place,
        form=form,
        shares=found,
        tables=coefficients.list_tables(place.estate_id, place.entrance_id) if place.floors else (),
        words=words,
    )


@bp.get(SCHEME)
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
        standing=standings_by_scheme(estate_id).get(found.id),
        progress=progress(found, clock.now()) if found.opened_at else None,
        next_version=queries.find_next_version(found.id),
        votes=queries.list_votes_on(found),
        table_form=TableForm(),
        by_floor=found.sharing in BY_FLOOR,
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


@bp.post(f"{SCHEME}/open")
@requires(Permission.PLEDGE_MANAGE)
def open_scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """Freeze the shares; residents see them and answer from now on."""
    return press(
        scheme_page(estate_id, scheme_id),
        lambda: services.open_scheme(queries.get_scheme(estate_id, scheme_id), by=actor(), now=clock.now()),
        _("已开始登记，每户金额不再变动。"),
    )


@bp.post(f"{SCHEME}/close")
@requires(Permission.PLEDGE_MANAGE)
def close_scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """No more answers."""
    return press(
        scheme_page(estate_id, scheme_id),
        lambda: services.close_scheme(queries.get_scheme(estate_id, scheme_id), by=actor(), now=clock.now()),
        _("登记已结束。"),
    )


@bp.post(f"{SCHEME}/renew")
@requires(Permission.PLEDGE_MANAGE)
def renew_scheme(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """A draft of the next version; the earlier one lives until that one opens."""
    page = scheme_page(estate_id, scheme_id)
    return press(
        page,
        lambda: versions.renew(queries.get_scheme(estate_id, scheme_id), by=actor(), now=clock.now()),
        _("新版草稿建好了，在出资方案的列表里。开始登记前，旧版照旧有效。"),
    )


@bp.post(f"{SCHEME}/table")
@requires(Permission.PLEDGE_MANAGE)
def keep_table(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """Keep this entrance's coefficients under a name."""
    form = TableForm()
    name = form.name.data if form.submitted() else ""
    return press(
        scheme_page(estate_id, scheme_id),
        lambda: tables.keep(queries.get_scheme(estate_id, scheme_id), name, by=actor(), now=clock.now()),
        _("系数表存好了，建别的方案时可以选它。"),
    )
