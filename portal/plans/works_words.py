"""The Chinese words of how the works go on."""

from collections.abc import Mapping

from portal.domain.errors import N_
from portal.plans.models.works import NoteKind

NOTE_KINDS: Mapping[NoteKind, str] = {
    NoteKind.WEEKLY: N_("每周安排"),
    NoteKind.MONTHLY: N_("每月调度"),
}
VISITS: Mapping[bool, str] = {True: N_("明察"), False: N_("暗访")}
