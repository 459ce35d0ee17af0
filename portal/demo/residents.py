"""Some invented residents: a lift in the talking, and matters in every state."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.accounts.services.homes import move_in, new_resident
from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.communities.queries import list_parts
from portal.demo.people import Staff
from portal.domain.sharing import LIFT_SUBSIDY
from portal.domain.stages import CaseState
from portal.feedback.models import CaseCategory
from portal.feedback.services import Matter, Step, confirm, raise_case, reopen, take_step
from portal.pledges.models import PledgeAnswer
from portal.pledges.services.answers import Answer, pledge
from portal.pledges.services.schemes import Draft, draft_scheme, open_scheme
from portal.pledges.shares import default_coefficient

_TOTAL = 46_000_000  # 46 万元, invented
_ANSWERS = (
    PledgeAnswer.AS_COMPUTED,
    PledgeAnswer.AS_COMPUTED,
    PledgeAnswer.UNDECIDED,
    PledgeAnswer.NOTHING,
    PledgeAnswer.AS_COMPUTED,
)
_ACCEPTED = (CaseState.ACCEPTED, "")
_ASSIGNED = (CaseState.ASSIGNED, "凤山街道项目组")
_WORKING = (CaseState.IN_PROGRESS, "施工队已上门看过。")
_ANSWERED = (CaseState.ANSWERED, "窗框已换，楼道已补漆。请您看一看。")
#: What is raised, and how far it has come.
_MATTERS = (
    (
        "楼梯间窗户下面一下雨就渗水，墙皮掉了。",
        CaseCategory.REQUEST,
        (_ACCEPTED, _ASSIGNED, _WORKING, _ANSWERED),
    ),
    ("南门路灯坏了三天，晚上看不清台阶。", CaseCategory.REQUEST, (_ACCEPTED, _ASSIGNED, _WORKING)),
    ("建议坡道旁加一排扶手，老人好走。", CaseCategory.SUGGESTION, (_ACCEPTED,)),
    ("施工材料堆在消防通道上。", CaseCategory.COMPLAINT, ()),
)


def bring_residents_in(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    estate = estates["油房沟小区"]
    tall = _tall_entrance(list_parts(estate.id))
    people = [_resident(part, now - timedelta(days=30)) for part in tall[:8]]
    _talk_of_a_lift(estate, tall, people, staff, now - timedelta(days=20))
    _raise_matters(estate, people, staff, now - timedelta(days=12))


def _tall_entrance(parts: Sequence[Part]) -> list[Part]:
    """The homes of the entrance with most floors outside the first building, which the codes open."""
    by_entrance: dict[int, list[Part]] = {}
    for part in parts:
        if part.floor is not None and part.entrance.building.number > 1:
            by_entrance.setdefault(part.entrance_id, []).append(part)
    return max(by_entrance.values(), key=lambda homes: max(home.floor or 0 for home in homes))


def _resident(part: Part, now: datetime) -> tuple[Actor, Part]:
    account = new_resident(now, part)
    move_in(now, account, part, homes_limit=3)
    return Actor(account.id, account.display_name), part


def _talk_of_a_lift(
    estate: Estate,
    homes: Sequence[Part],
    people: Sequence[tuple[Actor, Part]],
    staff: dict[str, Staff],
    now: datetime,
) -> None:
    by = staff["clerk"].actor
    entrance = homes[0].entrance
    floors = {home.floor for home in homes if home.floor is not None}
    draft = Draft(
        title=f"{entrance.building.name}{entrance.name}加装电梯（演示）",
        total=_TOTAL,
        subsidy=LIFT_SUBSIDY,
        subsidy_source="武隆府办发〔2021〕41号：每台补助8万元",
        coefficient_source="商量起点，不是规定（演示）",
        coefficients={floor: default_coefficient(floor) for floor in sorted(floors)},
    )
    scheme = draft_scheme(estate.id, entrance.id, draft, by=by, now=now)
    open_scheme(scheme, by=by, now=now)
    for place, ((who, part), answer) in enumerate(zip(people, _ANSWERS, strict=False)):
        pledge(
            scheme, Answer(part.id, answer), once=f"demo{place}", by=who, now=now + timedelta(days=place + 1)
        )


def _raise_matters(
    estate: Estate, people: Sequence[tuple[Actor, Part]], staff: dict[str, Staff], now: datetime
) -> None:
    by = staff["clerk"].actor
    for place, (text, category, steps) in enumerate(_MATTERS):
        who, part = people[place]
        moment = now + timedelta(hours=place)
        case = raise_case(estate.id, Matter(category, text, part_id=part.id), once="demo", by=who, now=moment)
        for number, (state, words) in enumerate(steps, start=1):
            at = moment + timedelta(hours=20 * number)
            take_step(case, Step(state, words), once=f"demo{number}", by=by, now=at)
    _ask_again(estate, people[4], by, now)
    _be_content(estate, people[5], by, now)


def _ask_again(estate: Estate, person: tuple[Actor, Part], by: Actor, now: datetime) -> None:
    who, part = person
    matter = Matter(CaseCategory.REQUEST, "三楼水管接头漏水。", part_id=part.id)
    case = raise_case(estate.id, matter, once="demo", by=who, now=now)
    take_step(case, Step(CaseState.ACCEPTED), once="demo1", by=by, now=now + timedelta(hours=3))
    answer = Step(CaseState.ANSWERED, "接头已换。")
    take_step(case, answer, once="demo2", by=by, now=now + timedelta(days=2))
    reopen(case, "换过还是漏，请再来看看。", once="demo3", by=who, now=now + timedelta(days=3))


def _be_content(estate: Estate, person: tuple[Actor, Part], by: Actor, now: datetime) -> None:
    who, part = person
    matter = Matter(CaseCategory.OPINION, "楼道灯换声控的就好。", part_id=part.id)
    case = raise_case(estate.id, matter, once="demo", by=who, now=now)
    take_step(case, Step(CaseState.ACCEPTED), once="demo1", by=by, now=now + timedelta(hours=3))
    take_step(case, Step(CaseState.ANSWERED, "已换。"), once="demo2", by=by, now=now + timedelta(days=2))
    confirm(case, once="demo3", by=who, now=now + timedelta(days=3))
