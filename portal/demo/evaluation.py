"""蓝宝石小区 is judged: a closed round with something put right, one that runs, and who manages it now."""

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw

from portal.accounts.passwords import hash_secret
from portal.accounts.services.staff import NewStaff, Scope, add_staff
from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.db import session
from portal.demo.people import Household, Staff, choose_homes, make_households
from portal.domain.deadlines import local_day
from portal.domain.matters import ManagementMode
from portal.domain.satisfaction import Verdict
from portal.evaluation import queries
from portal.evaluation.models import AnswerChannel, Check, CommonMoneyKind, PointPart, Round
from portal.evaluation.services import managing
from portal.evaluation.services.answering import Paper, Said, enter
from portal.evaluation.services.inspecting import Checked, inspect
from portal.evaluation.services.managing import Keeping, Statement, Terms
from portal.evaluation.services.rectifying import Order, rectify, report_done
from portal.evaluation.services.rounds import (
    Opening,
    close,
    open_again,
    open_for_management,
    open_for_project,
)
from portal.evaluation.words import SERVICES
from portal.messages.models import SendState
from portal.messages.services import send_sms, tell_by_voice
from portal.messages.texts import Text
from portal.permissions import Role
from portal.plans import queries as plans
from portal.plans.models import Channel
from portal.plans.services import wishes
from portal.web.uploads import keep_picture

_GOOD = (38, 34, 14, 6, 3, 4, 1)
_POOR = (6, 12, 24, 28, 18, 4, 8)
#: What went wrong: a promise that was kept badly, and one that many say was not kept.
_BADLY = {"小区道路", "坡道和楼梯扶手"}
_SENTENCES = (
    "雨天还是滑。",
    "扶手只装了一边。",
    "比以前好多了。",
    "灯亮了，晚上敢出门。",
    "垃圾桶还是太少。",
)


