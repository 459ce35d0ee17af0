"""The resident's pages of a vote: only owners cast, nothing shows before its time."""

import re
from datetime import timedelta
from typing import TypeVar

import pytest
import time_machine

from portal.accounts.models import Account, ClaimState, OwnerLink, Proof, Relation, Residency, RoleGrant
from portal.communities.models import Estate, OwnerParty
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.models import Ballot, Vote, Voter
from portal.voting.services.closing import close, publish_result
from portal.voting.services.drafting import create
from tests.factories import voting as make
from tests.support.client import Client

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture(autouse=True)
def now() -> object:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        made = make.estate([8750, 6000, 7000])
    return kept(made)


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        made = make.opened(session.get_one(Estate, estate.id), make.APPROVE, make.CHOOSE)
    return kept(made)


def kept(row: T) -> T:
    """As it is now: requests give the session back, and what was in it could not be read any more."""
    session.expunge_all()
    return row


def resident(vote: Vote, place: int = 0, *, proved: bool = True) -> Account:
    """Somebody of the voter's home: the owner, or whoever holds the letter."""
    with transaction():
        voter = make.voters(vote)[place]
        part, estate_id = voter.parts[0], vote.estate_id
        account = Account(display_name="住户", created_at=make.NOW)
        session.add(account)
        session.flush()
        session.add(
            Residency(
                account_id=account.id,
                estate_id=estate_id,
                part_id=part.part_id,
                relation=Relation.OWNER if proved else Relation.HOUSEHOLD,
                state=ClaimState.ACTIVE,
                since=make.NOW,
            )
        )
        session.add(
            RoleGrant(account_id=account.id, role=Role.RESIDENT, estate_id=estate_id, granted_at=make.NOW)
        )
        if proved:
            session.add(link(account, voter))
    return kept(account)


def link(account: Account, voter: Voter) -> OwnerLink:
    party = session.get_one(OwnerParty, voter.party_id)
    return OwnerLink(
        account_id=account.id,
        estate_id=voter.vote.estate_id,
        owner_id=party.owners[0].id,
        part_id=voter.parts[0].part_id,
        relation=Relation.OWNER,
        proof=Proof.ID_TAIL,
        state=ClaimState.ACTIVE,
        since=make.NOW,
    )


def address(vote: Vote, page: str = "") -> str:
    return f"/estates/{vote.estate_id}/votes/{vote.id}{page}"


def test_an_owner_votes_and_changes_the_ballot(client: Client, vote: Vote) -> None:
    client.sign_in(resident(vote))
    first = client.submit(address(vote, "/ballot"), answer="approve")
    assert first.status_code == 303
    second = client.submit(first.location, answer="option:a")
    checked = client.read(second.location)
    assert "物业公司" in checked.text
    assert "61.25" in checked.text  # 0.70 yuan a square metre for 87.50
    receipt = client.submit(second.location)
    assert receipt.status_code == 303
    page = client.read(receipt.location)
    assert "投票成功" in page.text
    again = client.submit(address(vote, "/ballot"), answer="oppose")
    last = client.submit(again.location, answer="abstain")
    client.submit(last.location)
    assert session.query(Ballot).count() == 2


def test_nothing_chosen_is_asked_again_with_an_error(client: Client, vote: Vote) -> None:
    client.sign_in(resident(vote))
    client.submit(address(vote, "/ballot"))
    assert "请选一项" in client.page.text
    assert session.query(Ballot).count() == 0


def test_the_letter_alone_makes_no_voter(client: Client, vote: Vote) -> None:
    client.sign_in(resident(vote, proved=False))
    page = client.read(address(vote, "/ballot"))
    assert "先确认是业主" in page.text
    client.read(address(vote, "/ballot/check"), status=404)


def test_nobody_casts_for_another_home(client: Client, vote: Vote) -> None:
    other = make.voters(vote)[1].id
    client.sign_in(resident(vote))
    client.read(address(vote, f"/ballot?voter={other}"), status=404)


def test_a_guessed_vote_of_another_estate_is_not_there(client: Client, vote: Vote) -> None:
    with transaction():
        other = kept(make.estate([5000], name="别的小区", street="别的街道"))
    client.sign_in(resident(vote))
    client.read(f"/estates/{other.id}/votes/{vote.id}", status=404)
    client.read(f"/estates/{other.id}/votes/{vote.id}/ballot", status=404)


def test_somebody_elses_receipt_is_not_there(client: Client, vote: Vote) -> None:
    client.sign_in(resident(vote))
    one = client.submit(address(vote, "/ballot"), answer="approve")
    two = client.submit(one.location, answer="option:a")
    receipt = client.submit(two.location).location
    client.sign_in(resident(vote, 1))
    client.read(receipt, status=404)


def test_a_stranger_signs_in_first(client: Client, vote: Vote) -> None:
    assert client.get(address(vote, "/ballot")).status_code == 303
    assert "试验投票" in client.read(address(vote)).text  # what is decided is public


def test_a_draft_is_nobodys_business(client: Client, estate: Estate) -> None:
    with transaction():
        found = session.get_one(Estate, estate.id)
        draft = kept(create(make.specification(found), make.CLERK, now=make.NOW))
    client.read(address(draft), status=404)
    assert "试验投票" not in client.read(f"/estates/{estate.id}/votes").text


def test_results_show_after_publication_only(client: Client, vote: Vote, now: object) -> None:
    client.sign_in(resident(vote))
    one = client.submit(address(vote, "/ballot"), answer="approve")
    client.submit(client.submit(one.location, answer="option:a").location)
    for page in ("", "/result"):
        assert not re.search(r"同意\s*1 人", client.read(address(vote, page)).text)
    after = vote.closes_at + timedelta(hours=1)
    now.move_to(after)  # type: ignore[attr-defined]
    assert "结果还没公布" in client.read(address(vote, "/result")).text
    with transaction():
        close(session.get_one(Vote, vote.id), make.CLERK, now=after)
    with transaction():
        publish_result(session.get_one(Vote, vote.id), make.CLERK, now=after)
    client.sign_out()
    page = client.read(address(vote, "/result"))
    assert "未达参与门槛" in page.text
    assert "差 1 人" in page.text  # two of three are needed, one came


def test_a_closed_vote_sends_one_back_with_a_sentence(client: Client, vote: Vote, now: object) -> None:
    client.sign_in(resident(vote))
    now.move_to(vote.closes_at)  # type: ignore[attr-defined]
    assert "已经截止" in client.read(address(vote, "/ballot")).text
