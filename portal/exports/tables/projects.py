"""项目台账: one project, one line.

Source: 武隆府办发〔2021〕41号 (改造范围、规模、内容、投资、形象进度).
"""

from collections.abc import Iterator

from portal.communities.models import Estate
from portal.domain.stages import NAMES
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.queries import size_of
from portal.exports.tables.spread import Columns, Form, sheet
from portal.plans.models import Project, ProjectEntry, ProjectField
from portal.plans.queries import find_project, list_items
from portal.plans.queries.ledger import current, last_verdict, list_entries
from portal.plans.words import BATCHES, ROUTES
from portal.web.sheets import NOTHING, Cell, Hundredths, Row, Sheet

_COLUMNS: Columns = (
    ("项目", 26),
    ("阶段", 12),
    ("公布", 8),
    ("楼栋（栋）", 9),
    ("户数", 8),
    ("面积（㎡）", 13),
    ("改造范围", 26),
    ("改造规模", 22),
    ("改造内容", 36),
    ("计划投资（元）", 16),
    ("完成投资（元）", 16),
    ("开工", 12),
    ("完工", 12),
    ("形象进度（%）", 10),
    ("进度说明", 26),
    ("改造方式", 12),
    ("批次", 12),
    ("年度", 8),
    ("牵头单位", 18),
    ("实施主体", 18),
    ("居民评价（满分100）", 12),
    ("评价户数", 9),
)


def projects(source: Source) -> Sheet:
    """As it stands now; an estate without a project has no line."""
    form = Form("项目台账", words.over(source, "项目台账"), _COLUMNS)
    return sheet(source, form, _lines)


def _lines(estate: Estate) -> Iterator[Row]:
    project = find_project(estate.id)
    if project is None:
        return
    said = current(list_entries(project.id))
    size, items = size_of(estate.id), list_items(project.id)
    starts = [item.starts_on for item in items if item.starts_on]
    ends = [item.ends_on for item in items if item.ends_on]
    money, progress = said.get(ProjectField.INVESTMENT), said.get(ProjectField.PROGRESS)
    yield (
        project.title,
        NAMES[project.stage],
        "已公布" if project.published_at else "草稿",
        size.buildings,
        size.homes,
        Hundredths(size.area),
        *(_text(said.get(field)) for field in (ProjectField.SCOPE, ProjectField.SCALE, ProjectField.CONTENT)),
        _fen(money.planned if money else None),
        _fen(money.spent if money else None),
        min(starts, default=None),
        max(ends, default=None),
        progress.percent if progress else None,
        _text(progress),
        *_how(project),
        *_judged(project),
    )


def _judged(project: Project) -> Row:
    """The whole of the last round about all that was promised; nothing where fewer than five judged."""
    verdict = last_verdict(project.id)
    if verdict is None or verdict.tenths is None:
        return NOTHING, NOTHING
    return Hundredths(verdict.tenths * 10), verdict.households


def _text(entry: ProjectEntry | None) -> Cell:
    return entry.text if entry else None


def _fen(amount: int | None) -> Cell:
    return Hundredths(amount) if amount is not None else None


def _how(project: Project) -> Row:
    return (
        ROUTES[project.route] if project.route else None,
        BATCHES[project.batch] if project.batch else None,
        project.year,
        project.lead_unit,
        project.implementing_body,
    )
