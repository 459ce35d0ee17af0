"""What must be in order before a vote is announced: each point with what to do about it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import func, select

from portal.db import session
from portal.domain.deadlines import CHINA, Window, check_length, check_notice
from portal.domain.errors import N_, RuleViolated, Sentence
from portal.domain.matters import ManagementMode, Matter, Subject, is_softer
from portal.domain.tally import Regime
from portal.voting.models import ElectorEntry, Question, Vote
from portal.voting.queries.reading import setting
from portal.voting.queries.scope import parts_in_scope
from portal.voting.services.attaching import CURRENT_PLAN, SHARES, find_plan, fitting_shares
from portal.voting.services.points import ANEW, Page, Point, column, set_column
from portal.voting.services.roll_points import about_the_electors, about_the_publication, about_the_roll
from portal.voting.settings import MEETING_KEYS, Electors


def checklist(vote: Vote, now: datetime) -> list[Point]:
    """Every point that must be in order before the vote may be announced, as far as it applies to it."""
    parts = parts_in_scope(vote)
    found = [*about_the_roll(vote, parts, now), *_about_the_matter(vote), *_about_the_time(vote, now)]
    return [*found, *_about_the_convener(vote), *_about_the_rule(vote, now)]


def may_open(vote: Vote, now: datetime) -> Point:
    """Beside the checklist, for a vote that is opened in the same moment."""
    early = Sentence(N_("还没有到开始时间")) if vote.opens_at > now else None
    wait = Sentence(
        N_("%(at)s 起可以开始；现在可以在工作台先公告"),
        {"at": vote.opens_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")},
    )
    return Point("opening", N_("到了开始时间"), early, wait)


def _about_the_matter(vote: Vote) -> Iterator[Point]:
    if vote.regime is Regime.OWNERS:
        yield from _about_papers(vote)
        yield _about_the_class(vote)
    shut = [q for q in vote.questions if q.options and all(o.unavailable_because for o in q.options)]
    stuck = Sentence(N_("“%(question)s”没有一个可以选的选项"), {"question": shut[0].text}) if shut else None
    yield Point("options", N_("选项里有反对和弃权"), stuck, ANEW, Page.ANEW)


def _about_papers(vote: Vote) -> Iterator[Point]:
    """What a decision about works, money or a committee has to rest on."""
    unsaid = [question for question in vote.questions if question.class_ and not _matter(vote, question)]
    item = N_("“%(question)s”没有写明属于民法典第二百七十八条的哪一项")
    unnamed = Sentence(item, {"question": unsaid[0].text}) if unsaid else None
    yield Point("matter", N_("写明属于哪一项"), unnamed, set_column(vote, "matter"), Page.ARRANGE)
    matters = {question.matter for question in vote.questions} | {vote.matter}
    if Matter.REBUILDING in matters:
        attach = set_column(vote, "plan_ref", CURRENT_PLAN)
        yield Point("plan_ref", N_("附了改造方案"), _plan_missing(vote), attach, Page.ARRANGE)
    if {Matter.FUND_RAISING, Matter.FUND_USE} & matters or vote.subject is Subject.LIFT:
        attach = set_column(vote, "cost_ref", f"{SHARES}N")
        yield Point("cost_ref", N_("附了费用分摊办法"), _shares_missing(vote), attach, Page.ARRANGE)
    if vote.exclusive_part:
        lacks = N_("要用到某位业主的专有部分，还没有这位业主的同意")
        yield column(vote, "owner_consent", N_("专有部分业主同意"), lacks)
    if _needs_guidance(vote):
        lacks = N_("还没有写明街道的指导意见，以及业委会或居民小组是否已成立")
        yield column(vote, "guidance", N_("街道指导有记录"), lacks)


def _plan_missing(vote: Vote) -> Sentence | None:
    """A vote rests on the version that is public when it is announced, word for word."""
    version = find_plan(vote)
    if not vote.plan_ref:
        return Sentence(N_("涉及改造，还没有附上改造方案的版本"))
    if vote.plan_digest is None:
        return Sentence(N_("改造方案只写了名称，没有附上已公布的版本"))
    if version is None or version.digest != vote.plan_digest:
        return Sentence(N_("附上以后，改造方案又公布了新的一版，请重新附上"))
    return None


def _shares_missing(vote: Vote) -> Sentence | None:
    if not vote.cost_ref:
        return Sentence(N_("涉及出钱，还没有附上费用分摊办法的版本"))
    if vote.cost_digest is None:
        return Sentence(N_("费用分摊办法只写了名称，没有附上已定下的版本"))
    if vote.cost_digest not in {shares.digest for shares in fitting_shares(vote)}:
        return Sentence(N_("附上以后，费用分摊办法换了新的一版，请重新附上"))
    return None


def _matter(vote: Vote, question: Question) -> Matter | None:
    return question.matter or vote.matter


def _about_the_class(vote: Vote) -> Point:
    """Less than the law asks for needs a reason on record."""
    unsaid = [q for q in vote.questions if not q.softer_because and _is_softer(q, _matter(vote, q))]
    soft = (
        Sentence(N_("“%(question)s”比法律要求的宽，没有写理由"), {"question": unsaid[0].text})
        if unsaid
        else None
    )
    return Point("class", N_("按法律归类"), soft, ANEW, Page.ANEW)


def _is_softer(question: Question, matter: Matter | None) -> bool:
    return matter is not None and question.class_ is not None and is_softer(question.class_, matter)


def _needs_guidance(vote: Vote) -> bool:
    """A committee or a group is set up, or a mode that needs one can be chosen."""
    if vote.regime is not Regime.OWNERS:
        return False
    if vote.subject in {Subject.COMMITTEE, Subject.RESIDENTS_GROUP, Subject.ASSEMBLY}:
        return True
    needing = {ManagementMode.COMPANY, ManagementMode.SELF_MANAGED}
    options = (option for question in vote.questions for option in question.options)
    return any(option.mode in needing and not option.unavailable_because for option in options)


def _about_the_time(vote: Vote, now: datetime) -> Iterator[Point]:
    anew = set_column(vote, "opens_at")
    if vote.regime is not Regime.SURVEY:
        days = setting(vote, "notice_days")
        since = noticed_since(vote, now)
        notice = _refusal(lambda: check_notice(since, vote.opens_at, days=days)) if days else None
        yield Point("notice", N_("公告满规定天数"), notice, _set_notice(vote), Page.ARRANGE)
        least, most = setting(vote, "window_least"), setting(vote, "window_most")
        window = Window(vote.opens_at, vote.closes_at)
        length = _refusal(lambda: check_length(window, least=least, most=most))
        yield Point("window", N_("投票时间够长也不过长"), length, anew, Page.ARRANGE)
    over = Sentence(N_("截止时间已过")) if vote.closes_at <= now else None
    yield Point("closing", N_("还没过截止时间"), over, anew, Page.ARRANGE)


def noticed_since(vote: Vote, now: datetime) -> datetime:
    """From when the notice's days count, announced now: from now on.

    Earlier only where somebody put on record where it has been hanging since; the notice prints that.
    """
    return min(vote.notice_at, now) if vote.notice_posted else now


def _set_notice(vote: Vote) -> Sentence:
    return Sentence(
        N_(
            "运行 flask vote set %(id)s opens_at 时间 --by 用户名，或在工作台“补齐”页改晚开始时间；"
            "此前已在小区张贴的，写明张贴的时间、地点和凭证（notice_at、notice_posted）"
        ),
        {"id": vote.id},
    )


def _refusal(rule: Callable[[], object]) -> Sentence | None:
    try:
        rule()
    except RuleViolated as refusal:
        return Sentence(refusal.text, refusal.values)
    return None


def _about_the_convener(vote: Vote) -> Iterator[Point]:
    yield column(vote, "convener", N_("写明召集人"), N_("还没有写明召集人"))
    yield column(vote, "convened_under", N_("写明召集的依据"), N_("还没有写明依据哪条规定召集"))
    yield column(vote, "contact", N_("写明联系方式"), N_("还没有写明联系人和电话"))
    yield column(vote, "supervisor", N_("写明监督单位"), N_("还没有写明由谁监督"))


def _about_the_rule(vote: Vote, now: datetime) -> Iterator[Point]:
    if vote.deemed is not None:
        whole = vote.deemed.get("clause") and vote.deemed.get("adopted")
        missing = None if whole else Sentence(N_("“未表决计入多数”没有写全约定的原文和通过它的那次表决"))
        yield Point("deemed", N_("未表决计入有约定"), missing, ANEW, Page.ANEW)
    if vote.regime is not Regime.RESIDENTS:
        return
    own = {row.key for row in vote.settings if row.value["value"] not in {"", None}}
    unset = [key for key in MEETING_KEYS if key not in own]
    lacks = Sentence(N_("居民会议的规定、版本、条款、到会和通过的比例、谁来投，要由街道填写，没有默认值"))
    how = Sentence(
        N_("运行 flask vote set %(id)s %(key)s 内容 --source 依据 --by 用户名，或在工作台“补齐”页填写"),
        {"id": vote.id, "key": unset[0] if unset else ""},
    )
    yield Point("meeting", N_("居民会议规则已填"), lacks if unset else None, how, Page.ARRANGE)
    if setting(vote, "electors") in {Electors.ADULTS, Electors.DELEGATES}:
        entered = session.scalar(select(func.count()).where(ElectorEntry.vote_id == vote.id))
        nobody = None if entered else Sentence(N_("还没有录入居民名单"))
        enter = Sentence(N_("在“居民名单”页逐户录入人数"))
        yield Point("electors", N_("居民名单已录入"), nobody, enter, Page.ELECTORS)
    if setting(vote, "electors") == Electors.OWNERS:
        yield from about_the_publication(vote, now)
    else:
        yield from about_the_electors(vote, now)
