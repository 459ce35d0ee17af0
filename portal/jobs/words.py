"""Kinds of jobs, as the staff's page calls them."""

from collections.abc import Mapping

from portal.domain.errors import N_

KIND_NAMES: Mapping[str, str] = {
    "schedule.run": N_("定时任务"),
    "sms.send": N_("发短信"),
    "wechat.send": N_("发微信"),
    "email.send": N_("发邮件"),
    "exports.make": N_("做导出文件"),
    "report.ask": N_("问短信送到没有"),
}
