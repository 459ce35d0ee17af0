"""A version laid open: all that is said is answered before the end; who knows is counted in households."""

import io
from datetime import date, timedelta

import pytest
from docx import Document
from pypdf import PdfReader

from portal.audit.services import Actor
from portal.communities.models import Entrance, Estate, Part
from portal.db import session, transaction
from portal.domain.deadlines import local_day
from portal.permissions import Role
from portal.plans import errors
from portal.plans import publicity_papers as papers
from portal.plans.models import Channel, Publicity, ReachWay
from portal.plans.queries import publicity as queries
from portal.plans.queries.places import list_items_at
from portal.plans.services import places
from portal.plans.services import publicity as services
from portal.plans.services.publicity import Opening, Words
from portal.web import clock
from tests.factories import plans
from tests.factories.accounts import entrance, home, resident, staff
from tests.factories.plans import CLERK, NOW, draft
from tests.support.client import Client

DAY = local_day(NOW)
LAST = DAY + timedelta(days=7)
AFTER = NOW + timedelta(days=8)


@pytest.fixture
def part(isolated: None) -> Part:
    """One of two homes; the plan is published."""
    with transaction():
        door = entrance()
        home(door, "201")
        found = home(door, "101")
        plans.published(session.get_one(Estate, found.estate_id), draft("绿化 & <树>", cost=100, what="种树"))
        return found


def _open(of: Part, closes_on: date = LAST) -> Publicity:
    opening = Opening(DAY, closes_on, "手机\n到社区", "社区办公室")
    return services.open_publicity(of.estate_id, opening, by=CLERK, now=NOW)


def test_an_unanswered_objection_keeps_it_open(part: Part) -> None:
    with transaction():
        lives = resident(part, "住户甲")
        by = Actor(lives.id, "住户甲")
        found = _open(part)
        with pytest.raises(errors.PublicityRunning):
            _open(part)
        said = services.say(found, Words("树挡光", None, True), by=by, now=NOW, once="a")
        assert services.say(found, Words("树挡光", None, True), by=by, now=NOW, once="a").id == said.id
        with pytest.raises(errors.PublicityStillOn):
            services.end(found, "无", by=CLERK, now=NOW)
        with pytest.raises(errors.RemarksOpen):
            services.end(found, "无", by=CLERK, now=AFTER)
        with pytest.raises(errors.AnswerNeeded):
            services.answer(said, " ", by=CLERK, now=AFTER)
        services.answer(said, "改种矮的", by=CLERK, now=AFTER)
        with pytest.raises(errors.OutcomeNeeded):
            services.end(found, "", by=CLERK, now=AFTER)
        services.end(found, "收到 1 条，采纳", by=CLERK, now=AFTER)
        with pytest.raises(errors.PublicityOver):
            services.end(found, "再来", by=CLERK, now=AFTER)


def test_after_the_period_only_paper_comes_in(part: Part) -> None:
    with transaction():
        lives = resident(part, "住户甲")
        found = _open(part)
        words = Words("晚了一天", None, False)
        with pytest.raises(errors.PublicityOver):
            services.say(found, words, by=Actor(lives.id, "甲"), now=AFTER)
        kept = services.enter(found, words, part_id=None, channel=Channel.PAPER, by=CLERK, now=AFTER)
        assert kept.part_id is None
        elsewhere = home(entrance("别的小区"), "101")
        with pytest.raises(errors.NotYourHome):
            services.enter(found, words, part_id=elsewhere.id, channel=Channel.DOOR, by=CLERK, now=NOW)


def test_nothing_published_or_days_in_the_wrong_order(isolated: None, part: Part) -> None:
    with transaction():
        with pytest.raises(errors.PublicityDays):
            _open(part, DAY - timedelta(days=1))
        bare = home(entrance("没方案"), "101")
        with pytest.raises(errors.PublicityNeedsVersion):
            _open(bare)


def test_who_knows_is_counted_in_households(part: Part) -> None:
    with transaction():
        lives = resident(part, "住户甲")
        other = session.query(Part).filter_by(estate_id=part.estate_id, room="201").one()
        found = _open(part)
        by = Actor(lives.id, "甲")
        assert services.reach(found, [part.id], ReachWay.OPENED, by=by, now=NOW) == 1
        assert services.reach(found, [part.id], ReachWay.OPENED, by=by, now=NOW) == 0
        with pytest.raises(errors.NotYourHome):
            services.reach(found, [other.id], ReachWay.OPENED, by=by, now=NOW)
        services.reach(found, [part.id, other.id], ReachWay.SERVED, by=CLERK, now=NOW)
        assert services.post(found, [part.entrance_id] * 2, DAY, by=CLERK, now=NOW) == 1
        with pytest.raises(errors.PublicityDays):
            services.post(found, [part.entrance_id], LAST, by=CLERK, now=NOW)
        known = queries.known_of(found)
        assert (known.households, known.opened, known.served, known.known, known.posted) == (2, 1, 2, 2, 2)


