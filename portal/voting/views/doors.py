"""The page that opens without a network for a clerk at the doors; it is empty, and the same for everybody."""

from flask import Response, make_response, render_template

from portal.voting.views import bp
from portal.web.guard import public


@bp.get("/doors")
@public
def doors() -> Response:
    """What stands on it comes from the phone's own storage; so the phone may keep the page."""
    page = make_response(render_template("voting/doors.html"))
    page.headers["Cache-Control"] = "no-cache"
    return page
