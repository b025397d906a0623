"""Codes beside the password (TOTP, RFC 6238): proposed, confirmed by a first code, each code good once."""

import hmac
import io
import re
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from sqlalchemy import Connection

from igiz.core import audit
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Conflict, Fault, NotFound
from igiz.zone.model.actor import Actor
from igiz.zone.service.identity import Identity, own_session
from igiz.zone.store import factors, people

STEP_SECONDS = 30
DRIFT_STEPS = 1
"""How many steps a telephone's clock may be off."""
_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A secret for codes, to be scanned or typed over, good once a first code has come back."""

    secret: str
    uri: str
    qr_svg: str


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step that a code belongs to, at most one step from now, or nothing."""
    digits = code.replace(" ", "")
    if not _CODE.fullmatch(digits):
        return None
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    found = None
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits):
            found = step
    return found


def propose_totp(db: Database, identity: Identity, actor: Actor, now: datetime) -> Proposal:
    """Propose a new secret for codes to the actor; a confirmed one stays in force until this one is confirmed."""
    own_session(actor)
    secret = pyotp.random_base32()

    def write(tx: Tx) -> str:
        factors.propose_totp(tx, actor.person, identity.seal(secret, actor.person))
        person = people.person_by_id(tx.conn, actor.person)
        return (person.login if person else None) or actor.person

    login = db.write(write, now)
    uri = pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=f"igiz {identity.host}")
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=4, xmldecl=False, dark="#000", light="#fff")
    return Proposal(secret, uri, picture.getvalue().decode())


def confirm_totp(db: Database, identity: Identity, actor: Actor, code: str, now: datetime) -> None:
    """Put the proposed secret in force by its first code."""
    own_session(actor)

    def write(tx: Tx) -> None:
        known = factors.totp_of(tx.conn, actor.person)
        if known is None or known.pending is None:
            raise Conflict("No secret waits for a code. Ask for a new one first.")
        secret = identity.unseal(known.pending, actor.person)
        step = None if secret is None else matching_step(secret, code, tx.now)
        if step is None or not factors.confirm_totp(tx, actor.person, known.pending, step):
            raise BadRequest(faults=[Fault("code", "not the code of this moment: check the clock and give the next")])
        audit.record(tx, "totp-confirmed", actor=actor.person, partner=actor.partner, subject=actor.person)

    db.write(write, now)


def remove_totp(db: Database, identity: Identity, actor: Actor, now: datetime) -> None:
    """Remove the actor's secret for codes."""
    own_session(actor)

    def write(tx: Tx) -> None:
        if factors.totp_of(tx.conn, actor.person) is None:
            raise NotFound()
        keep_a_factor(tx.conn, identity, bool(factors.passkeys_of(tx.conn, actor.person)))
        factors.remove_totp(tx, actor.person)
        audit.record(tx, "totp-removed", actor=actor.person, partner=actor.partner, subject=actor.person)

    db.write(write, now)


def keep_a_factor(conn: Connection, identity: Identity, another: bool) -> None:
    """Refuse to remove the last second factor where the instance asks for one."""
    if identity.security.require_second_factor and not another:
        raise Conflict("This instance asks for a second factor and this is your last. Add another first.")


def use_code(tx: Tx, identity: Identity, person_id: str, code: str) -> bool:
    """Use up a code of a person within a transaction; a code seen before, or an older one, is refused."""
    known = factors.totp_of(tx.conn, person_id)
    secret = identity.unseal(known.secret, person_id) if known and known.secret else None
    step = None if secret is None else matching_step(secret, code, tx.now)
    return step is not None and factors.use_step(tx, person_id, step)
