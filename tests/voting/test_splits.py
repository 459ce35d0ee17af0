"""By building and by channel nobody shows: small groups are hidden, and so is what would betray them."""

import pytest

from portal.communities.models import Building, Entrance, Estate
from portal.db import session, transaction
from portal.voting.models import Vote
from portal.voting.queries.splits import LEAST, Split, by_building, by_channel, hide_small
from tests.factories import after
from tests.factories import voting as make
from tests.factories.voting_desk import on_paper


@pytest.mark.parametrize(
    ("voters", "hidden"),
    [
        ({"1": 5, "2": 6}, set()),
        ({"1": 4, "2": 6, "3": 9}, {"1", "2"}),  # the whole less 2 and 3 would give 1 away
        ({"1": 4, "2": 1, "3": 9}, {"1", "2"}),  # five stand behind the two together
        ({"1": 3, "2": 1, "3": 9, "4": 8}, {"1", "2", "4"}),
        ({"1": 2}, {"1"}),
        ({"1": 0, "2": 7}, {"1", "2"}),
        ({}, set()),
    ],
)
def test_what_is_hidden(voters: dict[str, int], hidden: set[str]) -> None:
    shown = hide_small(voters, {name: {"approve": number} for name, number in voters.items()})
    assert {split.name for split in shown if split.answers is None} == hidden
    assert [split.voters for split in shown] == list(voters.values())


def buildings(sizes: list[int]) -> Estate:
    """Each building with so many homes of 50.00 m2."""
    estate = make.estate([5000] * sizes[0])
    for number, size in enumerate(sizes[1:], start=2):
        building = Building(estate_id=estate.id, name=f"{number}栋", number=number)
        session.add(building)
        session.flush()
        entrance = Entrance(estate_id=estate.id, building_id=building.id, name="1单元", number=1)
        session.add(entrance)
        session.flush()
        for room in range(1, size + 1):
            make.home(estate, entrance, f"{room}01", 5000)
    return estate


@pytest.fixture
def vote(isolated: None) -> Vote:
    """Three in the first building, six and seven in the others; every last one of a building says no."""
    with transaction():
        opened = make.opened(buildings([3, 6, 7]))
        voters = make.voters(opened)
        for place, voter in enumerate(voters):
            after.say(voter, "oppose" if place in {2, 8, 15} else "approve")
    return opened


def test_a_small_building_and_the_next_are_hidden(vote: Vote) -> None:
    question = vote.questions[0]
    assert by_building(vote, question) == [
        Split("1栋", 3, None),
        Split("2栋", 6, None),
        Split("3栋", 7, {"approve": 6, "oppose": 1}),
    ]


def test_channels_as_well(vote: Vote) -> None:
    question = vote.questions[0]
    assert by_channel(vote, question) == [Split("online", 16, {"approve": 13, "oppose": 3})]
    on_paper(make.voters(vote)[0].id, "oppose", counts=True)
    assert [split.answers for split in by_channel(vote, question)] == [None, None]
    assert LEAST == 5
