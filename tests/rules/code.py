"""Rules about code that no off-the-shelf tool asks; each yields the lines that break it."""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .source import ROOT, called, files, imports, name

Offences = Iterator[tuple[int, str]]

_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
# Where a person or an operator comes in; a room is one file or a package of files.
_EDGES = {"views", "desk", "cli"}
_LONGEST_FUNCTION = 40
_LONGEST_FILE = 300


def only_standard_library(module: ast.Module) -> Offences:
    for line, wanted in imports(module):
        top = wanted.split(".")[0]
        if top and top not in sys.stdlib_module_names and not f"{wanted}.".startswith("portal.domain."):
            yield line, f"imports {wanted}"


def no_float(module: ast.Module) -> Offences:
    """Money and area are whole numbers, and ``/`` between whole numbers makes a float.

    Fractions divide exactly, so a module that works with them may.
    """
    exact = any(wanted == "fractions" for _, wanted in imports(module))
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"the float {node.value}"
        if called(node) in {"float", "round"}:
            yield getattr(node, "lineno", 0), f"{called(node)}()"
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div) and not exact:
            yield node.lineno, "divides with /"


def no_commit(module: ast.Module) -> Offences:
    for node in ast.walk(module):
        if called(node).endswith("commit"):
            yield getattr(node, "lineno", 0), f"{called(node)}()"


def no_clock(module: ast.Module) -> Offences:
    """``now`` is an argument, so that a rule can be asked about any moment."""
    for node in ast.walk(module):
        call = called(node)
        if any(call == clock or call.endswith(f".{clock}") for clock in _CLOCKS):
            yield getattr(node, "lineno", 0), f"{call}()"


def short_functions(module: ast.Module) -> Offences:
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node)
            if length > _LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines"


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """What explains a function does not make it long."""
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return 0
    return (first.end_lineno or 0) - first.lineno + 1


def short_files(module: ast.Module) -> Offences:
    last = max((getattr(node, "end_lineno", 0) or 0 for node in module.body), default=0)
    if last > _LONGEST_FILE:
        yield last, f"has {last} lines"


def no_sql(module: ast.Module) -> Offences:
    """Pages and commands call a query by its name; they may catch what it raises."""
    for line, wanted in imports(module):
        if wanted.split(".")[0] == "sqlalchemy" and wanted != "sqlalchemy.exc":
            yield line, f"imports {wanted}"
    for node in ast.walk(module):
        if called(node).endswith(("session.execute", "session.scalars", "session.scalar", "session.add")):
            yield getattr(node, "lineno", 0), f"{called(node)}()"


def migrations_stand_alone(module: ast.Module) -> Offences:
    """A migration must mean the same in ten years, whatever our code has become."""
    for line, wanted in imports(module):
        if wanted.startswith((".", "portal")):
            yield line, f"imports {wanted}"


@dataclass(frozen=True)
class Rule:
    """A check, the files it holds for, and a planted bug that it must find."""

    check: Callable[[ast.Module], Offences]
    files: Callable[[], list[Path]]
    planted: str


def _portal(*without: str) -> list[Path]:
    return [path for path in files("portal/**/*.py") if name(path) not in without]


def _room(path: Path) -> str:
    """``services`` for ``portal/voting/services/opening.py``; a module beside the features is its own."""
    parts = path.relative_to(ROOT / "portal").with_suffix("").parts
    return parts[1] if len(parts) > 1 else parts[0]


def _feature(path: Path) -> str:
    return path.relative_to(ROOT / "portal").parts[0]


def _no_clock_here() -> list[Path]:
    return [
        path
        for path in _portal("portal/accounts/sessions.py")
        if _room(path) not in _EDGES and _feature(path) not in {"web", "jobs"}
    ]


def _edges() -> list[Path]:
    return [path for path in _portal() if _room(path) in _EDGES]


def _all_code() -> list[Path]:
    return [*files("portal/**/*.py"), *files("tests/**/*.py"), *files("scripts/*.py")]


def _without_migrations() -> list[Path]:
    """Migrations list one statement after another; what they hold together is a revision, not an idea."""
    return [path for path in _all_code() if "versions" not in path.parts]


RULES = {
    "the law needs only the standard library": Rule(
        only_standard_library, lambda: files("portal/domain/**/*.py"), "from sqlalchemy import select"
    ),
    "the law knows no floats": Rule(
        no_float, lambda: files("portal/domain/**/*.py"), "def half(area): return area / 2"
    ),
    "only db.py commits": Rule(
        no_commit,
        lambda: _portal("portal/db.py", "portal/migrations/env.py"),
        "def cast():\n    db.session().commit()",
    ),
    "now is an argument": Rule(no_clock, _no_clock_here, "opened = datetime.datetime.now(UTC)"),
    "pages and commands hold no SQL": Rule(no_sql, _edges, "rows = db.session.scalars(select(Vote))"),
    "functions are short": Rule(short_functions, _without_migrations, "def long():\n" + "    print()\n" * 40),
    "files are short": Rule(short_files, _without_migrations, "print()\n" * 301),
    "migrations import none of our code": Rule(
        migrations_stand_alone, lambda: files("portal/migrations/versions/*.py"), "from portal import models"
    ),
}
