"""The columns of a roll by whatever name a sheet gives them, and the row in which the names stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, unique
from functools import lru_cache

from portal.communities.roll.cells import Cell, text_of
from portal.domain.identity import clean_name

HEADER_WITHIN = 60
_STACKED = 2
_ENOUGH = 3


@unique
class Column(IntEnum):
    """A column's place in a record; its canonical name is in `NAMES`."""

    ESTATE = 0
    BUILDING = 1
    ENTRANCE = 2
    FLOOR = 3
    ROOM = 4
    AREA = 5
    USE = 6
    TENURE = 7
    OWNER = 8
    ID_NUMBER = 9
    PHONE = 10
    NOTE = 11
    AREA_SOURCE = 12
    NATURE = 13


NAMES: Mapping[Column, str] = {
    Column.ESTATE: "小区",
    Column.BUILDING: "楼栋",
    Column.ENTRANCE: "单元",
    Column.FLOOR: "楼层",
    Column.ROOM: "房号",
    Column.AREA: "建筑面积(㎡)",
    Column.USE: "房屋用途",
    Column.TENURE: "产权性质",
    Column.OWNER: "产权人",
    Column.ID_NUMBER: "证件号码",
    Column.PHONE: "手机号码",
    Column.NOTE: "备注",
    Column.AREA_SOURCE: "面积来源",
    Column.NATURE: "房屋用途",
}
NEEDED = (Column.BUILDING, Column.ROOM, Column.AREA, Column.OWNER)

# Of two columns that mean the same, the name that stands first here wins.
_WORDS: Mapping[Column, str] = {
    Column.ESTATE: "小区 小区名称 小区名 所属小区 项目 项目名称 楼盘 楼盘名称 院落 院落名称",
    Column.BUILDING: """
        楼栋 楼栋号 栋号 幢号 楼号 楼幢 楼幢号 栋 幢 楼栋名称 幢栋 幢栋号 栋幢 栋幢号 楼座 楼宇 楼
        座号 楼栋编号 所在楼栋 所在幢 几栋 自然幢号 房屋幢号 楼房号 号楼
    """,
    Column.ENTRANCE: "单元 单元号 单元名称 所在单元 单元编号 门洞 门栋 梯号 单元门 门号",
    Column.FLOOR: "楼层 所在楼层 层 层数 所在层 层次 层号 楼层号 所在层数",
    Column.ROOM: """
        房号 室号 房间号 房屋号 房间 房屋编号 房屋号码 门牌号 门牌 户号 室 房间号码 房屋房号 房室号
        号室 房屋室号 户室号 户室 室号房号 房号室号 专有部分编号
    """,
    Column.AREA: """
        建筑面积 专有部分面积 专有部分建筑面积 产权面积 产权建筑面积 产证面积 产权证面积 登记面积
        房屋建筑面积 房屋面积 面积 专有面积 房产面积 住房面积 证载面积
    """,
    Column.USE: """
        房屋用途 用途 规划用途 使用性质 使用用途 房屋使用性质 房屋类型 房屋类别 物业类型 房产类型
        设计用途 类型 类别 业态
    """,
    Column.TENURE: """
        产权性质 产权类型 权属性质 产权类别 权属 产权 产权状况 产权状态 所有权性质 权属类型 销售状态
        销售情况
    """,
    Column.OWNER: """
        产权人 产权人姓名 产权人名称 业主 业主姓名 户主姓名 户主 所有权人 权利人 房屋所有权人
        权利人姓名 业主名称 业主名字 产权所有人 所有人 房主 房主姓名 产权人(业主) 姓名 姓名或名称
        名称 权利人名称 所有权人姓名 业主(产权人) 产权单位 业主方
    """,
    Column.ID_NUMBER: """
        证件号码 证件号 身份证号码 身份证号 身份证 证件 公民身份号码 统一社会信用代码 居民身份证号
        居民身份证号码 身份证件号码 身份证件号 证件编号 身份号码 有效证件号码
        身份证号统一社会信用代码 身份证号码统一社会信用代码 产权人证件号码 业主身份证号
        产权人身份证号 业主证件号码 证照号码
    """,
    Column.PHONE: """
        手机号码 手机号 手机 移动电话 联系电话 联系方式 电话 电话号码 联系号码 业主电话 联系手机
        本人电话 联系电话号码 产权人电话 业主联系电话 户主电话 联络电话 固定电话 座机
    """,
    Column.NOTE: "备注 备注说明 说明 附注 其他说明 备考 注",
    Column.AREA_SOURCE: "面积来源 面积依据 面积出处 面积类型 面积性质 面积口径",
    Column.NATURE: "性质 房屋性质 房产性质 房屋产权性质及用途",
}
_RANK = {
    word: (column, rank)
    for column, words in _WORDS.items()
    for rank, word in reversed(list(enumerate(words.split())))
}
_IN_BRACKETS = re.compile(r"[(\[【<〔].*?[)\]】>〕]")
_UNIT = re.compile(r"[/:,、]?(?:单位)?:?(?:m2|m²|平方米|平米|平方)$", re.IGNORECASE)
_ORNAMENT = re.compile(r"[*※★:.。、,/\\_|\-]")


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[Column, int] | None:
    """The column that a header cell means, and how plainly (0 is its own name); None for other words."""
    word = clean_name(text)
    if len(word) > 40:
        return None
    for form in (word, _IN_BRACKETS.sub("", word)):
        bare = _ORNAMENT.sub("", _UNIT.sub("", form))
        if bare in _RANK:
            return _RANK[bare]
    return None


@dataclass(frozen=True, slots=True)
class Header:
    """Where the names stand: the row, counted from 0, each column's place in it, and the row's own words."""

    row: int
    places: Mapping[Column, int]
    words: Mapping[int, Cell]

    @property
    def missing(self) -> list[Column]:
        """The columns without which nobody can say whose home weighs what."""
        return [column for column in NEEDED if column not in self.places]

    def is_repeated_in(self, row: Sequence[Cell]) -> bool:
        """Whether a later row says the names again, as every printed page does."""
        width = len(row)
        area = self.places[Column.AREA]
        if area < width and type(row[area]) is float:
            return False
        hits = 0
        for place, word in self.words.items():
            hits += place < width and row[place] == word
        return hits >= _ENOUGH


def find_header(rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The first row that names most columns, with names from the rows above where it is blank.

    None where no row names three columns, with owners or rooms among them: instructions, or a summary.
    """
    best: Header | None = None
    for index in range(min(len(rows), HEADER_WITHIN)):
        places = _places(rows, index)
        if len(places) >= _ENOUGH and (best is None or len(places) > len(best.places)):
            best = Header(index, places, {place: cell for place, cell in enumerate(rows[index]) if cell})
    if best is None or not {Column.OWNER, Column.ROOM} & set(best.places):
        return None
    return best


def _places(rows: Sequence[Sequence[Cell]], index: int) -> dict[Column, int]:
    ranked: dict[Column, tuple[int, int]] = {}
    for place in range(len(rows[index])):
        meant = _meant(rows, index, place)
        if meant is not None and (meant[0] not in ranked or meant[1] < ranked[meant[0]][0]):
            ranked[meant[0]] = (meant[1], place)
    return {column: place for column, (_, place) in ranked.items()}


def _meant(rows: Sequence[Sequence[Cell]], index: int, place: int) -> tuple[Column, int] | None:
    """What a cell names; a blank one takes the name above it: a header over two or three rows."""
    for above in range(index, max(index - _STACKED, 0) - 1, -1):
        text = text_of(rows[above][place]) if place < len(rows[above]) else ""
        if text:
            return named(text)
    return None
