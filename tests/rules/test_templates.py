"""Templates: no code in the page, Chinese punctuation, and every form guarded against forgery."""

import re
from collections.abc import Callable, Iterator

import pytest

from .chinese import half_width
from .source import files, name

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")


def inline_code(source: str) -> Iterator[str]:
    html = _JINJA.sub("", source)
    yield from re.findall(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|javascript:", html)
    yield from (tag for tag in re.findall(r"<script\b[^>]*>", html) if "src=" not in tag)


def punctuation(source: str) -> Iterator[str]:
    """In the text between the tags, and in the strings handed to Jinja."""
    for expression in _JINJA.findall(source):
        for double, single in _STRING.findall(expression):
            yield from half_width(double or single)
    yield from half_width(re.sub(r"<[^>]*>", "\n", _JINJA.sub("x", source)))


def unmarked_chinese(source: str) -> Iterator[str]:
    """Chinese outside ``_()`` is never translated."""
    yield from re.findall(r"[\u3400-\u9fff]+", _JINJA.sub("", source))


def unsafe(source: str) -> Iterator[str]:
    yield from re.findall(r"\|\s*safe\b|\{%\s*autoescape false", source)


CHECKS: dict[Callable[[str], Iterator[str]], str] = {
    inline_code: '<p style="color: red">',
    punctuation: "<p>{{ _('您已投票,不能更改') }}</p>",
    unmarked_chinese: "<p>您的一票</p>",
    unsafe: "{{ name | safe }}",
}
# Printed for people in China, and said in Chinese whatever language the desk's screen has.
_IN_CHINESE_ONLY = "templates/papers/"


@pytest.mark.parametrize("check", CHECKS)
def test_templates_are_clean(check: Callable[[str], Iterator[str]]) -> None:
    found = []
    for path in files("templates/**/*.html"):
        if check is unmarked_chinese and name(path).startswith(_IN_CHINESE_ONLY):
            continue
        source = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        found += [f"{name(path)}: {problem!r}" for problem in check(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("check", "planted"), CHECKS.items())
def test_a_planted_fault_is_noticed(check: Callable[[str], Iterator[str]], planted: str) -> None:
    assert list(check(planted))


@pytest.mark.parametrize(
    "harmless",
    [
        '<p class="one">{{ _("投票时间：18:30 至 20:00，请准时。") }}</p>',
        '<script src="{{ asset("app.js") }}" defer></script>',
        '{% set words = {"agree": _("同意"), "oppose": _("反对")} %}',
        "{{ _('共%(num)s人（含代表）', num=count) }}",
    ],
)
def test_good_templates_pass(harmless: str) -> None:
    assert [problem for check in CHECKS for problem in check(harmless)] == []
