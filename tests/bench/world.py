"""An estate of any size with an open vote, its owners signed in: in bulk, then announced as always."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask import session as browser
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf

from portal import db
from portal.accounts.models import Account, ClaimState, OwnerLink, Proof, Relation, RoleGrant, SignIn
from portal.accounts.services.signing_in import token_hash
from portal.app import create_app
from portal.audit.services import Actor
from portal.communities.models import (
    Building,
    Community,
    Entrance,
    Estate,
    Owner,
    OwnerParty,
    Part,
    PartyOwner,
    Street,
)
from portal.communities.roll.kinds import AreaSource, PartUse
from portal.config import Config
from portal.db import session, transaction
from portal.domain.matters import Matter
from portal.domain.tally import Choice, MatterClass, QuestionKind, Regime
from portal.permissions import Role
from portal.voting.models import Answer, Ballot, BallotState, Channel, Vote, Voter
from portal.voting.queries.electorate import list_voters
from portal.voting.services.drafting import create
from portal.voting.services.logbook import log_all, said
from portal.voting.services.opening import open_now
from portal.voting.services.rolls import publish_roll
from portal.voting.specification import Papers, QuestionSpec, VoteSpec
from tests.support.databases import Databases

SECRET_KEY = "for measuring only"
DATA_KEY = b"for measuring only, 32 bytes now"
_BY = Actor(None, "测")
_PAPERS = Papers(
    notice_posted="贴在各单元公告栏，照片 0301",
    convened_under="街道〔2026〕1号",
    contact="李干事 023-0000 0000",
    supervisor="试验街道办事处",
    guidance="街道已指导",
    plan_ref="改造方案第一版",
    cost_ref="分摊办法第一版",
)
_RAW = "0" * 40
_ACCOUNTS = 1_000_000  # ids of the owners' accounts start here


@dataclass(frozen=True)
class World:
    """What was made: the first ``signed_in`` owners have a cookie each."""

    app: Flask
    url: str
    estate_id: int
    vote_id: int
    cookies: list[str]
    tokens: list[str]
    csrf: str

    def drafts(self, questions: int) -> Iterator[str]:
        """The cookies of the owners who signed in, each with a ballot that is chosen and not yet cast."""
        now = datetime.now(UTC)
        answers = {f"q{n}": ["approve"] for n in range(1, questions + 1)}
        for voter, token in enumerate(self.tokens, start=1):
            chosen = {"vote": self.vote_id, "voter": voter, "answers": answers}
            yield _cookie(self.app, token, now, ballot=chosen)


@contextmanager
def world(
    folder: Path, *, homes: int, signed_in: int, cast: int = 0, questions: int = 1, kind: str = "sqlite"
) -> Iterator[World]:
    """:param kind: of database, sqlite or postgresql.

    :param cast: so many owners, from the end of the roll, have cast already; all on record.
    """
    with ExitStack() as stack:
        environment = {"PORTAL_INSTANCE": str(folder), "SECRET_KEY": SECRET_KEY}
        url = stack.enter_context(Databases(folder, environment)).migrated(kind)
        app = create_app(Config(database_url=url, secret_key=SECRET_KEY, data_key=DATA_KEY, instance=folder))
        stack.callback(db.dispose)
        now = datetime.now(UTC)
        with app.app_context():
            with transaction():
                estate = _estate(homes)
            with transaction():
                vote = _vote(session.get_one(Estate, estate), questions, now)
            with transaction():
                tokens = _people(estate, signed_in, now)
                _cast(session.get_one(Vote, vote), cast, now)
        cookies = [_cookie(app, token, now) for token in tokens]
        yield World(app, url, estate, vote, cookies, tokens, _csrf(app))


def _estate(homes: int) -> int:
    street = Street(name="试验街道")
    estate = Estate(name="试验小区", street=street, community=Community(name="试验社区", street=street))
    session.add(estate)
    session.flush()
    for n in range(1, -(-homes // 100) + 1):
        session.add(Building(id=n, estate_id=estate.id, name=f"{n}栋", number=n))
        session.flush()
        session.add(Entrance(id=n, estate_id=estate.id, building_id=n, name="1单元", number=1))
    each = range(1, homes + 1)
    _insert(OwnerParty, ({"id": n, "estate_id": estate.id, "key": f"p{n}"} for n in each))
    _insert(Owner, ({"id": n, "estate_id": estate.id, "key": f"o{n}", "name": f"业主{n}"} for n in each))
    _insert(PartyOwner, ({"party_id": n, "owner_id": n, "position": 0} for n in each))
    _insert(Part, (_part(estate.id, n) for n in each))
    return estate.id


def _part(estate_id: int, n: int) -> dict[str, object]:
    return {
        "id": n,
        "estate_id": estate_id,
        "entrance_id": (n - 1) // 100 + 1,
        "floor": (n - 1) % 100 // 4 + 1,
        "room": f"{(n - 1) % 100 // 4 + 1}-{(n - 1) % 4 + 1}",
        "area": 5000 + n % 7000,
        "area_source": AreaSource.REGISTER,
        "use": PartUse.DWELLING,
        "party_id": n,
    }


def _vote(estate: Estate, questions: int, now: datetime) -> int:
    publish_roll(estate, days=7, by=_BY, now=now - timedelta(days=40))
    asked = tuple(
        QuestionSpec(
            f"q{n}", f"同意第 {n} 项吗？", QuestionKind.APPROVE, MatterClass.SPECIAL, matter=Matter.COMMON_USE
        )
        for n in range(1, questions + 1)
    )
    specification = VoteSpec(
        title="试验投票",
        estate=estate.name,
        street=estate.street.name,
        regime=Regime.OWNERS,
        notice_at=now - timedelta(days=20),
        opens_at=now - timedelta(days=4),
        closes_at=now + timedelta(days=6),
        questions=asked,
        convener="试验社区居民委员会",
        papers=_PAPERS,
    )
    vote = create(specification, _BY, now=now - timedelta(days=25))
    open_now(vote, _BY, now=now - timedelta(days=3))
    return vote.id


def _people(estate_id: int, count: int, now: datetime) -> list[str]:
    tokens = [f"token-{n}" for n in range(1, count + 1)]
    _insert(Account, (_account(n, now) for n in range(1, count + 1)))
    _insert(RoleGrant, (_grant(estate_id, n, now) for n in range(1, count + 1)))
    _insert(OwnerLink, (_link(estate_id, n, now) for n in range(1, count + 1)))
    _insert(SignIn, (_sign_in(n, token, now) for n, token in enumerate(tokens, start=1)))
    return tokens


def _account(n: int, now: datetime) -> dict[str, object]:
    plain = {"is_staff": False, "must_change_password": False, "is_demo": False}
    return {"id": _ACCOUNTS + n, "display_name": f"业主{n}", "created_at": now, **plain}


def _grant(estate_id: int, n: int, now: datetime) -> dict[str, object]:
    return {"account_id": _ACCOUNTS + n, "role": Role.RESIDENT, "estate_id": estate_id, "granted_at": now}


def _link(estate_id: int, n: int, now: datetime) -> dict[str, object]:
    return {
        "account_id": _ACCOUNTS + n,
        "estate_id": estate_id,
        "owner_id": n,
        "part_id": n,
        "relation": Relation.OWNER,
        "proof": Proof.ID_TAIL,
        "state": ClaimState.ACTIVE,
        "why_waiting": "",
        "since": now,
    }


def _sign_in(n: int, token: str, now: datetime) -> dict[str, object]:
    return {
        "account_id": _ACCOUNTS + n,
        "token_hash": token_hash(token),
        "created_at": now,
        "expires_at": now + timedelta(days=30),
        "device": "wechat android",
        "way": "slip",
    }


def _cast(vote: Vote, count: int, now: datetime) -> None:
    """Ballots in the words of the service, many at a time."""
    voters = list_voters(vote.id)[-count:] if count else []
    choices = (Choice.APPROVE, Choice.APPROVE, Choice.APPROVE, Choice.OPPOSE, Choice.ABSTAIN)
    for start in range(0, len(voters), 2000):
        ballots = []
        for n, voter in enumerate(voters[start : start + 2000], start=start):
            answers = [Answer(question_id=q.id, choice=choices[(n + q.id) % 5]) for q in vote.questions]
            ballots.append(_ballot(vote, voter, n, now, answers))
        session.add_all(ballots)
        session.flush()
        numbers = {voter.id: voter.number for voter in voters[start : start + 2000]}
        events = [
            ("cast", {**said(numbers[b.voter_id], vote.questions, b), "replaces": None}) for b in ballots
        ]
        log_all(vote.id, events, now)
        session.expunge_all()
        vote = session.get_one(Vote, vote.id)


def _ballot(vote: Vote, voter: Voter, n: int, now: datetime, answers: list[Answer]) -> Ballot:
    return Ballot(
        vote_id=vote.id,
        voter_id=voter.id,
        channel=Channel.ONLINE,
        state=BallotState.COUNTED,
        signed_at=now,
        receipt=f"bench-{n:07}",
        once=f"bench-{n}",
        entered_at=now,
        answers=answers,
    )


def _insert(table: type[db.Base], rows: Iterator[dict[str, object]]) -> None:
    session.execute(sa.insert(table), list(rows))


def _csrf(app: Flask) -> str:
    """What a form of ours carries in a session that `_cookie` made."""
    with app.test_request_context():
        browser["csrf_token"] = _RAW
        return str(generate_csrf())


def _cookie(app: Flask, token: str, now: datetime, **more: object) -> str:
    """What the browser of a person who signed in sends."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise RuntimeError("no secret key")
    content = {"sign_in": token, "seen": int(now.timestamp()), "csrf_token": _RAW, "_permanent": True, **more}
    return f"portal={signer.dumps(content)}"
