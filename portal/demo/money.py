"""A lift in each state, an item that all pay for together, and money that came, went back and was spent."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw

from portal.accounts.services.homes import move_in, new_resident
from portal.audit.services import Actor
from portal.communities.models import Entrance, Estate, Part
from portal.communities.queries import list_entrances
from portal.demo.people import Staff
from portal.domain.deadlines import local_day
from portal.domain.sharing import LIFT_SUBSIDY
from portal.plans.queries import find_project, list_items
from portal.pledges import queries
from portal.pledges.drafts import Draft, Terms
from portal.pledges.models import (
    Commitment,
    Condition,
    Kind,
    Payment,
    PledgeAnswer,
    ReliefKind,
    Scheme,
    Sharing,
    Source,
)
from portal.pledges.services import conditions, confirming, joint_orders, paying, refunding, relieving
from portal.pledges.services.answers import Answer, pledge
from portal.pledges.services.confirming import Signed
from portal.pledges.services.paying import Received
from portal.pledges.services.refunding import GivenBack
from portal.pledges.services.relieving import Wish
from portal.pledges.services.schemes import close_scheme, draft_scheme, open_scheme
from portal.pledges.services.spending import Application, Voucher, apply, decide, pay, publish
from portal.pledges.services.versions import renew
from portal.pledges.shares import default_coefficient
from portal.web.uploads import keep_picture

_TOTAL = 42_000_000  # 42 万元, invented
_ISSUER = "凤山街道财政所（演示）"
_ACCOUNT = "油房沟小区改造专户（演示）"


class Office:
    """Two clerks and the street, with pictures that say what they stand for."""

    def __init__(self, estate: Estate, staff: dict[str, Staff], now: datetime) -> None:
        self.estate, self.now = estate, now
        self.clerk, self.second, self.street = (staff[key].actor for key in ("clerk", "clerk2", "street"))
        self.signature, self.receipt = _picture("演示签名"), _picture("演示票据")
        self._receipts = 0

    def lift(self, entrance: Entrance, days_ago: int, terms: Terms) -> Scheme:
        """An opened scheme of an entrance."""
        at = self.now - timedelta(days=days_ago)
        floors = {part.floor for part in queries.list_parts(entrance.id) if part.floor is not None}
        draft = Draft(
            title=f"{entrance.building.name}{entrance.name}加装电梯（演示）",
            total=_TOTAL,
            subsidy=LIFT_SUBSIDY,
            subsidy_source="武隆府办发〔2021〕41号：每台补助8万元",
            coefficient_source="商量起点，不是规定（演示）",
            coefficients={floor: default_coefficient(floor) for floor in sorted(floors)},
            terms=replace(terms, expires_on=local_day(at) + timedelta(days=40), allows_parts=True),
        )
        made = draft_scheme(self.estate.id, entrance.id, draft, by=self.clerk, now=at)
        open_scheme(made, by=self.clerk, now=at)
        return made

    def signs(self, scheme: Scheme, part: Part, at: datetime, **more: object) -> Commitment:
        """A home's promise on paper, by the share that was worked out for it."""
        share = queries.get_share(scheme.id, part.id)
        facts: dict[str, object] = {"picture": self.signature, "part_id": part.id, "as_owner": True, **more}
        signed = Signed(amount=share.amount, **facts)  # type: ignore[arg-type]
        return confirming.record_paper(scheme, signed, once=f"demo{part.id}", by=self.clerk, now=at)

    def gets(self, commitment: Commitment, amount: int, on: date, at: datetime) -> Payment:
        """A receipt that one clerk enters and nobody has checked yet."""
        self._receipts += 1
        got = Received(amount, on, _ISSUER, f"YS{self._receipts:05}", _ACCOUNT, self.receipt)
        once = f"demo{self._receipts}"
        return paying.enter(commitment, got, once=once, by=self.clerk, now=at)


def _picture(words: str) -> str:
    """A white card; no font of this machine writes Chinese for certain, so it carries strokes."""
    card = Image.new("RGB", (640, 240), "white")
    drawn = ImageDraw.Draw(card)
    for place in range(len(words)):
        x = 60 + 130 * place
        drawn.line([(x, 60), (x + 70, 80), (x + 20, 180), (x + 90, 150)], fill="black", width=5)
    content = io.BytesIO()
    card.save(content, "PNG")
    content.seek(0)
    return keep_picture(content, f"{words}.png")


