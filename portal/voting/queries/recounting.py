"""A second count that shares nothing with the first: the record is replayed, event by event."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from portal.db import session
from portal.domain.amounts import parse_area
from portal.voting.bundle.verify import Doubt, Replay
from portal.voting.models import Publication, PublicationKind, Vote
from portal.voting.queries.logbook import electorate_rows, list_lines

#: Where a vote stands is no figure of the count.
_NOT_COUNTED = frozenset({"id", "state", "title"})


def recorded_result(vote: Vote) -> Mapping[str, Any]:
    """What the record says the result is, counted by the program that goes out with the bundle.

    Empty where the record contradicts itself.
    """
    notice = (Publication.vote_id == vote.id) & (Publication.kind == PublicationKind.NOTICE)
    rule = session.scalars(select(Publication.body).where(notice).order_by(Publication.id)).first() or {}
    roll = {number: (heads, parse_area(area)) for number, heads, area, _ in electorate_rows(vote.id)}
    replay = Replay({"vote": vote.id, **rule}, roll)
    try:
        for line in list_lines(vote.id):
            replay.take(json.loads(line))
    except Doubt:
        return {}
    return dict(replay.result())


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Every figure of the count that is another one, as 名称：原来 → 现在; empty where all agree.

    :param before: a result as it was published, which may say more than ``after``.
    """
    old = dict(_figures({key: value for key, value in before.items() if key in after}))
    new = dict(_figures(after))
    return [
        f"{' › '.join(path)}：{old.get(path, '—')} → {new.get(path, '—')}"
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path)
    ]


def _figures(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if path or key not in _NOT_COUNTED:
                yield from _figures(inner, (*path, str(key)))
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            name = inner.get("key", place) if isinstance(inner, Mapping) else place
            yield from _figures(inner, (*path, str(name)))
    else:
        yield path, str(value)
