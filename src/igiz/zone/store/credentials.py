"""How people and services show who they are: the tables and their SQL. Only hashes are kept of what opens a door."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Connection, ForeignKey, Index, String

from igiz.core.access import PUBLIC
from igiz.core.db import Tx
from igiz.core.ids import microseconds, moment
from igiz.core.register import declare
from igiz.zone.model.actor import SCOPES, Actor
from igiz.zone.model.people import Credential, Session, Token
from igiz.zone.store.factors import challenge, kept, passkey, person_key, totp
from igiz.zone.store.people import ROLES_OF_PERSON, partner, person

password = declare(
    "password",
    person_key(),
    Column("hash", String(300), nullable=False),
    processing=kept("sign in", "until the person leaves"),
)
session = declare(
    "session",
    Column("id", String(300), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("person", String(300), ForeignKey("person.id"), nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("idle_end", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("device", String(200), nullable=False),
    Index("session_person", "person"),
    Index("session_expires", "expires"),
    processing=kept("stay signed in", "until the session ends"),
)
token = declare(
    "token",
    Column("id", String(300), primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("user", String(40), nullable=False, unique=True),
    Column("person", String(300), ForeignKey("person.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("basic", Boolean, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Index("token_person", "person"),
    processing=kept("let a partner's systems act for it", "as long as the audit log"),
)
invitation = declare(
    "invitation",
    person_key(),
    Column("digest", String(64), nullable=False, unique=True),
    Column("expires", BigInteger, nullable=False),
    processing=kept("choose a first password", "until it is used or expires"),
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The actor of a credential, and for a session when it was last noted as seen."""

    actor: Actor
    last_seen: datetime | None


_WHO = (
    person.c.id.label("person"),
    person.c.principal.label("person_principal"),
    partner.c.id.label("partner"),
    partner.c.principal.label("partner_principal"),
    partner.c.regime,
    ROLES_OF_PERSON.label("roles"),
)
_ACTIVE = sa.and_(person.c.active.is_(True), partner.c.active.is_(True))
_DIGEST = sa.bindparam("digest", type_=String(64))
_NOW = sa.bindparam("now", type_=BigInteger)
_BY_SESSION = (
    sa.select(session.c.id, session.c.last_seen, *_WHO)
    .join(person, person.c.id == session.c.person)
    .join(partner, partner.c.id == person.c.partner)
    .where(session.c.digest == _DIGEST, session.c.expires > _NOW, session.c.idle_end > _NOW, _ACTIVE)
)
_BY_TOKEN = (
    sa.select(token.c.id, token.c.scopes, token.c.user, token.c.basic, *_WHO)
    .join(person, person.c.id == token.c.person)
    .join(partner, partner.c.id == person.c.partner)
    .where(token.c.digest == _DIGEST, token.c.expires > _NOW, token.c.revoked.is_(False), _ACTIVE)
)
_BY_PERSON = (
    sa.select(*_WHO).join(partner, partner.c.id == person.c.partner).where(person.c.id == sa.bindparam("id"), _ACTIVE)
)


def recognise(conn: Connection, credential: Credential, now: datetime) -> Recognised | None:
    """Return who a credential belongs to, if it opens anything at that moment: one query by an index."""
    values = {"digest": credential.digest, "now": microseconds(now)}
    if credential.kind == "session":
        row = conn.execute(_BY_SESSION, values).first()
        return None if row is None else Recognised(_actor(row, SCOPES, row.id), moment(row.last_seen))
    held = conn.execute(_BY_TOKEN, values).first()
    if held is None or credential.user != (held.user if held.basic else None):
        return None
    return Recognised(_actor(held, held.scopes.split(), None), None)


def still_open(conn: Connection, held: Collection[Credential], now: datetime) -> set[Credential]:
    """Return those of credentials once recognised that still open something at that moment: a query for each kind."""
    at = microseconds(now)
    ends = {
        "session": (session, sa.and_(session.c.expires > at, session.c.idle_end > at)),
        "token": (token, sa.and_(token.c.expires > at, token.c.revoked.is_(False))),
    }
    found: set[Credential] = set()
    for kind, (table, lasts) in ends.items():
        by_digest = {each.digest: each for each in held if each.kind == kind}
        query = (
            sa.select(table.c.digest)
            .join(person, person.c.id == table.c.person)
            .join(partner, partner.c.id == person.c.partner)
            .where(table.c.digest.in_(by_digest), lasts, _ACTIVE)
        )
        found.update(by_digest[row.digest] for row in (conn.execute(query) if by_digest else ()))
    return found


