"""Whether the portal lives, whether it can work, and what it counts: for balancers and Prometheus."""

import hmac
from time import perf_counter

import sqlalchemy as sa
import structlog
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from portal import db
from portal.config import Config
from portal.jobs.models import Job
from portal.migrate import alembic
from portal.web.guard import public

bp = Blueprint("health", __name__)
log = structlog.get_logger(__name__)

_SLOW = 0.5  # seconds of one statement
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class _Counted:
    """The figures of one process; each application has its own, so that two never add to one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "portal_answers", "Answers by endpoint and status", ["endpoint", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "portal_answer_seconds", "Time to an answer", ["endpoint"], registry=self.registry
        )
        self.slow = Counter("portal_slow_statements", "Statements over half a second", registry=self.registry)
        self.jobs = Gauge("portal_jobs", "Jobs by what they wait for", ["state"], registry=self.registry)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; it asks nobody else."""
    return _said("ok")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers, and has the tables that this code expects."""
    head = ScriptDirectory.from_config(alembic()).get_current_head()
    try:
        there = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError as error:
        log.warning("not ready", kind=type(error).__name__)
        return _said("database out of reach", 503)
    if there != head:
        return _said(f"database at {there}, code at {head}: run flask db upgrade", 503)
    return _said("ready")


def _said(text: str, status: int = 200) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")


@bp.get("/metrics")
@public
def metrics() -> Response:
    """For this machine alone, or for whoever has the token; to anybody else there is nothing here."""
    config: Config = current_app.config["PORTAL"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if config.metrics_token:
        if not hmac.compare_digest(given, config.metrics_token):
            abort(404)
    elif request.remote_addr not in _LOOPBACK or "X-Forwarded-For" in request.headers:
        abort(404)
    counted: _Counted = current_app.extensions["health"]
    _count_jobs(counted)
    return Response(generate_latest(counted.registry), content_type=CONTENT_TYPE_LATEST)


def _count_jobs(counted: _Counted) -> None:
    waiting = Job.done_at.is_(None) & Job.failed_at.is_(None)
    asked = sa.select(
        sa.func.count().filter(waiting), sa.func.count().filter(Job.failed_at.is_not(None))
    ).select_from(Job)
    waits, failed = db.session.execute(asked).one()
    counted.jobs.labels("waiting").set(waits)
    counted.jobs.labels("failed").set(failed)


def init_app(app: Flask) -> None:
    """Count every answer, and name statements that are slow, without their values."""
    counted = app.extensions["health"] = _Counted()
    app.register_blueprint(bp)

    @app.before_request
    def begin() -> None:
        g.begun = perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        counted.answers.labels(endpoint, str(response.status_code)).inc()
        begun = g.get("begun")
        if begun is not None:
            counted.seconds.labels(endpoint).observe(perf_counter() - begun)
        return response

    def before(connection: sa.Connection, *_: object) -> None:
        connection.info["asked"] = perf_counter()

    def after(connection: sa.Connection, _: object, statement: str, *__: object) -> None:
        taken = perf_counter() - connection.info.get("asked", perf_counter())
        if taken > _SLOW:
            counted.slow.inc()
            log.warning("slow statement", ms=round(taken * 1000), statement=" ".join(statement.split())[:500])

    event.listen(db.engine(), "before_cursor_execute", before)
    event.listen(db.engine(), "after_cursor_execute", after)
