"""Roles as data: what each is called and which desks it opens. None widens what one sees."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Fault
from igiz.core.ids import new_id
from igiz.zone.model.actor import ADMINISTRATOR, AUDITOR, CONTRIBUTOR, DECIDER, READER
from igiz.zone.model.people import Role
from igiz.zone.model.text import Text
from igiz.zone.store import instance, people

RAIL = ("picture", "reports", "signals", "sensors", "plans", "lab", "admin")
"""The desks in the order of the rail."""
FIRST = (
    Role(READER, Text("lezer", "reader"), ("picture", "reports")),
    Role(CONTRIBUTOR, Text("schrijver", "contributor"), ("picture", "reports")),
    Role(DECIDER, Text("beslisser", "decider"), ("picture", "reports", "admin")),
    Role(ADMINISTRATOR, Text("beheerder", "administrator"), ("admin",)),
    Role(AUDITOR, Text("auditor", "auditor"), ("admin",)),
)


def prepare(tx: Tx) -> None:
    """Make sure that the instance has its identifier and the first roles."""
    if instance.get(tx.conn, instance.ID) is None:
        instance.put(tx, instance.ID, new_id("instance"))
    people.add_roles(tx, FIRST, {desk: rank for rank, desk in enumerate(RAIL)})


def prepare_instance(db: Database, now: datetime) -> str:
    """Make sure that the instance has its identifier and the first roles; return the identifier."""

    def write(tx: Tx) -> str:
        prepare(tx)
        return instance.get(tx.conn, instance.ID) or ""

    return db.write(write, now)


def roles(conn: Connection) -> list[Role]:
    """Return every role with the desks it opens."""
    return people.roles(conn)


def add_role(tx: Tx, role: Role) -> None:
    """Add a role of a part above, if it is not known yet."""
    people.add_roles(tx, [role], {desk: rank for rank, desk in enumerate(RAIL)})


def check_roles(conn: Connection, names: Collection[str]) -> None:
    """Refuse roles that nobody can have."""
    known = [each.name for each in people.roles(conn)]
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise BadRequest(faults=[Fault("roles", f"no role {unknown[0]!r}: choose from {', '.join(known)}")])
