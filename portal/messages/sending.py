"""The job that carries a text of the outbox to its gateway."""

from datetime import datetime

from portal.crypto import unseal
from portal.jobs.work import Failure, GiveUp, Payload, Work
from portal.messages import queries, services
from portal.messages.gateways import SmsGateway
from portal.messages.models import SendState


class SendSms(Work):
    """Hands one text over, and says so only after the gateway took it."""

    kind = services.SEND_SMS

    def __init__(self, gateway: SmsGateway) -> None:
        self._gateway = gateway

    def outside(self, now: datetime, payload: Payload) -> bool:
        """Whether there was anything to hand over."""
        waiting = queries.get_dispatch(payload["dispatch_id"])
        if waiting.state != SendState.WAITING:
            return False
        if waiting.not_after is not None and now > waiting.not_after:
            raise GiveUp("it was of no use any more")
        phone, text, reference = unseal(waiting.address), unseal(waiting.text), f"dispatch:{waiting.id}"
        queries.let_go()
        self._gateway.send(phone, text, reference=reference)
        return True

    def inside(self, now: datetime, payload: Payload, brought: bool) -> None:
        if brought:
            services.mark_sent(now, payload["dispatch_id"])

    def failed(self, now: datetime, payload: Payload, failure: Failure) -> None:
        services.mark_not_sent(payload["dispatch_id"], failure)
