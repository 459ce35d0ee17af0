"""Where a notice to unreachable voters hangs, and since when."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal.voting.forms.drafting import moment_field
from portal.voting.services.serving import Posted
from portal.web.forms import Form
from portal.web.i18n import _l


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class PostNoticeForm(Form):
    place = StringField(
        _l("贴在哪里，谁贴的"),
        [InputRequired(_l("请写明贴在哪里、谁贴的。")), Length(max=200, message=_l("请写在 200 字以内。"))],
        filters=[_trimmed],
        description=_l("例如：各单元公告栏，李干事，照片 0301"),
    )
    at = moment_field(_l("什么时候贴的"), _l("从第二天起算"))

    def posted(self) -> Posted:
        return Posted(self.place.data, self.at.data)
