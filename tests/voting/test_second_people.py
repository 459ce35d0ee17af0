"""Two people for every paper: another clerk, the street, a supervisor, a named owner; never one twice."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.permissions import Role
from portal.voting.errors import SamePerson
from portal.voting.models import Vote, Voter
from portal.voting.queries import find_counted_ballot
from portal.voting.queries.counting import turnout
from portal.voting.queries.numbered import balance
from portal.voting.receiving_errors import (
    NotAReader,
)
from portal.voting.services.printing import Order, print_papers
from portal.voting.services.receiving import name_reader
from tests.factories import accounts as people
from tests.factories import after
from tests.factories import voting as make
from tests.factories.voting_desk import staff, voter_ids
from tests.support.client import Client
from tests.voting.papers import at, key, number_of

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([8750, 6000, 7000])


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        made = make.opened(estate, make.APPROVE, make.CHOOSE)
        print_papers(made, Order(make.voters(made), "全部"), by=make.CLERK, now=make.NOW)
        return made


@pytest.fixture
def clerks(estate: Estate) -> tuple[Account, Account]:
    return staff("干事一", Role.COMMUNITY_CLERK, estate), staff("干事二", Role.COMMUNITY_CLERK, estate)


@pytest.fixture
def desk(client: Client, clerks: tuple[Account, Account]) -> Client:
    client.sign_in(clerks[0])
    return client


def test_a_paper_without_a_second_person_does_not_count(vote: Vote, clerks: tuple[Account, Account]) -> None:
    voter_id = voter_ids(vote)[0]
    key(voter_id, clerks[0])
    back = turnout(vote.id)
    assert (back.returned, back.pending, balance(vote.id).waiting) == (0, 1, 1)


@pytest.mark.parametrize("role", [Role.STREET, Role.SUPERVISOR])
def test_the_second_may_be_the_street_or_a_supervisor(
    client: Client, vote: Vote, clerks: tuple[Account, Account], role: Role
) -> None:
    voter_id = voter_ids(vote)[0]
    key(voter_id, clerks[0])
    with transaction():
        here = session.get_one(Estate, vote.estate_id)
        where: dict[str, Any] = {"street": here.street} if role is Role.STREET else {"estate": here}
        second = people.staff("第二人", role, **where)
    client.sign_in(second)
    assert "试验投票" in client.read("/desk/").text
    waiting = client.read(at(vote, "/second"))
    assert number_of(voter_id)[:4] in waiting.text
    one, two = session.get_one(Vote, vote.id).questions
    read_off = {"signed_at": "2026-03-20T10:00", "channel": "paper", "valid": "none"}
    sent = client.submit(
        at(vote, f"/{voter_id}/check"), read_off | {f"q{one.id}": "approve", f"q{two.id}": "option:a"}
    )
    assert "复核完成" in client.read(sent.location).text
    assert find_counted_ballot(voter_id) is not None


def test_a_supervisor_reads_no_first_time(client: Client, vote: Vote, estate: Estate) -> None:
    client.sign_in(staff("监督员", Role.SUPERVISOR, estate))
    for below in ("", "/receive", "/keys", f"/{voter_ids(vote)[0]}", "/print"):
        assert client.get(at(vote, below)).status_code == 403


def test_a_named_owner_reads_a_second_time_and_nobody_else(
    client: Client, vote: Vote, clerks: tuple[Account, Account]
) -> None:
    first, second, third = voter_ids(vote)
    with transaction():
        owner = after.owner_of(session.get_one(Voter, second))
        stranger = after.owner_of(session.get_one(Voter, third), "别的业主")
    key(first, clerks[0])
    here = f"/estates/{vote.estate_id}/votes/{vote.id}/second"
    client.sign_in(owner)
    client.read(here, status=404)
    client.sign_in(clerks[0])
    client.submit(at(vote, "/readers"), number=number_of(first))
    assert "已核对过的业主本人" in client.page.text
    named = client.submit(at(vote, "/readers"), number=number_of(second))
    assert "指定好了" in client.read(named.location).text
    client.sign_in(stranger)
    client.read(f"{here}/{first}", status=404)
    client.sign_in(owner)
    assert number_of(first)[:4] in client.read(here).text
    one, two = session.get_one(Vote, vote.id).questions
    page = client.read(f"{here}/{first}")
    assert not [box for box in page.all("input") if "checked" in box]
    read_off = {"signed_at": "2026-03-20T10:00", "channel": "paper", "valid": "none"}
    client.send(read_off | {f"q{one.id}": "approve", f"q{two.id}": "option:a"})
    counted = find_counted_ballot(first)
    assert counted is not None
    assert counted.checked_by == owner.id


def test_only_a_proved_owner_is_named(vote: Vote) -> None:
    voter = make.voters(vote)[0]
    with pytest.raises(NotAReader):
        name_reader(vote, voter, by=make.CLERK, now=make.NOW)


@pytest.mark.parametrize("reader", [0, 1])
def test_nobody_reads_a_paper_twice(vote: Vote, clerks: tuple[Account, Account], reader: int) -> None:
    voter_id = voter_ids(vote)[0]
    key(voter_id, clerks[0])
    key(voter_id, clerks[1], choice=Choice.OPPOSE)
    with pytest.raises(SamePerson):
        key(voter_id, clerks[reader])
