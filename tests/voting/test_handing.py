"""Who may have a bundle, and that each copy is on record; the file of a vote as it is read without us."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal import db
from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.bundle import verify
from portal.voting.bundle.writing import NotClosedYet
from portal.voting.errors import ReasonMissing
from portal.voting.models import Vote
from portal.voting.models.logbook import Recipient
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.copies import list_copies
from portal.voting.queries.logbook import root
from portal.voting.services.handing import HandedTo, hand_over, hand_over_file
from tests.factories import accounts
from tests.factories import voting as make
from tests.support.client import Client
from tests.voting import bundles

pytestmark = pytest.mark.usefixtures("isolated")
COURT = HandedTo(Recipient.COURT, "武隆区人民法院", "（2026）渝0156民初1号调取")


@pytest.fixture
def vote() -> Vote:
    return bundles.held()


def unpacked(content: bytes, folder: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    return next(path for path in folder.iterdir() if path.is_dir())


def test_a_copy_for_a_court_is_sound_and_on_record(vote: Vote, tmp_path: Path) -> None:
    with transaction():
        packed = hand_over(get_vote(vote.id), COURT, by=make.CLERK, now=make.NOW)
    assert verify.main(["verify.py", str(unpacked(packed.content, tmp_path))]) == 0
    (copy,) = list_copies(vote.id)
    assert (copy.recipient, copy.name, copy.purpose) == (Recipient.COURT, COURT.name, COURT.purpose)
    assert copy.root == root(vote.id)
    session.expire_all()
    assert check_vote(get_vote(vote.id), make.NOW) == []


def test_the_same_record_gives_the_same_archive(vote: Vote) -> None:
    with transaction():
        first = hand_over(get_vote(vote.id), COURT, by=make.CLERK, now=make.NOW)
        second = hand_over(get_vote(vote.id), COURT, by=make.CLERK, now=make.NOW)
    assert first.content == second.content


@pytest.mark.parametrize(
    "to",
    [
        HandedTo(Recipient.COURT, "", "调取"),
        HandedTo(Recipient.SUPERVISOR, "街道", " "),
        HandedTo(Recipient.OWNER, "业主", "核对"),
    ],
)
def test_nobody_gets_a_copy_without_a_name_and_a_reason(to: HandedTo, vote: Vote) -> None:
    with pytest.raises(ReasonMissing), transaction():
        hand_over(get_vote(vote.id), to, by=make.CLERK, now=make.NOW)
    assert list_copies(vote.id) == []


def test_no_copy_of_an_open_vote() -> None:
    with transaction():
        opened = make.opened(make.estate([10000, 5000]))
    with pytest.raises(NotClosedYet), transaction():
        hand_over_file(opened, COURT, by=make.CLERK, now=make.NOW)


@pytest.mark.parametrize(
    "statement", ["UPDATE vote_bundle_copy SET name = 'x'", "DELETE FROM vote_bundle_copy"]
)
def test_a_copy_stays_on_record(statement: str, vote: Vote) -> None:
    with transaction():
        hand_over(get_vote(vote.id), COURT, by=make.CLERK, now=make.NOW)
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), transaction():
        session.execute(sa.text(statement))


def test_the_file_is_read_without_us(vote: Vote, tmp_path: Path) -> None:
    with transaction():
        to = HandedTo(Recipient.FILE, "街道档案室", "归档")
        packed = hand_over_file(get_vote(vote.id), to, by=make.CLERK, now=make.NOW)
    folder = unpacked(packed.content, tmp_path)
    assert verify.main(["verify.py", str(folder / "核验包")]) == 0
    with (folder / "目录.csv").open(encoding="utf-8-sig", newline="") as file:
        index = {row["文件"]: row["SHA-256"] for row in csv.DictReader(file)}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(index) == set(files) - {"目录.csv", "SHA256SUMS"}
    assert all(sha256(files[name].read_bytes()).hexdigest() == digest for name, digest in index.items())
    listed = (folder / "SHA256SUMS").read_text().splitlines()
    assert len(listed) == len(index) + 1
    summary = (folder / "摘要.txt").read_text()
    assert "8 人，520.51 平方米" in summary
    assert "收回 6，其中作废 1" in summary
    assert root(vote.id) in summary
    assert "<script" not in (folder / "摘要.html").read_text()
    assert json.loads((folder / "公告.json").read_text())["vote"] == vote.id
    roll = (folder / "名册（脱敏）.csv").read_text(encoding="utf-8-sig")
    numbers = {voter.number for voter in make.voters(vote)}
    assert not any(number in roll for number in numbers)  # a home is not tied to its ballot
    everything = "".join(path.read_text() for path in files.values())
    assert "业主1号101" not in everything  # the factory's full names


def test_the_commands_write_bundle_and_file(app: Flask, vote: Vote, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["vote", "bundle", str(vote.id), str(tmp_path / "b")]).exit_code == 0
    assert verify.main(["verify.py", str(tmp_path / "b")]) == 0
    again = run(args=["vote", "bundle", str(vote.id), str(tmp_path / "b")])
    assert (again.exit_code, again.stderr) == (1, "“b”已经存在，请给一个新的文件夹名。\n")
    assert run(args=["vote", "archive", str(vote.id), str(tmp_path / "f.zip")]).exit_code == 0
    assert run(args=["vote", "archive", str(vote.id), str(tmp_path / "f.zip")]).exit_code == 1
    assert [copy.recipient for copy in list_copies(vote.id)] == [Recipient.CONSOLE, Recipient.FILE]


@pytest.fixture
def held() -> tuple[Vote, Account, Account]:
    """A closed vote by the real roll of a factory: an owner on it, and somebody who is not."""
    with transaction():
        entrance = accounts.entrance()
        owners = [accounts.owner(entrance, f"业主{number}号") for number in range(2)]
        homes = [accounts.home(entrance, f"{number + 1}01", of) for number, of in enumerate(owners)]
        owner, neighbour = accounts.owning_resident(homes[0], owners[0]), accounts.resident(homes[1])
        made = make.opened(accounts.estate_of(entrance))
    session.expunge_all()
    return made, owner, neighbour


def address(vote: Vote, page: str) -> str:
    return f"/estates/{vote.estate_id}/votes/{vote.id}/{page}"


def test_owners_on_the_roll_get_it_after_closing_and_nobody_else(
    client: Client, held: tuple[Vote, Account, Account]
) -> None:
    vote, owner, neighbour = held
    with time_machine.travel(make.NOW, tick=False):
        client.sign_in(owner)
        assert client.get(address(vote, "bundle")).status_code == 303  # still open
    with time_machine.travel(make.NOW + timedelta(days=9), tick=False):
        client.sign_in(owner)
        assert "下载核验包" in client.read(address(vote, "bundle")).text
        client.sign_in(neighbour)
        assert "先确认是业主" in client.read(address(vote, "bundle")).text
        posted = client.post(address(vote, "bundle"), data={"promise": "y"})
        assert posted.mimetype != "application/zip"
    assert list_copies(vote.id) == []


@pytest.mark.parametrize(
    ("role", "takes", "hands_over"),
    [
        (Role.OBSERVER, True, False),
        (Role.COMMUNITY_CLERK, False, False),
        (Role.STREET, True, True),
        (Role.DISTRICT, True, True),
    ],
)
def test_which_staff_may_take_and_hand_over(
    role: Role, takes: bool, hands_over: bool, client: Client, held: tuple[Vote, Account, Account]
) -> None:
    vote, _, _ = held
    with transaction():
        estate = session.get_one(Estate, vote.estate_id)
        scopes = {Role.STREET: {"street": estate.street}, Role.DISTRICT: {}}
        account = accounts.staff("工作人员", role, **scopes.get(role, {"estate": estate}))
    session.expunge_all()
    with time_machine.travel(make.NOW + timedelta(days=9), tick=False):
        client.sign_in(account)
        page = client.read(f"/desk{address(vote, 'record')}").text
    assert "核对过" in page
    assert ("领核验包" in page, "法院，按调取文书" in page) == (takes, hands_over)
    db.session.remove()
