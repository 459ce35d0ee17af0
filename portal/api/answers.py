"""What every answer of the open data has: a limit, pages, a checksum, JSON or csv, errors as data."""

import io
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

from flask import abort, current_app, json, make_response, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from portal import crypto
from portal.api.services import count_asked, seconds_left
from portal.db import transaction
from portal.web import clock
from portal.web.guard import public
from portal.web.sheets import Block, FileKind, Sheet, write

P = ParamSpec("P")
Record = Mapping[str, Any]

PER_MINUTE = 120
"""Requests of one address; ``API_PER_MINUTE`` of the app's configuration changes it."""
MOST, USUAL = 100, 50
_SECONDS = 60


def open_data(view: Callable[P, Response]) -> Callable[P, Response]:
    """Anybody may ask, so often; what is not there is a problem as data and not a page."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        now = clock.now()
        with transaction():
            asked = count_asked(crypto.fingerprint(request.remote_addr or "", "address"), now)
        if asked > current_app.config.get("API_PER_MINUTE", PER_MINUTE):
            refused = problem(429, "请求太频繁，请稍后再试。")
            refused.headers["Retry-After"] = str(seconds_left(now))
            return refused
        try:
            response = view(*args, **kwargs)
        except NoResultFound:
            response = problem(404, "没有这项公开数据。")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return public(answered)


def problem(status: int, detail: str) -> Response:
    """As RFC 9457 has it."""
    body = {"status": status, "title": _TITLES[status], "detail": detail}
    response = make_response(json.dumps(body, ensure_ascii=False), status)
    response.mimetype = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return response


_TITLES = {400: "Bad Request", 404: "Not Found", 429: "Too Many Requests"}


def cached(response: Response) -> Response:
    """With its checksum; who has it already gets 304 and nothing more."""
    response.add_etag()
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS}"
    return response.make_conditional(request)


def one(record: Record) -> Response:
    """A single thing; it has no csv."""
    if request.args.get("format", "json") != "json":
        return problem(400, "这项数据只有 JSON。")
    return _as_json({"data": record})


def many(records: Sequence[Record], columns: Sequence[str]) -> Response:
    """A page of a list, as JSON or as csv.

    :param columns: of the csv; a name with dots reaches inside.
    """
    kind = request.args.get("format", "json")
    number, size = _number("page", 1, 1_000_000), _number("per_page", USUAL, MOST)
    if kind not in {"json", "csv"} or number is None or size is None:
        return problem(400, "参数不对：page 从 1 起，per_page 是 1 到 100，format 是 json 或 csv。")
    found = records[(number - 1) * size : number * size]
    if kind == "csv":
        return _as_csv(found, columns)
    there_is_more = number * size < len(records)
    following = _page(number + 1) if there_is_more else None
    about = {"page": number, "per_page": size, "total": len(records), "next": following}
    return _as_json({"data": found, **about})


def _number(name: str, usual: int, most: int) -> int | None:
    typed = request.args.get(name, str(usual))
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        return None
    return int(typed) if 1 <= int(typed) <= most else None


def _page(number: int) -> str:
    endpoint = request.endpoint or abort(404)
    asked = {**request.args.to_dict(), **(request.view_args or {}), "page": number}
    return url_for(endpoint, **asked)


def _as_json(body: Mapping[str, Any]) -> Response:
    response = make_response(json.dumps(body, ensure_ascii=False))
    response.mimetype = "application/json"
    return cached(response)


def _as_csv(records: Sequence[Record], columns: Sequence[str]) -> Response:
    target = io.BytesIO()
    rows = ([_reach(record, column) for column in columns] for record in records)
    write(target, [Sheet("", (), [Block(rows, columns)])], FileKind.CSV)
    response = make_response(target.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="data.csv"'
    return cached(response)


def _reach(record: Record, column: str) -> str | int | None:
    value: Any = record
    for name in column.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, int) else str(value)