def test_the_same_words_in_pdf_and_word(part: Part) -> None:
    with transaction():
        estate = session.get_one(Estate, part.estate_id)
        said = papers.notice_words(_open(part), estate, NOW)
    pages = PdfReader(io.BytesIO(papers.notice_pdf(said))).pages
    word = Document(io.BytesIO(papers.notice_word(said)))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert "绿化 & <树>" in cells
    assert "绿化 & <树>" in pages[0].extract_text()
    assert "{" not in "".join(each.text for each in word.paragraphs)


def test_a_poster_for_each_entrance(part: Part) -> None:
    with transaction():
        estate = session.get_one(Estate, part.estate_id)
        door = session.get_one(Entrance, part.entrance_id)
        said = papers.poster_words(_open(part), estate, [(door, "/a"), (door, "/b")], "https://x.cn")
    assert len(PdfReader(io.BytesIO(papers.posters_pdf(said))).pages) == 2
    assert said["posters"][0]["code"] != said["posters"][1]["code"]


def test_an_item_leads_the_doors_it_touches(part: Part) -> None:
    with transaction():
        door = session.get_one(Entrance, part.entrance_id)
        item = plans.item(plans.find(part.estate_id), "绿化 & <树>")
        assert list_items_at(item.project_id, door) == ([], [item])
        places.set_places(item, [], [door.id], by=CLERK, now=NOW)
        assert list_items_at(item.project_id, door) == ([item], [])
        places.set_places(item, [door.building_id], [door.id], by=CLERK, now=NOW)
        assert list_items_at(item.project_id, door) == ([item], [])


def test_the_pages(client: Client, part: Part) -> None:
    estate_id, today = part.estate_id, local_day(clock.now())
    part_id, entrance_id = part.id, part.entrance_id
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, estate_id))
        lives = resident(part, "住户甲")
    desk, page = f"/desk/estates/{estate_id}/publicity", f"/estates/{estate_id}/publicity"
    client.sign_in(clerk)
    client.read(desk)
    assert client.submit(f"{desk}/new", {"closes_on": today.isoformat()}).status_code == 303
    [found_id] = [each.id for each in queries.list_publicities(estate_id)]
    client.sign_in(lives)
    client.read(f"{page}/{found_id}")
    assert client.send({}, to="/read").status_code == 303
    said = {"kind": "objection", "text": "树会挡光"}
    assert client.submit(f"{page}/{found_id}/say", said).status_code == 303
    client.sign_in(clerk)
    part_served = {"parts": [str(part_id)]}
    assert client.submit(f"{desk}/{found_id}/served", part_served).status_code == 303
    hung = {"entrances": [str(entrance_id)]}
    assert client.submit(f"{desk}/{found_id}/postings", hung).status_code == 303
    door_said = {"kind": "comment", "text": "多种花", "channel": "door"}
    assert client.submit(f"{desk}/{found_id}/remarks", door_said).status_code == 303
    assert client.submit(f"{desk}/{found_id}/end", {"outcome": "好"}).status_code == 200
    for remark_id in [each.id for each in queries.list_remarks(found_id)]:
        sent = client.submit(f"/desk/estates/{estate_id}/remarks/{remark_id}", {"answer": "采纳"})
        assert sent.status_code == 303
    for kind, mimetype in (("notice.pdf", "pdf"), ("notice.docx", "document"), ("posters.pdf", "pdf")):
        assert str(client.get(f"{desk}/{found_id}/{kind}").mimetype).endswith(mimetype)
    client.read(f"{desk}/{found_id}")
    client.sign_out()
    shown = client.read(f"{page}/{found_id}").text
    assert "树会挡光" in shown
    assert "采纳" in shown
    assert "101" not in shown
    client.read(page)
    client.read(f"/estates/{estate_id}/entrances/{entrance_id}")


def test_residents_are_led_to_their_own_door(client: Client, part: Part) -> None:
    estate_id, entrance_id = part.estate_id, part.entrance_id
    with transaction():
        lives = resident(part, "住户甲")
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, part.estate_id))
        item_id = plans.item(plans.find(estate_id), "绿化 & <树>").id
        building = session.get_one(Entrance, entrance_id).building_id
    client.sign_in(clerk)
    where = f"/desk/estates/{estate_id}/plan/items/{item_id}/places"
    assert client.submit(where, {"buildings": [str(building)]}).status_code == 303
    client.sign_in(lives)
    assert "1栋1单元改什么" in client.read(f"/estates/{estate_id}/plan").text
    page = client.read(f"/estates/{estate_id}/entrances/{entrance_id}")
    assert "没有单独涉及这个单元的" not in page.text
