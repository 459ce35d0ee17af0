"""The count itself: from the weight of each answer to tests and an outcome."""

from collections.abc import Mapping
from dataclasses import replace

from portal.domain.electorate import ZERO, Weight
from portal.domain.tally.results import Count, Result, Test
from portal.domain.tally.rules import APPROVAL, TWO_THIRDS, Rule, Threshold
from portal.domain.tally.terms import (
    TICKED,
    Choice,
    CountsTo,
    Hurdle,
    Measure,
    Outcome,
    QuestionKind,
    Regime,
    option_answer,
    option_key,
)


def decide(rule: Rule, count: Count) -> Result:
    """Judge one question, by the ballots and, where a clause counts silence, once more with the silent.

    The outcome is that of the ballots unless the clause decides. 弃权 and 随多数 take part; 未选 and 作废
    only where the rule says so.

    :raises ValueError: an answer that the question does not have, or more weight than is on the roll.

    Source: Civil Code art. 278(2), art. 1259 ("以上" includes the number itself).
    """
    _check(rule, count)
    actual = _judge(rule, count, silent=ZERO)
    if rule.deemed is None or not rule.is_owners_decision:
        return actual
    with_silent = _judge(rule, count, silent=count.silent_served)
    ruling = with_silent if rule.deemed.decides else actual
    return replace(actual, outcome=ruling.outcome, winner=ruling.winner, with_deemed=with_silent)


def participating_in(rule: Rule, answers: Mapping[str, Weight]) -> Weight:
    """What the ballots that take part in this question weigh; all that may be shown while a vote is open.

    Source: Civil Code art. 278(2).
    """
    return sum((answers[answer] for answer in answers if _takes_part(rule, answer)), ZERO)


def explicit_leader(rule: Rule, answers: Mapping[str, Weight]) -> str | None:
    """The answer that leads in heads and in area among those chosen outright, for 随多数 and the silent.

    None where the two leaders differ or nobody chose. Equal heads are settled by area and the other way
    round, equal both by the order of the file.
    """
    chosen = {answer: answers.get(answer, ZERO) for answer in rule.explicit}
    by_heads = max(chosen, key=lambda answer: (chosen[answer].heads, chosen[answer].area))
    by_area = max(chosen, key=lambda answer: (chosen[answer].area, chosen[answer].heads))
    return by_heads if by_heads == by_area and chosen[by_heads].heads else None


def _takes_part(rule: Rule, answer: str) -> bool:
    if answer == Choice.BLANK:
        return rule.blank_participates
    if answer == Choice.INVALID:
        return rule.invalid_participates
    overlaps = rule.kind is QuestionKind.BUDGET and option_key(answer) is not None
    return not overlaps


def _check(rule: Rule, count: Count) -> None:
    strange = set(count.answers) - rule.answers
    if strange:
        raise ValueError(f"answers that this question does not have: {sorted(strange)}")
    ticks = count.answers
    if rule.kind is QuestionKind.BUDGET:
        ticked = count.answers.get(TICKED, ZERO)
        ticks = {answer: weight for answer, weight in ticks.items() if option_key(answer) is None}
        options = (count.answers.get(option_answer(key), ZERO) for key in rule.options)
        if not all(option.fits_in(ticked) for option in options):
            raise ValueError("an option was ticked by more than all who ticked")
    if not sum(ticks.values(), count.silent_served).fits_in(count.roll):
        raise ValueError(f"more weight answered or stayed silent than is on the roll: {count}")


def _judge(rule: Rule, count: Count, *, silent: Weight) -> Result:
    leads = explicit_leader(rule, count.answers)
    choices = {
        answer: weight
        for answer, weight in count.answers.items()
        if _takes_part(rule, answer) or option_key(answer) is not None
    }
    silent_go_to = _where_silence_goes(rule, leads)
    if silent_go_to is not None and silent.heads:
        choices[silent_go_to] = choices.get(silent_go_to, ZERO) + silent
    participating = participating_in(rule, count.answers) + silent
    asked = _asked(rule, count.answers)
    in_favour = choices.get(asked, ZERO)
    if asked == leads:
        in_favour += choices.get(Choice.FOLLOW_MAJORITY, ZERO)
    tests = _tests(rule, count.roll, participating, in_favour)
    outcome = _outcome(rule, tests)
    leader = option_key(asked)
    winner = leader if outcome is Outcome.PASSED else None
    return Result(participating, choices, tests, outcome, winner=winner, leader=leader)


def _where_silence_goes(rule: Rule, leads: str | None) -> str | None:
    if rule.deemed is not None and rule.deemed.counts_to is CountsTo.APPROVE:
        return Choice.APPROVE
    return leads


def _asked(rule: Rule, answers: Mapping[str, Weight]) -> str:
    """The answer whose approval is tested: 同意, or the option that leads in heads, then in area."""
    if rule.kind is QuestionKind.APPROVE:
        return Choice.APPROVE
    chosen = {option_answer(key): answers.get(option_answer(key), ZERO) for key in rule.options}
    return max(chosen, key=lambda answer: (chosen[answer].heads, chosen[answer].area))


def _tests(rule: Rule, roll: Weight, participating: Weight, in_favour: Weight) -> tuple[Test, ...]:
    if rule.is_owners_decision and rule.matter_class is not None:
        enough, approval = TWO_THIRDS, APPROVAL[rule.matter_class]
        return (
            _test(Measure.HEADS, Hurdle.PARTICIPATION, (participating.heads, roll.heads), enough),
            _test(Measure.AREA, Hurdle.PARTICIPATION, (participating.area, roll.area), enough),
            _test(Measure.HEADS, Hurdle.APPROVAL, (in_favour.heads, participating.heads), approval),
            _test(Measure.AREA, Hurdle.APPROVAL, (in_favour.area, participating.area), approval),
        )
    if rule.regime is not Regime.RESIDENTS or rule.present is None or rule.votes is None:
        return ()
    present = _test(Measure.PRESENT, Hurdle.PARTICIPATION, (participating.heads, roll.heads), rule.present)
    if rule.kind is QuestionKind.BUDGET:
        return (present,)
    votes = (in_favour.heads, participating.heads)
    return (present, _test(Measure.VOTES, Hurdle.APPROVAL, votes, rule.votes))


def _test(measure: Measure, test: Hurdle, figures: tuple[int, int], share: Threshold) -> Test:
    have, of = figures
    return Test(measure, test, have, of, needs=(share.num, share.den), strict=share.strict)


def _outcome(rule: Rule, tests: tuple[Test, ...]) -> Outcome | None:
    if rule.regime is Regime.SURVEY:
        return None
    if not all(test.met for test in tests if test.test is Hurdle.PARTICIPATION):
        return Outcome.NO_QUORUM
    if rule.kind is QuestionKind.BUDGET:
        return Outcome.ADVICE
    if all(test.met for test in tests):
        return Outcome.PASSED
    return Outcome.NOT_PASSED if rule.kind is QuestionKind.APPROVE else Outcome.NO_DECISION
