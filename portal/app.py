"""create_app: every blueprint and every command, listed in one place."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import crypto, db, health, logs, migrate, server
from portal import deploying as _deploying  # noqa: F401  # adds to `flask check`
from portal import models as _models  # noqa: F401  # references between features resolve only when all are loaded
from portal.accounts import cli as accounts_cli
from portal.accounts import desk as accounts_desk
from portal.accounts import sessions
from portal.accounts import views as accounts_views
from portal.api import open311
from portal.api import views as api_views
from portal.audit import desk as audit_desk
from portal.backup import cli as backup_cli
from portal.communities import cli as communities_cli
from portal.communities import desk as communities_desk
from portal.communities.services import comparing
from portal.config import ROOT, Config
from portal.demo import cli as demo_cli
from portal.desk import cli as _desk_cli  # noqa: F401  # adds to `flask check`
from portal.desk import views as desk_views
from portal.evaluation import desk as evaluation_desk
from portal.evaluation import views as evaluation_views
from portal.exports import cli as exports_cli
from portal.exports import desk as exports_desk
from portal.exports import papers_cli as _papers_cli  # noqa: F401  # adds to `flask report`
from portal.feedback import desk as feedback_desk
from portal.feedback import views as feedback_views
from portal.home import context
from portal.home import views as home_views
from portal.home.queries import costs as cost_links
from portal.home.queries import plans as plan_links
from portal.jobs import cli as jobs_cli
from portal.messages import cli as messages_cli
from portal.messages import desk as messages_desk
from portal.messages import views as messages_views
from portal.personal import cli as personal_cli
from portal.personal import desk as personal_desk
from portal.personal import views as personal_views
from portal.plans import beyond
from portal.plans import cli as plans_cli
from portal.plans import desk as plans_desk
from portal.plans import views as plans_views
from portal.pledges import cli as _pledges_cli  # noqa: F401  # adds to `flask check`
from portal.pledges import desk as pledges_desk
from portal.pledges import views as pledges_views
from portal.voting import beyond as voting_beyond
from portal.voting import cli as voting_cli
from portal.voting import desk as voting_desk
from portal.voting import record_cli as voting_record_cli
from portal.voting import views as voting_views
from portal.voting.queries.running import parts_on_running_rolls
from portal.web import assets, compress, error_pages, filters, headers, i18n, look, wechat

BLUEPRINTS = (
    home_views.bp,
    accounts_views.bp,
    plans_views.bp,
    voting_views.bp,
    pledges_views.bp,
    feedback_views.bp,
    evaluation_views.bp,
    messages_views.bp,
    personal_views.bp,
    desk_views.bp,
    accounts_desk.bp,
    communities_desk.bp,
    plans_desk.bp,
    voting_desk.bp,
    pledges_desk.bp,
    feedback_desk.bp,
    evaluation_desk.bp,
    messages_desk.bp,
    personal_desk.bp,
    exports_desk.bp,
    audit_desk.bp,
    api_views.bp,
    open311.bp,
)
COMMANDS = (
    migrate.group,
    server.serve,
    communities_cli.roll,
    accounts_cli.user,
    voting_cli.vote,
    voting_record_cli.check,
    plans_cli.budget,
    exports_cli.report,
    demo_cli.demo,
    jobs_cli.worker,
    backup_cli.backup,
    backup_cli.restore,
    messages_cli.outbox,
    personal_cli.keys,
)


def create_app(config: Config) -> Flask:
    """The portal for one configuration; importing this module starts nothing."""
    app = Flask("portal", root_path=str(ROOT / "portal"), static_folder=str(ROOT / "static"))
    app.template_folder = str(ROOT / "templates")
    _settings(app, config)
    logs.configure()
    crypto.configure(config.data_key, config.old_data_key)
    db.connect(config.database_url)
    CSRFProtect(app)
    # The first is the last to touch an answer.
    for part in (compress, i18n, filters, assets, error_pages, look, sessions, context):
        part.init_app(app)
    comparing.watching[:] = [parts_on_running_rolls]  # see docs/adr/0008
    beyond.find_proposal[:], beyond.was_voted_on[:] = [plan_links.find_proposal], [plan_links.was_voted_on]
    voting_beyond.frozen_shares[:] = [cost_links.list_frozen_shares]
    beyond.list_votes[:], beyond.list_schemes[:] = [plan_links.list_votes], [plan_links.list_schemes]
    health.init_app(app)
    headers.init_app(app, https=config.production)
    wechat.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.teardown_appcontext(_give_back)
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    return app


def _settings(app: Flask, config: Config) -> None:
    app.config.update(
        PORTAL=config,
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        UPLOADS=config.uploads,
        MAX_CONTENT_LENGTH=3 * config.max_upload,
        PERMANENT_SESSION_LIFETIME=timedelta(days=config.session_days),
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_SECURE=config.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # an old page may be sent late; the token is bound to the session anyway
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _give_back(_: BaseException | None) -> None:
    db.session.remove()
