"""What can be made now, by kind; long lists end early, a link to a single subject finds the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from portal.exports.papers.kinds import SORTS, Kind, Offer, Where, fits
from portal.permissions import Permission

MOST = 12


@dataclass(frozen=True)
class Listed:
    """A kind with what it can be made about; ``more``: there are others."""

    kind: Kind
    personal: bool
    offers: Sequence[Offer]
    more: bool


def listing(where: Where, may: Callable[[Permission], bool], about: str = "") -> list[Listed]:
    """In the order of a project.

    :param may: whether whoever asks holds a permission there.
    :param about: only what belongs to ``kind:subject``, several after a comma; a subject that begins with
        it and a hyphen too.
    """
    wanted = [each.split(":", 1) for each in about.split(",") if ":" in each]
    found = []
    for kind in Kind:
        sort = SORTS.get(kind)
        subjects = [subject for name, subject in wanted if name == kind]
        if sort is None or not fits(sort, where) or not may(sort.permission) or (wanted and not subjects):
            continue
        fitting = (o for o in sort.offers(where) if not wanted or _belongs(o.subject, subjects))
        offers = list(islice(fitting, MOST + 1))
        found.append(Listed(kind, sort.personal, offers[:MOST], len(offers) > MOST))
    return found


def _belongs(subject: str, wanted: Sequence[str]) -> bool:
    return any(subject == each or subject.startswith(f"{each}-") for each in wanted)
