"""What deeds are done to, and their particulars, in Chinese words."""

from collections.abc import Mapping

from portal.domain.errors import N_

SUBJECTS: Mapping[str, str] = {
    "account": N_("账号"),
    "ballot": N_("选票"),
    "paper_ballot": N_("纸票"),
    "print_run": N_("打印"),
    "body": N_("承办单位"),
    "calendar": N_("节假日"),
    "case": N_("反馈"),
    "demo": N_("演示"),
    "dispatch": N_("外发消息"),
    "estate": N_("小区"),
    "evaluation": N_("评价"),
    "export": N_("导出"),
    "export-file": N_("导出文件"),
    "item": N_("改造内容"),
    "mandate": N_("代表或委托"),
    "owner": N_("业主"),
    "owner_link": N_("业主身份"),
    "job": N_("后台任务"),
    "part": N_("房屋"),
    "bank_line": N_("银行流水"),
    "commitment": N_("确认单"),
    "joint_order": N_("户内团购"),
    "ledger": N_("账目"),
    "payment": N_("交款"),
    "pledge": N_("答复"),
    "refund": N_("退款"),
    "spending": N_("支出"),
    "plan_version": N_("方案版本"),
    "project": N_("改造方案"),
    "rectification": N_("整改"),
    "residency": N_("住户关系"),
    "scheme": N_("出资方案"),
    "slip": N_("入户信"),
    "street": N_("街道"),
    "roll_objection": N_("名册异议"),
    "roll_publication": N_("名册公布"),
    "vote": N_("投票"),
    "hold": N_("保存标记"),
    "invitation": N_("登录邀请"),
    "meeting": N_("会议"),
    "people": N_("人员"),
    "record": N_("操作记录"),
    "setting": N_("设置"),
}

#: The particulars that help a reader. What is not named here stays in the record and off the page.
DETAILS: Mapping[str, str] = {
    "added": N_("增加"),
    "changed": N_("改变"),
    "checked_by": N_("核对人"),
    "file_name": N_("文件"),
    "homes": N_("户数"),
    "items": N_("项数"),
    "name": N_("名称"),
    "number": N_("编号"),
    "papers": N_("张数"),
    "purpose": N_("用途"),
    "reason": N_("理由"),
    "removed": N_("减少"),
    "rows": N_("行数"),
    "scope": N_("范围"),
    "sha256": N_("校验码"),
    "title": N_("标题"),
    "user_name": N_("用户名"),
    "vote": N_("投票"),
    "voters": N_("计票人"),
    "told": N_("通知了几人"),
}

#: Names of what changed, where a deed tells it before and after.
CHANGED: Mapping[str, str] = {
    "community": N_("社区"),
    "contact": N_("联系人"),
    "hours": N_("时间"),
    "phone": N_("电话"),
}
