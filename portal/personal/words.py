"""How a person's own data is called in people's words."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from portal.domain.amounts import format_hundredths
from portal.personal.models import RequestKind
from portal.web.clock import CHINA
from portal.web.i18n import _l, gettext
from portal.web.sheets import Cell, Hundredths

SECTIONS: Mapping[str, Any] = {
    "account": _l("账户"),
    "homes": _l("住房"),
    "owners": _l("业主身份"),
    "ballots": _l("投票回执"),
    "cases": _l("我反映的事"),
    "pledges": _l("出资意向"),
    "messages": _l("收到的消息"),
    "addresses": _l("微信和邮箱"),
    "devices": _l("登录过的设备"),
    "requests": _l("信息申请"),
}
COLUMNS: Mapping[str, Any] = {
    "name": _l("姓名或称呼"),
    "phone": _l("手机号"),
    "since": _l("从什么时候"),
    "notice": _l("看过隐私说明"),
    "estate": _l("小区"),
    "building": _l("楼栋"),
    "entrance": _l("单元"),
    "room": _l("房号"),
    "relation": _l("关系"),
    "state": _l("状态"),
    "id_number": _l("证件号后四位"),
    "proof": _l("怎么证明的"),
    "title": _l("名称"),
    "channel": _l("方式"),
    "receipt": _l("回执号"),
    "at": _l("时间"),
    "number": _l("编号"),
    "place": _l("地点"),
    "text": _l("内容"),
    "answer": _l("答复"),
    "fen": _l("金额（元）"),
    "replaced_at": _l("后来改了"),
    "read_at": _l("看过"),
    "address": _l("地址"),
    "ended_at": _l("结束"),
    "device": _l("设备"),
    "way": _l("怎么登录的"),
    "kind": _l("类别"),
    "granted": _l("办好了"),
}
KINDS: Mapping[RequestKind, Any] = {
    RequestKind.CORRECT: _l("改正写错的"),
    RequestKind.ERASE: _l("删除不该留的"),
    RequestKind.EXPLAIN: _l("说明怎么用的"),
}
_VALUES: dict[str, Any] = {
    "household": _l("住户"),
    "owner": _l("业主"),
    "representative": _l("代理人"),
    "tenant": _l("租户"),
    "active": _l("有效"),
    "waiting": _l("等核对"),
    "refused": _l("没有同意"),
    "ended": _l("已结束"),
    "online": _l("手机"),
    "paper": _l("纸质票"),
    "counted": _l("计入"),
    "replaced": _l("改过了"),
    "slip": _l("入户信"),
    "sms": _l("短信"),
    "passcode": _l("口令"),
    "wechat": _l("微信"),
    "email": _l("邮件"),
    **{kind.value: said for kind, said in KINDS.items()},
}


def cell(value: Any, column: str = "") -> Cell:
    """A value as a sheet shows it: words for what the portal keeps as keys."""
    if isinstance(value, bool):
        return str(gettext("是") if value else gettext("否"))
    if isinstance(value, Enum):
        return str(_VALUES.get(str(value.value), value.value))
    if column == "fen" and isinstance(value, int):
        return Hundredths(value)
    if isinstance(value, int | datetime):
        plain: Cell = value
        return plain
    return "" if value is None else str(_VALUES.get(str(value), value))


def shown(value: Any, column: str) -> str:
    """The same on a page, where times and money are words."""
    found = cell(value, column)
    if isinstance(found, datetime):
        return f"{found.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return format_hundredths(found.value) if isinstance(found, Hundredths) else str(found)
