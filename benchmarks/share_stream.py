"""How soon a thousand open streams hear of what their readers may see, and that none is lost, doubled or leaked.

A delivery is measured from before the sender's POST leaves until the client has the event, so it holds the way there,
validation, the durable commit and the way back. A message counts as lost, doubled or leaked by a rule of the
benchmark's own. The server is killed (in the full run also stopped) in the middle;
what was sent while it was away has no time.
"""

import http.client
import itertools
import json
import multiprocessing
import queue
import signal
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.frame import Result, arguments
from benchmarks.streaming import clients
from benchmarks.streaming.clients import Heard
from benchmarks.streaming.community import Community, Message, message, settle, stored
from benchmarks.streaming.server import Server, igiz

PER_SECOND = 20
SENDERS = 16
BAR_MS = 250.0
OPEN_SECONDS = 60.0
SETTLE_SECONDS = 1.5
AWAY = 40
"""Messages sent while the server goes and comes back."""


class Crowd:
    """The clients in their own process."""

    def __init__(self, port: int, headers: list[str]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, its = context.Pipe()
        self.count = len(headers)
        self.process = context.Process(target=clients.run, args=(port, headers, its), daemon=True)
        self.process.start()

    def all_open(self) -> None:
        """Wait until every stream is open."""
        end = time.monotonic() + OPEN_SECONDS
        while (found := self._ask("open?")) != self.count:
            if time.monotonic() > end:
                raise RuntimeError(f"only {found} of {self.count} streams opened")
            time.sleep(0.1)

    def _ask(self, what: str) -> object:
        self.pipe.send(what)
        found: object = self.pipe.recv()
        return found

    def end(self) -> Heard:
        """Close every stream and return what was heard."""
        found = self._ask("end")
        self.process.join(10)
        assert isinstance(found, Heard)
        return found


@dataclass
class Sending:
    """Posts messages at a steady rate; remembers when each left and whether it was acknowledged."""

    server: Server
    cookies: list[str]
    left: dict[int, float] = field(default_factory=dict)
    acknowledged: dict[int, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def send(self, messages: list[Message]) -> None:
        """Send them all, `PER_SECOND` each second."""
        waiting: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        threads = [threading.Thread(target=self._run, args=(waiting,), daemon=True) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        began = time.monotonic()
        for number, each in enumerate(messages):
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            waiting.put(each)
        for _ in threads:
            waiting.put(None)
        for thread in threads:
            thread.join()

    def _run(self, waiting: "queue.SimpleQueue[Message | None]") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        while (each := waiting.get()) is not None:
            headers = {
                "Host": f"localhost:{self.server.port}",
                "Content-Type": "application/json",
                "X-Igiz-Console": "1",
                "Cookie": f"igiz_session={self.cookies[each.author]}",
            }
            body = json.dumps(each.body)
            self.left[each.number] = time.monotonic()
            try:
                connection.request("POST", "/v1/reports", body, headers)
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                continue
            if answer.status != 201:
                self.refused.append(f"{answer.status} {text.decode()}")
                continue
            self.acknowledged[each.number] = time.monotonic()


@dataclass
class Part:
    """A stretch of messages; `timed` when the server was there all the time."""

    name: str
    messages: list[Message]
    timed: bool = True


def away(server: Server, crowd: Crowd, sending: Sending, part: Part, how: signal.Signals) -> None:
    """Send while the server goes down and comes back; what cannot be sent is not sent again."""
    sender = threading.Thread(target=sending.send, args=(part.messages,))
    sender.start()
    time.sleep(0.7)
    server.stop(how)
    seconds = server.start()
    sender.join()
    crowd.all_open()
    print(f"  {how.name}: back after {seconds:.1f} s, all streams resumed")


def percentile(values: list[float], share: float) -> float:
    """Return the value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("inf")


def judge(made: Community, parts: list[Part], sending: Sending, heard: Heard, folder: Path, result: Result) -> None:
    """Hold what was heard against who must hear what."""
    ids = stored(folder)
    lost = doubled = leaked = 0
    known: set[tuple[int, str]] = set()
    for part in parts:
        times: list[float] = []
        there = [each for each in part.messages if each.title in ids]
        unkept = [each for each in part.messages if each.number in sending.acknowledged and each.title not in ids]
        for each in there:
            for reader in each.readers:
                moments = heard.moments.get((reader, ids[each.title]), [])
                known.add((reader, ids[each.title]))
                lost += not moments
                doubled += len(moments) > 1
                times += [(moments[0] - sending.left[each.number]) * 1000] if moments else []
        lost += len(unkept)
        took = [
            (sending.acknowledged[each.number] - sending.left[each.number]) * 1000
            for each in there
            if each.number in sending.acknowledged
        ]
        print(
            f"  {part.name}: {len(there)} of {len(part.messages)} messages stored, {len(times):,} deliveries, "
            f"p50 {percentile(times, 0.5):.0f}, p99 {percentile(times, 0.99):.0f} ms; "
            f"POST p50 {percentile(took, 0.5):.0f} ms"
        )
        if part.timed:
            result.figures[f"{part.name} deliveries"] = len(times)
            result.figures[f"{part.name} p50 ms"] = round(percentile(times, 0.5), 1)
            result.at_most(f"{part.name} p99 ms", round(percentile(times, 0.99), 1), BAR_MS)
    leaked = sum(each not in known for each in heard.moments)
    for refusal in sending.refused[:3]:
        print(f"  refused: {refusal}")
    found = {"lost": lost, "doubled": doubled, "leaked": leaked, "refused": len(sending.refused)}
    for name, value in found.items():
        result.at_most(name, value, 0)


RESTARTS = {"killed": signal.SIGKILL, "stopped": signal.SIGTERM}


def parts_of(made: Community, seconds: int, restarts: int) -> list[Part]:
    """Return what is sent: a mixed stretch, one through each restart, and one that all may see."""
    count, numbers = seconds * PER_SECOND, itertools.count()
    parts = [Part("mixed", [message(made, next(numbers)) for _ in range(count)])]
    for name in [*RESTARTS][:restarts]:
        parts.append(Part(name, [message(made, next(numbers)) for _ in range(AWAY)], timed=False))
    return [*parts, Part("to all", [message(made, next(numbers), "GREEN") for _ in range(count)])]


def measure(folder: Path, streams: int, seconds: int, restarts: int, result: Result) -> None:
    """Settle a community, open the streams, send through the restarts and judge."""
    made = settle(folder, streams)
    server = Server(igiz("serve"), folder)
    print(f"  server answers after {server.start():.1f} s")
    crowd = Crowd(server.port, [f"Cookie: igiz_session={each}\r\n" for each in made.secrets])
    sending = Sending(server, made.secrets)
    try:
        began = time.monotonic()
        crowd.all_open()
        print(f"  {len(made.secrets):,} streams open after {time.monotonic() - began:.1f} s")
        parts = parts_of(made, seconds, restarts)
        for part in parts:
            cpu, wall = server.cpu_seconds(), time.monotonic()
            if part.timed:
                sending.send(part.messages)
            else:
                away(server, crowd, sending, part, RESTARTS[part.name])
            time.sleep(SETTLE_SECONDS)
            used = server.cpu_seconds() - cpu
            busy = used / (time.monotonic() - wall - SETTLE_SECONDS * part.timed)
            print(f"  {part.name}: server took {used:.1f} s of CPU, {busy:.0%} of a core")
            if part.timed:
                result.figures[f"{part.name} server CPU s"] = round(used, 2)
        result.figures["server MB with all streams open"] = round(server.resident_mb())
        heard = crowd.end()
    finally:
        server.stop()
    print(f"  clients: {heard.cpu_seconds:.1f} s of CPU, events {heard.kinds}")
    judge(made, parts, sending, heard, folder, result)


def floor(folder: Path, streams: int, seconds: int, result: Result) -> None:
    """Measure plain generators with the same clients: everything to everyone."""
    server = Server([sys.executable, "-m", "benchmarks.streaming.floor"], Path.cwd(), ready="/ready")
    server.log = folder / "floor.txt"
    server.start()
    crowd = Crowd(server.port, ["X: y\r\n"] * streams)
    left: dict[str, float] = {}
    try:
        crowd.all_open()
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        began = time.monotonic()
        for number in range(seconds * PER_SECOND):
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            name = f"report--{uuid.uuid4()}"
            left[name] = time.monotonic()
            body = f'event: report\nid: {number}\ndata: {{"id":"{name}","text":"{"x" * 400}"}}\n\n'
            connection.request("POST", "/send", body.encode())
            connection.getresponse().read()
        time.sleep(SETTLE_SECONDS)
        result.figures["floor server CPU s"] = round(server.cpu_seconds(), 2)
        heard = crowd.end()
    finally:
        server.stop()
    times = [(moments[0] - left[name]) * 1000 for (_, name), moments in heard.moments.items()]
    result.figures["floor deliveries"] = len(times)
    result.figures["floor p50 ms"] = round(percentile(times, 0.5), 1)
    result.figures["floor p99 ms"] = round(percentile(times, 0.99), 1)
    print(f"  floor: {len(times):,} deliveries, p50 {percentile(times, 0.5):.0f}, p99 {percentile(times, 0.99):.0f} ms")


def main() -> None:
    """Measure and end with one JSON line."""
    given = arguments(__doc__ or "", streams=(1000, 1000), seconds=(60, 4), restarts=(2, 1))
    print(f"  {PER_SECOND} messages/s")
    result = Result("share_stream")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.streams, given.seconds, given.restarts, result)
        floor(Path(folder), given.streams, given.seconds, result)
    result.end()


if __name__ == "__main__":
    main()
