"""The ledger of one project: five fields with their history, pictures, what is late, and the workbook."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.exc import DatabaseError

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.plans.errors import (
    EntryEmpty,
    EntryUnchanged,
    LargeNeedsSource,
    PhotoOfTomorrow,
    PhotoWithoutRights,
    ProgressNeedsPercent,
    SpentBeyondPlan,
)
from portal.plans.models import Batch, ItemState, PhotoPhase, Project, ProjectField, Route
from portal.plans.queries.ledger import current, list_entries, list_overdue
from portal.plans.services import ledger
from portal.plans.services.ledger import Entry, Particulars, Picture
from portal.plans.sheet import ledger_sheets
from portal.web.sheets import FileKind, write
from tests.factories import plans
from tests.factories.plans import CLERK, NOW, draft
from tests.factories.voting import estate

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def place(isolated: None) -> Iterator[Estate]:
    with transaction():
        yield estate([5000, 7000])


@pytest.fixture
def project(place: Estate) -> Project:
    return plans.published(place, draft(cost=100))


def _enter(project: Project, said: Entry, days: int = 0) -> None:
    ledger.enter(project, said, by=CLERK, now=NOW + timedelta(days=days))


def test_a_field_says_the_latest_and_keeps_what_it_said(project: Project) -> None:
    _enter(project, Entry(ProjectField.PROGRESS, "进场", percent=10))
    _enter(project, Entry(ProjectField.PROGRESS, "做了一半", percent=50), days=7)
    entries = list_entries(project.id)
    assert [entry.text for entry in entries] == ["做了一半", "进场"]
    assert current(entries)[ProjectField.PROGRESS].percent == 50
    assert ProjectField.SCOPE not in current(entries)


def test_figures_of_another_field_are_left_out(project: Project) -> None:
    _enter(project, Entry(ProjectField.SCOPE, "1栋到5栋", planned=100, spent=50, percent=3))
    [entry] = list_entries(project.id)
    assert (entry.planned, entry.spent, entry.percent) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (Entry(ProjectField.SCOPE, "  "), EntryEmpty),
        (Entry(ProjectField.PROGRESS, "进场"), ProgressNeedsPercent),
        (Entry(ProjectField.PROGRESS, "进场", percent=101), ProgressNeedsPercent),
        (Entry(ProjectField.INVESTMENT, "超了", planned=100, spent=101), SpentBeyondPlan),
    ],
)
def test_what_a_ledger_does_not_take(project: Project, said: Entry, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        _enter(project, said)
    assert list_entries(project.id) == []


def test_the_same_words_twice_are_no_new_entry(project: Project) -> None:
    _enter(project, Entry(ProjectField.SCOPE, "1栋到5栋"))
    with pytest.raises(EntryUnchanged):
        _enter(project, Entry(ProjectField.SCOPE, "1栋到5栋"), days=1)


def test_history_cannot_be_changed_even_in_the_database(project: Project) -> None:
    _enter(project, Entry(ProjectField.SCOPE, "1栋到5栋"))
    for statement in ("UPDATE project_entry SET text = 'x'", "DELETE FROM project_entry"):
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(sa.text(statement))


def test_the_rule_for_large_changes_is_set_with_its_source(project: Project) -> None:
    with pytest.raises(LargeNeedsSource):
        ledger.set_particulars(project, Particulars(large_percent=20), by=CLERK, now=NOW)
    said = Particulars(Route.RENOVATION, Batch.NOW, 2026, large_percent=20, large_source="街道例会")
    ledger.set_particulars(project, said, by=CLERK, now=NOW)
    assert (project.route, project.year, project.large_percent) == (Route.RENOVATION, 2026, 20)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"may_show": False}, PhotoWithoutRights),
        ({"rights": " "}, PhotoWithoutRights),
        ({"taken_on": NOW.date() + timedelta(days=1)}, PhotoOfTomorrow),
    ],
)
def test_a_picture_that_may_not_be_shown(
    project: Project, said: dict[str, object], refusal: type[RuleViolated]
) -> None:
    good = {"key": "k", "phase": PhotoPhase.BEFORE, "caption": "坡道", "taken_on": NOW.date()}
    picture = Picture(**(good | {"rights": "干事甲", "may_show": True} | said))  # type: ignore[arg-type]
    with pytest.raises(refusal):
        ledger.add_picture(project, picture, by=CLERK, now=NOW)


def test_late_is_what_should_be_done_and_is_not(place: Estate) -> None:
    day = date(2026, 5, 1)
    project = plans.published(
        place,
        draft("晚了的", ends_on=day),
        draft("做完的", ends_on=day, state=ItemState.DONE),
        draft("今天到期", ends_on=day + timedelta(days=1)),
        draft("没定的"),
    )
    assert [item.name for item in list_overdue(project.id, day + timedelta(days=1))] == ["晚了的"]


def test_the_workbook_has_five_fields_and_their_history(project: Project) -> None:
    _enter(project, Entry(ProjectField.SCOPE, "1栋到5栋"))
    _enter(project, Entry(ProjectField.INVESTMENT, "刚开始", planned=5_000_000, spent=100_050))
    _enter(project, Entry(ProjectField.PROGRESS, "进场", percent=10))
    _enter(project, Entry(ProjectField.PROGRESS, "做了一半", percent=50), days=7)
    file = io.BytesIO()
    write(file, ledger_sheets(project), FileKind.XLSX)
    book = load_workbook(file)
    rows = [[cell for cell in row if cell is not None] for row in book["台账"].iter_rows(values_only=True)]
    said = {row[0]: row[1:] for row in rows if len(row) > 1}
    for field in ("改造范围", "规模", "内容", "投资", "形象进度"):
        assert field in said
    history = [row for row in rows if len(row) == 7]
    assert [row[1] for row in history[1:]] == ["做了一半", "进场", "刚开始", "1栋到5栋"]
    assert [row[3] for row in history[1:]][2] == 1000.5
    assert book.sheetnames == ["台账", "改造内容", "方案版本", "效果评价"]
