"""For installations without a contract: nothing is carried."""

from datetime import datetime

import structlog

from portal.domain.masking import mask_phone
from portal.messages.gateways.carrier import Report
from portal.messages.texts import Text

log = structlog.get_logger(__name__)


class LogGateway:
    """Carries nothing: writes that there was a text. For trying the portal out, never in production.

    The text may hold a code, so the log never has it; ``flask outbox list`` shows it on a local installation.
    """

    name = "log"
    reports = False

    def carries(self, template: str) -> bool:
        return True

    def send(self, address: str, text: Text, *, reference: str, now: datetime) -> str:
        log.info("sms", to=mask_phone(address), reference=reference, characters=len(text.body))
        return ""

    def find_taken(self, address: str, reference: str, now: datetime) -> str | None:
        return None

    def find_report(self, address: str, receipt: str, *, sent_at: datetime, now: datetime) -> Report | None:
        return None
