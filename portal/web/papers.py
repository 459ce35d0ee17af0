"""Papers as PDF: templates/papers/*.typ, set with words that come ready made, in fonts of our own."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from portal.config import ROOT

FOLDER = ROOT / "templates" / "papers"


def typeset(name: str, words: Mapping[str, object], pictures: Mapping[str, Path] | None = None) -> bytes:
    """One PDF from ``templates/papers/<name>.typ``.

    :param words: what the paper says, under ``data.json`` beside it; no number is worked out on paper.
    :param pictures: file name on the paper → where it lies; one that is gone is left out, so the paper asks
        ``name in data.pictures`` first.
    """
    import typst  # noqa: PLC0415  # 33 MB that no page waits for at start

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for part in FOLDER.glob("*.typ"):
            shutil.copyfile(part, place / part.name)
        there = {shown: path for shown, path in (pictures or {}).items() if path.exists()}
        for shown, path in there.items():
            shutil.copyfile(path, place / shown)
        data = dict(words) | {"pictures": sorted(there)}
        (place / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        content: bytes = typst.compile(
            str(place / f"{name}.typ"),
            root=folder,
            font_paths=[str(_fonts())],
            ignore_system_fonts=True,
            pdf_tags=False,
            format="pdf",
        )
    return content


def without_glyph(text: str) -> str:
    """The characters of ``text`` that the papers' font cannot draw, once each, for the pen."""
    return "".join(dict.fromkeys(one for one in text if ord(one) > 0x7E and ord(one) not in _drawn()))


def _fonts() -> Path:
    import pylopdf_fonts_zh_cn  # noqa: PLC0415  # 17 MB that no page waits for at start

    return Path(pylopdf_fonts_zh_cn.__file__).parent


@cache
def _drawn() -> frozenset[int]:
    """Code points of the serif, from its character map."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    with TTFont(_fonts() / "NotoSerifSC-Regular.otf", lazy=True) as font:
        return frozenset(font.getBestCmap())
