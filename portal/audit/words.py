"""The record in Chinese words; what stands in no table here is shown as its code."""

from collections.abc import Mapping

from portal.domain.errors import N_

ACTIONS: Mapping[str, str] = {
    "ballot.cast": N_("业主在手机上投票"),
    "ballot.check": N_("第二人核对纸质选票，一致"),
    "ballot.differ": N_("第二人核对纸质选票，不一致，退回重录"),
    "ballot.enter": N_("录入纸质选票"),
    "ballots.import": N_("成批录入纸质选票"),
    "demo.load": N_("装入演示数据"),
    "estate.change": N_("改小区名称或联系方式"),
    "estate.create": N_("登记小区"),
    "owner.check": N_("核对业主证件，等第二人确认"),
    "owner.claim": N_("居民证明自己是业主"),
    "owner.confirm": N_("第二人确认业主身份"),
    "owner.end": N_("结束业主身份"),
    "owner.refuse": N_("没有认可业主身份"),
    "passcode.set": N_("居民设置登录口令"),
    "phone.bind": N_("居民绑定手机"),
    "plan.add_item": N_("增加改造内容"),
    "plan.change_item": N_("修改改造内容"),
    "plan.create": N_("新建改造方案"),
    "plan.describe": N_("改方案说明"),
    "plan.drop_item": N_("删除改造内容"),
    "plan.move_on": N_("改造进入新阶段"),
    "plan.publish": N_("公布改造方案"),
    "plan.take_over_policy": N_("照政策清单列出改造内容"),
    "pledge.make": N_("居民答复是否愿意出资"),
    "residency.end": N_("结束住户关系"),
    "residency.let_in": N_("同意住户加入"),
    "residency.refuse": N_("没有同意住户加入"),
    "residency.relation": N_("改住户和房屋的关系"),
    "roll.import": N_("导入业主名册"),
    "scheme.change": N_("修改加梯出资方案"),
    "scheme.close": N_("结束加梯意愿征集"),
    "scheme.draft": N_("起草加梯出资方案"),
    "scheme.open": N_("开始加梯意愿征集"),
    "slip.open": N_("居民用入户信进入"),
    "slip.print": N_("打印入户信"),
    "slip.revoke": N_("作废入户信"),
    "staff.add": N_("添加工作人员"),
    "staff.change_password": N_("工作人员改密码"),
    "staff.close": N_("停用工作人员"),
    "staff.reset_password": N_("重置工作人员密码"),
    "staff.second_step_off": N_("关闭两步登录"),
    "staff.second_step_on": N_("打开两步登录"),
    "staff.sign_in": N_("工作人员登录"),
    "vote.close": N_("投票截止"),
    "vote.create": N_("起草投票"),
    "vote.open": N_("开始投票，名册定格"),
    "vote.publish": N_("公布投票结果"),
    "vote.record": N_("补录以前的投票"),
}

#: Done by residents for themselves: their names are masked, and nobody can be looked for by them.
BY_RESIDENTS = frozenset(
    {"ballot.cast", "owner.claim", "passcode.set", "phone.bind", "pledge.make", "slip.open"}
)

SUBJECTS: Mapping[str, str] = {
    "account": N_("账号"),
    "ballot": N_("选票"),
    "case": N_("反馈"),
    "demo": N_("演示"),
    "estate": N_("小区"),
    "export": N_("导出"),
    "item": N_("改造内容"),
    "owner_link": N_("业主身份"),
    "part": N_("房屋"),
    "pledge": N_("答复"),
    "project": N_("改造方案"),
    "residency": N_("住户关系"),
    "scheme": N_("加梯方案"),
    "slip": N_("入户信"),
    "vote": N_("投票"),
}

#: The particulars that help a reader. What is not named here stays in the record and off the page.
DETAILS: Mapping[str, str] = {
    "added": N_("增加"),
    "changed": N_("改变"),
    "checked_by": N_("核对人"),
    "homes": N_("户数"),
    "items": N_("项数"),
    "name": N_("名称"),
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
}
