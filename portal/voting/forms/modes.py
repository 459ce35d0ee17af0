"""The three management modes as options of a ballot."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from portal.domain.matters import ManagementMode
from portal.voting.specification import OptionSpec
from portal.web.fields import MoneyField
from portal.web.i18n import _l

#: What each is called and how it is explained until somebody writes it otherwise.
MODES: Mapping[ManagementMode, tuple[Any, Any]] = {
    ManagementMode.COMPANY: (_l("请物业公司来管"), _l("业主大会选聘物业服务企业，专业管理。")),
    ManagementMode.SERVICE_CENTRE: (
        _l("社区物业服务中心来管"),
        _l("街道组建，管保洁、设施、公共秩序。"),
    ),
    ManagementMode.SELF_MANAGED: (_l("居民自己管"), _l("业委会或居民小组牵头，大家自治。")),
}


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字。"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class ModeForm(Form):  # type: ignore[misc]
    """One of the three modes as it stands on the ballot; a mode that cannot be had says why."""

    text = StringField(_l("选票上怎么写"), [_short(30)], filters=[_trimmed])
    detail = StringField(_l("一句话说明"), [_short(100)], filters=[_trimmed])
    charge = MoneyField(_l("每月收费"), description=_l("还没定就空着"))
    per = SelectField(
        _l("按什么收"),
        choices=[SelectChoice("area", _l("每平方米")), SelectChoice("home", _l("每户"))],
        default="area",
    )
    unavailable = StringField(
        _l("不具备条件的原因"), [_short(100)], filters=[_trimmed], description=_l("具备条件就空着")
    )

    def option(self, mode: ManagementMode) -> OptionSpec:
        by_area = self.per.data == "area"
        return OptionSpec(
            key=mode.value,
            text=self.text.data,
            detail=self.detail.data,
            mode=mode,
            monthly_per_square_metre=self.charge.data if by_area else None,
            monthly_per_home=None if by_area else self.charge.data,
            unavailable_because=self.unavailable.data or None,
        )
