"""Schemes for items, agreed amounts, conditions by vote, and what happens to the earlier version."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import db
from portal.audit.models import AuditEntry
from portal.communities.models import Estate
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.domain.sharing import AgreedSharesDiffer
from portal.domain.stages import VoteState
from portal.domain.tally import Regime
from portal.jobs.schedule import recurring
from portal.messages.models import Message
from portal.plans.models import Category, Item
from portal.pledges import errors, queries
from portal.pledges.coefficients import find_table, list_tables, of_floors
from portal.pledges.drafts import Grant
from portal.pledges.models import CommitmentState, Condition, Scheme, SchemeState, Sharing
from portal.pledges.money_errors import NotDueYet, RemindedLately
from portal.pledges.queries import account, votes
from portal.pledges.services import conditions, reconciling, reminding, tables
from portal.pledges.services.schemes import change_scheme, draft_scheme, open_scheme, read_draft
from portal.pledges.services.versions import renew
from portal.voting.models import Vote
from tests.factories import accounts, plans, pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import CLERK, Part

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Whether the vote passed, as the count would say it; the count has tests of its own."""
    said = {"passed": False}
    monkeypatch.setattr(votes, "has_passed", lambda _vote, _now: said["passed"])
    monkeypatch.setattr(queries, "has_passed", lambda _vote, _now: said["passed"])
    return said


def _opened(**terms: object) -> tuple[Scheme, list[Part]]:
    entrance, parts = pledges.tower()
    return pledges.opened(entrance, terms=pledges.when(**terms)), list(parts)


def _vote(estate_id: int) -> Vote:
    """A row is all that a scheme asks of a vote."""
    made = Vote(
        estate_id=estate_id,
        title="加装电梯表决",
        regime=Regime.OWNERS,
        notice_at=NOW,
        opens_at=NOW + timedelta(days=15),
        closes_at=NOW + timedelta(days=20),
        created_at=NOW,
    )
    session.add(made)
    session.flush()
    return made


def test_a_new_version_ends_the_old_one_with_all_that_was_signed() -> None:
    with db.transaction():
        first, parts = _opened()
        accounts.resident(parts[0])
        signed = pledges.signed_on_paper(first, parts[0], 100)
        second = renew(first, by=CLERK, now=NOW)
        assert (second.version, second.state, second.follows_id) == (2, SchemeState.DRAFT, first.id)
        assert read_draft(second) == read_draft(first)
        assert first.state is SchemeState.OPEN
        with pytest.raises(errors.NotLatest):
            renew(first, by=CLERK, now=NOW)
        open_scheme(second, by=CLERK, now=NOW)
    assert (first.state, signed.state) == (SchemeState.REPLACED, CommitmentState.EXPIRED)
    assert account.standing_of(signed.id).owed == 0
    assert first.digest != second.digest
    told = session.scalars(select(Message.title)).all()
    assert told == ["出资方案换了新版"]
    assert reconciling.findings() == []


def test_what_was_paid_for_is_not_replaced() -> None:
    with db.transaction():
        first, parts = _opened()
        people = pledges.desk_people(first.entrance)
        pledges.paid(pledges.signed_on_paper(first, parts[0], 100), 100, "1", *people)
        second = renew(first, by=CLERK, now=NOW)
        with pytest.raises(errors.MoneyCame):
            open_scheme(second, by=CLERK, now=NOW)


def test_a_draft_has_no_versions() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        with pytest.raises(errors.NotSharedYet):
            renew(pledges.drafted(entrance), by=CLERK, now=NOW)


