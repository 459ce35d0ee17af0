"""Which papers to print, and what a list of voters may look like."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal.domain.bulletin import parse_number
from portal.domain.errors import RuleViolated
from portal.voting.receiving_errors import UnknownInList
from portal.web.forms import Form
from portal.web.i18n import _l

_SPACES = re.compile(r"\s+")


class PrintForm(Form):
    """All, a building or a list; those without a paper, or anew with a reason."""

    scope = RadioField(
        _l("打印哪些"),
        choices=[
            SelectChoice("all", _l("整个范围")),
            SelectChoice("building", _l("一栋")),
            SelectChoice("list", _l("一份名单")),
        ],
        default="all",
    )
    building = SelectField(_l("哪一栋"))
    listed = TextAreaField(
        _l("名单"),
        [Length(max=20000)],
        description=_l("选“一份名单”时填，每行一个编号或一个房号，例如：3栋2单元4-2"),
    )
    which = RadioField(
        _l("打印过的怎么办"),
        choices=[
            SelectChoice("new", _l("跳过，只打印还没有的")),
            SelectChoice("anew", _l("补印：没收回的旧票作废，换新编号")),
        ],
        default="new",
    )
    why = StringField(_l("为什么补印"), [Length(max=60)], description=_l("例如：遗失、污损、业主要求重填"))


def voters_in_list(text: str, by_home: Mapping[str, int], by_number: Mapping[str, int]) -> Sequence[int]:
    """Ids of the voters that the lines name, each once.

    :raises UnknownInList: with the first lines that name nobody.
    """
    found, unknown = dict[int, None](), []
    for line in filter(None, map(_plain, text.splitlines())):
        voter_id = by_home.get(line) or by_number.get(_number(line))
        if voter_id is None:
            unknown.append(line)
        else:
            found[voter_id] = None
    if unknown or not found:
        raise UnknownInList(number=len(unknown), lines="、".join(unknown[:5]) or "—")
    return list(found)


def _plain(line: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", line))


def _number(line: str) -> str:
    try:
        return parse_number(line)
    except RuleViolated:
        return ""
