"""The 认缴确认单: who may sign what, until when, and when anything is owed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import db
from portal.accounts.models import Relation
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.messages.models import Message
from portal.pledges import errors, money_errors
from portal.pledges.models import (
    Commitment,
    CommitmentState,
    Condition,
    Kind,
    Scheme,
    SchemeState,
    Source,
    Way,
)
from portal.pledges.queries import account
from portal.pledges.services import conditions, confirming, reconciling
from portal.pledges.services.confirming import Signed
from portal.pledges.services.schemes import close_scheme
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import CLERK, PHOTO, actor

pytestmark = pytest.mark.usefixtures("isolated")
LATER = NOW + timedelta(days=32)


def _scheme(**terms: object) -> tuple[Scheme, list[pledges.Part]]:
    entrance, parts = pledges.tower()
    return pledges.opened(entrance, terms=pledges.when(**terms)), list(parts)


def _told() -> list[str]:
    return [message.title for message in session.scalars(select(Message).order_by(Message.id))]


def test_an_owner_signs_on_the_phone() -> None:
    with db.transaction():
        scheme, parts = _scheme()
        who = accounts.owning_resident(parts[-1], parts[-1].party.owners[0])
        signed = Signed(amount=3_562_500, picture=PHOTO, part_id=parts[-1].id)
        made = confirming.sign(scheme, signed, once="a", by=actor(who), now=NOW)
        again = confirming.sign(scheme, signed, once="a", by=actor(who), now=NOW)
    assert again is made
    assert made.number == f"RJ2026-{made.id:06}"
    assert (made.way, made.as_owner, made.account_id) == (Way.PHONE, True, who.id)
    there = account.standing_of(made.id)
    assert (there.promised, there.owed, there.paid) == (3_562_500, 3_562_500, 0)  # no condition: due at once
    assert reconciling.findings() == []


def test_a_tenant_signs_of_free_will() -> None:
    with db.transaction():
        scheme, parts = _scheme()
        tenant = accounts.resident(parts[0], relation=Relation.TENANT)
        signed = Signed(amount=100, picture=PHOTO, part_id=parts[0].id, as_owner=True)
        made = confirming.sign(scheme, signed, once="a", by=actor(tenant), now=NOW)
    assert not made.as_owner


def test_nobody_signs_for_another_home() -> None:
    with db.transaction():
        scheme, parts = _scheme()
        neighbour = actor(accounts.resident(parts[1]))
        signed = Signed(amount=100, picture=PHOTO, part_id=parts[0].id)
        for by in (neighbour, CLERK):
            with pytest.raises(errors.NotYourHome):
                confirming.sign(scheme, signed, once="a", by=by, now=NOW)
        _, far = pledges.tower(name="别的小区")
        with pytest.raises(errors.NotYourHome):
            confirming.record_paper(scheme, replace(signed, part_id=far[0].id), once="b", by=CLERK, now=NOW)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"amount": 0}, money_errors.AmountNotPositive),
        ({"amount": -1}, money_errors.AmountNotPositive),
        ({"amount": 38_000_001}, errors.AmountAboveCost),
        ({"picture": ""}, money_errors.PictureNeeded),
        ({"kind": Kind.COMMON_INCOME}, money_errors.KindNotOffered),
        ({"kind": Kind.LABOUR, "thing": "刷墙", "hours": 8}, money_errors.LabourNotAllowed),
        ({"kind": Kind.DONATION}, money_errors.ThingNeeded),
        ({"kind": Kind.MAINTENANCE_FUND}, money_errors.DecisionNeeded),
        ({"parts": 2}, money_errors.PartsNotAllowed),
        ({"due_on": pledges.TODAY + timedelta(days=90)}, money_errors.DeferralNotAllowed),
    ],
)
def test_what_makes_no_sense_is_not_signed(changes: dict[str, object], refusal: type[RuleViolated]) -> None:
    with db.transaction():
        scheme, parts = _scheme()
        with pytest.raises(refusal):
            pledges.signed_on_paper(scheme, parts[0], **{"amount": 100, **changes})  # type: ignore[arg-type]
    assert session.scalars(select(Commitment)).all() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.PROVIDENT_FUND},
        {"kind": Kind.DONATION, "thing": "铁门一扇"},
        {"kind": Kind.LABOUR, "thing": "刷墙", "hours": 8},
        {"kind": Kind.MAINTENANCE_FUND, "decision": "2026年3月业主表决通过"},
        {"parts": 3},
        {"due_on": pledges.TODAY + timedelta(days=90)},
    ],
)
def test_what_the_scheme_allows_is_signed(changes: dict[str, object]) -> None:
    with db.transaction():
        scheme, parts = _scheme(allows_parts=True, allows_deferral=True, allows_labour=True)
        made = pledges.signed_on_paper(scheme, parts[0], 100, **changes)
    assert {name: getattr(made, name) for name in changes} == changes


def test_work_needs_its_hours_and_a_later_day_is_later() -> None:
    with db.transaction():
        scheme, parts = _scheme(allows_deferral=True, allows_labour=True)
        with pytest.raises(money_errors.HoursNeeded):
            pledges.signed_on_paper(scheme, parts[0], 100, kind=Kind.LABOUR, thing="刷墙", hours=0)
        with pytest.raises(money_errors.DeferralTooEarly):
            pledges.signed_on_paper(scheme, parts[0], 100, due_on=pledges.TODAY + timedelta(days=30))


def test_a_home_signs_each_kind_once() -> None:
    with db.transaction():
        scheme, parts = _scheme(allows_labour=True)
        pledges.signed_on_paper(scheme, parts[0], 100)
        pledges.signed_on_paper(scheme, parts[0], 100, kind=Kind.LABOUR, thing="刷墙", hours=8)
    signed = Signed(amount=200, picture=PHOTO, part_id=parts[0].id)
    with pytest.raises(money_errors.AlreadySigned), db.transaction():
        confirming.record_paper(scheme, signed, once="two", by=CLERK, now=NOW)


def test_bodies_give_what_was_agreed() -> None:
    def agreed(**more: object) -> Signed:
        return replace(Signed(5_000_000, picture=PHOTO, source=Source.BODY), **more)  # type: ignore[arg-type]

    with db.transaction():
        scheme, _ = _scheme()
        with pytest.raises(money_errors.ContributorNeeded):
            confirming.record_agreement(scheme, agreed(), once="a", by=CLERK, now=NOW)
        income = agreed(contributor="某单位", kind=Kind.COMMON_INCOME, decision="表决")
        with pytest.raises(money_errors.KindNotOffered):
            confirming.record_agreement(scheme, income, once="b", by=CLERK, now=NOW)
        shared = agreed(source=Source.ESTATE, contributor="小区公共收益", kind=Kind.COMMON_INCOME)
        with pytest.raises(money_errors.DecisionNeeded):
            confirming.record_agreement(scheme, shared, once="c", by=CLERK, now=NOW)
        confirming.record_agreement(
            scheme, replace(shared, decision="业主表决通过"), once="d", by=CLERK, now=NOW
        )
        close_scheme(scheme, by=CLERK, now=NOW)
        late = agreed(contributor="某单位")
        made = confirming.record_agreement(scheme, late, once="e", by=CLERK, now=NOW)
    assert (made.way, made.part_id) == (Way.AGREEMENT, None)
    assert set(account.standings_by_source(scheme.id)) == {Source.BODY, Source.ESTATE}
    with pytest.raises(ValueError, match="household"):
        confirming.record_agreement(scheme, Signed(1), once="f", by=CLERK, now=NOW)


def test_nothing_is_signed_after_the_last_day_or_after_closing() -> None:
    with db.transaction():
        scheme, parts = _scheme(condition=Condition.HOMES, threshold=2)
        signed = Signed(amount=100, picture=PHOTO, part_id=parts[0].id)
        last = NOW + timedelta(days=30, hours=13)  # 23:00 in China on the last day
        confirming.record_paper(scheme, signed, once="a", by=CLERK, now=last)
        over = replace(signed, part_id=parts[1].id)
        with pytest.raises(money_errors.PledgeExpired):
            confirming.record_paper(scheme, over, once="b", by=CLERK, now=last + timedelta(hours=2))
        close_scheme(scheme, by=CLERK, now=NOW)
        with pytest.raises(errors.NotOpen):
            confirming.record_paper(scheme, over, once="c", by=CLERK, now=NOW)


@pytest.mark.parametrize(
    ("terms", "amounts"),
    [
        ({"condition": Condition.HOMES, "threshold": 2}, [1, 1]),
        ({"condition": Condition.AMOUNT, "threshold": 1_000}, [999, 1]),
    ],
)
def test_the_last_signature_needed_makes_all_due(terms: dict[str, object], amounts: list[int]) -> None:
    with db.transaction():
        scheme, parts = _scheme(**terms)
        accounts.resident(parts[5])
        first = pledges.signed_on_paper(scheme, parts[0], amounts[0])
        assert account.standing_of(first.id).owed == 0
        assert scheme.met_at is None
        assert _told() == []
        second = pledges.signed_on_paper(scheme, parts[1], amounts[1])
        assert scheme.met_at == NOW
    assert [account.standing_of(one.id).owed for one in (first, second)] == amounts
    assert _told() == ["出资条件达到了"]
    assert not conditions.meet_if_met(scheme, now=LATER)
    assert reconciling.findings() == []


def test_below_the_condition_nobody_owes_when_it_runs_out() -> None:
    with db.transaction():
        scheme, parts = _scheme(condition=Condition.HOMES, threshold=2)
        accounts.resident(parts[0])
        made = pledges.signed_on_paper(scheme, parts[0], 100)
        conditions.run_due(NOW + timedelta(days=30), NOW)
        assert scheme.state is SchemeState.OPEN
        conditions.run_due(LATER, NOW)
    assert scheme.state is SchemeState.EXPIRED
    assert made.state is CommitmentState.EXPIRED
    there = account.standing_of(made.id)
    assert (there.owed, there.conditional, there.lapsed) == (0, 0, 100)
    assert _told() == ["出资方案到期作废"]
    assert reconciling.findings() == []


def test_above_the_condition_the_last_day_only_closes() -> None:
    with db.transaction():
        scheme, parts = _scheme(condition=Condition.HOMES, threshold=1)
        made = pledges.signed_on_paper(scheme, parts[0], 100)
        conditions.run_due(LATER, NOW)
    assert (scheme.state, made.state) == (SchemeState.CLOSED, CommitmentState.SIGNED)
    assert account.standing_of(made.id).owed == 100


def test_a_promise_is_taken_back_before_the_condition_and_not_after() -> None:
    with db.transaction():
        scheme, parts = _scheme(condition=Condition.HOMES, threshold=2)
        first = pledges.signed_on_paper(scheme, parts[0], 100)
        confirming.withdraw(first, "", by=CLERK, now=NOW)
        assert first.state is CommitmentState.WITHDRAWN
        with pytest.raises(money_errors.NoSignedCommitment):
            confirming.withdraw(first, "", by=CLERK, now=NOW)
        for place in (1, 2):
            last = pledges.signed_on_paper(scheme, parts[place], 100)
        with pytest.raises(money_errors.TooLateToWithdraw):
            confirming.withdraw(last, "", by=CLERK, now=NOW)
    assert reconciling.findings() == []
