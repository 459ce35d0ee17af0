"""The register: a paper is made once, its words are kept, a later one supersedes it and none is edited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import force_locale
from sqlalchemy import func, select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.exports.models import OfficialPaper
from portal.exports.papers import pdf, word
from portal.exports.papers.document import Paper, paper_from
from portal.exports.papers.kinds import NAMES, SORTS, Kind, Offer, Where

_CHINESE = "zh_Hans_CN"
_SHOWN = 16


class Form(StrEnum):
    """As Word to be changed, as PDF to be posted."""

    DOCX = "docx"
    PDF = "pdf"

    @property
    def mimetype(self) -> str:
        office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return office if self is Form.DOCX else "application/pdf"


@dataclass(frozen=True)
class Ordered:
    """Which paper, about what, for what; found by `kinds.find_offer` before."""

    kind: Kind
    offer: Offer
    where: Where
    purpose: str = ""


def write(order: Ordered) -> Paper:
    """Every word of it, in Chinese in whatever language it is asked for."""
    with force_locale(_CHINESE):
        return SORTS[order.kind].make(order.where, order.offer.subject)


def keep(order: Ordered, paper: Paper, *, by: Actor) -> OfficialPaper:
    """Put it on the register. The same words as the last one of its subject are that one."""
    where = order.where
    last = find_last(where.scope, order.kind, order.offer.subject, masked=not where.full)
    if last is not None and last.digest == paper.digest() and not where.full:
        return last
    year = local_day(where.now).year
    kept = OfficialPaper(
        scope=where.scope,
        estate_id=where.estate_id,
        year=year,
        serial=_next(where.scope, year),
        kind=order.kind.value,
        subject=order.offer.subject,
        about=order.offer.about,
        title=paper.title,
        made_at=where.now,
        made_by=by.account_id,
        actor=by.name,
        purpose=order.purpose,
        masked=not where.full,
        body=None if where.full else paper.as_data(),
        digest=paper.digest(),
        undrawn=pdf.undrawn(paper),
        replaces_id=last.id if last else None,
    )
    session.add(kept)
    session.flush()
    said = {"kind": kept.kind, "about": order.offer.about, "purpose": order.purpose, "masked": kept.masked}
    record(
        where.now,
        by,
        "paper.make",
        f"paper:{kept.id}",
        estate_id=where.estate_id,
        scope=where.scope,
        number=number_of(kept),
        digest=kept.digest,
        **said,
    )
    return kept


def note_taken(paper: OfficialPaper, form: Form, sha256: str, *, where: Where, by: Actor) -> None:
    """That somebody took a file of it, with the checksum of that file."""
    said = {"number": number_of(paper), "format": form.value, "sha256": sha256}
    record(
        where.now, by, "paper.take", f"paper:{paper.id}", estate_id=paper.estate_id, scope=paper.scope, **said
    )


def _next(scope: str, year: int) -> int:
    of = (OfficialPaper.scope == scope, OfficialPaper.year == year)
    return (session.scalar(select(func.max(OfficialPaper.serial)).where(*of)) or 0) + 1


def number_of(paper: OfficialPaper) -> str:
    """``2026-0012``: of the register; the office's own 发文字号 is the office's to give."""
    return f"{paper.year}-{paper.serial:04}"


def find_last(scope: str, kind: Kind, subject: str, *, masked: bool) -> OfficialPaper | None:
    wanted = select(OfficialPaper).where(
        OfficialPaper.scope == scope,
        OfficialPaper.kind == kind.value,
        OfficialPaper.subject == subject,
        OfficialPaper.masked == masked,
    )
    return session.scalars(wanted.order_by(OfficialPaper.id.desc()).limit(1)).first()


def list_made(scope: str, *, limit: int) -> Sequence[OfficialPaper]:
    """The newest first."""
    wanted = select(OfficialPaper).where(OfficialPaper.scope == scope)
    return session.scalars(wanted.order_by(OfficialPaper.id.desc()).limit(limit)).all()


def superseded(scope: str) -> frozenset[int]:
    """Which of them a later one has taken the place of."""
    wanted = select(OfficialPaper.replaces_id).where(
        OfficialPaper.scope == scope, OfficialPaper.replaces_id.is_not(None)
    )
    return frozenset(each for each in session.scalars(wanted) if each is not None)


def get_made(scope: str, paper_id: int) -> OfficialPaper:
    """:raises sqlalchemy.exc.NoResultFound: none of that id in the scope."""
    wanted = select(OfficialPaper).where(OfficialPaper.id == paper_id, OfficialPaper.scope == scope)
    return session.scalars(wanted).one()


def foot_of(kept: OfficialPaper) -> str:
    return f"登记号 {number_of(kept)}　核对码 {kept.digest[:_SHOWN]}"


def draw(kept: OfficialPaper, form: Form, paper: Paper | None = None) -> bytes:
    """The file; ``paper`` only for a full one, whose words the register does not keep.

    :raises ValueError: a full one without its words.
    """
    if kept.body is None and paper is None:
        raise ValueError("names do not stay in the register")
    words = paper or paper_from(kept.body or {})
    if kept.id in superseded(kept.scope) and paper is None:
        words = replace(words, marks=("已被后来的一份代替，只供查阅。", *words.marks))
    drawing = word.draw if form is Form.DOCX else pdf.draw
    return drawing(words, foot_of(kept))


def file_name(kept: OfficialPaper, place: str, form: Form) -> str:
    end = "" if kept.masked else "-完整"
    return f"{place}-{NAMES[Kind(kept.kind)]}-{number_of(kept)}{end}.{form}"
