"""Who may see what: the tables `audience` and `visible`, and `seen_by`, the only filter there is.

`share` decides (its pure rule gives the pairs); here the decision is kept and asked. A pair says that a principal sees
an audience's objects from one moment until another, while the measure level is at least `min_level`, with places
coarsened to `precision_m` metres. Pairs are closed and added, never overwritten, so the past can be asked.

A pair that was closed asks besides for a level that there never is, so that no clock opens it again, neither one that
is set back nor that of another machine; one that is suspended does so until it is decided again (ADR 0009).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, Integer, Select, String, Text

from igiz.core.db import Tx
from igiz.core.ids import microseconds
from igiz.core.prepared import Prepared
from igiz.core.register import MACHINERY, Processing, declare

FOREVER = 2**62
PUBLIC = 1
"""The principal of everyone, signed in or not."""
SUSPENDED, CLOSED = 100, 200
"""What the least level of a pair is raised by while it waits to be decided again, and when it was closed for good."""
MOST_COUNTED = 1000
"""A total that is no counter is counted this far and no further."""
USUAL_SHARE = 0.01
"""A viewer who sees less than this share of all objects is served from `visible`, others along the positions."""

_DECISIONS = Processing("decide and prove who may see an object", "public task", "as long as the object")

principal = declare(
    "principal",
    Column("id", Integer, primary_key=True),
    Column("ref", String(300), nullable=False, unique=True),
    processing=Processing(
        "name who sees, by identifier only", "public task", "as long as the audit log", personal=True
    ),
)
audience = declare(
    "audience",
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("body", Text, nullable=False),
    processing=_DECISIONS,
)
visible = declare(
    "visible",
    Column("id", Integer, primary_key=True),
    Column("principal", Integer, ForeignKey("principal.id"), nullable=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    Column("valid_from", BigInteger, nullable=False),
    Column("valid_until", BigInteger, nullable=False),
    Column("min_level", Integer, nullable=False),
    Column("precision_m", Integer, nullable=False),
    Index("visible_principal", "principal", "audience"),
    Index("visible_audience", "audience"),
    processing=_DECISIONS,
)
audience_count = declare(
    "audience_count",
    Column("audience", Integer, ForeignKey("audience.id"), primary_key=True),
    Column("type", String(250), primary_key=True),
    Column("objects", Integer, nullable=False),
    processing=MACHINERY,
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the principals that count for them (everyone, their partner, themselves) and the measure level."""

    principals: tuple[int, ...] = (PUBLIC,)
    level: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A principal sees an audience: times in microseconds, level 1 to 5, precision in metres (0: exact)."""

    principal: int
    valid_from: int
    valid_until: int
    min_level: int
    precision_m: int


def _open(principals: Sequence[Any], at: Any, level: Any) -> sa.ColumnElement[bool]:
    """Say which pairs are open: the one predicate behind every filter."""
    return sa.and_(
        visible.c.principal.in_(principals),
        visible.c.valid_from <= at,
        visible.c.valid_until > at,
        visible.c.min_level <= level,
    )


_NAMES = ("seeing_0", "seeing_1", "seeing_2")
_WHO = [sa.bindparam(name, type_=Integer) for name in _NAMES]
_AT = sa.bindparam("seeing_at", type_=BigInteger)
_LEVEL = sa.bindparam("seeing_level", type_=Integer)
_PREPARED = _open(_WHO, _AT, _LEVEL)


def seeing(viewer: Viewer, now: datetime) -> dict[str, int]:
    """Return the values of a prepared statement that keeps what this viewer sees at that moment."""
    who = (viewer.principals + viewer.principals[-1:] * len(_NAMES))[: len(_NAMES)]
    return dict(zip(_NAMES, who, strict=True)) | {"seeing_at": microseconds(now), "seeing_level": viewer.level}


def open_audiences(viewer: Viewer, now: datetime) -> Select[Any]:
    """Select the audiences whose objects the viewer sees at that moment."""
    return sa.select(visible.c.audience).where(_open(viewer.principals, microseconds(now), viewer.level))


def seen_by(query: Select[Any], column: sa.ColumnElement[int], viewer: Viewer, now: datetime) -> Select[Any]:
    """Keep of a query only the rows whose audience (in that column) the viewer sees at that moment."""
    return query.where(column.in_(open_audiences(viewer, now)))


def seen_by_prepared(query: Select[Any], column: sa.ColumnElement[int]) -> Select[Any]:
    """Keep the same rows in a statement that is prepared once and run with the values of `seeing`."""
    return query.where(column.in_(sa.select(visible.c.audience).where(_PREPARED)))


def seen_since_prepared(
    query: Select[Any], column: sa.ColumnElement[int], position: sa.ColumnElement[int]
) -> Select[Any]:
    """Keep of these only the rows that the viewer saw at their positions too: nothing from before a grant."""
    then = sa.select(visible.c.audience).where(_open(_WHO, position, _LEVEL))
    return seen_by_prepared(query, column).where(column.in_(then))


def told_prepared(query: Select[Any], column: sa.ColumnElement[int]) -> Select[Any]:
    """Keep the rows that name one of the viewer's principals, in a statement that is run with `seeing`."""
    return query.where(column.in_(_WHO))


