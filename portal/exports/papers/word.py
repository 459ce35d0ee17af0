"""A paper as Word, to be changed by whoever issues it: the layout of GB/T 9704, with fonts that fall back.

Source of margins, sizes and fonts: GB/T 9704-2012 (党政机关公文格式), 5.2, 7.3 and 7.5.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from portal.exports.papers.document import Block, BlockKind, Paper

BODY, TITLE, HEADING, SECOND, LATIN = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "Times New Roman",
)
FALLBACKS = {
    BODY: "仿宋;FangSong;STFangsong;Noto Serif CJK SC",
    TITLE: "宋体;SimSun;STSong;Noto Serif CJK SC",
    HEADING: "SimHei;STHeiti;Noto Sans CJK SC",
    SECOND: "楷体;KaiTi;STKaiti;Noto Serif CJK SC",
}
"""What stands in for a font that a computer does not have; in the file itself, where Word and WPS look."""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMES = (LATIN, *FALLBACKS)
_MM = 56.7  # twentieths of a point
_MARGINS = {"top": 37, "left": 28, "right": 26, "bottom": 35}
_TURNED = {"top": 22, "left": 18, "right": 18, "bottom": 20}
_THREE, _TWO, _SMALL = 32, 44, 21  # half points: 三号, 二号, 五号
_LINE = 560  # 28 points fixed
_FIGURE = frozenset("0123456789.%")
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1EE"/>'


def draw(paper: Paper, foot: str) -> bytes:
    """A .docx; ``foot`` says from which entry of the register it is."""
    from docx import Document  # noqa: PLC0415  # no page waits for it at start
    from docx.oxml import parse_xml  # noqa: PLC0415

    document = Document()
    _set_up(document, paper)
    body = document.element.body
    end = body.sectPr
    for child in list(body)[:-1]:
        body.remove(child)
    for piece in _pieces(paper):
        end.addprevious(parse_xml(piece))
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    for old in list(footer._element):
        footer._element.remove(old)
    for piece in (_page_number(), _par(foot, size=16, centred=True)):
        footer._element.append(parse_xml(piece))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    """A4 with its margins, what the file says of itself, and the fonts with their fallbacks."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    section, wide = document.sections[0], paper.is_wide
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    for side, size in (_TURNED if wide else _MARGINS).items():
        setattr(section, f"{side}_margin", Mm(size))
    about = document.core_properties
    about.title, about.author, about.comments, about.language = paper.title, paper.signed, "", "zh-CN"
    about.created = about.modified = datetime(2000, 1, 1)  # noqa: DTZ001  # the register knows when it was made
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", BODY)):
        fonts.set(qn(f"w:{name}"), font)
    _name_fonts(document)


