"""How somebody is told: the page of ways, the mailbox's link, and the clerk's list of whom to call."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal import crypto
from portal.accounts.models import Account
from portal.audit.queries import list_of
from portal.config import Config
from portal.crypto import unseal
from portal.db import session, transaction
from portal.messages import queries, services
from portal.messages.models import Channel, Dispatch
from portal.messages.texts import Text
from portal.permissions import Role
from tests.factories import accounts as make
from tests.factories.accounts import NOW
from tests.factories.messages import PHONE, Gateway, use
from tests.support.client import Client

from .providers import WeChatServer, serving

pytestmark = pytest.mark.usefixtures("isolated", "outlets_kept")


@pytest.fixture
def me(client: Client) -> Account:
    with transaction():
        account = make.person("王芳", phone=crypto.seal(PHONE), phone_hash="a")
    client.sign_in(account)
    return account


def test_topics_are_switched_and_kept(client: Client, me: Account) -> None:
    client.read("/me/messages/ways")
    client.send({"topics": ["vote"], "digest": "y"})
    kept = queries.find_preference(me.id)
    assert kept is not None
    assert kept.digest
    assert "feedback" in kept.muted.split(",")
    assert "vote" not in kept.muted.split(",")
    client.read("/me/messages/ways")
    ticked = {box["value"] for box in client.page.all("input", name="topics") if "checked" in box}
    assert ticked == {"vote"}


def test_without_a_contract_the_page_says_that_somebody_will_call(client: Client, me: Account) -> None:
    use(None)
    assert "没有短信合同，社区会打电话" in client.read("/me/messages/ways").text


def letter() -> str:
    sent = session.scalars(select(Dispatch).where(Dispatch.channel == Channel.EMAIL)).one()
    found = re.search(r"(/me/messages/email/\S+)", unseal(sent.text))
    assert found
    return found[1]


def test_a_mailbox_is_bound_by_the_link_that_was_sent_to_it(client: Client, me: Account) -> None:
    use(Gateway(), Channel.EMAIL)
    client.read("/me/messages/email")
    client.send({"address": " wang@example.cn "})
    assert queries.list_addresses(me.id) == {}
    client.read(letter())
    client.send({})
    assert queries.list_addresses(me.id) == {Channel.EMAIL: "wang@example.cn"}
    client.read("/me/messages/ways")
    client.send({}, to="/me/messages/ways/email/end")
    assert queries.list_addresses(me.id) == {}


def test_somebody_elses_link_binds_nothing(client: Client, me: Account) -> None:
    use(Gateway(), Channel.EMAIL)
    client.read("/me/messages/email")
    client.send({"address": "wang@example.cn"})
    link = letter()
    with transaction():
        other = make.person("别人")
    client.sign_in(other)
    assert "失效" in client.get(link).text
    assert "失效" in client.get(link[:-2]).text


@pytest.mark.parametrize("address", ["", "wang", "wang@", "wang@example", "a b@example.cn"])
def test_what_is_no_mailbox_is_said_so(client: Client, me: Account, address: str) -> None:
    client.read("/me/messages/email")
    client.send({"address": address})
    assert session.scalars(select(Dispatch)).all() == []
    assert "邮箱地址" in client.page.text


@pytest.fixture
def wechat(app: Flask, monkeypatch: pytest.MonkeyPatch) -> WeChatServer:
    """A service account that is called on this machine."""
    server = WeChatServer()
    running = serving(server)
    address = running.__enter__()
    config: Config = app.config["PORTAL"]
    extra = {"wechat_app_id": "wx1", "wechat_app_secret": server.SECRET, "wechat_endpoint": address}
    monkeypatch.setitem(app.config, "PORTAL", replace(config, extra={**config.extra, **extra}))
    use(Gateway(), Channel.WECHAT)
    yield server
    running.__exit__(None, None, None)


def go_to_wechat(client: Client) -> str:
    """The state with which WeChat sends the person back."""
    response = client.get("/sign-in/wechat")
    address = response.headers["Location"]
    assert re.fullmatch(
        r"https://open\.weixin\.qq\.com/connect/oauth2/authorize\?appid=wx1&redirect_uri=[^&]+"
        r"&response_type=code&scope=snsapi_base&state=[\w-]+#wechat_redirect",
        address,
    )
    return re.search(r"state=([\w-]+)", address)[1]  # type: ignore[index]


def test_who_bound_wechat_signs_in_by_it(client: Client, me: Account, wechat: WeChatServer) -> None:
    wechat.codes = {"first": "openid1", "second": "openid1"}
    client.get(f"/sign-in/wechat/back?code=first&state={go_to_wechat(client)}")
    assert queries.list_addresses(me.id) == {Channel.WECHAT: "openid1"}
    client.sign_out()
    client.get(f"/sign-in/wechat/back?code=second&state={go_to_wechat(client)}")
    assert client.get("/me/messages").status_code == 200
    assert [entry.action for entry in list_of(f"account:{me.id}")] == ["message.bind"]


def test_a_wechat_that_nobody_bound_opens_nothing(client: Client, wechat: WeChatServer) -> None:
    wechat.codes = {"first": "stranger"}
    said = client.get(f"/sign-in/wechat/back?code=first&state={go_to_wechat(client)}")
    assert "还没有绑定微信" in said.text
    assert client.get("/me/messages").status_code == 303


@pytest.mark.parametrize("way", ["another state", "no state", "used code", "made up"])
def test_a_way_back_that_was_not_asked_for_opens_nothing(
    client: Client, me: Account, wechat: WeChatServer, way: str
) -> None:
    with transaction():
        services.bind(NOW, services.outbox.Actor(me.id, "王芳"), Channel.WECHAT, "openid1")
    client.sign_out()
    wechat.codes = {} if way in {"used code", "made up"} else {"first": "openid1"}
    state = "" if way == "no state" else go_to_wechat(client)
    client.get(f"/sign-in/wechat/back?code=first&state={'x' if way == 'another state' else state}")
    assert client.get("/me/messages").status_code == 303


class Undelivered:
    """A text about an estate that nobody carries."""

    def __init__(self, text: Dispatch) -> None:
        self.id, self.estate_id = text.id, text.estate_id


@pytest.fixture
def text() -> Undelivered:
    with transaction():
        entrance = make.entrance()
        make.staff("干事", Role.COMMUNITY_CLERK, estate=make.estate_of(entrance))
        make.staff("观察员", Role.OBSERVER, estate=make.estate_of(entrance))
        use(None)
        return Undelivered(services.send_sms(NOW, PHONE, Text("owner_claim"), estate_id=entrance.estate_id))


def signed_in(client: Client, name: str) -> None:
    client.sign_in(session.scalars(select(Account).where(Account.user_name == name)).one())


def test_the_clerk_sees_whom_to_call_and_the_phone_only_on_record(client: Client, text: Undelivered) -> None:
    signed_in(client, "干事")
    page = f"/desk/estates/{text.estate_id}/texts"
    said = client.read(page).text
    assert "没有短信合同，请打电话或当面告知" in said
    assert "待发" in said
    assert "138****8000" in said
    assert PHONE not in said
    client.send({}, to=f"{page}/{text.id}/phone")
    assert PHONE in client.page.text
    assert [entry.action for entry in list_of(f"dispatch:{text.id}")] == ["message.reveal"]
    client.send({}, to=f"{page}/{text.id}/told")
    assert "没有要打电话的" in client.read(page).text


def test_an_observer_reads_the_list_and_no_phone(client: Client, text: Undelivered) -> None:
    signed_in(client, "观察员")
    page = f"/desk/estates/{text.estate_id}/texts"
    assert "看电话</button>" not in client.read(page).text
    token = client.page.all("input", name="csrf_token")[0]["value"]
    for deed in ("phone", "told"):
        assert client.post(f"{page}/{text.id}/{deed}", data={"csrf_token": token}).status_code == 403
    assert list_of(f"dispatch:{text.id}") == []


def test_another_estates_text_is_not_there(client: Client, text: Undelivered) -> None:
    with transaction():
        estate = make.estate_of(make.entrance("别的小区", "别的街道"))
        make.staff("外人", Role.COMMUNITY_CLERK, estate=estate)
        other = estate.id
    signed_in(client, "外人")
    client.read(f"/desk/estates/{other}/texts")
    token = client.page.all("input", name="csrf_token")[0]["value"]
    told = client.post(f"/desk/estates/{other}/texts/{text.id}/phone", data={"csrf_token": token})
    assert told.status_code == 404


def test_codes_are_not_offered_without_a_contract(client: Client) -> None:
    use(None)
    assert "手机号和验证码" not in client.read("/sign-in").text
    assert "没有开通短信" in client.get("/sign-in/phone").text
