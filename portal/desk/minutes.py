"""会议纪要 as an official paper: the meeting, what it decided, who does what by when."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.db import session
from portal.desk.forms import KINDS
from portal.desk.models import Meeting
from portal.domain.bodies import BODIES
from portal.exports.papers import document as doc
from portal.exports.papers.document import Paper, marked
from portal.exports.papers.kinds import Kind, Offer, Sort, Where, register
from portal.permissions import Permission
from portal.web.sheets import Row


def _meetings(where: Where) -> Iterator[Offer]:
    """Of the street; of the district those that no street held."""
    wanted = select(Meeting).where(Meeting.street_id == where.street_id).order_by(Meeting.id.desc())
    for each in session.scalars(wanted):
        yield Offer(str(each.id), f"{each.title}（{doc.today(each.held_at)}）")


def minutes(where: Where, subject: str) -> Paper:
    """:raises sqlalchemy.exc.NoResultFound: no such meeting of that street, or of the district."""
    wanted = select(Meeting).where(Meeting.id == int(subject), Meeting.street_id == where.street_id)
    found = session.scalars(wanted).one()
    rows: list[Row] = [
        (
            each.position,
            each.text,
            BODIES[each.body].name,
            each.estate.name if each.estate else "",
            doc.day(each.due_on),
            each.done_note if each.done_at else "在办",
        )
        for each in found.decisions
    ]
    said = [line for line in found.minutes.splitlines() if line.strip()]
    blocks = [
        doc.facts(
            [
                ("会议", str(KINDS[found.kind])),
                ("时间", doc.moment(found.held_at)),
                ("地点", found.place),
                ("主持人", found.chair),
                ("参加", found.attended),
            ]
        ),
        doc.heading("一、会议情况"),
        *([doc.paragraph(line) for line in said] or [doc.paragraph("没有记录。")]),
        doc.heading("二、议定事项"),
        doc.table(
            "", ("序号", "议定事项", "责任单位", "小区", "完成时限", "落实情况"), rows, (1, 5, 3, 3, 3, 3)
        ),
    ]
    paper = Paper(f"{found.title}纪要", blocks, where.issuer, doc.today(found.held_at))
    return marked(paper, demo=where.is_demo, masked=None)


register(Kind.MINUTES, Sort(_meetings, minutes, Permission.STEER_READ, of_estate=False, of_many=True))
