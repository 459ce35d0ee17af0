"""What staff put down of a lift, of pipes, of a house, and what owners downstairs ask for."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.plans.beyond import Linked
from portal.plans.facts import Facts, Grade, HouseFacts, LiftFacts, PipeFacts, Utility
from portal.plans.models import CourseKind
from portal.plans.services.courses import Done
from portal.plans.words import GRADES, UTILITIES
from portal.web.fields import DayField, MoneyField
from portal.web.forms import Form
from portal.web.i18n import _l

_NEEDED = InputRequired(_l("请填写这一栏"))
_WHOLE = NumberRange(0, 9999, _l("请填 0 到 9999 的整数"))


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _line(label: object, most: int = 60, **more: Any) -> StringField:
    return StringField(label, [_short(most)], filters=[_trimmed], **more)


class BeginForm(Form):
    """Which entrance, which building, or which company."""

    title = StringField(_l("叫什么"), [_NEEDED, _short(40)], filters=[_trimmed])
    place = SelectField(_l("在哪里"), coerce=int)


class LiftForm(Form):
    """Whether an entrance may have a lift, and what it rests on."""

    floors = IntegerField(_l("一共几层"), [Optional(), _WHOLE])
    structure_report = _line(
        _l("结构检查报告"), description=_l("谁做的、编号、日期，例如：某某检测公司，检字12号，2026年3月1日")
    )
    safe = RadioField(
        _l("房屋结构安全吗？"),
        [Optional()],
        choices=[SelectChoice("yes", _l("查过，安全")), SelectChoice("no", _l("查过，不安全"))],
        validate_choice=False,
    )
    subsidy = MoneyField(_l("补助"), description=_l("政策：每台 8 万元"))
    vote = SelectField(_l("业主表决"), coerce=int)
    scheme = SelectField(_l("出资方案"), coerce=int)

    def offer(self, votes: Sequence[Linked], schemes: Sequence[Linked]) -> None:
        """What can be linked."""
        for field, found in ((self.vote, votes), (self.scheme, schemes)):
            named = [SelectChoice(each.id, f"{each.title}（{each.state}）") for each in found]
            field.choices = [SelectChoice(0, _l("还没有")), *named]

    def facts(self) -> Facts:
        safe = {"yes": True, "no": False}.get(self.safe.data or "")
        return LiftFacts(self.floors.data, self.structure_report.data, safe, self.subsidy.data or 0)

    @classmethod
    def of(cls, facts: LiftFacts, vote_id: int | None, scheme_id: int | None) -> "LiftForm":
        safe = None if facts.safe is None else "yes" if facts.safe else "no"
        known = {"floors": facts.floors, "structure_report": facts.structure_report, "safe": safe}
        linked = {"subsidy": facts.subsidy, "vote": vote_id or 0, "scheme": scheme_id or 0}
        return cls(data=known | linked)


class PipeForm(Form):
    """One company, its notice, its dates, its meters."""

    company = _line(_l("管线单位"))
    utility = SelectField(
        _l("哪种管线"),
        coerce=Utility,
        choices=[SelectChoice(key, _l(name)) for key, name in UTILITIES.items()],
    )
    notice_number = _line(_l("书面告知编号"), description=_l("印在告知上，例如：凤街改告〔2026〕3号"))
    notice_on = DayField(_l("告知日期"))
    starts_on = DayField(_l("开工日期"))
    ends_on = DayField(_l("完工日期"))
    cost = MoneyField(_l("整治费用"), description=_l("按 50% 补助"))
    homes = IntegerField(_l("涉及多少户"), [Optional(), _WHOLE])
    meters = IntegerField(_l("装了多少只表"), [Optional(), _WHOLE], description=_l("一户一表"))

    def facts(self) -> Facts:
        names = ("company", "utility", "notice_number", "notice_on", "starts_on", "ends_on", "cost", "homes")
        return PipeFacts(**{name: self[name].data for name in (*names, "meters")})


_GRADE = [SelectChoice(key, _l(name)) for key, name in GRADES.items()]


class HouseForm(Form):
    """The expert's report, the four originals beside the application, both fees."""

    expert = _line(_l("鉴定机构"), description=_l("有资质的房屋鉴定机构，产权人出资委托"))
    report_number = _line(_l("鉴定报告编号"))
    report_on = DayField(_l("报告日期"))
    grade = RadioField(_l("鉴定等级"), [Optional()], coerce=Grade, choices=_GRADE, validate_choice=False)
    is_heritage = BooleanField(_l("属于文化遗产或历史建筑"))
    area = MoneyField(_l("原建筑面积"))
    new_area = MoneyField(_l("申请的建筑面积"))
    use = _line(_l("原使用功能"))
    new_use = _line(_l("申请的使用功能"))
    footprint = MoneyField(_l("原建筑基底"))
    new_footprint = MoneyField(_l("申请的建筑基底"))
    height = MoneyField(_l("原建筑高度"))
    new_height = MoneyField(_l("申请的建筑高度"))
    counted = MoneyField(_l("原计容建筑面积"))
    new_counted = MoneyField(_l("申请的计容建筑面积"))
    facilities_paper = _line(_l("城市建设配套费：免征文件"))
    shelter_paper = _line(_l("防空地下室易地建设费：免征文件"))

    def facts(self) -> Facts:
        skip = {"once", "csrf_token"}
        return HouseFacts(**{field.name: field.data for field in self if field.name not in skip})


FACTS: dict[CourseKind, type[Form]] = {
    CourseKind.LIFT: LiftForm,
    CourseKind.PIPELINE: PipeForm,
    CourseKind.REBUILD: HouseForm,
}


class StepForm(Form):
    """On which day, by which paper, and a word on it."""

    done_on = DayField(_l("哪天做的"), [InputRequired(_l("请选日期"))])
    paper = _line(_l("文件编号"), 100)
    note = TextAreaField(_l("说明"), [_short(300)], filters=[_trimmed])

    def done(self) -> Done:
        if self.done_on.data is None:
            raise ValueError("done_on was not validated")
        return Done(self.done_on.data, self.paper.data, self.note.data)


class GiveUpForm(Form):
    """Why it does not go on."""

    why = StringField(_l("为什么不办了"), [_NEEDED, _short(200)], filters=[_trimmed])


class CompensationForm(Form):
    """What an owner downstairs asks for."""

    text = TextAreaField(
        _l("影响了什么，想要怎么补偿"),
        [_NEEDED, _short(300)],
        filters=[_trimmed],
        description=_l("采光、通风、噪声、通行都可以说；也可以不要钱，要别的办法"),
    )
    amount = MoneyField(_l("补偿金额"))


class CompensationAtDeskForm(CompensationForm):
    """The same, put down by staff for one of the homes."""

    part = SelectField(_l("哪一户"), coerce=int)


class CompensationAnswerForm(Form):
    """Agreed or not, with a sentence."""

    agreed = RadioField(
        _l("谈得怎么样？"),
        [InputRequired(_l("请选一项"))],
        choices=[SelectChoice("yes", _l("谈拢了")), SelectChoice("no", _l("没有谈拢"))],
        validate_choice=False,
    )
    answer = TextAreaField(_l("答复"), [_NEEDED, _short(300)], filters=[_trimmed])
