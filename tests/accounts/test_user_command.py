"""``flask user add``, as an operator types it."""

import pytest
from flask import Flask

from portal.accounts import passwords, queries
from portal.accounts.cli import user
from portal.db import transaction
from portal.permissions import Role
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("isolated")


def run(app: Flask, *arguments: str) -> tuple[int, str, str]:
    done = app.test_cli_runner().invoke(user, ["add", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_the_one_time_password_is_all_that_is_printed(app: Flask) -> None:
    with transaction():
        estate = make.estate_of(make.entrance("油房沟小区"))
    code, out, err = run(app, "王干事", "--role", "community_clerk", "--estate", "油房沟小区")
    assert (code, err) == (0, "")
    account = queries.get_staff("王干事")
    assert account.must_change_password
    assert passwords.verify(account.password_hash, out.strip())
    assert queries.roles_of(account, estate) == {Role.COMMUNITY_CLERK}


def test_the_district_has_no_place(app: Flask) -> None:
    assert run(app, "李科长", "--role", "district")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "street"), "街道经办要写明管哪个街道"),
        (("--role", "observer", "--estate", "没有"), "没有找到“没有”"),
        (("--role", "street", "--street", "没有"), "没有找到“没有”"),
    ],
)
def test_a_refusal_is_one_line_and_writes_nothing(app: Flask, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = run(app, "新人", *arguments)
    assert (code, out) == (1, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert queries.find_staff("新人") is None


def test_the_same_name_twice(app: Flask) -> None:
    run(app, "李科长", "--role", "district")
    assert "已经有人用了" in run(app, "李科长", "--role", "district")[2]
