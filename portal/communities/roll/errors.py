"""Whole files that are no roll; what is wrong within one row is a `Problem`, not a refusal."""

from portal.domain.errors import N_, RuleViolated


class RollRefused(RuleViolated):
    """A file from which no roll can be read at all."""

    text = N_("这个文件不能作为业主名册，请换一个文件。")


class EmptyFile(RollRefused):
    text = N_("文件是空的，请选择填好的业主名册。")


class FileTooLarge(RollRefused):
    text = N_("名册文件太大（最多%(megabytes)s兆字节、%(rows)s行、%(columns)s列），请删去无关内容后再试。")


class NotASheet(RollRefused):
    text = N_("打不开“%(file)s”，它不是有效的表格文件；请在WPS或Excel中另存为xlsx格式后再试。")


class WebPageNotSheet(RollRefused):
    text = N_("“%(file)s”其实是网页，只是名字像表格；请用WPS或Excel打开它，另存为xlsx格式后再试。")


class SheetLocked(RollRefused):
    text = N_("“%(file)s”设有打开密码，请在WPS或Excel中去掉密码后再试。")


class TextNotReadable(RollRefused):
    text = N_("“%(file)s”的文字编码无法识别，请另存为UTF-8格式的csv或xlsx后再试。")


class HeaderNotFound(RollRefused):
    text = N_("没有找到表头，请让表头一行写明：楼栋、单元、房号、建筑面积、产权人、证件号码、手机号码。")


class ColumnMissing(RollRefused):
    text = N_("“%(sheet)s”的表头缺少：%(columns)s；请补上，如果这个工作表不是名册，请把它删去。")


class NoHomes(RollRefused):
    text = N_("找到了表头，但下面没有任何房屋，请填好后再试。")
