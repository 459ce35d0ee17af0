"""What must be there before a step is taken.

Source: 武隆府办发〔2021〕41号, sections 四(一)4, (一)5 and (三).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from portal.plans import beyond
from portal.plans.course_steps import MEDIATED, Step
from portal.plans.errors import (
    CompensationOpen,
    DatesOutOfOrder,
    FactsMissing,
    MediationNeeded,
    MetersWrong,
    OriginalsDiffer,
    SchemeMissing,
    StructureUnchecked,
    TooFewFloors,
    VoteMissing,
)
from portal.plans.facts import LEAST_FLOORS, Facts, HouseFacts, LiftFacts, PipeFacts
from portal.plans.models import Course


def check_step(course: Course, step: Step, facts: Facts, note: str, now: datetime) -> None:
    """Let a step be taken that may be. :raises RuleViolated: with what is missing."""
    if isinstance(facts, LiftFacts):
        _lift(course, step, facts, now)
    elif isinstance(facts, PipeFacts):
        _pipes(step, facts)
    else:
        _house(step, facts, note)


def _lift(course: Course, step: Step, facts: LiftFacts, now: datetime) -> None:
    checks: Mapping[str, Callable[[], None]] = {
        "checked": lambda: _eligible(facts),
        "voted": lambda: _voted(course, now),
        "shared": lambda: _shared(course, now),
        "agreed": lambda: _agreed(course),
    }
    checks.get(step.key, lambda: None)()


def _eligible(facts: LiftFacts) -> None:
    if (facts.floors or 0) < LEAST_FLOORS:
        raise TooFewFloors(floors=facts.floors or 0)
    if facts.safe is not True or not facts.structure_report.strip():
        raise StructureUnchecked


def _voted(course: Course, now: datetime) -> None:
    found = next((v for v in beyond.votes_about(course.entrance, now) if v.id == course.vote_id), None)
    if found is None or not found.done:
        raise VoteMissing


def _shared(course: Course, now: datetime) -> None:
    found = next((s for s in beyond.schemes_about(course.entrance, now) if s.id == course.scheme_id), None)
    if found is None or not found.done:
        raise SchemeMissing


def _agreed(course: Course) -> None:
    left = [each for each in course.compensations if each.agreed is None]
    if left:
        raise CompensationOpen(count=len(left))
    refused = any(each.agreed is False for each in course.compensations)
    if refused and not any(step.step == MEDIATED.key for step in course.steps):
        raise MediationNeeded


def _pipes(step: Step, facts: PipeFacts) -> None:
    needed = {
        "notified": ("管线单位、告知编号、告知日期", facts.company, facts.notice_number, facts.notice_on),
        "scheduled": ("开工日期、完工日期", facts.starts_on, facts.ends_on),
        "metered": ("户数、装表数", facts.homes, facts.meters),
        "subsidised": ("整治费用", facts.cost),
    }
    what, *known = needed.get(step.key, ("",))
    if not all(known):
        raise FactsMissing(what=what)
    if step.key == "scheduled" and facts.ends_on and facts.starts_on and facts.ends_on < facts.starts_on:
        raise DatesOutOfOrder
    if step.key == "metered" and (facts.meters or 0) < (facts.homes or 0):
        raise MetersWrong(meters=facts.meters, homes=facts.homes)


def _house(step: Step, facts: HouseFacts, note: str) -> None:
    if step.key == "reported" and not (facts.expert.strip() and facts.report_number.strip() and facts.grade):
        raise FactsMissing(what="鉴定机构、报告编号、鉴定等级")
    if step.key == "compared":
        unknown = [name for name, old, new in facts.originals if not old or not new]
        if unknown:
            raise FactsMissing(what="、".join(unknown))
        other = [name for name, old, new in facts.originals if old != new]
        if other and not note.strip():
            raise OriginalsDiffer(what="、".join(other))
    if step.key == "exempted" and not (facts.facilities_paper.strip() and facts.shelter_paper.strip()):
        raise FactsMissing(what="城市建设配套费、防空地下室易地建设费的免征文件")
