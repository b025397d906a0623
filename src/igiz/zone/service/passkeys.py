"""Passkeys (WebAuthn): registered by who is signed in, and a full sign-in of their own with a check of the person."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from igiz.core import audit
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Conflict, Fault, NotFound, Unauthenticated
from igiz.core.ids import is_id, new_id
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import Opened, Passkey
from igiz.zone.service import sessions
from igiz.zone.service.identity import Identity, own_session
from igiz.zone.service.second_factors import keep_a_factor
from igiz.zone.store import credentials, factors, people
from igiz.zone.store.factors import StoredPasskey

CHALLENGE_LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Asked:
    """A challenge for the browser: WebAuthn's own JSON, and the name under which it is answered."""

    challenge_id: str
    options: dict[str, Any]


def registration_options(db: Database, identity: Identity, actor: Actor, now: datetime) -> Asked:
    """Ask the browser of who is signed in for a new passkey."""
    own_session(actor)
    with db.read() as conn:
        person = people.person_by_id(conn, actor.person)
        known = factors.passkeys_of(conn, actor.person)
    login = (person.login if person else None) or actor.person
    options = webauthn.generate_registration_options(
        rp_id=identity.host,
        rp_name="igiz",
        user_name=login,
        user_id=actor.person.encode(),
        user_display_name=person.name if person and person.name else login,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.credential) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return _ask(db, options, options.challenge, "register", actor.person, now)


def sign_in_options(db: Database, identity: Identity, now: datetime) -> Asked:
    """Ask the browser of anybody for a passkey of this instance; the answer says whose it is."""
    options = webauthn.generate_authentication_options(
        rp_id=identity.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _ask(db, options, options.challenge, "sign-in", None, now)


def _ask(db: Database, options: Any, challenge: bytes, purpose: str, who: str | None, now: datetime) -> Asked:
    challenge_id = new_id("challenge")
    expires = now + CHALLENGE_LIFE
    db.write(lambda tx: factors.add_challenge(tx, challenge_id, challenge, purpose, who, expires), now)
    return Asked(challenge_id, json.loads(webauthn.options_to_json(options)))


def _take(db: Database, challenge_id: str, purpose: str, who: str | None, now: datetime) -> bytes | None:
    if not is_id(challenge_id, "challenge"):
        return None
    return db.write(lambda tx: factors.take_challenge(tx, challenge_id, purpose, who), now)


def add_passkey(
    db: Database,
    identity: Identity,
    actor: Actor,
    challenge_id: str,
    credential: dict[str, Any],
    name: str,
    now: datetime,
) -> Passkey:
    """Keep the passkey that the browser made for this challenge."""
    own_session(actor)
    challenge = _take(db, challenge_id, "register", actor.person, now)
    if challenge is None:
        raise BadRequest(faults=[Fault("challengeId", "not open: ask for new options")])
    try:
        checked = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=identity.host,
            expected_origin=identity.root_url,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise BadRequest(
            faults=[Fault("credential", "does not answer this challenge for this address: begin again")]
        ) from error
    passkey = Passkey(new_id("passkey"), actor.person, name, now, None)
    stored = StoredPasskey(passkey, checked.credential_id, checked.credential_public_key, checked.sign_count)

    def write(tx: Tx) -> None:
        if not factors.add_passkey(tx, stored):
            raise Conflict("This passkey is already known here.")
        audit.record(tx, "passkey-added", actor=actor.person, partner=actor.partner, subject=passkey.id)

    db.write(write, now)
    return passkey


def passkeys(db: Database, actor: Actor) -> list[Passkey]:
    """Return the actor's own passkeys, oldest first."""
    own_session(actor)
    with db.read() as conn:
        return [each.passkey for each in factors.passkeys_of(conn, actor.person)]


def remove_passkey(db: Database, identity: Identity, actor: Actor, passkey_id: str, now: datetime) -> None:
    """Remove one of the actor's own passkeys; it opens nothing from then on."""
    own_session(actor)

    def write(tx: Tx) -> None:
        own = {each.passkey.id for each in factors.passkeys_of(tx.conn, actor.person)}
        if passkey_id not in own:
            raise NotFound()
        totp = factors.totp_of(tx.conn, actor.person)
        keep_a_factor(tx.conn, identity, len(own) > 1 or (totp is not None and totp.secret is not None))
        factors.remove_passkey(tx, passkey_id, actor.person)
        audit.record(tx, "passkey-removed", actor=actor.person, partner=actor.partner, subject=passkey_id)

    db.write(write, now)


def sign_in(
    db: Database, identity: Identity, challenge_id: str, credential: dict[str, Any], device: str, now: datetime
) -> Opened:
    """Begin a session for who answers a challenge with a passkey of this instance."""
    challenge = _take(db, challenge_id, "sign-in", None, now)
    stored = _stored(db, credential)
    if challenge is None or stored is None:
        raise _refused()
    try:
        checked = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=identity.host,
            expected_origin=identity.root_url,
            credential_public_key=stored.public_key,
            credential_current_sign_count=stored.sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise _refused() from error

    def write(tx: Tx) -> Opened:
        actor = credentials.actor_of_person(tx.conn, stored.passkey.person)
        if actor is None or not factors.use_passkey(tx, stored.passkey.id, stored.sign_count, checked.new_sign_count):
            raise _refused()
        opened = sessions.start(tx, identity, actor.person, device)
        audit.record(
            tx, "signed-in", actor=actor.person, partner=actor.partner, subject=opened.session.id, by="passkey"
        )
        return opened

    return db.write(write, now)


def _stored(db: Database, credential: dict[str, Any]) -> StoredPasskey | None:
    given = credential.get("rawId")
    try:
        raw = base64url_to_bytes(given) if isinstance(given, str) else b""
    except ValueError:
        return None
    with db.read() as conn:
        return factors.passkey_by_credential(conn, raw)


def _refused() -> Unauthenticated:
    return Unauthenticated("This passkey does not open this instance. Begin again.", slug="wrong-credentials")


_UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""What the library raises on an answer that is wrong or not even readable."""
