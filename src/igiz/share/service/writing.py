"""The one way in which a version of an object is written: place, audience, search, counters, message."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from igiz.core import access, bus, erasures
from igiz.core.db import Tx
from igiz.core.ids import microseconds
from igiz.share import rules
from igiz.share.model.audience import Audience
from igiz.share.model.messages import ObjectGone, ObjectsShared
from igiz.share.service import decisions
from igiz.share.store import groups, objects, search
from igiz.share.store.objects import NewObject, Stored
from igiz.zone.model.actor import Actor
from igiz.zone.service import levels


@dataclass(frozen=True, slots=True)
class Write:
    """One version to write, for one audience; `text` is what makes it findable."""

    new: NewObject
    audience: int
    text: str


def owner_of(actor: Actor) -> int:
    """Return the principal of the actor's partner."""
    return actor.principals[1]


def author_of(actor: Actor) -> int:
    """Return the principal of the acting person."""
    return actor.principals[2]


def own_groups(tx: Tx, actor: Actor) -> frozenset[str]:
    """Return the groups that the actor's partner is in now."""
    return groups.groups_of(tx.conn, actor.partner, microseconds(tx.now), levels.level_in_force(tx.conn, tx.now).level)


def add(tx: Tx, actor: Actor, writes: Sequence[Write]) -> list[int]:
    """Write objects that this owner did not have yet, and return their numbers."""
    if not writes:
        return []
    numbers = objects.insert(
        tx,
        [each.new for each in writes],
        owner_of(actor),
        author_of(actor),
        [each.audience for each in writes],
        tx.positions(len(writes)),
    )
    search.index(
        tx, [(number, each.audience, each.text) for number, each in zip(numbers, writes, strict=True) if each.text]
    )
    for (audience, kind), number in sorted(Counter((each.audience, each.new.type) for each in writes).items()):
        access.count(tx, audience, kind, number)
    return numbers


def put(tx: Tx, actor: Actor, was: Stored, write: Write, *, author: int | None = None) -> None:
    """Write a new version in the place of a current one; whoever no longer sees it is told that it is hidden.

    Its author is the actor, or `author` where the words stay somebody else's.
    """
    objects.replace(tx, was, write.new, author or author_of(actor), write.audience, tx.position())
    search.forget(tx, was.number)
    if write.text:
        search.index(tx, [(was.number, write.audience, write.text)])
    if write.audience != was.audience:
        access.count(tx, was.audience, was.type, -1)
        access.count(tx, write.audience, was.type, 1)
        _tell_who_lost(tx, was, write.audience)


def widen(tx: Tx, was: Stored, audience: int, newcomer: int) -> None:
    """Let one more principal see the current version, by an audience that is the former one and that newcomer.

    It is no new version: to the others nothing happened, the newcomer gets it at a new position in its own feed.
    """
    objects.readdress(tx, was, audience)
    search.readdress(tx, was.number, audience)
    access.count(tx, was.audience, was.type, -1)
    access.count(tx, audience, was.type, 1)
    decisions.announce(tx, {newcomer: [audience]})


def _tell_who_lost(tx: Tx, was: Stored, audience: int) -> None:
    level = levels.level_in_force(tx.conn, tx.now).level
    seeing = access.readers(tx.conn, [was.audience, audience], level, tx.now)
    lost = seeing.get(was.audience, {}).keys() - seeing.get(audience, {}).keys()
    objects.tell(tx, lost, objects.HIDDEN, was)


def remove(tx: Tx, was: Stored, owner: str) -> None:
    """Delete an object: content and history go, a tombstone stays for those who could see it."""
    search.forget(tx, was.number)
    objects.delete(tx, was, tx.position())
    access.count(tx, was.audience, was.type, -1)
    erasures.record(tx, erasures.OBJECT, was.id, owner)
    bus.publish(tx, ObjectGone(owner, was.id))


def published(tx: Tx, actor: Actor, ids: list[str]) -> None:
    """Tell the parts above that these objects were shared."""
    if ids:
        bus.publish(tx, ObjectsShared(actor.partner, ids))


def record_disclosures(tx: Tx, number: int, audience: Audience, known: rules.Community | None = None) -> None:
    """Record the ground that covers its regime for each recipient of another regime who gets personal data."""
    if not audience.personal_data:
        return
    at = microseconds(tx.now)
    found = rules.disclosures(audience, known or decisions.community_of(tx.conn, at, audience), at)
    objects.disclose(tx, objects.object_table.c.number == number, found, at)


def number_of(tx: Tx, audience: Audience) -> int:
    """Return the number of an audience, decided now if it is new."""
    return decisions.audience_number(tx, audience)
