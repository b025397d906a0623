"""Whoever runs the instance, acting for a partner at the command line: as a service of it, never as a person."""

from datetime import datetime

from igiz.core.db import Database, Tx
from igiz.core.errors import NotFound
from igiz.zone.model.actor import CONTRIBUTOR, READER, Actor
from igiz.zone.model.people import OPERATOR
from igiz.zone.service import persons
from igiz.zone.store import people

SERVICE = "Command line"


def acting_for(db: Database, partner_id: str, now: datetime) -> Actor:
    """Return the actor that the command line is for a partner, made at its first use; it sees what the partner sees."""

    def write(tx: Tx) -> str:
        known = people.persons_of(tx.conn, [partner_id])
        found = next((each.id for each in known if each.service and each.name == SERVICE and each.active), None)
        roles = frozenset({READER, CONTRIBUTOR})
        return found or persons.enrol_service(tx, partner_id, SERVICE, roles, OPERATOR.name).id

    actor = persons.load_actor(db, db.write(write, now), now)
    if actor is None:
        raise NotFound("There is no such active partner.")
    return actor
