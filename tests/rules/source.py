"""The project's files as the rules read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {"node_modules", "test-results", "build", "dist", "vendor", "__pycache__"}


def files(pattern: str) -> list[Path]:
    """Our files that fit a glob from the root, such as ``portal/**/*.py``."""
    return sorted(path for path in ROOT.glob(pattern) if path.is_file() and _is_ours(path.relative_to(ROOT)))


def _is_ours(path: Path) -> bool:
    """Not something that a tool, a run or another project left there."""
    return not any(
        folder in _NOT_OURS or folder.endswith(".egg-info") or (folder.startswith(".") and folder != ".ci")
        for folder in path.parts[:-1]
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported; a relative import keeps its dots."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def called(node: ast.AST) -> str:
    """``datetime.now`` for a call of it, however deep; "" for anything else."""
    return _dotted(node.func) if isinstance(node, ast.Call) else ""


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""
