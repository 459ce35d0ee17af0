"""What streets and the district set: contacts, who answers for a body, numbers, answers, routes, days off."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.db import Base
from portal.domain.bodies import Body, Spot, Topic
from portal.domain.stages import CaseState


def _contact_once(name: str, columns: tuple[str, ...], where: str) -> Index:
    """One contact in each scope: empty columns alone never clash."""
    return Index(
        f"uq_body_contact_body_{name}",
        *columns,
        unique=True,
        sqlite_where=text(where),
        postgresql_where=text(where),
    )


_CONTACT_SCOPES = (
    ("district", ("body",), "street_id IS NULL AND estate_id IS NULL"),
    ("street", ("body", "street_id"), "estate_id IS NULL AND street_id IS NOT NULL"),
    ("estate", ("body", "estate_id"), "estate_id IS NOT NULL"),
)


class BodyContact(Base):
    """Whom to call at a body: for one estate, one street, or (neither) the whole district."""

    __tablename__ = "body_contact"
    __table_args__ = (
        CheckConstraint("estate_id IS NULL OR street_id IS NULL", name="one_scope"),
        UniqueConstraint("body", "street_id", "estate_id"),
        *(_contact_once(name, columns, where) for name, columns, where in _CONTACT_SCOPES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[Body]
    street_id: Mapped[int | None] = mapped_column(ForeignKey("street.id"))
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"))
    name: Mapped[str] = mapped_column(default="")  # of the firm, where the policy names none
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")


class Handler(Base):
    """For which body somebody answers; where, their role says."""

    __tablename__ = "body_handler"
    __table_args__ = (UniqueConstraint("account_id", "body"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[Body]

    account: Mapped[Account] = relationship()


class CaseSetting(Base):
    """A number of a street's own with where it comes from; what is not here is the portal's."""

    __tablename__ = "case_setting"
    __table_args__ = (UniqueConstraint("street_id", "key"), CheckConstraint("value > 0", name="positive"))

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    key: Mapped[str]  # a category, or higher, silence, lasting, reopenings
    value: Mapped[int]
    source: Mapped[str]


class ReplyTemplate(Base):
    """A street's beginning of an answer; under a key of the portal's it stands in that one's place."""

    __tablename__ = "reply_template"
    __table_args__ = (UniqueConstraint("street_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    key: Mapped[str] = mapped_column(String(40))
    state: Mapped[CaseState]
    name: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RoutingRule(Base):
    """Who answers for a topic at a spot in a street; what is not here is the policy's division."""

    __tablename__ = "routing_rule"
    __table_args__ = (UniqueConstraint("street_id", "topic", "spot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    topic: Mapped[Topic]
    spot: Mapped[Spot]
    body: Mapped[Body]


class SpecialDay(Base):
    """A day off on a weekday, or a weekend day that is worked, as announced for a year."""

    __tablename__ = "special_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(default="")
