"""Objects per second that partners' systems share: through the service, and over TAXII on one worker.

The floor is what SQLite itself writes durably in the same run: batches of 100 rows of 468 bytes, `synchronous=FULL`.
Floor and service take turns in short rounds, so that a disk that changes its speed changes it for both.
"""

import http.client
import json
import multiprocessing
import random
import socket
import sqlite3
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import uvicorn

from benchmarks.frame import Result, arguments, databases
from igiz.core import settings
from igiz.core.clock import wall_now
from igiz.core.config import secret_from
from igiz.core.db import Database
from igiz.edge.web.app import create_app
from igiz.share.formats import stix, taxii
from igiz.share.model.marking import Tlp
from igiz.share.service import bundles
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, NewPartner, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import partners, persons, roles, tokens
from igiz.zone.service.identity import Identity

BATCH = 100
ROW_BYTES = 468
CALLERS = 4
ROUNDS = 10
WORDS = 4000
FLOOR_SHARE = 0.25
HTTP_BAR = 2000
LIMIT_BYTES = 10_000_000


# ---- what is sent --------------------------------------------------------------------------------------------------


class Texts:
    """Words that come as often as words do: few of them often, most of them rarely."""

    def __init__(self) -> None:
        self._rng = random.Random(5)
        letters = "aaabcdeeefghiiklmnnoooprrssttuvw"
        self._words = ["".join(self._rng.choices(letters, k=self._rng.randint(2, 11))) for _ in range(WORDS)]
        self._weights = [1 / (rank + 3) for rank in range(WORDS)]

    def take(self, length: int) -> str:
        """Return a text of that many characters."""
        return " ".join(self._rng.choices(self._words, self._weights, k=length // 3 + 2))[:length].ljust(length, "o")


def indicator(texts: Texts, number: int) -> dict[str, object]:
    """Return an object whose JSON has the bytes of a row of the floor."""
    moment = "2026-11-01T09:00:00.000Z"
    value: dict[str, object] = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid4()}",
        "created": moment,
        "modified": moment,
        "name": f"Seen near gate {number % 100}",
        "description": "",
        "pattern": f"[ipv4-addr:value = '203.0.113.{number % 256}']",
        "pattern_type": "stix",
        "valid_from": moment,
        "object_marking_refs": [stix.STIX_ID[Tlp.GREEN]],
    }
    value["description"] = texts.take(ROW_BYTES - len(json.dumps(value, separators=(",", ":"))))
    return value


def envelopes(count: int) -> list[bytes]:
    """Return that many bundles of 100 objects, as bytes."""
    texts = Texts()
    return [
        json.dumps(
            {
                "type": "bundle",
                "id": f"bundle--{uuid.uuid4()}",
                "objects": [indicator(texts, bundle * BATCH + number) for number in range(BATCH)],
            },
            separators=(",", ":"),
        ).encode()
        for bundle in range(count)
    ]


# ---- through the service -------------------------------------------------------------------------------------------


def system_of(db: Database) -> Actor:
    """Return the service of a partner, in an instance with ten partners."""
    now = wall_now()
    roles.prepare_instance(db, now)
    names = [f"Partner {number}" for number in range(10)]
    new = [NewPartner(Text(name, name), name, PartnerKind.AUTHORITY, name, Regime.GDPR) for name in names]
    partner = db.write(lambda tx: partners.ensure_partners(tx, new, "benchmark"), now)[0]
    ends = now + timedelta(days=1)
    scopes = frozenset({"read", "write"})
    tokens.create_token(db, Identity(b"k" * 64), OPERATOR, "system", scopes, ends, now, partner_id=partner.id)
    with db.read() as conn:
        (service,) = [each for each in persons.persons_of(conn, [partner.id]) if each.service]
    actor = persons.load_actor(db, service.id, now)
    assert actor is not None
    return replace(actor, scopes=scopes)


def take_in(db: Database, actor: Actor, data: bytes) -> None:
    """Read a bundle from its bytes and store it."""
    bundle = stix.read_bundle(data, limit_bytes=LIMIT_BYTES, limit_objects=BATCH)
    receipt = bundles.take_in(db, actor, bundle, None, wall_now())
    assert len(receipt.stored) == BATCH, receipt.refused


def spent(work: Callable[[bytes], None], batches: Sequence[bytes], callers: int) -> float:
    """Return the seconds that so many callers at once take for all batches."""
    with ThreadPoolExecutor(callers) as pool:
        start = time.perf_counter()
        for _ in pool.map(work, batches):
            pass
        return time.perf_counter() - start


class Floor:
    """Bare SQLite: one table, one row per object, nothing else."""

    def __init__(self, folder: Path) -> None:
        self._conn = sqlite3.connect(folder / "floor.db", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE row (number INTEGER PRIMARY KEY, body TEXT NOT NULL)",
        ):
            self._conn.execute(statement)
        self._rows = [("x" * ROW_BYTES,)] * BATCH

    def write(self, batches: int) -> float:
        """Write that many batches, each durable before the next, and return the seconds."""
        start = time.perf_counter()
        for _ in range(batches):
            self._conn.execute("BEGIN IMMEDIATE")
            self._conn.executemany("INSERT INTO row (body) VALUES (?)", self._rows)
            self._conn.execute("COMMIT")
        return time.perf_counter() - start

    def close(self) -> None:
        """Close the file."""
        self._conn.close()


