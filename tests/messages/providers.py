"""Providers on this machine: they check what the real ones check, and answer as those do."""

import hashlib
import hmac
import json
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

Answer = dict[str, Any]


class Asked:
    """One request as a provider sees it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self.method = handler.command
        self.path, _, self.query = handler.path.partition("?")
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.body = body
        self.parameters = dict(parse_qsl(self.query))

    @property
    def json(self) -> Answer:
        found: Answer = json.loads(self.body)
        return found


@contextmanager
def serving(answer: Callable[[Asked], Answer], *, mimetype: str = "application/json") -> Iterator[str]:
    """The address of a provider that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = answer(Asked(self, body))
            content = said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("Content-Type", mimetype)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815  # the names that the library calls

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=20)


def _hex(text: str | bytes) -> str:
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()


class AliyunServer:
    """Dysmsapi: signature, time, templates, numbers; ``trouble`` is answered instead of OK."""

    SECRET = "an aliyun secret"

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.sent: list[Answer] = []
        self.trouble = ""
        self.status: tuple[int, str] = (1, "")

    def __call__(self, asked: Asked) -> Answer:
        fault = self._fault(asked)
        if fault:
            return {"Code": fault, "Message": fault, "RequestId": "r"}
        if asked.headers["x-acs-action"] == "QuerySendDetails":
            return {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": self._details(asked.parameters)}}
        if self.trouble:
            return {"Code": self.trouble, "Message": "no", "RequestId": "r"}
        said = asked.parameters
        if not said["PhoneNumbers"].startswith("1") or len(said["PhoneNumbers"]) != 11:
            return {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "no", "RequestId": "r"}
        if any(not isinstance(value, str) for value in json.loads(said["TemplateParam"]).values()):
            return {"Code": "isv.INVALID_JSON_PARAM", "Message": "no", "RequestId": "r"}
        self.sent.append(said)
        return {"Code": "OK", "Message": "OK", "BizId": f"biz{len(self.sent)}^0", "RequestId": "r"}

    def _details(self, asked: Answer) -> list[Answer]:
        day = (self.now + timedelta(hours=8)).strftime("%Y%m%d")
        return [
            {"OutId": said["OutId"], "BizId": f"biz{number}^0", "SendStatus": self.status[0]}
            | {"ErrCode": self.status[1], "PhoneNum": said["PhoneNumbers"]}
            for number, said in enumerate(self.sent, 1)
            if said["PhoneNumbers"] == asked["PhoneNumber"]
            and asked["SendDate"] == day
            and asked.get("BizId", f"biz{number}^0") == f"biz{number}^0"
        ]

    def _fault(self, asked: Asked) -> str:
        kind, _, rest = asked.headers.get("authorization", "").partition(" ")
        given = dict(part.partition("=")[::2] for part in rest.split(","))
        if kind != "ACS3-HMAC-SHA256" or given.get("Credential") != "key":
            return "InvalidAccessKeyId.NotFound"
        at = datetime.strptime(asked.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(at - self.now) > timedelta(minutes=15):
            return "InvalidTimeStamp.Expired"
        names = given["SignedHeaders"].split(";")
        needed = {"host"} | {name for name in asked.headers if name.startswith("x-acs-")}
        if not needed <= set(names) or asked.headers["x-acs-content-sha256"] != _hex(asked.body):
            return "IncompleteSignature"
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(asked.parameters.items())
        )
        lines = "".join(f"{name}:{asked.headers[name]}\n" for name in names)
        canonical = f"POST\n/\n{query}\n{lines}\n{';'.join(names)}\n{asked.headers['x-acs-content-sha256']}"
        text = f"ACS3-HMAC-SHA256\n{_hex(canonical)}"
        right = hmac.new(self.SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        return "" if hmac.compare_digest(right, given["Signature"]) else "SignatureDoesNotMatch"


class TencentServer:
    """SMS 2021-01-11: signature, time, numbers; ``trouble`` is the code of each text."""

    SECRET = "a tencent secret"

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.sent: list[Answer] = []
        self.trouble = ""
        self.reports: list[Answer] = []

    def __call__(self, asked: Asked) -> Answer:
        fault = self._fault(asked)
        if fault:
            return {"Response": {"Error": {"Code": fault, "Message": fault}, "RequestId": "r"}}
        said = asked.json
        if asked.headers["x-tc-action"] == "PullSmsSendStatusByPhoneNumber":
            mine = [report for report in self.reports if report["PhoneNumber"] == said["PhoneNumber"]]
            return {"Response": {"PullSmsSendStatusSet": mine, "RequestId": "r"}}
        (number,) = said["PhoneNumberSet"]
        code = self.trouble or "Ok"
        if not number.startswith("+861") or len(number) != 14:
            code = "InvalidParameterValue.IncorrectPhoneNumber"
        serial = ""
        if code == "Ok":
            self.sent.append(said)
            serial = f"2028:{len(self.sent)}"
        status = {"SerialNo": serial, "PhoneNumber": number, "Code": code, "Message": code}
        return {"Response": {"SendStatusSet": [status], "RequestId": "r"}}

    def report(self, status: str, description: str = "") -> None:
        """What became of the last text."""
        last = self.sent[-1]
        self.reports.append(
            {
                "SerialNo": f"2028:{len(self.sent)}",
                "PhoneNumber": last["PhoneNumberSet"][0],
                "SessionContext": last["SessionContext"],
                "ReportStatus": status,
                "Description": description,
            }
        )

    def _fault(self, asked: Asked) -> str:
        kind, _, rest = asked.headers.get("authorization", "").partition(" ")
        given = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        at = datetime.fromtimestamp(int(asked.headers["x-tc-timestamp"]), UTC)
        day = at.strftime("%Y-%m-%d")
        if kind != "TC3-HMAC-SHA256" or given.get("Credential") != f"key/{day}/sms/tc3_request":
            return "AuthFailure.SecretIdNotFound"
        if abs(at - self.now) > timedelta(minutes=5):
            return "AuthFailure.SignatureExpire"
        lines = "".join(f"{name}:{asked.headers[name]}\n" for name in given["SignedHeaders"].split(";"))
        canonical = f"POST\n/\n\n{lines}\n{given['SignedHeaders']}\n{_hex(asked.body)}"
        text = f"TC3-HMAC-SHA256\n{int(at.timestamp())}\n{day}/sms/tc3_request\n{_hex(canonical)}"
        key = f"TC3{self.SECRET}".encode()
        for part in (day, "sms", "tc3_request", text):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return "" if hmac.compare_digest(key.hex(), given["Signature"]) else "AuthFailure.SignatureFailure"


class WeChatServer:
    """A service account: tokens, template messages once for each id, and OAuth."""

    SECRET = "a wechat secret"

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.sent: list[Answer] = []
        self.trouble = 0
        self.codes: dict[str, str] = {}
        self._seen: dict[str, int] = {}

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/cgi-bin/stable_token":
            return self._token(asked.json)
        if asked.path == "/sns/oauth2/access_token":
            return self._person(asked.parameters)
        if not self.tokens or asked.parameters.get("access_token") != self.tokens[-1]:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        said = asked.json
        if self.trouble:
            return {"errcode": self.trouble, "errmsg": "no"}
        if any(len(field["value"]) > 20 for field in said["data"].values()):
            return {"errcode": 47003, "errmsg": "argument invalid"}
        if said["client_msg_id"] not in self._seen:
            self.sent.append(said)
            self._seen[said["client_msg_id"]] = len(self.sent)
        return {"errcode": 0, "errmsg": "ok", "msgid": self._seen[said["client_msg_id"]]}

    def _token(self, said: Answer) -> Answer:
        if (said["grant_type"], said["appid"], said["secret"]) != ("client_credential", "wx1", self.SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        self.tokens.append(f"token{len(self.tokens)}")
        return {"access_token": self.tokens[-1], "expires_in": 7200}

    def _person(self, said: Answer) -> Answer:
        if (said.get("appid"), said.get("secret")) != ("wx1", self.SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        openid = self.codes.pop(said.get("code", ""), None)
        if openid is None or said.get("grant_type") != "authorization_code":
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"access_token": "person", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"}


class MailServer(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a sender needs; who is at ``nobody@`` does not exist."""

    letters: list[bytes]
    greeting = "220 mail"

    def handle(self) -> None:
        self._say(self.greeting)
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "DATA":
                self._say("354 go on")
                self.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("250 taken")
            else:
                self._say("550 no such mailbox" if verb == "RCPT" and "nobody@" in line else "250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(greeting: str = "220 mail") -> Iterator[tuple[int, list[bytes]]]:
    """Its port, and the letters that it took."""
    letters: list[bytes] = []
    kind = type("Handler", (MailServer,), {"letters": letters, "greeting": greeting})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield int(server.server_address[1]), letters
        server.shutdown()
        thread.join(timeout=20)


def port_of(address: str) -> int:
    return urlsplit(address).port or 0
