"""Signing in by WeChat: OAuth of a service account, for whoever bound it while signed in."""

import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from requests import RequestException

from portal.accounts import sessions
from portal.accounts.errors import WeChatFailed, WeChatNotOffered
from portal.accounts.services import phones
from portal.accounts.views.blueprint import bp
from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.messages import services as messages
from portal.messages.models import Channel
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, current_account, public

_STATE = "wechat_state"
_TIMEOUT = 20


def _client() -> tuple[OAuth2Session, str, str]:
    """The client, where people are asked, where codes are changed. :raises WeChatNotOffered: no account."""
    extra = sessions.settings().extra
    if not extra.get("wechat_app_id"):
        raise WeChatNotOffered
    client = OAuth2Session(
        extra["wechat_app_id"],
        extra.get("wechat_app_secret", ""),
        scope="snsapi_base",
        redirect_uri=f"{sessions.settings().public_url}{url_for('accounts.wechat_back')}",
        token_endpoint_auth_method=_as_wechat_wants,
    )
    ask = extra.get("wechat_authorize_url", "https://open.weixin.qq.com/connect/oauth2/authorize")
    change = extra.get("wechat_endpoint", "https://api.weixin.qq.com") + "/sns/oauth2/access_token"
    return client, ask, change


def _as_wechat_wants(client: Any, _method: str, uri: str, headers: Any, body: str) -> tuple[str, Any, str]:
    """WeChat calls the client ``appid`` and its secret ``secret``, and wants both in the address."""
    said = dict(parse_qsl(body or urlsplit(uri).query))
    asked = {
        "appid": client.client_id,
        "secret": client.client_secret,
        "code": said.get("code", ""),
        "grant_type": "authorization_code",
    }
    return f"{uri.split('?')[0]}?{urlencode(asked)}", headers, ""


@bp.get("/sign-in/wechat")
@public
def wechat_sign_in() -> ResponseReturnValue:
    """On to WeChat, which asks nothing of somebody who reads this inside it."""
    client, ask, _change = _client()
    state = secrets.token_urlsafe(16)
    session[_STATE] = state
    # WeChat refuses an address whose words stand in another order.
    asked = {
        "appid": client.client_id,
        "redirect_uri": client.redirect_uri,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
    }
    return redirect(f"{ask}?{urlencode(asked)}#wechat_redirect", 303)


@bp.get("/sign-in/wechat/back")
@public
def wechat_back() -> ResponseReturnValue:
    """Who came back: bind the WeChat of somebody signed in, sign in whoever bound it before."""
    try:
        openid = _openid()
        return _bound(openid) if current_account() else _signed_in(openid)
    except RuleViolated as refusal:
        return refuse(refusal, url_for("messages.ways" if current_account() else ".sign_in"))


def _openid() -> str:
    """:raises WeChatFailed: refused, made up, too old, or sent to somebody else's browser."""
    expected, code = session.pop(_STATE, None), request.args.get("code", "")
    if not expected or not code or not secrets.compare_digest(expected, request.args.get("state", "")):
        raise WeChatFailed
    client, _ask, change = _client()
    try:
        token = client.fetch_token(change, code=code, method="GET", timeout=_TIMEOUT)
    except (OAuthError, RequestException, ValueError):
        raise WeChatFailed from None
    openid = token.get("openid")
    if not openid:
        raise WeChatFailed
    return str(openid)


def _bound(openid: str) -> ResponseReturnValue:
    by = Actor(account().id, account().display_name)
    with transaction():
        messages.bind(clock.now(), by, Channel.WECHAT, openid)
    flash(_("微信绑好了。以后在微信里打开就能登录，消息也发到微信。"))
    return redirect(url_for("messages.ways"), 303)


def _signed_in(openid: str) -> ResponseReturnValue:
    with transaction():
        opened = phones.sign_in_by_wechat(
            clock.now(), openid, device=sessions.device(), days=sessions.settings().session_days
        )
    if opened is None:
        return render_template("accounts/wechat_unknown.html")
    return redirect(sessions.begin(opened, url_for("home.start")), 303)
