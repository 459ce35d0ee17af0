"""What stands in deploy/ fits the portal that it runs, and nginx takes it where there is one."""

import ast
import configparser
import re
import shlex
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.config import Config
from tests.rules.source import imports
from tests.support.databases import ROOT
from tests.support.nginx import DEPLOY, configure

_UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer"), *DEPLOY.glob("*.socket")])
_HOME = "/srv/jiayuan/app"


def _unit(path: Path) -> configparser.RawConfigParser:
    read = configparser.RawConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(path, encoding="utf-8")
    return read


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def test_nginx_takes_the_site(tmp_path: Path) -> None:
    if shutil.which("nginx") is None:
        pytest.skip("no nginx here")
    whole = configure(tmp_path, [8640, 8641], 8642)
    tried = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(whole), "-e", str(tmp_path / "error.log")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr


def test_nginx_takes_whatever_the_portal_takes(tmp_path: Path) -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    most = re.search(r"client_max_body_size (\d+)m;", site)
    assert most
    config = Config("sqlite://", "", b"", tmp_path)
    assert int(most[1]) * 2**20 >= 3 * config.max_upload
    assert site.count("{") == site.count("}")


@pytest.mark.parametrize("path", _UNITS, ids=lambda path: path.name)
def test_a_unit_names_what_is_there(path: Path) -> None:
    unit = _unit(path)
    assert unit["Unit"]["Description"]
    if path.suffix != ".service":
        return
    service = unit["Service"]
    assert service["User"] == "jiayuan"
    assert service["NoNewPrivileges"] == "true"
    assert service["ProtectSystem"] == "strict"
    for line in re.findall(r"^ExecStart=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        for word in shlex.split(line):
            inside = word.removeprefix(f"{_HOME}/")
            if word.startswith("deploy/"):
                assert (ROOT / inside).is_file()


def test_each_command_of_a_unit_is_one_of_ours(app: Any) -> None:
    for path in _UNITS:
        for command in re.findall(r"/flask (\w+)", path.read_text(encoding="utf-8")):
            assert command in app.cli.commands, f"{path.name}: flask {command}"


def test_every_setting_of_the_example_is_explained() -> None:
    explained = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    example = (DEPLOY / "portal.env.example").read_text(encoding="utf-8")
    for name in re.findall(r"^([A-Z_]+)=", example, re.MULTILINE):
        assert name in explained


def test_the_containers_are_two_portals_a_worker_and_what_they_need(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"postgres", "migrate", "portal-1", "portal-2", "worker", "nginx"}
    for name in ("portal-1", "portal-2", "worker"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert services[name]["environment"]["TRUSTED_PROXIES"] == "1"
    assert all("/" not in service.get("image", "") for service in services.values())
    command = services["nginx"]["command"][-1]
    found = re.search(r"sed '([^']+)'", command)
    assert found
    site = subprocess.run(
        ["sed", found[1], DEPLOY / "nginx.conf"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert re.findall(r"server (portal-\d):8000 max_fails=1", site) == ["portal-1", "portal-2"]


def test_the_file_for_the_image_copies_what_is_there() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    assert {"requirements.txt", "portal", "templates", "static", "wsgi.py"} <= set(copied)
    assert all((ROOT / name).exists() for name in copied)


def test_what_the_portal_imports_is_installed_without_the_tests() -> None:
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if re.match(r"[A-Za-z]", line)
    }
    brought = metadata.packages_distributions()
    wanted = {
        name.split(".")[0]
        for path in (ROOT / "portal").rglob("*.py")
        for _, name in imports(ast.parse(path.read_text(encoding="utf-8")))
    }
    for name in wanted - sys.stdlib_module_names - {"portal", ""}:
        from_whom = {each.lower().replace("_", "-") for each in brought.get(name, [])}
        assert from_whom & pinned, f"{name} comes with the tests only"
