"""What a database holds after a crash, held against what its callers were told: nothing lost, doubled or corrupt."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection

from igiz.core import access, audit, bus
from igiz.core.db import Database, position_table
from igiz.share.store import objects, search
from tests.service.power_cut.ingest import Version


@dataclass
class Verdict:
    """What was stored, what of the told was lost, what stands there twice, and what does not hold together."""

    stored: set[Version] = field(default_factory=set)
    lost: set[Version] = field(default_factory=set)
    doubled: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)


def examine(db: Database, told: Iterable[Version]) -> Verdict:
    """Compare everything that one write leaves with everything else that it leaves."""
    try:
        with db.read(system=True) as conn:
            faults = _sqlite_faults(conn) if db.sqlite else []
            return Verdict(lost=set(told), corrupt=faults) if faults else _examine(conn, set(told))
    except sa.exc.DatabaseError as error:
        return Verdict(lost=set(told), corrupt=[str(error.orig)])


def _examine(conn: Connection, told: set[Version]) -> Verdict:
    verdict = Verdict()
    versions = _versions(conn)
    leaves, messages = _in_leaves(conn), _in_messages(conn)
    verdict.stored = set(versions)
    verdict.lost = told - set(versions)
    verdict.doubled = [f"{each} stands there {count} times" for each, count in versions.items() if count > 1]
    writes = Counter(object_id for object_id, _ in versions)
    for what, found in (("leaves", leaves), ("messages", messages)):
        verdict.doubled += [f"{found[each]} {what} about {each}" for each in found if found[each] > writes[each]]
        verdict.corrupt += [f"{found[each]} {what} about {each}" for each in writes if found[each] < writes[each]]
    verdict.corrupt += [*_tree_faults(conn), *_counter_faults(conn), *_position_faults(conn)]
    return verdict


def _versions(conn: Connection) -> Counter[Version]:
    now, former = objects.object_table, objects.version_table
    found = [(row.id, row.version) for row in conn.execute(sa.select(now.c.id, now.c.version))]
    query = sa.select(now.c.id, former.c.version).join(now, now.c.number == former.c.object)
    return Counter([*found, *((row.id, row.version) for row in conn.execute(query))])


def _in_leaves(conn: Connection) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in conn.execute(sa.select(audit.leaf.c.body)):
        body = orjson.loads(row.body)
        if body["action"] in ("took-in", "shared"):
            found.update(body.get("objects") or [body["subject"]])
    return found


def _in_messages(conn: Connection) -> Counter[str]:
    query = sa.select(bus.outbox.c.body).where(bus.outbox.c.type == "ObjectsShared")
    return Counter(each for row in conn.execute(query) for each in orjson.loads(row.body)["ids"])


def _sqlite_faults(conn: Connection) -> list[str]:
    rows = [row[0] for row in conn.exec_driver_sql("PRAGMA integrity_check")]
    faults = [] if rows == ["ok"] else rows
    faults += [f"foreign key of {row[0]}" for row in conn.exec_driver_sql("PRAGMA foreign_key_check")]
    return faults


def _tree_faults(conn: Connection) -> list[str]:
    """Compute every stored hash of the audit tree again from the leaves."""
    leaf, node = audit.leaf, audit.node
    rows = conn.execute(sa.select(leaf).order_by(leaf.c.number)).all()
    faults = [] if [row.number for row in rows] == list(range(len(rows))) else ["the leaves are not numbered in a row"]
    hashes = [hashlib.sha256(b"\0" + bytes(row.salt) + row.body.encode()).digest() for row in rows]
    faults += [f"leaf {row.number}" for row, own in zip(rows, hashes, strict=True) if bytes(row.hash) != own]
    stored = {(row.level, row.number): bytes(row.hash) for row in conn.execute(sa.select(node))}
    computed: dict[tuple[int, int], bytes] = {}
    level = 0
    while len(hashes) > 1:
        level += 1
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        computed |= {(level, number): own for number, own in enumerate(hashes)}
    return faults if stored == computed else [*faults, "the tree is not that of its leaves"]


def _counter_faults(conn: Connection) -> list[str]:
    table, count = objects.object_table, access.audience_count
    counted = {
        (row.audience, row.type): row.number
        for row in conn.execute(
            sa.select(table.c.audience, table.c.type, sa.func.count().label("number")).group_by(
                table.c.audience, table.c.type
            )
        )
    }
    kept = {(row.audience, row.type): row.objects for row in conn.execute(sa.select(count)) if row.objects}
    words = conn.execute(sa.select(sa.func.count()).select_from(search.object_text)).scalar_one()
    faults = [] if counted == kept else ["the counters are not those of the objects"]
    return faults if words == sum(counted.values()) else [*faults, "the words are not those of the objects"]


def _position_faults(conn: Connection) -> list[str]:
    last = conn.execute(sa.select(position_table.c.last)).scalar() or 0
    highest = max(
        conn.execute(sa.select(sa.func.max(table.c.position))).scalar() or 0
        for table in (objects.object_table, bus.outbox)
    )
    return [] if highest <= last else [f"position {highest} was given out beyond {last}"]
