"""``/api/v1``: what is published anyway, as data; and the page that tells people what there is."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from portal.api import records
from portal.api.answers import PER_MINUTE, cached, many, one, open_data
from portal.api.catalogue import COLUMNS, DATASETS
from portal.api.results import is_published, published_result
from portal.communities.directory import Place, find_place, list_places
from portal.domain.bodies import BODIES
from portal.domain.ledger import Standing
from portal.feedback.queries import figures
from portal.plans.models import Project
from portal.plans.queries import find_published, list_items
from portal.plans.queries.ledger import list_entries
from portal.pledges.queries import account
from portal.pledges.queries.spending import list_public_spending
from portal.voting.queries import get_public_vote, list_votes
from portal.voting.queries.after import list_publications
from portal.voting.queries.logbook import find_frozen_roll
from portal.web import clock
from portal.web.guard import public

bp = Blueprint("api", __name__)
_V1 = "/api/v1"
_ESTATE = f"{_V1}/estates/<int(max=2147483647):estate_id>"
_VOTE = f"{_ESTATE}/votes/<int(max=2147483647):vote_id>"
_DESCRIPTION = Path(__file__).with_name("openapi.json")
_YEAR = timedelta(days=365)


@bp.get("/open-data")
@public
def open_data_page() -> ResponseReturnValue:
    """What may be taken, in which form, and what is left out and why."""
    places = list_places()
    planned = {place.id for place in places if find_published(place.id)}
    page = {"datasets": DATASETS, "places": places, "planned": planned}
    return render_template("api/open_data_page.html", limit=PER_MINUTE, few=records.FEW, **page)


@bp.get(f"{_V1}/openapi.json")
@open_data
def description() -> Response:
    """The OpenAPI file, as it lies beside this module."""
    response = make_response(_DESCRIPTION.read_bytes())
    response.mimetype = "application/json"
    return cached(response)


def _place(estate_id: int) -> Place:
    place = find_place(estate_id)
    if place is None:
        raise NoResultFound
    return place


def _published(estate_id: int) -> Project:
    found = find_published(estate_id)
    if found is None:
        raise NoResultFound
    return found


@bp.get(f"{_V1}/estates")
@open_data
def estates() -> Response:
    """Every estate, by street and name."""
    return many([records.estate(place) for place in list_places()], COLUMNS["estates"])


@bp.get(_ESTATE)
@open_data
def estate(estate_id: int) -> Response:
    """One of them."""
    return one(records.estate(_place(estate_id)))


@bp.get(f"{_V1}/projects")
@open_data
def projects() -> Response:
    """The published projects of all estates, each with its ledger as it stands."""
    found = ((place, find_published(place.id)) for place in list_places())
    known = [records.project(place, each, list_entries(each.id)) for place, each in found if each]
    return many(known, COLUMNS["projects"])


@bp.get(f"{_ESTATE}/project")
@open_data
def project(estate_id: int) -> Response:
    """The published project of an estate."""
    found = _published(estate_id)
    return one(records.project(_place(estate_id), found, list_entries(found.id)))


@bp.get(f"{_ESTATE}/items")
@open_data
def items(estate_id: int) -> Response:
    """What the published plan says that is done, with cost and who pays."""
    found = list_items(_published(estate_id).id)
    return many([records.item(each) for each in found], COLUMNS["items"])


@bp.get(f"{_ESTATE}/progress")
@open_data
def progress(estate_id: int) -> Response:
    """All that the ledger's five fields ever said, the earliest first."""
    found = sorted(list_entries(_published(estate_id).id), key=lambda each: (each.at, each.id))
    return many([records.entry(each) for each in found], COLUMNS["progress"])


@bp.get(f"{_ESTATE}/votes")
@open_data
def votes(estate_id: int) -> Response:
    """Every announced vote, the newest first; of an open one not even the turnout."""
    now, place = clock.now(), _place(estate_id)
    found = [records.vote(each, now, published=is_published(each, now)) for each in list_votes(place.id)]
    return many(found, COLUMNS["votes"])


@bp.get(_VOTE)
@open_data
def vote(estate_id: int, vote_id: int) -> Response:
    """One of them with its questions."""
    now, found = clock.now(), get_public_vote(vote_id, estate_id)
    about = records.vote(found, now, published=is_published(found, now))
    return one({**about, "questions": [records.question(each) for each in found.questions]})


@bp.get(f"{_VOTE}/result")
@open_data
def result(estate_id: int, vote_id: int) -> Response:
    """Once it was published, and not before."""
    return one(published_result(get_public_vote(vote_id, estate_id), clock.now()))


@bp.get(f"{_VOTE}/fingerprints")
@open_data
def fingerprints(estate_id: int, vote_id: int) -> Response:
    """What of the verification bundle is for everybody: roots, never ballots (ADR 0020)."""
    found = get_public_vote(vote_id, estate_id)
    published = [records.publication(each) for each in list_publications(found.id)]
    return one({"vote_id": found.id, "roll": find_frozen_roll(found.id), "publications": published})


@bp.get(f"{_ESTATE}/fund")
@open_data
def fund(estate_id: int) -> Response:
    """Each scheme: what it costs, what came, what went out; never who."""
    place = _place(estate_id)
    standings = account.standings_by_scheme(place.id)
    found = []
    for scheme in account.list_money_schemes(place.id):
        there = standings.get(scheme.id) or Standing()
        about = records.scheme(scheme, there, promises=len(account.list_signed(scheme.id)))
        spent = [records.spending(each) for each in list_public_spending(scheme.id)]
        found.append({**about, "spending": spent})
    return many(found, COLUMNS["fund"])


@bp.get(f"{_ESTATE}/cases/statistics")
@open_data
def estate_cases(estate_id: int) -> Response:
    """Matters of the last year by who answers for them."""
    return many(_by_body([_place(estate_id).id], clock.now()), COLUMNS["cases"])


@bp.get(f"{_V1}/cases/statistics")
@open_data
def cases() -> Response:
    """The same for all estates together."""
    return many(_by_body([place.id for place in list_places()], clock.now()), COLUMNS["cases"])


def _by_body(estate_ids: list[int], now: datetime) -> list[records.Data]:
    found = figures.by_body(figures.list_lines(estate_ids, now - _YEAR, now), now)
    lines = [records.figure(BODIES[body].name, each) for body, each in found.items()]
    return sorted(lines, key=lambda line: (-line["raised"], line["name"]))
