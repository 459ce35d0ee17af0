"""Whoever wants to check the law needs nothing but Python."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import importlib, pkgutil, sys
import portal.domain
for module in pkgutil.walk_packages(portal.domain.__path__, "portal.domain."):
    importlib.import_module(module.name)
tops = {name.partition(".")[0] for name in sys.modules} - {"portal", "__main__", "__mp_main__"}
print(*sorted(tops - set(sys.stdlib_module_names)))
print(*sorted(name for name in sys.modules if name.startswith("portal.") and ".domain" not in name))
print(sum(name.startswith("portal.domain.") for name in sys.modules))
"""


def test_the_domain_pulls_in_nothing_but_the_standard_library() -> None:
    # -S leaves out site-packages with whatever is installed there; -I the environment.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{PROGRAM}"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    foreign, ours_above, count = done.stdout.split("\n")[:3]
    assert (foreign, ours_above) == ("", "")
    assert int(count) > 15
