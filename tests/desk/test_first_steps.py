"""The estate's page leads a clerk from nothing to the first announced vote."""

from portal.communities.models import Estate
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.permissions import Role
from portal.voting.services.drafting import create
from tests.factories.accounts import entrance, estate_of, staff
from tests.factories.voting import NOW, clerk, opened, roll_published, specification
from tests.support.client import Client
from tests.support.page import Element

NAMES = ["导入业主名册", "公布名册", "印入户信", "起草投票", "补齐公告前的清单", "公告"]


def _office(client: Client, estate: Estate) -> tuple[str, int]:
    with transaction():
        account, estate_id = staff("干事甲", Role.COMMUNITY_CLERK, estate=estate), estate.id
    client.sign_in(account)
    return f"/desk/estates/{estate_id}", estate_id


def _steps(page: Element) -> dict[str, str]:
    rows = page.one("ol", class_="trail").all("li")
    return {row.one("h2").text: row["class"] for row in rows}


def _way(page: Element) -> str:
    return page.one("ol", class_="trail").one("a", class_="btn")["href"]


def test_an_empty_estate_begins_with_the_roll(client: Client, isolated: None) -> None:
    with transaction():
        bare = estate_of(entrance("柏杨路小区"))
    office, _id = _office(client, bare)
    page = client.read(office)
    assert list(_steps(page)) == NAMES
    assert list(_steps(page).values()) == ["now", "", "", "", "", ""]
    assert _way(page) == f"{office}/roll/import"
    assert "柏杨路小区" in client.read("/desk/").one("section", aria_labelledby="begin").text


def test_what_is_done_is_ticked_and_the_next_is_offered(client: Client, place: Estate) -> None:
    office, estate_id = _office(client, place)
    assert _way(client.read(office)) == f"{office}/roll/publications"
    with transaction():
        roll_published(get_estate(estate_id))
    page = client.read(office)
    assert list(_steps(page).values()) == ["done", "done", "now", "", "", ""]
    assert _way(page) == f"{office}/slips"


def test_a_draft_tells_what_it_lacks(client: Client, place: Estate) -> None:
    office, estate_id = _office(client, place)
    with transaction():
        vote = create(specification(get_estate(estate_id)), clerk("干事乙"), now=NOW)
        vote_id = vote.id
    page = client.read(office)
    assert _steps(page)["起草投票"] == "done"
    assert "还差" in page.one("ol", class_="trail").text
    client.read(f"{office}/votes/{vote_id}")


def test_an_estate_that_has_voted_needs_no_leading(client: Client, place: Estate) -> None:
    office, estate_id = _office(client, place)
    with transaction():
        opened(get_estate(estate_id))
    assert client.read(office).all("ol", class_="trail") == []
    assert client.read("/desk/").all("section", aria_labelledby="begin") == []


def test_who_may_not_prepare_votes_is_not_led(client: Client, place: Estate) -> None:
    with transaction():
        account, estate_id = staff("观察", Role.OBSERVER, estate=place), place.id
    client.sign_in(account)
    assert client.read(f"/desk/estates/{estate_id}").all("ol", class_="trail") == []
