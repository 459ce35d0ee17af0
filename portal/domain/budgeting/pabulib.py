"""Reading and writing Pabulib files (.pb), the open format of choices under a budget.

Three sections, META, PROJECTS and VOTES, of lines with semicolons. Vote types: approval, choose-1,
cumulative, scoring, ordinal.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from portal.domain.budgeting.terms import BudgetQuestion, Item, as_decimal, count_ticks, exact, places_of
from portal.domain.errors import N_, RuleViolated

_SECTIONS = ("META", "PROJECTS", "VOTES")
_TICKS = ("approval", "choose-1")
_POINTS = ("cumulative", "scoring")


class NotPabulib(RuleViolated):
    text = N_("文件不是完整的Pabulib格式：缺少“%(missing)s”。")


class VoteTypeUnknown(RuleViolated):
    text = N_("不支持的投票类型“%(vote_type)s”。")


class RowTooShort(RuleViolated):
    text = N_("第%(row)s行的列数少于表头。")


class PointsMissing(RuleViolated):
    text = N_("第%(row)s行的分数与所选项目个数不一致。")


@dataclass(slots=True)
class _Rows:
    """One section: its heading and its rows, each with the number of its line in the file."""

    heading: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def records(self) -> Iterable[tuple[int, dict[str, str]]]:
        for line, row in self.rows:
            if len(row) < len(self.heading):
                raise RowTooShort(row=line)
            yield line, dict(zip(self.heading, (cell.strip() for cell in row), strict=False))


def read_pabulib(text: str) -> BudgetQuestion:
    """The question in a .pb file, with its ballots.

    Support is the file's own column for its vote type (`votes` for ticks, else `score`); where the column
    is missing it is counted from the ballots.

    :raises RuleViolated: a section, a column or a value is missing or makes no sense.
    """
    sections = _sections(text)
    meta = {row[0].strip(): row[1].strip() for _, row in sections["META"].rows if len(row) > 1}
    for key in ("budget", "vote_type"):
        if key not in meta:
            raise NotPabulib(missing=f"META {key}")
    if meta["vote_type"] not in (*_TICKS, *_POINTS, "ordinal"):
        raise VoteTypeUnknown(vote_type=meta["vote_type"])
    projects = [record for _, record in sections["PROJECTS"].records()]
    for column in ("project_id", "cost"):
        if column not in sections["PROJECTS"].heading:
            raise NotPabulib(missing=f"PROJECTS {column}")
    points = [_points(record, line, meta) for line, record in sections["VOTES"].records()]
    ballots = Counter(frozenset(key for key, point in ballot.items() if point) for ballot in points)
    return BudgetQuestion(
        budget=exact(meta["budget"]),
        items=tuple(Item(row["project_id"], exact(row["cost"]), row.get("name", "")) for row in projects),
        ballots=ballots,
        support=_support(projects, points, ballots, meta["vote_type"]),
        least_support=exact(meta.get("min_project_score_threshold") or "0"),
        places=max(places_of(amount) for amount in (meta["budget"], *(row["cost"] for row in projects))),
    )


def _sections(text: str) -> Mapping[str, _Rows]:
    found: dict[str, _Rows] = {}
    current = _Rows()
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    for row in _lines(reader):
        name = row[0].strip().upper() if row else ""
        if not any(cell.strip() for cell in row):
            continue
        if name in _SECTIONS and not any(cell.strip() for cell in row[1:]):
            current = found.setdefault(name, _Rows())
        elif not current.heading:
            current.heading = [cell.strip() for cell in row]
        else:
            current.rows.append((reader.line_num, row))
    for name in _SECTIONS:
        if name not in found:
            raise NotPabulib(missing=name)
    return found


def _lines(reader: Iterable[list[str]]) -> Iterable[list[str]]:
    try:
        yield from reader
    except csv.Error as broken:
        raise NotPabulib(missing="PROJECTS") from broken


def _points(record: Mapping[str, str], line: int, meta: Mapping[str, str]) -> dict[str, Fraction]:
    """What one ballot gives to each item that it names: 1 for a tick, its points, or its Borda score."""
    if "vote" not in record:
        raise NotPabulib(missing="VOTES vote")
    named = [key.strip() for key in record["vote"].split(",") if key.strip()]
    if meta["vote_type"] in _TICKS:
        return dict.fromkeys(named, Fraction(1))
    if meta["vote_type"] == "ordinal":
        most = int(exact(meta.get("max_length") or str(len(named))))
        return {key: Fraction(max(0, most - place)) for place, key in enumerate(named)}
    points = [exact(point) for point in record.get("points", "").split(",") if point.strip()]
    if len(points) != len(named):
        raise PointsMissing(row=line)
    return dict(zip(named, points, strict=True))


def _support(
    projects: Iterable[Mapping[str, str]],
    points: Iterable[Mapping[str, Fraction]],
    ballots: Mapping[frozenset[str], int],
    vote_type: str,
) -> dict[str, Fraction]:
    column = "votes" if vote_type in _TICKS else "score"
    given = {row["project_id"]: row.get(column, "") for row in projects}
    if given and all(given.values()):
        return {key: exact(value) for key, value in given.items()}
    if vote_type in _TICKS:
        return count_ticks(ballots)
    support: dict[str, Fraction] = {}
    for ballot in points:
        for key, point in ballot.items():
            support[key] = support.get(key, Fraction(0)) + point
    return support


def write_pabulib(question: BudgetQuestion, *, about: Mapping[str, str]) -> str:
    """The question as a .pb file of approval ballots.

    Ballots are sorted by what they tick and numbered anew, so that the file tells nothing about who voted
    when. `about` goes into META as it stands: description, country, unit, instance, rule …
    """
    sheet = io.StringIO(newline="")
    out = csv.writer(sheet, delimiter=";", lineterminator="\n")
    meta = {
        **about,
        "num_projects": str(len(question.items)),
        "num_votes": str(sum(question.ballots.values())),
        "budget": question.amount(question.budget),
        "vote_type": "approval",
    }
    if question.least_support:
        meta["min_project_score_threshold"] = as_decimal(question.least_support, 0)
    ticks = count_ticks(question.ballots)
    out.writerows([("META",), ("key", "value"), *meta.items()])
    out.writerows([("PROJECTS",), ("project_id", "cost", "votes", "name")])
    for item in question.items:
        out.writerow((item.key, question.amount(item.cost), ticks.get(item.key, 0), item.name))
    out.writerows([("VOTES",), ("voter_id", "vote")])
    voter = 0
    for vote, times in sorted(
        (",".join(sorted(ballot)), times) for ballot, times in question.ballots.items()
    ):
        for _ in range(times):
            voter += 1
            out.writerow((voter, vote))
    return sheet.getvalue()
