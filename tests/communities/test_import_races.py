"""Two people who agree to the same import at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal import crypto
from portal.communities.errors import RollChanged
from portal.communities.models import Estate, Part, RollImport
from portal.communities.services.comparing import compare
from portal.communities.services.importing import RollFile, import_previewed
from portal.db import session, transaction
from tests.communities.roll.files import home
from tests.factories import communities as make

pytestmark = pytest.mark.usefixtures("fresh_database")
HOMES = [home(number) for number in range(1, 41)]


@pytest.fixture(autouse=True)
def key_of_the_data() -> None:
    crypto.configure(b"for tests only, thirty-two bytes")


def at_once(deed: Callable[[], None], times: int) -> list[BaseException | None]:
    """What became of each."""
    ready = Barrier(times)
    ended: list[BaseException | None] = []

    def do() -> None:
        ready.wait(timeout=30)
        try:
            deed()
            ended.append(None)
        except BaseException as error:
            ended.append(error)
        finally:
            session.remove()

    threads = [Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ended


def test_one_imports_and_the_others_look_again() -> None:
    with transaction():
        estate_id = make.estate().id
    file = RollFile("名册.csv", make.roll(*HOMES), make.reading_of(*HOMES))
    seen = compare(session.get_one(Estate, estate_id), file.reading).stamp
    session.remove()

    def agree() -> None:
        with transaction():
            place = session.get_one(Estate, estate_id)
            import_previewed(place, file, seen=seen, by=make.CLERK, now=make.NOW)

    ended = at_once(agree, 4)
    assert sorted(type(each).__name__ for each in ended) == ["NoneType", *["RollChanged"] * 3]
    assert [str(each) for each in ended if each] == [str(RollChanged())] * 3
    assert session.scalar(select(func.count()).select_from(Part)) == 40
    assert session.scalar(select(func.count()).select_from(RollImport)) == 1
