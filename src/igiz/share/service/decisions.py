"""Keep `visible` equal to the rule: decide about new audiences, and again when the world changes."""

from collections.abc import Iterable, Mapping
from functools import cache

from sqlalchemy import Connection

from igiz.core import access, audit
from igiz.core.db import Tx
from igiz.core.ids import microseconds
from igiz.share import rules
from igiz.share.model.audience import Audience, Recipient
from igiz.share.store import audiences, groups, objects
from igiz.zone.service import directory, events, legal, levels


def community(
    conn: Connection, at: int, group_ids: Iterable[str], named: Iterable[Recipient] | None = None
) -> rules.Community:
    """Load what the rule needs to know at a moment (microseconds); where `named` is given, of the persons only these.

    To decide about an audience no persons but its recipients are needed; there may be thousands.
    """
    persons = None if named is None else {each.principal for each in named}
    return rules.Community(directory.load(conn, persons), groups.memberships(conn, at, group_ids), crossings())


def community_of(conn: Connection, at: int, audience: Audience) -> rules.Community:
    """Load what the rule needs to know to decide about one audience."""
    return community(conn, at, audience.groups, audience.recipients)


@cache
def crossings() -> frozenset[tuple[str, str, str]]:
    """Return the closed list of grounds as (ground, from regime, to regime)."""
    return frozenset((each.id, each.from_regime, each.to_regime) for each in legal.grounds())


def audience_number(tx: Tx, audience: Audience, known: rules.Community | None = None) -> int:
    """Return the number of an audience; a new one is decided at once, in this transaction.

    Its pairs begin with time itself: before it there was nothing in it to see, and of two requests that need it at
    one moment the later may make it, while the earlier reads back what it wrote as of its own moment.
    """
    number, new = access.ensure_audience(tx, audience.key(), audience.body())
    if new:
        at = microseconds(tx.now)
        audiences.index(tx, number, audience)
        wanted = rules.pairs(audience, known or community_of(tx.conn, at, audience), at)
        access.decide(tx, {number: wanted}, since=0)
    return number


def decide_again(tx: Tx, concerned: Mapping[int, Audience], only: set[int] | None = None) -> None:
    """Decide again about existing audiences, for some principals or all, and tell whose view has changed.

    Newcomers get what they see now at a new position in their feed, audited; who lost something or
    sees it otherwise is told to look again, unless it waited for a higher level.
    """
    at = microseconds(tx.now)
    group_ids = {group for audience in concerned.values() for group in audience.groups}
    named = {each for audience in concerned.values() for each in audience.recipients}
    known = community(tx.conn, at, group_ids, named)
    wanted = {number: rules.pairs(audience, known, at) for number, audience in concerned.items()}
    level = levels.level_in_force(tx.conn, tx.now).level
    saw = access.readers(tx.conn, wanted, level, tx.now, suspended=True)
    changes = access.decide(tx, wanted, only)
    _record_again(tx, concerned, known, changes)
    gained: dict[int, list[int]] = {}
    for number, sees in access.readers(tx.conn, wanted, level, tx.now).items():
        for principal in sees.keys() - saw.get(number, {}).keys():
            gained.setdefault(principal, []).append(number)
    announce(tx, gained)
    touched = {who for each in changes.values() for who, least in each.touched.items() if least <= level}
    objects.tell(tx, touched, objects.RESET)


def _record_again(
    tx: Tx,
    concerned: Mapping[int, Audience],
    known: rules.Community,
    changes: Mapping[int, access.Change],
) -> None:
    """Record the ground for each who gets personal data of another regime by what was decided again.

    Of objects, also for who had it already and now has it on a ground: its regime or the owner's changed.
    """
    at = microseconds(tx.now)
    for number, audience in concerned.items():
        found = rules.disclosures(audience, known, at)
        objects.disclose(tx, objects.object_table.c.audience == number, found, at)
        new = {who: ground for who, ground in found.items() if who in changes[number].gained}
        if new:
            record_events_disclosed(tx, events.events_of(tx.conn, number), audience.owner, new)


def record_events_disclosed(
    tx: Tx, ids: Iterable[str], owner: str, grounds: Mapping[int, str], *, by: str | None = None
) -> None:
    """Record in the audit log, of events, the partners to which personal data goes on each ground.

    A person stands there as its partner.
    """
    partner_of = directory.partners_of(tx.conn, grounds)
    for event_id in ids:
        for ground in sorted(set(grounds.values())):
            recipients = sorted({partner_of[who] for who, on in grounds.items() if on == ground})
            audit.record(
                tx,
                "event-disclosed",
                actor=by,
                partner=owner,
                subject=event_id,
                ground=ground,
                recipients=recipients,
            )


def announce(tx: Tx, gained: Mapping[int, list[int]]) -> None:
    """Show each principal the objects of audiences that are new to it, on purpose and audited."""
    names = directory.partners_of(tx.conn, gained)
    for principal, numbers in sorted(gained.items()):
        shown = objects.announce(tx, principal, numbers)
        if shown:
            partner = names.get(principal, "")
            audit.record(tx, "announced", actor=None, partner=partner, subject=None, objects=shown)
            objects.tell(tx, [principal], objects.RESET)
