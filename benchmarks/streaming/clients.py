"""A thousand browsers in one process: raw sockets, as little parsing as can tell which message came when.

Like a browser, a client that lost its stream waits a second and resumes after the last event it heard.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

RETRY_SECONDS = 1.0
OPENING = 50
"""Clients that open their stream at one time."""
_ID = re.compile(rb"^id: (\S+)$", re.M)
_OBJECT = re.compile(rb'"id":"([a-z-]+--[0-9a-f-]{36})"')


@dataclass(frozen=True, slots=True)
class Heard:
    """Moments (monotonic seconds) at which each client heard of each object: (client, object id) -> moments."""

    moments: dict[tuple[int, str], list[float]]
    kinds: dict[str, int]
    cpu_seconds: float


@dataclass
class _Ear:
    """One client: what it heard, and where it would resume."""

    number: int
    request: bytes
    heard: list[tuple[int, bytes, float]]
    kinds: Counter[bytes]
    last: bytes = b""
    open: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def asked(self) -> bytes:
        resume = b"Last-Event-ID: " + self.last + b"\r\n" if self.last else b""
        return self.request + resume + b"\r\n"


class _Protocol(asyncio.Protocol):
    def __init__(self, ear: _Ear) -> None:
        self.ear = ear
        self.left = b""

    def connection_made(self, transport: Any) -> None:
        transport.write(self.ear.asked())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        *blocks, self.left = (self.left + data).split(b"\n\n")
        for block in blocks:
            self._take(block, now)

    def _take(self, block: bytes, now: float) -> None:
        ear = self.ear
        _, _, text = block.partition(b"event: ")
        kind = text[: text.find(b"\n")]
        ear.kinds[kind] += 1
        if kind == b"hello":
            ear.open = True
        found = _ID.search(text)
        if found is not None:
            ear.last = found[1]
        about = _OBJECT.search(text)
        if about is not None:
            ear.heard.append((ear.number, about[1], now))

    def connection_lost(self, _error: Exception | None) -> None:
        self.ear.open = False
        self.ear.closed.set()


class _Crowd:
    """All clients."""

    def __init__(self, port: int, headers: Sequence[str]) -> None:
        self.port = port
        self.heard: list[tuple[int, bytes, float]] = []
        self.kinds: Counter[bytes] = Counter()
        self.ears = [
            _Ear(number, _request(port, header), self.heard, self.kinds) for number, header in enumerate(headers)
        ]
        self.turn = asyncio.Semaphore(OPENING)
        self.ending = False

    async def listen(self, ear: _Ear) -> None:
        loop = asyncio.get_running_loop()
        while not self.ending:
            ear.closed.clear()
            try:
                async with self.turn:
                    await loop.create_connection(lambda: _Protocol(ear), "127.0.0.1", self.port)
                    while not ear.open and not ear.closed.is_set():
                        await asyncio.sleep(0.02)
                await ear.closed.wait()
            except OSError:
                pass
            await asyncio.sleep(RETRY_SECONDS)

    def open(self) -> int:
        return sum(ear.open for ear in self.ears)

    def result(self) -> Heard:
        moments: dict[tuple[int, str], list[float]] = {}
        for number, about, now in self.heard:
            moments.setdefault((number, about.decode()), []).append(now)
        kinds = {kind.decode(): count for kind, count in self.kinds.items()}
        return Heard(moments, kinds, time.process_time())


def _request(port: int, header: str) -> bytes:
    return f"GET /v1/stream HTTP/1.1\r\nHost: localhost:{port}\r\n{header}".encode()


async def _run(port: int, headers: Sequence[str], pipe: Connection) -> None:
    crowd = _Crowd(port, headers)
    tasks = [asyncio.create_task(crowd.listen(ear)) for ear in crowd.ears]
    while True:
        while not pipe.poll():
            await asyncio.sleep(0.05)
        if pipe.recv() == "open?":
            pipe.send(crowd.open())
        else:
            break
    crowd.ending = True
    result = crowd.result()
    for task in tasks:
        task.cancel()
    pipe.send(result)


def run(port: int, headers: Sequence[str], pipe: Connection) -> None:
    """Listen with a client per header line until told to end; answers "open?" with how many streams are open."""
    asyncio.run(_run(port, headers, pipe))
