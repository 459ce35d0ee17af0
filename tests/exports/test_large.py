"""Large files: made by a job, fetched once, by whoever asked, for a day; and the archive of a project."""

import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from portal.accounts.models import Account, RoleGrant
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.exports import sizes
from portal.exports.desk import taking
from portal.exports.making import throw_away
from portal.exports.models import ExportFile, ExportRecord
from portal.exports.papers_files import write_papers
from portal.exports.store import stored
from portal.jobs.worker import run_due
from portal.permissions import Role
from portal.voting.models import Vote
from portal.voting.models.logbook import BundleCopy
from portal.voting.services.closing import close
from tests.factories import accounts, exports, plans, voting
from tests.support.client import Client

LATER = exports.LATER


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return exports.estate()


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "LARGE", 3)


@pytest.fixture
def officer(estate: Estate) -> Account:
    with transaction():
        return accounts.staff("街道经办", Role.STREET, street=estate.street)


@pytest.fixture
def street(client: Client, officer: Account) -> Client:
    client.sign_in(officer)
    return client


@pytest.fixture
def work(app: Flask) -> Any:
    def _work() -> None:
        with app.app_context():
            run_due(LATER + timedelta(minutes=1))

    return _work


def asked(street: Client, estate: Estate, **said: str | None) -> ExportFile:
    """Of the newest file that was asked for."""
    answers = {"table": "roll", "purpose": "归档", **said}
    response = street.submit(f"/desk/streets/{estate.street_id}/exports", answers)
    assert (response.status_code, response.location) == (303, "/desk/exports/files")
    return session.query(ExportFile).order_by(ExportFile.id.desc()).first()


def test_a_large_table_waits_for_its_owner(street: Client, estate: Estate, work: Any) -> None:
    token = asked(street, estate).token
    assert "正在生成" in street.read("/desk/exports/files").text
    street.read(f"/desk/exports/files/{token}", 404)
    assert session.query(ExportRecord).count() == 0
    work()
    assert "可以领了" in street.read("/desk/exports/files").text
    page = street.read(f"/desk/exports/files/{token}").text
    taken = street.send({})
    content = taken.get_data()
    taken.close()
    digest = hashlib.sha256(content).hexdigest()
    assert digest in page.replace(" ", "")
    record = session.query(ExportRecord).one()
    assert (record.sha256, record.size, record.rows) == (digest, len(content), 9)
    assert (record.actor, record.purpose, record.masked) == ("街道经办", "归档", True)
    assert record.scope == f"street:{estate.street_id}"
    assert len(exports.workbook(io.BytesIO(content))["业主名册"]) > 9
    assert not stored_there(street, token)


def stored_there(client: Client, token: str) -> bool:
    with client.application.app_context():
        return stored(token).exists()


def test_it_is_fetched_once(street: Client, estate: Estate, work: Any) -> None:
    token = asked(street, estate).token
    work()
    csrf = street.read(f"/desk/exports/files/{token}").all(name="csrf_token")[0]["value"]
    first = street.post(f"/desk/exports/files/{token}", data={"csrf_token": csrf})
    first.get_data()
    first.close()
    assert street.post(f"/desk/exports/files/{token}", data={"csrf_token": csrf}).status_code == 404
    street.read(f"/desk/exports/files/{token}", 404)
    assert session.query(ExportRecord).count() == 1


def test_foreign_expired_and_unknown_links_tell_nothing(
    street: Client, estate: Estate, officer: Account, work: Any
) -> None:
    """Whatever the reason, one and the same answer."""
    token = asked(street, estate).token
    work()
    street.read("/desk/exports/files")  # what was said there is said once
    answers = [street.read("/desk/exports/files/nothing-of-ours", 404).one("main").text]
    with time_machine.travel(LATER + timedelta(hours=25)):
        street.sign_in(officer)
        answers.append(street.read(f"/desk/exports/files/{token}", 404).one("main").text)
    with transaction():
        other = accounts.staff("别的经办", Role.STREET, street=estate.street)
    street.sign_in(other)
    answers.append(street.read(f"/desk/exports/files/{token}", 404).one("main").text)
    assert len(set(answers)) == 1
    assert "还没有大文件" in street.read("/desk/exports/files").text


