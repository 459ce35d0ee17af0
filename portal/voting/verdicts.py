"""The sentences of a result: what came out, and what was missing in people, square metres and homes."""

from dataclasses import dataclass, replace

from portal.domain.amounts import format_hundredths
from portal.domain.errors import N_, Sentence
from portal.domain.tally import (
    Hurdle,
    Measure,
    Outcome,
    QuestionKind,
    Regime,
    Result,
    Test,
    decide,
    homes_still_needed,
)
from portal.voting.models import Option
from portal.voting.queries.counting import QuestionCount


@dataclass(frozen=True)
class Verdict:
    """``good`` chooses the mark beside the words, which carry the meaning by themselves."""

    good: bool
    sentence: Sentence
    detail: Sentence


_ALL_MET = Sentence(N_("四道线全过"))
_MET_WITH_SILENCE = Sentence(N_("按约定把未表决的计入后，四道线全过"))
_MEETING_MET = Sentence(N_("到会和票数都过线"))
_MEETING = Sentence(N_("居民会议，按人数算"))
_SURVEY = Sentence(N_("意愿征集，不构成业主表决"))


def verdict(counted: QuestionCount) -> Verdict:
    """The sentence that stands before all figures. A failed motion never means its opposite."""
    result = ruling(counted)
    if result.outcome is None:
        return Verdict(True, Sentence(N_("已收到 %(heads)s 户的意见"), _heads(result)), _SURVEY)
    if result.outcome is Outcome.ADVICE:
        return Verdict(True, Sentence(N_("供定方案参考")), Sentence(N_("不是业主共同决定")))
    if result.outcome is Outcome.PASSED:
        return Verdict(True, _passed(counted), _met(counted))
    if result.outcome is Outcome.NO_QUORUM:
        sentence = Sentence(
            N_("未达参与门槛：%(missing)s"), {"missing": missing(result, Hurdle.PARTICIPATION)}
        )
        return Verdict(False, sentence, _homes(counted, Hurdle.PARTICIPATION))
    text = N_("未通过：%(missing)s") if _is_motion(counted) else N_("未产生有效决定：%(missing)s")
    sentence = Sentence(text, {"missing": missing(result, Hurdle.APPROVAL)})
    return Verdict(False, sentence, _homes(counted, Hurdle.APPROVAL))


def ruling(counted: QuestionCount) -> Result:
    """The count that the outcome rests on: that of the ballots, unless a clause on silence decides."""
    deemed, result = counted.rule.deemed, counted.result
    return result.with_deemed if deemed and deemed.decides and result.with_deemed else result


def by_ballots(counted: QuestionCount) -> Outcome | None:
    """What would come out by the ballots alone, whatever the clause on silence says."""
    return decide(replace(counted.rule, deemed=None), counted.count).outcome


def _met(counted: QuestionCount) -> Sentence:
    if counted.rule.regime is Regime.RESIDENTS:
        return _MEETING_MET
    return _ALL_MET if ruling(counted) is counted.result else _MET_WITH_SILENCE


def _heads(result: Result) -> dict[str, object]:
    return {"heads": result.participating.heads}


def _is_motion(counted: QuestionCount) -> bool:
    return counted.question.kind is QuestionKind.APPROVE


def _passed(counted: QuestionCount) -> Sentence:
    if _is_motion(counted):
        return Sentence(N_("通过"))
    return Sentence(N_("通过：%(option)s"), {"option": winner(counted).text})


def winner(counted: QuestionCount) -> Option:
    """The option that the approval tests are about: the winner where it passed, else the one that leads.

    :raises LookupError: a question without options.
    """
    wanted = ruling(counted).leader
    return next(option for option in counted.question.options if option.key == wanted)


def missing(result: Result, name: Hurdle) -> Sentence:
    """What the tests of one kind lack, in people and square metres."""
    short = {test.measure: test for test in result.tests if test.test is name and not test.met}
    heads = short.get(Measure.HEADS) or short.get(Measure.PRESENT) or short.get(Measure.VOTES)
    area = short.get(Measure.AREA)
    asked = N_("参加") if name is Hurdle.PARTICIPATION else N_("同意")
    if heads and area:
        text = N_("%(asked)s的人数差 %(heads)s 人，面积差 %(area)s ㎡")
        return Sentence(
            text,
            {"asked": Sentence(asked), "heads": heads.short_by, "area": format_hundredths(area.short_by)},
        )
    if heads:
        return Sentence(
            N_("%(asked)s的人数差 %(heads)s 人"), {"asked": Sentence(asked), "heads": heads.short_by}
        )
    if area:
        values = {"asked": Sentence(asked), "area": format_hundredths(area.short_by)}
        return Sentence(N_("%(asked)s的面积差 %(area)s ㎡"), values)
    return Sentence(N_("门槛没有达到"))


def _homes(counted: QuestionCount, name: Hurdle) -> Sentence:
    judged = ruling(counted)
    tests = [test for test in judged.tests if test.test is name]
    base = counted.count.roll if name is Hurdle.PARTICIPATION else judged.participating
    if not base.heads:
        return Sentence(N_("没有人参加"))
    if counted.rule.regime is Regime.RESIDENTS:
        return _MEETING
    number = homes_still_needed(tests, base)
    return Sentence(N_("按平均面积算，约差 %(homes)s 户"), {"homes": number})


def short_of(test: Test) -> Sentence:
    """How much one test lacks, in its own measure."""
    if test.measure is Measure.AREA:
        return Sentence(N_("还差 %(area)s ㎡"), {"area": format_hundredths(test.short_by)})
    return Sentence(N_("还差 %(heads)s 人"), {"heads": test.short_by})
