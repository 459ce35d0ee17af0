"""Matters and pictures, good ones and such as were made to do harm."""

import io
import struct
import zlib
from dataclasses import replace

from PIL import Image

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.domain.stages import CaseState
from portal.feedback.models import Case, CaseCategory
from portal.feedback.services import Matter, Step, raise_case, reopen, take_step
from tests.factories.accounts import NOW

CLERK = Actor(None, "干事")
LEAK = Matter(CaseCategory.COMPLAINT, "楼梯间窗户渗水，墙皮掉了。", place="5 楼楼梯间")
_WAY = (CaseState.ACCEPTED, CaseState.ASSIGNED, CaseState.IN_PROGRESS, CaseState.ANSWERED, CaseState.DONE)


def raised(estate_id: int, by: Account, *, once: str = "a", **changes: object) -> Case:
    """A leaking window, as this person tells it."""
    matter = replace(LEAK, **changes)  # type: ignore[arg-type]
    return raise_case(estate_id, matter, once=once, by=Actor(by.id, by.display_name), now=NOW)


def step(case: Case, state: CaseState, words: str = "", once: str = "") -> None:
    """The desk's next step."""
    done = Step(state, words, "试验社区", f"/estates/{case.estate_id}/cases/{case.id}")
    take_step(case, done, once=once or f"{state.value} {len(case.steps)}", by=CLERK, now=NOW)


def brought_to(case: Case, state: CaseState) -> Case:
    """The same, after every step of the desk on the way there."""
    for each in _WAY[: _WAY.index(state) + 1]:
        step(case, each, "写给居民的话")
    return case


def reopen_by(case: Case, who: Account) -> None:
    """The resident's word that nothing is solved."""
    reopen(case, "还在渗", once="reopened", by=Actor(who.id, who.display_name), now=NOW)


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    """An encoded picture in one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **more)
    return made.getvalue()


def photo_with_secrets() -> bytes:
    """A picture turned on its side that says who took it, where and with what."""
    beside = Image.Exif()
    beside[0x0112] = 6  # orientation: turn right
    beside[0x010F] = "SECRETMAKER"
    beside.get_ifd(0x8825)[1] = "N"
    beside.get_ifd(0x8825)[2] = (29.0, 19.0, 30.0)
    return picture(size=(640, 480), exif=beside, comment=b"SECRETCOMMENT")


def picture_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few kilobytes of PNG that say they are billions of pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(100_000), 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
