"""What a draft still lacks before it can be announced, and its settings one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.domain.deadlines import CHINA, local_day
from portal.domain.matters import Matter, Subject
from portal.domain.tally import CountsTo, Deemed, Regime
from portal.voting.forms.drafting import moment_field
from portal.voting.forms.settings import SettingsForm, shown_as, with_fields
from portal.voting.models import Vote
from portal.voting.services.arranging import TIMES
from portal.voting.services.attaching import CURRENT_PLAN, SHARES, fitting_shares
from portal.voting.settings import ELECTION_KEYS, MEETING_KEYS, Setting, settings_for
from portal.voting.specification import DeemedSpec
from portal.voting.words import MATTERS
from portal.web import clock
from portal.web.forms import Form
from portal.web.i18n import _l, gettext


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字。"))


def _words(label: Any, hint: Any = "", most: int = 100) -> StringField:
    return StringField(label, [_short(most)], filters=[_trimmed], description=hint)


def _needed_words(label: Any) -> StringField:
    return StringField(label, [InputRequired(_l("请写明原因。")), _short(200)], filters=[_trimmed])


class ArrangeForm(SettingsForm):
    """Words of the notice, times, what is attached, the deemed clause, and the settings of the regime."""

    convener = _words(_l("召集人"), _l("例如：社区居民委员会、业主大会筹备组"))
    convened_under = _words(_l("依据哪条规定召集"), _l("写规定的名称和条款，或街道文件的文号"))
    contact = _words(_l("联系人和电话"), _l("居民有疑问找谁"))
    supervisor = _words(_l("监督单位"), _l("例如：街道办事处"))
    notice_at = moment_field(_l("公告时间"), _l("按“公告”那一刻算起，第二天是第一天"))
    notice_posted = _words(
        _l("此前已经张贴的，贴在哪里"), _l("哪天、贴在哪里、谁贴的、照片编号；会印在公告上。没贴过就空着")
    )
    opens_at = moment_field(_l("开始时间"))
    closes_at = moment_field(_l("截止时间"))
    matter = SelectField(_l("属于法律列的哪一项"), description=_l("民法典第二百七十八条"))
    attach_plan = BooleanField(_l("附上现在公布的改造方案"))
    shares = SelectField(
        _l("费用分摊办法"), description=_l("只列已经定下、和投票范围一致的；没有就先在“加装电梯和筹资”定下")
    )
    guidance = TextAreaField(
        _l("街道指导意见"),
        [_short(300)],
        filters=[_trimmed],
        description=_l("什么时候、谁来指导的，业委会或居民小组成立了没有"),
    )
    exclusive_part = _words(_l("要用到哪家的专有部分"), _l("例如：1栋1单元101；不用到就空着"))
    owner_consent = _words(_l("这家业主的同意"), _l("同意书的编号和日期"))
    supersedes = SelectField(_l("代替哪一次投票"), coerce=int, default=0)
    deemed_clause = TextAreaField(
        _l("未表决怎么算的约定原文"),
        [_short(300)],
        filters=[_trimmed],
        description=_l("没有约定就空着：不投票不会被当成同意"),
    )
    deemed_adopted = _words(_l("这条约定什么时候通过的"), _l("哪次业主大会，日期"))
    deemed_to = SelectField(
        _l("计入哪一边"),
        choices=[
            SelectChoice(CountsTo.MAJORITY.value, _l("计入多数意见")),
            SelectChoice(CountsTo.APPROVE.value, _l("计入同意")),
        ],
        default=CountsTo.MAJORITY.value,  # a page without this box, for residents, says nothing of it
    )
    deemed_decides = BooleanField(_l("结果按计入后的算（否则只另列一行）"))

    def validate_notice_at(self, chosen: Field) -> None:
        """A day that is over counts only with what proves it."""
        past = chosen.data and local_day(chosen.data) < local_day(clock.now())
        if past and not self.notice_posted.data:
            raise ValidationError(gettext("公告时间不能早于今天；此前已张贴的，请写明贴在哪里和凭证。"))

    def validate_deemed_adopted(self, typed: Field) -> None:
        if self.deemed_clause.data and not typed.data:
            raise ValidationError(gettext("请写明这条约定是什么时候通过的。"))

    def words(self) -> Mapping[str, Any]:
        """Columns of the vote, as `services.arranging.arrange` takes them."""
        found = {name: self[name].data for name in (*WORDS_SHOWN, *TIMES)}
        found["matter"] = Matter(self.matter.data) if self.matter.data else None
        if self.attach_plan.data:
            found["plan_ref"] = CURRENT_PLAN
        if self.shares.data != _KEEP:
            found["cost_ref"] = self.shares.data and f"{SHARES}{self.shares.data}"
        return found

    def deemed(self) -> DeemedSpec | None:
        """None where silence counts for nothing."""
        if not self.deemed_clause.data:
            return None
        rule = Deemed(CountsTo(self.deemed_to.data), decides=self.deemed_decides.data)
        return DeemedSpec(self.deemed_clause.data, self.deemed_adopted.data, rule)


WORDS_SHOWN = (
    "convener",
    "convened_under",
    "contact",
    "supervisor",
    "notice_posted",
    "guidance",
    "exclusive_part",
    "owner_consent",
)
_KEEP = "keep"


def arrange_form(vote: Vote, announced: Sequence[Vote]) -> ArrangeForm:
    """Filled with what the draft says already.

    :param announced: the estate's votes that it might replace.
    """
    form_class = type("FilledArrangeForm", (ArrangeForm,), {})
    with_fields(form_class, _asked(vote))
    form: ArrangeForm = form_class(data=_data(vote))
    others = [SelectChoice(each.id, f"{each.title}（{each.id}）") for each in announced]
    form.supersedes.choices = [SelectChoice(0, gettext("不代替")), *others]
    form.matter.choices = [SelectChoice("", gettext("没有写明")), *_items()]
    form.shares.choices = _shares(vote)
    return form


def _items() -> list[SelectChoice]:
    return [SelectChoice(matter.value, gettext(MATTERS[matter])) for matter in Matter]


def _shares(vote: Vote) -> list[SelectChoice]:
    keep = gettext("照现在的：%(words)s", words=vote.cost_ref) if vote.cost_ref else gettext("还没有附")
    found = [SelectChoice(str(shares.id), shares.words) for shares in fitting_shares(vote)]
    return [SelectChoice(_KEEP, keep), *found, SelectChoice("", gettext("不附"))]


def _asked(vote: Vote) -> list[Setting]:
    """The regime's; those of an election only where somebody is elected."""
    election = vote.subject in {Subject.COMMITTEE, Subject.RESIDENTS_GROUP}
    return [s for s in settings_for(vote.regime) if election or s.key not in ELECTION_KEYS]


