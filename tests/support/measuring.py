"""What can be measured of a page in Chromium: its width, its targets, its text, its weight, axe."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import CDPSession, Page

# All rules that axe runs of itself, best practice among them; targets are measured below.
_AXE = json.dumps({"resultTypes": ["violations"]})
_TITLE = 12
#: px, of what is pressed and of what is read (docs/look.md); tags and tab labels may be 15, a badge 14.
_IN_TEXT, _LABEL = 24, 15

_GEOMETRY = """({target, inText, text, tag}) => {
  const found = [];
  const name = (e) => e.tagName.toLowerCase() + (e.className && e.className.baseVal === undefined
    ? '.' + e.className.trim().replace(/\\s+/g, '.') : '') +
    ' "' + (e.innerText || e.name || '').trim().slice(0, 20) + '"';
  const shown = (e) => {
    if (e.closest('[hidden], .vh, .skip, details:not([open]) > :not(summary)')) return false;
    const s = getComputedStyle(e), r = e.getBoundingClientRect();
    return s.visibility !== 'hidden' && s.display !== 'none' && r.width > 1 && r.height > 1;
  };
  const around = (e) => e.matches('input[type=radio], input[type=checkbox]')
    ? (e.closest('.opt, .chk') || (e.labels && e.labels[0]) || e) : e;
  const inLine = (e) => {
    if (getComputedStyle(e).display !== 'inline') return false;
    let block = e.parentElement;
    while (block && getComputedStyle(block).display === 'inline') block = block.parentElement;
    return block && block.innerText.trim().length > e.innerText.trim().length;
  };
  const pressed = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  for (const e of document.querySelectorAll(pressed)) {
    if (!shown(e)) continue;
    const r = around(e).getBoundingClientRect();
    const covered = e.matches('label *') || (e.tagName === 'A' && e.closest('.opt'));
    const line = parseFloat(getComputedStyle(e).lineHeight) || r.height;
    const least = inLine(e) ? inText : target;
    const height = inLine(e) ? Math.max(r.height, line) : r.height;
    if (!covered && (height < least - 0.6 || (r.width < least - 0.6 && !inLine(e))))
      found.push(`target ${Math.round(r.width)}x${Math.round(r.height)}: ${name(e)}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = new Set();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || small.has(e) || !shown(e) || e.closest('script, svg')) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    const label = e.closest('.tag, .tabs, .demo, .chip') ? tag : text;
    const least = e.closest('.dot, .unit, .keyl, .count') ? 12 : label;
    if (size < least - 0.05) { small.add(e); found.push(`text ${size} px: ${name(e)}`); }
  }
  return [...new Set(found)];
}"""
_WIDE = """(width) => {
  const page = document.documentElement;
  if (page.scrollWidth <= width) return [];
  const out = [...document.querySelectorAll('body *')].filter((e) => {
    const r = e.getBoundingClientRect();
    return r.width && r.right > width + 1 && !e.closest('.scroll, .vh, .skip, .side ul');
  });
  return [`${page.scrollWidth} px wide on ${width}: ` + out.slice(-3).map((e) =>
    e.tagName.toLowerCase() + '.' + (e.className.baseVal === undefined ? e.className : '') + ' "' +
    (e.innerText || '').trim().slice(0, 24) + '"').join(', ')];
}"""
_FRAME = """([most, names]) => {
  const found = [], heads = [...document.querySelectorAll('h1')];
  if (heads.length !== 1) found.push(`${heads.length} h1`);
  const title = document.title.split(' - ')[0].replace(/^错误：/, '');
  for (const [what, words] of [['title', title], ['h1', heads.length ? heads[0].innerText.trim() : '']])
    if (words.replace(/[\\x20-\\x7e]{2}/g, '一').length > most && !names.includes(words))
      found.push(`${what} of ${words.length}: ${words}`);
  return found;
}"""


@dataclass(frozen=True)
class Weight:
    """What a cold phone loads for the first view: bytes over the wire, headers included, and requests."""

    size: int
    requests: int

    def problems(self) -> Iterator[str]:
        if self.size > 40 * 1024:
            yield f"{self.size / 1024:.1f} KB over the wire"
        if self.requests > 6:
            yield f"{self.requests} requests"


def axe(page: Page) -> list[str]:
    """Violations of any rule, each with its first element."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run({_AXE})")["violations"]
    return [f"axe {each['id']}: {_place(each['nodes'])}" for each in found]


def _place(nodes: list[dict[str, Any]]) -> str:
    first = nodes[0]
    why = first["failureSummary"].splitlines()[1].strip() if "\n" in first["failureSummary"] else ""
    return f"{len(nodes)}x {first['html'][:110]} ({why[:130]})"


def geometry(page: Page, *, target: int, text: int) -> list[str]:
    """Targets that are too small to press, text too small to read, in px."""
    sizes = {"target": target, "inText": _IN_TEXT, "text": text, "tag": _LABEL}
    return list(page.evaluate(_GEOMETRY, sizes))


def sideways(page: Page, width: int) -> list[str]:
    """What makes the page scroll sideways on a screen as wide as that."""
    return list(page.evaluate(_WIDE, width))


def frame(page: Page, names: Collection[str]) -> list[str]:
    """One heading, and a title for one line of a phone; what people named may be longer."""
    return list(page.evaluate(_FRAME, [_TITLE, list(names)]))


def is_paper(page: Page) -> bool:
    """A sheet of A4 for the printer, which keeps its size."""
    return bool(page.evaluate("document.querySelector('.sheet') !== null"))


class Scales:
    """Weighs what one page after another loads, each into an empty cache."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._sizes: dict[str, float] = {}
        self._drawn: set[str] = set()
        self._session.on("Network.requestWillBeSent", self._asked)
        self._session.on("Network.loadingFinished", self._loaded)

    def _asked(self, event: dict[str, Any]) -> None:
        # Icons of the stylesheet are data: addresses, and cost no way.
        if not event["request"]["url"].startswith("http"):
            self._drawn.add(event["requestId"])

    def _loaded(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._drawn:
            self._sizes[event["requestId"]] = event["encodedDataLength"]

    def empty(self) -> None:
        self._session.send("Network.clearBrowserCache")
        self._sizes.clear()
        self._drawn.clear()

    def read(self) -> Weight:
        return Weight(int(sum(self._sizes.values())), len(self._sizes))
