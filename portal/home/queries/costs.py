"""What votes ask of the schemes that share costs, which stand above them (docs/adr/0008)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.domain.deadlines import local_day
from portal.pledges.models import Scheme, SchemeState
from portal.voting.beyond import FrozenShares

_STANDING = (SchemeState.OPEN, SchemeState.CLOSED)


def list_frozen_shares(estate_id: int) -> Sequence[FrozenShares]:
    """Every version with its shares frozen that no later one has replaced."""
    wanted = select(Scheme).where(Scheme.estate_id == estate_id, Scheme.state.in_(_STANDING))
    found = session.scalars(wanted.where(Scheme.digest != "").options(joinedload(Scheme.entrance)))
    return [
        FrozenShares(scheme.id, _words(scheme), scheme.digest, scheme.entrance_id)
        for scheme in found.unique()
    ]


def _words(scheme: Scheme) -> str:
    """``1栋1单元加装电梯 第2版（2026-03-01，校验码 0123456789ab）``, as a plan's version is named."""
    day = local_day(scheme.opened_at).isoformat() if scheme.opened_at else ""
    return f"{scheme.title} 第{scheme.version}版（{day}，校验码 {scheme.digest[:12]}）"