def actor_of_person(conn: Connection, person_id: str) -> Actor | None:
    """Return the actor that an active person is, with every scope and without a session."""
    row = conn.execute(_BY_PERSON, {"id": person_id}).first()
    return None if row is None else _actor(row, SCOPES, None)


def _actor(row: Any, scopes: Any, session_id: str | None) -> Actor:
    principals = (PUBLIC, row.partner_principal, row.person_principal)
    roles = frozenset((row.roles or "").split())
    return Actor(row.person, row.partner, roles, frozenset(scopes), principals, row.regime, session_id)


def forget_person(tx: Tx, person_id: str) -> None:
    """Delete everything by which a person can sign in, and revoke the tokens that act as that person."""
    for table in (password, session, invitation, passkey, totp, challenge):
        tx.conn.execute(sa.delete(table).where(table.c.person == person_id))
    tx.conn.execute(sa.update(token).where(token.c.person == person_id).values(revoked=True))


# Passwords and invitations.


@dataclass(frozen=True, slots=True)
class Door:
    """All that signing in by password needs of a person, in one query."""

    person: str
    partner: str
    active: bool
    password_hash: str | None
    totp: bytes | None
    passkeys: int


def door(conn: Connection, login: str) -> Door | None:
    """Return what signing in needs of the person with that login, or nothing."""
    count = sa.select(sa.func.count()).where(passkey.c.person == person.c.id).scalar_subquery()
    query = (
        sa.select(
            person.c.id,
            person.c.partner,
            _ACTIVE.label("active"),
            password.c.hash,
            totp.c.secret,
            count.label("passkeys"),
        )
        .join(partner, partner.c.id == person.c.partner)
        .outerjoin(password, password.c.person == person.c.id)
        .outerjoin(totp, totp.c.person == person.c.id)
        .where(person.c.login == login)
    )
    row = conn.execute(query).first()
    return None if row is None else Door(row.id, row.partner, bool(row.active), row.hash, row.secret, row.passkeys)


def password_hash(conn: Connection, person_id: str) -> str | None:
    """Return the hash of a person's password, or nothing."""
    return conn.execute(sa.select(password.c.hash).where(password.c.person == person_id)).scalar()


def came_in(conn: Connection, person_id: str) -> bool:
    """Say whether a person has come in before: by now there is a password, or a passkey."""
    known = (sa.select(table.c.person).where(table.c.person == person_id) for table in (password, passkey))
    return conn.execute(sa.union_all(*known).limit(1)).first() is not None


def set_password(tx: Tx, person_id: str, value: str) -> None:
    """Store the hash of a person's password."""
    tx.conn.execute(sa.delete(password).where(password.c.person == person_id))
    tx.conn.execute(sa.insert(password).values(person=person_id, hash=value))


def set_invitation(tx: Tx, person_id: str, digest: str, expires: datetime) -> None:
    """Store the one invitation of a person; an earlier one ends."""
    tx.conn.execute(sa.delete(invitation).where(invitation.c.person == person_id))
    tx.conn.execute(sa.insert(invitation).values(person=person_id, digest=digest, expires=microseconds(expires)))


def invited(conn: Connection, digest: str, now: datetime) -> str | None:
    """Return the active person whom an invitation belongs to, while it lasts."""
    query = (
        sa.select(person.c.id)
        .join(invitation, invitation.c.person == person.c.id)
        .join(partner, partner.c.id == person.c.partner)
        .where(invitation.c.digest == digest, invitation.c.expires > microseconds(now), _ACTIVE)
    )
    return conn.execute(query).scalar()


def use_invitation(tx: Tx, digest: str) -> bool:
    """Use up an invitation; say whether it was still there."""
    return tx.conn.execute(sa.delete(invitation).where(invitation.c.digest == digest)).rowcount == 1


