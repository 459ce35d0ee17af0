"""Answers gzipped for phones on a slow line, and kept pages confirmed by their ETag instead of sent again."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

from portal.web.assets import STATIC

_TEXT = {
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
}
# Below this a packet is a packet.
_LEAST = 500
_LEVEL = 6


@lru_cache(maxsize=64)
def _packed_file(name: str, _changed_at: int) -> bytes:
    """A file under ``static``, packed once for each of its contents."""
    return gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)


def _packed(response: Response) -> bytes | None:
    name = (request.view_args or {}).get("filename", "")
    if request.endpoint == "static":
        return _packed_file(name, (STATIC / name).stat().st_mtime_ns)
    if response.is_streamed or response.direct_passthrough:
        return None
    body = response.get_data()
    return gzip.compress(body, _LEVEL, mtime=0) if len(body) >= _LEAST else None


def _let_go(response: Response) -> None:
    """A file that was to be sent as it is stays open otherwise."""
    if hasattr(response.response, "close"):
        response.response.close()


def _confirm(response: Response) -> None:
    """304 where the reader still has this very page; only of pages that may be kept at all."""
    if request.method == "GET" and response.cache_control.no_cache and not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)


def _pack(response: Response) -> Response:
    if response.status_code == 200:
        _confirm(response)
    if response.status_code in {204, 206, 304} or response.mimetype not in _TEXT:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
        return response
    packed = _packed(response)
    if packed is not None:
        response.direct_passthrough = False
        _let_go(response)
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
        etag, weak = response.get_etag()
        if etag and not weak:
            response.set_etag(etag, weak=True)
    return response


def init_app(app: Flask) -> None:
    app.after_request(_pack)
