"""Residents' pages that join features: the start page, the list of estates, my home, and what we promise."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import queries as people
from portal.communities.directory import list_places
from portal.domain.stages import NAMES
from portal.exports.three_figures import three_figures
from portal.home import context, policy_answers, policy_text, queries
from portal.home import start as start_page
from portal.home.guides import GUIDES, guide_for
from portal.plans.queries import summaries
from portal.web import clock
from portal.web.guard import account, current_account, not_here, public, signed_in

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """To where the person belongs; somebody with homes in several estates chooses."""
    who = current_account()
    if who is None:
        return redirect(url_for(".estates"))
    if who.is_staff:
        return redirect(url_for("desk.today"))
    homes = {home.estate_id: home for home in context.my_homes()}
    if len(homes) > 1:
        return render_template("home/start.html", homes=list(homes.values()))
    return redirect(url_for(".estate", estate_id=next(iter(homes))) if homes else url_for(".me"))


@bp.get("/estates")
@public
def estates() -> ResponseReturnValue:
    """Every estate by street, with a search."""
    words = request.args.get("q", "").strip()[:40]
    found = list_places(words)
    ids = [place.id for place in found]
    return render_template(
        "home/estates.html",
        words=words,
        places=found,
        plans=summaries(ids),
        votes=queries.open_titles(ids, clock.now()),
        own={home.estate_id for home in context.my_homes()},
        names=NAMES,
    )


@bp.get("/estates/<int:estate_id>/")
@public
def estate(estate_id: int) -> ResponseReturnValue:
    """What there is to do, where the renovation stands, what concerns my home, whom to call."""
    place, who = context.here(), current_account()
    if place is None:
        not_here()
    homes = [home for home in context.my_homes() if home.estate_id == estate_id]
    shown = start_page.build(estate_id, who.id if who else None, clock.now(), resident=bool(homes))
    return render_template("home/estate.html", place=place, homes=homes, page=shown, names=NAMES)


@bp.get("/estates/<int:estate_id>/figures")
@public
def figures(estate_id: int) -> ResponseReturnValue:
    """参与度, 知晓度, 满意度 of an estate, with their definitions, and the other estates of the street."""
    place = context.here()
    if place is None:
        not_here()
    beside = [each for each in list_places() if each.street_id == place.street_id]
    found = three_figures([each.id for each in beside], clock.now())
    return render_template(
        "home/figures.html", place=place, shown=found[estate_id], beside=beside, figures=found
    )


@bp.get("/me/")
@signed_in
def me() -> ResponseReturnValue:
    """My homes, what I have done, and how I want to see the pages."""
    who = account()
    if who.is_staff:
        return redirect(url_for("desk.today"))
    claims, links = people.list_own_claims(who.id)
    return render_template(
        "home/me.html",
        homes=context.my_homes(),
        parties=queries.list_parties(who.id),
        claims=len(claims) + len(links),
        cast=queries.list_cast(who.id),
        pledges=queries.list_pledges(who.id),
        cases=queries.list_cases(who.id, limit=20),
        names=NAMES,
    )


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """The notice of 个人信息保护法 art. 17."""
    return render_template("home/privacy.html")


@bp.get("/policy")
@public
def policy() -> ResponseReturnValue:
    """Plain answers first, each leading to its paragraph; then the policy, section by section."""
    return render_template(
        "home/policy.html", sections=policy_text.sections(), answers=list(policy_answers.placed())
    )


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What we hold ourselves to, and what is not tried yet."""
    return render_template("home/accessibility.html")


@bp.get("/help")
@public
def help_pages() -> ResponseReturnValue:
    """To the page of the role that the person has."""
    who = current_account()
    return redirect(url_for(".guide", key=guide_for(who.roles_at() if who else frozenset()).key))


@bp.get("/help/<key>")
@public
def guide(key: str) -> ResponseReturnValue:
    """How a role uses the portal, with pictures of the pages as they are."""
    found = GUIDES.get(key) or not_here()
    return render_template("home/guide.html", guide=found, guides=GUIDES.values())
