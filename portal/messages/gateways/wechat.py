"""Template messages of a WeChat service account, to people who bound it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from portal.jobs.work import TryLater
from portal.messages.gateways.calling import call, refuse
from portal.messages.gateways.carrier import Report
from portal.messages.texts import Text, shortened

#: 40003 no such openid, 40037 no such template, 43004 and 43019 the person no longer follows the account.
FINAL = frozenset({"40003", "40037", "41028", "43004", "43019", "47003"})
_STALE_TOKEN = {40001, 40014, 42001}


@dataclass
class _Token:
    value: str = ""
    until: datetime | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class WeChat:
    """A service account.

    :param templates: our key to the template's id.
    :param fields: what the templates call our values, e.g. ``title`` → ``thing1``, ``time`` → ``time2``.
    :param public_url: what stands in front of the path of a message.
    """

    app_id: str
    secret: str
    templates: Mapping[str, str]
    fields: Mapping[str, str]
    public_url: str
    endpoint: str = "https://api.weixin.qq.com"
    _token: _Token = field(default_factory=_Token)

    name = "wechat"
    reports = False

    def carries(self, template: str) -> bool:
        return template in self.templates

    def send(self, address: str, text: Text, *, reference: str, now: datetime) -> str:
        said = {**text.values, **text.more}
        message = {
            "touser": address,
            "template_id": self.templates[text.template],
            "url": f"{self.public_url}{said.get('link', '')}",
            # WeChat itself drops a second one of the same id.
            "client_msg_id": reference,
            "data": {
                theirs: {"value": shortened(said[ours])}
                for ours, theirs in self.fields.items()
                if ours in said
            },
        }
        answer = self._post(message, now)
        if answer.get("errcode") in _STALE_TOKEN:
            self._forget()
            answer = self._post(message, now)
        code = answer.get("errcode", -1)
        if code != 0:
            raise refuse(str(code), final=FINAL)
        return str(answer.get("msgid", ""))

    def find_taken(self, address: str, reference: str, now: datetime) -> str | None:
        return None

    def find_report(self, address: str, receipt: str, *, sent_at: datetime, now: datetime) -> Report | None:
        return None

    def _post(self, message: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        url = f"{self.endpoint}/cgi-bin/message/template/send?access_token={self._access(now)}"
        return call("POST", url, body=json.dumps(message, ensure_ascii=False).encode())

    def _access(self, now: datetime) -> str:
        """The stable token: asking for it in one process does not end another's."""
        with self._token.lock:
            if self._token.until is None or now >= self._token.until:
                asked = {"grant_type": "client_credential", "appid": self.app_id, "secret": self.secret}
                answer = call(
                    "POST", f"{self.endpoint}/cgi-bin/stable_token", body=json.dumps(asked).encode()
                )
                if "access_token" not in answer:
                    raise TryLater(f"no token: {answer.get('errcode', 'no code')}")
                self._token.value = str(answer["access_token"])
                self._token.until = now + timedelta(seconds=int(answer.get("expires_in", 0)) - 60)
            return self._token.value

    def _forget(self) -> None:
        with self._token.lock:
            self._token.until = None
