"""The verification bundle: sound as it is given out, and whatever is done to it is noticed, twice."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from portal.db import session, transaction
from portal.voting.bundle import verify
from portal.voting.bundle.writing import FolderThere, NotClosedYet, write_bundle
from portal.voting.events import KINDS
from portal.voting.queries import get_vote
from portal.voting.queries.report import result_of
from portal.voting.services.closing import publish_result
from tests.factories import voting as make
from tests.voting import bundles
from tests.voting.second_verifier import is_sound


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bundle that is changed again and again is copied from."""
    return tmp_path_factory.mktemp("kept") / "bundle"


@pytest.fixture
def bundle(kept: Path, isolated: None, tmp_path: Path) -> Path:
    """One bundle for all changes; only the first test that asks for it makes it."""
    if not kept.exists():
        bundles.bundled(bundles.held(deemed=bundles.DEEMED), kept)
    return Path(shutil.copytree(kept, tmp_path / "bundle"))


def verified(folder: Path) -> bool:
    return verify.main(["verify.py", str(folder)]) == 0


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize("kind", bundles.KINDS)
def test_every_kind_of_vote_verifies_twice(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vote = bundles.held(**bundles.KINDS[kind])
    folder = bundles.bundled(vote, tmp_path / "bundle")
    assert verified(folder), capsys.readouterr().out
    assert is_sound(folder)
    said = capsys.readouterr().out
    assert "8 人，520.51 平方米" in said  # the whole roll, in heads and area
    with transaction():
        publish_result(get_vote(vote.id), make.CLERK, now=make.NOW)
    again = bundles.bundled(vote, tmp_path / "published")
    assert verified(again), capsys.readouterr().out
    assert is_sound(again)


def test_it_stands_alone_and_names_nobody(bundle: Path) -> None:
    """No site-packages, no environment: only the interpreter."""
    alone = [sys.executable, "-I", "-S", "verify.py"]
    run = subprocess.run(alone, cwd=bundle, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "全部一致" in run.stdout
    assert len((bundle / "verify.py").read_text().splitlines()) <= 300
    everything = "".join(path.read_text() for path in bundle.iterdir() if path.name != "verify.py")
    assert "业主1" not in everything  # the factory's names
    assert "101" not in (bundle / "electorate.csv").read_text().split(",")


@pytest.mark.parametrize("sealed", [False, True], ids=["as it is", "sealed again"])
@pytest.mark.parametrize("what", bundles.CHANGES)
def test_every_change_is_noticed_twice(what: str, sealed: bool, bundle: Path) -> None:
    bundles.apply(bundle, what)
    if sealed:
        bundles.seal(bundle)
    assert not verified(bundle)
    assert not is_sound(bundle)


@pytest.mark.parametrize("name", [*verify.FILES, "SHA256SUMS"])
def test_a_missing_file_is_noticed(name: str, bundle: Path) -> None:
    (bundle / name).unlink()
    if name not in {"SHA256SUMS", "verify.py"}:
        bundles.seal(bundle)
    assert not verified(bundle)


def test_the_roll_of_another_vote_is_noticed(bundle: Path, tmp_path: Path) -> None:
    other = bundles.bundled(bundles.held(title="另一次"), tmp_path / "other")
    shutil.copy(other / "electorate.csv", bundle)
    bundles.seal(bundle)
    assert not verified(bundle)
    assert not is_sound(bundle)


def test_a_record_written_anew_from_end_to_end_differs_from_the_printed_root(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who rewrites everything consistently is caught by the paper on the wall."""
    printed = json.loads((bundle / "root.json").read_text())["published"][0]["root"]
    assert verify.main(["verify.py", str(bundle), printed[:8], printed[8:16]]) == 0
    assert verify.main(["verify.py", str(bundle), "0" * 16]) == 1
    assert "没有一个指纹是" in capsys.readouterr().out


@pytest.mark.usefixtures("isolated")
def test_the_result_in_the_bundle_is_the_result(tmp_path: Path) -> None:
    vote = bundles.held()
    folder = bundles.bundled(vote, tmp_path / "bundle")
    assert json.loads((folder / "result.json").read_text()) == result_of(get_vote(vote.id), make.NOW)


@pytest.mark.usefixtures("isolated")
def test_no_bundle_of_an_open_vote_nor_over_another(tmp_path: Path) -> None:
    with transaction():
        vote = make.opened(make.estate([10000, 5000]))
    with pytest.raises(NotClosedYet), transaction():
        write_bundle(vote, tmp_path / "open", make.NOW)
    closed = make.NOW + timedelta(days=30)
    with pytest.raises(FolderThere), transaction():
        write_bundle(vote, tmp_path, closed)
    assert not list(tmp_path.iterdir())


def test_the_verifier_knows_every_event_that_may_be_logged() -> None:
    assert {*verify.EVENTS, *verify.MILESTONES} == set(KINDS)
    assert set(verify.MILESTONES) == {kind for kind, of in KINDS.items() if of.milestone}
    session.remove()
