"""Sharing groups: made by a partner, joined and left, seen by members alone."""

from datetime import datetime

from sqlalchemy import Connection

from igiz.core import access, audit
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Conflict, Fault, Forbidden, NotFound
from igiz.core.ids import microseconds, new_id
from igiz.share.model.audience import Audience, Group, Member
from igiz.share.model.marking import Tlp
from igiz.share.service import decisions
from igiz.share.service.reading import looking, viewer_of
from igiz.share.store import audiences, groups
from igiz.zone.model.actor import ADMINISTRATOR, Actor
from igiz.zone.service import ceiling, directory, zone


def visible_groups(db: Database, actor: Actor, now: datetime) -> list[Group]:
    """Return the groups that the actor's partner is in, each with its members."""
    with looking(db, actor, now) as (conn, viewer):
        query = access.seen_by(groups.select_groups(), groups.group_table.c.audience, viewer, now)
        return groups.groups(conn, query, microseconds(now))


def group(db: Database, actor: Actor, group_id: str, now: datetime) -> Group:
    """Return one group that the actor's partner is in."""
    return next((each for each in visible_groups(db, actor, now) if each.id == group_id), None) or _nothing()


def _nothing() -> Group:
    raise NotFound()


def _seen(conn: Connection, actor: Actor, group_id: str, now: datetime) -> Group:
    query = access.seen_by(
        groups.select_groups().where(groups.group_table.c.id == group_id),
        groups.group_table.c.audience,
        viewer_of(conn, actor, now),
        now,
    )
    found = groups.groups(conn, query, microseconds(now))
    return found[0] if found else _nothing()


def _check(actor: Actor) -> None:
    if not actor.may(ADMINISTRATOR, "admin"):
        raise Forbidden("Groups are kept by administrators of the partner.")


def create(db: Database, actor: Actor, name: str, purpose: str, precision_m: int, now: datetime) -> Group:
    """Make a group with the own partner as its owner and first member."""
    _check(actor)
    ceiling.refuse_above(zone.forbidden_marks(db), [("name", name), ("purpose", purpose)])

    def write(tx: Tx) -> Group:
        made = Group(new_id("group"), name, purpose, actor.partner, precision_m, ())
        number = decisions.audience_number(tx, Audience(actor.partner, Tlp.AMBER, (made.id,)))
        groups.add(tx, made, number)
        _join(tx, actor, made.id, Member(actor.partner, microseconds(tx.now), None, 1, actor.partner))
        audit.record(tx, "group-made", actor=actor.person, partner=actor.partner, subject=made.id)
        return _seen(tx.conn, actor, made.id, tx.now)

    return db.write(write, now)


def change(
    db: Database,
    actor: Actor,
    group_id: str,
    now: datetime,
    *,
    name: str | None,
    purpose: str | None,
    precision_m: int | None,
) -> Group:
    """Change name, purpose or precision of a group that the own partner owns."""
    _check(actor)
    ceiling.refuse_above(zone.forbidden_marks(db), [("name", name), ("purpose", purpose)])

    def write(tx: Tx) -> Group:
        _owned(tx, actor, group_id)
        values = {"name": name, "purpose": purpose, "precision_m": precision_m}
        chosen = {key: value for key, value in values.items() if value is not None}
        if not chosen:
            raise BadRequest(faults=[Fault("body", "says nothing to change: give name, purpose or precisionM")])
        groups.change(tx, group_id, chosen)
        if precision_m is not None:
            decisions.decide_again(tx, audiences.naming(tx.conn, [group_id]))
        audit.record(tx, "group-changed", actor=actor.person, partner=actor.partner, subject=group_id)
        return _seen(tx.conn, actor, group_id, tx.now)

    return db.write(write, now)


def invite(
    db: Database, actor: Actor, group_id: str, partner: str, until: datetime | None, min_level: int, now: datetime
) -> Group:
    """Let a partner into a group; it sees at once what the group sees, old objects at new positions."""
    _check(actor)
    if until is not None and until <= now:
        raise BadRequest(faults=[Fault("until", "lies in the past: give a later moment or none")])

    def write(tx: Tx) -> Group:
        if partner == _owned(tx, actor, group_id).owner:
            raise BadRequest(faults=[Fault("partner", "owns the group, so it is in it already, without an end")])
        if directory.load(tx.conn).partner(partner) is None:
            raise BadRequest(faults=[Fault("partner", "not an active partner of the zone")])
        at = microseconds(tx.now)
        groups.close(tx, group_id, partner, at)
        end = None if until is None else microseconds(until)
        _join(tx, actor, group_id, Member(partner, at, end, min_level, actor.partner))
        audit.record(
            tx, "group-joined", actor=actor.person, partner=actor.partner, subject=group_id, member=partner, until=end
        )
        return _seen(tx.conn, actor, group_id, tx.now)

    return db.write(write, now)


def remove(db: Database, actor: Actor, group_id: str, partner: str, now: datetime) -> None:
    """End a membership: by the owner of the group, or by the member itself. The owner stays, else nobody keeps it."""
    _check(actor)

    def write(tx: Tx) -> None:
        found = _seen(tx.conn, actor, group_id, tx.now)
        if actor.partner not in (found.owner, partner):
            raise Forbidden("Only the owner of the group, or the member itself, ends a membership.")
        if partner == found.owner:
            raise Conflict(
                "The partner that owns a group stays in it: nobody could let anyone in or out any more. "
                "Where the group has done its work, end the memberships of the others."
            )
        if not groups.close(tx, group_id, partner, microseconds(tx.now)):
            raise NotFound()
        decisions.decide_again(tx, audiences.naming(tx.conn, [group_id]))
        audit.record(tx, "group-left", actor=actor.person, partner=actor.partner, subject=group_id, member=partner)

    db.write(write, now)


def _owned(tx: Tx, actor: Actor, group_id: str) -> Group:
    found = _seen(tx.conn, actor, group_id, tx.now)
    if found.owner != actor.partner:
        raise Forbidden("Only the partner that owns the group changes it.")
    return found


def _join(tx: Tx, actor: Actor, group_id: str, member: Member) -> None:
    groups.join(tx, group_id, member)
    decisions.decide_again(tx, audiences.naming(tx.conn, [group_id]))