def newest_prepared(query: Select[Any], table: sa.FromClause, *, usual: bool) -> Select[Any]:
    """Filter a statement over a table with `audience` and `position` and order it newest first, by the better plan.

    A usual viewer is served along the positions, one who sees almost nothing along their audiences; `+ 0` takes an
    index out of the choice on both databases. Of the counters, `is_usual` tells which a viewer is.
    """
    if usual:
        return seen_by_prepared(query, table.c.audience + 0).order_by(table.c.position.desc())
    return seen_by_prepared(query, table.c.audience).order_by((table.c.position + 0).desc())


def newest_seen(query: Select[Any], table: sa.FromClause, viewer: Viewer, now: datetime) -> Select[Any]:
    """Do the same for a selection that is built for one occasion, by the plan of a usual viewer."""
    return seen_by(query, table.c.audience + 0, viewer, now).order_by(table.c.position.desc())


def is_usual(seen: int, total: int) -> bool:
    """Say whether a viewer who sees that many of all objects is served along the positions."""
    return seen >= USUAL_SHARE * total


def _count(kind: sa.ColumnElement[bool] | None) -> Select[Any]:
    counted = audience_count.c.objects
    seen = sa.case((audience_count.c.audience.in_(sa.select(visible.c.audience).where(_PREPARED)), counted), else_=0)
    query = sa.select(sa.func.coalesce(sa.func.sum(seen), 0), sa.func.coalesce(sa.func.sum(counted), 0))
    return query if kind is None else query.where(kind)


_COUNT_ALL = Prepared(lambda: _count(None))
_COUNT_TYPE = Prepared(lambda: _count(audience_count.c.type == sa.bindparam("type", type_=String)))


def count_seen(conn: Connection, viewer: Viewer, now: datetime, kind: str | None = None) -> tuple[int, int]:
    """Return how many objects (of a type) the viewer sees, and how many there are, which is never to be shown.

    Both come from the counters per audience.
    """
    values = seeing(viewer, now)
    row = (_COUNT_ALL(conn, **values) if kind is None else _COUNT_TYPE(conn, type=kind, **values)).one()
    seen, total = row
    return int(seen), int(total)


_PRECISIONS = Prepared(
    lambda: (
        sa.select(visible.c.audience, sa.func.min(visible.c.precision_m)).where(_PREPARED).group_by(visible.c.audience)
    )
)


def precisions(conn: Connection, viewer: Viewer, now: datetime) -> dict[int, int]:
    """Return every audience that the viewer sees with the finest precision in metres granted (0: exact)."""
    return {number: precision for number, precision in _PRECISIONS(conn, **seeing(viewer, now))}


def readers(
    conn: Connection, audiences: Iterable[int], level: int, now: datetime, *, suspended: bool = False
) -> dict[int, dict[int, int]]:
    """Return for each audience the principals that see it now, each with the finest precision in metres.

    With `suspended` also those who would, were the pair not waiting to be decided again.
    """
    at = microseconds(now)
    least = visible.c.min_level
    query = sa.select(visible.c.audience, visible.c.principal, visible.c.precision_m).where(
        visible.c.audience.in_(set(audiences)),
        visible.c.valid_from <= at,
        visible.c.valid_until > at,
        sa.or_(least <= level, least.between(SUSPENDED, SUSPENDED + level)) if suspended else least <= level,
    )
    found: dict[int, dict[int, int]] = {}
    for audience_id, who, precision in conn.execute(query):
        seen = found.setdefault(audience_id, {})
        seen[who] = min(precision, seen.get(who, precision))
    return found


