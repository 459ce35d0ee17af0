"""The jobs that carry texts of the outbox to their gateways, and ask what became of them."""

import json
from datetime import datetime

from portal.crypto import unseal
from portal.domain.errors import N_
from portal.jobs import schedule
from portal.jobs.rhythm import daily, hourly
from portal.jobs.work import Failure, GiveUp, Payload, TryLater, Work, register
from portal.messages import outlets, queries, services
from portal.messages.gateways import Carrier, Report
from portal.messages.models import Channel, Dispatch, SendState
from portal.messages.services.outbox import ASK, SEND
from portal.messages.texts import Text


class Send(Work):
    """Hands one text over, and says so only after the gateway took it."""

    def __init__(self, channel: Channel) -> None:
        self.kind = SEND[channel]  # type: ignore[misc]  # one class, a kind for each channel
        self._channel = channel

    def outside(self, now: datetime, payload: Payload) -> tuple[str, str] | None:
        """Carrier and receipt; None if there was nothing to hand over."""
        waiting = queries.get_dispatch(payload["dispatch_id"])
        if waiting.state != SendState.WAITING:
            return None
        if waiting.not_after is not None and now > waiting.not_after:
            raise GiveUp("too late")
        carrier = outlets.find_carrier(self._channel)
        if carrier is None:
            raise TryLater("no contract")
        address, text, reference = unseal(waiting.address), text_of(waiting), f"dispatch:{waiting.id}"
        queries.let_go()
        return carrier.name, _hand_over(carrier, address, text, reference, now, payload.get("attempt", 1))

    def inside(self, now: datetime, payload: Payload, brought: tuple[str, str] | None) -> None:
        if brought is None:
            return
        name, receipt = brought
        services.mark_sent(now, payload["dispatch_id"], carrier=name, receipt=receipt)
        carrier = outlets.find_carrier(self._channel)
        if carrier is not None and carrier.reports and receipt:
            services.ask_again(now, payload["dispatch_id"], 0)

    def failed(self, now: datetime, payload: Payload, failure: Failure) -> None:
        services.mark_not_sent(payload["dispatch_id"], failure)


def _hand_over(  # noqa: PLR0913  # what is carried, and how often it was tried
    carrier: Carrier, address: str, text: Text, reference: str, now: datetime, attempt: int
) -> str:
    """The receipt. An earlier attempt may have died after the provider took it: it is asked first."""
    if attempt > 1:
        taken = carrier.find_taken(address, reference, now)
        if taken is not None:
            return taken
    return carrier.send(address, text, reference=reference, now=now)


def text_of(dispatch: Dispatch) -> Text:
    said = json.loads(unseal(dispatch.values)) if dispatch.values else {}
    return Text(dispatch.template, said.get("values", {}), said.get("more", {}))


class AskReport(Work):
    """Asks the provider whether a text arrived."""

    kind = ASK

    def outside(self, now: datetime, payload: Payload) -> Report | None:
        sent = queries.get_dispatch(payload["dispatch_id"])
        carrier = outlets.find_carrier(sent.channel)
        if sent.state is not SendState.SENT or sent.sent_at is None or carrier is None:
            return None
        address, receipt, sent_at = unseal(sent.address), sent.receipt, sent.sent_at
        queries.let_go()
        return carrier.find_report(address, receipt, sent_at=sent_at, now=now)

    def inside(self, now: datetime, payload: Payload, brought: Report | None) -> None:
        number = payload["dispatch_id"]
        if brought is None:
            services.ask_again(now, number, payload["times"] + 1)
        elif brought.delivered:
            services.mark_delivered(now, number)
        else:
            services.mark_reported_failed(number, brought.reason)


def start() -> None:
    """Let workers of this process send, ask and tidy up."""
    for channel in SEND:
        register(Send(channel))
    register(AskReport())
    schedule.every("messages.resume", hourly(10), services.resume_waiting, title=N_("补发等着的消息"))
    schedule.every("messages.digest", daily(18), services.send_digests, title=N_("每天一条的消息汇总"))