def test_figures_stand_still_while_they_are_voted_on(passing: dict[str, bool]) -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        vote = _vote(entrance.estate_id)
        terms = pledges.when(condition=Condition.VOTE, vote_id=vote.id)
        first, draft = pledges.opened(entrance, terms=terms), pledges.drafted(entrance, terms=terms)
        vote.state = VoteState.COUNTING
        session.flush()
        with pytest.raises(errors.VotedOn):
            change_scheme(draft, read_draft(draft), by=CLERK, now=NOW)
        with pytest.raises(errors.VotedOn):
            renew(first, by=CLERK, now=NOW)
        vote.state = VoteState.FINAL
        session.flush()
        renew(first, by=CLERK, now=NOW)  # it did not pass: talk may go on
        passing["passed"] = True
        with pytest.raises(errors.VotedOn):
            change_scheme(draft, read_draft(draft), by=CLERK, now=NOW)


def test_a_vote_that_passed_makes_promises_due(passing: dict[str, bool]) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        vote = _vote(entrance.estate_id)
        terms = pledges.when(condition=Condition.VOTE, vote_id=vote.id)
        scheme = pledges.opened(entrance, terms=terms)
        owes = pledges.signed_on_paper(scheme, parts[0], 100)
        conditions.run_due(NOW, NOW)
        assert account.standing_of(owes.id).owed == 0
        passing["passed"] = True
        conditions.run_due(NOW, NOW)
    assert scheme.met_at == NOW
    assert account.standing_of(owes.id).owed == 100


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"condition": Condition.AMOUNT}, errors.ThresholdNeeded),
        ({"condition": Condition.AMOUNT, "threshold": 38_000_001}, errors.ThresholdAboveRest),
        ({"condition": Condition.HOMES, "threshold": 17}, errors.ThresholdAboveHomes),
        ({"condition": Condition.VOTE}, errors.VoteNeeded),
        ({"condition": Condition.HOMES, "threshold": 1, "expires_on": None}, errors.ExpiryNeeded),
        ({"expires_on": pledges.TODAY - timedelta(days=1)}, errors.ExpiryPast),
    ],
)
def test_terms_that_can_never_be_met_are_refused(
    terms: dict[str, object], refusal: type[RuleViolated]
) -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        given = pledges.Terms(**{"expires_on": pledges.TODAY, **terms})  # type: ignore[arg-type]
        with pytest.raises(refusal):
            pledges.drafted(entrance, terms=given)


def test_several_subsidies_are_taken_off_and_each_has_its_source() -> None:
    more = [Grant("区级资金", 1_000_000, "区里的文件"), Grant("产权单位", 500_000, "协议")]
    with db.transaction():
        entrance, _ = pledges.tower()
        scheme = pledges.opened(entrance, others=more)
        assert scheme.subsidy == 9_500_000
        assert [row.name for row in scheme.subsidies] == ["政府补助", "区级资金", "产权单位"]
        assert sum(share.amount for share in queries.list_shares(scheme.id)) == 36_500_000
        assert list(read_draft(scheme).others) == more
        with pytest.raises(errors.SourceMissing):
            pledges.drafted(entrance, others=[Grant("区级资金", 1, " ")])


def test_agreed_amounts_are_kept_with_the_draft() -> None:
    with db.transaction():
        entrance, parts = pledges.tower(floors=2, doors=2)
        agreed = dict(zip((part.id for part in parts), (0, 8_000_000, 10_000_000, 20_000_000), strict=True))
        scheme = pledges.opened(entrance, floors=2, sharing=Sharing.AGREED, agreed=agreed)
        assert [share.amount for share in queries.list_shares(scheme.id)] == list(agreed.values())
        short = {**agreed, parts[0].id: 1}
        with pytest.raises(AgreedSharesDiffer):
            pledges.drafted(entrance, sharing=Sharing.AGREED, agreed=short)


def _item(estate_id: int, category: Category = Category.PUBLIC_SERVICES) -> Item:
    planned = plans.draft("活动场", category=category)
    return plans.item(plans.published(session.get_one(Estate, estate_id), planned), "活动场")