def judge(
    estates: dict[str, Estate], staff: dict[str, Staff], now: datetime
) -> tuple[Staff, list[Household]]:
    """蓝宝石小区 after the works: its residents' supervisor, and a home that is still to answer."""
    estate, by = estates["蓝宝石小区"], staff["furong"].actor
    supervisor = _supervisor(estate, now - timedelta(days=30))
    homes = list(queries.list_dwellings(estate.id))
    chance = random.Random(8)  # noqa: S311 - invented answers, nothing secret
    chance.shuffle(homes)
    opened = now - timedelta(days=4, hours=20)
    _wished(estate, homes[: len(homes) * 45 // 100], by, now - timedelta(days=140))
    first = open_for_project(estate.id, Opening(now - timedelta(days=1)), by=by, now=opened)
    _answer(first, homes[: len(homes) * 61 // 100], by, chance, opened)
    _walk_round(first, supervisor.actor, opened + timedelta(days=1))
    close(first, by=by, now=now - timedelta(hours=23))
    _put_right(estate, first, by, now)
    again = open_again(estate.id, Opening(now + timedelta(days=5)), by=by, now=now - timedelta(hours=4))
    _answer(again, homes[: len(homes) * 12 // 100], by, chance, now - timedelta(hours=4))
    yearly = Opening(now + timedelta(days=12), services=SERVICES)
    running = open_for_management(estate.id, yearly, by=by, now=now - timedelta(hours=3))
    _answer(running, homes[: len(homes) * 8 // 100], by, chance, now - timedelta(hours=3))
    _manage(estate, by, now)
    _texts(estate, by, now)
    answered = {home.id for home in homes[: len(homes) * 61 // 100]}
    silent = [home for home in choose_homes(estate, many=len(homes)) if home.id not in answered][:1]
    letters = make_households(estate, silent, by, now)
    return supervisor, [replace(each, home=f"{estate.name}{each.home}") for each in letters]


def _supervisor(estate: Estate, now: datetime) -> Staff:
    password = f"演示-{random.SystemRandom().randbytes(4).hex()}"
    name = "演示监督员"
    new = NewStaff(name, name, Role.SUPERVISOR, hash_secret(password))
    account = add_staff(now, Actor(None, "演示"), new, Scope(estate=estate, street=None))
    account.must_change_password, account.is_demo = False, True
    session.flush()
    return Staff(Actor(account.id, name), name, password, "居民监督员（蓝宝石小区）")


def _wished(estate: Estate, homes: Sequence[Part], by: Actor, since: datetime) -> None:
    """What they wished for before the plan was made, so that it stands beside what they think of it now."""
    works = ("小区道路", "公共屋面修缮", "消防设施", "综合管线整治")
    asking = wishes.Asking("蓝宝石小区改造意愿征询（演示）", since + timedelta(days=10), ("items",), works)
    survey = wishes.open_survey(estate.id, asking, by=by, now=since)
    for place, home in enumerate(homes):
        chosen = [work for step, work in enumerate(works) if (place + step) % (step + 2)]
        if chosen:
            paper = wishes.Paper(home.id, Channel.PAPER, {"items": chosen}, f"YY{survey.id}-{place + 1:04}")
            wishes.enter(survey, paper, by=by, now=since + timedelta(days=1, minutes=place))
    wishes.close(survey, by=by, now=since + timedelta(days=10))
    project = plans.find_published(estate.id)
    survey.project_id = project.id if project else None


def _answer(of: Round, homes: Sequence[Part], by: Actor, chance: random.Random, since: datetime) -> None:
    for place, home in enumerate(homes):
        said = {}
        for point in of.points:
            weights = _POOR if point.name in _BADLY and of.parent_id is None else _GOOD
            verdict = chance.choices(list(Verdict), list(weights))[0]
            sentence = chance.choice(_SENTENCES) if chance.random() < 0.05 else ""
            said[point.id] = Said(verdict, sentence)
        channel = AnswerChannel.DOOR if place % 3 == 0 else AnswerChannel.PAPER
        number = f"PJ{of.id}-{place + 1:04}" if channel is AnswerChannel.PAPER else ""
        enter(of, Paper(home.id, channel, said, number), by=by, now=since + timedelta(minutes=place + 1))


def _walk_round(of: Round, by: Actor, now: datetime) -> None:
    checked = {}
    for point in of.points:
        if point.part is not PointPart.ITEM:
            continue
        poor = point.name in _BADLY
        note = "右侧没有扶手。" if point.name == "坡道和楼梯扶手" else ""
        checked[point.id] = Checked(
            Check.YES,
            Check.NO if poor else Check.YES,
            Check.NO if poor else Check.YES,
            note,
            _picture() if note else None,
        )
    inspect(of, checked, by=by, now=now)


def _put_right(estate: Estate, of: Round, by: Actor, now: datetime) -> None:
    """One done with proof and asked again, one still under way."""
    low = [point for point, _ in queries.list_low(of, queries.results_of(of))]
    today = local_day(now)
    for place, point in enumerate(low[:2]):
        order = Order(point.id, "按方案补做（演示）", "芙蓉街道项目组", today + timedelta(days=7 + place))
        made = rectify(of, order, by=by, now=now - timedelta(hours=20))
        if place == 0:
            done = now - timedelta(hours=6)
            report_done(made, "补装了，已经请住户看过（演示）。", _picture(), by=by, now=done)


def _picture() -> str:
    """A drawing of a handrail on a stair, where a photo would be."""
    drawn = Image.new("RGB", (640, 480), "#dfe8e4")
    pen = ImageDraw.Draw(drawn)
    for step in range(6):
        pen.rectangle((60 + 90 * step, 400 - 50 * step, 150 + 90 * step, 470), fill="#9fb3ab")
        pen.line(
            (105 + 90 * step, 400 - 50 * step, 105 + 90 * step, 290 - 50 * step), fill="#074a3c", width=8
        )
    pen.line((105, 290, 555, 40), fill="#074a3c", width=14)
    content = io.BytesIO()
    drawn.save(content, "PNG")
    content.seek(0)
    return keep_picture(content, "demo.png")


def _texts(estate: Estate, by: Actor, now: datetime) -> None:
    """Texts in each state; none of them has a job, so none can ever leave."""
    phone, warning = "023-0000 0000", Text("owner_claim")
    for place, (state, why) in enumerate(
        (
            (SendState.FAILED, "isv.MOBILE_NUMBER_ILLEGAL"),
            (SendState.FAILED, "too late"),
            (SendState.FAILED, "MOBILE_NOT_ON_SERVICE"),
            (SendState.DELIVERED, ""),
            (SendState.HELD, ""),
        )
    ):
        at = now - timedelta(hours=30 - place)
        text = send_sms(at, phone, warning, demo=True, estate_id=estate.id)
        text.state, text.last_error = state, why
        if state is SendState.DELIVERED:
            text.sent_at = text.delivered_at = at + timedelta(minutes=1)
        if place == 1:
            tell_by_voice(now - timedelta(hours=2), by, estate.id, text.id)


def _manage(estate: Estate, by: Actor, now: datetime) -> None:
    today = local_day(now)
    terms = Terms(
        mode=ManagementMode.SERVICE_CENTRE,
        keeper="蓝宝石社区物业服务中心（演示）",
        since=today - timedelta(days=40),
        decision="居民会议决定（演示）",
        phone="023-0000 0000",
        charge="每平方米每月 0.35 元",
        contract_ends_on=today + timedelta(days=80),
    )
    managing.decide(estate.id, terms, by=by, now=now - timedelta(days=3))
    project = plans.find_published(estate.id)
    items = plans.list_items(project.id) if project else []
    for item in items[:4]:
        warranty = date(today.year + 2, today.month, 1)
        keeping = Keeping("社区物业服务中心", "023-0000 0000", warranty)
        managing.keep(item, keeping, by=by, now=now - timedelta(days=2))
    begins = today - timedelta(days=60)
    for ends, income, spent, balance in ((30, 320_000, 90_000, 230_000), (1, 305_000, 120_000, 415_000)):
        period = Statement(
            CommonMoneyKind.COMMON_INCOME,
            begins,
            today - timedelta(days=ends),
            income,
            spent,
            balance,
            "演示",
        )
        managing.post_statement(estate.id, period, by=by, now=now - timedelta(days=1))
        begins = today - timedelta(days=ends - 1)
