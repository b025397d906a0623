"""The shared objects: current versions, former versions, tombstones, references, and what newcomers are told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Connection, ForeignKey, Index, Integer, Select, String, Text
from sqlalchemy.dialects import postgresql

from igiz.core import access
from igiz.core.db import Tx, many
from igiz.core.prepared import Prepared
from igiz.core.register import Processing, declare

_SHARED = Processing(
    "exchange of security information between partners",
    "the sharing partner's own, recorded per recipient where regimes differ",
    "as the sharing partner sets it",
    controller="owner",
    regime="owner",
    personal=True,
)

_ENDING = sa.text("delete_after IS NOT NULL")
_REPORT = sa.text("type = 'report'")
object_table = declare(
    "object",
    Column("number", Integer, primary_key=True),
    Column("id", String(300), nullable=False),
    Column("owner", Integer, ForeignKey("principal.id"), nullable=False),
    Column("author", Integer, ForeignKey("principal.id")),
    Column("type", String(250), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    Column("kind", String(60)),
    Column("severity", String(10)),
    Column("revoked", Boolean, nullable=False, default=False),
    Column("delete_after", BigInteger),
    Column("break_glass", Boolean, nullable=False, default=False),
    Column("copy", Boolean, nullable=False, server_default=sa.false()),
    Column("body", Text, nullable=False),
    Index("object_id", "id", "owner", unique=True),
    Index("object_position", "position", "audience", unique=True),
    Index("object_audience", "audience", "type", "position"),
    Index("object_report", "position", "audience", sqlite_where=_REPORT, postgresql_where=_REPORT),
    Index("object_delete_after", "delete_after", sqlite_where=_ENDING, postgresql_where=_ENDING),
    processing=_SHARED,
)
version_table = declare(
    "object_version",
    Column("number", Integer, primary_key=True),
    Column("object", Integer, ForeignKey("object.number", ondelete="CASCADE"), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    Column("author", Integer, ForeignKey("principal.id")),
    Column("body", Text, nullable=False),
    Index("object_version_object", "object", "version"),
    processing=_SHARED,
)
tombstone = declare(
    "tombstone",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(300), nullable=False),
    Column("owner", Integer, nullable=False),
    Column("type", String(250), nullable=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    Index("tombstone_id", "id", "owner"),
    processing=_SHARED,
)
feed = declare(
    "feed",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("principal", Integer, ForeignKey("principal.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("object", Integer),
    Column("object_id", String(300)),
    Index("feed_principal", "principal", "position"),
    processing=_SHARED,
)
shown = declare(
    "shown",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("principal", Integer, ForeignKey("principal.id"), nullable=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    Column("type", String(250), nullable=False),
    Column("object", Integer, ForeignKey("object.number", ondelete="CASCADE"), nullable=False),
    Index("shown_principal", "principal", "audience", "type", "position"),
    Index("shown_object", "object"),
    processing=_SHARED,
)
announcement = declare(
    "announcement",
    Column("principal", Integer, ForeignKey("principal.id"), primary_key=True),
    Column("audience", Integer, ForeignKey("audience.id"), primary_key=True),
    Column("position", BigInteger, nullable=False),
    processing=_SHARED,
)
reference = declare(
    "reference",
    Column("source", Integer, ForeignKey("object.number", ondelete="CASCADE"), primary_key=True),
    Column("target", String(300), primary_key=True),
    Index("reference_target", "target"),
    processing=_SHARED,
)
disclosure = declare(
    "disclosure",
    Column("object", Integer, ForeignKey("object.number", ondelete="CASCADE"), primary_key=True),
    Column("recipient", Integer, ForeignKey("principal.id"), primary_key=True),
    Column("ground", String(100), primary_key=True),
    Column("at", BigInteger, nullable=False),
    processing=Processing(
        "prove the ground on which personal data crossed regimes", "legal obligation", "as the object", personal=True
    ),
)

HIDDEN, RESET = "hidden", "reset"


@dataclass(frozen=True, slots=True)
class NewObject:
    """What is written of one version of an object; moments in microseconds."""

    id: str
    type: str
    version: int
    body: str
    kind: str | None = None
    severity: str | None = None
    revoked: bool = False
    delete_after: int | None = None
    break_glass: bool = False
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the service reads it; a `copy` was shared before by another partner, under the same identifier."""

    number: int
    id: str
    owner: int
    author: int | None
    type: str
    version: int
    position: int
    audience: int
    revoked: bool
    delete_after: int | None
    break_glass: bool
    copy: bool
    body: str


COLUMNS = tuple(object_table.c[name] for name in Stored.__slots__)


def select_objects() -> Select[Any]:
    """Select objects with the columns of `Stored`; filter and order it through `core.access`."""
    return sa.select(*COLUMNS)


def fetch(conn: Connection, query: Select[Any]) -> list[Stored]:
    """Run a selection of objects."""
    return stored(conn.execute(query))


def stored(rows: Iterable[Any]) -> list[Stored]:
    """Return the objects of rows with the columns of `Stored`; a driver may give truth as a number."""
    return [Stored(*_truths(row)) for row in rows]


