"""What may be a password, and what is done for a name that does not exist."""

import pytest
from argon2 import PasswordHasher

from portal.accounts import passwords
from portal.accounts.errors import TooShort, TooSimple


@pytest.mark.parametrize("good", ["凤山街道的柏杨路", "correct horse 7", "yces-kzzh-wuxt", "Fuling2026!x"])
def test_good_passwords(good: str) -> None:
    passwords.check_password(good + "-a1", "zhangsan")


@pytest.mark.parametrize(
    ("bad", "refusal"),
    [
        ("aB3-efghi", TooShort),
        ("abcdefghijkl", TooSimple),
        ("Password-2026", TooSimple),
        ("zhangsan-2026x", TooSimple),
        ("x1x1x1x1x1x1", TooSimple),
        ("wulong-12345", TooSimple),
    ],
)
def test_bad_passwords(bad: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        passwords.check_password(bad, "zhangsan")


@pytest.mark.parametrize("bad", ["12345", "111111", "123456", "654321", "121212", "138123", "812345"])
def test_bad_passcodes(bad: str) -> None:
    with pytest.raises((TooShort, TooSimple)):
        passwords.check_passcode(bad, "13812345678")


def test_a_good_passcode() -> None:
    passwords.check_passcode("730519", "13812345678")


def test_a_secret_fits_itself_alone() -> None:
    stored = passwords.hash_secret("一个口令")
    assert passwords.verify(stored, "一个口令")
    assert not passwords.verify(stored, "另一个口令")
    assert stored != passwords.hash_secret("一个口令")


def test_nobody_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look at the clock tells nothing: without a stored hash one is checked all the same."""
    checked = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            checked.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Watched(time_cost=2, memory_cost=19456, parallelism=1))
    assert not passwords.verify(None, "随便什么")
    assert checked
    assert checked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_that_is_broken_opens_nothing() -> None:
    assert not passwords.verify("not a hash", "x")


def test_one_time_passwords_can_be_dictated() -> None:
    made = passwords.one_time_password()
    assert [len(group) for group in made.split("-")] == [4, 4, 4]
    assert not set(made) & set("01ilo")
    assert made != passwords.one_time_password()
