"""Papers of a vote once it runs: extension, results, replies, count sheet."""

from collections.abc import Iterator

from portal.exports.catalogue import Source
from portal.exports.papers import document as doc
from portal.exports.papers.document import Paper, marked
from portal.exports.papers.kinds import Kind, Offer, Sort, Where, office, register
from portal.exports.papers.results import final_blocks, result_blocks
from portal.exports.papers.vote_common import (
    LAW,
    contact,
    convener,
    counted,
    is_final,
    owners,
    published,
    vote_of,
    votes,
)
from portal.exports.tables.vote import count_sheet
from portal.permissions import Permission
from portal.voting.models import ResultObjection, Vote
from portal.voting.queries import list_votes
from portal.voting.queries.after import get_objection, list_extensions, list_objections


def _extensions(where: Where) -> Iterator[Offer]:
    for vote in list_votes(where.estate_id or 0):
        for each in list_extensions(vote.id):
            yield Offer(f"{vote.id}-{each.number}", f"{vote.title}（第 {each.number} 次延期）")


def extension(where: Where, subject: str) -> Paper:
    """延期公告: which vote, why, from which end to which."""
    vote, number = vote_of(where, subject), int(subject.split("-")[1])
    found = next(each for each in list_extensions(vote.id) if each.number == number)
    blocks = [
        doc.paragraph(f"{doc.today(vote.notice_at)}公告的“{vote.title}”，投票截止时间延后，现公告如下。"),
        doc.facts(
            [
                ("投票", vote.title),
                ("延期原因", found.reason),
                ("原截止时间", doc.moment(found.old_closes_at)),
                ("新截止时间", doc.moment(found.new_closes_at)),
                ("第几次延期", f"第 {found.number} 次"),
                ("联系", contact(vote)),
            ]
        ),
        doc.paragraph("已经投的票有效，不用再投。其他事项按原公告。"),
    ]
    made = Paper(
        "表决延期公告", blocks, convener(vote), doc.today(found.extended_at), owners(vote), ["原表决公告"]
    )
    return marked(made, demo=vote.estate.is_demo, masked=None)


def preliminary(where: Where, subject: str) -> Paper:
    """初步结果公示: the tallies, until when and where to object."""
    vote = vote_of(where, subject)
    until = vote.objections_until
    blocks = [
        doc.paragraph(f"“{vote.title}”于{doc.moment(vote.closes_at)}截止。依据{LAW}，现公示初步结果。"),
        *result_blocks(_source(vote, where)),
        doc.heading("异议"),
        doc.paragraph(
            f"公示期到{doc.moment(until)}。" if until else "没有设公示期。",
        ),
        doc.paragraph(f"对结果有异议的，请在公示期内在手机上提出，或者书面交到{contact(vote)}，会逐条答复。"),
    ]
    made = Paper("表决初步结果公示", blocks, convener(vote), _published_day(vote, where), owners(vote))
    return marked(made, demo=vote.estate.is_demo, masked=None)


def _published_day(vote: Vote, where: Where) -> str:
    return doc.today(vote.published_at or where.now)


def final(where: Where, subject: str) -> Paper:
    """结果公告, in the form of Foshan Nanhai: each figure in heads and area, and what the law says of it."""
    vote = vote_of(where, subject)
    raised = list_objections(vote.id)
    blocks = [
        doc.paragraph(f"“{vote.title}”的初步结果公示期已届满，现公告结果。"),
        doc.paragraph(
            f"公示期内收到异议 {len(raised)} 件，已答复 {sum(bool(o.answer) for o in raised)} 件。"
        ),
        *final_blocks(_source(vote, where), contact(vote), convener(vote)),
        doc.paragraph(f"依据：{LAW}。业主可以请求人民法院撤销侵害其合法权益的决定。"),
    ]
    made = Paper("表决结果公告", blocks, convener(vote), doc.today(vote.final_at or where.now), owners(vote))
    return marked(made, demo=vote.estate.is_demo, masked=None)


def _source(vote: Vote, where: Where) -> Source:
    return Source(vote.estate, vote, True, where.now)


def count_of(where: Where, subject: str) -> Paper:
    """表决意见统计表, cell for cell as it is exported."""
    vote = vote_of(where, subject)
    sheet = count_sheet(_source(vote, where))
    blocks = [doc.note(f"{vote.estate.name}：{vote.title}"), doc.note(sheet.above[-1]), *doc.blocks_of(sheet)]
    blocks.append(doc.fill("计票人：", "监票人："))
    made = Paper("表决意见统计表", blocks, convener(vote), doc.today(where.now))
    return marked(made, demo=vote.estate.is_demo, masked=None)


def _replies(where: Where) -> Iterator[Offer]:
    for vote in list_votes(where.estate_id or 0):
        for each in list_objections(vote.id) if vote.published_at else ():
            name = f"{vote.title}（第 {each.number} 号异议）"
            yield Offer(f"{vote.id}-{each.number}", name, "" if each.answer else "还没有答复")


def reply(where: Where, subject: str) -> Paper:
    """异议答复: to the one who raised it, by home and masked name."""
    vote, number = vote_of(where, subject), int(subject.split("-")[1])
    found: ResultObjection = get_objection(vote.id, number)
    first = found.voter.parts[0]
    home = f"{first.building}{first.entrance}{first.room}"
    blocks = [
        doc.paragraph(
            f"您{doc.today(found.raised_at)}对“{vote.title}”初步结果提出的"
            f"第 {number} 号异议收悉，现答复如下。"
        ),
        doc.facts([("异议内容", found.text), ("要求重新计票", "是" if found.wants_recount else "否")]),
        doc.heading("答复"),
        doc.paragraph(found.answer or ""),
        doc.paragraph(f"对答复不满意的，可以向{office(vote.estate)}反映。"),
    ]
    to = f"{home}业主（{found.voter.masked}）"
    made = Paper("表决结果异议答复书", blocks, convener(vote), doc.today(found.answered_at or where.now), to)
    return marked(made, demo=vote.estate.is_demo, masked=True)


_READ = Permission.VOTE_READ
register(Kind.EXTENSION, Sort(_extensions, extension, _READ))
register(Kind.PRELIMINARY, Sort(votes(published), preliminary, _READ))
register(Kind.REPLY, Sort(_replies, reply, _READ))
register(Kind.FINAL, Sort(votes(is_final), final, _READ))
register(Kind.COUNT, Sort(votes(counted), count_of, _READ))
