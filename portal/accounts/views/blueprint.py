"""The residents' and staff's own pages about who they are."""

from flask import Blueprint
from flask_babel import gettext

from portal.accounts import phone_book
from portal.accounts.services import homes
from portal.domain.masking import mask_name
from portal.web.i18n import _l

bp = Blueprint("accounts", __name__)
bp.record(lambda _state: phone_book.register())

_WORDS = {
    "wechat": _l("微信"),
    "edge": "Edge",
    "firefox": "Firefox",
    "chrome": _l("浏览器"),
    "safari": _l("浏览器"),
    "iphone": _l("苹果手机"),
    "ipad": _l("苹果平板"),
    "harmony": _l("鸿蒙手机"),
    "android": _l("安卓手机"),
    "windows": _l("Windows 电脑"),
    "mac": _l("苹果电脑"),
    "linux": _l("Linux 电脑"),
}


@bp.app_template_filter()
def device_words(device: str) -> str:
    """What ``sessions.device`` noted, as people call it: 安卓手机，微信."""
    words = [str(_WORDS[word]) for word in reversed(device.split()) if word in _WORDS]
    return "，".join(words) or gettext("没认出的设备")


bp.add_app_template_filter(homes.address, "address")
bp.add_app_template_filter(mask_name, "masked_name")
