"""A server in a process of its own, and sixteen browsers that press as fast as they are answered."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = 16
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Request:
    """One request; without a body it is a GET."""

    path: str
    cookie: str
    body: dict[str, str] | None = None
    expect: int = 200


@dataclass(frozen=True)
class Load:
    """Answers a second, the slowest hundredth in ms, CPU of the server in ms an answer."""

    rate: float
    p99: float
    cpu: float


class Server:
    """A running server; `put` sends it requests over sixteen kept connections."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process, self._port = process, port

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def put(self, requests: Sequence[Request]) -> Load:
        """:raises RuntimeError: any other answer than expected, which would be cheap."""
        shares = [requests[n::CONNECTIONS] for n in range(CONNECTIONS)]
        waits: list[float] = []
        faults: list[str] = []
        threads = [
            threading.Thread(target=self._browser, args=(share, waits, faults)) for share in shares if share
        ]
        before, begun = self._cpu(), perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        taken, used = perf_counter() - begun, self._cpu() - before
        if faults:
            raise RuntimeError(faults[0])
        slow = statistics.quantiles(waits, n=100)[98] if len(waits) > 1 else waits[0]
        return Load(len(requests) / taken, slow * 1000, used * 1000 / len(requests))

    def _browser(self, share: Sequence[Request], waits: list[float], faults: list[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        for request in share:
            method, body = ("POST", urlencode(request.body)) if request.body else ("GET", None)
            headers = {"Cookie": request.cookie}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            begun = perf_counter()
            connection.request(method, request.path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            waits.append(perf_counter() - begun)
            if answer.status != request.expect:
                faults.append(f"{request.path}: {answer.status} {text[:300]!r}")
                return
        connection.close()

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK


@contextmanager
def served(which: str, place: str) -> Iterator[Server]:
    """:param which: ``ours`` or ``bare``, see `tests.bench.serve`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.serve", which, str(port), place], cwd=ROOT)
    try:
        _wait(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int) -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
