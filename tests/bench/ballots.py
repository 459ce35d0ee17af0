"""Casting and the ballot's page, over sixteen connections, against the bare program that does the same."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from . import bare
from .frame import Contest, Measured, compare
from .load import Load, Request, Server, served
from .world import World, world

_ROUNDS, _EACH = 5, 192
_VOTERS = _EACH * (_ROUNDS + 1)


def page(folder: Path) -> Iterator[Measured]:
    """The page on which an owner chooses, and the bare page."""
    with _both(folder, homes=600) as (made, ours, plain):
        path = f"/estates/{made.estate_id}/votes/{made.vote_id}/ballot"
        own = [Request(path, cookie) for cookie in made.cookies[:_EACH]]
        other = [Request("/", _bare_cookie(n)) for n in range(1, _EACH + 1)]
        rounds = _rounds(ours, plain, [own] * (_ROUNDS + 1), [other] * (_ROUNDS + 1))
    yield compare("ballot page, answers", [(a.rate, b.rate) for a, b in rounds], 0.5, "pages/s")
    yield compare("ballot page, CPU", [(a.cpu, b.cpu) for a, b in rounds], 2, "ms", at_most=True)


def cast(folder: Path) -> Iterator[Measured]:
    """One question."""
    with _both(folder, homes=_VOTERS) as (made, ours, plain):
        rounds = _rounds(ours, plain, _ballots(made, 1), _bare_ballots())
    yield compare("ballot cast, 16 connections", [(a.rate, b.rate) for a, b in rounds], 0.8, "ballots/s")
    yield compare(
        "ballot cast, slowest hundredth", [(a.p99, b.p99) for a, b in rounds], 1, "ms", at_most=True
    )
    yield compare("ballot cast, CPU", [(a.cpu, b.cpu) for a, b in rounds], 1.5, "ms", at_most=True)


def ten_questions(folder: Path) -> Iterator[Measured]:
    """Ten questions, against the bare ballot with one."""
    with _both(folder, homes=_VOTERS, questions=10) as (made, ours, plain):
        rounds = _rounds(ours, plain, _ballots(made, 10), _bare_ballots())
    yield compare("ballot with 10 questions", [(a.rate, b.rate) for a, b in rounds], 0.5, "ballots/s")


def when_full(folder: Path) -> Iterator[Measured]:
    """The same ballot where none and where 100,000 were cast: our own cost, twice."""
    with ExitStack() as stack:
        sides = []
        for name, homes, before in (("empty", _VOTERS, 0), ("full", 100_000 + _VOTERS, 100_000)):
            (folder / name).mkdir()
            made = stack.enter_context(world(folder / name, homes=homes, signed_in=_VOTERS, cast=before))
            sides.append((_ballots(made, 1), stack.enter_context(served("ours", made.url))))
        (few, empty), (many, full) = sides
        rounds = _rounds(full, empty, many, few)
    what = "ballot when 100,000 are cast, CPU against none cast"
    yield compare(what, [(a.cpu, b.cpu) for a, b in rounds], 1.1, "ms", at_most=True)


@contextmanager
def _both(folder: Path, *, homes: int, questions: int = 1) -> Iterator[tuple[World, Server, Server]]:
    with ExitStack() as stack:
        made = stack.enter_context(world(folder, homes=homes, signed_in=homes, questions=questions))
        place = folder / "bare.db"
        bare.make(place, homes)
        yield (
            made,
            stack.enter_context(served("ours", made.url)),
            stack.enter_context(served("bare", str(place))),
        )


def _rounds(
    ours: Server, plain: Server, own: Sequence[list[Request]], other: Sequence[list[Request]]
) -> list[tuple[Load, Load]]:
    """In turn; the first turn of each warms up."""
    pairs = [(ours.put(mine), plain.put(theirs)) for mine, theirs in zip(own, other, strict=True)]
    return pairs[1:]


def _ballots(made: World, questions: int) -> list[list[Request]]:
    path = f"/estates/{made.estate_id}/votes/{made.vote_id}/ballot/check"
    found = []
    for n, cookie in enumerate(made.drafts(questions)):
        body = {"once": f"once-{n}", "csrf_token": made.csrf}
        found.append(Request(path, cookie, body, expect=303))
    return [found[start : start + _EACH] for start in range(0, _VOTERS, _EACH)]


def _bare_ballots() -> list[list[Request]]:
    each = range(1, _VOTERS + 1)
    found = [
        Request("/", _bare_cookie(n), {"answer": "approve", "csrf_token": bare.csrf(str(n))}, 303)
        for n in each
    ]
    return [found[start : start + _EACH] for start in range(0, _VOTERS, _EACH)]


def _bare_cookie(n: int) -> str:
    app = Flask("bare")
    app.secret_key = bare.SECRET_KEY
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise RuntimeError("no secret key")
    return f"session={signer.dumps({'account': n})}"


ROWS = [Contest(page), Contest(cast), Contest(ten_questions), Contest(when_full)]