def test_who_lost_the_right_finds_nothing(street: Client, estate: Estate, work: Any) -> None:
    """A full file of the street, and since then the person is only the estate's clerk."""
    answers = {"table": "roll", "purpose": "报区住建委", "masked": None}
    response = street.submit(f"/desk/streets/{estate.street_id}/exports", answers)
    street.read(response.location)
    street.send({"purpose": "报区住建委核查", "confirmed": "y"})
    kept = session.query(ExportFile).one()
    token, account_id = kept.token, kept.account_id
    work()
    street.read(f"/desk/exports/files/{token}")
    with transaction():
        grant = session.query(RoleGrant).filter_by(account_id=account_id).one()
        grant.ended_at = LATER
        session.add(
            RoleGrant(account_id=account_id, role=Role.COMMUNITY_CLERK, estate_id=estate.id, granted_at=LATER)
        )
    street.read(f"/desk/exports/files/{token}", 404)


def test_what_nobody_fetched_is_thrown_away(street: Client, estate: Estate, work: Any) -> None:
    token = asked(street, estate).token
    work()
    with street.application.app_context():
        throw_away(LATER, LATER)
        assert stored(token).exists()
        throw_away(LATER + timedelta(hours=25), LATER)
        assert not stored(token).exists()


def test_a_small_table_leaves_at_once(street: Client, estate: Estate) -> None:
    response = street.submit(f"/desk/streets/{estate.street_id}/exports", table="projects", purpose="归档")
    assert response.status_code == 200
    response.close()
    assert session.query(ExportFile).count() == 0


def test_five_thousand_rows_are_the_line() -> None:
    assert sizes.LARGE == 5000


@pytest.fixture
def held(estate: Estate) -> Vote:
    with transaction():
        plans.published(estate, plans.draft("雨污分流", cost=100))
        exports.open_vote(estate, title="还在投")
        vote = voting.opened(estate, voting.APPROVE, voting.CHOOSE, title="已截止")
        for voter in voting.voters(vote)[:6]:
            exports.answer(voter, Choice.APPROVE, 0)
        close(vote, voting.CLERK, now=vote.closes_at)
    return vote


def test_the_archive_reads_without_this_software(
    street: Client, estate: Estate, held: Vote, work: Any, tmp_path: Path
) -> None:
    estate_id, vote_id = estate.id, held.id
    papers = set(write_papers(estate, vote_id, tmp_path, Actor(None, "干事")))
    for path in tmp_path.iterdir():
        path.unlink()
    street.submit(f"/desk/estates/{estate_id}/exports/archive", purpose="归档")
    work()
    token = session.query(ExportFile).one().token
    street.read(f"/desk/exports/files/{token}")
    response = street.send({})
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as archive:
        archive.extractall(tmp_path)
    response.close()
    (root,) = tmp_path.iterdir()
    sums = dict(line.split("  ", 1)[::-1] for line in (root / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    assert set(sums) == set(files) - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest
    assert {path.name for path in (root / "公文").iterdir()} == papers
    index = list(csv.DictReader(io.StringIO(files["目录.csv"].read_text(encoding="utf-8-sig"))))
    assert {row["文件"] for row in index} == set(sums) - {"目录.csv"}
    bundle = root / "表决" / f"投票{vote_id}" / "核验包"
    done = subprocess.run([sys.executable, bundle / "verify.py", bundle], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    about = files["说明.txt"].read_text(encoding="utf-8")
    assert "没有收入：“还在投”" in about
    assert "改造方案/第1版.json" in files
    (copy,) = session.query(BundleCopy)
    assert (copy.vote_id, copy.recipient.value) == (vote_id, "file")


def test_nothing_in_the_archive_leads_from_a_home_to_a_ballot(
    street: Client, estate: Estate, held: Vote, work: Any, tmp_path: Path
) -> None:
    """The bundle inside knows ballots by number and moment; no other file knows either beside a home."""
    numbers = [voter.number for voter in voting.voters(held)]
    street.submit(f"/desk/estates/{estate.id}/exports/archive", purpose="归档")
    work()
    token = session.query(ExportFile).one().token
    street.read(f"/desk/exports/files/{token}")
    response = street.send({})
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as archive:
        tables = [name for name in archive.namelist() if "/表格/" in name]
        found = {name.rpartition("/")[2]: archive.read(name) for name in tables}
    response.close()
    assert not [name for name in found if "逐户" in name or "送达" in name or "入户" in name]
    said = "\n".join(content.decode("utf-8-sig") for name, content in found.items() if name.endswith("csv"))
    assert not [number for number in numbers if number in said.replace(" ", "")]
    assert not [name for name in exports.NAMES if len(name) > 2 and name in said]


def test_only_who_may_hand_over_takes_an_archive(client: Client, estate: Estate) -> None:
    with transaction():
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=estate)
    client.sign_in(clerk)
    assert "整套案卷" not in client.read(f"/desk/estates/{estate.id}/exports").text
    client.read(f"/desk/estates/{estate.id}/exports/archive", 403)