@pytest.mark.parametrize("by", [Sharing.AREA, Sharing.EQUALLY, Sharing.VOLUNTARY])
def test_an_item_is_shared_by_the_whole_estate(by: Sharing) -> None:
    with db.transaction():
        entrance, parts = pledges.tower(floors=3, doors=1)
        parts[2].floor, parts[1].area = None, 2 * 6850
        item = _item(entrance.estate_id)
        figures = pledges.figures(
            floors=0, total=1_000_000, subsidy=0, subsidy_source="", sharing=by, item_id=item.id
        )
        scheme = draft_scheme(entrance.estate_id, None, figures, by=CLERK, now=NOW)
        open_scheme(scheme, by=CLERK, now=NOW)
        amounts = [share.amount for share in queries.list_shares(scheme.id)]
        again = draft_scheme(entrance.estate_id, None, figures, by=CLERK, now=NOW)
        with pytest.raises(errors.AnotherIsOpen):
            open_scheme(again, by=CLERK, now=NOW)
    expected = {
        Sharing.AREA: [250_000, 500_000, 250_000],
        Sharing.EQUALLY: [333_334, 333_333, 333_333],
        Sharing.VOLUNTARY: [0, 0, 0],
    }
    assert amounts == expected[by]


def test_pipelines_leave_residents_nothing_to_share() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        item = _item(entrance.estate_id, Category.PIPELINES)
        figures = pledges.figures(floors=0, sharing=Sharing.AREA, item_id=item.id)
        with pytest.raises(errors.NothingLeftToShare):
            draft_scheme(entrance.estate_id, None, figures, by=CLERK, now=NOW)


def test_coefficients_are_kept_under_a_name() -> None:
    with db.transaction():
        entrance, _ = pledges.tower(floors=3)
        figures = {1: 0, 2: 250, 3: 800}
        scheme = pledges.drafted(entrance, coefficients=figures)
        tables.keep(scheme, "一号楼商量的", by=CLERK, now=NOW)
    own = list_tables(entrance.estate_id)[-1]
    assert (own.name, own.source) == ("一号楼商量的", "商量起点，不是规定")
    assert of_floors(find_table(entrance.estate_id, own.key), range(1, 5)) == {**figures, 4: 800}
    assert of_floors(find_table(entrance.estate_id, "lijiang"), (1, 3, 9)) == {1: 0, 3: 700, 9: 1300}
    assert of_floors(find_table(entrance.estate_id, "none"), (1, 2, 3)) == {1: 0, 2: 500, 3: 1000}
    with pytest.raises(errors.TableNameTaken), db.transaction():
        tables.keep(session.get_one(Scheme, scheme.id), "一号楼商量的", by=CLERK, now=NOW)


def test_those_who_owe_are_reminded_and_not_every_day() -> None:
    with db.transaction():
        scheme, parts = _opened(condition=Condition.HOMES, threshold=1)
        who = accounts.owning_resident(parts[0], parts[0].party.owners[0])
        with pytest.raises(NotDueYet):
            reminding.remind(scheme, by=CLERK, now=NOW)
        owes = pledges.signed_on_paper(scheme, parts[0], 100)
        owes.account_id = who.id
        pledges.signed_on_paper(scheme, parts[1], 100)
        before = session.query(Message).count()
        assert reminding.remind(scheme, by=CLERK, now=NOW) == 1
        assert session.query(Message).count() == before + 1
        with pytest.raises(RemindedLately):
            reminding.remind(scheme, by=CLERK, now=NOW + timedelta(days=2))
        assert reminding.remind(scheme, by=CLERK, now=NOW + timedelta(days=3)) == 1


def test_the_clock_works_by_itself_and_says_each_morning_what_it_found() -> None:
    assert {"pledges.clock", "pledges.reconcile"} <= set(recurring())
    with db.transaction():
        _opened()
        reconciling.reconcile_daily(NOW, NOW)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("money."))).one()
    assert (entry.action, entry.detail["rows"]) == ("money.agrees", 0)