@dataclass
class Spent:
    """Seconds of the floor, of one caller and of several at once, each for as many batches."""

    batches: int = 0
    floor: float = 0.0
    alone: float = 0.0
    together: float = 0.0

    def rates(self) -> dict[str, float]:
        """Return the objects per second of each kind of caller."""
        objects = self.batches * BATCH
        return {"one caller": objects / self.alone, f"{CALLERS} callers": objects / self.together}


def in_turns(db: Database, count: int) -> Spent:
    """Let floor, one caller and several callers take turns on a database."""
    actor = system_of(db)
    data = envelopes(count + 1)
    found = Spent()

    def work(bundle: bytes) -> None:
        take_in(db, actor, bundle)

    work(data.pop())
    size = max(1, count // (2 * ROUNDS))
    with tempfile.TemporaryDirectory(dir=Path(str(db.url.database)).parent if db.sqlite else None) as folder:
        floor = Floor(Path(folder))
        for _ in range(ROUNDS):
            found.batches += size
            found.floor += floor.write(size)
            found.alone += spent(work, [data.pop() for _ in range(size)], 1)
            found.together += spent(work, [data.pop() for _ in range(size)], CALLERS)
        floor.close()
    return found


def through_service(opened: dict[str, Database], count: int, result: Result) -> None:
    """Measure the service on each database; on SQLite hold it against the floor."""
    for name, db in opened.items():
        found = in_turns(db, count)
        rates = found.rates()
        print(f"{name}: " + ", ".join(f"{who} {rate:,.0f}/s" for who, rate in rates.items()))
        result.figures |= {f"{name} objects/s {who}": round(rate) for who, rate in rates.items()}
        if db.sqlite:
            floor = found.batches * BATCH / found.floor
            print(f"floor: {floor:,.0f}/s")
            result.figures["floor rows/s"] = round(floor)
            result.at_least("share of the floor", round(max(rates.values()) / floor, 3), FLOOR_SHARE)


# ---- over HTTP -----------------------------------------------------------------------------------------------------


def serve(url: str, folder: str, port: int) -> None:
    """Run the application as one worker."""
    chosen = settings_of(folder)
    app = create_app(chosen, Database(url))
    uvicorn.run(app, port=port, log_level="error", access_log=False)


def settings_of(folder: str) -> settings.Settings:
    """Return settings under which one system may send as fast as it can."""
    given = settings.Settings()
    place = Path(folder)
    return replace(
        given,
        server=replace(given.server, requests_per_minute=1_000_000),
        storage=replace(given.storage, attachments=place / "attachments"),
        security=replace(given.security, secret_file=place / "secret"),
        audit=replace(given.audit, key_file=place / "audit.key"),
    )


def over_http(count: int, result: Result) -> None:
    """Measure TAXII on one worker, two connections sending bundles of 100."""
    with databases("sqlite") as opened, tempfile.TemporaryDirectory() as folder:
        db = opened["sqlite"]
        actor, now = system_of(db), wall_now()
        identity = Identity(secret_from(settings_of(folder).security.secret_file))
        scopes = frozenset({"read", "write"})
        ends = now + timedelta(days=1)
        issued = tokens.create_token(db, identity, OPERATOR, "http", scopes, ends, now, partner_id=actor.partner)
        port = free_port()
        worker = multiprocessing.get_context("spawn").Process(
            target=serve, args=(db.url.render_as_string(hide_password=False), folder, port), daemon=True
        )
        worker.start()
        try:
            wait_for(port)
            rate = send(port, issued.secret, envelopes(count))
        finally:
            worker.terminate()
            worker.join(10)
    print(f"over HTTP {rate:,.0f}/s")
    result.at_least("http objects/s", round(rate), HTTP_BAR)


def free_port() -> int:
    """Return a port that is free now."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until the worker listens."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the worker does not listen")


def send(port: int, secret: str, data: Sequence[bytes]) -> float:
    """Return the objects per second that two connections add."""
    held = threading.local()
    headers = {
        "Authorization": f"Bearer {secret}",
        "Accept": taxii.MEDIA_TYPE,
        "Content-Type": taxii.MEDIA_TYPE,
    }

    def post(body: bytes) -> None:
        if not hasattr(held, "connection"):
            held.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        held.connection.request("POST", "/taxii2/zone/collections/all/objects/", body, headers)
        answer = held.connection.getresponse()
        text = answer.read()
        assert answer.status == 202, text
        assert json.loads(text)["success_count"] == BATCH, text

    post(data[0])
    return (len(data) - 1) * BATCH / spent(post, data[1:], 2)


def main() -> None:
    """Measure and end with one JSON line."""
    given = arguments(__doc__ or "", batches=(2000, 200), requests=(1000, 120))
    result = Result("share_ingest")
    with databases() as opened:
        through_service(opened, given.batches, result)
    over_http(given.requests, result)
    result.end()


if __name__ == "__main__":
    main()
