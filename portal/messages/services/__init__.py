"""Telling people something, and what becomes of the copies that leave the house."""

from portal.messages.services.outbox import (
    ask_again,
    hear_arrival,
    mark_delivered,
    mark_not_sent,
    mark_reported_failed,
    mark_sent,
    resume_waiting,
    send_email,
    send_sms,
    tell_by_voice,
)
from portal.messages.services.telling import mark_all_read, mark_read, remind, tell
from portal.messages.services.ways import bind, choose, send_digests, unbind

__all__ = [
    "ask_again",
    "bind",
    "choose",
    "hear_arrival",
    "mark_all_read",
    "mark_delivered",
    "mark_not_sent",
    "mark_read",
    "mark_reported_failed",
    "mark_sent",
    "remind",
    "resume_waiting",
    "send_digests",
    "send_email",
    "send_sms",
    "tell",
    "tell_by_voice",
    "unbind",
]
