"""The lines of 征求意见汇总表 that come from 意愿征询: households by building, never fewer than five."""

from collections.abc import Iterator, Mapping

from portal.communities.queries import list_buildings
from portal.exports.asked import Promised
from portal.plans.models import WishSurvey
from portal.plans.queries import wishes
from portal.plans.wish_tally import Tally
from portal.voting.words import MODES
from portal.web.sheets import NOTHING, Cell, Hundredths, Row, Share

_FEW = "不足5户，不列"
_WHOLE = "合计"
_MOST_SPOKEN = 3


def lines_of(survey: WishSurvey, promised: Mapping[str, Promised]) -> Iterator[Row]:
    """One a building and one for the whole, under the heads of the table; a running one only counts."""
    names = {building.id: building.name for building in list_buildings(survey.estate_id)}
    running = survey.closed_at is None
    for building_id, tally in wishes.results_by_building(survey).items():
        there = promised.get(names[building_id], Promised())
        yield _row(survey.title, names[building_id], tally, there, running=running)
    amount = sum(each.amount for each in promised.values())
    yield _row(survey.title, _WHOLE, wishes.results_of(survey), Promised(0, amount), running=running)


def _row(title: str, name: str, tally: Tally, promised: Promised, *, running: bool) -> Row:
    asked, answered = tally.response.asked, tally.response.answered
    share: Cell = Share(answered, asked) if asked else NOTHING
    head = (title, name, asked, asked, answered, share)
    money = Hundredths(promised.amount)
    if running or not tally.shown:
        gap = NOTHING if running else _FEW
        modes = (gap,) * len(MODES)
        return (*head, *(gap,) * 6, gap, money, gap, *modes, gap, None, None)
    return (
        *head,
        *_stance(tally),
        tally.count("pay", "yes"),
        money,
        _chosen(tally, "items"),
        *(tally.count("mode", mode.value) for mode in MODES),
        _chosen(tally, "problems", most=_MOST_SPOKEN),
        None,
        None,
    )


def _stance(tally: Tally) -> Row:
    """愿意, 不愿意; everybody else has not said, also who did not answer."""
    asked = tally.response.asked
    yes, no = tally.count("renovate", "yes"), tally.count("renovate", "no")
    return tuple(cell for number in (yes, no, asked - yes - no) for cell in (number, Share(number, asked)))


def _chosen(tally: Tally, question: str, most: int | None = None) -> Cell:
    found = next((each for each in tally.questions if each.key == question), None)
    if found is None:
        return NOTHING
    options = [(words, count) for _, words, count in found.options if count or most is None]
    return "；".join(f"{words} {count}" for words, count in options[:most]) or NOTHING
