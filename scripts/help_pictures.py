"""Make the pictures of the help pages from the pages as they are, on a database with the demonstration.

Run it after ``flask demo load``, with the same settings: ``PYTHONPATH=. python scripts/help_pictures.py``.
Every picture is a WebP file of at most 15 KB under ``static/help``.
"""

import io
import shutil
import sys
from pathlib import Path
from threading import Thread

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from waitress.server import create_server

from portal.accounts import sessions
from portal.accounts.models import Account, ClaimState, Residency, RoleGrant
from portal.accounts.services import signing_in
from portal.app import create_app
from portal.config import Config
from portal.db import session, transaction
from portal.home.guides import GUIDES, Guide
from portal.permissions import Role
from portal.web import clock

MOST = 15 * 1024
_FOLDER = Path(__file__).resolve().parents[1] / "static" / "help"
_PHONE, _SCREEN = (360, 640), (1280, 800)
_SHOWN = {_PHONE: (300, 533), _SCREEN: (640, 400)}


def main() -> None:
    app = create_app(Config.from_environment())
    server = create_server(app, host="127.0.0.1", port=0)
    Thread(target=server.run, daemon=True).start()
    _FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for guide in GUIDES.values():
            _draw(browser, app, guide, f"http://127.0.0.1:{server.effective_port}")
        browser.close()


def _draw(browser: Browser, app: Flask, guide: Guide, site: str) -> None:
    size = _PHONE if guide.on_phone else _SCREEN
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", base_url=site
    )
    page = context.new_page()
    for lesson in guide.lessons:
        if lesson.page != "/sign-in":  # the one page that nobody sees once signed in
            _sign_in(page, app, guide.role)
        answer = page.goto(lesson.page)
        if answer is None or not answer.ok:
            sys.exit(f"{lesson.page}: {answer and answer.status}")
        _keep(page.screenshot(), _FOLDER / f"{lesson.picture}.webp", _SHOWN[size])
    context.close()


def _sign_in(page: Page, app: Flask, role: Role) -> None:
    """As the first person of the demonstration with this role."""
    client, now = app.test_client(), clock.now()
    with transaction():
        token, _row = signing_in.sign_in(now, _somebody(role), way="password", device="")
    with client.session_transaction() as cookie:
        cookie.update({sessions.TOKEN: token, sessions.SEEN: int(now.timestamp())})
    name = app.config["SESSION_COOKIE_NAME"]
    kept = client.get_cookie(name)
    if kept is not None:
        page.context.add_cookies([{"name": name, "value": kept.value, "domain": "127.0.0.1", "path": "/"}])


def _somebody(role: Role) -> Account:
    if role is Role.RESIDENT:
        living = select(Account).join(Residency, Residency.account_id == Account.id)
        return session.scalars(
            living.where(Residency.estate_id == 1, Residency.state == ClaimState.ACTIVE).order_by(Account.id)
        ).first() or sys.exit("no demonstration in this database")
    held = select(Account).join(RoleGrant, RoleGrant.account_id == Account.id).where(RoleGrant.role == role)
    return session.scalars(held.order_by(Account.id)).first() or sys.exit(f"nobody is {role}")


def _keep(shot: bytes, path: Path, size: tuple[int, int]) -> None:
    """As good as fits."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB").resize(size, Image.Resampling.LANCZOS)
    for quality in range(80, 10, -5):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if len(out.getvalue()) <= MOST:
            path.write_bytes(out.getvalue())
            return
    sys.exit(f"{path.name} does not get small enough")


if __name__ == "__main__":
    main()
