"""Weekly plans, monthly reviews, inspections and what was put right, and the sheet they come from."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from portal.communities.models import Estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.plans import works_errors as errors
from portal.plans.errors import NotPublishedYet, PhotoWithoutRights
from portal.plans.models import Project
from portal.plans.models.works import NoteKind
from portal.plans.queries.works import current_notes, late_inspections, list_inspections
from portal.plans.services import works
from portal.plans.services.works import Mended, Note, Visit
from portal.plans.works_sheet import empty_sheet, read_notes
from portal.web.sheets import FileKind, write
from tests.factories import plans
from tests.factories.plans import CLERK, NOW, draft
from tests.factories.voting import estate

pytestmark = pytest.mark.usefixtures("isolated")
TODAY = date(2026, 3, 20)  # a Friday
DAY = timedelta(days=1)


@pytest.fixture
def place(isolated: None) -> Iterator[Estate]:
    with transaction():
        yield estate([5000, 7000])


@pytest.fixture
def project(place: Estate) -> Project:
    return plans.published(place, draft(cost=100))


def _note(text: str = "挖管沟", percent: int | None = 30, on: date = TODAY, **said: object) -> Note:
    return Note(said.get("kind", NoteKind.WEEKLY), on, percent, text)  # type: ignore[arg-type]


def _visit(**said: object) -> Visit:
    whole = {
        "is_announced": False,
        "visited_on": TODAY - 5 * DAY,
        "inspector": "街道办事处",
        "finding": "没有围挡",
        "due_on": TODAY - 2 * DAY,
    }
    return Visit(**{**whole, **said})  # type: ignore[arg-type]


def _mended(**said: object) -> Mended:
    whole = {"mended_on": TODAY, "how": "装了围挡", "proof_key": "0" * 32, "rights": "干事", "may_show": True}
    return Mended(**{**whole, **said})  # type: ignore[arg-type]


def test_the_last_word_on_a_week_holds_and_a_month_stands_beside_it(project: Project) -> None:
    works.write_note(project, _note("旧的", on=TODAY - 4 * DAY), by=CLERK, now=NOW)
    works.write_note(project, _note("新的"), by=CLERK, now=NOW)
    works.write_note(project, _note("本月", kind=NoteKind.MONTHLY), by=CLERK, now=NOW)
    assert [(each.first_day, each.text) for each in current_notes(project.id)] == [
        (date(2026, 3, 16), "新的"),
        (date(2026, 3, 1), "本月"),
    ]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (_note(percent=None), errors.NoteIncomplete),
        (_note(percent=101), errors.NoteIncomplete),
        (_note("  "), errors.NoteIncomplete),
        (_note(on=TODAY + 14 * DAY), errors.PeriodTooFar),
    ],
)
def test_a_note_that_is_refused(project: Project, said: Note, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        works.write_note(project, said, by=CLERK, now=NOW)
    assert current_notes(project.id) == []


def test_a_plan_that_nobody_reads_has_no_progress(place: Estate) -> None:
    made = plans.project(place, draft())
    with pytest.raises(NotPublishedYet):
        works.write_note(made, _note(), by=CLERK, now=NOW)
    with pytest.raises(NotPublishedYet):
        works.inspect(made, _visit(), by=CLERK, now=NOW)


def test_a_finding_is_late_until_it_is_put_right(project: Project) -> None:
    found = works.inspect(project, _visit(), by=CLERK, now=NOW)
    works.inspect(project, _visit(due_on=None), by=CLERK, now=NOW)
    works.inspect(project, _visit(due_on=TODAY), by=CLERK, now=NOW)
    late = late_inspections(list_inspections(project.id), TODAY)
    assert [(each.id, days) for each, days in late] == [(found.id, 2)]
    works.mend(found, _mended(), by=CLERK, now=NOW)
    assert late_inspections(list_inspections(project.id), TODAY) == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (_visit(visited_on=TODAY + DAY, due_on=None), errors.VisitAhead),
        (_visit(due_on=TODAY - 6 * DAY), errors.DueBeforeVisit),
        (_visit(finding=" "), errors.VisitIncomplete),
        (_visit(inspector=""), errors.VisitIncomplete),
    ],
)
def test_a_visit_that_is_refused(project: Project, said: Visit, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        works.inspect(project, said, by=CLERK, now=NOW)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (_mended(may_show=False), PhotoWithoutRights),
        (_mended(rights=" "), PhotoWithoutRights),
        (_mended(how=""), errors.MendedHowMissing),
        (_mended(mended_on=TODAY + DAY), errors.MendedOutOfTime),
        (_mended(mended_on=TODAY - 6 * DAY), errors.MendedOutOfTime),
    ],
)
def test_a_proof_that_is_refused(project: Project, said: Mended, refusal: type[RuleViolated]) -> None:
    found = works.inspect(project, _visit(), by=CLERK, now=NOW)
    with pytest.raises(refusal):
        works.mend(found, said, by=CLERK, now=NOW)
    assert found.mended_on is None


def test_nothing_is_put_right_twice_or_without_need(project: Project) -> None:
    found = works.inspect(project, _visit(), by=CLERK, now=NOW)
    works.mend(found, _mended(), by=CLERK, now=NOW)
    with pytest.raises(errors.MendedAlready):
        works.mend(found, _mended(), by=CLERK, now=NOW)
    with pytest.raises(errors.NothingToMend):
        works.mend(
            works.inspect(project, _visit(due_on=None), by=CLERK, now=NOW), _mended(), by=CLERK, now=NOW
        )


def _csv(*rows: str) -> bytes:
    return "\n".join(("日期,类别,进度(%),说明", *rows)).encode()


def test_a_sheet_is_taken_over_once(project: Project) -> None:
    sheet = _csv("2026-03-18,每周安排,35%,做到3栋", "2026/3/1,每月调度,30,晚三天")
    said = read_notes(sheet, "进展.csv", now=NOW)
    assert works.import_notes(project, said, by=CLERK, now=NOW) == 2
    assert works.import_notes(project, said, by=CLERK, now=NOW) == 0
    assert [each.percent for each in current_notes(project.id)] == [35, 30]


def test_every_wrong_row_of_a_sheet_is_named() -> None:
    rows = (
        "三月,每周安排,35,做",
        "2026-03-18,每天,35,做",
        "2026-03-18,每周安排,三成,做",
        "2026-03-18,每周安排,35,",
    )
    same = ("2026-03-17,每周安排,35,做", "2026-03-18,每周安排,36,做")
    with pytest.raises(errors.WorksSheetWrong) as refused:
        read_notes(_csv(*rows, *same), "进展.csv", now=NOW)
    assert [str(each).partition("：")[0] for each in refused.value.problems] == [
        f"第 {number} 行" for number in (2, 3, 4, 5, 7)
    ]


def test_a_workbook_keeps_dates_and_per_cents_as_numbers() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["日期", "类别", "进度", "说明"])
    page.append([TODAY, "每周安排", 0.35, "做到3栋"])
    file = io.BytesIO()
    book.save(file)
    [note] = read_notes(file.getvalue(), "进展.xlsx", now=NOW)
    assert (note.first_day, note.percent) == (date(2026, 3, 16), 35)


def test_the_empty_sheet_has_the_columns_that_are_read() -> None:
    file = io.BytesIO()
    write(file, [empty_sheet()], FileKind.XLSX)
    with pytest.raises(errors.NoWorksRows):
        read_notes(file.getvalue(), "空表.xlsx", now=NOW)
    with pytest.raises(errors.NoWorksColumns):
        read_notes("甲,乙\n1,2\n".encode(), "别的.csv", now=NOW)
