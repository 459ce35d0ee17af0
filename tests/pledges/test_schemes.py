"""Drafting, opening and closing a lift's cost scheme."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from portal import db
from portal.audit.models import AuditEntry
from portal.communities.models import Entrance
from portal.communities.roll.kinds import PartUse
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.domain.sharing import NobodyShares, SubsidyAboveCost
from portal.pledges import errors, queries
from portal.pledges.models import SchemeState, Sharing
from portal.pledges.services.schemes import change_scheme, close_scheme, draft_scheme, open_scheme
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW

pytestmark = pytest.mark.usefixtures("isolated")


def test_shares_are_frozen_when_the_scheme_opens() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        parts[0].area, parts[15].floor = 1, 3
        session.flush()
        shares = queries.list_shares(scheme.id)
    assert sum(share.amount for share in shares) == 38_000_000
    assert [share.home.room for share in shares] == [part.room for part in parts]
    top, ground = shares[-1], shares[0]
    assert (top.home.floor, top.thousandths, top.amount) == (8, 1500, 3_562_500)
    assert (ground.home.area, ground.amount) == (6850, 0)


def test_the_split_by_area_is_kept_with_the_scheme() -> None:
    with db.transaction():
        entrance, parts = pledges.tower(floors=2, doors=2)
        parts[3].area = 2 * 6850
        scheme = pledges.opened(entrance, sharing=Sharing.COEFFICIENT_AREA)
        shares = queries.list_shares(scheme.id)
    assert [share.amount for share in shares] == [0, 0, 12_666_667, 25_333_333]
    assert [share.rounded_up for share in shares] == [False, False, True, False]


def test_parking_and_what_the_roll_dropped_pay_nothing() -> None:
    with db.transaction():
        entrance, parts = pledges.tower(floors=3, doors=1)
        parts[1].use, parts[2].retired_at = PartUse.PARKING, NOW
        accounts.home(entrance, "302")
        scheme = pledges.opened(entrance)
    assert [share.home.room for share in queries.list_shares(scheme.id)] == ["101", "302"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"total": 0}, errors.TotalNotPositive),
        ({"total": 10_000_000_001}, errors.TotalTooLarge),
        ({"subsidy": 46_000_001}, SubsidyAboveCost),
        ({"subsidy_source": " "}, errors.SourceMissing),
        ({"coefficients": dict.fromkeys(range(1, 9), 0)}, NobodyShares),
        ({"coefficients": {8: 1000}}, errors.FloorWithoutCoefficient),
        ({"coefficients": dict.fromkeys(range(1, 9), 100_001)}, errors.CoefficientTooLarge),
    ],
)
def test_figures_that_make_no_sense_are_refused(
    changes: dict[str, object], refusal: type[RuleViolated]
) -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        with pytest.raises(refusal):
            pledges.drafted(entrance, **changes)


@pytest.mark.parametrize("changes", [{"total": 10_000_000_000}, {"total": 8_000_000}, {"subsidy": 0}])
def test_figures_at_the_edge_are_taken(changes: dict[str, object]) -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        scheme = pledges.opened(entrance, **changes)
        shares = queries.list_shares(scheme.id)
    assert sum(share.amount for share in shares) == scheme.total - scheme.subsidy


def test_no_subsidy_needs_no_source() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        pledges.drafted(entrance, subsidy=0, subsidy_source="")


def test_a_home_without_floor_is_named() -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        parts[14].floor = None
        session.flush()
        with pytest.raises(errors.FloorUnknown, match="801"):
            pledges.drafted(entrance)


def test_an_entrance_without_homes_has_nothing_to_share() -> None:
    with pytest.raises(errors.NoHomesHere), db.transaction():
        pledges.drafted(accounts.entrance())


def test_an_entrance_of_another_estate_is_not_there() -> None:
    with db.transaction():
        mine, _ = pledges.tower()
        other, _ = pledges.tower(name="别的小区")
        with pytest.raises(NoResultFound):
            draft_scheme(mine.estate_id, other.id, pledges.figures(), by=pledges.CLERK, now=NOW)


def test_a_draft_may_change_until_it_opens() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        scheme = pledges.drafted(entrance)
        anew = pledges.figures(total=20_000_000, coefficients=dict.fromkeys(range(1, 9), 1000))
        change_scheme(scheme, anew, by=pledges.CLERK, now=NOW)
        open_scheme(scheme, by=pledges.CLERK, now=NOW)
        assert {share.amount for share in queries.list_shares(scheme.id)} == {750_000}
    with pytest.raises(errors.NotDraft), db.transaction():
        change_scheme(queries.get_scheme(entrance.estate_id, scheme.id), anew, by=pledges.CLERK, now=NOW)


def _state(of: Entrance, scheme_id: int) -> SchemeState:
    return queries.get_scheme(of.estate_id, scheme_id).state


def test_a_scheme_opens_once_and_closes_once() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        scheme = pledges.drafted(entrance)
        with pytest.raises(errors.NotOpen):
            close_scheme(scheme, by=pledges.CLERK, now=NOW)
        open_scheme(scheme, by=pledges.CLERK, now=NOW)
        with pytest.raises(errors.NotDraft):
            open_scheme(scheme, by=pledges.CLERK, now=NOW)
        close_scheme(scheme, by=pledges.CLERK, now=NOW)
        with pytest.raises(errors.NotOpen):
            close_scheme(scheme, by=pledges.CLERK, now=NOW)
    assert _state(entrance, scheme.id) is SchemeState.CLOSED


def test_one_entrance_has_one_open_scheme() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        first, second = pledges.opened(entrance), pledges.drafted(entrance)
        with pytest.raises(errors.AnotherIsOpen):
            open_scheme(second, by=pledges.CLERK, now=NOW)
        close_scheme(first, by=pledges.CLERK, now=NOW)
        open_scheme(second, by=pledges.CLERK, now=NOW)


def test_every_step_is_on_record() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        scheme = pledges.opened(entrance)
        close_scheme(scheme, by=pledges.CLERK, now=NOW)
    found = session.scalars(select(AuditEntry).where(AuditEntry.subject == f"scheme:{scheme.id}")).all()
    assert [entry.action for entry in found] == ["scheme.draft", "scheme.open", "scheme.close"]
    assert {entry.estate_id for entry in found} == {entrance.estate_id}
    assert found[0].detail == {"total": 46_000_000, "subsidy": 8_000_000, "sharing": "coefficient"}


def test_drafts_are_the_desks() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        scheme = pledges.drafted(entrance)
    assert queries.list_shown_schemes(entrance.estate_id) == []
    with pytest.raises(NoResultFound):
        queries.get_shown_scheme(entrance.estate_id, scheme.id)
    assert [found.id for found in queries.list_schemes(entrance.estate_id)] == [scheme.id]
