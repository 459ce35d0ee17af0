"""What a survey's answers come to: for the whole estate, and for each building that is large enough."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.domain.satisfaction import SMALLEST_GROUP, Response, hidden_groups
from portal.plans.wish_library import Kind


@dataclass(frozen=True)
class Said:
    """A household's living answer, and the building it stands in; nothing tells which door."""

    building_id: int
    answer: Mapping[str, Any]


@dataclass(frozen=True)
class Counted:
    """A question with how many households chose each option; ``answered`` chose any."""

    key: str
    title: str
    kind: str
    answered: int
    options: Sequence[tuple[str, str, int]]  # key, words, households


@dataclass(frozen=True)
class Tally:
    """``shown`` is false where so few answered that people could be told from it."""

    response: Response
    shown: bool
    questions: Sequence[Counted]

    def count(self, question: str, option: str) -> int:
        """Households that chose it; 0 where nobody did or nothing may be shown."""
        for each in self.questions:
            if each.key == question:
                return next((count for key, _, count in each.options if key == option), 0)
        return 0


def tally(content: Mapping[str, Any], answers: Sequence[Said], asked: int) -> Tally:
    """Of these answers, whoever gave them."""
    shown = len(answers) >= SMALLEST_GROUP
    return Tally(
        Response(len(answers), asked),
        shown,
        [_counted(question, answers) for question in content["questions"]] if shown else [],
    )


def _counted(question: Mapping[str, Any], answers: Sequence[Said]) -> Counted:
    key = question["key"]
    said = [each.answer[key] for each in answers if each.answer.get(key)]
    written = question["kind"] == Kind.TEXT
    counts: Counter[str] = Counter() if written else Counter(option for one in said for option in one)
    options = [(option, words, counts[option]) for option, words in question["options"].items()]
    if question["kind"] == Kind.MANY:
        options.sort(key=lambda each: -each[2])
    return Counted(key, question["title"], question["kind"], len(said), options)


def by_building(
    content: Mapping[str, Any], answers: Sequence[Said], homes: Mapping[int, int]
) -> Mapping[int, Tally]:
    """One for each building; of those that may not be shown only how many answered.

    :param homes: households by building. A small building is hidden, and with it as many others as it needs
        so that it cannot be worked out from the rest.
    """
    grouped: dict[int, list[Said]] = defaultdict(list)
    for each in answers:
        grouped[each.building_id].append(each)
    hidden = hidden_groups({building: len(grouped[building]) for building in homes})
    found = {}
    for building, asked in homes.items():
        whole = tally(content, grouped[building], asked)
        found[building] = Tally(whole.response, False, []) if building in hidden else whole
    return found
