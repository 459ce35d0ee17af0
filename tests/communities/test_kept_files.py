"""The file between the two steps: sealed, one person's, gone after an hour."""

from datetime import timedelta
from pathlib import Path

import pytest

from portal import crypto
from portal.communities.kept_files import KEPT_FOR, KeptFile, Shelf
from portal.communities.roll.kinds import AreaSource
from tests.communities.roll.files import home, mobile, resident
from tests.factories.communities import NOW, roll

FILE = KeptFile("名册.csv", roll(home(1)), AreaSource.SURVEY)


@pytest.fixture(autouse=True)
def key_of_the_data() -> None:
    crypto.configure(b"for tests only, thirty-two bytes")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "rolls", estate_id=1, account_id=12)


def test_what_was_kept_is_found(shelf: Shelf) -> None:
    assert shelf.find(shelf.keep(FILE, NOW), NOW) == FILE
    plain = KeptFile("a.xlsx", b"PK\x03\x04", None)
    assert shelf.find(shelf.keep(plain, NOW), NOW) == plain


def test_nothing_can_be_read_on_the_disk(shelf: Shelf, tmp_path: Path) -> None:
    shelf.keep(FILE, NOW)
    (path,) = (tmp_path / "rolls").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_bytes()
    assert not any(word.encode() in content for word in (resident(1), mobile(1), "业主", "名册"))


@pytest.mark.parametrize(("estate_id", "account_id"), [(2, 12), (1, 13), (1, 1), (11, 2)])
def test_nobody_else_finds_it(shelf: Shelf, tmp_path: Path, estate_id: int, account_id: int) -> None:
    key = shelf.keep(FILE, NOW)
    other = Shelf(tmp_path / "rolls", estate_id=estate_id, account_id=account_id)
    assert other.find(key, NOW) is None
    other.drop(key)
    other.keep(FILE, NOW)
    assert shelf.find(key, NOW) == FILE


def test_it_is_gone_after_an_hour(shelf: Shelf, tmp_path: Path) -> None:
    key = shelf.keep(FILE, NOW)
    assert shelf.find(key, NOW + KEPT_FOR - timedelta(seconds=1)) == FILE
    assert shelf.find(key, NOW + KEPT_FOR) is None
    assert list((tmp_path / "rolls").iterdir()) == []


def test_a_new_file_takes_the_place_of_the_last(shelf: Shelf, tmp_path: Path) -> None:
    first, second = shelf.keep(FILE, NOW), shelf.keep(FILE, NOW)
    assert shelf.find(first, NOW) is None
    assert shelf.find(second, NOW) == FILE
    shelf.drop(second)
    assert list((tmp_path / "rolls").iterdir()) == []


@pytest.mark.parametrize("key", ["", "../secret_key.secret", "0" * 31, "G" * 32, "0" * 32])
def test_a_made_up_key_finds_nothing(shelf: Shelf, key: str) -> None:
    shelf.keep(FILE, NOW)
    assert shelf.find(key, NOW) is None
    shelf.drop(key)
