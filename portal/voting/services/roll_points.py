"""The checklist's points about who decides: the owners' roll, or the list of a residents' meeting."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from portal.communities.models import Part
from portal.domain.deadlines import CHINA
from portal.domain.errors import N_, Sentence
from portal.domain.tally import Regime
from portal.voting.models import RollPublication, Vote
from portal.voting.queries import rolls
from portal.voting.queries.elector_rolls import elector_snapshot, find_elector_publication
from portal.voting.queries.reading import setting
from portal.voting.services.points import Page, Point
from portal.voting.settings import kinds


def about_the_roll(vote: Vote, parts: Sequence[Part], now: datetime) -> Iterator[Point]:
    estate = {"estate": vote.estate.name}
    take = Sentence(N_("运行 flask roll import 名册文件 --estate %(estate)s，或在“业主名册”页导入"), estate)
    none = Sentence(N_("还没有导入业主名册"))
    yield Point("roll", N_("业主名册已导入"), None if parts else none, take, Page.ROLL)
    if vote.regime is not Regime.OWNERS:
        return
    counted = kinds(setting(vote, "kinds_counted")) or frozenset()
    parts = [part for part in parts if part.use in counted]
    unsourced = sum(1 for part in parts if part.area_source is None)
    no_source = Sentence(N_("有 %(number)s 套房屋没有写明面积来源"), {"number": unsourced})
    how = Sentence(
        N_(
            "运行 flask roll import 名册文件 --estate %(estate)s --area-source 登记，或在“业主名册”页重新导入"
        ),
        estate,
    )
    yield Point("area_source", N_("面积来源写明"), no_source if unsourced else None, how, Page.ROLL)
    empty = sum(1 for part in parts if part.area <= 0 or not part.party.owners)
    no_weight = Sentence(N_("有 %(number)s 套房屋没有产权人或面积，不能当作一人或零面积"), {"number": empty})
    yield Point("weights", N_("人人有户数和面积"), no_weight if empty else None, take, Page.ROLL)
    yield from about_the_publication(vote, now)


def about_the_publication(vote: Vote, now: datetime) -> Iterator[Point]:
    """The roll as it stands was published long enough, and every objection has its answer."""
    last = rolls.find_last_publication(vote.estate_id)
    days = setting(vote, "roll_days")
    how = Sentence(
        N_("运行 flask roll publish --estate %(estate)s --days %(days)s，或在“业主名册—公布名册”页公布"),
        {"estate": vote.estate.name, "days": days},
    )
    missing = _publication_missing(last, rolls.snapshot(vote.estate_id).fingerprint, days, now)
    yield Point("published", N_("名册公布并满异议期"), missing, how, Page.PUBLISH)
    yield _objections_answered(last)


def about_the_electors(vote: Vote, now: datetime) -> Iterator[Point]:
    """A residents' meeting shows who belongs to it as owners show their roll."""
    last = find_elector_publication(vote.id)
    days = setting(vote, "roll_days")
    missing = _publication_missing(last, elector_snapshot(vote).fingerprint, days, now)
    how = Sentence(N_("在工作台“居民名单”页公布 %(days)s 天，并把纸质名单张贴出来"), {"days": days})
    yield Point("published", N_("居民名单公布并满异议期"), missing, how, Page.ELECTORS)
    yield _objections_answered(last)


def _objections_answered(last: RollPublication | None) -> Point:
    waiting = rolls.count_unanswered(last.id) if last else 0
    open_ones = Sentence(N_("有 %(number)s 条名册异议还没有答复"), {"number": waiting})
    reply = Sentence(N_("在“业主名册—公布名册”页逐条答复"))
    return Point("objections", N_("名册异议都已答复"), open_ones if waiting else None, reply, Page.PUBLISH)


def _publication_missing(
    last: RollPublication | None, living: str, days: int, now: datetime
) -> Sentence | None:
    if last is None:
        return Sentence(N_("名册还没有公布"))
    if last.fingerprint != living:
        return Sentence(N_("名册在公布以后改过（第 %(number)s 号不再是现在的名册）"), {"number": last.number})
    if last.days < days:
        return Sentence(
            N_("名册公布了 %(given)s 天，本次投票要求 %(days)s 天"), {"given": last.days, "days": days}
        )
    if now < last.ends_at:
        ends = last.ends_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        return Sentence(N_("名册的异议期到 %(at)s 才满，请等到那时"), {"at": ends})
    return None
