"""The client's own eyes: each fault that a page can have is planted once."""

import pytest

from tests.support import checks
from tests.support.page import Malformed, parse

PAGE = """<!doctype html>
<html lang="zh-CN"><head><title>投票</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/static/app.css"><script src="/static/app.js" defer></script></head>
<body><main><h1>投票</h1>
<form method="post" action="/votes/3/ballot"><input type="hidden" name="csrf_token" value="t">
<label for="choice">您的意见</label>
<input id="choice" name="choice"><button type="submit">提交</button></form>
<p>请于 18:30 前提交。<a href="tel:12345">打电话</a></p></main></body></html>"""


NAMES = {"演示甲"}


def test_a_good_page_passes() -> None:
    assert checks.problems(parse(PAGE), secret_names=NAMES) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (' lang="zh-CN"', "", "no language"),
        ("<title>投票</title>", "", "0 <title>"),
        ("<title>投票</title>", "<title> </title>", "an empty <title>"),
        ("<h1>投票</h1>", "<h1>投票</h1><h1>又一个</h1>", "2 <h1>"),
        ('<meta name="viewport" content="width=device-width">', "", "no viewport"),
        ('<label for="choice">您的意见</label>', "", "has no label"),
        ('<label for="choice">', '<label for="chioce">', "points nowhere"),
        ("<p>", '<p id="choice">', "stands 2 times"),
        ("<p>", '<p style="color:red">', "inline style"),
        ("<p>", '<p onclick="go()">', "onclick"),
        ('<script src="/static/app.js" defer></script>', "<script>go()</script>", "inline script"),
        ("/static/app.css", "https://elsewhere.example/app.css", "leads elsewhere"),
        ("/static/app.js", "//elsewhere.example/app.js", "leads elsewhere"),
        ('href="tel:12345"', 'href="javascript:go()"', "leads elsewhere"),
        ('href="tel:12345"', 'href="https://elsewhere.example/"', "leads elsewhere"),
        ('name="csrf_token" value="t"', 'name="csrf_token" value=""', "0 CSRF tokens"),
        ('method="post"', 'method="get"', "into the address"),
        (' action="/votes/3/ballot"', "", "without method or action"),
        ('type="submit">提交', 'type="button">提交', "no button"),
        ("打电话", "", "says nothing"),
        ("18:30", "%(at)s", "nobody filled"),
        ("18:30", "{{ at }}", "a piece of template"),
        ("18:30", "None", "a Python value"),
        ("18:30", "<img src='/a.png'>", "without alt"),
        ("18:30", "演示甲", "'演示甲' is shown to a stranger"),
        ("18:30", "13800138000", "a mobile number"),
        ('id="choice"', 'id="choice" data-id="110101199003070012"', "an ID number"),
    ],
)
def test_a_planted_fault_is_noticed(old: str, new: str, said: str) -> None:
    assert old in PAGE
    found = checks.problems(parse(PAGE.replace(old, new)), secret_names=NAMES)
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize(
    "shown",
    ['value="13800138000"', 'value="演示甲"'],  # what a stranger typed comes back in the field
)
def test_what_was_typed_may_come_back(shown: str) -> None:
    page = parse(PAGE.replace('id="choice"', f'id="choice" {shown}'))
    assert checks.problems(page, secret_names=NAMES) == []


def test_a_name_is_no_secret_from_those_who_signed_in() -> None:
    assert checks.problems(parse(PAGE.replace("18:30", "演示甲")), secret_names=None) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</p>", ""),
        ("</h1>", "</h2>"),
        ("<!doctype html>", ""),
        ("<p>", '<p class="a" class="b">'),
        ("</p>", "</p></p>"),
    ],
)
def test_wrong_nesting_is_refused(old: str, new: str) -> None:
    with pytest.raises(Malformed):
        parse(PAGE.replace(old, new))
