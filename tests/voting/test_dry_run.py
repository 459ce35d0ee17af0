"""A whole decision over the roll of 柏杨路, with an extension, objections and a second round.

Every figure is known beforehand: who answers what follows from the order of the homes on the sheet, and
the sums were added up from the sheet. The last word has the program that goes out with the bundle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portal.audit.services import Actor
from portal.communities.models import Community, Estate, Street
from portal.communities.roll.kinds import AreaSource, PartUse
from portal.communities.roll.reading import read_roll
from portal.communities.services.importing import import_roll
from portal.db import session, transaction
from portal.domain.matters import Matter
from portal.domain.stages import VoteState
from portal.domain.tally import MatterClass, QuestionKind
from portal.voting.answers import from_values
from portal.voting.bundle import verify
from portal.voting.bundle.writing import write_bundle
from portal.voting.errors import AlreadyClosed, ObjectionsWaiting
from portal.voting.models import Vote, Voter
from portal.voting.queries import get_vote
from portal.voting.queries.homes import voters_by_home
from portal.voting.queries.report import result_of
from portal.voting.returned import Home
from portal.voting.services.attaching import attach_plan
from portal.voting.services.closing import close, publish_result
from portal.voting.services.concluding import finalise, recount
from portal.voting.services.drafting import create
from portal.voting.services.extending import extend
from portal.voting.services.objecting import Objection, answer_objection, raise_objection
from portal.voting.services.online import cast
from portal.voting.services.opening import announce, open_now
from portal.voting.services.rolls import publish_roll
from portal.voting.services.runoff import prepare_run_off
from portal.voting.specification import OptionSpec, QuestionSpec
from tests.factories import plans
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
ROLL = Path(__file__).parents[1] / "data" / "rolls" / "柏杨路小区-摸底表.xlsx"
OWNER = Actor(None, "业主")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MODE = QuestionSpec(
    "mode",
    "改造后，小区由谁来管？",
    QuestionKind.CHOOSE,
    MatterClass.ORDINARY,
    matter=Matter.MANAGER,
    options=(
        OptionSpec("company", "物业公司"),
        OptionSpec("centre", "服务中心"),
        OptionSpec("self", "居民自管"),
    ),
)
PLAN = QuestionSpec(
    "plan", "是否同意改造方案？", QuestionKind.APPROVE, MatterClass.SPECIAL, matter=Matter.REBUILDING
)
#: By the last digit of a party's place on the sheet.
FIRST_ROUND = ["option:company"] * 4 + ["option:centre"] * 3 + ["option:self"] * 2 + ["none_of_these"]
PLANS = ["oppose", "approve", "approve", "approve", "approve"] * 2
SECOND_ROUND = ["option:company"] * 6 + ["option:centre"] * 3 + ["abstain"]


#: The known answer: three hundred of 385 parties, 22,560.15 of 28,902.89 m2.
KNOWN: dict[str, object] = {
    "participating": {"heads": 300, "area": "22560.15"},
    "mode": {
        "company": {"heads": 120, "area": "9011.20"},
        "centre": {"heads": 90, "area": "6357.30"},
        "self": {"heads": 60, "area": "4864.41"},
        "均不同意": {"heads": 30, "area": "2327.24"},
    },
    "plan": {"同意": {"heads": 240, "area": "18096.82"}, "反对": {"heads": 60, "area": "4463.33"}},
    "second": {
        "company": {"heads": 180, "area": "13237.45"},
        "centre": {"heads": 90, "area": "6995.46"},
        "弃权": {"heads": 30, "area": "2327.24"},
    },
}


@dataclass
class Party:
    """An owner party as the sheet has it: its first home, its area in 0.01 m2."""

    home: Home
    area: int


def parties() -> list[Party]:
    """In the order of the sheet; parking and the like do not count."""
    found: dict[str, Party] = {}
    for row in read_roll(ROLL.read_bytes(), ROLL.name).rows:
        if row.use in {PartUse.DWELLING, PartUse.SHOP, PartUse.OFFICE}:
            home = Home(row.building, row.entrance, row.room)
            found.setdefault(row.party_key, Party(home, 0)).area += row.area
    return list(found.values())


def sums(answers: list[str], known: list[Party], *, until: int) -> Mapping[str, tuple[int, str]]:
    """The second, plain count: heads and square metres by answer, straight from the sheet."""
    heads: dict[str, int] = {}
    area: dict[str, int] = {}
    for place, party in enumerate(known[:until]):
        answer = answers[place % 10]
        heads[answer] = heads.get(answer, 0) + 1
        area[answer] = area.get(answer, 0) + party.area
    return {answer: (heads[answer], f"{area[answer] // 100}.{area[answer] % 100:02}") for answer in heads}


def shown(vote: Vote, key: str, now: datetime) -> Mapping[str, tuple[int, str]]:
    """The same of the portal's count, in the words of the ballot."""
    words = {"同意": "approve", "反对": "oppose", "弃权": "abstain", "均不同意": "none_of_these"}
    question = next(each for each in result_of(vote, now)["questions"] if each["key"] == key)
    return {
        words.get(name, f"option:{name}"): (weight["heads"], weight["area"])
        for name, weight in question["choices"].items()
    }


