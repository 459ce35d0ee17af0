"""The one copy that leaves the house: which way, at which hour, how often, and for whom to call."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal import crypto
from portal.accounts.models import Account
from portal.audit.queries import list_of
from portal.audit.services import Actor
from portal.crypto import unseal
from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.jobs.models import Job
from portal.jobs.work import GiveUp
from portal.jobs.worker import run_due
from portal.messages import outlets, queries, services
from portal.messages.errors import AddressTaken, NothingToTell
from portal.messages.gateways import Report
from portal.messages.models import Channel, Dispatch, Message, SendState
from portal.messages.texts import Text
from tests.factories import accounts as make
from tests.factories.accounts import NOW
from tests.factories.messages import PHONE, Gateway, use

pytestmark = pytest.mark.usefixtures("isolated", "outlets_kept")
NIGHT = datetime(2026, 3, 20, 23, 30, tzinfo=CHINA)
MORNING = datetime(2026, 3, 21, 8, 0, tzinfo=CHINA)


@pytest.fixture
def sms() -> Gateway:
    gateway = Gateway()
    use(gateway)
    return gateway


@pytest.fixture
def me() -> Account:
    """A resident whose phone is bound."""
    with transaction():
        return make.person("王芳", phone=crypto.seal(PHONE), phone_hash=crypto.fingerprint(PHONE, "phone"))


def actor(of: Account) -> Actor:
    return Actor(of.id, of.display_name)


def tell(to: Account, topic: str = "feedback.answered", at: datetime = NOW) -> Message:
    with transaction():
        return services.tell(at, to.id, topic, "您反映的事有答复", "窗框已换。", link="/estates/1/cases/2")


def copies() -> list[Dispatch]:
    session.expire_all()
    return list(session.scalars(select(Dispatch).order_by(Dispatch.id)))


def test_a_copy_leaves_by_text(sms: Gateway, me: Account) -> None:
    tell(me)
    run_due(NOW)
    ((phone, body, _),) = sms.taken
    assert phone == PHONE
    assert body == "【家园共议】您有一条新消息：您反映的事有答复。请打开“家园共议”查看。"


def test_one_way_never_two_and_the_bound_one_first(sms: Gateway, me: Account) -> None:
    wechat, mail = Gateway(), Gateway()
    use(wechat, Channel.WECHAT)
    use(mail, Channel.EMAIL)
    with transaction():
        services.bind(NOW, actor(me), Channel.EMAIL, "wang@example.cn")
    tell(me)
    with transaction():
        services.bind(NOW, actor(me), Channel.WECHAT, "openid1")
    tell(me)
    with transaction():
        services.unbind(NOW, actor(me), Channel.WECHAT)
        services.unbind(NOW, actor(me), Channel.EMAIL)
    tell(me)
    run_due(NOW)
    assert [len(gateway.taken) for gateway in (mail, wechat, sms)] == [1, 1, 1]


def test_an_address_is_one_persons(me: Account) -> None:
    with transaction():
        services.bind(NOW, actor(me), Channel.EMAIL, "wang@example.cn")
        other = make.person("别人")
    with pytest.raises(AddressTaken), transaction():
        services.bind(NOW, actor(other), Channel.EMAIL, "Wang@Example.cn")
    with transaction():
        services.bind(NOW, actor(me), Channel.EMAIL, "wang@example.cn")
        services.bind(NOW, actor(me), Channel.EMAIL, "fang@example.cn")
    assert queries.list_addresses(me.id) == {Channel.EMAIL: "fang@example.cn"}
    assert b"example" not in session.scalars(select(Dispatch.address)).first() if copies() else True
    with transaction():
        services.bind(NOW, actor(other), Channel.EMAIL, "wang@example.cn")


def test_at_night_it_waits_for_the_morning_but_a_code_does_not(sms: Gateway, me: Account) -> None:
    tell(me, at=NIGHT)
    with transaction():
        services.send_sms(NIGHT, PHONE, Text("code", {"code": "111111"}))
    run_due(NIGHT)
    run_due(MORNING - timedelta(seconds=1))
    assert len(sms.taken) == 1
    run_due(MORNING)
    assert len(sms.taken) == 2


@pytest.mark.parametrize(
    ("hour", "minute", "leaves"),
    [(7, 59, 8), (8, 0, None), (20, 59, None), (21, 0, 32), (23, 0, 32), (0, 0, 8)],
)
def test_the_night_has_exact_ends(hour: int, minute: int, leaves: int | None) -> None:
    outlets.configure({}, quiet_from=21, quiet_to=8)
    at = datetime(2026, 3, 20, hour, minute, tzinfo=CHINA)
    midnight = datetime(2026, 3, 20, tzinfo=CHINA)
    expected = at if leaves is None else midnight + timedelta(hours=leaves)
    assert outlets.after_the_night(at) == expected


def test_what_was_read_in_the_meantime_does_not_leave(sms: Gateway, me: Account) -> None:
    message = tell(me, at=NIGHT)
    with transaction():
        services.mark_read(NIGHT, me.id, message.id)
    run_due(MORNING)
    assert sms.taken == []
    assert copies()[0].state is SendState.READ


def test_a_topic_may_be_switched_off_but_not_what_guards_the_home(sms: Gateway, me: Account) -> None:
    with transaction():
        services.choose(me.id, wanted=["vote"], digest=False)
    for topic in ("feedback.answered", "case.answered", "accounts.second_owner", "vote.opened"):
        number = tell(me, topic).account_id
    run_due(NOW)
    assert len(sms.taken) == 2
    assert queries.count_unread(number) == 4, "the inbox has everything"


def test_one_text_a_day_for_whoever_wants_that(sms: Gateway, me: Account) -> None:
    with transaction():
        services.choose(me.id, wanted=["feedback", "vote"], digest=True)
    tell(me)
    tell(me)
    read = tell(me)
    with transaction():
        services.mark_read(NOW, me.id, read.id)
    run_due(NOW)
    assert sms.taken == []
    slot = NOW.astimezone(CHINA).replace(hour=18)
    with transaction():
        services.send_digests(slot, slot)
    run_due(slot)
    assert [body for _, body, _ in sms.taken] == ["【家园共议】您有 2 条消息还没有看。请打开“家园共议”查看。"]
    with transaction():
        services.send_digests(slot + timedelta(days=1), slot + timedelta(days=1))
    run_due(slot + timedelta(days=1))
    assert len(sms.taken) == 1, "nothing new came"


def test_at_most_one_reminder_a_day(sms: Gateway, me: Account) -> None:
    def remind(at: datetime) -> bool:
        with transaction():
            return services.remind(at, me.id, "reminder.vote", "还等您投票", "三天后截止。")

    assert remind(NOW)
    assert not remind(NOW + timedelta(hours=10))
    assert remind(NOW + timedelta(days=1))
    run_due(NOW + timedelta(days=1, hours=1))
    assert len(sms.taken) == 2
    assert session.scalar(select(func.count()).select_from(Message)) == 2


def test_staff_and_people_of_the_demonstration_get_no_copy(sms: Gateway) -> None:
    with transaction():
        demo = make.person("演示", phone=crypto.seal(PHONE), phone_hash="a", is_demo=True)
        clerk = make.person("干事", phone=crypto.seal(PHONE), phone_hash="b", is_staff=True)
    tell(demo)
    tell(clerk)
    run_due(NOW)
    assert sms.taken == []
    assert [copy.state for copy in copies()] == [SendState.HELD]


def test_delivered_is_what_the_provider_says(sms: Gateway, me: Account) -> None:
    tell(me)
    run_due(NOW)
    run_due(NOW + timedelta(minutes=2))
    assert copies()[0].state is SendState.SENT
    sms.report = Report(delivered=True)
    later = NOW + timedelta(minutes=30)
    run_due(later)
    assert (copies()[0].state, copies()[0].delivered_at) == (SendState.DELIVERED, later)


def test_a_provider_that_never_says_is_asked_no_more(sms: Gateway, me: Account) -> None:
    tell(me)
    for days in range(10):
        run_due(NOW + timedelta(days=days))
    assert copies()[0].state is SendState.SENT
    waiting = select(func.count()).select_from(Job).where(Job.done_at.is_(None))
    assert session.scalar(waiting) == 0


def estate_text() -> tuple[int, Actor, int]:
    """A text about an estate, and a clerk of it."""
    with transaction():
        entrance = make.entrance()
        clerk = make.staff("干事", make.Role.COMMUNITY_CLERK, estate=make.estate_of(entrance))
        text = services.send_sms(NOW, PHONE, Text("owner_claim"), estate_id=entrance.estate_id)
        return entrance.estate_id, actor(clerk), text.id


def test_without_a_contract_it_waits_in_sight_and_nothing_pretends(me: Account) -> None:
    use(None)
    estate_id, _clerk, text = estate_text()
    tell(me)
    run_due(NOW + timedelta(hours=1))
    assert [(copy.state, copy.sent_at, copy.attempts) for copy in copies()] == [
        (SendState.WAITING, None, 0)
    ] * 2
    assert [found.id for found in queries.list_undelivered(estate_id, 1)] == [text]
    assert not outlets.offers_codes()


def test_a_contract_that_comes_later_sends_what_is_still_of_use(me: Account) -> None:
    use(None)
    tell(me, at=NOW - timedelta(days=4))
    tell(me)
    gateway = Gateway()
    for _twice in range(2):
        with transaction():
            services.resume_waiting(NOW, NOW)
        use(gateway)
    with transaction():
        services.resume_waiting(NOW, NOW)
    run_due(NOW)
    assert len(gateway.taken) == 1
    assert [(copy.state, copy.last_error) for copy in copies()] == [
        (SendState.FAILED, "too late"),
        (SendState.SENT, ""),
    ]


def test_a_template_that_nobody_approved_waits(sms: Gateway, me: Account) -> None:
    sms.templates = {"code"}
    tell(me)
    run_due(NOW)
    assert copies()[0].state is SendState.WAITING


def test_the_clerk_tells_it_by_phone_once_and_on_record() -> None:
    use(Gateway(GiveUp("isv.MOBILE_NUMBER_ILLEGAL")))
    estate_id, clerk, text = estate_text()
    run_due(NOW)
    assert [found.id for found in queries.list_undelivered(estate_id, 1)] == [text]
    with transaction():
        services.tell_by_voice(NOW, clerk, estate_id, text)
    assert (copies()[0].state, copies()[0].told_by) == (SendState.TOLD, clerk.account_id)
    assert queries.list_undelivered(estate_id, 1) == []
    assert [entry.action for entry in list_of(f"dispatch:{text}")] == ["message.told"]
    with pytest.raises(NothingToTell), transaction():
        services.tell_by_voice(NOW, clerk, estate_id, text)


def test_phones_and_mailboxes_are_sealed(sms: Gateway, me: Account) -> None:
    tell(me)
    (copy,) = copies()
    assert PHONE.encode() not in copy.address
    assert copy.values is not None
    assert "答复".encode() not in copy.values
    assert unseal(copy.address) == PHONE
