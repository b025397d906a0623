"""Signing in by password, by invitation and, in the demo, by choosing a role; who comes in and who does not."""

from dataclasses import dataclass
from datetime import datetime

from igiz.core import audit, bus
from igiz.core.db import Database, Tx
from igiz.core.errors import Conflict, NotFound, Unauthenticated
from igiz.core.ids import is_id
from igiz.zone.model.actor import ADMINISTRATOR
from igiz.zone.model.messages import PersonRenewed
from igiz.zone.model.people import DemoRole, NewPartner, NewPerson, Opened, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import partners, passwords, persons, second_factors, sessions
from igiz.zone.service.identity import Identity
from igiz.zone.store import credentials, instance, people
from igiz.zone.store.credentials import Door

WRONG = "Login, password or code is wrong."


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation is for."""

    login: str
    partner: Text


def sign_in(
    db: Database, identity: Identity, login: str, password: str, code: str | None, device: str, now: datetime
) -> Opened:
    """Begin a session by login and password, and a code where the person has a second factor.

    A login that does not exist takes as long and gets the same answer as a wrong password.
    """
    with db.read() as conn:
        door = credentials.door(conn, login.strip().casefold())
    fits = passwords.fits(door.password_hash if door else None, password)
    if door is None or not fits or not door.active:
        _note_refusal(db, door, now)
        raise Unauthenticated(WRONG, slug="wrong-credentials")
    _ask_second_factor(identity, door, code)
    opened = db.write(lambda tx: _begin(tx, identity, door, code, device), now)
    if opened is None:
        _note_refusal(db, door, now)
        raise Unauthenticated(WRONG, slug="wrong-credentials")
    return opened


def _ask_second_factor(identity: Identity, door: Door, code: str | None) -> None:
    """Refuse a password alone where the person has a second factor, or the instance asks for one."""
    if door.totp is not None:
        if not code:
            raise Unauthenticated("Give the code of your authenticator too.", slug="second-factor-needed")
    elif door.passkeys:
        raise Unauthenticated("Sign in with your passkey.", slug="second-factor-needed")
    elif identity.security.require_second_factor:
        raise Unauthenticated(
            "This instance asks for a second factor and you have none. Ask your administrator for a new invitation "
            "and add a passkey or a code when you come in.",
            slug="second-factor-needed",
        )


def _begin(tx: Tx, identity: Identity, door: Door, code: str | None, device: str) -> Opened | None:
    if credentials.password_hash(tx.conn, door.person) != door.password_hash:
        return None
    if door.totp is not None and not second_factors.use_code(tx, identity, door.person, code or ""):
        return None
    return _open(tx, identity, door.person, door.partner, device, "password")


def _open(tx: Tx, identity: Identity, person_id: str, partner_id: str, device: str, by: str) -> Opened:
    opened = sessions.start(tx, identity, person_id, device)
    audit.record(tx, "signed-in", actor=person_id, partner=partner_id, subject=opened.session.id, by=by)
    return opened


def _note_refusal(db: Database, door: Door | None, now: datetime) -> None:
    """Record a refusal, for an unknown login too: otherwise the time would tell which logins exist."""

    def write(tx: Tx) -> None:
        host = partners.host_partner(tx.conn) or ""
        partner_id, subject = (door.partner, door.person) if door else (host, None)
        audit.record(tx, "sign-in-refused", actor=None, partner=partner_id, subject=subject)

    db.write(write, now)


def look_at_invitation(db: Database, identity: Identity, secret: str, now: datetime) -> Invited:
    """Return whom an invitation is for, while it lasts."""
    with db.read() as conn:
        person_id = credentials.invited(conn, identity.digest("invitation", secret), now)
        person = people.person_by_id(conn, person_id) if person_id else None
        partner = people.partner_by_id(conn, person.partner) if person else None
    if person is None or partner is None:
        raise _no_invitation()
    return Invited(person.login or "", partner.name)


def accept_invitation(
    db: Database, identity: Identity, secret: str, password: str, device: str, now: datetime
) -> Opened:
    """Choose a password by an invitation, once, and begin a session. Earlier factors and sessions end."""
    digest = identity.digest("invitation", secret)
    with db.read() as conn:
        if credentials.invited(conn, digest, now) is None:
            raise _no_invitation()
    chosen = passwords.hashed(password, identity.security.min_password_length)

    def write(tx: Tx) -> Opened:
        person_id = credentials.invited(tx.conn, digest, tx.now)
        person = people.person_by_id(tx.conn, person_id) if person_id else None
        if person is None or not credentials.use_invitation(tx, digest):
            raise _no_invitation()
        again = credentials.came_in(tx.conn, person.id)
        credentials.forget_person(tx, person.id)
        credentials.set_password(tx, person.id, chosen)
        audit.record(tx, "invitation-used", actor=person.id, partner=person.partner, subject=person.id, again=again)
        if again:
            bus.publish(tx, PersonRenewed(person.id, person.partner))
        return _open(tx, identity, person.id, person.partner, device, "invitation")

    return db.write(write, now)


def _no_invitation() -> NotFound:
    return NotFound("This invitation was used, has ended or never was. Ask your administrator for a new one.")


FIRST_PARTNER = NewPartner(Text("Beheer", "Administration"), "host", PartnerKind.AUTHORITY, "host", Regime.GDPR)
FIRST_PERSON = NewPerson("Administrator", "admin", frozenset({ADMINISTRATOR}))


def first_administrator(
    db: Database,
    identity: Identity,
    now: datetime,
    *,
    partner: NewPartner = FIRST_PARTNER,
    person: NewPerson = FIRST_PERSON,
) -> str | None:
    """Make the first administrator if there is none and return the path of the one-time link, else nothing.

    The administrator belongs to the host partner; `partner` is added only where there is no partner at all.
    Whoever has been invited but never came in gets a new link. A demo has none: there one chooses a role.
    """

    def write(tx: Tx) -> str | None:
        if instance.get(tx.conn, instance.DEMO) == "1":
            return None
        host_id = partners.host_partner(tx.conn)
        known = people.partner_by_id(tx.conn, host_id) if host_id else None
        host = known or partners.enrol(tx, partner, "operator")
        holders = people.holders(tx.conn, ADMINISTRATOR, host.id)
        if any(credentials.password_hash(tx.conn, each) is not None for each in holders):
            return None
        waiting = people.person_by_id(tx.conn, holders[0]) if holders else None
        who = waiting or persons.enrol(tx, host, person, "operator")
        return persons.invite(tx, identity, who, "operator").path

    return db.write(write, now)


def mark_demo(tx: Tx) -> None:
    """Mark an empty instance as a demo; one that has partners can never become one."""
    if people.first_partner(tx.conn) is not None and instance.get(tx.conn, instance.DEMO) is None:
        raise Conflict("This instance has partners and is no demo. Use an empty database for a demo.")
    instance.put(tx, instance.DEMO, "1")


def is_demo(db: Database) -> bool:
    """Say whether the instance is marked as a demo."""
    with db.read() as conn:
        return instance.get(conn, instance.DEMO) == "1"


def offer_demo_role(tx: Tx, person_id: str, title: Text) -> None:
    """Let anyone at this machine play a person of the demo."""
    if instance.get(tx.conn, instance.DEMO) != "1":
        raise Conflict("This instance is no demo.")
    people.add_demo_role(tx, person_id, title)


def demo_roles(db: Database) -> list[DemoRole]:
    """Return the persons of the demo whom anyone at this machine may play; elsewhere there is nothing here."""
    with db.read() as conn:
        if instance.get(conn, instance.DEMO) != "1":
            raise NotFound()
        return people.demo_roles(conn)


def play_demo_role(db: Database, identity: Identity, person_id: str, device: str, now: datetime) -> Opened:
    """Begin a session as a person of the demo. The caller has made sure that the request comes from this machine."""

    def write(tx: Tx) -> Opened:
        demo = instance.get(tx.conn, instance.DEMO) == "1" and is_id(person_id)
        if not demo or person_id not in {each.person for each in people.demo_roles(tx.conn)}:
            raise NotFound()
        actor = credentials.actor_of_person(tx.conn, person_id)
        if actor is None:
            raise NotFound()
        return _open(tx, identity, person_id, actor.partner, device, "demo")

    return db.write(write, now)
