"""On the stairs without a network: pages read before open, drafts wait, ballots do not, signing out wipes."""

import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from portal import db
from portal.accounts.models import Account
from portal.db import session
from tests.factories import accounts
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser

_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""
_CONTROLLED = "() => navigator.serviceWorker && navigator.serviceWorker.controller !== null"


def _with_worker(phone: Page, path: str) -> None:
    """The worker serves pages from the second one on; pages read before it are read again."""
    phone.goto(path)
    phone.wait_for_function(_CONTROLLED)
    phone.goto(path)
    phone.wait_for_load_state("networkidle")


def _owner() -> tuple[int, int, int]:
    """Of an estate with an open vote: the estate, the vote, the account."""
    with db.transaction():
        entrance = accounts.entrance()
        somebody = accounts.owner(entrance, "业主一号")
        owner = accounts.owning_resident(accounts.home(entrance, "101", somebody), somebody)
        vote = make.opened(accounts.estate_of(entrance), make.APPROVE)
        return vote.estate_id, vote.id, owner.id


def _in(phone: Page, app: Flask, account_id: int) -> None:
    sign_in(phone, app, session.get_one(Account, account_id))
    session.remove()


@pytest.fixture(autouse=True)
def while_open() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=True):
        yield


def test_what_a_stranger_read_opens_again_and_the_rest_says_what_can_be_done(phone: Page, app: Flask) -> None:
    estate_id, _, _ = _owner()
    _with_worker(phone, f"/estates/{estate_id}/")
    heading = phone.locator("h1").inner_text()
    phone.context.set_offline(True)
    phone.goto(f"/estates/{estate_id}/")
    expect(phone.locator("h1")).to_have_text(heading)
    expect(phone.get_by_text("没有网络，您看到的是之前存下的")).to_be_visible()
    assert_accessible(phone)
    phone.goto("/privacy")
    expect(phone.get_by_role("heading", name="现在没有网络")).to_be_visible()
    expect(phone.get_by_text("投票必须有网。没网可以找社区要纸质选票。")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "offline")
    phone.context.set_offline(False)


def test_a_ballot_is_never_kept_and_never_waits_in_line(phone: Page, app: Flask) -> None:
    estate_id, vote_id, owner_id = _owner()
    _in(phone, app, owner_id)
    ballot = f"/estates/{estate_id}/votes/{vote_id}/ballot"
    _with_worker(phone, ballot)
    phone.get_by_role("radio").first.check(force=True)
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    phone.context.set_offline(True)
    phone.get_by_role("button", name=re.compile("下一步|核对")).click()
    expect(phone.get_by_text(re.compile("没有网络"))).to_be_visible()
    expect(phone.get_by_role("radio").first).to_be_checked()
    assert sent == []
    phone.goto(ballot)
    expect(phone.get_by_role("heading", name="现在没有网络")).to_be_visible()
    expect(phone.get_by_text(re.compile("投票必须有网"))).to_be_visible()
    phone.context.set_offline(False)
    phone.goto("/offline")
    kept = phone.evaluate(_KEPT)
    assert not [path for path in kept if "ballot" in path or "/me" in path], kept
    assert sent == []


def test_a_draft_waits_for_the_network(phone: Page, app: Flask) -> None:
    estate_id, _, owner_id = _owner()
    _in(phone, app, owner_id)
    _with_worker(phone, f"/estates/{estate_id}/cases/new")
    phone.get_by_label("是什么事？").fill("三楼水管漏水")
    phone.context.set_offline(True)
    phone.get_by_label("诉求").check(force=True)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text(re.compile("没有网络"))).to_be_visible()
    phone.context.set_offline(False)
    phone.goto("/")
    phone.goto(f"/estates/{estate_id}/cases/new")
    expect(phone.get_by_label("是什么事？")).to_have_value("三楼水管漏水")
    phone.get_by_label("诉求").check(force=True)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="已经提交")).to_be_visible()
    phone.goto(f"/estates/{estate_id}/cases/new")
    expect(phone.get_by_label("是什么事？")).to_have_value("")


def test_signing_out_wipes_what_the_phone_kept(phone: Page, app: Flask) -> None:
    estate_id, _, owner_id = _owner()
    _with_worker(phone, "/accessibility")
    _in(phone, app, owner_id)
    phone.goto(f"/estates/{estate_id}/cases/new")
    phone.get_by_label("是什么事？").fill("只有我知道的事")
    assert "/accessibility" in phone.evaluate(_KEPT)
    phone.goto("/me/")
    phone.locator("form[data-wipe] button").first.click()
    phone.wait_for_load_state("networkidle")
    phone.wait_for_function("async () => !(await caches.match('/accessibility'))")
    kept = phone.evaluate(_KEPT)
    assert "/offline" in kept, kept
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


def test_it_can_be_installed(phone: Page, app: Flask, server: str) -> None:
    phone.goto("/estates")
    link = phone.locator("link[rel=manifest]").get_attribute("href") or ""
    answer = phone.request.get(link)
    manifest = json.loads(answer.text())
    assert {"name", "short_name", "start_url", "display"} <= set(manifest)
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert phone.request.get(f"/static/{icon['src']}").ok
    problems = phone.context.new_cdp_session(phone).send("Page.getInstallabilityErrors")
    assert [each["errorId"] for each in problems["installabilityErrors"]] in ([], ["in-incognito"]), problems
