"""``flask outbox list``, and which gateway is used."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from portal.config import Config, ConfigurationError
from portal.db import transaction
from portal.jobs import work
from portal.jobs.worker import run_due
from portal.messages.gateways import GATEWAYS, LogGateway, sms_gateway
from portal.messages.sending import SendSms
from portal.messages.services import SEND_SMS, send_sms
from portal.messages.views import bp
from tests.factories.accounts import NOW
from tests.factories.messages import PHONE


@pytest.mark.usefixtures("isolated")
def test_the_operator_of_a_local_installation_finds_the_code(app: Flask) -> None:
    work.register(SendSms(LogGateway()))
    with transaction():
        send_sms(NOW, PHONE, "验证码 111111")
    run_due(NOW)
    with transaction():
        send_sms(NOW, PHONE, "验证码 222222", demo=True)
        send_sms(NOW, PHONE, "验证码 333333")
    result = app.test_cli_runner().invoke(args=["outbox", "list"])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2026-03-20 10:00:00+08:00  138****8000  等待发出  验证码 333333",
        "2026-03-20 10:00:00+08:00  138****8000  演示，不外发  验证码 222222",
        "2026-03-20 10:00:00+08:00  138****8000  已交给网关  验证码 111111",
    ]


@pytest.mark.usefixtures("isolated")
def test_as_json_and_limited(app: Flask) -> None:
    with transaction():
        first, last = (send_sms(NOW, PHONE, text) for text in ("一", "二"))
    result = app.test_cli_runner().invoke(args=["outbox", "list", "--limit", "1", "--json"])
    (shown,) = json.loads(result.stdout)["texts"]
    assert (shown["id"], shown["text"], shown["state"]) == (last.id, "二", "waiting")
    assert first.id != last.id


@pytest.mark.usefixtures("isolated")
def test_an_empty_outbox_says_so(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["outbox", "list"]).stdout == "没有短信。\n"


@pytest.mark.usefixtures("isolated")
def test_in_production_texts_stay_sealed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        send_sms(NOW, PHONE, "验证码 111111")
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], production=True))
    result = app.test_cli_runner().invoke(args=["outbox", "list"])
    assert result.exit_code == 1
    assert result.stderr == "正式运行时不显示短信内容。\n"
    assert result.stdout == ""


def test_an_unknown_gateway_stops_the_portal() -> None:
    assert isinstance(sms_gateway("log"), LogGateway)
    with pytest.raises(ConfigurationError, match="SMS_GATEWAY"):
        sms_gateway("pigeon")
    assert set(GATEWAYS) == {"log"}


def test_starting_the_portal_chooses_the_gateway_of_the_settings(app: Flask) -> None:
    work._known.pop(SEND_SMS, None)
    _start(app.config["PORTAL"])
    assert isinstance(work.find_work(SEND_SMS), SendSms)
    with pytest.raises(ConfigurationError, match="pigeon"):
        _start(replace(app.config["PORTAL"], extra={"sms_gateway": "pigeon"}))


def _start(config: Config) -> None:
    portal = Flask("portal")
    portal.config["PORTAL"] = config
    portal.register_blueprint(bp)