@pytest.fixture
def estate() -> Estate:
    with transaction():
        street = Street(name="芙蓉街道")
        made = Estate(name="柏杨路小区", street=street, community=Community(name="柏杨社区", street=street))
        session.add(made)
        session.flush()
        reading = read_roll(ROLL.read_bytes(), ROLL.name, default_area_source=AreaSource.SURVEY)
        import_roll(made, reading, (ROLL.name, ROLL.read_bytes()), by=make.CLERK, now=make.NOW - 40 * DAY)
        publish_roll(made, days=7, by=make.CLERK, now=make.NOW - 30 * DAY)
    return made


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        plans.published(estate)
        made = create(make.specification(estate, MODE, PLAN), make.CLERK, now=make.NOW)
        attach_plan(made)
        open_now(made, make.CLERK, now=make.NOW - 3 * DAY)
    return made


def cast_some(vote: Vote, known: list[Party], places: range, answers: list[list[str]], now: datetime) -> None:
    """Each party of these places, one answer a question."""
    voters = voters_by_home(vote)
    for place in places:
        voter = session.get_one(Voter, voters[known[place].home])
        given = [
            from_values(question, [answers[number][place % 10]], follow_majority=False)
            for number, question in enumerate(vote.questions)
        ]
        cast(voter, given, once="one", by=OWNER, now=now)


def agreed(vote: Vote, folder: Path, now: datetime) -> bool:
    """Whether the program in the bundle finds the record, the ballots and the result at one."""
    write_bundle(get_vote(vote.id), folder, now)
    return verify.main(["verify.py", str(folder)]) == 0


def settle(vote: Vote, closes: datetime) -> datetime:
    """Closed, published and, when the period is over, final; returns when."""
    with transaction():
        close(vote, make.CLERK, now=closes + HOUR)
        publish_result(vote, make.CLERK, now=closes + 2 * HOUR)
    assert vote.objections_until is not None
    return vote.objections_until


def test_extension_objections_and_second_round(vote: Vote, tmp_path: Path) -> None:
    known = parties()
    roll = result_of(vote, make.NOW)["roll"]
    assert roll == {"heads": 385, "area": "28902.89"}
    assert (len(known), sum(party.area for party in known)) == (385, 2890289)
    hold_first_round(vote, known)
    until = settle(vote, vote.closes_at)
    judge_first_round(vote, known, until)
    object_and_answer(vote, until)
    assert vote.state is VoteState.FINAL
    assert agreed(vote, tmp_path / "first", until)

    with transaction():
        draft = prepare_run_off(vote, "mode", by=make.CLERK, now=until)
    second = get_vote(draft.id)
    assert [option.key for option in second.questions[0].options] == ["company", "centre"]
    with transaction():
        announce(second, make.CLERK, now=until)
        cast_some(second, known, range(300), [SECOND_ROUND], second.opens_at + DAY)
    end = settle(second, second.closes_at)
    with transaction():
        finalise(second, make.CLERK, now=end)
    (question,) = result_of(second, end)["questions"]
    assert shown(second, "mode", end) == sums(SECOND_ROUND, known, until=300)
    assert question["choices"] == KNOWN["second"]
    assert (question["outcome"], question["winner"]) == ("passed", "company")
    assert agreed(second, tmp_path / "second", end)


def hold_first_round(vote: Vote, known: list[Party]) -> None:
    """200 of 385 came: 52 %. The end is put off; 100 more come after the announced one."""
    first_end = vote.closes_at
    with transaction():
        cast_some(vote, known, range(200), [FIRST_ROUND, PLANS], make.NOW)
        extend(vote, first_end + 5 * DAY, "到第四天只有 200 户参加", by=make.CLERK, now=make.NOW + DAY)
        cast_some(vote, known, range(200, 300), [FIRST_ROUND, PLANS], first_end + DAY)
    with pytest.raises(AlreadyClosed), transaction():
        cast_some(vote, known, range(300, 301), [FIRST_ROUND, PLANS], vote.closes_at)


def judge_first_round(vote: Vote, known: list[Party], now: datetime) -> None:
    """The plan passes; no mode has more than half."""
    mode, plan = result_of(vote, now)["questions"]
    assert shown(vote, "mode", now) == sums(FIRST_ROUND, known, until=300)
    assert shown(vote, "plan", now) == sums(PLANS, known, until=300)
    assert (mode["outcome"], mode["winner"], plan["outcome"]) == ("no_decision", None, "passed")
    assert mode["participating"] == KNOWN["participating"]
    assert mode["choices"] == KNOWN["mode"]
    assert plan["choices"] == KNOWN["plan"]


def object_and_answer(vote: Vote, until: datetime) -> None:
    """Three objections, one taken down at the desk; a recount finds the same; each is answered."""
    voters, day_after = make.voters(vote), vote.closes_at + DAY
    kinds: list[dict[str, bool]] = [{}, {"wants_recount": True}, {"on_paper": True}]
    with transaction():
        for place, more in enumerate(kinds):
            said = Objection(f"异议{place}", f"o{place}", **more)
            raise_objection(voters[place], said, by=make.CLERK, now=day_after)
    with pytest.raises(ObjectionsWaiting), transaction():
        finalise(vote, make.CLERK, now=until)
    with transaction():
        again = recount(vote, "第 2 号异议要求", by=make.CLERK, now=day_after)
        for number in (1, 2, 3):
            answer_objection(vote, number, "已核对。", by=make.CLERK, now=day_after)
        finalise(vote, make.CLERK, now=until)
    assert again.agrees
    assert not again.differences["published"]
