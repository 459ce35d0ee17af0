"""考核: bodies, streets and estates, each with its score and what it comes from; and the 通报 in words.

Of cases raised in the last twelve weeks; of orders to put right whose day came in them; of a body, satisfied
means that the resident confirmed and not that it was never solved; of a street or an estate it is the index
of the last closed evaluation.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.audit.settings import weights
from portal.communities.directory import Place
from portal.db import session
from portal.domain.assessment import NAMES, Criterion, Part, Score, assess
from portal.domain.bodies import BODIES, Body
from portal.domain.deadlines import local_day
from portal.domain.satisfaction import Figure as Satisfaction
from portal.domain.stages import CaseState
from portal.evaluation.models import Rectification, RoundKind
from portal.evaluation.queries import latest_indexes
from portal.exports.board import since
from portal.feedback.queries.figures import Line, count_up, list_lines

_OPEN = frozenset(CaseState) - {
    CaseState.ANSWERED,
    CaseState.DONE,
    CaseState.CONFIRMED,
    CaseState.UNHEARD,
    CaseState.MERGED,
}


@dataclass(frozen=True)
class Scored:
    """A name on the list with its score."""

    name: str
    key: Hashable
    score: Score


@dataclass(frozen=True)
class Assessment:
    """Three lists, the best first and the unscored last, and what they were made from."""

    since: datetime
    at: datetime
    weights: Mapping[Criterion, int]
    bodies: Sequence[Scored]
    streets: Sequence[Scored]
    estates: Sequence[Scored]


def assessment(places: Sequence[Place], now: datetime) -> Assessment:
    """Of these estates, in a fixed number of statements."""
    ids, start = [place.id for place in places], since(now)
    lines = list_lines(ids, start, now + timedelta(seconds=1))
    orders = _orders(ids, start, now)
    indexes = _indexes(ids)
    weigh = weights()
    by_place = {place.id: place for place in places}
    facts = _Facts(lines, orders, indexes, now)

    def scored(name: str, key: Hashable, parts: Mapping[Criterion, Part]) -> Scored:
        return Scored(name, key, assess(parts, weigh))

    streets = {place.street_id: place.street for place in places}
    return Assessment(
        since=start,
        at=now,
        weights=weigh,
        bodies=_ranked(scored(_(BODIES[body].name), body, facts.of_body(body)) for body in Body),
        streets=_ranked(
            scored(name, key, facts.of_estates({at for at in ids if by_place[at].street_id == key}))
            for key, name in streets.items()
        ),
        estates=_ranked(scored(place.name, place.id, facts.of_estates({place.id})) for place in places),
    )


def _ranked(scored: Iterable[Scored]) -> Sequence[Scored]:
    return sorted(
        scored, key=lambda each: -1 if each.score.tenths is None else each.score.tenths, reverse=True
    )


@dataclass(frozen=True)
class _Order:
    estate_id: int
    responsible: str
    in_time: bool


@dataclass(frozen=True)
class _Facts:
    """What happened, to be looked at by body or by estate."""

    lines: Sequence[Line]
    orders: Sequence[_Order]
    indexes: Mapping[int, Satisfaction]
    now: datetime

    def of_body(self, body: Body) -> Mapping[Criterion, Part]:
        lines = [line for line in self.lines if (line.body or Body.COMMITTEE) is body]
        # Orders name the responsible in words; a body is meant where its own name stands in them.
        mine = [order for order in self.orders if BODIES[body].name in order.responsible]
        heard = Counter(line.state for line in lines)
        confirmed = heard[CaseState.CONFIRMED]
        against = sum(line.reopened and line.state is not CaseState.CONFIRMED for line in lines)
        return {**self._handling(lines, mine), Criterion.SATISFIED: Part(confirmed, confirmed + against)}

    def of_estates(self, estate_ids: Collection[int]) -> Mapping[Criterion, Part]:
        lines = [line for line in self.lines if line.estate_id in estate_ids]
        orders = [order for order in self.orders if order.estate_id in estate_ids]
        judged = [each for at, each in self.indexes.items() if at in estate_ids and each.shown]
        satisfied = Part(sum(each.points for each in judged), sum(4 * each.judged for each in judged))
        return {**self._handling(lines, orders), Criterion.SATISFIED: satisfied}

    def _handling(self, lines: Sequence[Line], orders: Sequence[_Order]) -> Mapping[Criterion, Part]:
        counted = count_up(lines, self.now)
        waiting = [line for line in lines if line.state in _OPEN]
        calm = sum(line.term_ends_at is None or line.term_ends_at > self.now for line in waiting)
        return {
            Criterion.IN_TERM: Part(counted.in_term, counted.due),
            Criterion.NOT_OVERDUE: Part(calm, len(waiting)),
            Criterion.PUT_RIGHT: Part(sum(order.in_time for order in orders), len(orders)),
        }


def _orders(estate_ids: Collection[int], start: datetime, now: datetime) -> Sequence[_Order]:
    """Orders to put right that were done, or whose last day is over, in these weeks."""
    today = local_day(now)
    rows = session.execute(
        select(
            Rectification.estate_id, Rectification.responsible, Rectification.due_on, Rectification.done_at
        ).where(Rectification.estate_id.in_(estate_ids), Rectification.due_on >= local_day(start))
    )
    found = []
    for estate_id, responsible, due_on, done_at in rows:
        if done_at is not None or due_on < today:
            in_time = done_at is not None and local_day(done_at) <= due_on
            found.append(_Order(estate_id, responsible, in_time))
    return found


def _indexes(estate_ids: Collection[int]) -> Mapping[int, Satisfaction]:
    found = {}
    for estate_id, rounds in latest_indexes(estate_ids).items():
        last = next((each for each in reversed(rounds) if each[0].kind is RoundKind.PROJECT), None)
        if last:
            found[estate_id] = last[1]
    return found


def shown(score: Score) -> str:
    """``87.5``, or a dash where nothing was to be done."""
    return "—" if score.tenths is None else f"{score.tenths // 10}.{score.tenths % 10}"


def formula(weigh: Mapping[Criterion, int]) -> Sequence[str]:
    """How a score comes about, a sentence a line; printed wherever scores stand."""
    terms = " + ".join(f"{weigh[each]} × {_(NAMES[each])}" for each in Criterion)
    return [
        _("得分 =（%(terms)s）÷ 算进去的权重之和 × 100，第二位小数起舍去。", terms=terms),
        _("按期答复：期限内第一次答复的件数 ÷ 已答复或期限已过的件数。"),
        _("没有超期：现在没办完的件里，期限还没过的 ÷ 没办完的全部。"),
        _("按期整改：期限当天或以前整改完的 ÷ 已整改或期限已过的整改单。"),
        _("居民满意：单位看居民确认解决的 ÷ 居民表过态的；街道和小区看最近一次评价的得分。"),
        _("没有发生的一项不算，其余几项按权重摊开；四项都没有的不打分。"),
    ]


def bulletin(places: Sequence[Place], now: datetime, *, issuer: str) -> dict[str, Any]:
    """The 通报 as data for a paper: title, paragraphs, tables, formula, issuer and day, all in words."""
    made = assessment(places, now)
    return {
        "title": _("老旧小区改造工作考核情况通报"),
        "issuer": issuer,
        "day": local_day(now).isoformat(),
        "period": [local_day(made.since).isoformat(), local_day(now).isoformat()],
        "paragraphs": _paragraphs(made),
        "tables": [
            _table(_("街道（镇）得分"), made.streets),
            _table(_("责任单位得分"), made.bodies),
            _table(_("小区得分"), made.estates),
        ],
        "formula": list(formula(made.weights)),
    }


def _paragraphs(made: Assessment) -> Sequence[str]:
    said = [
        _(
            "%(since)s 至 %(until)s，按反馈办理、整改和居民评价，对各街道（镇）、责任单位、小区考核如下。",
            since=local_day(made.since).isoformat(),
            until=local_day(made.at).isoformat(),
        )
    ]
    for title, rows in ((_("责任单位"), made.bodies), (_("小区"), made.estates)):
        ranked = [each for each in rows if each.score.tenths is not None]
        if len(ranked) > 1:
            said.append(
                _(
                    "%(kind)s中，得分最高的是%(best)s（%(high)s 分），最低的是%(last)s（%(low)s 分）。",
                    kind=title,
                    best=ranked[0].name,
                    high=shown(ranked[0].score),
                    last=ranked[-1].name,
                    low=shown(ranked[-1].score),
                )
            )
    return said


def _table(title: str, rows: Sequence[Scored]) -> dict[str, Any]:
    heads = [_("名称"), *(_(NAMES[each]) for each in Criterion), _("得分")]
    return {"title": title, "heads": heads, "rows": [line(each) for each in rows]}


def line(scored: Scored) -> Sequence[str]:
    """A row of the table: name, have/of of each part, score."""
    parts = [scored.score.parts[each] for each in Criterion]
    return [
        scored.name,
        *(f"{part.have}/{part.of}" if part.of else "—" for part in parts),
        shown(scored.score),
    ]
