"""Open311 GeoReport v2, for reading: matters that were made public, as other cities' programs know them.

A matter's own words are for neighbours. Here it has those that staff wrote for the public, or its kind.

Source: Open311 GeoReport v2 (GET services, GET requests, GET request).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, json, make_response, request
from werkzeug.wrappers import Response

from portal.api.answers import cached, open_data
from portal.api.queries import PublicCase, find_public_case, list_public_cases
from portal.api.records import moment
from portal.domain.bodies import BODIES, TOPICS, Topic
from portal.feedback.queries.cases import FINISHED
from portal.feedback.words import DESK_STATES
from portal.web import clock
from portal.web.sheets.cells import writable

bp = Blueprint("open311", __name__, url_prefix="/api/open311/v2")
_SPAN = timedelta(days=90)
"""The standard's longest span, and its usual one."""
_FORMATS = "<any(json,xml):kind>"
Record = Mapping[str, Any]


class BadArgument(ValueError):
    """An argument that the standard does not know in this form; its text is for programmers."""


@bp.get(f"/services.{_FORMATS}")
@open_data
def services(kind: str) -> Response:
    """What a matter can be about."""
    return _answer(kind, ("services", "service"), [_service(topic) for topic in Topic])


def _service(topic: Topic) -> Record:
    return {
        "service_code": topic.value,
        "service_name": TOPICS[topic],
        "description": TOPICS[topic],
        "metadata": False,
        "type": "realtime",
        "keywords": ",".join(TOPICS[topic].split("、")),
        "group": "老旧小区改造",
    }


@bp.get(f"/requests.{_FORMATS}")
@open_data
def requests(kind: str) -> Response:
    """Those that were asked for by number, or by kind, time and state; the newest first, 1,000 at most."""
    try:
        found = _asked()
    except BadArgument as bad:
        return _failed(kind, 400, str(bad))
    return _answer(kind, ("service_requests", "request"), [_request(each) for each in found])


def _asked() -> Sequence[PublicCase]:
    numbers = _listed("service_request_id")
    if numbers:
        return [found for number in numbers if (found := find_public_case(number)) is not None]
    codes, states = _listed("service_code"), _listed("status")
    if not set(codes) <= {topic.value for topic in Topic}:
        raise BadArgument("service_code")
    if not set(states) <= {"open", "closed"}:
        raise BadArgument("status")
    until = _instant("end_date")
    since = _instant("start_date")
    end = until or (since + _SPAN if since else clock.now())
    begin = max(since or end - _SPAN, end - _SPAN)
    topics = [Topic(code) for code in codes]
    return list_public_cases(begin, end, topics=topics, closed=_closed(states))


def _listed(name: str) -> list[str]:
    """An empty argument is none."""
    return [piece.strip() for piece in request.args.get(name, "").split(",") if piece.strip()][:100]


def _closed(states: Sequence[str]) -> bool | None:
    return None if len(set(states)) != 1 else states[0] == "closed"


def _instant(name: str) -> datetime | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as bad:
        raise BadArgument(name) from bad


@bp.get(f"/requests/<string(maxlength=40):number>.{_FORMATS}")
@open_data
def request_of(number: str, kind: str) -> Response:
    """One of them, in a list of one."""
    found = find_public_case(number)
    if found is None:
        return _failed(kind, 404, "service_request_id was not found")
    return _answer(kind, ("service_requests", "request"), [_request(found)])


def _request(found: PublicCase) -> Record:
    case = found.case
    return {
        "service_request_id": f"{case.estate_id}-{case.number}",
        "status": "closed" if case.state in FINISHED else "open",
        "status_notes": DESK_STATES[case.state],
        "service_name": TOPICS[case.topic],
        "service_code": case.topic.value,
        "description": case.public_text or TOPICS[case.topic],
        "agency_responsible": BODIES[case.body].name if case.body else "",
        "service_notice": "",
        "requested_datetime": moment(case.raised_at),
        "updated_datetime": moment(found.changed_at),
        "expected_datetime": moment(case.term_ends_at),
        "address": found.address,
        "address_id": "",
        "zipcode": "",
        "lat": None,
        "long": None,
        "media_url": "",
    }


def _answer(kind: str, names: tuple[str, str], found: Sequence[Record]) -> Response:
    return cached(_written(kind, names, found))


def _failed(kind: str, status: int, detail: str) -> Response:
    response = _written(kind, ("errors", "error"), [{"code": status, "description": detail}])
    response.status_code = status
    return response


def _written(kind: str, names: tuple[str, str], found: Sequence[Record]) -> Response:
    if kind == "json":
        response = make_response(json.dumps(list(found), ensure_ascii=False))
        response.headers["Content-Type"] = "application/json; charset=utf-8"
        return response
    many, each = names
    body = "".join(f"<{each}>{_elements(record)}</{each}>" for record in found)
    response = make_response(f'<?xml version="1.0" encoding="utf-8"?>\n<{many}>{body}</{many}>\n')
    response.headers["Content-Type"] = "text/xml; charset=utf-8"
    return response


def _elements(record: Record) -> str:
    return "".join(f"<{name}>{_text(value)}</{name}>" for name, value in record.items())


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else escape(writable(str(value)))
