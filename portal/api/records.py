"""What is public, as plain data: amounts and areas as decimals in text, moments with their zone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from portal.communities.directory import Place
from portal.domain.amounts import format_hundredths
from portal.domain.ledger import Standing
from portal.feedback.queries.figures import Figure
from portal.plans.models import Item, Project, ProjectEntry, ProjectField
from portal.plans.queries.ledger import current
from portal.pledges.models import Scheme, Spending
from portal.voting.models import Publication, Question, Vote
from portal.voting.queries import state_of
from portal.web.clock import CHINA

Data = dict[str, Any]
FEW = 5
"""Behind a figure of fewer than this, somebody could be recognised."""


def moment(at: datetime | None) -> str | None:
    return at.astimezone(CHINA).isoformat(timespec="seconds") if at else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _amount(fen: int | None) -> str | None:
    return format_hundredths(fen) if fen is not None else None


def estate(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "street": place.street,
        "community": place.community,
        "is_demonstration": place.is_demo,
    }


def project(place: Place, found: Project, entries: Sequence[ProjectEntry]) -> dict[str, Any]:
    """The five fields of the ledger as they stand."""
    said = current(entries)
    money, progress = said.get(ProjectField.INVESTMENT), said.get(ProjectField.PROGRESS)
    texts = {
        field.value: said[field].text if field in said else ""
        for field in (ProjectField.SCOPE, ProjectField.SCALE, ProjectField.CONTENT)
    }
    return {
        "estate_id": place.id,
        "estate": place.name,
        "street": place.street,
        "title": found.title,
        "stage": found.stage.value,
        "route": found.route and found.route.value,
        "batch": found.batch and found.batch.value,
        "year": found.year,
        "published_at": moment(found.published_at),
        **texts,
        "planned": _amount(money.planned if money else None),
        "spent": _amount(money.spent if money else None),
        "percent": progress.percent if progress else None,
    }


def item(found: Item) -> dict[str, Any]:
    return {
        "id": found.id,
        "position": found.position,
        "name": found.name,
        "nature": found.nature and found.nature.value,
        "category": found.category.value,
        "place": found.place,
        "what": found.what,
        "cost": _amount(found.cost),
        "money": {piece.source.value: format_hundredths(piece.amount) for piece in found.money},
        "responsible": found.responsible,
        "starts_on": _day(found.starts_on),
        "ends_on": _day(found.ends_on),
        "state": found.state.value,
    }


def entry(found: ProjectEntry) -> dict[str, Any]:
    """Without who wrote it."""
    return {
        "field": found.field.value,
        "at": moment(found.at),
        "text": found.text,
        "planned": _amount(found.planned),
        "spent": _amount(found.spent),
        "percent": found.percent,
    }


def vote(found: Vote, now: datetime, *, published: bool) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "regime": found.regime.value,
        "state": state_of(found, now).value,
        "recorded": found.recorded,
        "convener": found.convener,
        "notice_at": moment(found.notice_at),
        "opens_at": moment(found.opens_at),
        "closes_at": moment(found.closes_at),
        "has_result": published,
    }


def question(found: Question) -> dict[str, Any]:
    return {
        "key": found.key,
        "text": found.text,
        "kind": found.kind.value,
        "class": found.class_ and found.class_.value,
        "budget": _amount(found.budget),
        "options": [
            {"key": option.key, "text": option.text, "cost": _amount(option.cost)} for option in found.options
        ],
    }


def publication(found: Publication) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "published_at": moment(found.published_at),
        "digest": found.digest,
        "record_lines": found.record_size,
        "record_root": found.record_root,
    }


def scheme(found: Scheme, there: Standing, *, promises: int) -> dict[str, Any]:
    """Without what was promised and paid where few stand behind it."""
    few = 0 < promises < FEW
    return {
        "id": found.id,
        "title": found.title,
        "state": found.state.value,
        "total": format_hundredths(found.total),
        "subsidy": format_hundredths(found.subsidy),
        "promises": None if few else promises,
        "promised": None if few else format_hundredths(there.promised),
        "paid": None if few else format_hundredths(there.paid),
        "spent": format_hundredths(there.spent),
    }


def spending(found: Spending) -> dict[str, Any]:
    """Without to whom: that may be a person."""
    return {
        "purpose": found.purpose,
        "amount": format_hundredths(found.amount),
        "state": found.state.value,
        "published_at": moment(found.published_at),
        "paid_on": _day(found.paid_on),
    }


def figure(name: str, found: Figure) -> dict[str, Any]:
    """Only how many were raised where those are few."""
    few = found.raised < FEW
    return {
        "name": name,
        "raised": found.raised,
        "due": None if few else found.due,
        "in_term": None if few else found.in_term,
        "done": None if few else found.done,
        "confirmed": None if few else found.confirmed,
        "unheard": None if few else found.unheard,
        "reopened": None if few else found.reopened,
        "days": None if few or found.days is None else str(found.days),
    }
