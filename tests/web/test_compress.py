"""What goes over a slow line: packed, kept for good or confirmed, and unpacked to the same words."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.web.assets import asset

_PACKED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def browser_like(app: Flask, isolated: None) -> FlaskClient:
    """The checking client reads pages that come as they are; these come packed."""
    return FlaskClient(app, response_wrapper=app.response_class)


@pytest.fixture
def stylesheet(app: Flask) -> str:
    with app.test_request_context():
        return asset("app.css")


def test_a_page_is_packed_for_those_who_can_unpack_it(browser_like: FlaskClient) -> None:
    plain = browser_like.get("/offline")
    packed = browser_like.get("/offline", headers=_PACKED)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "</html>" in gzip.decompress(packed.data).decode()
    assert int(packed.headers["Content-Length"]) == len(packed.data) < 6 * 1024


def test_the_stylesheet_is_packed_and_kept_for_good(browser_like: FlaskClient, stylesheet: str) -> None:
    plain, packed = (browser_like.get(stylesheet, buffered=True, headers=kind) for kind in ({}, _PACKED))
    assert gzip.decompress(packed.data) == plain.data
    assert "immutable" in packed.headers["Cache-Control"]
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]


def test_a_piece_of_a_file_stays_as_it_is(browser_like: FlaskClient, stylesheet: str) -> None:
    piece = browser_like.get(stylesheet, buffered=True, headers={**_PACKED, "Range": "bytes=0-9"})
    assert (piece.status_code, len(piece.data)) == (206, 10)
    assert "Content-Encoding" not in piece.headers


@pytest.mark.parametrize("headers", [{}, _PACKED])
def test_a_public_page_is_confirmed_not_sent_again(
    browser_like: FlaskClient, headers: dict[str, str]
) -> None:
    first = browser_like.get("/offline", headers=headers)
    again = browser_like.get("/offline", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_what_must_not_be_kept_has_no_mark_to_ask_by(browser_like: FlaskClient) -> None:
    answer = browser_like.get("/nowhere", headers=_PACKED)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
