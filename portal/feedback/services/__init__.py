"""Raising a matter, handling it, and the resident's last word on it."""

from portal.feedback.services.checking import blur, hide, release, show, withhold
from portal.feedback.services.escalation import ask_again, close_silent, escalate_overdue
from portal.feedback.services.last_word import confirm, hear, reopen, still_good
from portal.feedback.services.mediation import Meeting, mediate
from portal.feedback.services.raising import MOST_PHOTOS, Caller, Matter, raise_case, report, take_call
from portal.feedback.services.setting import (
    appoint,
    change_numbers,
    dismiss,
    keep_days,
    read_days,
    set_contact,
)
from portal.feedback.services.steps import Handing, Step, add_note, hand_over, take_step
from portal.feedback.services.supporting import join, merge

__all__ = [
    "MOST_PHOTOS",
    "Caller",
    "Handing",
    "Matter",
    "Meeting",
    "Step",
    "add_note",
    "appoint",
    "ask_again",
    "blur",
    "change_numbers",
    "close_silent",
    "confirm",
    "dismiss",
    "escalate_overdue",
    "hand_over",
    "hear",
    "hide",
    "join",
    "keep_days",
    "mediate",
    "merge",
    "raise_case",
    "read_days",
    "release",
    "reopen",
    "report",
    "set_contact",
    "show",
    "still_good",
    "take_call",
    "take_step",
    "withhold",
]
