"""Who will see it, before it goes: the rule that sends, asked partner by partner."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from igiz.core import access
from igiz.core.access import FOREVER
from igiz.core.db import Database
from igiz.core.ids import microseconds
from igiz.share import rules
from igiz.share.model.audience import Audience
from igiz.share.model.draft import Marking, Newcomer, NotReached, Preview, Reached, Refused
from igiz.share.model.marking import Tlp
from igiz.share.service import decisions, markings
from igiz.share.store import audiences, groups, objects
from igiz.zone.model.actor import Actor
from igiz.zone.model.directory import DirectoryPartner
from igiz.zone.service import levels

ORDER = ("owner", "named", "group", "community")


def preview(db: Database, actor: Actor, marking: Marking, now: datetime) -> Preview:
    """Return exactly who will see an object with this marking, and who will not, and why."""
    with db.read(system=True) as conn:
        own = groups.groups_of(conn, actor.partner, microseconds(now), levels.level_in_force(conn, now).level)
        chosen = markings.audience_of(actor, marking)
        kept = replace(chosen, groups=tuple(each for each in chosen.groups if each in own))
        return of_audience(conn, actor, kept, now, named_by_actor=True)


def of_audience(
    conn: Connection, actor: Actor, audience: Audience, now: datetime, *, named_by_actor: bool = False
) -> Preview:
    """Return who sees an audience at this moment, as its owner may know it.

    Of a partner that does not show its persons they are only counted, unless the actor itself named them.
    """
    at = microseconds(now)
    level = levels.level_in_force(conn, now).level
    community = decisions.community(conn, at, audience.groups)
    reached: list[Reached] = []
    not_reached: list[NotReached] = []
    unlawful = rules.unlawful(audience, community)
    for partner in community.directory.partners:
        if not partner.active:
            continue
        row = _reached(actor, partner, audience, community, at, level, named_by_actor)
        if row is not None:
            reached.append(row)
        else:
            not_reached.append(NotReached(partner.id, _why_not(partner, audience, community, at, partner in unlawful)))
    public = any(reason.holds(at, level) for reason in rules.reasons_of_public(audience))
    if not public:
        not_reached.append(NotReached(None, "never-public"))
    return Preview(
        tuple(sorted(reached, key=lambda row: row.partner != actor.partner)),
        tuple(not_reached),
        tuple(Refused(each.id, each.regime, rules.grounds_to(each.regime, audience, community)) for each in unlawful),
        _newcomers(conn, actor, audience, community),
        public,
        tuple(group for group in audience.groups if _alone(actor, group, community)),
        sum(row.persons for row in reached),
    )


def _reached(
    actor: Actor,
    partner: DirectoryPartner,
    audience: Audience,
    community: rules.Community,
    at: int,
    level: int,
    named_by_actor: bool,
) -> Reached | None:
    whole = [each for each in rules.reasons_of_partner(partner, audience, community) if each.holds(at, level)]
    people = community.directory.persons_of(partner.id)
    if whole:
        seeing, reasons = people, whole
    else:
        named = {
            person.id: [
                each
                for each in rules.reasons_of_person(person.id, partner, audience, community)
                if each.holds(at, level)
            ]
            for person in community.directory.persons
            if person.partner == partner.id and person.active
        }
        seeing = tuple(person for person in community.directory.persons if named.get(person.id))
        reasons = [reason for found in named.values() for reason in found]
    if not reasons:
        return None
    best = min(reasons, key=lambda each: (each.precision_m, ORDER.index(each.code)))
    until = max(each.valid_until for each in reasons)
    shown = partner.shows_persons or partner.id == actor.partner or (named_by_actor and not whole)
    return Reached(
        partner.id,
        len(seeing),
        best.code,
        best.group,
        best.precision_m,
        rules.ground_for(partner.regime, audience, community),
        tuple((each.id, each.name) for each in seeing) if shown else None,
        None if until == FOREVER else until,
        min(each.min_level for each in reasons),
    )


def _why_not(partner: DirectoryPartner, audience: Audience, community: rules.Community, at: int, unlawful: bool) -> str:
    if unlawful:
        return "no-ground"
    waiting = rules.reasons_of_partner(partner, audience, community)
    if any(each.valid_until > at for each in waiting):
        return "level-too-low"
    if waiting:
        return "expired"
    if audience.tlp is None:
        return "not-marked"
    return "not-in-groups" if audience.tlp is Tlp.AMBER else "not-named"


def _alone(actor: Actor, group: str, community: rules.Community) -> bool:
    return all(member.partner == actor.partner for member in community.memberships.get(group, ()))


def _newcomers(conn: Connection, actor: Actor, audience: Audience, community: rules.Community) -> tuple[Newcomer, ...]:
    found: list[Newcomer] = []
    for group in audience.groups if audience.tlp is Tlp.AMBER else ():
        used = _last_used(conn, actor, group)
        found += [
            Newcomer(member.partner, group, member.since)
            for member in community.memberships.get(group, ())
            if used is not None and member.since > used
        ]
    return tuple(found)


def _last_used(conn: Connection, actor: Actor, group: str) -> int | None:
    """Return when the actor's partner last shared with a group, in microseconds."""
    table = objects.object_table
    numbers = list(audiences.naming(conn, [group]))
    query = sa.select(sa.func.max(table.c.position)).where(
        table.c.audience.in_(numbers), table.c.owner == access.principal_ids(conn, [actor.partner])[actor.partner]
    )
    return conn.execute(query).scalar()
