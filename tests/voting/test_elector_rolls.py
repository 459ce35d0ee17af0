"""Who belongs to a residents' meeting is published for objection as the owners' roll is, without names."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account, ClaimState, Relation, Residency
from portal.accounts.services.homes import grant_resident
from portal.communities.models import Estate
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.tally import QuestionKind, Regime
from portal.permissions import Role
from portal.voting.electors import read_numbers
from portal.voting.errors import NobodyInScope, NotADraft, RollPublishedAlready
from portal.voting.models import RollObjection, Vote
from portal.voting.queries.logbook import rule_document
from portal.voting.queries.rolls import find_last_publication
from portal.voting.services.arranging import enter_electors
from portal.voting.services.drafting import create
from portal.voting.services.opening import missing_points, open_now
from portal.voting.services.rolls import (
    Objected,
    answer_objection,
    object_to_roll,
    publish_electors,
    publish_roll,
)
from portal.voting.specification import QuestionSpec, SettingSpec
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.factories.voting_rules import MEETING, listed
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
ASK = QuestionSpec("q1", "是否同意由居民自己管？", QuestionKind.APPROVE, None)
ADULTS = MEETING | {"electors": SettingSpec("adults", "街道〔2026〕3号")}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([5000, 6000, 7000])


def draft(estate: Estate, settings: Any = MEETING) -> Vote:
    with transaction():
        spec = make.specification(estate, ASK, regime=Regime.RESIDENTS, settings=settings)
        return create(spec, make.CLERK, now=make.NOW)


def enter(vote: Vote, text: str) -> None:
    with transaction():
        enter_electors(vote, read_numbers(vote, text), make.CLERK, now=make.NOW)


def missing(vote: Vote, now: Any = make.NOW) -> set[str]:
    return {point.key for point in missing_points(vote, now)}


@pytest.mark.parametrize("electors", ["adults", "delegates"])
def test_people_are_listed_by_home_and_number(estate: Estate, electors: str) -> None:
    vote = draft(estate, MEETING | {"electors": SettingSpec(electors, "街道〔2026〕3号")})
    with pytest.raises(NobodyInScope), transaction():
        publish_electors(vote, days=7, by=make.CLERK, now=make.NOW)
    enter(vote, "1栋 1单元 101 3\n1栋 1单元 201 2")
    with transaction():
        made = publish_electors(vote, days=7, by=make.CLERK, now=make.NOW)
    assert (made.parts, made.heads) == (2, 5)
    assert [line[2:] for line in made.body["lines"]] == [["101", 0, "", "", 3], ["201", 0, "", "", 2]]


def test_households_need_no_entry(estate: Estate) -> None:
    with transaction():
        made = publish_electors(draft_in(estate), days=7, by=make.CLERK, now=make.NOW)
    assert (made.parts, made.heads) == (3, 3)


def draft_in(estate: Estate) -> Vote:
    spec = make.specification(estate, ASK, regime=Regime.RESIDENTS, settings=MEETING)
    return create(spec, make.CLERK, now=make.NOW)


def test_the_days_have_to_be_over_and_objections_answered(estate: Estate) -> None:
    vote = draft(estate)
    assert "published" in missing(vote)
    with transaction():
        clerk = make.clerk("干事一")
        made = publish_electors(vote, days=7, by=make.CLERK, now=make.NOW)
        said = object_to_roll(made, Objected("1栋1单元101", "少一人"), once="a", by=clerk, now=make.NOW)
    assert {"published", "objections"} <= missing(vote)
    later = make.NOW + 8 * DAY
    assert {"published", "objections"} & missing(vote, later) == {"objections"}
    with transaction():
        answer_objection(said, "一户一人", accepted=False, by=clerk, now=later)
    assert not {"published", "objections"} & missing(vote, later)


def test_a_list_that_changed_has_to_hang_again(estate: Estate) -> None:
    vote = draft(estate, ADULTS)
    enter(vote, "1栋 1单元 101 3")
    with transaction():
        listed(vote)
    assert "published" not in missing(vote)
    with pytest.raises(RollPublishedAlready), transaction():
        publish_electors(vote, days=7, by=make.CLERK, now=make.NOW)
    enter(vote, "1栋 1单元 101 4")
    assert "published" in missing(vote)


def test_the_vote_rests_on_its_list_and_then_the_list_stands(estate: Estate) -> None:
    vote = draft(estate)
    with transaction():
        listed(vote)
        open_now(vote, make.CLERK, now=make.NOW)
    said = rule_document(vote)["basis"]["roll_published"]
    assert said["number"] == 1
    with pytest.raises(NotADraft), transaction():
        publish_electors(vote, days=7, by=make.CLERK, now=make.NOW)


def test_owners_and_residents_do_not_mix(estate: Estate) -> None:
    """One row of numbers in an estate; the owners' roll is still the owners' last one."""
    with transaction():
        owners = publish_roll(estate, days=7, by=make.CLERK, now=make.NOW)
        residents = publish_electors(draft_in(estate), days=7, by=make.CLERK, now=make.NOW)
    last = find_last_publication(estate.id)
    assert last is not None
    assert (owners.number, residents.number, last.id) == (1, 2, owners.id)


def lives_at(estate: Estate, room: str) -> Account:
    part = next(part for part in list_parts(estate.id) if part.room == room)
    with transaction():
        account = Account(display_name="住户", created_at=make.NOW)
        session.add(account)
        session.flush()
        own = {"account_id": account.id, "estate_id": estate.id, "part_id": part.id, "since": make.NOW}
        session.add(Residency(relation=Relation.TENANT, state=ClaimState.ACTIVE, **own))
        grant_resident(make.NOW, account.id, estate.id)
    return account


def test_people_who_live_there_read_it_and_object(client: Client, estate: Estate) -> None:
    with transaction():
        publish_electors(draft_in(estate), days=7, by=make.CLERK, now=make.NOW)
    address = f"/estates/{estate.id}/electors"
    assert client.get(address).status_code == 303  # to signing in: never on the open web
    client.sign_in(lives_at(estate, "101"))
    assert client.read(f"/estates/{estate.id}/votes").all("a", href=address)
    page = client.read(address)
    assert "1栋1单元101" in page.text
    assert "不替代业主共同决定" in page.text
    answered = client.submit(f"{address}/object", {"home": "1栋1单元101", "text": "我家三口人"})
    assert answered.status_code == 303
    assert "我家三口人" in client.read(address).text
    assert session.query(RollObjection).count() == 1


def test_the_desk_publishes_prints_and_answers(client: Client, estate: Estate) -> None:
    vote = draft(estate, ADULTS)
    enter(vote, "1栋 1单元 101 3")
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, estate))
    page = f"/desk/estates/{estate.id}/votes/{vote.id}/electors"
    assert client.read(page).all("a", href=f"{page}/publish")
    typed = {"days": "7", "posted_at": "2026-03-20T09:00", "posted": "y"}
    assert client.submit(f"{page}/publish", typed).status_code == 303
    publication = f"/desk/estates/{estate.id}/roll/publications/1"
    assert "第 1 号居民名单" in client.read(publication).text
    paper = client.read(f"{publication}/print").text
    assert "居民会议不替代业主共同决定" in paper
    assert "101" in paper
    assert "第 1 号" in client.read(page).text
