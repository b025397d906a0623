"""The directory for the parts above: who there is, by identifier and by principal."""

from collections.abc import Collection, Iterable
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select

from igiz.core.access import principal as principal_table
from igiz.zone.model.directory import Directory
from igiz.zone.store import people


def load(conn: Connection, named: Collection[str] | None = None) -> Directory:
    """Return all partners and persons of this moment; where `named` is given, of the persons only these."""
    return people.directory(conn, named)


def refs(conn: Connection, principals: Iterable[int]) -> dict[int, str]:
    """Return the identifiers of principals."""
    query = select(principal_table.c.id, principal_table.c.ref).where(principal_table.c.id.in_(set(principals)))
    return {row.id: row.ref for row in conn.execute(query)}


_REMEMBERED: WeakKeyDictionary[Engine, dict[int, str]] = WeakKeyDictionary()


def remembered_refs(conn: Connection, principals: Collection[int]) -> dict[int, str]:
    """Return the identifiers of principals for readers. One never changes once it is committed, so it is kept."""
    kept = _REMEMBERED.setdefault(conn.engine, {})
    missing = [each for each in principals if each not in kept]
    if missing:
        kept |= refs(conn, missing)
    return {each: kept[each] for each in principals}


def partners_of(conn: Connection, principals: Iterable[int]) -> dict[int, str]:
    """Return the partner that each principal is or belongs to."""
    wanted = set(principals)
    if not wanted:
        return {}
    known = load(conn)
    found = {each.principal: each.id for each in known.partners if each.principal in wanted}
    return found | {each.principal: each.partner for each in known.persons if each.principal in wanted}
