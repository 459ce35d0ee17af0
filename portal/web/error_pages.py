"""Pages for what goes wrong: what happened, what to do, whom to call. A bug shows no inner workings."""

import structlog
from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from portal import db
from portal.domain.errors import RuleViolated
from portal.web.i18n import say

log = structlog.get_logger(__name__)

_PROBLEM = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
_PAGES = {400, 403, 404, 405, 413, 429, 500, 503}


def page(code: int, sentence: str = "") -> ResponseReturnValue:
    if request.path.startswith("/api/"):  # programs read no pages
        return {"status": code, "title": HTTP_STATUS_CODES.get(code, ""), "detail": sentence}, code, _PROBLEM
    shown = code if code in _PAGES else 500
    return render_template(f"errors/{shown}.html", code=code, sentence=sentence), code


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response  # a redirect raised as an error
    return page(error.code or 500)


def _nothing_there(_: NoResultFound) -> ResponseReturnValue:
    return page(404)


def _refused(refusal: RuleViolated) -> ResponseReturnValue:
    """A rule said no where the view has no form to show it in."""
    db.session.rollback()
    return page(400, say(refusal))


def _stale_form(_: CSRFError) -> ResponseReturnValue:
    """The page stood open too long; what was typed can be sent again from a fresh page."""
    return page(400)


def _out_of_reach(error: OperationalError) -> ResponseReturnValue:
    """No disk, no database, or one too busy: what was sent is not kept, and the page says so."""
    db.session.remove()
    log.error("database", endpoint=request.endpoint, said=str(error.orig))
    return page(503)


def _bug(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("bug", endpoint=request.endpoint, kind=type(error).__name__)
    return page(500)


def refuse(refusal: RuleViolated, back: str) -> ResponseReturnValue:
    """For a button without a form: say the sentence on the page one comes back to."""
    flash(say(refusal), "refusal")
    return redirect(back, 303)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(NoResultFound, _nothing_there)
    app.register_error_handler(RuleViolated, _refused)
    app.register_error_handler(OperationalError, _out_of_reach)
    if not app.testing:
        app.register_error_handler(Exception, _bug)