def follow_the_money(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """油房沟小区: from a draft to a lift that is being paid for, one that ran out, and a new version."""
    office = Office(estates["油房沟小区"], staff, now)
    doors = {entrance.building.number * 10 + entrance.number: entrance for entrance in stairs(office.estate)}
    _gathering(office, doors[11])
    _under_way(office, doors[32])
    _ran_out(office, doors[41])
    _drafted(office, doors[51])
    _renewed(office, doors[61])
    _closed(office, doors[71])
    _together(office)
    _indoors(office, doors[11])


def neighbour(part: Part, now: datetime) -> Actor:
    """Somebody who moved in and has an account."""
    account = new_resident(now, part)
    move_in(now, account, part, homes_limit=3)
    return Actor(account.id, account.display_name)


def stairs(estate: Estate) -> Sequence[Entrance]:
    return [entrance for entrance in list_entrances(estate.id) if entrance.name.endswith("单元")]


def _gathering(office: Office, entrance: Entrance) -> None:
    """Six of ten have signed: nobody owes anything yet."""
    scheme = office.lift(entrance, 12, Terms(condition=Condition.HOMES, threshold=10, allows_labour=True))
    for place, part in enumerate(queries.list_parts(entrance.id)[4:10]):
        office.signs(scheme, part, office.now - timedelta(days=9 - place), parts=1 + place % 2)


def _under_way(office: Office, entrance: Entrance) -> None:
    """The condition was met; money comes, some waits to be checked, some went back, some is spent."""
    terms = Terms(condition=Condition.AMOUNT, threshold=20_000_000, allows_deferral=True, allows_labour=True)
    scheme = office.lift(entrance, 50, terms)
    start = office.now - timedelta(days=44)
    signed = [office.signs(scheme, part, start) for part in queries.list_parts(entrance.id)[4:]]
    body = Signed(3_000_000, picture=office.signature, source=Source.BODY, contributor="某通信公司（演示）")
    given = confirming.record_agreement(scheme, body, once="demo", by=office.clerk, now=start)
    paid = []
    for place, commitment in enumerate([*signed[:7], given]):
        at = start + timedelta(days=8 + place)
        part = commitment.amount // (2 if place == 5 else 1)
        payment = office.gets(commitment, part, local_day(at), at)
        paying.check(payment, by=office.second, now=at + timedelta(hours=3))
        paid.append(payment)
    waits = office.now - timedelta(days=1)
    office.gets(signed[7], signed[7].amount, local_day(waits), waits)
    _eased(office, signed[8], signed[9])
    conditions.expire_if_due(scheme, now=office.now - timedelta(days=9))
    _gave_back(office, paid[0])
    _spends(office, scheme)


def _eased(office: Office, later: Commitment, work: Commitment) -> None:
    at = office.now - timedelta(days=20)
    until = local_day(office.now) + timedelta(days=60)
    relieving.relieve(
        later, Wish(ReliefKind.DEFER, "家里有病人", due_on=until), once="demo", by=office.clerk, now=at
    )
    instead = Wish(
        ReliefKind.LABOUR,
        "愿意看守工地",
        amount=200_000,
        thing="看守工地",
        hours=100,
        picture=office.signature,
    )
    relieving.relieve(work, instead, once="demo", by=office.clerk, now=at)


def _gave_back(office: Office, payment: Payment) -> None:
    at = office.now - timedelta(days=15)
    back = GivenBack(50_000, local_day(at), "多收了五百元", "TK-01（演示）", office.receipt, still_owed=True)
    made = refunding.enter(payment, back, once="demo", by=office.clerk, now=at)
    refunding.check(made, by=office.second, now=at + timedelta(hours=2))


def _spends(office: Office, scheme: Scheme) -> None:
    """Paid, in its public notice, and just asked for."""
    early = office.now - timedelta(days=14)
    first = apply(
        scheme,
        Application(6_000_000, "某电梯公司（演示）", "设备首付款"),
        once="1",
        by=office.clerk,
        now=early,
    )
    decide(first, "合同已核对", approve=True, by=office.street, now=early + timedelta(hours=4))
    publish(first, 5, by=office.clerk, now=early + timedelta(hours=5))
    day = early + timedelta(days=7)
    pay(first, Voucher("ZC-01（演示）", local_day(day), office.receipt), by=office.clerk, now=day)
    late = office.now - timedelta(days=2)
    second = apply(
        scheme, Application(1_800_000, "某检测站（演示）", "结构检测"), once="2", by=office.clerk, now=late
    )
    decide(second, "", approve=True, by=office.street, now=late + timedelta(hours=2))
    publish(second, 7, by=office.clerk, now=late + timedelta(hours=3))
    third = Application(900_000, "某施工队（演示）", "井道基础")
    apply(scheme, third, once="3", by=office.second, now=office.now - timedelta(hours=6))


def _ran_out(office: Office, entrance: Entrance) -> None:
    scheme = office.lift(entrance, 60, Terms(condition=Condition.HOMES, threshold=12))
    for part in queries.list_parts(entrance.id)[8:11]:
        office.signs(scheme, part, office.now - timedelta(days=50))
    conditions.expire_if_due(scheme, now=office.now - timedelta(days=18))


def _drafted(office: Office, entrance: Entrance) -> None:
    draft = Draft(
        title=f"{entrance.building.name}{entrance.name}加装电梯（演示）",
        total=_TOTAL,
        subsidy=LIFT_SUBSIDY,
        subsidy_source="武隆府办发〔2021〕41号：每台补助8万元",
        coefficient_source="商量起点，不是规定（演示）",
        coefficients={floor: default_coefficient(floor) for floor in range(1, 8)},
    )
    draft_scheme(office.estate.id, entrance.id, draft, by=office.clerk, now=office.now)


def _renewed(office: Office, entrance: Entrance) -> None:
    first = office.lift(entrance, 20, Terms(condition=Condition.HOMES, threshold=8))
    office.signs(first, queries.list_parts(entrance.id)[9], office.now - timedelta(days=18))
    second = renew(first, by=office.clerk, now=office.now - timedelta(days=6))
    open_scheme(second, by=office.clerk, now=office.now - timedelta(days=5))


def _closed(office: Office, entrance: Entrance) -> None:
    scheme = office.lift(entrance, 30, Terms())
    for part in queries.list_parts(entrance.id)[6:9]:
        who = neighbour(part, office.now - timedelta(days=29))
        said = Answer(part.id, PledgeAnswer.AS_COMPUTED)
        pledge(scheme, said, once="demo", by=who, now=office.now - timedelta(days=28))
    close_scheme(scheme, by=office.clerk, now=office.now - timedelta(days=3))


def _together(office: Office) -> None:
    """An item for the whole estate, of free will: common income, a shop's thing, neighbours' work."""
    project = find_project(office.estate.id)
    item = (
        next(each for each in list_items(project.id) if each.name == "健身和儿童活动场") if project else None
    )
    if item is None:
        return
    at = office.now - timedelta(days=15)
    draft = Draft(
        title="活动场自愿出资（演示）",
        total=22_000_000,
        subsidy=11_000_000,
        subsidy_source="街道初步方案（演示）",
        coefficient_source="居民商量的办法",
        coefficients={},
        sharing=Sharing.VOLUNTARY,
        item_id=item.id,
        terms=Terms(allows_labour=True),
    )
    scheme = draft_scheme(office.estate.id, None, draft, by=office.clerk, now=at)
    open_scheme(scheme, by=office.clerk, now=at)
    shared = Signed(1_200_000, Kind.COMMON_INCOME, office.signature, source=Source.ESTATE)
    shared = replace(shared, contributor="小区公共收益", decision="2025年业主共同决定使用（演示）")
    thing = Signed(380_000, Kind.DONATION, office.signature, source=Source.SOCIAL)
    thing = replace(thing, contributor="某五金店（演示）", thing="长椅四把")
    for place, given in enumerate((shared, thing)):
        confirming.record_agreement(scheme, given, once=f"demo{place}", by=office.clerk, now=at)


def _indoors(office: Office, entrance: Entrance) -> None:
    at = office.now - timedelta(days=8)
    offer = joint_orders.Offer(
        "一起换窗（演示）",
        "断桥铝窗，几家一起量、一起装。价格各家自己和商家谈，平台不收钱、不担保。",
        "楼长王阿姨（演示）",
        local_day(office.now) + timedelta(days=20),
    )
    order = joint_orders.start(office.estate.id, offer, by=office.clerk, now=at)
    for part in queries.list_parts(entrance.id)[5:7]:
        who = neighbour(part, at)
        joint_orders.put_down(order, part.id, by=who, now=at)
