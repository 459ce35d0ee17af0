"""``flask outbox list``, and which gateway is used."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from portal.config import Config, ConfigurationError
from portal.db import transaction
from portal.jobs import work
from portal.jobs.worker import run_due
from portal.messages import outlets
from portal.messages.gateways import LogGateway, sms_gateway
from portal.messages.gateways.aliyun import Aliyun
from portal.messages.gateways.tencent import Tencent
from portal.messages.models import Channel
from portal.messages.sending import Send
from portal.messages.services import send_sms
from portal.messages.services.outbox import SEND
from portal.messages.texts import Text
from portal.messages.views import bp
from tests.factories.accounts import NOW
from tests.factories.messages import PHONE

pytestmark = pytest.mark.usefixtures("outlets_kept")


def code(number: int) -> Text:
    return Text("code", {"code": str(number)})


SAID = "【家园共议】验证码 %s，5 分钟内有效。工作人员不会向您要验证码，请不要告诉别人。"


@pytest.mark.usefixtures("isolated")
def test_the_operator_of_a_local_installation_finds_the_code(app: Flask) -> None:
    outlets.configure({Channel.SMS: LogGateway()})
    with transaction():
        send_sms(NOW, PHONE, code(111111))
    run_due(NOW)
    with transaction():
        send_sms(NOW, PHONE, code(222222), demo=True)
        send_sms(NOW, PHONE, code(333333))
    result = app.test_cli_runner().invoke(args=["outbox", "list"])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"2026-03-20 10:00:00+08:00  138****8000  待发  {SAID % 333333}",
        f"2026-03-20 10:00:00+08:00  138****8000  演示，不外发  {SAID % 222222}",
        f"2026-03-20 10:00:00+08:00  138****8000  已发  {SAID % 111111}",
    ]


@pytest.mark.usefixtures("isolated")
def test_as_json_and_limited(app: Flask) -> None:
    with transaction():
        first, last = (send_sms(NOW, PHONE, code(number)) for number in (111111, 222222))
    result = app.test_cli_runner().invoke(args=["outbox", "list", "--limit", "1", "--json"])
    (shown,) = json.loads(result.stdout)["texts"]
    assert (shown["id"], shown["text"], shown["state"]) == (last.id, SAID % 222222, "waiting")
    assert first.id != last.id


@pytest.mark.usefixtures("isolated")
def test_an_empty_outbox_says_so(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["outbox", "list"]).stdout == "没有短信。\n"


@pytest.mark.usefixtures("isolated")
def test_in_production_texts_stay_sealed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        send_sms(NOW, PHONE, code(111111))
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], production=True))
    result = app.test_cli_runner().invoke(args=["outbox", "list"])
    assert result.exit_code == 1
    assert result.stderr == "正式运行时不显示短信内容。\n"
    assert result.stdout == ""


def _config(app: Flask, *, production: bool = False, **extra: str) -> Config:
    config: Config = app.config["PORTAL"]
    return replace(config, production=production, extra=extra)


def test_without_a_contract_production_has_no_gateway_and_a_local_one_logs(app: Flask) -> None:
    assert sms_gateway(_config(app, production=True)) is None
    assert isinstance(sms_gateway(_config(app)), LogGateway)


_ALIYUN = {
    "sms_gateway": "aliyun",
    "aliyun_sms_key_id": "a",
    "aliyun_sms_key_secret": "b",
    "sms_sign": "家园",
}
_TENCENT = {
    "sms_gateway": "tencent",
    "tencent_sms_secret_id": "a",
    "tencent_sms_secret_key": "b",
    "tencent_sms_app_id": "c",
    "sms_sign": "家园",
}


@pytest.mark.parametrize(("extra", "kind"), [(_ALIYUN, Aliyun), (_TENCENT, Tencent)])
def test_the_settings_choose_the_contract(app: Flask, extra: dict[str, str], kind: type) -> None:
    chosen = sms_gateway(_config(app, production=True, sms_templates="code=SMS_1, notice=SMS_2", **extra))
    assert isinstance(chosen, kind)
    assert chosen.carries("code")
    assert not chosen.carries("digest"), "nobody approved it"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"sms_gateway": "pigeon"}, "pigeon"),
        ({"sms_gateway": "log"}, "carries nothing"),
        ({**_ALIYUN, "sms_sign": ""}, "SMS_SIGN"),
        ({**_ALIYUN, "sms_templates": "code"}, "SMS_TEMPLATES"),
        ({**_ALIYUN, "sms_templates": "moon=SMS_1"}, "moon"),
        ({"wechat_app_id": "wx1"}, "WECHAT_APP_SECRET"),
        ({"smtp_host": "mail"}, "SMTP_SENDER"),
        ({"smtp_host": "mail", "smtp_sender": "a@b.cn", "smtp_security": "maybe"}, "SMTP_SECURITY"),
        ({"smtp_host": "mail", "smtp_sender": "a@b.cn", "smtp_port": "x"}, "SMTP_PORT"),
        ({"quiet_hours": "night"}, "QUIET_HOURS"),
        ({"quiet_hours": "8-21"}, "QUIET_HOURS"),
    ],
)
def test_a_contract_that_cannot_work_stops_the_portal(app: Flask, extra: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        _start(_config(app, production=True, **extra))


def test_starting_the_portal_registers_what_carries(app: Flask) -> None:
    kept = dict(work._known)
    work._known.clear()
    _start(app.config["PORTAL"])
    assert all(isinstance(work.find_work(kind), Send) for kind in SEND.values())
    work._known.update(kept)


def _start(config: Config) -> None:
    portal = Flask("portal")
    portal.config["PORTAL"] = config
    portal.register_blueprint(bp)
