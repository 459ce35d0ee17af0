"""What a roll may say of a home beside its size: its use, who holds it, where its area comes from."""

import re
from enum import StrEnum
from functools import lru_cache

from portal.domain.electorate import PartKind as PartUse
from portal.domain.electorate import kind_named
from portal.domain.identity import clean_name

__all__ = ["AreaSource", "PartUse", "Tenure", "area_source_in", "tenure_in", "use_in", "use_of_room"]


class Tenure(StrEnum):
    """How a home is held (产权性质). Unsold homes of one developer are one party."""

    PRIVATE = "private"
    PUBLIC = "public"
    UNSOLD = "unsold"


class AreaSource(StrEnum):
    """Where an area was taken from (面积来源).

    Source: SPC interpretation on 建筑物区分所有权 (2020) art. 8: the register, else the survey, else
    the contract.
    """

    REGISTER = "register"
    SURVEY = "survey"
    CONTRACT = "contract"


_UNSOLD = re.compile("未出?售|未销售|待售")
_SOLD_SINCE = re.compile("已(?:出|销)?售")
_PUBLIC = re.compile("公房|公有|公产|公租房|直管")
# 已购公房 and 房改房 are homes that their tenants have bought: private.
_BOUGHT = re.compile("(?:已购|原|购买)系?公房|已购公有|房改")
_PRIVATE = re.compile("私有|私产|私房|商品房?|经济适用|集资|安置|个人|共有|单独所有")
_TENURE_WORDS = (_BOUGHT, _UNSOLD, _SOLD_SINCE, _PUBLIC, _PRIVATE)

_AREA_SOURCES = {
    AreaSource.REGISTER: ("登记", "产权证", "房产证", "不动产", "产证"),
    AreaSource.SURVEY: ("测绘", "实测", "测量"),
    AreaSource.CONTRACT: ("合同",),
}
# Looked for in this order: 非住宅 is no home, 住宅配套 neither, 住宅底商 is a shop.
_USE_PARTS: tuple[tuple[str, PartUse], ...] = (
    ("非住", PartUse.OTHER),
    ("配套", PartUse.ANCILLARY),
    ("物业", PartUse.ANCILLARY),
    ("设备", PartUse.ANCILLARY),
    ("车位", PartUse.PARKING),
    ("车库", PartUse.PARKING),
    ("储藏", PartUse.STORAGE),
    ("储物", PartUse.STORAGE),
    ("杂物", PartUse.STORAGE),
    ("商", PartUse.SHOP),
    ("门面", PartUse.SHOP),
    ("门市", PartUse.SHOP),
    ("店", PartUse.SHOP),
    ("办公", PartUse.OFFICE),
    ("写字楼", PartUse.OFFICE),
    ("住", PartUse.DWELLING),
)
_ROOM_USES = (
    (re.compile("^(?:地下)?(?:停?车位|车库)"), PartUse.PARKING),
    (re.compile("^储"), PartUse.STORAGE),
    (re.compile("^(?:商|门面|门市)"), PartUse.SHOP),
)


@lru_cache(maxsize=4096)
def tenure_in(text: str) -> Tenure | None:
    """The tenure that a text states (a cell for it, or a remark), or None where it states none."""
    if _UNSOLD.search(text) and not _SOLD_SINCE.search(text):
        return Tenure.UNSOLD
    if _PUBLIC.search(text) and not _BOUGHT.search(text):
        return Tenure.PUBLIC
    return Tenure.PRIVATE if _BOUGHT.search(text) or _PRIVATE.search(text) else None


@lru_cache(maxsize=4096)
def use_in(text: str) -> PartUse | None:
    """The use that a text names, also within a longer word (未售地下车库), or None where it names none."""
    known = kind_named(text)
    if known is not None:
        return known
    word = clean_name(text)
    for tenure in _TENURE_WORDS:
        word = tenure.sub("", word)
    return next((use for part, use in _USE_PARTS if part in word), None)


def use_of_room(entrance: str, room: str) -> PartUse:
    """The use that a home's own name shows where the sheet is silent: 车位027, 商1; else a dwelling."""
    for pattern, use in _ROOM_USES:
        if pattern.match(room) or pattern.match(entrance):
            return use
    return PartUse.DWELLING


def area_source_in(text: str) -> AreaSource | None:
    """The source that a cell names, or None."""
    for source, words in _AREA_SOURCES.items():
        if any(word in text for word in words):
            return source
    return None
