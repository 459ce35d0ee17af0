"""The adapters against providers that check signatures and answer with their own codes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.jobs.work import GiveUp, TryLater
from portal.messages.gateways import Report, aliyun, tencent
from portal.messages.gateways.aliyun import Aliyun, Signed
from portal.messages.gateways.tencent import Tencent
from portal.messages.gateways.wechat import WeChat
from portal.messages.texts import Text

from .providers import AliyunServer, TencentServer, WeChatServer, serving

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
PHONE = "13800138000"
CODE = Text("code", {"code": "482913"})
NOTICE = Text(
    "notice",
    {"title": "您反映的事有答复"},
    {"title": "您反映的事有答复", "body": "窗框已换，请您看一看。", "link": "/estates/1/cases/2"},
)


def test_our_signature_is_the_one_of_aliyuns_document() -> None:
    """The example with fixed values in the document of signature V3."""
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = aliyun.canonical_query(
        {
            "RegionId": "cn-shanghai",
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        }
    )
    signed = aliyun.signature("YourAccessKeySecret", Signed("POST", query, headers))
    assert signed == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"


def test_our_signature_is_the_one_of_tencents_document() -> None:
    """The example with fixed values in the document of TC3-HMAC-SHA256."""
    payload = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    signed = tencent.signature(
        "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        "cvm",
        datetime.fromtimestamp(1551113065, UTC),
        host="cvm.tencentcloudapi.com",
        payload=payload,
    )
    assert signed == "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"


def test_what_the_query_holds_is_encoded_as_aliyun_wants() -> None:
    assert aliyun.canonical_query({"b": "家 园*~", "a": "1+1/2"}) == "a=1%2B1%2F2&b=%E5%AE%B6%20%E5%9B%AD%2A~"


@pytest.fixture
def ali() -> Iterator[tuple[AliyunServer, Aliyun]]:
    server = AliyunServer(NOW)
    with serving(server) as address:
        yield server, Aliyun("key", server.SECRET, "家园共议", {"code": "SMS_1", "notice": "SMS_2"}, address)


def test_aliyun_takes_a_text(ali: tuple[AliyunServer, Aliyun]) -> None:
    server, carrier = ali
    assert carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW) == "biz1^0"
    assert server.sent == [
        {
            "PhoneNumbers": PHONE,
            "SignName": "家园共议",
            "TemplateCode": "SMS_1",
            "TemplateParam": '{"code": "482913"}',
            "OutId": "dispatch:7",
        }
    ]


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("isv.SMS_TEMPLATE_ILLEGAL", GiveUp),
        ("isv.BLACK_KEY_CONTROL_LIMIT", GiveUp),
        ("isv.BUSINESS_LIMIT_CONTROL", TryLater),
        ("isv.AMOUNT_NOT_ENOUGH", TryLater),
        ("isp.SYSTEM_ERROR", TryLater),
        ("Throttling.User", TryLater),
    ],
)
def test_aliyuns_codes_say_whether_to_try_again(
    ali: tuple[AliyunServer, Aliyun], code: str, refusal: type[Exception]
) -> None:
    server, carrier = ali
    server.trouble = code
    with pytest.raises(refusal, match=code):
        carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW)
    assert server.sent == []


def test_aliyun_refuses_a_number_a_wrong_secret_and_an_old_time(ali: tuple[AliyunServer, Aliyun]) -> None:
    server, carrier = ali
    with pytest.raises(GiveUp, match=r"isv\.MOBILE_NUMBER_ILLEGAL"):
        carrier.send("0237772000", CODE, reference="dispatch:7", now=NOW)
    with pytest.raises(TryLater, match="SignatureDoesNotMatch"):
        replace(carrier, secret="another").send(PHONE, CODE, reference="dispatch:7", now=NOW)
    with pytest.raises(TryLater, match=r"InvalidTimeStamp\.Expired"):
        carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW - timedelta(hours=1))
    assert server.sent == []


def test_aliyun_reports(ali: tuple[AliyunServer, Aliyun]) -> None:
    server, carrier = ali
    receipt = carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW)
    for status, report in (
        ((1, ""), None),
        ((3, "DELIVERED"), Report(delivered=True)),
        ((2, "MOBILE_NOT_ON_SERVICE"), Report(delivered=False, reason="MOBILE_NOT_ON_SERVICE")),
    ):
        server.status = status
        assert carrier.find_report(PHONE, receipt, sent_at=NOW, now=NOW) == report


def test_aliyun_knows_what_it_took_before(ali: tuple[AliyunServer, Aliyun]) -> None:
    _server, carrier = ali
    assert carrier.find_taken(PHONE, "dispatch:7", NOW) is None
    receipt = carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW)
    assert carrier.find_taken(PHONE, "dispatch:7", NOW) == receipt
    assert carrier.find_taken(PHONE, "dispatch:8", NOW) is None


@pytest.fixture
def ten() -> Iterator[tuple[TencentServer, Tencent]]:
    server = TencentServer(NOW)
    with serving(server) as address:
        carrier = Tencent(
            "key", server.SECRET, "1400000001", "家园共议", {"code": "101", "notice": "102"}, endpoint=address
        )
        yield server, carrier


def test_tencent_takes_a_text(ten: tuple[TencentServer, Tencent]) -> None:
    server, carrier = ten
    assert carrier.send(PHONE, NOTICE, reference="dispatch:7", now=NOW) == "2028:1"
    assert server.sent == [
        {
            "PhoneNumberSet": [f"+86{PHONE}"],
            "SmsSdkAppId": "1400000001",
            "SignName": "家园共议",
            "TemplateId": "102",
            "TemplateParamSet": ["您反映的事有答复"],
            "SessionContext": "dispatch:7",
        }
    ]


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("FailedOperation.TemplateIncorrectOrUnapproved", GiveUp),
        ("FailedOperation.PhoneNumberInBlacklist", GiveUp),
        ("LimitExceeded.PhoneNumberDailyLimit", TryLater),
        ("FailedOperation.InsufficientBalanceInSmsPackage", TryLater),
    ],
)
def test_tencents_codes_say_whether_to_try_again(
    ten: tuple[TencentServer, Tencent], code: str, refusal: type[Exception]
) -> None:
    server, carrier = ten
    server.trouble = code
    with pytest.raises(refusal, match=code):
        carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW)


def test_tencent_refuses_a_number_a_wrong_secret_and_an_old_time(ten: tuple[TencentServer, Tencent]) -> None:
    _server, carrier = ten
    with pytest.raises(GiveUp, match="IncorrectPhoneNumber"):
        carrier.send("0237772000", CODE, reference="dispatch:7", now=NOW)
    with pytest.raises(TryLater, match="SignatureFailure"):
        replace(carrier, secret="another").send(PHONE, CODE, reference="dispatch:7", now=NOW)
    with pytest.raises(TryLater, match="SignatureExpire"):
        carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW - timedelta(minutes=6))


def test_tencent_reports_and_knows_what_it_took(ten: tuple[TencentServer, Tencent]) -> None:
    server, carrier = ten
    receipt = carrier.send(PHONE, CODE, reference="dispatch:7", now=NOW)
    assert carrier.find_report(PHONE, receipt, sent_at=NOW, now=NOW) is None
    server.report("SUCCESS")
    assert carrier.find_report(PHONE, receipt, sent_at=NOW, now=NOW) == Report(delivered=True)
    assert carrier.find_taken(PHONE, "dispatch:7", NOW) == receipt
    assert carrier.find_taken(PHONE, "dispatch:8", NOW) is None
    later = carrier.send(PHONE, CODE, reference="dispatch:8", now=NOW)
    server.report("FAIL", "用户关机")
    found = carrier.find_report(PHONE, later, sent_at=NOW, now=NOW)
    assert found == Report(delivered=False, reason="用户关机")


@pytest.fixture
def wechat() -> Iterator[tuple[WeChatServer, WeChat]]:
    server = WeChatServer()
    with serving(server) as address:
        carrier = WeChat(
            "wx1",
            server.SECRET,
            {"notice": "TM1"},
            {"title": "thing1", "time": "time2"},
            "https://portal.example",
            endpoint=address,
        )
        yield server, carrier


def test_wechat_takes_a_template_message(wechat: tuple[WeChatServer, WeChat]) -> None:
    server, carrier = wechat
    assert carrier.send("openid1", NOTICE, reference="dispatch:7", now=NOW) == "1"
    (said,) = server.sent
    assert (said["touser"], said["template_id"]) == ("openid1", "TM1")
    assert said["data"] == {"thing1": {"value": "您反映的事有答复"}}
    assert said["url"] == "https://portal.example/estates/1/cases/2"


def test_wechat_is_asked_for_a_token_once_and_again_when_it_is_stale(
    wechat: tuple[WeChatServer, WeChat],
) -> None:
    server, carrier = wechat
    for number in range(3):
        carrier.send("openid1", NOTICE, reference=f"dispatch:{number}", now=NOW)
    assert len(server.tokens) == 1
    server.tokens.append("another process asked")
    carrier.send("openid1", NOTICE, reference="dispatch:3", now=NOW)
    carrier.send("openid1", NOTICE, reference="dispatch:4", now=NOW + timedelta(hours=2))
    assert len(server.tokens) == 4
    assert len(server.sent) == 5


def test_wechat_drops_a_doubled_one(wechat: tuple[WeChatServer, WeChat]) -> None:
    server, carrier = wechat
    first = carrier.send("openid1", NOTICE, reference="dispatch:7", now=NOW)
    assert carrier.send("openid1", NOTICE, reference="dispatch:7", now=NOW) == first
    assert len(server.sent) == 1


@pytest.mark.parametrize(("code", "refusal"), [(43004, GiveUp), (40003, GiveUp), (45009, TryLater)])
def test_wechats_codes_say_whether_to_try_again(
    wechat: tuple[WeChatServer, WeChat], code: int, refusal: type[Exception]
) -> None:
    server, carrier = wechat
    server.trouble = code
    with pytest.raises(refusal, match=str(code)):
        carrier.send("openid1", NOTICE, reference="dispatch:7", now=NOW)


def test_wechat_with_a_wrong_secret_gets_no_token(wechat: tuple[WeChatServer, WeChat]) -> None:
    _server, carrier = wechat
    with pytest.raises(TryLater, match="40125"):
        replace(carrier, secret="another").send("openid1", NOTICE, reference="dispatch:7", now=NOW)


@pytest.mark.parametrize("said", [b"<html>busy</html>", b'"words"'])
def test_an_answer_that_is_none_is_tried_again_and_names_nobody(said: bytes) -> None:
    with serving(lambda _: said) as address, pytest.raises(TryLater) as caught:  # type: ignore[return-value]
        Aliyun("key", "s", "家园", {"code": "SMS_1"}, address).send(PHONE, CODE, reference="d", now=NOW)
    assert PHONE not in str(caught.value)


def test_nobody_there_is_tried_again_and_names_nobody() -> None:
    with serving(lambda _: {}) as address:
        pass
    with pytest.raises(TryLater, match="no answer") as caught:
        Aliyun("key", "s", "家园", {"code": "SMS_1"}, address).send(PHONE, CODE, reference="d", now=NOW)
    assert PHONE not in str(caught.value)
