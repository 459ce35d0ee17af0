"""WeChat tells whether a template message arrived; whoever cannot sign changes nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.config import Config
from portal.db import session, transaction
from portal.messages.gateways.wechat import WeChat
from portal.messages.gateways.wechat_events import is_signed, read_event
from portal.messages.models import Channel, Dispatch, SendState
from portal.messages.services import mark_sent
from portal.messages.services.outbox import Leaving, put_out
from portal.messages.texts import Text
from portal.web import clock
from tests.factories.accounts import NOW
from tests.support.client import Client

from .providers import WeChatServer, serving

pytestmark = pytest.mark.usefixtures("isolated", "outlets_kept")
TOKEN, OPENID = "thetokenwechatknows", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
BODY = """<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName>
<FromUserName><![CDATA[{openid}]]></FromUserName><CreateTime>1395658920</CreateTime>
<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{event}]]></Event>
<MsgID>{number}</MsgID><Status><![CDATA[{status}]]></Status></xml>"""


@pytest.fixture(autouse=True)
def account(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    config: Config = app.config["PORTAL"]
    extra = {**config.extra, "wechat_event_token": TOKEN}
    monkeypatch.setitem(app.config, "PORTAL", replace(config, extra=extra))


def signed(token: str = TOKEN, *, late: timedelta = timedelta(), **changes: str) -> Mapping[str, str]:
    """As WeChat's documents say: SHA-1 of token, timestamp and nonce, sorted and joined."""
    timestamp, nonce = str(int((clock.now() - late).timestamp())), "486452656"
    joined = "".join(sorted([token, timestamp, nonce]))
    signature = hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce, **changes}


def sent() -> tuple[int, str]:
    """A message that a service account on this machine took: its dispatch, and the account's number of it."""
    server, text = WeChatServer(), Text("notice", {"title": "投票开始了"})
    with serving(server) as endpoint:
        fields = {"title": "thing1"}
        carrier = WeChat("wx1", server.SECRET, {"notice": "T1"}, fields, "https://vote.example", endpoint)
        receipt = carrier.send(OPENID, text, reference="dispatch:1", now=NOW)
    with transaction():
        dispatch = put_out(NOW, Channel.WECHAT, OPENID, text, Leaving())
        mark_sent(NOW, dispatch.id, carrier="wechat", receipt=receipt)
        return dispatch.id, receipt


def tell(client: Client, body: str, query: Mapping[str, str] | None = None) -> TestResponse:
    where = signed() if query is None else query
    return client.post("/wechat/events", query_string=where, data=body.encode(), content_type="text/xml")


def event(number: str, status: str = "success", **changes: str) -> str:
    said = {"event": "TEMPLATESENDJOBFINISH", "openid": OPENID, **changes}
    return BODY.format(number=number, status=status, **said)


def state(dispatch_id: int) -> tuple[SendState, str]:
    session.expire_all()
    dispatch = session.get_one(Dispatch, dispatch_id)
    return dispatch.state, dispatch.last_error


def test_wechat_asks_once_whether_this_is_us(client: Client) -> None:
    answer = client.get("/wechat/events", query_string=signed(echostr="<b>5838</b>"))
    assert answer.text == "<b>5838</b>"
    assert answer.mimetype == "text/plain"
    for query in (signed("another"), {}, signed(signature="0"), signed(late=timedelta(minutes=11))):
        assert client.get("/wechat/events", query_string=query).status_code == 404


def test_what_arrived_is_delivered_and_stays_so(client: Client) -> None:
    dispatch, number = sent()
    for _twice in range(2):
        assert tell(client, event(number)).text == "success"
        assert state(dispatch)[0] is SendState.DELIVERED
    tell(client, event(number, "failed:user block"))
    assert state(dispatch)[0] is SendState.DELIVERED


def test_what_did_not_arrive_is_listed_for_calling(client: Client) -> None:
    dispatch, number = sent()
    assert tell(client, event(number, "failed:user block")).text == "success"
    assert state(dispatch) == (SendState.FAILED, "failed:user block")


@pytest.mark.parametrize(
    "query", [signed("another"), signed(late=timedelta(hours=1)), {}], ids=["forged", "late", "bare"]
)
def test_nobody_else_tells_what_arrived(client: Client, query: Mapping[str, str]) -> None:
    dispatch, number = sent()
    assert tell(client, event(number), query).status_code == 404
    assert state(dispatch)[0] is SendState.SENT


def test_an_event_about_somebody_elses_message_changes_nothing(client: Client) -> None:
    dispatch, number = sent()
    assert tell(client, event(number, openid="another")).status_code == 503
    assert tell(client, event("999")).status_code == 503
    assert tell(client, event("")).status_code == 503
    assert state(dispatch)[0] is SendState.SENT


def test_other_events_are_taken_and_forgotten(client: Client) -> None:
    dispatch, number = sent()
    assert tell(client, event(number, event="subscribe")).text == "success"
    for nonsense in ("", "no xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><xml>&a;</xml>", "<xml>" + "x" * 20_000):
        assert tell(client, nonsense).status_code == 404
    assert state(dispatch)[0] is SendState.SENT


def test_without_a_token_there_is_no_such_address(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    config: Config = app.config["PORTAL"]
    extra = {**config.extra, "wechat_event_token": ""}
    monkeypatch.setitem(app.config, "PORTAL", replace(config, extra=extra))
    assert client.get("/wechat/events", query_string=signed("", echostr="1")).status_code == 404


def test_the_signature_is_that_of_wechats_documents() -> None:
    said = signed()
    assert is_signed(TOKEN, said["signature"], said["timestamp"], said["nonce"], clock.now())
    assert not is_signed(TOKEN, said["signature"], "９" + said["timestamp"][1:], said["nonce"], clock.now())
    assert not is_signed(TOKEN, said["signature"] + "é", said["timestamp"], said["nonce"], clock.now())
    assert read_event(b"<xml><Event>other</Event></xml>") is None
