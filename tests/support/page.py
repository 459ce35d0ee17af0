"""A page as a tree, read with the standard library; it insists on what browsers would silently mend."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = {"script", "style", "template", "head"}
_IN_LINE = {"a", "abbr", "b", "em", "mark", "small", "span", "strong", "sub", "sup"}


class Malformed(AssertionError):
    """Tags that do not close as they opened."""


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)

    def __iter__(self) -> "Iterator[Element]":
        """This element and everything below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def get(self, name: str, default: str) -> str:
        return self.attributes.get(name, default)

    def all(self, *tags: str, **attributes: str) -> "list[Element]":
        """Elements below with one of these tags and all these attributes (``class_`` for class)."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self
            if (not tags or element.tag in tags)
            and all(_matches(element, name, value) for name, value in wanted.items())
        ]

    def one(self, *tags: str, **attributes: str) -> "Element":
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    @property
    def text(self) -> str:
        """What a person reads, with every run of spaces as one."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in _UNSEEN:
                yield from child._texts()
                yield "" if child.tag in _IN_LINE else "\n"

    def above(self, tag: str) -> "Element | None":
        """The nearest element of this kind around this one."""
        element = self.parent
        while element and element.tag != tag:
            element = element.parent
        return element


def controls(page: Element, form: Element) -> list[Element]:
    """What belongs to a form: inside it, or anywhere with its id as ``form``."""
    kinds = ("input", "select", "textarea", "button")
    inside = [control for control in form.all(*kinds) if control["form"] in {"", form["id"]}]
    return inside + [control for control in page.all(*kinds, form=form["id"]) if control not in inside]


def _matches(element: Element, name: str, value: str) -> bool:
    if name == "class":
        return value in element["class"].split()
    return name in element and element[name] == value


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = self.root
        self.doctype = ""

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl.lower()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            raise Malformed(f"line {self.getpos()[0]}: an attribute twice in {self.get_starttag_text()}")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in _VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:  # as in <path/> inside an <svg>
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or self.open.tag != tag or self.open.parent is None:
            raise Malformed(f"line {self.getpos()[0]}: </{tag}> where <{self.open.tag}> is open")
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def parse(html: str) -> Element:
    """The document around ``<html>``. :raises Malformed: wrong nesting, no doctype."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    if builder.open is not builder.root:
        raise Malformed(f"<{builder.open.tag}> is never closed")
    if builder.doctype != "doctype html":
        raise Malformed("no <!doctype html>")
    return builder.root
