"""The zone itself: what its file says, kept, and what the parts above ask of it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from igiz.core import audit
from igiz.core.db import Database, Tx
from igiz.core.errors import Forbidden
from igiz.zone.model.actor import ADMINISTRATOR, Actor
from igiz.zone.model.people import NewPartner, Operator
from igiz.zone.model.zone import Zone
from igiz.zone.model.zone_file import ZoneFile
from igiz.zone.service.partners import ensure_partners, host_partner
from igiz.zone.store import zone as store


def apply_zone_file(
    db: Database, actor: Actor | Operator, file: ZoneFile, now: datetime, *, exercise: bool = False
) -> Zone:
    """Make the zone what its file says: place, ceiling, sites; its partners are added or brought up to date."""
    if isinstance(actor, Actor) and not actor.may(ADMINISTRATOR, "admin"):
        raise Forbidden("Only an administrator changes the zone.")

    def work(tx: Tx) -> Zone:
        return keep(tx, actor, file, exercise=exercise)

    return db.write(work, now=now)


def keep(tx: Tx, actor: Actor | Operator, file: ZoneFile, *, exercise: bool = False) -> Zone:
    """Do the same within a transaction."""
    by = actor.person if isinstance(actor, Actor) else actor.name
    wanted = [
        NewPartner(
            each.name, each.short, each.kind, each.controller, each.regime, each.shows_persons, handle=each.id[:60]
        )
        for each in file.partners
    ]
    known = ensure_partners(tx, wanted, by)
    partners = {each.id: partner.id for each, partner in zip(file.partners, known, strict=True)}
    sites = tuple(replace(each, partner=partners[each.partner] if each.partner else None) for each in file.sites)
    zone = Zone(
        file.id,
        file.name,
        file.centre,
        file.radius_m,
        file.time_zone,
        file.crs,
        file.ceiling.highest,
        file.ceiling.forbidden(),
        exercise,
        sites,
    )
    store.put(tx, zone)
    _, whose = doer(tx.conn, actor)
    audit.record(tx, "zone-loaded", actor=by, partner=whose, zone=zone.id, sites=len(sites), partners=len(known))
    return zone


def zone_of(db: Database) -> Zone | None:
    """Return the zone, or nothing before its file was read."""
    with db.read() as conn:
        return store.zone_of(conn)


def forbidden_marks(db: Database) -> tuple[str, ...]:
    """Return the marks above the ceiling of this instance; before its zone file was read there are none."""
    with db.read() as conn:
        return store.forbidden(conn)


def forbidden_in(conn: Connection) -> tuple[str, ...]:
    """Return the same in the caller's snapshot."""
    return store.forbidden(conn)


def doer(conn: Connection, actor: Actor | Operator) -> tuple[str, str]:
    """Return who acts and whose matter it is in the audit log; what the operator does is the host partner's."""
    if isinstance(actor, Actor):
        return actor.person, actor.partner
    return actor.name, host_partner(conn) or ""
