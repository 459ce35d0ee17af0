"""The desk: one person lets a household in, two people make a voter."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, NoResultFound

from portal.accounts import queries
from portal.accounts.errors import NotWaiting, PapersNotChecked, ReasonMissing, SamePerson
from portal.accounts.models import Account, ClaimState, OwnerLink, Proof, Relation, Residency
from portal.accounts.services import claims, owners
from portal.audit.models import AuditEntry
from portal.audit.services import Actor
from portal.communities.models import Entrance, Estate, Owner, Part
from portal.db import session, transaction
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("isolated")
NOW = make.NOW


@pytest.fixture
def entrance() -> Entrance:
    with transaction():
        return make.entrance()


@pytest.fixture
def owner(entrance: Entrance) -> Owner:
    with transaction():
        return make.owner(entrance, "陈小芳")


@pytest.fixture
def part(entrance: Entrance, owner: Owner) -> Part:
    with transaction():
        return make.home(entrance, "501", owner)


@pytest.fixture
def clerks(part: Part) -> tuple[Actor, Actor]:
    with transaction():
        estate = session.get_one(Estate, part.estate_id)
        made = [make.staff(name, Role.COMMUNITY_CLERK, estate=estate) for name in ("干事甲", "干事乙")]
    return Actor(made[0].id, "干事甲"), Actor(made[1].id, "干事乙")


@pytest.fixture
def waiting(part: Part) -> Residency:
    with transaction():
        made = Residency(
            account_id=make.person().id,
            estate_id=part.estate_id,
            part_id=part.id,
            relation=Relation.HOUSEHOLD,
            state=ClaimState.WAITING,
            why_waiting="等",
            since=NOW,
        )
        session.add(made)
        return made


def asked(account: Account, part: Part, owner: Owner, relation: Relation = Relation.OWNER) -> OwnerLink:
    with transaction():
        claim = owners.read_claim(account.id, part.estate_id, part.id, owner.id, relation=relation)
        return owners.ask_desk(NOW, claim)


def confirmed(link: OwnerLink, clerks: tuple[Actor, Actor]) -> OwnerLink:
    with transaction():
        claims.check_papers(NOW, clerks[0], link.estate_id, link.id)
        claims.confirm_papers(NOW, clerks[1], link.estate_id, link.id)
    return queries.get_link(link.estate_id, link.id)


def actions() -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_one_person_lets_a_household_in(waiting: Residency, clerks: tuple[Actor, Actor]) -> None:
    with transaction():
        claims.let_in(NOW, clerks[0], waiting.estate_id, waiting.id)
    assert [home.id for home in queries.list_homes(waiting.account_id)] == [waiting.id]
    assert [grant.role for grant in queries.list_grants(waiting.account_id)] == [Role.RESIDENT]
    assert session.scalar(select(func.count()).select_from(OwnerLink)) == 0
    assert actions() == ["residency.let_in"]
    assert session.scalars(select(Message)).one().account_id == waiting.account_id


def test_a_refusal_needs_a_reason_and_the_person_reads_it(
    waiting: Residency, clerks: tuple[Actor, Actor]
) -> None:
    with pytest.raises(ReasonMissing), transaction():
        claims.turn_away(NOW, clerks[0], waiting.estate_id, waiting.id, reason="  ")
    with transaction():
        claims.turn_away(NOW, clerks[0], waiting.estate_id, waiting.id, reason="不住在这里")
    assert queries.list_homes(waiting.account_id) == []
    assert "不住在这里" in session.scalars(select(Message)).one().body


def test_what_was_decided_is_not_decided_again(waiting: Residency, clerks: tuple[Actor, Actor]) -> None:
    with transaction():
        claims.let_in(NOW, clerks[0], waiting.estate_id, waiting.id)
    with pytest.raises(NotWaiting), transaction():
        claims.turn_away(NOW, clerks[1], waiting.estate_id, waiting.id, reason="晚了")


def test_two_people_make_a_voter(part: Part, owner: Owner, clerks: tuple[Actor, Actor]) -> None:
    with transaction():
        account = make.resident(part)
    link = asked(account, part, owner)
    with transaction():
        claims.check_papers(NOW, clerks[0], part.estate_id, link.id)
    assert not queries.may_act_for(account.id, part.party_id)
    with transaction():
        claims.confirm_papers(NOW, clerks[1], part.estate_id, link.id)
    assert queries.may_act_for(account.id, part.party_id)
    assert (link.checked_by, link.confirmed_by) == (clerks[0].account_id, clerks[1].account_id)
    assert actions() == ["owner.claim", "owner.check", "owner.confirm"]


def test_the_same_person_cannot_do_both(part: Part, owner: Owner, clerks: tuple[Actor, Actor]) -> None:
    with transaction():
        account = make.resident(part)
    link = asked(account, part, owner)
    with pytest.raises(PapersNotChecked), transaction():
        claims.confirm_papers(NOW, clerks[0], part.estate_id, link.id)
    with transaction():
        claims.check_papers(NOW, clerks[0], part.estate_id, link.id)
    with pytest.raises(SamePerson), transaction():
        claims.confirm_papers(NOW, clerks[0], part.estate_id, link.id)
    with pytest.raises(NotWaiting), transaction():
        claims.check_papers(NOW, clerks[1], part.estate_id, link.id)
    with pytest.raises(SamePerson), transaction():
        claims.confirm_papers(NOW, Actor(None, "命令行"), part.estate_id, link.id)


def test_the_database_keeps_the_two_apart(part: Part, owner: Owner, clerks: tuple[Actor, Actor]) -> None:
    with pytest.raises(IntegrityError), transaction():
        make.link(
            make.person(), owner, proof=Proof.DESK,
            checked_by=clerks[0].account_id, confirmed_by=clerks[0].account_id,
        )  # fmt: skip


def test_papers_beat_an_earlier_account(part: Part, owner: Owner, clerks: tuple[Actor, Actor]) -> None:
    with transaction():
        stranger = make.owning_resident(part, owner)
        true_owner = make.resident(part, "本人")
    link = confirmed(asked(true_owner, part, owner), clerks)
    assert link.state is ClaimState.ACTIVE
    assert queries.may_act_for(true_owner.id, part.party_id)
    assert not queries.may_act_for(stranger.id, part.party_id)
    told = session.scalars(select(Message.title).where(Message.account_id == stranger.id)).all()
    assert "业主登记已取消" in told


def test_a_representative_stands_beside_the_owner(
    part: Part, owner: Owner, clerks: tuple[Actor, Actor]
) -> None:
    with transaction():
        himself = make.owning_resident(part, owner)
        son = make.resident(part, "儿子")
    confirmed(asked(son, part, owner, Relation.REPRESENTATIVE), clerks)
    assert queries.may_act_for(himself.id, part.party_id)
    assert queries.may_act_for(son.id, part.party_id)
    assert queries.get_account(son.id).display_name == "儿子"
    (residency,) = [each for each in queries.list_residents_of(part.id) if each.account_id == son.id]
    assert residency.relation is Relation.REPRESENTATIVE


def test_an_owner_can_be_refused_and_ended(part: Part, owner: Owner, clerks: tuple[Actor, Actor]) -> None:
    with transaction():
        account = make.resident(part)
    link = asked(account, part, owner)
    with transaction():
        claims.refuse_link(NOW, clerks[0], part.estate_id, link.id, reason="证件不符")
    link = confirmed(asked(account, part, owner), clerks)
    with pytest.raises(ReasonMissing), transaction():
        claims.end_link(NOW, clerks[0], part.estate_id, link.id, reason="")
    with transaction():
        claims.end_link(NOW, clerks[0], part.estate_id, link.id, reason="房子卖了")
    assert not queries.may_act_for(account.id, part.party_id)
    with pytest.raises(NotWaiting), transaction():
        claims.end_link(NOW, clerks[0], part.estate_id, link.id, reason="再来一次")


def test_a_tenant_is_recorded_and_owners_never_are(part: Part, clerks: tuple[Actor, Actor]) -> None:
    with transaction():
        account = make.resident(part)
    (residency,) = queries.list_residents_of(part.id)
    with transaction():
        claims.set_relation(NOW, clerks[0], part.estate_id, residency.id, relation=Relation.TENANT)
    assert queries.list_homes(account.id)[0].relation is Relation.TENANT
    with pytest.raises(ValueError, match="owner"), transaction():
        claims.set_relation(NOW, clerks[0], part.estate_id, residency.id, relation=Relation.OWNER)


def test_moving_out_of_the_last_home_ends_the_role(
    entrance: Entrance, part: Part, clerks: tuple[Actor, Actor]
) -> None:
    with transaction():
        account = make.resident(part)
        second = make.home(entrance, "502")
        session.add(
            Residency(
                account_id=account.id,
                estate_id=part.estate_id,
                part_id=second.id,
                relation=Relation.HOUSEHOLD,
                state=ClaimState.ACTIVE,
                since=NOW,
            )
        )
    first_home, second_home = queries.list_homes(account.id)
    with transaction():
        claims.move_out(NOW, clerks[0], part.estate_id, first_home.id, reason="搬走")
    assert queries.list_grants(account.id)
    with transaction():
        claims.move_out(NOW, clerks[0], part.estate_id, second_home.id, reason="搬走")
    assert queries.list_grants(account.id) == []


def test_claims_of_another_estate_are_not_there(
    waiting: Residency, part: Part, owner: Owner, clerks: tuple[Actor, Actor]
) -> None:
    with transaction():
        far = make.entrance("别的小区")
        account = make.resident(part)
    link = asked(account, part, owner)
    for decide in (
        lambda: claims.let_in(NOW, clerks[0], far.estate_id, waiting.id),
        lambda: claims.turn_away(NOW, clerks[0], far.estate_id, waiting.id, reason="x"),
        lambda: claims.check_papers(NOW, clerks[0], far.estate_id, link.id),
        lambda: claims.confirm_papers(NOW, clerks[0], far.estate_id, link.id),
        lambda: claims.end_link(NOW, clerks[0], far.estate_id, link.id, reason="x"),
    ):
        with pytest.raises(NoResultFound), transaction():
            decide()


def test_what_waits_is_listed_and_counted(
    waiting: Residency, part: Part, owner: Owner, clerks: tuple[Actor, Actor]
) -> None:
    with transaction():
        account = make.resident(part)
    asked(account, part, owner)
    assert queries.count_waiting(part.estate_id) == 2
    assert [each.id for each in queries.list_waiting_residencies(part.estate_id)] == [waiting.id]
