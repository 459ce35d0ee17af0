"""An estate with a lift, money to be recorded, and one person for each role."""

import io

from PIL import Image, ImageDraw

from portal import db
from portal.communities.models import Entrance, Part
from portal.db import session
from portal.permissions import Role
from portal.pledges.models import Commitment, Payment, Scheme
from tests.factories import accounts, pledges


def drawing() -> bytes:
    """A line across a white card, as a finger leaves it; it serves as any photo."""
    card = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(card).line([(20, 90), (280, 30)], fill="black", width=4)
    content = io.BytesIO()
    card.save(content, "PNG")
    return content.getvalue()


def photo() -> tuple[io.BytesIO, str]:
    """As the client sends a file."""
    return io.BytesIO(drawing()), "票据.png"


class Desk:
    """An estate with a scheme and one person for each role."""

    def __init__(self) -> None:
        self.entrance: Entrance
        self.entrance, parts = pledges.tower()
        self.parts: list[Part] = list(parts)
        terms = pledges.ever(allows_parts=True, allows_deferral=True, allows_labour=True)
        self.scheme: Scheme = pledges.opened(self.entrance, terms=terms)
        estate = accounts.estate_of(self.entrance)
        self.first = accounts.staff("录入甲", Role.COMMUNITY_CLERK, estate=estate)
        self.second = accounts.staff("复核乙", Role.COMMUNITY_CLERK, estate=estate)
        self.street = accounts.staff("街道丙", Role.STREET, street=estate.street)
        self.observer = accounts.staff("观察丁", Role.OBSERVER, estate=estate)

    def at(self, more: str) -> str:
        return f"/desk/estates/{self.entrance.estate_id}{more}"

    def lift(self, more: str) -> str:
        return self.at(f"/lifts/{self.scheme.id}{more}")

    def owes(self, place: int, amount: int) -> Commitment:
        with db.transaction():
            return pledges.signed_on_paper(session.get_one(Scheme, self.scheme.id), self.parts[place], amount)

    def paid(self, owes: Commitment, amount: int) -> Payment:
        """With receipt YS1, by both clerks."""
        with db.transaction():
            fresh = session.get_one(Commitment, owes.id)
            return pledges.paid(fresh, amount, "YS1", pledges.actor(self.first), pledges.actor(self.second))
