"""What the record says of deeds in plans: items, versions, wishes, publications, lifts, pipes, houses."""

from collections.abc import Mapping

from portal.domain.errors import N_

PLAN_ACTIONS: Mapping[str, str] = {
    "course.answer": N_("答复补偿要求"),
    "course.asked": N_("代记补偿要求"),
    "course.begin": N_("开始办电梯、管线或危房"),
    "course.facts": N_("改电梯、管线或危房的基本情况"),
    "course.give_up": N_("电梯、管线或危房不办了"),
    "course.step": N_("电梯、管线或危房办到下一步"),
    "plan.add_item": N_("增加改造内容"),
    "plan.add_picture": N_("加施工照片"),
    "plan.begin_version": N_("起草方案新版本"),
    "plan.change_item": N_("修改改造内容"),
    "plan.check_estate": N_("核对小区是否符合改造条件"),
    "plan.create": N_("新建改造方案"),
    "plan.describe": N_("改方案说明"),
    "plan.drop_item": N_("删除改造内容"),
    "plan.drop_version": N_("去掉方案新版本草稿"),
    "plan.enter": N_("记入项目台账"),
    "plan.enter_verdicts": N_("效果评价记入项目台账"),
    "plan.from_wishes": N_("按意愿拟出方案草稿"),
    "plan.model_approve": N_("同意公布典型案例"),
    "plan.model_draft": N_("写典型案例"),
    "plan.model_withdraw": N_("撤下典型案例"),
    "plan.move_on": N_("改造进入新阶段"),
    "plan.places": N_("写明一项涉及哪些楼"),
    "plan.publish": N_("公布改造方案"),
    "plan.publish_version": N_("公布方案新版本"),
    "plan.report_state": N_("更新一项的进展"),
    "plan.set_particulars": N_("改项目的方式和责任人"),
    "plan.take_over_policy": N_("照政策清单列出改造内容"),
    "plan.take_step": N_("改造进入下一步"),
    "publicity.answer": N_("答复对公示的意见"),
    "publicity.end": N_("结束方案公示"),
    "publicity.open": N_("开始方案公示"),
    "publicity.post": N_("记公示贴在哪里"),
    "publicity.reach": N_("记哪些户看过、送到公示"),
    "publicity.said": N_("收到对公示的意见或异议"),
    "works.import": N_("从表格导入进展"),
    "works.inspect": N_("记入一次现场检查"),
    "works.mend": N_("登记检查问题整改"),
    "works.note": N_("写每周安排或每月调度"),
    "wishes.answer": N_("一户答了意愿征询"),
    "wishes.close": N_("结束意愿征询"),
    "wishes.open": N_("开始意愿征询"),
}

#: Deeds of residents and of staff alike: whoever it was, the name is masked.
PLAN_BY_RESIDENTS = frozenset({"wishes.answer", "publicity.said", "publicity.reach"})
