"""Every deed that our code puts on record has its sentence."""

import ast
from collections.abc import Iterator

from portal.audit import words
from portal.domain.stages import CaseState
from tests.rules.source import called, files, name, tree


def _strings(node: ast.AST | None) -> Iterator[str]:
    """What stands there outright, also in both arms of a choice."""
    for part in ast.walk(node) if node else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _recorded(position: int) -> Iterator[tuple[str, str]]:
    """Place and text of an argument of each call of audit's record()."""
    for path in files("portal/**/*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node).split(".")[-1] == "record" and len(node.args) >= 4:
                yield from ((f"{name(path)}:{node.lineno}", text) for text in _strings(node.args[position]))


def test_every_deed_has_a_sentence() -> None:
    missing = [f"{place} {action}" for place, action in _recorded(2) if not _is_worded(action)]
    assert not missing, "portal/audit/words.py lacks:\n" + "\n".join(missing)


def _is_worded(action: str) -> bool:
    """``case.`` is the beginning of a deed that is put together where it is recorded."""
    if action.endswith("."):
        return any(known.startswith(action) for known in words.ACTIONS)
    return action in words.ACTIONS


def test_every_subject_has_a_word() -> None:
    tables = [(place, text.partition(":")[0]) for place, text in _recorded(3) if ":" in text]
    missing = [f"{place} {table}" for place, table in tables if table not in words.SUBJECTS]
    assert not missing, "portal/audit/words.py lacks:\n" + "\n".join(missing)


def test_the_search_finds_deeds() -> None:
    found = {action for _place, action in _recorded(2)}
    assert {"vote.open", "roll.import", "slip.print"} <= found
    assert not _is_worded("moon.land")
    assert not _is_worded("moon.")


def test_every_step_of_a_case_has_a_sentence() -> None:
    steps = {f"case.{state.value}" for state in CaseState} - {"case.sent"}
    assert steps <= set(words.ACTIONS)


def test_residents_deeds_are_deeds() -> None:
    assert set(words.ACTIONS) >= words.BY_RESIDENTS
