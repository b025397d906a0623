"""Persons: added, changed and removed by an administrator of their own partner; seen as far as the partner allows."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from igiz.core import access, audit, bus, erasures
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Conflict, Fault, Forbidden, NotFound
from igiz.core.ids import is_id, new_id
from igiz.zone.model.actor import ADMINISTRATOR, Actor
from igiz.zone.model.messages import PersonAdded, PersonLeft
from igiz.zone.model.people import Invitation, NewPerson, Operator, Partner, Person
from igiz.zone.service.identity import Identity, new_secret, own_session
from igiz.zone.service.roles import check_roles
from igiz.zone.store import credentials, people

_LOCAL = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A page of persons: `after` is the position to go on from, `total` is counted up to 1,000."""

    items: tuple[Person, ...]
    after: int | None
    total: int
    capped: bool


def persons_of(conn: Connection, partner_ids: Collection[str]) -> list[Person]:
    """Return the people and services of these partners; for parts above, which decide what of it leaves."""
    return people.persons_of(conn, partner_ids)


def person_of(conn: Connection, person_id: str) -> Person | None:
    """Return a person who has not left; for parts above, which decide what of it leaves."""
    return people.person_by_id(conn, person_id)


def load_actor(db: Database, person_id: str, now: datetime) -> Actor | None:
    """Return the actor that an active person is, with every scope; for the command line and for work in the back."""
    with db.read() as conn:
        return credentials.actor_of_person(conn, person_id)


def list_persons(db: Database, actor: Actor, after: int, limit: int) -> PersonPage:
    """Return the own partner's people and those of partners that show theirs."""
    with db.read() as conn:
        rows = people.persons_seen(conn, actor.partner, after, limit + 1)
        total = people.count_persons_seen(conn, actor.partner, access.MOST_COUNTED + 1)
    page = rows[:limit]
    following = page[-1][0] if len(rows) > limit else None
    shown = tuple(as_shown(person, actor) for _position, person in page)
    return PersonPage(shown, following, min(total, access.MOST_COUNTED), total > access.MOST_COUNTED)


def get_person(db: Database, actor: Actor, person_id: str) -> Person:
    """Return one person whom the actor may see."""
    with db.read() as conn:
        return as_shown(_seen(conn, actor, person_id), actor)


def as_shown(person: Person, actor: Actor) -> Person:
    """Return a person as the actor may see it: login and roles stay within the partner."""
    if person.partner == actor.partner:
        return person
    return replace(person, login=None, roles=frozenset())


def _seen(conn: Connection, actor: Actor, person_id: str) -> Person:
    person = people.person_by_id(conn, person_id) if is_id(person_id) else None
    if person is None:
        raise NotFound()
    if person.partner != actor.partner:
        partner = people.partner_by_id(conn, person.partner)
        shown = partner is not None and partner.active and partner.shows_persons
        if not shown or not person.active or person.service:
            raise NotFound()
    return person


def _own(conn: Connection, actor: Actor, person_id: str) -> Person:
    """Return a person whom the actor administers."""
    if not actor.may(ADMINISTRATOR, "admin"):
        raise Forbidden("Persons are kept by the administrators of their partner.")
    person = _seen(conn, actor, person_id)
    if person.partner != actor.partner:
        raise Forbidden("Persons are kept by the administrators of their own partner.")
    return person


def login_of(text: str, partner: Partner) -> str:
    """Return a login completed with the partner's handle, or refuse it.

    The handle keeps the partners' logins apart, so that nobody learns by trying which ones exist elsewhere.
    """
    login = text.strip().casefold()
    local, at, handle = login.partition("@")
    if at and handle != partner.handle:
        raise BadRequest(faults=[Fault("login", f"must end in @{partner.handle}, or leave that part out")])
    if not _LOCAL.fullmatch(local):
        raise BadRequest(
            faults=[Fault("login", "give 1 to 64 letters a-z, digits, dots, hyphens; begin with a letter or digit")]
        )
    return f"{local}@{partner.handle}"


def enrol(tx: Tx, partner: Partner, new: NewPerson, by: str) -> Person:
    """Add a person to a partner within a transaction; `by` is who does it, for the audit log."""
    check_roles(tx.conn, new.roles)
    login = login_of(new.login, partner)
    if people.person_by_login(tx.conn, login) is not None:
        raise Conflict(f"Somebody already signs in as {login}. Choose another login.", slug="login-taken")
    person = Person(new.id or new_id("person"), new.name, login, partner.id, new.roles, True, False)
    _store_new(tx, person, by)
    return person


def enrol_service(tx: Tx, partner_id: str, name: str, roles: frozenset[str], by: str) -> Person:
    """Add a service that acts for a partner, within a transaction. It has no login."""
    person = Person(new_id("person"), name, None, partner_id, roles, True, True)
    _store_new(tx, person, by)
    return person


def _store_new(tx: Tx, person: Person, by: str) -> None:
    people.add_person(tx, person)
    audit.record(
        tx, "person-added", actor=by, partner=person.partner, subject=person.id,
        roles=sorted(person.roles), service=person.service,
    )  # fmt: skip
    bus.publish(tx, PersonAdded(person.id, person.partner))


