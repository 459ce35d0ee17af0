"""One vote open with believable turnout, one closed and published, one recorded from paper."""

import csv
import io
import json
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.communities.queries import list_parts
from portal.demo.papers import handle_papers, print_all
from portal.demo.people import Staff
from portal.domain.deadlines import CHINA
from portal.domain.matters import ManagementMode, Matter, Subject
from portal.domain.tally import MatterClass, QuestionKind, Regime
from portal.voting.answers import from_values
from portal.voting.models import Channel, Question, Vote, Voter
from portal.voting.queries import get_vote
from portal.voting.queries.electorate import list_voters
from portal.voting.services.attaching import attach_plan
from portal.voting.services.closing import close, publish_result
from portal.voting.services.drafting import create
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.online import cast
from portal.voting.services.opening import announce
from portal.voting.services.recording import record_held
from portal.voting.services.rolls import publish_roll
from portal.voting.specification import OptionSpec, Papers, QuestionSpec, SettingSpec, VoteSpec

#: What an owner answers, weighted; the same seed gives the same district every time.
_MODES = {"option:company": 52, "option:centre": 25, "option:self": 12, "none_of_these": 6, "abstain": 5}
_PLAN = {"approve": 84, "oppose": 10, "abstain": 6}
_WAITING_PAPERS = 3


def hold_votes(
    estates: dict[str, Estate], staff: dict[str, Staff], now: datetime, *, spare: set[int]
) -> None:
    """The three votes; days count from today, so that one is always open.

    :param spare: owner parties who have not voted yet in the open one.
    """
    chance = random.Random(41)  # noqa: S311 - invented answers, nothing secret
    today = now.astimezone(CHINA).replace(hour=9, minute=0, second=0, microsecond=0)
    vote = _open(estates["油房沟小区"], staff, today)
    print_all(vote, staff, vote.opens_at)
    _cast_some(vote, staff, chance, now, spare=spare)
    handle_papers(vote, staff, now)
    _hold_published(estates["柏杨路小区"], staff, chance, today, now)
    _record(estates["蓝宝石小区"], staff, chance, today, now)


def _open(estate: Estate, staff: dict[str, Staff], today: datetime) -> Vote:
    opens = today - timedelta(days=4)
    by = staff["clerk"].actor
    publish_roll(estate, days=7, by=by, now=opens - timedelta(days=30))
    noticed = opens - timedelta(days=16)
    vote = create(_both(estate, opens, days=10), by, now=noticed)
    attach_plan(vote)
    announce(vote, by, now=noticed)
    return vote


