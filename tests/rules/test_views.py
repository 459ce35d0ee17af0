"""Every view says who may use it, and every page is named after the view that shows it."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from .source import ROOT, called, files, name, tree

# Not a feature's pages: skeletons, macros, what goes wrong, what is printed.
_SHARED = {"_macros", "errors", "papers", "web"}


def test_every_view_says_who_may_use_it(app: Flask) -> None:
    unguarded = {endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "guard")}
    assert unguarded == {"static"}, "add @requires(...), @signed_in or @public"


def test_a_guard_is_what_runs(app: Flask) -> None:
    """A guard that only sets its name would let everybody in: only public views run bare."""
    bare = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if inspect.unwrap(view) is view and getattr(view, "guard", None) != "public"
    }
    assert bare == {"static"}


def test_a_view_without_a_guard_is_noticed(app: Flask) -> None:
    from portal.web.guard import public, signed_in  # noqa: PLC0415  # tests of the law load no Flask

    def view() -> str:
        return ""

    assert not hasattr(view, "guard")
    assert inspect.unwrap(signed_in(view)) is view
    assert public(view).guard == "public"  # type: ignore[attr-defined]


def test_public_pages_change_nothing_but_who_is_there(app: Flask) -> None:
    """Writing without a name is for signing in and out and for telling a home apart, in accounts.

    And for WeChat, which signs what it tells of its messages; for asking whether a vote was cast for one's
    home: it is answered to the phone on the roll; and for reporting a matter under a phone that a code has
    proved.
    """
    writing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and getattr(app.view_functions[rule.endpoint], "guard", "") == "public"
    }
    found = {endpoint for endpoint in writing if not endpoint.startswith("accounts")}
    assert found == {"voting.ask", "feedback.report", "feedback.report_matter", "messages.wechat_events"}


def _room(path: Path) -> str:
    """``voting`` or ``voting/desk`` for a file of views, whether it is a module or in a package."""
    feature, rest = path.relative_to(ROOT / "portal").parts[0], path.relative_to(ROOT / "portal").parts[1:]
    return f"{feature}/desk" if rest[0].startswith("desk") else feature


def _views() -> list[Path]:
    rooms = ("views.py", "desk.py", "views/*.py", "desk/*.py")
    return [path for room in rooms for path in files(f"portal/*/{room}")]


def test_every_template_belongs_to_a_view() -> None:
    """Named after the view that shows it; or, where a view has two endings, shown by its room outright."""
    known: set[str] = set()
    for path in _views():
        functions = [node.name for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
        known |= {f"{_room(path)}/{function.strip('_')}.html" for function in functions}
        known |= {template for _, template in _shown(path) if template.startswith(f"{_room(path)}/")}
    templates = {path.relative_to(ROOT / "templates").as_posix() for path in files("templates/*/**/*.html")}
    strays = {
        template
        for template in templates - known
        if template.split("/")[0] not in _SHARED and not template.rpartition("/")[2].startswith("_")
    }
    assert not strays


def _shown(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of each template that a module names outright."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and called(node) == "render_template":
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield node.lineno, str(first.value)


def test_every_template_that_is_shown_is_there() -> None:
    missing = [
        f"{name(path)}:{line} {template}"
        for path in files("portal/**/*.py")
        for line, template in _shown(path)
        if not (ROOT / "templates" / template).is_file()
    ]
    assert not missing, "\n".join(missing)
