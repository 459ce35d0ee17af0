"""The pages that people of each kind can reach by links, one or two of each kind of page."""

from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from .client import Client

# Lists differ in their rows only; but the way to another kind of page may lead through the third row.
_FOLLOWED = 3


@dataclass(frozen=True)
class Stop:
    """A page, and who came to it."""

    who: str
    endpoint: str
    path: str

    @property
    def is_desk(self) -> bool:
        return urlsplit(self.path).path.startswith("/desk/")


def walk(client: Client, who: str, known: Collection[str] = ()) -> Iterator[Stop]:
    """Every HTML page on the way from the start page, at most a few of each endpoint.

    :param known: endpoints of which others have seen enough; one of each leads on.
    """
    start = "/"
    bound = client.application.url_map.bind("127.0.0.1")
    waiting, seen, visited = deque([start]), {start}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        endpoint = str(bound.match(urlsplit(path).path)[0])
        most = 1 if endpoint in known else _FOLLOWED
        if visited[endpoint] >= most or endpoint in {"static", "web.set_look"}:
            continue
        visited[endpoint] += 1
        response = client.get(path)
        found: list[str] = []
        if 300 <= response.status_code < 400:
            found = [urlsplit(response.location).path]
        elif response.status_code == 200 and response.mimetype == "text/html":
            yield Stop(who, endpoint, path)
            found = list(_links(client, path))
        for target in found:
            if target not in seen:
                seen.add(target)
                waiting.append(target)


def _links(client: Client, path: str) -> Iterator[str]:
    for link in client.page.all("a"):
        target = urlsplit(urljoin(path, link["href"]))
        if link["href"] and target.scheme in {"", "http"}:
            yield target.path + (f"?{target.query}" if target.query else "")


def choose(stops: Iterator[Stop]) -> list[Stop]:
    """Of each endpoint one, of those that residents use two; different people come before different rows.

    :param stops: of all people, those of the first person first.
    """
    by_endpoint: dict[str, list[Stop]] = {}
    for stop in stops:
        by_endpoint.setdefault(stop.endpoint, []).append(stop)
    chosen: list[Stop] = []
    for found in by_endpoint.values():
        firsts = list({stop.who: stop for stop in reversed(found)}.values())[::-1]
        rest = [stop for stop in found if stop not in firsts]
        chosen += (firsts + rest)[: 1 if found[0].is_desk else 2]
    return chosen
