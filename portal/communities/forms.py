"""Choosing a roll, and agreeing to what it changes: shape only."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectChoice, SelectField

from portal.communities.roll.kinds import AreaSource
from portal.communities.words import AREA_SOURCES
from portal.web.forms import Form
from portal.web.i18n import _l

_SAID_IN_THE_FILE = ""


class RollForm(Form):
    """A file, and where its areas come from when it does not say so itself."""

    file = FileField(
        _l("名册文件"),
        [FileRequired(_l("请选择名册文件"))],
        description=_l("WPS、Excel 表格或 csv，最大 20 MB"),
    )
    area_source = SelectField(
        _l("面积从哪里来"),
        choices=[
            SelectChoice(_SAID_IN_THE_FILE, _l("文件里写了，或者还没查清")),
            *(SelectChoice(source.value, _l(AREA_SOURCES[source])) for source in AreaSource),
        ],
        description=_l("文件里没有写面积来源的房屋，按这里选的记"),
    )

    def default_area_source(self) -> AreaSource | None:
        return AreaSource(self.area_source.data) if self.area_source.data else None


class ConfirmRollForm(Form):
    """``seen`` is the stamp of the comparison on the page."""

    seen = HiddenField()
