"""扫楼: visits at doors, lists taken along and sent later, each visit once; observers change nothing."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from PIL import Image

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.models import Delivery, DeliveryWay, DoorList, Visit, VisitOutcome, Vote
from portal.voting.paper_errors import (
    ListOver,
    NoSuchColleague,
    NoSuchDoor,
    NotYourList,
    VisitTooEarly,
)
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.visits import get_list, list_parts_in
from portal.voting.services.closing import close, publish_result
from portal.voting.services.visiting import (
    KEPT,
    Brought,
    Seen,
    bring_in,
    give_back,
    hand_over,
    take_along,
    visit,
)
from tests.factories import voting as make
from tests.factories.voting_desk import answer, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([10000, 20000, 30000, 40000]), make.APPROVE)


@pytest.fixture
def clerk(vote: Vote) -> Actor:
    person = staff("干事一", Role.COMMUNITY_CLERK, vote.estate)
    return Actor(person.id, person.display_name)


@pytest.fixture
def colleague(vote: Vote) -> Account:
    return staff("干事二", Role.COMMUNITY_CLERK, vote.estate)


def doors(vote: Vote) -> list[int]:
    """Ids, 401 first."""
    return [part.id for part in list_parts_in(vote.id, "1栋")]


def see(vote: Vote, place: int, outcome: VisitOutcome, by: Actor, once: str = "a") -> int:
    with transaction():
        part = list_parts_in(vote.id, "1栋")[place]
        return visit(part, Seen(outcome, once), by=by, now=make.NOW).id


def taken(vote: Vote, by: Actor) -> int:
    with transaction():
        return take_along(get_vote(vote.id), "1栋", by=by, now=make.NOW).id


def brought(vote: Vote, place: int, once: str, minutes: int = 30) -> Brought:
    seen = Seen(VisitOutcome.NOBODY, once, "门上留了条", at=make.NOW + timedelta(minutes=minutes))
    return Brought(doors(vote)[place], seen)


def bring(vote: Vote, list_id: int, by: Actor, *rows: Brought, after: timedelta = HOUR) -> list[int]:
    with transaction():
        made = bring_in(get_list(vote.id, list_id), rows, by=by, now=make.NOW + after)
        return [each.id for each in made]


def test_two_presses_make_one(vote: Vote, clerk: Actor) -> None:
    assert see(vote, 0, VisitOutcome.NOBODY, clerk) == see(vote, 0, VisitOutcome.NOBODY, clerk)
    see(vote, 0, VisitOutcome.REFUSED, clerk, once="b")
    assert [each.outcome for each in session.query(Visit).order_by(Visit.id)] == ["nobody", "refused"]


def test_a_paper_left_behind_is_a_delivery(vote: Vote, clerk: Actor) -> None:
    see(vote, 1, VisitOutcome.LEFT, clerk)
    see(vote, 1, VisitOutcome.LEFT, clerk)
    served = session.query(Delivery).one()
    assert (served.way, served.at, served.recorded_by) == (
        DeliveryWay.LETTERBOX,
        make.NOW,
        clerk.account_id,
    )
    see(vote, 2, VisitOutcome.HANDED_IN, clerk, once="c")
    assert session.query(Delivery).count() == 1  # what was handed in is received elsewhere, by its number
    assert check_vote(get_vote(vote.id), make.NOW) == []


def test_not_after_publication(vote: Vote, clerk: Actor) -> None:
    answer(voter_ids(vote)[0], "approve")
    later = vote.closes_at + HOUR
    with transaction():
        again = get_vote(vote.id)
        close(again, make.CLERK, now=later)
        publish_result(again, make.CLERK, now=later)
    with pytest.raises(VisitTooEarly):
        see(vote, 0, VisitOutcome.NOBODY, clerk)
    with pytest.raises(VisitTooEarly):
        taken(vote, clerk)


def test_what_was_written_offline_comes_in_once(vote: Vote, clerk: Actor) -> None:
    list_id = taken(vote, clerk)
    assert taken(vote, clerk) == list_id  # a second press
    first = bring(vote, list_id, clerk, brought(vote, 0, "x"), brought(vote, 1, "y"))
    again = bring(vote, list_id, clerk, brought(vote, 0, "x"), brought(vote, 2, "z"), after=2 * HOUR)
    assert again[0] == first[0]
    rows = session.query(Visit).order_by(Visit.id).all()
    assert [row.once for row in rows] == ["x", "y", "z"]
    assert rows[0].visited_at == make.NOW + timedelta(minutes=30)
    assert rows[0].recorded_at == make.NOW + HOUR
    assert {row.door_list_id for row in rows} == {list_id}


@pytest.mark.parametrize(("minutes", "stands"), [(-500, 0), (9999, 60), (59, 59)])
def test_a_wrong_clock_is_set_right(vote: Vote, clerk: Actor, minutes: int, stands: int) -> None:
    bring(vote, taken(vote, clerk), clerk, brought(vote, 0, "x", minutes))
    assert session.query(Visit).one().visited_at == make.NOW + timedelta(minutes=stands)


def test_a_list_is_over_after_a_day(vote: Vote, clerk: Actor) -> None:
    list_id = taken(vote, clerk)
    with pytest.raises(ListOver):
        bring(vote, list_id, clerk, brought(vote, 0, "x"), after=KEPT)
    assert session.query(Visit).count() == 0


def test_handed_over_by_name(vote: Vote, clerk: Actor, colleague: Account) -> None:
    list_id = taken(vote, clerk)
    with transaction():
        made = hand_over(get_list(vote.id, list_id), colleague.id, "5 楼没去", by=clerk, now=make.NOW + HOUR)
        fresh = made.id
    other = Actor(colleague.id, colleague.display_name)
    with pytest.raises(ListOver):
        bring(vote, list_id, clerk, brought(vote, 0, "x"))
    with pytest.raises(NotYourList):
        bring(vote, fresh, clerk, brought(vote, 0, "x"))
    assert len(bring(vote, fresh, other, brought(vote, 0, "x", 90), after=2 * HOUR)) == 1
    row = session.get_one(DoorList, fresh)
    assert (row.came_from_id, row.holder_id, row.note) == (list_id, colleague.id, "5 楼没去")
    with transaction():
        give_back(get_list(vote.id, fresh), by=other, now=make.NOW + 3 * HOUR)
    with pytest.raises(ListOver), transaction():
        give_back(get_list(vote.id, fresh), by=other, now=make.NOW + 4 * HOUR)


def test_only_to_somebody_who_visits_doors_here(vote: Vote, clerk: Actor) -> None:
    list_id = taken(vote, clerk)
    watcher = staff("观察员", Role.OBSERVER, vote.estate)
    for to in (watcher.id, clerk.account_id or 0):
        with pytest.raises(NoSuchColleague), transaction():
            hand_over(get_list(vote.id, list_id), to, "", by=clerk, now=make.NOW)


def test_a_door_of_elsewhere_stops_the_whole_sending(vote: Vote, clerk: Actor) -> None:
    with transaction():
        other = make.opened(make.estate([1000], name="别处", street="别处街道"))
    alien = Brought(doors(other)[0], Seen(VisitOutcome.NOBODY, "q"))
    with pytest.raises(NoSuchDoor):
        bring(vote, taken(vote, clerk), clerk, brought(vote, 0, "x"), alien)
    assert session.query(Visit).count() == 0


def address(vote: Vote, rest: str = "") -> str:
    return f"/desk/estates/{vote.estate_id}/votes/{vote.id}/doors{rest}"


def jpeg() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    made.seek(0)
    return made


def test_the_pages_of_a_round(client: Client, vote: Vote, colleague: Account) -> None:
    answer(voter_ids(vote)[3], "approve")
    client.sign_in(colleague)
    page = client.get(address(vote))
    assert "约差 2 户" in page.text  # 2 of 4 people, 26,667 of 100,000 in area, of which a home has 25,000
    assert "按人数差 2 人" in page.text
    part = doors(vote)[1]
    there = client.get(address(vote, f"/{part}"))
    assert "checked" not in there.text
    empty = client.submit(address(vote, f"/{part}"), {}, to=f"/{part}")
    assert "请选一项" in empty.text
    told = {"outcome": "left", "note": "塞门缝", "photos": (jpeg(), "door.jpg")}
    done = client.submit(address(vote, f"/{part}"), told, to=f"/{part}")
    assert done.status_code == 303
    there = client.get(address(vote, f"/{part}"))
    assert all(words in there.text for words in ("留票", "塞门缝", "信报箱或房内"))
    seen = session.query(Visit).one()
    assert client.get(address(vote, f"/visits/{seen.id}/photo")).mimetype == "image/jpeg"
    assert "留了票" in client.get(address(vote, "/in?building=1栋")).text


def test_a_list_on_the_phone_names_nobody(client: Client, vote: Vote, colleague: Account) -> None:
    answer(voter_ids(vote)[0], "approve")
    client.sign_in(colleague)
    out = client.submit(address(vote, "/in?building=1栋"), {}, to="/take")
    page = client.get(out.headers["Location"])
    held = re.search(r"data-doors-take='([^']*)'", page.text)
    assert held
    plain = json.loads(held[1].replace("&#34;", '"').replace("\\u0026", "&"))
    assert [door[3] for door in plain["doors"]] == ["401", "301", "201"]  # 101 has voted
    assert set(plain) == {"id", "title", "ends", "page", "send", "doors"}
    assert "业主" not in json.dumps(plain, ensure_ascii=False)
    row = {"once": "p", "part": plain["doors"][0][0], "outcome": "away", "note": "", "at": 1773972000000}
    token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page.text)
    assert token

    def send(text: str) -> Any:
        return client.post(plain["send"], data={"csrf_token": token[1], "visits": text})

    assert send(json.dumps([row])).json == {"kept": ["p"]}
    assert send(json.dumps([row])).json == {"kept": ["p"]}
    assert session.query(Visit).count() == 1
    for broken in ("{", "[3]", json.dumps([row | {"outcome": "approve"}]), json.dumps([row | {"at": "x"}])):
        assert send(broken).status_code == 400


def test_an_observer_reads_and_changes_nothing(client: Client, vote: Vote, clerk: Actor) -> None:
    list_id = taken(vote, clerk)
    see(vote, 0, VisitOutcome.NOBODY, clerk)
    client.sign_in(staff("观察员", Role.OBSERVER, vote.estate))
    part = doors(vote)[0]
    for rest in ("", "/in?building=1栋", f"/{part}"):
        page = client.read(address(vote, rest))
        posts = [form["action"] for form in page.all("form") if form["method"] == "post"]
        assert posts == ["/sign-out"]
    assert "没人" in client.get(address(vote, f"/{part}")).text
    token = client.page.all("input")[0]["value"]
    ways = (f"/{part}", "/take", f"/lists/{list_id}/visits", f"/lists/{list_id}/back")
    told = {"csrf_token": token, "outcome": "left", "building": "1栋", "visits": "[]"}
    assert {client.post(address(vote, rest), data=told).status_code for rest in ways} == {403}
    assert session.query(Visit).count() == 1


def test_the_empty_page_may_be_kept_by_a_phone(client: Client, vote: Vote, colleague: Account) -> None:
    client.sign_in(colleague)
    page = client.get("/doors")
    assert page.headers["Cache-Control"] == "no-cache"
    assert colleague.display_name not in page.text
