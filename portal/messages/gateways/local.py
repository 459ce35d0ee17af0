"""The ways out for a text to a phone. Which one is used is a setting."""

from collections.abc import Mapping
from typing import Protocol

import structlog

from portal.config import ConfigurationError
from portal.domain.masking import mask_phone

log = structlog.get_logger(__name__)


class SmsGateway(Protocol):
    """Whoever carries a text to a phone."""

    def send(self, phone: str, text: str, *, reference: str) -> None:
        """Hand it over; returning means that it was taken.

        It must answer or fail within a minute. It may be called again for a text that was taken when the
        process died before it could say so; ``reference`` stays the same, for gateways that drop doubles.

        :raises portal.jobs.work.TryLater: not taken now.
        :raises portal.jobs.work.GiveUp: it will never be taken, e.g. a number that does not exist.
        """


class LogGateway:
    """Carries nothing: writes that there was a text, so that everything works without a contract.

    The text may hold a code, so the log never has it; ``flask outbox list`` shows it on a local installation.
    """

    def send(self, phone: str, text: str, *, reference: str) -> None:
        log.info("sms", to=mask_phone(phone), reference=reference, characters=len(text))


GATEWAYS: Mapping[str, type[SmsGateway]] = {"log": LogGateway}


def sms_gateway(name: str) -> SmsGateway:
    """The gateway of this name. :raises ConfigurationError: none is called so."""
    if name not in GATEWAYS:
        raise ConfigurationError(f"SMS_GATEWAY must be one of {', '.join(sorted(GATEWAYS))}, not {name!r}")
    return GATEWAYS[name]()
