"""The layers of the house, and that every contract about them bites."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .source import ROOT


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_imports_point_down() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("portal/voting/models.py", "from portal.desk import views", "Features look down only"),
        ("portal/audit/models.py", "from portal.jobs import models", "Features look down only"),
        ("portal/domain/errors.py", "from portal import db", "Features look down only"),
        ("portal/voting/models.py", "from portal.voting import views", "Inside a feature"),
        ("portal/voting/desk.py", "from portal.voting import views", "Inside a feature"),
        ("portal/voting/models.py", "from flask import request", "have never heard of HTTP"),
        ("portal/voting/services/__init__.py", "from flask import request", "have never heard of HTTP"),
        # Round the corner, through somebody else's command.
        ("portal/voting/models.py", "from portal.accounts import cli", "have never heard of HTTP"),
    ],
)
def test_contract_bites(tmp_path: Path, room: str, line: str, contract: str) -> None:
    shutil.copytree(ROOT / "portal", tmp_path / "portal", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    with (tmp_path / room).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = _lint(tmp_path)
    broken = [text for text in done.stdout.splitlines() if text.endswith("BROKEN") and contract in text]
    assert done.returncode == 1, done.stdout + done.stderr
    assert broken, done.stdout + done.stderr