def _cast_some(
    vote: Vote, staff: dict[str, Staff], chance: random.Random, now: datetime, *, spare: set[int]
) -> None:
    opens = vote.opens_at
    voters = [voter for voter in list_voters(vote.id) if voter.party_id not in spare]
    chance.shuffle(voters)
    share = len(voters) * 57 // 100
    online = share * 65 // 100
    hours = max(1, int((now - opens).total_seconds() // 3600) - 1)
    for voter in voters[:online]:
        at = opens + timedelta(hours=chance.randrange(hours))
        _cast(vote, voter, chance, at)
    papers = [(voter, opens + timedelta(hours=chance.randrange(hours))) for voter in voters[online:share]]
    _key(vote, papers, staff, chance, waiting=_WAITING_PAPERS)


def _hold_published(
    estate: Estate, staff: dict[str, Staff], chance: random.Random, today: datetime, now: datetime
) -> None:
    opens = today - timedelta(days=24)
    by = staff["furong"].actor
    publish_roll(estate, days=7, by=by, now=opens - timedelta(days=30))
    noticed = opens - timedelta(days=16)
    vote = create(_both(estate, opens, days=10), by, now=noticed)
    attach_plan(vote)
    announce(vote, by, now=noticed)
    voters = list(list_voters(vote.id))
    chance.shuffle(voters)
    for voter in voters[: len(voters) * 83 // 100]:
        _cast(vote, voter, chance, opens + timedelta(hours=chance.randrange(230)))
    closed = vote.closes_at + timedelta(hours=1)
    close(vote, by, now=closed)
    publish_result(vote, by, now=now - timedelta(days=2))  # the period for objections still runs


def _cast(vote: Vote, voter: Voter, chance: random.Random, at: datetime) -> None:
    answers = [from_values(q, [_pick(q, chance)], follow_majority=False) for q in vote.questions]
    cast(voter, answers, once=secrets.token_urlsafe(8), by=Actor(None, "业主（演示）"), now=at)


def _key(
    vote: Vote,
    papers: Sequence[tuple[Voter, datetime]],
    staff: dict[str, Staff],
    chance: random.Random,
    *,
    waiting: int,
) -> None:
    """Two clerks key every paper; the last few wait for the second."""
    for place, (voter, at) in enumerate(papers):
        answers = [from_values(q, [_pick(q, chance)], follow_majority=False) for q in vote.questions]
        paper = Paper(Channel.DOORSTEP if place % 3 == 0 else Channel.PAPER, at, answers)
        once = secrets.token_urlsafe(8)
        enter(voter, paper, once=once, by=staff["clerk"].actor, now=at + timedelta(hours=1))
        if place < len(papers) - waiting:
            check(voter, paper, by=staff["clerk2"].actor, now=at + timedelta(hours=2))


def _pick(question: Question, chance: random.Random) -> str:
    weights = _MODES if question.kind is QuestionKind.CHOOSE else _PLAN
    return chance.choices(list(weights), list(weights.values()))[0]


def _record(
    estate: Estate, staff: dict[str, Staff], chance: random.Random, today: datetime, now: datetime
) -> None:
    opens = today - timedelta(days=120)
    specification = {
        "title": "空地改停车位（演示）",
        "estate": estate.name,
        "street": estate.street.name,
        "regime": Regime.OWNERS.value,
        "subject": Subject.COMMON_USE.value,
        "notice": (opens - timedelta(days=16)).isoformat(),
        "opens": opens.isoformat(),
        "closes": (opens + timedelta(days=9)).isoformat(),
        "questions": [
            {
                "key": "park",
                "text": "是否同意把3栋旁的空地改成停车位？",
                "kind": "approve",
                "class": MatterClass.SPECIAL.value,
            }
        ],
    }
    content = json.dumps(specification, ensure_ascii=False).encode()
    sheet = _sheet(estate, chance, opens)
    vote = record_held(content, (sheet, "演示选票.csv"), staff["furong"].actor, now=now - timedelta(days=90))
    publish_result(get_vote(vote.id), staff["furong"].actor, now=now - timedelta(days=89))


def _sheet(estate: Estate, chance: random.Random, opens: datetime) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["楼栋", "单元", "房号", "渠道", "时间", "作废原因", "park"])
    rows.writerows(_paper_rows(estate, chance, opens))
    return out.getvalue().encode("utf-8-sig")


def _paper_rows(estate: Estate, chance: random.Random, opens: datetime) -> Iterator[list[str]]:
    seen: set[int] = set()
    for part in list_parts(estate.id):
        if part.party_id in seen or chance.random() > 0.78:
            continue
        seen.add(part.party_id)
        at = opens + timedelta(hours=chance.randrange(200))
        answer = chance.choices(["同意", "反对", "弃权"], [73, 20, 7])[0]
        spoilt = "未签名" if chance.random() < 0.02 else ""
        place = [part.entrance.building.name, part.entrance.name, part.room]
        yield [*place, "纸质", at.strftime("%Y-%m-%d %H:%M"), spoilt, answer]


def _both(estate: Estate, opens: datetime, *, days: int) -> VoteSpec:
    """The management mode, and the plan as a matter of the special class, on one ballot."""
    notice = opens - timedelta(days=16)
    return VoteSpec(
        title="改造后谁来管、改造方案（演示）",
        estate=estate.name,
        street=estate.street.name,
        regime=Regime.OWNERS,
        notice_at=notice,
        opens_at=opens,
        closes_at=opens.replace(hour=18) + timedelta(days=days),
        questions=(_mode(), _plan()),
        settings={"objection_days": SettingSpec(7, "街道确定（演示）")},
        subject=Subject.MANAGEMENT_MODE,
        explanation="改造完要长期有人管。请先看三种办法各由谁管、每月大约交多少，再投票。",
        convener=f"{estate.community.name}居民委员会",
        papers=Papers(
            convened_under="街道关于组织业主共同决定的通知（演示）",
            contact=f"{estate.community.contact}，{estate.community.phone}",
            supervisor=f"{estate.street.name}办事处",
            guidance="街道已派人指导；居民小组已成立，业主委员会正在筹备（演示）",
        ),
    )


def _mode() -> QuestionSpec:
    return QuestionSpec(
        key="mode",
        text="改造后，小区由谁来管？",
        kind=QuestionKind.CHOOSE,
        matter_class=MatterClass.ORDINARY,
        matter=Matter.MANAGER,
        options=(
            OptionSpec(
                key="company",
                text="请物业公司来管",
                detail="业主大会选聘物业服务企业，专业管理。",
                mode=ManagementMode.COMPANY,
                monthly_per_square_metre=70,
            ),
            OptionSpec(
                key="centre",
                text="社区物业服务中心来管",
                detail="街道组建，管保洁、设施、公共秩序。",
                mode=ManagementMode.SERVICE_CENTRE,
                monthly_per_square_metre=35,
            ),
            OptionSpec(
                key="self",
                text="居民自己管",
                detail="业委会或居民小组牵头，大家自治。",
                mode=ManagementMode.SELF_MANAGED,
                monthly_per_home=1500,
            ),
        ),
    )


def _plan() -> QuestionSpec:
    return QuestionSpec(
        key="plan",
        text="是否同意小区改造方案？",
        kind=QuestionKind.APPROVE,
        matter_class=MatterClass.SPECIAL,
        matter=Matter.REBUILDING,
    )
