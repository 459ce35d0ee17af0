"""What a home's use, tenure and source of area are called where people read them."""

from collections.abc import Mapping

from portal.communities.roll.kinds import AreaSource, PartUse, Tenure
from portal.domain.errors import N_

USES: Mapping[PartUse, str] = {
    PartUse.DWELLING: N_("住宅"),
    PartUse.SHOP: N_("商业"),
    PartUse.OFFICE: N_("办公"),
    PartUse.PARKING: N_("车位"),
    PartUse.STORAGE: N_("储藏间"),
    PartUse.ANCILLARY: N_("配套用房"),
    PartUse.OTHER: N_("其他"),
}
TENURES: Mapping[Tenure | None, str] = {
    Tenure.PRIVATE: N_("私有"),
    Tenure.PUBLIC: N_("公房"),
    Tenure.UNSOLD: N_("未售"),
    None: N_("没有写"),
}
AREA_SOURCES: Mapping[AreaSource | None, str] = {
    AreaSource.REGISTER: N_("登记"),
    AreaSource.SURVEY: N_("测绘"),
    AreaSource.CONTRACT: N_("合同"),
    None: N_("没有写"),
}
