"""Sessions: kept on the server, ended at once, on wall time; and who a credential belongs to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from igiz.core import audit
from igiz.core.db import Database, Tx
from igiz.core.errors import NotFound, Unauthenticated
from igiz.core.ids import is_id, new_id
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import Credential, Opened, Partner, Person, Session
from igiz.zone.service.identity import Identity, new_secret, own_session
from igiz.zone.store import credentials, people
from igiz.zone.store.credentials import Recognised

TOUCH_AFTER = timedelta(minutes=1)
"""A session in use is noted as seen at most this often."""


@dataclass(frozen=True, slots=True)
class Described:
    """Who somebody is and which desks that opens; a token has no session of its own."""

    session: Session | None
    person: Person
    partner: Partner
    desks: tuple[str, ...]


def recognise(conn: Connection, credential: Credential, now: datetime) -> Recognised | None:
    """Return who a credential belongs to and when it was last seen, if it opens anything now."""
    return credentials.recognise(conn, credential, now)


def actor_of(conn: Connection, credential: Credential, now: datetime) -> Actor | None:
    """Return the actor of a credential at a wall time, or nothing: one query by an index."""
    known = credentials.recognise(conn, credential, now)
    return None if known is None else known.actor


def still_open(conn: Connection, held: Collection[Credential], now: datetime) -> set[Credential]:
    """Return those of credentials once recognised that still open something at a wall time."""
    return credentials.still_open(conn, held, now)


def start(tx: Tx, identity: Identity, person_id: str, device: str) -> Opened:
    """Begin a session for a person within a transaction; its secret is nowhere else."""
    now = tx.now
    secret = new_secret()
    session = Session(new_id("session"), person_id, now, now, identity.session_end(now), device[:200])
    credentials.add_session(tx, session, identity.digest("session", secret), identity.idle_end(now))
    return Opened(session, secret)


def touch(db: Database, identity: Identity, known: Recognised, now: datetime) -> None:
    """Note that a session is in use, at most once in a minute or a tenth of what it may idle."""
    session_id = known.actor.session
    if session_id is None or known.last_seen is None:
        return
    after = min(TOUCH_AFTER, timedelta(minutes=identity.security.idle_minutes) / 10)
    if now - known.last_seen >= after:
        db.write(lambda tx: credentials.touch_session(tx, session_id, identity.idle_end(now)), now)


def describe(conn: Connection, actor: Actor, now: datetime) -> Described:
    """Return who the actor is."""
    person = people.person_by_id(conn, actor.person)
    partner = people.partner_by_id(conn, actor.partner)
    if person is None or partner is None:
        raise Unauthenticated()
    open_sessions = credentials.sessions_of(conn, actor.person, now)
    current = next((each for each in open_sessions if each.id == actor.session), None)
    return Described(current, person, partner, people.desks_of(conn, actor.roles))


def open_sessions(db: Database, actor: Actor, now: datetime) -> list[Session]:
    """Return the actor's own open sessions, newest first."""
    own_session(actor)
    with db.read() as conn:
        return credentials.sessions_of(conn, actor.person, now)


def end(db: Database, actor: Actor, session_id: str, now: datetime) -> None:
    """End one of the actor's own sessions; it opens nothing from then on."""
    own_session(actor)
    if not is_id(session_id, "session"):
        raise NotFound()

    def write(tx: Tx) -> None:
        if not credentials.end_session(tx, session_id, actor.person):
            raise NotFound()
        audit.record(tx, "signed-out", actor=actor.person, partner=actor.partner, subject=session_id)

    db.write(write, now)


def drop_ended(db: Database, now: datetime) -> int:
    """Delete the sessions, invitations and challenges that ended at a wall time; return how many."""
    return db.write(credentials.drop_ended, now)
