"""docs/law.md lists every "Source:" of the domain, and nothing that is not there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOMAIN = ROOT / "portal" / "domain"
LAW = ROOT / "docs" / "law.md"
_SOURCE = re.compile(r"Source: (.+?)\.?(?=\n\n|\s*$)", re.DOTALL)

# One row: the function, one article, one test
Row = tuple[str, str, str]


def _articles(text: str) -> list[str]:
    """Every article in a text's Source lines; several stand with semicolons between."""
    return [" ".join(article.split()) for found in _SOURCE.findall(text) for article in found.split(";")]


def _sources(name: str, code: str) -> Iterator[tuple[str, str]]:
    """What names a source in one module: (``tally.counting.decide``, article)."""
    yield from _sources_in(name, ast.parse(code))


def _sources_in(name: str, node: ast.Module | ast.ClassDef) -> Iterator[tuple[str, str]]:
    before = name
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            inner = f"{name}.{child.name}"
            yield from ((inner, article) for article in _articles(ast.get_docstring(child) or ""))
            if isinstance(child, ast.ClassDef):
                yield from _sources_in(inner, child)
        elif isinstance(child, ast.Assign | ast.AnnAssign):
            target = child.targets[0] if isinstance(child, ast.Assign) else child.target
            before = f"{name}.{ast.unparse(target)}"
        elif isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant) and before != name:
            # the string below a constant explains it
            yield from ((before, article) for article in _articles(str(child.value.value)))


def _all_sources() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for path in DOMAIN.rglob("*.py"):
        name = ".".join(path.relative_to(DOMAIN).with_suffix("").parts).removesuffix(".__init__")
        found |= set(_sources(name, path.read_text(encoding="utf-8")))
    return found


def _rows(text: str) -> list[Row]:
    """The table's rows: article, function, what it fixes, test."""
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[1].startswith("`"):
            rows.append((cells[1].strip("`"), cells[0], cells[3].strip("`")))
    return rows


ROWS = _rows(LAW.read_text(encoding="utf-8")) if LAW.is_file() else []


def test_every_source_is_on_the_map() -> None:
    missing = _all_sources() - {(function, article) for function, article, _ in ROWS}
    assert not missing, f"not in docs/law.md: {sorted(missing)}"


def test_the_map_names_nothing_that_is_not_there() -> None:
    stale = {(function, article) for function, article, _ in ROWS} - _all_sources()
    assert not stale, f"in docs/law.md, not in the code: {sorted(stale)}"


@pytest.mark.parametrize("test", sorted({test for *_, test in ROWS}) or ["no row at all"])
def test_each_named_test_exists(test: str) -> None:
    file, _, name = test.partition("::")
    code = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {name}\(", code, re.MULTILINE), test


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('def f():\n    """Rule.\n\n    Source: Civil Code art. 1.\n    """', [("m.f", "Civil Code art. 1")]),
        (
            'def f():\n    """Rule.\n\n    Source: A art. 1; B\n    art. 2.\n    """',
            [("m.f", "A art. 1"), ("m.f", "B art. 2")],
        ),
        ('X: int = 1\n"""Rule. Source: A art. 1."""', [("m.X", "A art. 1")]),
        (
            'class C:\n    """Rule.\n\n    Source: A.\n    """\n    def f(self):\n        """Source: B."""',
            [("m.C", "A"), ("m.C.f", "B")],
        ),
        ('"""The module itself. Source: none that counts."""', []),
    ],
)
def test_a_planted_source_is_found(code: str, found: list[tuple[str, str]]) -> None:
    assert list(_sources("m", code)) == found
