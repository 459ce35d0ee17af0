"""WeChat's own browser saves no files: who asks for one there reads how to get it instead."""

from flask import Flask, Response, current_app, make_response, render_template, request

_MARK = "micromessenger"
_FILES = frozenset({"application/pdf", "application/zip", "text/csv", "application/octet-stream"})
# Staff work at desks, programmes read the interface, and a picture or style of a page is no download.
_NOT_PAGES = ("/desk", "/api", "/static")


def inside() -> bool:
    """Whether the page is looked at inside WeChat."""
    return _MARK in request.user_agent.string.lower()


def _is_file(response: Response) -> bool:
    attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return response.status_code == 200 and (attached or response.mimetype in _FILES)


def init_app(app: Flask) -> None:
    """To be wired last, so that the page that takes the file's place gets every header of a page."""

    @app.after_request
    def explain(response: Response) -> Response:
        if request.path.startswith(_NOT_PAGES) or not inside() or not _is_file(response):
            return response
        address = current_app.config["PORTAL"].public_url + request.full_path.rstrip("?")
        page = make_response(render_template("web/open_in_browser.html", address=address))
        page.headers["Cache-Control"] = "no-store"
        return page
