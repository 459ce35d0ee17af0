"""Between looking and agreeing: the roll may change, and votes may be running."""

import pytest
from sqlalchemy import select

from portal.communities.errors import RollChanged
from portal.communities.models import Estate
from portal.communities.services import comparing
from portal.communities.services.comparing import compare
from portal.communities.services.importing import RollFile, import_previewed
from portal.db import session, transaction
from portal.domain.stages import VoteState
from portal.voting.models import Vote, Voter, VoterPart
from portal.voting.queries.running import parts_on_running_rolls
from tests.communities.roll.files import home, mobile, resident
from tests.factories import communities as make
from tests.factories import voting
from tests.factories.communities import SAME, taken

pytestmark = pytest.mark.usefixtures("isolated")


def previewed(estate: Estate, seen: str, *homes: make.Row) -> dict[str, int]:
    file = RollFile("名册.csv", make.roll(*homes), make.reading_of(*homes))
    with transaction():
        place = session.get_one(Estate, estate.id)
        return import_previewed(place, file, seen=seen, by=make.CLERK, now=make.NOW).to_json()


@pytest.mark.parametrize(
    "meanwhile",
    [
        (home(1), home(2)),
        (home(1) | {"建筑面积(㎡)": 99},),
        (home(1, 手机号码=mobile(9)),),
        (home(2),),
    ],
    ids=["added", "area", "phone", "removed"],
)
def test_what_was_agreed_to_is_what_happens(estate: Estate, meanwhile: tuple[make.Row, ...]) -> None:
    taken(estate, home(1))
    wanted = home(1, 备注="改"), home(3)
    seen = compare(estate, make.reading_of(*wanted)).stamp
    taken(estate, *meanwhile)
    with pytest.raises(RollChanged):
        previewed(estate, seen, *wanted)
    seen = compare(estate, make.reading_of(*wanted)).stamp
    assert previewed(estate, seen, *wanted) != SAME


def test_the_frozen_roll_stays(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sale, a merger and a lost home after opening change nothing of the vote, and are told."""
    monkeypatch.setattr(comparing, "watching", [parts_on_running_rolls])
    rows = [home(n, 面积来源="登记") for n in (1, 2, 3, 4)]
    taken(estate, *rows)
    with transaction():
        voting.opened(session.get_one(Estate, estate.id))
    frozen = [
        session.execute(select(table.__table__).order_by(table.id)).all() for table in (Voter, VoterPart)
    ]
    assert len(frozen[0]) == 4
    sold = home(1, 面积来源="登记", 产权人="新业主", 证件号码=resident(9))
    with transaction():
        again = [sold, home(2, 面积来源="登记"), home(3, 面积来源="测绘"), home(5, 面积来源="登记")]
        comparison = make.take(session.get_one(Estate, estate.id), *again)
    assert [str(each) for each in comparison.warned] == ["1栋1单元1-1", "1栋1单元3-1", "1栋1单元4-1"]
    assert frozen == [
        session.execute(select(table.__table__).order_by(table.id)).all() for table in (Voter, VoterPart)
    ]


@pytest.mark.parametrize(
    ("state", "warned"),
    [
        (VoteState.DRAFT, False),
        (VoteState.ANNOUNCED, True),
        (VoteState.OPEN, True),
        (VoteState.COUNTING, True),
        (VoteState.PRELIMINARY, False),
        (VoteState.FINAL, False),
        (VoteState.VOID, False),
    ],
)
def test_which_votes_are_running(estate: Estate, state: VoteState, warned: bool) -> None:
    taken(estate, home(1, 面积来源="登记"), home(2, 面积来源="登记"))
    with transaction():
        vote = voting.opened(session.get_one(Estate, estate.id))
        session.get_one(Vote, vote.id).state = state
        other = make.with_roll(home(1), name="隔壁小区")
    parts = {part.id for part in make.living(estate).values()}
    one = min(parts)
    assert parts_on_running_rolls(estate.id, {one}) == ({one} if warned else set())
    assert parts_on_running_rolls(other.id, parts) == set()
