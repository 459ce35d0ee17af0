"""Aliyun SMS (Dysmsapi 2017-05-25), requests signed with ACS3-HMAC-SHA256 as its document says."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from portal.domain.deadlines import local_day
from portal.messages.gateways.calling import call, refuse
from portal.messages.gateways.carrier import Report
from portal.messages.texts import Text

_ALGORITHM = "ACS3-HMAC-SHA256"
_VERSION = "2017-05-25"
#: Trying again would change nothing.
FINAL = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.SMS_SIGNATURE_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS",
        "isv.TEMPLATE_PARAMS_ILLEGAL",
        "isv.INVALID_PARAMETERS",
        "isv.INVALID_JSON_PARAM",
        "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL",
    }
)
_FAILED, _DELIVERED = 2, 3


@dataclass(frozen=True)
class Signed:
    """A request as it is signed: everything but the secret."""

    method: str
    query: str
    headers: Mapping[str, str]  # lower case


def signature(secret: str, request: Signed) -> str:
    """The hex digest for the Authorization header."""
    names = sorted(request.headers)
    lines = "".join(f"{name}:{request.headers[name].strip()}\n" for name in names)
    payload = request.headers["x-acs-content-sha256"]
    canonical = "\n".join((request.method, "/", request.query, lines, ";".join(names), payload))
    text = f"{_ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def canonical_query(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{_encoded(name)}={_encoded(parameters[name])}" for name in sorted(parameters))


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


@dataclass(frozen=True)
class Aliyun:
    """A contract. ``templates``: our key to the id that Aliyun approved, e.g. ``SMS_123456789``."""

    key_id: str
    secret: str
    sign: str
    templates: Mapping[str, str]
    endpoint: str = "https://dysmsapi.aliyuncs.com"

    name = "aliyun"
    reports = True

    def carries(self, template: str) -> bool:
        return template in self.templates

    def send(self, address: str, text: Text, *, reference: str, now: datetime) -> str:
        answer = self._ask(
            "SendSms",
            {
                "PhoneNumbers": address,
                "SignName": self.sign,
                "TemplateCode": self.templates[text.template],
                "TemplateParam": json.dumps(dict(text.values), ensure_ascii=False),
                "OutId": reference,
            },
            now,
        )
        return str(answer.get("BizId", ""))

    def find_taken(self, address: str, reference: str, now: datetime) -> str | None:
        found = [
            detail for detail in self._details(address, "", now, now) if detail.get("OutId") == reference
        ]
        return str(found[0].get("BizId") or reference) if found else None

    def find_report(self, address: str, receipt: str, *, sent_at: datetime, now: datetime) -> Report | None:
        for detail in self._details(address, receipt, sent_at, now):
            if detail.get("SendStatus") == _DELIVERED:
                return Report(delivered=True)
            if detail.get("SendStatus") == _FAILED:
                return Report(delivered=False, reason=str(detail.get("ErrCode", "")))
        return None

    def _details(self, phone: str, receipt: str, day: datetime, now: datetime) -> list[dict[str, Any]]:
        asked = {
            "PhoneNumber": phone,
            "SendDate": local_day(day).strftime("%Y%m%d"),
            "PageSize": "50",
            "CurrentPage": "1",
        }
        if receipt:
            asked["BizId"] = receipt
        found = self._ask("QuerySendDetails", asked, now).get("SmsSendDetailDTOs") or {}
        details: list[dict[str, Any]] = found.get("SmsSendDetailDTO", [])
        return details

    def _ask(self, action: str, parameters: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """:raises TryLater, GiveUp: anything but OK."""
        query = canonical_query(parameters)
        headers = {
            "host": urlsplit(self.endpoint).netloc,
            "x-acs-action": action,
            "x-acs-version": _VERSION,
            "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        signed = signature(self.secret, Signed("POST", query, headers))
        named = ";".join(sorted(headers))
        credential = f"{_ALGORITHM} Credential={self.key_id},SignedHeaders={named},Signature={signed}"
        answer = call("POST", f"{self.endpoint}/?{query}", headers={**headers, "Authorization": credential})
        code = str(answer.get("Code", "no code"))
        if code != "OK":
            raise refuse(code, final=FINAL)
        return answer
