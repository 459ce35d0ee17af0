"""What can be wrong within a row, each with the sentence that says what to do."""

from dataclasses import dataclass

from portal.domain.errors import N_, Sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or a warning at the sheet's own row (the first is 1) and a column's canonical name.

    `sheet` is empty where the file has one roll sheet; else the message names it, since row numbers repeat.
    """

    row: int
    column: str
    sentence: Sentence
    sheet: str = ""

    @property
    def message(self) -> str:
        """The sentence in Chinese."""
        sentence = str(self.sentence)
        return IN_SHEET % {"sheet": self.sheet, "sentence": sentence} if self.sheet else sentence


IN_SHEET = N_("工作表“%(sheet)s”：%(sentence)s")

BUILDING_MISSING = N_("没有写楼栋，上面也没有可沿用的楼栋，请补上。")
ROOM_MISSING = N_("没有写房号，请补上。")
ROOM_IS_DATE = N_("房号被表格软件改成了日期，请把“房号”一列设为文本格式后重新填写。")
OTHER_ESTATE = N_("这一行属于“%(other)s”，而名册属于“%(estate)s”；一个文件只能有一个小区，请分开导入。")
SAME_HOME = N_("%(home)s与第%(first)s行重复，请删去多余的一行或改正房号。")
SAME_HOME_ELSEWHERE = N_("%(home)s与工作表“%(sheet)s”第%(first)s行重复，请删去多余的一行或改正房号。")

AREA_MISSING = N_("没有写建筑面积，请按产权证补上。")
AREA_NOT_A_NUMBER = N_("建筑面积“%(typed)s”不是数字，请改为以平方米为单位的数字，例如68.50。")
AREA_NOT_POSITIVE = N_("建筑面积应大于0，现为“%(typed)s”，请按产权证更正。")
AREA_DECIMALS = N_("建筑面积“%(typed)s”的小数多于两位，请按产权证改为两位小数。")
AREA_IMPOSSIBLE = N_("建筑面积“%(typed)s”大得不可能，请按产权证更正。")
AREA_LARGE = N_("一套住宅的建筑面积超过1000平方米，请核对小数点和用途；确实无误可以不改。")

OWNER_MISSING = N_("没有写产权人，请补上产权证上的姓名或单位名称。")
UNREACHABLE = N_(
    "产权人既没有证件号码也没有手机号码，请至少补上一项，否则无法核实身份，也无法与其名下其他房屋合并计票。"
)
ID_AS_NUMBER = N_(
    "证件号码（第%(place)s个）被存成了数字，后几位已经丢失；请把“证件号码”一列设为文本格式后重新填写。"
)
ID_OLD = N_("证件号码（第%(place)s个）是15位旧身份证号，请换成18位新号码。")
ID_LENGTH = N_("证件号码（第%(place)s个）应为18位，现为%(length)s位，请核对证件后更正。")
ID_WRONG = N_("证件号码（第%(place)s个）校验不通过，可能有一位写错，请核对证件后更正。")
ID_TOO_MANY = N_(
    "有%(ids)s个证件号码，却只有%(owners)s位产权人；请用“、”隔开各位产权人，并与证件号码一一对应。"
)
PHONE_WRONG = N_("手机号码（第%(place)s个）不对，应为11位手机号，或以0开头、带区号的固定电话；请更正。")
PHONE_AS_NUMBER = N_(
    "手机号码（第%(place)s个）被存成了数字，后几位已经丢失；请把“手机号码”一列设为文本格式后重新填写。"
)
PHONE_TOO_MANY = N_(
    "有%(phones)s个手机号码，却只有%(owners)s位产权人；每位产权人请只留一个，多的写到备注里。"
)
