"""How long the record stays: months, years for votes, and for ever while something is open."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from portal import db
from portal.audit import chain, keeping, settings
from portal.audit.models import AuditEntry, HoldKind
from portal.audit.queries import list_of
from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.permissions import Role
from tests.factories.accounts import NOW, entrance, estate_of, home, staff
from tests.support.client import Client

BY = Actor(None, "测试")
OLD = NOW - timedelta(days=365 * 4)


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return estate_of(entrance())


def did(action: str, at: datetime = OLD, estate: Estate | None = None) -> None:
    with transaction():
        record(at, BY, action, "vote:1", estate_id=estate.id if estate else None)
        session.flush()
        chain.link_waiting(NOW)


def left() -> list[str]:
    actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    return [action for action in actions if action != "record.prune"]


def prune(now: datetime = NOW) -> int:
    with transaction():
        return keeping.prune(now)


def test_old_deeds_go_and_votes_stay_five_years(estate: Estate) -> None:
    did("staff.sign_in")
    did("vote.open")
    did("ballot.cast")
    did("slip.print", NOW - timedelta(days=300))
    assert prune() == 1
    assert left() == ["vote.open", "ballot.cast", "slip.print"]
    assert list(chain.findings()) == []
    assert prune(NOW + timedelta(days=400)) == 2  # five years are over for both votes' deeds
    assert prune() == 0


def test_nothing_goes_while_a_hold_stands(estate: Estate) -> None:
    did("slip.print", estate=estate)
    with transaction():
        wish = keeping.Wish(estate.id, HoldKind.SUIT, "（2026）民初1号")
        held = keeping.hold(wish, by=BY, now=NOW).id
    assert prune() == 0
    with transaction():
        keeping.lift(keeping.get_hold(estate.id, held), "判决生效", by=BY, now=NOW)
        with pytest.raises(keeping.AlreadyLifted):
            keeping.lift(keeping.get_hold(estate.id, held), "又来", by=BY, now=NOW)
    assert prune() == 1


def test_less_than_six_months_cannot_be_set(estate: Estate) -> None:
    with pytest.raises(settings.OutOfReach), transaction():
        settings.change({"record_months": (5, "区里定的")}, by=BY, now=NOW)


def test_what_is_not_named_by_a_pruning_cannot_be_deleted(fresh_database: str) -> None:
    did("staff.sign_in")
    with db.engine().begin() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        connection.execute(sa.text("DELETE FROM audit_entry"))


def test_what_is_younger_than_a_pruning_cannot_be_deleted_either(fresh_database: str) -> None:
    did("staff.sign_in")
    did("slip.print", NOW)
    assert prune() == 1
    with db.engine().begin() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        connection.execute(sa.text("DELETE FROM audit_entry WHERE action = 'slip.print'"))


def test_numbers_have_a_source_and_a_history(estate: Estate) -> None:
    with transaction():
        with pytest.raises(settings.NoSource):
            settings.change({"record_months": (48, " ")}, by=BY, now=NOW)
        assert settings.change({"record_months": (48, "区里定的")}, by=BY, now=NOW) == 1
        assert settings.change({"record_months": (48, "区里定的")}, by=BY, now=NOW) == 0
        assert settings.number("record_months") == 48
        settings.change({"record_months": (None, "")}, by=BY, now=NOW)
    assert settings.number("record_months") == 36
    assert [(each.was, each.value) for each in settings.history()] == [(48, None), (None, 48)]


def test_weights_add_up_to_a_hundred(estate: Estate) -> None:
    with pytest.raises(settings.NotHundred), transaction():
        settings.change({"weight_in_term": (50, "区里定的")}, by=BY, now=NOW)
    with transaction():
        wanted = {"weight_in_term": (50, "区里定的"), "weight_satisfied": (10, "区里定的")}
        assert settings.change(wanted, by=BY, now=NOW) == 2
    assert sum(settings.weights().values()) == 100


def test_a_street_holds_and_lifts_and_a_clerk_reads(client: Client, estate: Estate) -> None:
    with transaction():
        street = staff("街道甲", Role.STREET, street=session.get_one(Estate, estate.id).street)
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=estate)
    address = f"/desk/estates/{estate.id}/record/holds"
    client.sign_in(street)
    assert client.submit(address, {"kind": "suit", "reason": "（2026）民初1号"}).status_code == 303
    assert "保存中" in client.read(address).text
    client.sign_in(clerk)
    page = client.read(address)
    assert "（2026）民初1号" in page.text
    assert not page.one("main").all("form")
    client.sign_in(street)
    client.read(address)
    assert client.send({"because": "判决生效"}, to="/lift").status_code == 303
    assert "已取消" in client.read(address).text


def test_the_district_reads_all_and_takes_it_along(client: Client, estate: Estate) -> None:
    did("slip.print", estate=estate)
    did("setting.change", NOW)
    with transaction():
        district = staff("区", Role.DISTRICT)
        street = staff("街道甲", Role.STREET, street=session.get_one(Estate, estate.id).street)
    client.sign_in(district)
    assert {"打印入户信", "改系统设置"} <= {cell.text for cell in client.read("/desk/record").all("td")}
    shown = client.read("/desk/record?since=2026-01-01").one("tbody").text
    assert "打印入户信" not in shown
    file = client.get("/desk/record?file=csv")
    assert "打印入户信" in file.data.decode("utf-8-sig")
    assert "record.export" in left()
    client.sign_in(street)
    client.read("/desk/record", status=403)


def test_who_looked_at_a_home_is_on_record(client: Client, estate: Estate) -> None:
    with transaction():
        part = home(entrance("乙小区"), "101")
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, part.estate_id))
        address, subject = f"/desk/estates/{part.estate_id}/homes/{part.id}", f"part:{part.id}"
    client.sign_in(clerk)
    client.read(address)
    assert [(each.action, each.actor) for each in list_of(subject)] == [("home.read", "干事甲")]
