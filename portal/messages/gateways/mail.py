"""E-mail through a mail server, by the standard library."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from portal.jobs.work import GiveUp, TryLater
from portal.messages.gateways.carrier import Report
from portal.messages.texts import SIGN, Text

_TIMEOUT = 20


@dataclass(frozen=True)
class Mail:
    """A mail server. ``security`` is ``tls`` from the first byte, ``starttls``, or ``none``."""

    host: str
    port: int
    sender: str
    public_url: str
    user: str = ""
    password: str = ""
    security: str = "tls"

    name = "email"
    reports = False

    def carries(self, template: str) -> bool:
        return True

    def send(self, address: str, text: Text, *, reference: str, now: datetime) -> str:
        letter = self._letter(address, text, reference, now)
        try:
            with self._connect() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise (GiveUp if 500 <= code < 600 else TryLater)(str(code)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater(f"no mail: {type(error).__name__}") from None
        return str(letter["Message-ID"])

    def find_taken(self, address: str, reference: str, now: datetime) -> str | None:
        return None

    def find_report(self, address: str, receipt: str, *, sent_at: datetime, now: datetime) -> Report | None:
        return None

    def _letter(self, address: str, text: Text, reference: str, now: datetime) -> EmailMessage:
        said = {**text.values, **text.more}
        letter = EmailMessage()
        letter["From"] = Address(SIGN, addr_spec=self.sender)
        letter["To"] = Address(addr_spec=address)
        letter["Subject"] = said.get("title") or text.body
        letter["Date"] = format_datetime(now)
        # The same for the same text: a mailbox shows a doubled one once.
        letter["Message-ID"] = f"<{reference.replace(':', '.')}@{self.sender.partition('@')[2]}>"
        lines = [said.get("body") or text.body]
        if said.get("link"):
            lines.append(f"{self.public_url}{said['link']}")
        letter.set_content("\n\n".join(lines))
        return letter

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server