def next_changes(conn: Connection, principals: Collection[int], level: int, since: datetime) -> dict[int, int]:
    """Return for each principal when the next pair of its own begins or ends, in microseconds, where one does."""
    at = microseconds(since)
    begins = visible.c.valid_from > at
    ends = sa.and_(visible.c.valid_until > at, visible.c.valid_until < FOREVER)
    query = (
        sa.select(
            visible.c.principal, sa.func.min(sa.case((begins, visible.c.valid_from), else_=visible.c.valid_until))
        )
        .where(visible.c.principal.in_(principals), visible.c.min_level <= level, sa.or_(begins, ends))
        .group_by(visible.c.principal)
    )
    return {who: moment for who, moment in conn.execute(query)}


def passing(conn: Connection, audiences: Iterable[int], now: datetime) -> dict[int, frozenset[int]]:
    """Return for each audience the principals of whom a pair ends by itself after a moment, where there are any."""
    query = sa.select(visible.c.audience, visible.c.principal).where(
        visible.c.audience.in_(set(audiences)),
        visible.c.valid_until > microseconds(now),
        visible.c.valid_until < FOREVER,
    )
    found: dict[int, set[int]] = {}
    for audience_id, who in conn.execute(query):
        found.setdefault(audience_id, set()).add(who)
    return {audience_id: frozenset(who) for audience_id, who in found.items()}


_ENDED = Prepared(
    lambda: (
        sa.select(visible.c.id)
        .where(
            visible.c.principal.in_(_WHO),
            visible.c.valid_until > sa.bindparam("since", type_=BigInteger),
            visible.c.valid_until <= _AT,
            visible.c.min_level % SUSPENDED <= _LEVEL,
        )
        .limit(sa.literal_column("1"))
    )
)


def ended(conn: Connection, viewer: Viewer, since: int, now: datetime) -> bool:
    """Say whether a grant that counted for the viewer ended since a moment (microseconds)."""
    return _ENDED(conn, since=since, **seeing(viewer, now)).first() is not None


def hold_to(conn: Connection, viewer: Viewer, now: datetime) -> None:
    """On PostgreSQL set row-level security to this viewer for the rest of the transaction, as a second lock."""
    if conn.dialect.name == "sqlite":
        return
    conn.execute(
        _HOLD,
        {
            "who": "{" + ",".join(map(str, viewer.principals)) + "}",
            "level": str(viewer.level),
            "now": str(microseconds(now)),
        },
    )


_HOLD = sa.text(
    "SELECT set_config('igiz.principals', :who, true), set_config('igiz.level', :level, true), "
    "set_config('igiz.now', :now, true)"
)


def principal_ids(conn: Connection, refs: Sequence[str]) -> dict[str, int]:
    """Return the principals known for these identifiers."""
    query = sa.select(principal.c.ref, principal.c.id).where(principal.c.ref.in_(list(refs)))
    return {row[0]: row[1] for row in conn.execute(query)}


def ensure_principal(tx: Tx, ref: str) -> int:
    """Return the principal of an identifier, made if it is new."""
    known = principal_ids(tx.conn, [ref])
    if ref in known:
        return known[ref]
    return int(tx.conn.execute(sa.insert(principal).values(ref=ref).returning(principal.c.id)).scalar_one())


_AUDIENCE = Prepared(lambda: sa.select(audience.c.id).where(audience.c.key == sa.bindparam("key_", type_=String)))


def ensure_audience(tx: Tx, key: str, body: str) -> tuple[int, bool]:
    """Return the audience with that key and whether it is new (its pairs are then still to be decided)."""
    found = _AUDIENCE(tx.conn, key_=key).scalar()
    if found is not None:
        return int(found), False
    made = tx.conn.execute(sa.insert(audience).values(key=key, body=body).returning(audience.c.id)).scalar_one()
    return int(made), True


@dataclass(frozen=True, slots=True)
class Change:
    """Who came to see an audience (principals, measure level apart).

    `touched` are those who lost it or see it otherwise (until when, how exact), each with the least level it took.
    """

    gained: frozenset[int]
    touched: Mapping[int, int]