def _truths(row: Any) -> tuple[Any, ...]:
    *most, revoked, delete_after, break_glass, copy, body = row
    return (*most, bool(revoked), delete_after, bool(break_glass), bool(copy), body)


@cache
def newest(kind: str | None, *, usual: bool) -> Prepared:
    """Return the prepared statement of a list: all objects, reports, or those of a type, before a position."""

    def build() -> Select[Any]:
        query = select_objects().where(object_table.c.position < sa.bindparam("before", type_=BigInteger))
        if kind == "report":
            query = query.where(sa.text("object.type = 'report'"))
        elif kind is not None:
            query = query.where(object_table.c.type == sa.bindparam("type", type_=String))
        chosen = access.newest_prepared(query, object_table, usual=usual)
        return chosen.limit(sa.bindparam("count", type_=Integer))

    return Prepared(build)


def owned(conn: Connection, owner: int, ids: Sequence[str]) -> dict[str, Stored]:
    """Return which of these ids this owner has."""
    mark = "?" if conn.dialect.name == "sqlite" else "%s"
    query = f"SELECT {', '.join(Stored.__slots__)} FROM object WHERE owner = {mark} AND id IN "
    found = conn.exec_driver_sql(f"{query} ({', '.join([mark] * len(ids))})", (owner, *ids)) if ids else ()
    return {each.id: each for each in stored(found)}


def is_deleted(conn: Connection, owner: int, object_id: str) -> bool:
    """Say whether this owner deleted an object of this id."""
    query = sa.select(tombstone.c.position).where(tombstone.c.id == object_id, tombstone.c.owner == owner)
    return conn.execute(query.limit(1)).first() is not None


def _known(tx: Tx, ids: Sequence[str]) -> set[str]:
    """Return which of these ids somebody has."""
    sqlite = tx.conn.dialect.name == "sqlite"
    among = "IN (SELECT value FROM json_each(?))" if sqlite else "= ANY (%s)"
    given: tuple[object] = (json.dumps(ids) if sqlite else list(ids),)
    return {row[0] for row in tx.conn.exec_driver_sql(f"SELECT id FROM object WHERE id {among}", given)}


_LAST = Prepared(lambda: sa.select(sa.func.coalesce(sa.func.max(object_table.c.number), sa.literal_column("0"))))


def insert(
    tx: Tx, objects: Sequence[NewObject], owner: int, author: int | None, audiences: Sequence[int], positions: range
) -> list[int]:
    """Insert objects (parallel sequences) that are new to this owner, and return their numbers."""
    known = _known(tx, [each.id for each in objects])
    first = int(_LAST(tx.conn).scalar_one()) + 1
    numbers = list(range(first, first + len(objects)))
    many(
        tx.conn,
        object_table,
        "number id owner author type version position audience kind severity revoked delete_after break_glass copy "
        "body",
        [
            (number, each.id, owner, author, each.type, each.version, position, audience, each.kind, each.severity,
             each.revoked, each.delete_after, each.break_glass, each.id in known, each.body)
            for number, each, audience, position in zip(numbers, objects, audiences, positions, strict=True)
        ],
    )  # fmt: skip
    many(
        tx.conn,
        reference,
        "source target",
        [(number, target) for number, each in zip(numbers, objects, strict=True) for target in each.targets],
    )
    return numbers


def keep_version(tx: Tx, was: Stored) -> None:
    """Keep the current version of an object in its history."""
    tx.conn.execute(
        sa.insert(version_table).values(
            object=was.number,
            version=was.version,
            position=was.position,
            audience=was.audience,
            author=was.author,
            body=was.body,
        )
    )


def replace(tx: Tx, was: Stored, new: NewObject, author: int | None, audience: int, position: int) -> None:
    """Put a new version in the place of the current one, which moves to the history."""
    keep_version(tx, was)
    tx.conn.execute(
        sa.update(object_table)
        .where(object_table.c.number == was.number)
        .values(
            version=new.version,
            position=position,
            audience=audience,
            author=author,
            kind=new.kind,
            severity=new.severity,
            revoked=new.revoked,
            delete_after=new.delete_after,
            break_glass=new.break_glass,
            body=new.body,
        )
    )
    tx.conn.execute(sa.delete(shown).where(shown.c.object == was.number))
    tx.conn.execute(sa.delete(reference).where(reference.c.source == was.number))
    if new.targets:
        tx.conn.execute(sa.insert(reference), [{"source": was.number, "target": each} for each in new.targets])


def readdress(tx: Tx, was: Stored, audience: int) -> None:
    """Put the current version of an object to another audience; its place in the feed of each reader stays.

    So what an audience was shown as new, and where, holds for the other one too.
    """
    tx.conn.execute(sa.update(object_table).where(object_table.c.number == was.number).values(audience=audience))
    tx.conn.execute(sa.update(shown).where(shown.c.object == was.number).values(audience=audience))
    known = sa.select(announcement.c.principal).where(announcement.c.audience == audience)
    told = sa.select(announcement.c.principal, sa.literal(audience, Integer), announcement.c.position).where(
        announcement.c.audience == was.audience, announcement.c.principal.not_in(known)
    )
    tx.conn.execute(sa.insert(announcement).from_select(["principal", "audience", "position"], told))


