"""What the server holds in memory at a million objects, what `igiz --help` costs, how soon the first screen is there.

The first screen of the demo is there when its page and its role buttons are answered, counted from the command that
`make run` gives once everything is set up: with no data yet, and with the data of an earlier run. Bars are held
against the wall; the CPU stands beside it, since on a busy machine the wall tells of the others.
"""

import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import orjson

from benchmarks.frame import Result, arguments
from benchmarks.share_access import World, fill, world
from benchmarks.streaming.server import Server, free_port, igiz
from igiz.core.bus import Courier
from igiz.core.config import secret_from
from igiz.core.db import Database
from igiz.migrations import migrate
from igiz.share.service.handlers import HANDLERS
from igiz.zone.service import sessions
from igiz.zone.service.identity import Identity

MEGABYTES_BAR, HELP_BAR, SCREEN_BAR = 300, 0.3, 10.0
HELP_RUNS = 5
READERS = 4
FIRST_SCREEN = ("/", "/v1/demo-roles")


def children_seconds() -> float:
    """Return the seconds of CPU of all child processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def help_seconds() -> float:
    """Return the least CPU seconds that `igiz --help` took."""
    found = []
    for _ in range(HELP_RUNS):
        before = children_seconds()
        subprocess.run(igiz("--help"), check=True, capture_output=True)
        found.append(children_seconds() - before)
    return min(found)


def first_screen(folder: Path, what: str, result: Result) -> None:
    """Start the demo and measure until its first screen is there."""
    port = free_port()
    command = igiz("demo", "--port", str(port), "--folder", str(folder / "demo"))
    server = Server(command, folder, ready=FIRST_SCREEN[0], port=port)
    began = time.monotonic()
    try:
        server.start()
        while not all(server.answers(path) for path in FIRST_SCREEN):
            if time.monotonic() - began > 60:
                raise RuntimeError(f"the demo never answered {' and '.join(FIRST_SCREEN)}")
            time.sleep(0.02)
        seconds = time.monotonic() - began
        result.figures[f"first screen CPU s, {what}"] = round(server.cpu_seconds(), 2)
        result.figures[f"demo MB, {what}"] = round(server.resident_mb())
        result.at_most(f"first screen s, {what}", round(seconds, 2), SCREEN_BAR)
        print(f"  {what}: first screen after {seconds:.1f} s, {server.cpu_seconds():.1f} s of CPU")
    finally:
        server.stop()


@contextmanager
def database(folder: Path) -> Iterator[Database]:
    """Open a fresh migrated database in a folder, written without waiting for the disk."""
    db = Database(f"sqlite:///{folder / 'igiz.db'}", synchronous="OFF")
    migrate(db)
    try:
        yield db
    finally:
        db.close()


def built(folder: Path, count: int) -> list[str]:
    """Build a database of that many objects; return the cookies of some readers."""
    identity = Identity(secret_from(folder / "igiz.secret"))
    with database(folder) as db:
        made: World = world(db)
        fill(db, made, count)
        while Courier(db, HANDLERS).deliver():
            pass
        now = datetime.now(UTC)
        readers = [each.person for each in made.actors[:READERS]]
        opened = db.write(lambda tx: [sessions.start(tx, identity, each, "benchmark") for each in readers], now)
        return [each.secret for each in opened]


def read_all_over(server: Server, cookie: str) -> int:
    """Read as a person does: lists, pages, searches, single objects; return how many answers there were."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    answers = 0

    def get(path: str) -> bytes:
        nonlocal answers
        headers = {"Host": f"localhost:{server.port}", "Cookie": f"igiz_session={cookie}"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {text[:300].decode()}")
        answers += 1
        return text

    cursor = ""
    for _ in range(20):
        page = orjson.loads(get(f"/v1/reports?type=any&limit=100{cursor}"))
        for item in page["items"][:3]:
            get(f"/v1/reports/{item['id']}")
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    for path in (
        "/v1/counts",
        "/v1/reports?type=indicator&limit=50",
        "/v1/reports?type=any&q=campaign",
        "/v1/partners",
    ):
        get(path)
    connection.close()
    return answers


def memory(folder: Path, count: int, result: Result) -> None:
    """Serve that many objects, read, and measure what the server holds."""
    cookies = built(folder, count)
    server = Server(igiz("serve"), folder)
    try:
        seconds = server.start()
        result.figures["serve answers after s"] = round(seconds, 2)
        before = server.resident_mb()
        answers = sum(read_all_over(server, each) for each in cookies)
        after = server.resident_mb()
        size = (folder / "igiz.db").stat().st_size / 1e6
        print(
            f"  {count:,} objects, {size:,.0f} MB on disk: {before:.0f} MB resident, {after:.0f} after {answers} reads"
        )
        result.figures["resident MB at start"] = round(before)
        result.at_most("resident MB", round(after), MEGABYTES_BAR)
    finally:
        server.stop()


def main() -> None:
    """Measure and end with one JSON line."""
    given = arguments(__doc__ or "", objects=(1_000_000, 40_000))
    result = Result("serve_start")
    result.at_most("igiz --help CPU s", round(help_seconds(), 3), HELP_BAR)
    print(f"  igiz --help: {result.figures['igiz --help CPU s']} s of CPU")
    with tempfile.TemporaryDirectory() as name:
        first_screen(Path(name), "no data yet", result)
        first_screen(Path(name), "data of an earlier run", result)
    with tempfile.TemporaryDirectory() as name:
        memory(Path(name), given.objects, result)
    result.end()


if __name__ == "__main__":
    main()
