"""What the tests of the roll's pages do again and again."""

import io

from portal.communities.models import Estate
from tests.support.client import Client


def address(estate: Estate, rest: str = "") -> str:
    return f"/desk/estates/{estate.id}/roll{rest}"


def upload(client: Client, estate: Estate, content: bytes, name: str = "名册.csv", **more: str) -> str:
    """Choose a file; the address of the second step, empty where the file was refused."""
    answer = client.submit(address(estate, "/import"), {"file": (io.BytesIO(content), name)} | more)
    return answer.location if answer.status_code == 303 else ""


def link(client: Client, words: str) -> str:
    return next(a["href"] for a in client.page.all("a") if a.text == words)