def delete(tx: Tx, was: Stored, position: int) -> None:
    """Delete an object with its history and leave a tombstone for those who could see it."""
    tx.conn.execute(sa.delete(object_table).where(object_table.c.number == was.number))
    tx.conn.execute(
        sa.insert(tombstone).values(position=position, id=was.id, owner=was.owner, type=was.type, audience=was.audience)
    )


def expired(conn: Connection, at: int, limit: int) -> list[Stored]:
    """Return objects whose retention has ended."""
    query = select_objects().where(object_table.c.delete_after <= at).order_by(object_table.c.delete_after)
    return fetch(conn, query.limit(limit))


def versions(conn: Connection, number: int) -> Select[Any]:
    """Select the former versions of an object, newest first; filter it through `core.access`."""
    return sa.select(version_table).where(version_table.c.object == number).order_by(version_table.c.version.desc())


def announce(tx: Tx, principal: int, audiences: Iterable[int]) -> int:
    """Give each object of these audiences a new position in one principal's feed; return how many.

    Until an object of such an audience is written again, this position counts there and its own does not.
    """
    chosen = sorted(set(audiences))
    columns = (object_table.c.number, object_table.c.audience, object_table.c.type)
    query = sa.select(*columns).where(object_table.c.audience.in_(chosen)).order_by(object_table.c.position)
    found = tx.conn.execute(query).all()
    if not found:
        return 0
    for table in (shown, announcement):
        tx.conn.execute(sa.delete(table).where(table.c.principal == principal, table.c.audience.in_(chosen)))
    positions = tx.positions(len(found))
    tx.conn.execute(
        sa.insert(announcement),
        [{"principal": principal, "audience": each, "position": positions[0]} for each in chosen],
    )
    tx.conn.execute(
        sa.insert(shown),
        [
            {"position": at, "principal": principal, "audience": row.audience, "type": row.type, "object": row.number}
            for at, row in zip(positions, found, strict=True)
        ],
    )
    return len(found)


def tell(tx: Tx, principals: Iterable[int], kind: str, hidden: Stored | None = None) -> None:
    """Tell principals that an object is hidden from them now, or that what they see has changed."""
    number, object_id = (None, None) if hidden is None else (hidden.number, hidden.id)
    chosen = sorted(set(principals))
    if chosen:
        tx.conn.execute(
            sa.insert(feed),
            [
                {
                    "position": position,
                    "principal": principal,
                    "kind": kind,
                    "object": number,
                    "object_id": object_id,
                }
                for position, principal in zip(tx.positions(len(chosen)), chosen, strict=True)
            ],
        )


def targets(conn: Connection, number: int) -> set[str]:
    """Return what an object refers to."""
    return set(conn.execute(sa.select(reference.c.target).where(reference.c.source == number)).scalars())


def referring(target: str, types: Sequence[str]) -> Select[Any]:
    """Select the objects of some types that refer to an id; filter it through `core.access`."""
    return (
        select_objects()
        .join(reference, reference.c.source == object_table.c.number)
        .where(reference.c.target == target, object_table.c.type.in_(list(types)))
    )


def disclose(tx: Tx, chosen: sa.ColumnElement[bool], grounds: Mapping[int, str], at: int) -> None:
    """Record (once) of the chosen objects the ground on which each recipient of another regime gets personal data."""
    who = access.principal.c.id
    for ground in sorted(set(grounds.values())):
        reached = object_table.join(access.principal, who.in_([each for each, on in grounds.items() if on == ground]))
        known = sa.exists().where(
            disclosure.c.object == object_table.c.number, disclosure.c.recipient == who, disclosure.c.ground == ground
        )
        new = sa.select(object_table.c.number, who, sa.literal(ground, String), sa.literal(at, BigInteger))
        new = new.select_from(reached).where(chosen, ~known)
        columns = [disclosure.c.object, disclosure.c.recipient, disclosure.c.ground, disclosure.c.at]
        tx.conn.execute(sa.insert(disclosure).from_select(columns, new))


def value_at(conn: Connection, *path: str) -> sa.ColumnElement[str]:
    """Return, for a selection of objects, the text that stands at a path of keys in each, or null."""
    if conn.dialect.name == "sqlite":
        return sa.func.json_extract(object_table.c.body, "$" + "".join(f'."{key}"' for key in path), type_=Text)
    found: sa.ColumnElement[str] = sa.cast(_without_nul(object_table.c.body), postgresql.JSON)[path].astext
    return found


def _without_nul(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    r"""Leave each `\u0000` out of JSON: PostgreSQL keeps no NUL and would refuse the whole for one, wherever it stands.

    A backslash that is escaped is put aside meanwhile, as a character that JSON never holds as it is.
    """
    for this, that in (("\\\\", "\x01"), ("\\u0000", ""), ("\x01", "\\\\")):
        text = sa.func.replace(text, this, that, type_=Text)
    return text
