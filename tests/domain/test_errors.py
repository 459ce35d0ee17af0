"""Refusals speak Chinese, with every placeholder filled."""

import importlib
import pkgutil
import re

import pytest

import portal.domain
from portal.domain.errors import N_, RuleViolated, Sentence


class TooLate(RuleViolated):
    text = N_("已于%(closed)s截止。")


def test_a_refusal_is_a_sentence() -> None:
    refusal = TooLate(closed="18:00")
    assert str(refusal) == "已于18:00截止。"
    assert refusal.values == {"closed": "18:00"}
    assert refusal.text == "已于%(closed)s截止。"


@pytest.mark.parametrize("values", [{}, {"closes": "18:00"}, {"closed": "18:00", "by": "x"}])
def test_values_that_do_not_fit_are_a_bug(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="TooLate wants"):
        TooLate(**values)


def test_a_sentence_fills_its_placeholders() -> None:
    assert str(Sentence(N_("选中%(count)s项。"), {"count": 2})) == "选中2项。"


def _all_refusals(of: type[RuleViolated] = RuleViolated) -> list[type[RuleViolated]]:
    return [of, *(deeper for kind in of.__subclasses__() for deeper in _all_refusals(kind))]


def test_every_refusal_of_the_law_is_a_chinese_sentence() -> None:
    for module in pkgutil.walk_packages(portal.domain.__path__, "portal.domain."):
        importlib.import_module(module.name)
    refusals = [kind for kind in _all_refusals() if kind.__module__.startswith("portal.domain")]
    assert len(refusals) > 20
    for kind in refusals:
        assert kind.text.endswith("。"), kind
        assert re.search("[\u4e00-\u9fff]", kind.text), kind
        assert not re.search(r"[,;:!?]", re.sub(r"%\(\w+\)s", "", kind.text)), kind
