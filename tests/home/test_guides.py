"""A help page for each role, with pictures small enough for a phone and fetched only when asked for."""

import pytest
from PIL import Image

from portal.db import transaction
from portal.home.guides import GUIDES, Guide, guide_for
from portal.permissions import Role
from portal.web.assets import STATIC
from tests.factories.accounts import entrance, estate_of, home, resident, staff
from tests.support.client import Client

MOST = 15 * 1024


def test_every_role_has_one() -> None:
    assert {guide.role for guide in GUIDES.values()} == set(Role)


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES.keys())
def test_a_page_shows_every_step_with_its_picture(client: Client, guide: Guide) -> None:
    page = client.read(f"/help/{guide.key}")
    assert guide.title in page.one("h1").text
    pictures = page.one("main").all("img")
    assert len(pictures) == len(guide.lessons)
    for lesson, drawn in zip(guide.lessons, pictures, strict=True):
        path = STATIC / "help" / f"{lesson.picture}.webp"
        assert path.stat().st_size <= MOST, path.name
        with Image.open(path) as kept:
            assert (int(drawn["width"]), int(drawn["height"])) == kept.size
        # In a fold, so that the first view stays light: a lazy picture near the screen would be fetched.
        assert drawn["loading"] == "lazy"
        fold = drawn.above("details")
        assert fold is not None
        assert "open" not in fold


def test_everybody_is_led_to_the_own_one(client: Client, isolated: None) -> None:
    assert GUIDES["resident"].title in client.read("/help").one("h1").text
    with transaction():
        doors = entrance()
        living = resident(home(doors, "101"))
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=estate_of(doors))
    client.sign_in(living)
    assert next(link["href"] for link in client.read("/me/").all("a") if "怎么用" in link.text) == "/help"
    client.sign_in(clerk)
    assert client.read("/desk/").one("header", class_="side").all("a", href="/help")
    assert GUIDES["clerk"].title in client.read("/help").one("h1").text


def test_of_several_roles_one_is_chosen() -> None:
    assert guide_for(frozenset({Role.OBSERVER, Role.STREET})).key == "street"
    assert guide_for(frozenset()).key == "resident"


def test_an_unknown_role_has_none(client: Client) -> None:
    client.read("/help/mayor", status=404)
