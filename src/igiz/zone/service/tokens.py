"""API tokens: scoped, expiring, revocable, kept as a keyed hash; each acts as a service of its partner."""

from datetime import datetime, timedelta

from igiz.core import audit
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Fault, Forbidden, NotFound
from igiz.core.ids import is_id, new_id
from igiz.zone.model.actor import ADMINISTRATOR, CONTRIBUTOR, READER, SCOPES, Actor
from igiz.zone.model.people import Issued, Operator, Token
from igiz.zone.service import persons
from igiz.zone.service.identity import Identity, new_secret, own_session
from igiz.zone.store import credentials, people

PREFIX = "igz_"
SCOPE_ROLES = {"read": READER, "write": CONTRIBUTOR, "admin": ADMINISTRATOR}
"""The role that a token's service has for each scope."""


def create_token(
    db: Database,
    identity: Identity,
    actor: Actor | Operator,
    name: str,
    scopes: frozenset[str],
    expires: datetime,
    now: datetime,
    *,
    basic: bool = False,
    partner_id: str = "",
) -> Issued:
    """Make a token for the own partner (the operator: for any) and return its secret, for the only time.

    With `basic` it is shown as user and password of HTTP Basic, for clients that know nothing else.
    """
    if isinstance(actor, Actor):
        _check(actor)
        own_session(actor)
        partner_id = actor.partner
    _check_wish(identity, scopes, expires, now)
    by = actor.person if isinstance(actor, Actor) else actor.name

    def write(tx: Tx) -> Issued:
        partner = people.partner_by_id(tx.conn, partner_id)
        if partner is None or not partner.active:
            raise NotFound("There is no such active partner.")
        roles = frozenset(SCOPE_ROLES[each] for each in scopes)
        service = persons.enrol_service(tx, partner.id, name, roles, by)
        secret = new_secret(PREFIX)
        token_id = new_id("token")
        user = token_id.removeprefix("token--").replace("-", "")[:12]
        token = Token(token_id, name, partner.id, service.id, scopes, tx.now, expires, user, basic, False)
        credentials.add_token(tx, token, identity.digest("token", secret))
        audit.record(
            tx, "token-made", actor=by, partner=partner.id, subject=token.id,
            service=service.id, scopes=sorted(scopes), basic=basic,
        )  # fmt: skip
        return Issued(token, secret)

    return db.write(write, now)


def _check(actor: Actor) -> None:
    if not actor.may(ADMINISTRATOR, "admin"):
        raise Forbidden("Tokens are kept by the administrators of the partner.")


def _check_wish(identity: Identity, scopes: frozenset[str], expires: datetime, now: datetime) -> None:
    faults = []
    if not scopes or scopes - set(SCOPES):
        faults.append(Fault("scopes", f"give one or more of {', '.join(SCOPES)}"))
    longest = timedelta(days=identity.security.max_token_days)
    if not now < expires <= now + longest:
        faults.append(Fault("expires", f"give a moment from now to {identity.security.max_token_days} days from now"))
    if faults:
        raise BadRequest(faults=faults)


def tokens(db: Database, actor: Actor) -> list[Token]:
    """Return the own partner's tokens that are not revoked, without their secrets."""
    _check(actor)
    with db.read() as conn:
        return credentials.tokens_of(conn, actor.partner)


def revoke_token(db: Database, actor: Actor, token_id: str, now: datetime) -> None:
    """Revoke a token of the own partner; it opens nothing from then on, and its service leaves."""
    _check(actor)

    def write(tx: Tx) -> None:
        token = credentials.token_by_id(tx.conn, token_id) if is_id(token_id, "token") else None
        if token is None or token.partner != actor.partner or token.revoked:
            raise NotFound()
        service = people.person_by_id(tx.conn, token.person)
        credentials.revoke_token(tx, token_id)
        audit.record(tx, "token-revoked", actor=actor.person, partner=actor.partner, subject=token_id)
        if service is not None:
            persons.leave(tx, service, actor.person)

    db.write(write, now)
