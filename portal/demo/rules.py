"""Votes by other rules, and a roll that hangs in the estate: something to see in each state."""

import secrets
from datetime import datetime, timedelta

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.demo.people import Staff
from portal.domain.deadlines import CHINA
from portal.domain.matters import Matter, Subject
from portal.domain.tally import QuestionKind, Regime
from portal.voting.answers import from_values
from portal.voting.queries.electorate import list_voters
from portal.voting.services.attaching import attach_plan
from portal.voting.services.drafting import create
from portal.voting.services.online import cast
from portal.voting.services.opening import announce
from portal.voting.services.rolls import (
    Objected,
    answer_objection,
    object_to_roll,
    publish_electors,
    publish_roll,
)
from portal.voting.specification import OptionSpec, Papers, QuestionSpec, ScopeSpec, SettingSpec, VoteSpec
from portal.voting.templates import motion

_SOURCE = "街道确定（演示）"
_MEETING = {
    "residents_rule": "城市居民委员会组织法",
    "residents_edition": "街道确认的现行文本（演示）",
    "residents_article": "街道确认的条款（演示）",
    "residents_present": ">1/2",
    "residents_votes": ">1/2",
    "electors": "households",
}


def show_rules(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """A survey under a budget, a residents' meeting, a draft that lacks points, a roll open to objections."""
    today = now.astimezone(CHINA).replace(hour=9, minute=0, second=0, microsecond=0)
    _survey(estates["油房沟小区"], staff["clerk"].actor, today)
    _meeting(estates["油房沟小区"], staff["clerk"].actor, today)
    _draft_lift(estates["油房沟小区"], staff["clerk"].actor, now)
    _publish(estates["蓝宝石小区"], staff["furong"].actor, now)


def _spec(estate: Estate, today: datetime, *questions: QuestionSpec, **more: object) -> VoteSpec:
    plain = {
        "estate": estate.name,
        "street": estate.street.name,
        "notice_at": today - timedelta(days=17),
        "opens_at": today - timedelta(days=1),
        "closes_at": today.replace(hour=18) + timedelta(days=12),
        "questions": questions,
        "convener": f"{estate.community.name}居民委员会",
        "papers": Papers(
            convened_under="街道关于征求居民意见的通知（演示）",
            contact=f"{estate.community.contact}，{estate.community.phone}",
            supervisor=f"{estate.street.name}办事处",
        ),
    }
    return VoteSpec(**{**plain, **more})  # type: ignore[arg-type]


def _survey(estate: Estate, by: Actor, today: datetime) -> None:
    """Every seventh household has answered."""
    items = (("凉亭", 3_000_000), ("路灯", 2_500_000), ("晾衣架", 800_000), ("无障碍坡道", 1_500_000))
    question = QuestionSpec(
        "items",
        "院坝里先做哪几样？",
        QuestionKind.BUDGET,
        None,
        options=tuple(OptionSpec(f"i{n}", name, cost=cost) for n, (name, cost) in enumerate(items, 1)),
        budget=5_000_000,
    )
    electors = {"electors": SettingSpec("households", "意愿征集，每户一份（演示）")}
    spec = _spec(
        estate, today, question, title="院坝先做什么（演示）", regime=Regime.SURVEY, settings=electors
    )
    vote = create(spec, by, now=today - timedelta(days=17))
    announce(vote, by, now=today - timedelta(days=17))
    ticks = (["option:i1", "option:i4"], ["option:i2", "option:i3", "option:i4"], ["none_of_these"])
    for place, voter in enumerate(list_voters(vote.id)[5::7]):
        given = [from_values(vote.questions[0], ticks[place % 3], follow_majority=False)]
        at = today - timedelta(hours=place % 20)
        cast(voter, given, once=secrets.token_urlsafe(8), by=Actor(None, "住户（演示）"), now=at)


def _meeting(estate: Estate, by: Actor, today: datetime) -> None:
    settings = {key: SettingSpec(value, _SOURCE) for key, value in _MEETING.items()}
    question = motion("self", "是否同意改造后由居民自己管，不收物业费？", None)
    spec = _spec(
        estate,
        today,
        question,
        title="居民自管征求意见（演示）",
        regime=Regime.RESIDENTS,
        subject=Subject.RESIDENTS_MEETING,
        settings=settings,
    )
    vote = create(spec, by, now=today - timedelta(days=30))
    publish_electors(vote, days=7, by=by, now=today - timedelta(days=26))
    announce(vote, by, now=today - timedelta(days=17))


def _draft_lift(estate: Estate, by: Actor, now: datetime) -> None:
    """A lift of one entrance: the plan is attached, shares and the owner's consent are still to come."""
    opens = now.astimezone(CHINA).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=20)
    spec = _spec(
        estate,
        opens,
        motion("q1", "是否同意在本单元加装电梯，并按所附办法分摊费用？", Matter.REBUILDING),
        title="1栋1单元加装电梯（演示）",
        regime=Regime.OWNERS,
        subject=Subject.LIFT,
        matter=Matter.REBUILDING,
        scope=ScopeSpec(entrances=(("1栋", "1单元"),)),
        notice_at=now,
        opens_at=opens,
        closes_at=opens + timedelta(days=10),
        papers=Papers(exclusive_part="1栋1单元1-1"),
    )
    attach_plan(create(spec, by, now=now))


def _publish(estate: Estate, by: Actor, now: datetime) -> None:
    """Open to objections since two days, one answered and one waiting."""
    posted = now - timedelta(days=2)
    publication = publish_roll(estate, days=7, by=by, now=posted)
    lines = publication.body["lines"]
    homes = ["".join(line[:3]) for line in (lines[0], lines[3])]
    said = ("产权证上的面积比名册多 1.20 ㎡。", "这套房去年已经卖了，请核对。")
    raised = [
        object_to_roll(
            publication,
            Objected(home, text, on_paper=True),
            once=f"demo{n}",
            by=by,
            now=posted + timedelta(hours=n),
        )
        for n, (home, text) in enumerate(zip(homes, said, strict=True), start=1)
    ]
    answer = "已对照不动产登记簿，登记面积和名册一致，名册不改。"
    answer_objection(raised[0], answer, accepted=False, by=by, now=now - timedelta(days=1))
