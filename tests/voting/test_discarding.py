"""A draft can be taken away, with its name and the reason on record; nothing that was announced can."""

import pytest

from portal.audit.models import AuditEntry
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.errors import DraftInUse, NotADraft, ReasonMissing
from portal.voting.models import Option, Question, Vote, VoteSetting
from portal.voting.services.drafting import create, discard
from portal.voting.specification import SettingSpec
from tests.factories import pledges
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
SETTINGS = {"proxy_limit": SettingSpec(2, "议事规则")}


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([5000, 6000])


def draft(estate: Estate) -> Vote:
    with transaction():
        spec = make.specification(estate, make.APPROVE, make.CHOOSE, settings=SETTINGS)
        return create(spec, make.CLERK, now=make.NOW)


def test_a_draft_goes_with_all_that_belongs_to_it(estate: Estate) -> None:
    vote = draft(estate)
    with transaction():
        discard(vote, "重复建了", make.CLERK, now=make.NOW)
    for table in (Vote, Question, Option, VoteSetting):
        assert session.query(table).count() == 0
    [entry] = session.query(AuditEntry).filter_by(action="vote.discard")
    assert entry.detail["title"] == "试验投票"
    assert entry.detail["reason"] == "重复建了"


def test_what_was_announced_stays(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate)
    with pytest.raises(NotADraft), transaction():
        discard(vote, "不想要了", make.CLERK, now=make.NOW)
    assert session.query(Vote).count() == 1


def test_a_reason_is_needed(estate: Estate) -> None:
    vote = draft(estate)
    with pytest.raises(ReasonMissing), transaction():
        discard(vote, " ", make.CLERK, now=make.NOW)


def test_what_something_rests_on_stays() -> None:
    with transaction():
        entrance, _parts = pledges.tower()
        scheme = pledges.drafted(entrance)
    vote = draft(entrance.building.estate)
    with transaction():
        scheme.vote_id = vote.id
    with pytest.raises(DraftInUse), transaction():
        discard(vote, "重复建了", make.CLERK, now=make.NOW)
    assert session.query(Vote).count() == 1


def test_the_desk_asks_why(estate: Estate, client: Client) -> None:
    vote = draft(estate)
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, estate))
    home = f"/desk/estates/{estate.id}/votes/{vote.id}"
    assert client.read(home).all("a", href=f"{home}/discard")
    assert client.submit(f"{home}/discard", {"reason": ""}).status_code == 200
    assert client.submit(f"{home}/discard", {"reason": "重复建了"}).status_code == 303
    client.read(home, status=404)