def _name_fonts(document: Any) -> None:
    """The font table with what stands in for each, or a computer without them takes any font."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{FALLBACKS[name]}"/></w:font>'
        if name in FALLBACKS
        else f'<w:font w:name="{name}"/>'
        for name in _NAMES
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {_W}>{entries}</w:fonts>'
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = table.encode()


def _pieces(paper: Paper) -> Iterator[str]:
    small = paper.is_wide
    for mark in paper.marks:
        yield _par(mark, size=_SMALL, colour="B0341A")
    yield _par(paper.title, font=TITLE, size=34 if small else _TWO, centred=True, after=240, line=700)
    if paper.to:
        yield _par(f"{paper.to}：")
    for block in paper.blocks:
        yield from _block(block, paper)
    for place, name in enumerate(paper.attachments, start=1):
        yield _par(f"{'附件：' if place == 1 else '　　　'}{place}. {name}", indent=True)
    if paper.signed or paper.day:
        left = 9000 if small else 4200
        yield _par("", line=_LINE, together=True)
        yield _par(paper.signed, centred=True, left=left, together=True)
        yield _par("（盖章）", size=_SMALL, centred=True, left=left, colour="4B5650", together=True)
        yield _par(paper.day, centred=True, left=left)


def _block(block: Block, paper: Paper) -> Iterator[str]:
    if block.kind is BlockKind.HEADING:
        yield _par(block.text, font=HEADING, indent=True, together=True)
    elif block.kind is BlockKind.PARAGRAPH:
        yield _par(block.text, indent=True)
    elif block.kind is BlockKind.NOTE:
        yield _par(block.text, size=_SMALL, colour="4B5650", line=360)
    elif block.kind is BlockKind.FILL:
        for row in block.rows:
            yield _par(f"{row[0]}{'＿' * 16}", line=640)
    else:
        if block.text:
            yield _par(block.text, font=SECOND, size=28, together=True)
        yield _table(block, paper)
        yield _par("" if block.rows else "（没有内容）", size=_SMALL, line=240)


def _table(block: Block, paper: Paper) -> str:
    """Written in one piece: a long roll would take minutes cell by cell."""
    facts = block.kind is BlockKind.FACTS
    shares = (1, 3) if facts else block.widths
    sides = _TURNED if paper.is_wide else _MARGINS
    room = ((297 if paper.is_wide else 210) - sides["left"] - sides["right"]) * _MM
    widths = [round(room * share / sum(shares)) for share in shares]
    size = 15 if len(widths) > 14 else 17 if len(widths) > 10 else _SMALL
    head = "" if facts else _row(block.heads, widths, size, head=True)
    rows = "".join(_row(row, widths, size) for row in block.rows)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7A847E"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        f'<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{head}{rows}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], size: int, *, head: bool = False) -> str:
    """The head is drawn again on every page, and no row breaks over two."""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        f"{_SHADE if head else ''}"
        f'<w:vAlign w:val="center"/></w:tcPr>{_cell(cell, size, head=head)}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{made}</w:tr>"


def _cell(text: str, size: int, *, head: bool) -> str:
    """Figures stand at the right, so that they can be compared; words read from the left."""
    made = _par(
        text, font=HEADING if head else BODY, size=size, centred=head, line=round(size * 13), bare=True
    )
    figure = bool(text) and _FIGURE.issuperset(text)
    return made.replace('<w:jc w:val="left"/>', '<w:jc w:val="right"/>') if figure else made


def _par(  # noqa: PLR0913  # the properties of a paragraph, each by its name
    text: str,
    *,
    font: str = BODY,
    size: int = _THREE,
    centred: bool = False,
    indent: bool = False,
    colour: str = "",
    line: int = _LINE,
    after: int = 0,
    left: int = 0,
    together: bool = False,
    bare: bool = False,
) -> str:
    """A paragraph; line ends stay line ends. ``line`` in twentieths of a point, ``size`` in half points."""
    align = "center" if centred else "left" if bare else "both"
    inside = ' w:firstLineChars="200" w:firstLine="640"' if indent else ""
    kept = "<w:keepNext/>" if together else ""
    opening = "<w:p>" if bare else f"<w:p {_W}>"
    rule = "exact" if size == _THREE and not bare else "atLeast"
    run = _run(text, font, size, colour)
    return (
        f"{opening}<w:pPr>{kept}"
        f'<w:spacing w:before="0" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'
        f'<w:ind w:left="{left}"{inside}/><w:jc w:val="{align}"/></w:pPr>{run}</w:p>'
    )


def _run(text: str, font: str, size: int, colour: str) -> str:
    """Escaped: what a resident wrote never becomes part of the file's own language."""
    shade = f'<w:color w:val="{colour}"/>' if colour else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}" w:cs="{LATIN}"/>'
        f'{shade}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
        f"{lines}</w:r>"
    )


def _page_number() -> str:
    """— 1 —, counted by the program that shows it."""
    look = (
        f'<w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'
    )
    return (
        f'<w:p {_W}><w:pPr><w:jc w:val="center"/></w:pPr><w:r>{look}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r>{look}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
