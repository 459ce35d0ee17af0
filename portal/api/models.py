"""How often an address asked within a minute."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class ApiWindow(Base):
    """One address in one minute, in the database so that several processes count together.

    ``address`` is a keyed hash: which machine asked is nobody's business. ``minute`` counts from 1970.
    """

    __tablename__ = "api_window"

    address: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    asked: Mapped[int]
