"""Letters, against a mail server on this machine."""

import email
import email.policy

import pytest

from portal.jobs.work import GiveUp, TryLater
from portal.messages.gateways.mail import Mail

from .providers import mail_server
from .test_providers import NOTICE, NOW


def mail(port: int) -> Mail:
    return Mail("127.0.0.1", port, "portal@example.cn", "https://portal.example", security="none")


def test_a_letter_says_it_all() -> None:
    with mail_server() as (port, letters):
        receipt = mail(port).send("wang@example.cn", NOTICE, reference="dispatch:7", now=NOW)
    (raw,) = letters
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert (letter["To"], letter["Subject"]) == ("wang@example.cn", "您反映的事有答复")
    assert letter["Message-ID"] == receipt == "<dispatch.7@example.cn>"
    said = letter.get_content()
    assert "窗框已换，请您看一看。" in said
    assert "https://portal.example/estates/1/cases/2" in said


def test_a_mailbox_that_is_not_there_is_not_tried_again() -> None:
    with mail_server() as (port, letters), pytest.raises(GiveUp, match="550"):
        mail(port).send("nobody@example.cn", NOTICE, reference="dispatch:7", now=NOW)
    assert letters == []


@pytest.mark.parametrize("greeting", ["421 come back later", "554 go away"])
def test_a_mail_server_that_is_busy_is_tried_again(greeting: str) -> None:
    with mail_server(greeting) as (port, _letters), pytest.raises(TryLater, match="no mail"):
        mail(port).send("wang@example.cn", NOTICE, reference="dispatch:7", now=NOW)
