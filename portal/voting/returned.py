"""Returned ballots as a sheet: one row a ballot, read and checked in shape; voters are found elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, NoReturn, TypeVar

from portal.communities.roll.cells import is_blank, plain, text_of
from portal.communities.roll.places import building_in, entrance_in, room_in
from portal.communities.roll.sheets import Sheet, sheets_in
from portal.domain.errors import N_, RuleViolated
from portal.voting.answers import Given, from_words
from portal.voting.errors import FileProblem
from portal.voting.models import Channel, DeliveryWay, InvalidReason, MandateKind, Question
from portal.voting.specification.cursor import moment
from portal.voting.words import CHANNELS, INVALID_REASONS, MANDATES

T = TypeVar("T")

_REQUIRED = ("楼栋", "房号", "渠道")
_DELIVERIES = {
    "当面签收": DeliveryWay.SIGNED,
    "签收": DeliveryWay.SIGNED,
    "信报箱": DeliveryWay.LETTERBOX,
    "房内": DeliveryWay.LETTERBOX,
    "短信": DeliveryWay.SMS,
    "微信": DeliveryWay.WECHAT,
    "挂号信": DeliveryWay.REGISTERED_MAIL,
    "群": DeliveryWay.GROUP,
    "无法送达": DeliveryWay.UNDELIVERABLE,
}
_CHANNEL = {word: channel for channel, word in CHANNELS.items()}
_REASON = {word: reason for reason, word in INVALID_REASONS.items()}


class Home(NamedTuple):
    building: str
    entrance: str
    room: str

    def __str__(self) -> str:
        return "".join(self)


@dataclass(frozen=True)
class Served:
    """How and when a voter was served, in the words of the sheet."""

    way: DeliveryWay
    note: str
    at: datetime | None


class Signer(NamedTuple):
    """As what somebody signed; ``kind`` None for the owner."""

    kind: MandateKind | None


_SIGNERS = {"本人": Signer(None), "业主": Signer(None)} | {
    word: Signer(kind) for kind, word in MANDATES.items()
}


@dataclass(frozen=True)
class Returned:
    """One row. ``channel`` None is a paper that was delivered and did not come back.

    ``signer`` None: the sheet does not say who signed; ``mandate_id`` is found by whoever finds the voter.
    """

    row: int
    home: Home
    channel: Channel | None
    signed_at: datetime | None
    invalid: InvalidReason | None
    answers: tuple[Given, ...]
    served: Served | None
    signer: Signer | None = None
    mandate_id: int | None = None

    def problem(self, column: str, sentence: str) -> FileProblem:
        """What is wrong with the row, said by whoever finds its voter."""
        return _problem(self.row, column, sentence)


def _problem(row: int, column: str, sentence: str) -> FileProblem:
    place = N_("第 %(row)s 行“%(column)s”") % {"row": row, "column": column}
    return FileProblem(place=place, problem=sentence)


def read_returned(
    content: bytes, file_name: str, questions: Sequence[Question], *, follow_majority: bool
) -> tuple[list[Returned], dict[int, RuleViolated]]:
    """Every row of the sheet, and by its number what is wrong with a row that cannot be right.

    :raises RuleViolated: no sheet, or no header.
    """
    sheet, header, start = _table(sheets_in(content, file_name), questions)
    rows, problems = [], dict[int, RuleViolated]()
    for number, cells in _filled(sheet, header, start):
        try:
            rows.append(_row(number, cells, questions, follow_majority))
        except RuleViolated as problem:
            problems[number] = problem
    return rows, problems


def _table(sheets: Sequence[Sheet], questions: Sequence[Question]) -> tuple[Sheet, Mapping[str, int], int]:
    """The sheet with the ballots, its columns by name, and the index of its first row of data."""
    tops = ((sheet, number, cells) for sheet in sheets for number, cells in enumerate(sheet.rows[:10]))
    for sheet, number, cells in tops:
        names = {plain(text_of(cell)): place for place, cell in reversed(list(enumerate(cells)))}
        if all(name in names for name in _REQUIRED):
            _check_questions(names, questions)
            return sheet, names, number + 1
    raise FileProblem(place=N_("表头"), problem=N_("没有找到表头，应有 楼栋、单元、房号、渠道、时间 各列"))


def _check_questions(names: Mapping[str, int], questions: Sequence[Question]) -> None:
    missing = "、".join(question.key for question in questions if plain(question.key) not in names)
    if missing:
        raise FileProblem(place=N_("表头"), problem=N_("缺少表决事项的列：%(keys)s") % {"keys": missing})


def _filled(sheet: Sheet, header: Mapping[str, int], start: int) -> Iterator[tuple[int, dict[str, str]]]:
    for offset, cells in enumerate(sheet.rows[start:], start=start + 1):
        if not all(is_blank(cell) for cell in cells):
            yield offset, {name: text_of(cells[p]) if p < len(cells) else "" for name, p in header.items()}


def _row(
    number: int, cells: Mapping[str, str], questions: Sequence[Question], follow_majority: bool
) -> Returned:
    place = _Place(number)
    channel = place.word(cells, "渠道", _CHANNEL)
    served = _served(cells.get("送达", ""))
    if channel is None and served is None:
        place.refuse("渠道", N_("没有填写，应为 纸质、上门、线上 或 电话"))
    invalid = place.word(cells, "作废原因", _REASON)
    read = channel is not None and invalid is None
    return Returned(
        row=number,
        home=_home(place, cells),
        channel=channel,
        signed_at=_moment(place, cells.get("时间", "")) if channel else None,
        invalid=invalid if channel else None,
        answers=tuple(_answer(place, q, cells, follow_majority) for q in questions) if read else (),
        served=served,
        signer=place.word(cells, "签名人", _SIGNERS) if read else None,
    )


@dataclass(frozen=True)
class _Place:
    row: int

    def refuse(self, column: str, problem: str) -> NoReturn:
        raise _problem(self.row, column, problem)

    def word(self, cells: Mapping[str, str], column: str, words: Mapping[str, T]) -> T | None:
        written = plain(cells.get(column, ""))
        if not written:
            return None
        if written not in words:
            self.refuse(
                column,
                N_("“%(word)s”不认识，应为：%(words)s") % {"word": written, "words": "、".join(words)},
            )
        return words[written]


def _home(place: _Place, cells: Mapping[str, str]) -> Home:
    building, room = cells.get("楼栋", ""), cells.get("房号", "")
    if not building:
        place.refuse("楼栋", N_("没有填写"))
    if not room:
        place.refuse("房号", N_("没有填写"))
    return Home(building_in(building).name, entrance_in(cells.get("单元", "")).name, room_in(room))


def _moment(place: _Place, text: str) -> datetime | None:
    found = moment(text)
    if found is None:
        place.refuse("时间", N_("“%(text)s”不是时间，应如 2026-03-01 09:30") % {"text": text})
    return found


def _answer(place: _Place, question: Question, cells: Mapping[str, str], follow_majority: bool) -> Given:
    try:
        return from_words(question, cells[plain(question.key)], follow_majority=follow_majority)
    except RuleViolated as refusal:
        place.refuse(question.key, str(refusal).rstrip("。"))


def _served(text: str) -> Served | None:
    """``当面签收 2021-03-02 10:00``: the way first, then when, if it is known."""
    words = text.replace("，", " ").replace(",", " ").split(maxsplit=1)
    if not words:
        return None
    at = moment(words[1]) if len(words) > 1 else None
    way = next((way for name, way in _DELIVERIES.items() if words[0].startswith(name)), DeliveryWay.OTHER)
    return Served(way, text, at)
