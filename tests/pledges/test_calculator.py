"""The phone's calculator and the server say the same, to the fen, floor by floor."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from portal import db
from tests.factories import accounts, pledges
from tests.support.browser import sign_in

pytestmark = pytest.mark.browser
_SHARES = "nodes => nodes.map(node => node.textContent.trim())"
_ANSWERED = """async address => {
  const text = await (await fetch(address)).text();
  const page = new DOMParser().parseFromString(text, 'text/html');
  const words = node => node.textContent.trim();
  const floors = [...page.querySelectorAll('[data-share]')].map(words);
  return floors.concat(words(page.querySelector('p[data-sum]')));
}"""


def test_every_floor_at_every_price_is_the_servers_figure(phone: Page, app: Flask) -> None:
    factors = {1: 0, 2: 333, 3: 700, 4: 700, 5: 1001, 6: 1117, 7: 100_000, 8: 1}
    with db.transaction():
        entrance, parts = pledges.tower(doors=3)
        scheme = pledges.opened(entrance, coefficients=factors)
        address = f"/estates/{scheme.estate_id}/lifts/{scheme.id}"
        account = accounts.resident(parts[7])
    sign_in(phone, app, account)
    phone.goto(address)
    box = phone.get_by_label("电梯总价")
    prices = ["8", "8.01", "46", "9999.99", *(f"{9 + 37 * n}.{7 * n % 100:02}" for n in range(25))]
    for price in prices:
        box.fill(price)
        here = phone.locator("[data-share]").evaluate_all(_SHARES)
        here.append(phone.locator("p[data-sum]").inner_text().strip())
        assert phone.evaluate(_ANSWERED, f"{address}?price={price}&floor=3") == here, price