def decide(
    tx: Tx, wanted: Mapping[int, set[Pair]], principals: set[int] | None = None, *, since: int | None = None
) -> dict[int, Change]:
    """Make the open pairs of these audiences equal to the wanted ones: close what is gone, add what is new.

    `principals` limits the comparison to some of them; new pairs begin `since` then (microseconds), else now.
    Of the suspended ones those that are wanted are open again, and nobody has gained by that.
    """
    now = microseconds(tx.now)
    query = sa.select(visible).where(
        visible.c.audience.in_(list(wanted)), visible.c.valid_until > now, visible.c.min_level < CLOSED
    )
    if principals is not None:
        query = query.where(visible.c.principal.in_(principals))
    have: dict[int, dict[Pair, int]] = {each: {} for each in wanted}
    waiting: set[int] = set()
    for row in tx.conn.execute(query):
        level = row.min_level % SUSPENDED
        have[row.audience][Pair(row.principal, 0, row.valid_until, level, row.precision_m)] = row.id
        if level != row.min_level:
            waiting.add(row.id)
    close: list[int] = []
    lift: list[int] = []
    add: list[dict[str, int]] = []
    changes: dict[int, Change] = {}
    for audience_id, pairs in wanted.items():
        then = {replace(pair, valid_from=0) for pair in pairs if principals is None or pair.principal in principals}
        before, after = have[audience_id], then
        close += [number for pair, number in before.items() if pair not in after]
        lift += [number for pair, number in before.items() if pair in after and number in waiting]
        add += [_row(audience_id, pair, now if since is None else since) for pair in sorted(after - before.keys())]
        saw, sees = {pair.principal for pair in before}, {pair.principal for pair in after}
        touched: dict[int, int] = {}
        for pair in before.keys() ^ after:
            if pair.principal in saw:
                touched[pair.principal] = min(pair.min_level, touched.get(pair.principal, pair.min_level))
        changes[audience_id] = Change(frozenset(sees - saw), touched)
    if close:
        never = CLOSED + visible.c.min_level % SUSPENDED
        tx.conn.execute(sa.update(visible).where(visible.c.id.in_(close)).values(valid_until=now, min_level=never))
    if lift:
        again = visible.c.min_level % SUSPENDED
        tx.conn.execute(sa.update(visible).where(visible.c.id.in_(lift)).values(min_level=again))
    if add:
        tx.conn.execute(sa.insert(visible), add)
    return changes


def suspend(tx: Tx, refs: Iterable[str]) -> None:
    """Close for now what these partners and persons see, and what others see that is theirs or names them.

    Who changes something that the rule asks about calls this in the transaction of the change, so that nothing stays
    open that nobody has decided about; the part that decides then does so again (`decide`).
    """
    known = list(refs)
    named = sa.select(audience.c.id).where(sa.or_(*(audience.c.body.contains(f'"{ref}"') for ref in known)))
    theirs = sa.select(principal.c.id).where(principal.c.ref.in_(known))
    tx.conn.execute(
        sa.update(visible)
        .where(
            sa.or_(visible.c.principal.in_(theirs), visible.c.audience.in_(named)),
            visible.c.valid_until > microseconds(tx.now),
            visible.c.min_level < SUSPENDED,
        )
        .values(min_level=visible.c.min_level + SUSPENDED)
    )


def _row(audience_id: int, pair: Pair, start: int) -> dict[str, int]:
    return {
        "principal": pair.principal,
        "audience": audience_id,
        "valid_from": start,
        "valid_until": pair.valid_until,
        "min_level": pair.min_level,
        "precision_m": pair.precision_m,
    }


_COUNT_ON = Prepared(
    lambda: (
        sa.update(audience_count)
        .where(
            audience_count.c.audience == sa.bindparam("audience_", type_=Integer),
            audience_count.c.type == sa.bindparam("type_", type_=String),
        )
        .values(objects=audience_count.c.objects + sa.bindparam("by", type_=Integer))
    )
)


def count(tx: Tx, audience_id: int, kind: str, by: int) -> None:
    """Add to the counter of the objects of a type in an audience."""
    done = _COUNT_ON(tx.conn, audience_=audience_id, type_=kind, by=by)
    if not done.rowcount:
        tx.conn.execute(sa.insert(audience_count).values(audience=audience_id, type=kind, objects=by))


def opened_by_level(conn: Connection, former: int, level: int, now: datetime) -> list[tuple[int, int]]:
    """Return (principal, audience) of what is seen at a level and was not at a former, lower one."""
    at = microseconds(now)
    open_ = sa.and_(visible.c.valid_from <= at, visible.c.valid_until > at)
    waited = sa.select(visible.c.audience).where(open_, visible.c.min_level > former, visible.c.min_level <= level)
    pair = (visible.c.principal, visible.c.audience)
    query = (
        sa.select(*pair)
        .where(open_, visible.c.audience.in_(waited))
        .group_by(*pair)
        .having(sa.func.min(visible.c.min_level).between(former + 1, level))
    )
    return [(row.principal, row.audience) for row in conn.execute(query)]
