"""A paper in digits: number, day of signing, what is wrong with it, the answers. Enter goes on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from wtforms import StringField
from wtforms.validators import Length

from portal.domain.deadlines import CHINA
from portal.domain.errors import N_
from portal.domain.tally import QuestionKind
from portal.voting.answers import Given, from_values
from portal.voting.forms.casting import answers_to
from portal.voting.models import Channel, InvalidReason, Question, Vote
from portal.voting.receiving_errors import CodeUnreadable
from portal.voting.services.keying import Paper
from portal.voting.words import CHOICES
from portal.web.forms import Form
from portal.web.i18n import _l

T = TypeVar("T")
UNTICKED = N_("未选（没勾、勾了两个、看不清）")
WAYS: Mapping[str, Channel] = {"1": Channel.PAPER, "2": Channel.DOORSTEP, "3": Channel.PHONE}
REASONS: Mapping[str, InvalidReason | None] = {
    "0": None,
    **{str(place): reason for place, reason in enumerate(InvalidReason, start=1)},
}
_DAY = re.compile(r"(\d{2})(\d{2})(?:(\d{2})(\d{2}))?")


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _digits(label: object, hint: object, most: int = 12) -> StringField:
    return StringField(
        label,
        [Length(max=most, message=_l("请不要超过 %(max)d 个字。"))],
        filters=[_trimmed],
        description=hint,
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "in num"},
    )


class KeysForm(Form):
    """Every field empty at first, and again for the next paper. An empty one is where one goes on."""

    number = _digits(_l("选票编号"), _l("扫票上的码，或输入 8 位数字"), 120)
    signed = _digits(_l("签名日期"), _l("月日四位，如 0319；写了时间的八位，如 03191430"))
    state = _digits(_l("签名等有没有问题"), _l("看票再按"))
    way = _digits(_l("怎么收回的"), _l("看登记再按"))
    answers = _digits(_l("勾了哪一项"), _l("一件事一位数字，按票上的顺序"), 200)
    withdraws = _digits(_l("有没有签名撤回手机投的票"), _l("1 有，0 没有"))

    def next_field(self, *, asks_withdrawal: bool) -> str | None:
        """The first that is still to be filled in; None where the paper is whole."""
        wanted = ["number", "signed", "state", "way"]
        if self.state.data == "0":
            wanted += ["answers", *(["withdraws"] if asks_withdrawal else [])]
        return next((name for name in wanted if not self[name].data), None)


@dataclass(frozen=True)
class Key:
    """A digit and what it stands for."""

    digit: str
    word: str
    value: str


def keys_of(question: Question, *, follow_majority: bool) -> list[Key]:
    """1, 2, 3 … in the order of the ballot, 0 for 未选; options beyond the ninth have no digit."""
    offered = answers_to(question, follow_majority=follow_majority, words=CHOICES)
    found = [Key(str(place), str(choice.label), choice.value) for place, choice in enumerate(offered, 1)]
    return [*found[:9], Key("0", UNTICKED, "")]


def paper_of(form: KeysForm, vote: Vote, number: str, *, follow_majority: bool, by_phone: bool) -> Paper:
    """What the digits say. :raises CodeUnreadable: with what was typed and what is wrong."""
    ways = {digit: way for digit, way in WAYS.items() if by_phone or way is not Channel.PHONE}
    reason = _one(form.state.data, REASONS, N_("按 0 到 6"))
    return Paper(
        channel=_one(form.way.data, ways, N_("按 1 或 2")),
        signed_at=signed_at(form.signed.data, vote),
        answers=[] if reason else given(form.answers.data, vote.questions, follow_majority=follow_majority),
        invalid=reason,
        withdraws_phone=form.withdraws.data == "1",
        number=number,
    )


def _one(typed: str, of: Mapping[str, T], problem: str) -> T:
    if typed not in of:
        raise CodeUnreadable(typed=typed, problem=problem)
    return of[typed]


def signed_at(typed: str, vote: Vote) -> datetime:
    """Month and day, noon where no time stands; the first and the last day only as far as the vote is open.

    :raises CodeUnreadable: no such day.
    """
    found = _DAY.fullmatch(typed)
    if not found:
        raise CodeUnreadable(typed=typed, problem=N_("日期写成 0319 这样的四位"))
    month, day, hour, minute = (int(part) if part else None for part in found.groups())
    opens, closes = vote.opens_at.astimezone(CHINA), vote.closes_at.astimezone(CHINA)
    year = closes.year if month == closes.month else opens.year
    try:
        at = datetime(year, month or 0, day or 0, 12 if hour is None else hour, minute or 0, tzinfo=CHINA)
    except ValueError as wrong:
        raise CodeUnreadable(typed=typed, problem=N_("没有这一天或这个时间")) from wrong
    if hour is None and at.date() == opens.date():
        at = max(at, opens)
    if hour is None and at.date() == closes.date():
        at = min(at, closes - timedelta(minutes=1))
    return at


def given(typed: str, questions: Sequence[Question], *, follow_majority: bool) -> list[Given]:
    """One digit a matter, or groups parted by spaces where a matter may have several ticks.

    :raises RuleViolated: too many or too few, a digit that stands for nothing, or over the budget.
    """
    groups = typed.split() if " " in typed or _several(questions) else list(typed)
    if len(groups) != len(questions):
        problem = N_("有 %(wanted)s 件事，按了 %(typed)s 个") % {
            "wanted": len(questions),
            "typed": len(groups),
        }
        raise CodeUnreadable(typed=typed, problem=problem)
    return [
        _given(group, question, follow_majority) for group, question in zip(groups, questions, strict=True)
    ]


def _several(questions: Sequence[Question]) -> bool:
    return any(question.kind is QuestionKind.BUDGET for question in questions)


def _given(group: str, question: Question, follow_majority: bool) -> Given:
    keys = {key.digit: key.value for key in keys_of(question, follow_majority=follow_majority)}
    wrong = next((digit for digit in group if digit not in keys), None)
    if wrong is not None or (len(group) > 1 and question.kind is not QuestionKind.BUDGET):
        raise CodeUnreadable(typed=group, problem=N_("“%(text)s”没有这一项") % {"text": question.text})
    values = [keys[digit] for digit in dict.fromkeys(group) if keys[digit]]
    return from_values(question, values, follow_majority=follow_majority, may_be_blank=True)
