"""Tencent Cloud SMS (2021-01-11), requests signed with TC3-HMAC-SHA256 as its document says."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from portal.messages.gateways.calling import call, refuse
from portal.messages.gateways.carrier import Report
from portal.messages.texts import Text

_ALGORITHM = "TC3-HMAC-SHA256"
_VERSION = "2021-01-11"
_CONTENT = "application/json; charset=utf-8"
#: Trying again would change nothing.
FINAL = frozenset(
    {
        "InvalidParameterValue.IncorrectPhoneNumber",
        "FailedOperation.PhoneNumberInBlacklist",
        "FailedOperation.SignatureIncorrectOrUnapproved",
        "FailedOperation.TemplateIncorrectOrUnapproved",
        "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
        "InvalidParameterValue.TemplateParameterFormatError",
        "InvalidParameterValue.TemplateParameterLengthLimit",
        "FailedOperation.ContainSensitiveWord",
        "UnsupportedOperation.UnsupportedRegion",
    }
)


def signature(secret: str, service: str, at: datetime, *, host: str, payload: bytes) -> str:
    """The hex digest for the Authorization header; content type and host are what is signed."""
    day = at.astimezone(UTC).strftime("%Y-%m-%d")
    hashed = hashlib.sha256(payload).hexdigest()
    lines = f"content-type:{_CONTENT}\nhost:{host}\n"
    canonical = "\n".join(("POST", "/", "", lines, "content-type;host", hashed))
    text = "\n".join(
        (
            _ALGORITHM,
            str(int(at.timestamp())),
            f"{day}/{service}/tc3_request",
            hashlib.sha256(canonical.encode()).hexdigest(),
        )
    )
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Tencent:
    """A contract. ``templates``: our key to the id that Tencent approved, e.g. ``1234567``."""

    key_id: str
    secret: str
    app_id: str
    sign: str
    templates: Mapping[str, str]
    region: str = "ap-guangzhou"
    endpoint: str = "https://sms.tencentcloudapi.com"

    name = "tencent"
    reports = True

    def carries(self, template: str) -> bool:
        return template in self.templates

    def send(self, address: str, text: Text, *, reference: str, now: datetime) -> str:
        answer = self._ask(
            "SendSms",
            {
                "PhoneNumberSet": [f"+86{address}"],
                "SmsSdkAppId": self.app_id,
                "SignName": self.sign,
                "TemplateId": self.templates[text.template],
                "TemplateParamSet": text.ordered(),
                "SessionContext": reference,
            },
            now,
        )
        status = (answer.get("SendStatusSet") or [{}])[0]
        code = str(status.get("Code", "no code"))
        if code != "Ok":
            raise refuse(code, final=FINAL)
        return str(status.get("SerialNo", ""))

    def find_taken(self, address: str, reference: str, now: datetime) -> str | None:
        for status in self._statuses(address, now - timedelta(days=1), now):
            if status.get("SessionContext") == reference:
                return str(status.get("SerialNo", ""))
        return None

    def find_report(self, address: str, receipt: str, *, sent_at: datetime, now: datetime) -> Report | None:
        for status in self._statuses(address, sent_at, now):
            if status.get("SerialNo") == receipt:
                if status.get("ReportStatus") == "SUCCESS":
                    return Report(delivered=True)
                return Report(delivered=False, reason=str(status.get("Description", "")))
        return None

    def _statuses(self, phone: str, since: datetime, now: datetime) -> list[dict[str, Any]]:
        asked = {
            "BeginTime": int(since.timestamp()),
            "Offset": 0,
            "Limit": 100,
            "PhoneNumber": f"+86{phone}",
            "SmsSdkAppId": self.app_id,
        }
        answer = self._ask("PullSmsSendStatusByPhoneNumber", asked, now)
        found: list[dict[str, Any]] = answer.get("PullSmsSendStatusSet") or []
        return found

    def _ask(self, action: str, asked: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """:raises TryLater, GiveUp: an error instead of an answer."""
        payload = json.dumps(asked, ensure_ascii=False).encode()
        host = urlsplit(self.endpoint).netloc
        day = now.astimezone(UTC).strftime("%Y-%m-%d")
        signed = signature(self.secret, "sms", now, host=host, payload=payload)
        headers = {
            "Authorization": (
                f"{_ALGORITHM} Credential={self.key_id}/{day}/sms/tc3_request, "
                f"SignedHeaders=content-type;host, Signature={signed}"
            ),
            "Content-Type": _CONTENT,
            "Host": host,
            "X-TC-Action": action,
            "X-TC-Version": _VERSION,
            "X-TC-Region": self.region,
            "X-TC-Timestamp": str(int(now.timestamp())),
        }
        answer: dict[str, Any] = (
            call("POST", f"{self.endpoint}/", headers=headers, body=payload).get("Response") or {}
        )
        if "Error" in answer:
            raise refuse(str(answer["Error"].get("Code", "no code")), final=FINAL)
        return answer