def invite(tx: Tx, identity: Identity, person: Person, by: str) -> Invitation:
    """Make the one-time link of a person within a transaction; an earlier link ends, and every session of the person.

    Who finds the sessions ended asks why: a link in other hands than the person's own opens all that is shared with
    that person.
    """
    secret = new_secret()
    credentials.end_sessions(tx, person.id)
    invitation = Invitation(person.id, tx.now + timedelta(hours=identity.security.invitation_hours), secret)
    credentials.set_invitation(tx, person.id, identity.digest("invitation", secret), invitation.expires)
    again = credentials.came_in(tx.conn, person.id)
    audit.record(tx, "person-invited", actor=by, partner=person.partner, subject=person.id, again=again)
    return invitation


def add_person(
    db: Database, identity: Identity, actor: Actor | Operator, new: NewPerson, now: datetime, *, partner_id: str = ""
) -> tuple[Person, Invitation]:
    """Add a person and return the invitation link. An administrator adds to the own partner, the operator to any."""
    if isinstance(actor, Actor):
        if not actor.may(ADMINISTRATOR, "admin"):
            raise Forbidden("Persons are added by the administrators of their partner.")
        own_session(actor)
        partner_id = actor.partner
    by = actor.person if isinstance(actor, Actor) else actor.name

    def write(tx: Tx) -> tuple[Person, Invitation]:
        partner = people.partner_by_id(tx.conn, partner_id)
        if partner is None:
            raise NotFound("There is no such partner.")
        person = enrol(tx, partner, new, by)
        return person, invite(tx, identity, person, by)

    return db.write(write, now)


def change_person(
    db: Database,
    actor: Actor,
    person_id: str,
    now: datetime,
    *,
    name: str | None = None,
    roles: frozenset[str] | None = None,
    active: bool | None = None,
) -> Person:
    """Change name, roles or activity of one of the own partner's people. Whoever becomes inactive is out at once.

    A token may take roles away and give none: what it made would outlive it.
    """

    def write(tx: Tx) -> Person:
        old = _own(tx.conn, actor, person_id)
        if old.service:
            raise Conflict("This is a token's service. Revoke the token instead, or make another one.")
        new = replace(
            old,
            name=old.name if name is None else name,
            roles=old.roles if roles is None else roles,
            active=old.active if active is None else active,
        )
        if new.roles - old.roles:
            own_session(actor)
        check_roles(tx.conn, new.roles)
        _keep_administrator(tx, old, new.active and ADMINISTRATOR in new.roles)
        if new == old:
            return old
        people.change_person(tx, new)
        _announce(tx, actor, old, new)
        return new

    return db.write(write, now)


def _announce(tx: Tx, actor: Actor, old: Person, new: Person) -> None:
    changed = [key for key in ("name", "roles", "active") if getattr(old, key) != getattr(new, key)]
    audit.record(
        tx, "person-changed", actor=actor.person, partner=new.partner, subject=new.id,
        changed=changed, roles=sorted(new.roles), active=new.active,
    )  # fmt: skip
    if old.active and not new.active:
        credentials.end_sessions(tx, new.id)
        bus.publish(tx, PersonLeft(new.id, new.partner))
    elif new.active and not old.active:
        bus.publish(tx, PersonAdded(new.id, new.partner))


def remove_person(db: Database, actor: Actor, person_id: str, now: datetime) -> None:
    """Remove one of the own partner's people: only identifier and partner stay, and every way in is closed."""

    def write(tx: Tx) -> None:
        person = _own(tx.conn, actor, person_id)
        _keep_administrator(tx, person, False)
        leave(tx, person, actor.person)

    db.write(write, now)


def leave(tx: Tx, person: Person, by: str) -> None:
    """Let a person or service go within a transaction."""
    credentials.forget_person(tx, person.id)
    people.erase_person(tx, person.id)
    erasures.record(tx, erasures.PERSON, person.id, person.partner)
    audit.record(tx, "person-removed", actor=by, partner=person.partner, subject=person.id)
    bus.publish(tx, PersonLeft(person.id, person.partner))


def leave_again(tx: Tx, person_id: str, by: str) -> bool:
    """Let go once more whoever left after a backup that was put back; say whether there was somebody."""
    person = people.person_by_id(tx.conn, person_id)
    if person is None:
        return False
    leave(tx, person, by)
    return True


def _keep_administrator(tx: Tx, person: Person, stays: bool) -> None:
    """Refuse that a partner loses its last administrator."""
    if not stays and people.holders(tx.conn, ADMINISTRATOR, person.partner) == [person.id]:
        raise Conflict(
            "This is the last administrator of the partner. Make somebody else administrator first.",
            slug="last-administrator",
        )


def invite_again(db: Database, identity: Identity, actor: Actor, person_id: str, now: datetime) -> Invitation:
    """Give one of the own partner's people a new link: for who never came in, or lost password or second factor."""

    def write(tx: Tx) -> Invitation:
        person = _own(tx.conn, actor, person_id)
        own_session(actor)
        if person.service or not person.active:
            raise Conflict("Only an active person can be invited. Make the person active first.")
        return invite(tx, identity, person, actor.person)

    return db.write(write, now)