def _data(vote: Vote) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(vote, name) or "" for name in WORDS_SHOWN}
    found |= {name: getattr(vote, name).astimezone(CHINA) for name in TIMES}
    if not vote.notice_posted:
        found["notice_at"] = max(vote.notice_at, clock.now()).astimezone(CHINA)
    found["matter"] = vote.matter.value if vote.matter else ""
    found["shares"] = _KEEP
    found["supersedes"] = vote.supersedes_id or 0
    if vote.deemed:
        found |= {f"deemed_{name}": vote.deemed[name] for name in ("clause", "adopted", "decides")}
        found["deemed_to"] = vote.deemed["counts_to"]
    own = {row.key: row for row in vote.settings}
    for setting in _asked(vote):
        row = own.get(setting.key)
        if row is not None:
            found[f"set_{setting.key}"] = shown_as(setting, row.value["value"])
            found[f"set_{setting.key}_source"] = row.source
        elif vote.regime is Regime.RESIDENTS and setting.key in MEETING_KEYS:
            found[f"set_{setting.key}"] = ""  # nothing of it is proposed
    return found


class ElectorsForm(Form):
    """One line a home: 楼栋 单元 房号 人数."""

    lines = TextAreaField(
        _l("居民名单"),
        [InputRequired(_l("请填写名单。")), Length(max=60_000)],
        filters=[_trimmed],
        description=_l("一户一行：楼栋 单元 房号 人数，例如：1栋 1单元 101 3"),
    )


class DiscardForm(Form):
    reason = _needed_words(_l("为什么删除"))
