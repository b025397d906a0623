"""The measure level: decided by a competent authority, with a reason and an end; it falls back by itself."""

from datetime import datetime

from sqlalchemy import Connection

from igiz.core import audit, bus
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Forbidden
from igiz.core.ids import microseconds, new_id
from igiz.zone.model.actor import DECIDER, Actor
from igiz.zone.model.level import Decision, Level
from igiz.zone.model.messages import LevelChanged
from igiz.zone.model.people import PartnerKind
from igiz.zone.rules import level_at, level_faults, lowest_level
from igiz.zone.service import ceiling
from igiz.zone.store import levels as store
from igiz.zone.store import people
from igiz.zone.store import zone as zone_store


def decide_level(
    db: Database,
    actor: Actor,
    *,
    level: int,
    reason: str,
    until: datetime | None,
    then: int | None,
    now: datetime,
    lang: str = "nl",
) -> Level:
    """Decide the level from now on, for the actor's authority; above the base it needs a reason and an end."""
    decision = Decision(new_id("measure-level"), level, now, until, then, reason, lang, actor.partner, actor.person)

    def work(tx: Tx) -> Level:
        _may_decide(tx.conn, actor)
        ceiling.refuse_above(zone_store.forbidden(tx.conn), [("reason", reason)])
        history = store.bearing_on(tx.conn, now)
        faults = level_faults(history, decision)
        if faults:
            raise BadRequest("This level cannot be decided so.", faults=faults)
        lowest = _lowest_before(tx.conn, now)
        store.add(tx, decision)
        ends = None if until is None else microseconds(until)
        audit.record(
            tx,
            "measure-level-decided",
            actor=actor.person,
            partner=actor.partner,
            subject=decision.id,
            level=level,
            until=ends,
            then=then,
            reason=reason,
        )
        bus.publish(tx, LevelChanged(level, lowest, ends, actor.partner))
        return level_at([*history, decision], now)

    return db.write(work, now=now)


def _lowest_before(conn: Connection, now: datetime) -> int:
    """Return the lowest level since the decision before this moment; a level that ran out has fallen meanwhile."""
    before = store.newest_first(conn, None, 1)
    since = before[0][1].start if before else now
    return lowest_level(store.bearing_on(conn, since), since, now)


def level_in_force(conn: Connection, now: datetime) -> Level:
    """Return the level that holds at a moment, in the caller's snapshot.

    What was decided has begun, by whatever clock: one that is set back, or that of another machine, takes no
    decision back.
    """
    history = store.bearing_on(conn, now)
    return level_at(history, max(now, *(each.start for each in history)) if history else now)


def moved_since(conn: Connection, since: datetime, now: datetime) -> bool:
    """Say whether at any moment since a past one another level held than now, however shortly."""
    history = store.bearing_on(conn, since)
    turns = {turn for each in history for turn in (each.start, each.until) if turn and since < turn <= now}
    held = level_in_force(conn, now).level
    return any(level_at(history, at).level != held for at in (since, *turns))


def level_now(db: Database, now: datetime) -> Level:
    """Return the level that holds at a moment."""
    with db.read() as conn:
        return level_in_force(conn, now)


def decisions(db: Database, *, before: int | None = None, limit: int = 100) -> tuple[list[tuple[int, Decision]], int]:
    """Return decisions with their positions, newest first, and how many there are."""
    with db.read() as conn:
        return store.newest_first(conn, before, limit), store.count(conn)


def _may_decide(conn: Connection, actor: Actor) -> None:
    if not actor.may(DECIDER, "write"):
        raise Forbidden("Only a decider decides the measure level.")
    partner = people.partner_by_id(conn, actor.partner)
    if partner is None or not partner.active or partner.kind is not PartnerKind.AUTHORITY:
        raise Forbidden("Only a competent authority decides the measure level; your organisation is not one.")