# Sessions.


def add_session(tx: Tx, new: Session, digest: str, idle_end: datetime) -> None:
    """Store a session and drop those that ended."""
    tx.conn.execute(sa.delete(session).where(session.c.expires < microseconds(tx.now)))
    tx.conn.execute(
        sa.insert(session).values(
            id=new.id,
            digest=digest,
            person=new.person,
            started=microseconds(new.started),
            last_seen=microseconds(new.last_seen),
            idle_end=microseconds(idle_end),
            expires=microseconds(new.expires),
            device=new.device,
        )
    )


def touch_session(tx: Tx, session_id: str, idle_end: datetime) -> None:
    """Note that a session is in use."""
    tx.conn.execute(
        sa.update(session)
        .where(session.c.id == session_id)
        .values(last_seen=microseconds(tx.now), idle_end=microseconds(idle_end))
    )


def sessions_of(conn: Connection, person_id: str, now: datetime) -> list[Session]:
    """Return the open sessions of a person, newest first."""
    at = microseconds(now)
    query = (
        sa.select(session)
        .where(session.c.person == person_id, session.c.expires > at, session.c.idle_end > at)
        .order_by(session.c.started.desc(), session.c.id)
    )
    return [
        Session(row.id, row.person, moment(row.started), moment(row.last_seen), moment(row.expires), row.device)
        for row in conn.execute(query)
    ]


def end_session(tx: Tx, session_id: str, person_id: str) -> bool:
    """Delete a session of a person; say whether it was there."""
    query = sa.delete(session).where(session.c.id == session_id, session.c.person == person_id)
    return tx.conn.execute(query).rowcount == 1


def end_sessions(tx: Tx, person_id: str) -> None:
    """Delete all sessions of a person."""
    tx.conn.execute(sa.delete(session).where(session.c.person == person_id))


def end_sessions_of(tx: Tx, partner_id: str) -> None:
    """Delete all sessions of a partner's people."""
    members = sa.select(person.c.id).where(person.c.partner == partner_id)
    tx.conn.execute(sa.delete(session).where(session.c.person.in_(members)))


# Tokens.


def add_token(tx: Tx, new: Token, digest: str) -> None:
    """Store a token by its keyed hash."""
    tx.conn.execute(
        sa.insert(token).values(
            id=new.id,
            position=tx.position(),
            digest=digest,
            user=new.user,
            person=new.person,
            name=new.name,
            scopes=" ".join(sorted(new.scopes)),
            created=microseconds(new.created),
            expires=microseconds(new.expires),
            basic=new.basic,
            revoked=new.revoked,
        )
    )


def tokens_of(conn: Connection, partner_id: str) -> list[Token]:
    """Return the tokens of a partner that are not revoked, in the order in which they were made."""
    query = (
        sa.select(token, person.c.partner)
        .join(person, person.c.id == token.c.person)
        .where(person.c.partner == partner_id, token.c.revoked.is_(False))
        .order_by(token.c.position)
    )
    return [_token(row) for row in conn.execute(query)]


def token_by_id(conn: Connection, token_id: str) -> Token | None:
    """Return a token, or nothing."""
    query = sa.select(token, person.c.partner).join(person, person.c.id == token.c.person).where(token.c.id == token_id)
    row = conn.execute(query).first()
    return None if row is None else _token(row)


def revoke_token(tx: Tx, token_id: str) -> None:
    """Revoke a token."""
    tx.conn.execute(sa.update(token).where(token.c.id == token_id).values(revoked=True))


def _token(row: Any) -> Token:
    return Token(
        row.id, row.name, row.partner, row.person, frozenset(row.scopes.split()), moment(row.created),
        moment(row.expires), row.user, row.basic, row.revoked,
    )  # fmt: skip


def drop_ended(tx: Tx) -> int:
    """Delete sessions, invitations and challenges that ended; return how many."""
    at = microseconds(tx.now)
    idle = tx.conn.execute(sa.delete(session).where(session.c.idle_end <= at)).rowcount
    ended = (tx.conn.execute(sa.delete(each).where(each.c.expires <= at)) for each in (session, invitation, challenge))
    return idle + sum(each.rowcount for each in ended)
