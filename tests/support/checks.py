"""What every page owes its reader: structure, labels, no inline code, nobody's name for strangers."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import product
from urllib.parse import urlsplit

from .page import Element, controls

_TYPED = {"input", "select", "textarea"}
_UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
_LINK_SCHEMES = {"", "tel", "mailto", "sms"}
_POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")
_LOADED = {"href", "src", "srcset", "poster", "data", "action", "formaction"}
_SLIPS = (
    (re.compile(r"%\(\w+\)"), "a placeholder that nobody filled"),
    (re.compile(r"\{\{|\{%|%\}"), "a piece of template"),
    (re.compile(r"(?<![\w.'-])(None|True|False|Undefined)(?![\w.'-])"), "a Python value"),
    (re.compile(r"<\w+(\.\w+)* object at|<[A-Z]\w+ \d+>"), "a Python object"),
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\w)")


def problems(page: Element, *, secret_names: Collection[str] | None) -> list[str]:
    """Everything wrong with a page, in words.

    :param secret_names: of people whom a stranger must not read about; None for who is signed in.
    """
    found = [problem for check in _CHECKS for problem in check(page)]
    return found if secret_names is None else found + list(_exposed(page, secret_names))


def _frame(page: Element) -> Iterator[str]:
    for html in page.all("html"):
        if not html["lang"]:
            yield "no language on <html>"
    for tag in ("html", "title", "h1", "main"):
        found = page.all(tag)
        if len(found) != 1:
            yield f"{len(found)} <{tag}> instead of one"
        elif not "".join(part for part in found[0]._texts()).strip():
            yield f"an empty <{tag}>"
    if not page.all("meta", name="viewport"):
        yield "no viewport for phones"


def _identifiers(page: Element) -> Iterator[str]:
    counted = Counter(element["id"] for element in page if "id" in element)
    yield from (f"id {name!r} stands {times} times" for name, times in counted.items() if times > 1)
    for element, attribute in product(page, _POINTERS):
        for name in set(element[attribute].split()) - set(counted):
            yield f"{attribute}={name!r} on <{element.tag}> points nowhere"


def _labels(page: Element) -> Iterator[str]:
    labelled = {label["for"] for label in page.all("label") if label.text}
    for element in page.all(*_TYPED):
        if element["type"] in _UNLABELLED or element["aria-label"] or element["aria-labelledby"]:
            continue
        around = element.above("label")
        if not (element["id"] in labelled or (around and around.text)):
            yield f"<{element.tag} name={element['name']!r}> has no label"
    for element in page.all("a", "button"):
        pictures = [image["alt"] for image in element.all("img")]
        if not (element.text or element["aria-label"] or element["aria-labelledby"] or any(pictures)):
            yield f"<{element.tag} class={element['class']!r}> says nothing"
    yield from (f"<img src={image['src']!r}> without alt" for image in page.all("img") if "alt" not in image)


def _inline(page: Element) -> Iterator[str]:
    for element in page:
        if "style" in element or element.tag == "style":
            yield f"inline style in <{element.tag}>"
        if element.tag == "script" and "src" not in element:
            yield "inline script"
        yield from (f"{name} on <{element.tag}>" for name in element.attributes if name.startswith("on"))


def _elsewhere(page: Element) -> Iterator[str]:
    """Nothing is loaded from another origin, and links lead nowhere by surprise."""
    for element in page:
        for name in _LOADED & set(element.attributes):
            address = urlsplit(element[name])
            allowed = _LINK_SCHEMES if element.tag == "a" else {"", "data"}
            if address.netloc or address.scheme not in allowed:
                yield f"{name} of <{element.tag}> leads elsewhere: {element[name]!r}"


def _forms(page: Element) -> Iterator[str]:
    for form in page.all("form"):
        method = form["method"].lower()
        if method not in {"get", "post"} or "action" not in form:
            yield f"a form without method or action: {form.attributes}"
        tokens = [token for token in form.all("input", name="csrf_token") if token["value"]]
        if method == "post" and len(tokens) != 1:
            yield f"the form to {form['action']!r} has {len(tokens)} CSRF tokens"
        if method == "get" and tokens:
            yield f"the form to {form['action']!r} puts its CSRF token into the address"
        if form.all("input", type="file") and form["enctype"] != "multipart/form-data":
            yield f"the form to {form['action']!r} sends no files"
        if not any(_sends(control) for control in controls(page, form)):
            yield f"the form to {form['action']!r} has no button that sends it"


def _sends(control: Element) -> bool:
    return control["type"] == "submit" or (control.tag == "button" and not control["type"])


def _words(page: Element) -> Iterator[str]:
    for pattern, what in _SLIPS:
        for hit in pattern.finditer(page.text):
            yield f"{what} is shown: {page.text[max(0, hit.start() - 20) : hit.end() + 20]!r}"


def _stands_in(name: str, text: str) -> bool:
    """Two characters may be part of a longer word, as 史文 is of 历史文化; three hardly ever are."""
    around = r"[\u3400-\u9fff]" if len(name) == 2 else r"(?!)"
    # Most names stand nowhere, and that is quickly said.
    return name in text and re.search(rf"(?<!{around}){re.escape(name)}(?!{around})", text) is not None


def _exposed(page: Element, names: Collection[str]) -> Iterator[str]:
    """What was typed into a field may come back in it; everything else a stranger reads is searched."""
    shown = [page.text]
    for element in page:
        shown += [value for name, value in element.attributes.items() if name != "value"]
    everything = "\n".join(shown)
    yield from (f"{name!r} is shown to a stranger" for name in names if _stands_in(name, everything))
    for pattern, what in ((_MOBILE, "a mobile number"), (_ID_NUMBER, "an ID number")):
        yield from (f"{what} is shown to a stranger: {hit.group()}" for hit in pattern.finditer(everything))


_CHECKS: tuple[Callable[[Element], Iterator[str]], ...] = (
    _frame,
    _identifiers,
    _labels,
    _inline,
    _elsewhere,
    _forms,
    _words,
)
