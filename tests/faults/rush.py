"""The last hour of a vote: sixteen phones that press, and what each of them was told."""

import http.client
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from urllib.parse import urlencode

import sqlalchemy as sa

from portal import db
from portal.voting.models import Ballot, BallotState, Vote
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.checking import check_vote
from portal.web import clock
from tests.bench.load import CONNECTIONS, ROOT
from tests.bench.world import World

#: Voter (from 1) and the receipt that the phone was sent to.
Answered = tuple[int, str]


class Portal:
    """A server in a process of its own; ``address`` is its port on loopback."""

    def __init__(self, url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "tests.bench.serve", "ours", str(self.port), url]
        self._process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """As a power cut does: nothing is finished, nothing is said."""
        self._process.kill()
        self._process.wait(timeout=30)


@contextmanager
def portal(url: str) -> Iterator[Portal]:
    running = Portal(url)
    try:
        yield running
    finally:
        running.kill()


def press(made: World, ports: Sequence[int], *, at: int, then: Callable[[], None]) -> list[Answered]:
    """Every voter presses once on each port, sixteen phones at a time.

    :param at: after so many answers ``then`` happens, once.
    :return: what was answered with a receipt; a connection that broke got none.
    """
    presses = [
        (voter, cookie, port) for voter, cookie in enumerate(made.drafts(1), start=1) for port in ports
    ]
    answered: list[Answered] = []
    counting = threading.Lock()

    def phone(share: Sequence[tuple[int, str, int]]) -> None:
        for voter, cookie, port in share:
            receipt = _pressed(made, port, voter, cookie)
            if receipt is None:
                continue
            with counting:
                answered.append((voter, receipt))
                if len(answered) == at:
                    then()

    threads = [threading.Thread(target=phone, args=(presses[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered


def _pressed(made: World, port: int, voter: int, cookie: str) -> str | None:
    path = f"/estates/{made.estate_id}/votes/{made.vote_id}/ballot/check"
    body = urlencode({"once": f"tap-{voter}", "csrf_token": made.csrf})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    place = answer.headers.get("Location", "")
    return place.rpartition("/")[2] if answer.status == 303 and "/receipt/" in place else None


def hold_against(made: World, answered: Sequence[Answered]) -> None:
    """Every receipt that was given out counts, once, and stands in a record that has no fault."""
    ballots = db.session.execute(
        sa.select(Ballot.voter_id, Ballot.receipt, Ballot.state).where(Ballot.vote_id == made.vote_id)
    ).all()
    counted = [(voter, receipt) for voter, receipt, state in ballots if state is BallotState.COUNTED]
    assert len({voter for voter, _ in counted}) == len(counted)
    assert set(answered) <= set(counted)
    lines = db.session.scalars(sa.select(VoteEvent.line).where(VoteEvent.vote_id == made.vote_id)).all()
    for _, receipt in counted:
        assert sum(f'"receipt":"{receipt}"' in line for line in lines) == 1
    vote = db.session.scalars(sa.select(Vote)).one()
    assert list(check_vote(vote, clock.now())) == []
