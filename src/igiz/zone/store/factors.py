"""What proves besides a password who somebody is: passkeys, codes by time, and the challenges they answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, LargeBinary, String

from igiz.core.db import Tx
from igiz.core.ids import microseconds, moment
from igiz.core.register import Processing, declare
from igiz.zone.model.people import Passkey


def kept(purpose: str, retention: str) -> Processing:
    return Processing(purpose, "public task", retention, controller="owner", regime="owner", personal=True)


def person_key() -> Column[str]:
    return Column("person", String(300), ForeignKey("person.id"), primary_key=True)


passkey = declare(
    "passkey",
    Column("id", String(300), primary_key=True),
    Column("credential", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("person", String(300), ForeignKey("person.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("used", BigInteger),
    Index("passkey_person", "person"),
    processing=kept("sign in with a passkey", "until it is removed or the person leaves"),
)
totp = declare(
    "totp",
    person_key(),
    Column("secret", LargeBinary),
    Column("pending", LargeBinary),
    Column("last_step", BigInteger, nullable=False),
    processing=kept("ask for a code beside the password", "until it is removed or the person leaves"),
)
challenge = declare(
    "challenge",
    Column("id", String(300), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("person", String(300), ForeignKey("person.id")),
    Column("expires", BigInteger, nullable=False, index=True),
    processing=kept("prove that a passkey answers now", "five minutes"),
)


@dataclass(frozen=True, slots=True)
class Totp:
    """A person's secret for codes, encrypted: the confirmed one, one that waits for its first code, the last step."""

    secret: bytes | None
    pending: bytes | None
    last_step: int


def totp_of(conn: Connection, person_id: str) -> Totp | None:
    """Return a person's secret for codes, or nothing."""
    row = conn.execute(sa.select(totp).where(totp.c.person == person_id)).first()
    return None if row is None else Totp(row.secret, row.pending, row.last_step)


def propose_totp(tx: Tx, person_id: str, pending: bytes) -> None:
    """Store a secret that waits for its first code; a confirmed one stays in force."""
    done = tx.conn.execute(sa.update(totp).where(totp.c.person == person_id).values(pending=pending))
    if not done.rowcount:
        tx.conn.execute(sa.insert(totp).values(person=person_id, pending=pending, last_step=0))


def confirm_totp(tx: Tx, person_id: str, pending: bytes, step: int) -> bool:
    """Put the waiting secret in force, with the step of its first code; say whether it still waited."""
    query = (
        sa.update(totp)
        .where(totp.c.person == person_id, totp.c.pending == pending)
        .values(secret=pending, pending=None, last_step=step)
    )
    return tx.conn.execute(query).rowcount == 1


def use_step(tx: Tx, person_id: str, step: int) -> bool:
    """Use up a code by its step; say whether it is later than every code used before."""
    query = sa.update(totp).where(totp.c.person == person_id, totp.c.last_step < step).values(last_step=step)
    return tx.conn.execute(query).rowcount == 1


def remove_totp(tx: Tx, person_id: str) -> None:
    """Delete a person's secret for codes."""
    tx.conn.execute(sa.delete(totp).where(totp.c.person == person_id))


@dataclass(frozen=True, slots=True)
class StoredPasskey:
    """A passkey with what is needed to check its answers."""

    passkey: Passkey
    credential: bytes
    public_key: bytes
    sign_count: int


def add_passkey(tx: Tx, new: StoredPasskey) -> bool:
    """Store a passkey; say whether its credential was new."""
    known = sa.select(passkey.c.id).where(passkey.c.credential == new.credential)
    if tx.conn.execute(known).first() is not None:
        return False
    tx.conn.execute(
        sa.insert(passkey).values(
            id=new.passkey.id,
            credential=new.credential,
            public_key=new.public_key,
            sign_count=new.sign_count,
            person=new.passkey.person,
            name=new.passkey.name,
            created=microseconds(new.passkey.created),
        )
    )
    return True


def passkey_by_credential(conn: Connection, credential: bytes) -> StoredPasskey | None:
    """Return a passkey by the identifier that its authenticator gave it, or nothing."""
    row = conn.execute(sa.select(passkey).where(passkey.c.credential == credential)).first()
    return None if row is None else _passkey(row)


def passkeys_of(conn: Connection, person_id: str) -> list[StoredPasskey]:
    """Return the passkeys of a person, oldest first."""
    query = sa.select(passkey).where(passkey.c.person == person_id).order_by(passkey.c.created, passkey.c.id)
    return [_passkey(row) for row in conn.execute(query)]


def use_passkey(tx: Tx, passkey_id: str, counted: int, sign_count: int) -> bool:
    """Move a passkey's counter from what was checked; say whether nobody else used it meanwhile."""
    query = (
        sa.update(passkey)
        .where(passkey.c.id == passkey_id, passkey.c.sign_count == counted)
        .values(sign_count=sign_count, used=microseconds(tx.now))
    )
    return tx.conn.execute(query).rowcount == 1


def remove_passkey(tx: Tx, passkey_id: str, person_id: str) -> bool:
    """Delete a passkey of a person; say whether it was there."""
    query = sa.delete(passkey).where(passkey.c.id == passkey_id, passkey.c.person == person_id)
    return tx.conn.execute(query).rowcount == 1


def _passkey(row: Any) -> StoredPasskey:
    used = None if row.used is None else moment(row.used)
    known = Passkey(row.id, row.person, row.name, moment(row.created), used)
    return StoredPasskey(known, row.credential, row.public_key, row.sign_count)


def add_challenge(tx: Tx, challenge_id: str, value: bytes, purpose: str, who: str | None, expires: datetime) -> None:
    """Store a challenge and drop those that expired."""
    tx.conn.execute(sa.delete(challenge).where(challenge.c.expires < microseconds(tx.now)))
    tx.conn.execute(
        sa.insert(challenge).values(
            id=challenge_id, value=value, purpose=purpose, person=who, expires=microseconds(expires)
        )
    )


def take_challenge(tx: Tx, challenge_id: str, purpose: str, who: str | None) -> bytes | None:
    """Use up a challenge of that purpose and person; nothing where there is none or it expired."""
    query = sa.delete(challenge).where(
        challenge.c.id == challenge_id,
        challenge.c.purpose == purpose,
        challenge.c.person.is_(None) if who is None else challenge.c.person == who,
        challenge.c.expires > microseconds(tx.now),
    )
    return tx.conn.execute(query.returning(challenge.c.value)).scalar()
