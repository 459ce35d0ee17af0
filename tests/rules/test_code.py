"""What we ask of the code, a test asks."""

import ast

import pytest

from .code import RULES, Rule
from .source import name, tree


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_rule_holds(rule: Rule) -> None:
    offences = [
        f"{name(path)}:{line} {what}" for path in rule.files() for line, what in rule.check(tree(path))
    ]
    assert not offences, "\n".join(offences)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_rule_bites(rule: Rule) -> None:
    assert rule.files(), "a rule about no file at all"
    assert list(rule.check(ast.parse(rule.planted)))


@pytest.mark.parametrize(
    ("rule", "harmless"),
    [
        ("the law needs only the standard library", "from portal.domain.tally import rules\nimport datetime"),
        ("the law knows no floats", "half, rest = divmod(area, 2)"),
        ("only db.py commits", "def committee(): return commitment"),
        ("now is an argument", "later = now + timedelta(days=7)"),
        ("functions are short", 'def short():\n    """' + "word\n" * 60 + '"""\n    return 1'),
    ],
)
def test_rule_spares(rule: str, harmless: str) -> None:
    assert not list(RULES[rule].check(ast.parse(harmless)))
