"""Partners: added and changed by administrators of the instance's host partner; read by every partner."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from igiz.core import access, audit, bus
from igiz.core.db import Database, Tx
from igiz.core.errors import Conflict, Forbidden, NotFound
from igiz.core.ids import is_id, new_id
from igiz.zone.model.actor import ADMINISTRATOR, Actor
from igiz.zone.model.messages import PartnerAdded, PartnerChanged
from igiz.zone.model.people import Invitation, NewPartner, NewPerson, Operator, Partner, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.service import persons
from igiz.zone.service.identity import Identity, own_session
from igiz.zone.service.roles import prepare
from igiz.zone.store import credentials, instance, people


@dataclass(frozen=True, slots=True)
class PartnerEdit:
    """What is to change of a partner; nothing stays as it is."""

    name: Text | None = None
    short: str | None = None
    kind: PartnerKind | None = None
    controller: str | None = None
    regime: Regime | None = None
    shows_persons: bool | None = None
    active: bool | None = None


def partners(conn: Connection) -> list[Partner]:
    """Return all partners in the order in which they joined."""
    return people.partners(conn)


def partner_of(conn: Connection, partner_id: str) -> Partner | None:
    """Return a partner by identifier, or nothing."""
    return people.partner_by_id(conn, partner_id)


def find_partners(conn: Connection, text: str) -> list[Partner]:
    """Return whom somebody means by an identifier, a handle, or a name in either language or short, in any case."""
    known = people.partners(conn)
    for handle in (text.strip().casefold(), handle_of(text)):
        if exact := [each for each in known if handle in (each.id, each.handle)]:
            return exact
    wanted = " ".join(text.split()).casefold()
    return [each for each in known if wanted in {name.casefold() for name in (each.name.nl, each.name.en, each.short)}]


def host_partner(conn: Connection) -> str | None:
    """Return the partner whose administrators keep the partners: as set, else the one that joined first."""
    return instance.get(conn, instance.HOST_PARTNER) or people.first_partner(conn)


def list_partners(db: Database, actor: Actor) -> list[Partner]:
    """Return all partners: whoever takes part knows who takes part."""
    with db.read() as conn:
        return people.partners(conn)


def get_partner(db: Database, actor: Actor, partner_id: str) -> Partner:
    """Return one partner."""
    with db.read() as conn:
        return _known(conn, partner_id)


def _known(conn: Connection, partner_id: str) -> Partner:
    partner = people.partner_by_id(conn, partner_id) if is_id(partner_id) else None
    if partner is None:
        raise NotFound()
    return partner


def handle_of(short: str) -> str:
    """Return the handle of a short name: a-z, 0-9 and hyphens."""
    plain = unicodedata.normalize("NFKD", short).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "partner"


def enrol(tx: Tx, new: NewPartner, by: str) -> Partner:
    """Add a partner within a transaction; `by` is who does it, for the audit log."""
    prepare(tx)
    handle = new.handle or handle_of(new.short)
    if people.partner_by_handle(tx.conn, handle) is not None:
        raise Conflict(
            f"There is a partner whose short name is written {handle!r} in logins. Choose another short name.",
            slug="short-name-taken",
        )
    partner = Partner(
        new.id or new_id("partner"), new.name, new.short, handle, new.kind, new.controller, new.regime,
        new.shows_persons, True,
    )  # fmt: skip
    people.add_partner(tx, partner)
    audit.record(tx, "partner-added", actor=by, partner=partner.id, subject=partner.id, regime=partner.regime.value)
    bus.publish(tx, PartnerAdded(partner.id))
    return partner


def ensure_partners(tx: Tx, wanted: Sequence[NewPartner], by: str) -> list[Partner]:
    """Add the partners of a zone file, or bring those known by identifier, handle or short name up to date."""
    found: list[Partner] = []
    for each in wanted:
        known = people.partner_by_id(tx.conn, each.id) if each.id else None
        for handle in (each.handle, handle_of(each.short)):
            if known is None and handle and not any(handle == other.handle for other in found):
                known = people.partner_by_handle(tx.conn, handle)
        if known is None:
            found.append(enrol(tx, each, by))
        else:
            edit = PartnerEdit(each.name, each.short, each.kind, each.controller, each.regime)
            found.append(_store(tx, known, _edited(known, edit), by))
    return found


def _is_host(conn: Connection, actor: Actor) -> bool:
    return actor.may(ADMINISTRATOR, "admin") and actor.partner == host_partner(conn)


def add_partner(
    db: Database,
    identity: Identity,
    actor: Actor | Operator,
    new: NewPartner,
    now: datetime,
    *,
    administrator: NewPerson | None = None,
) -> tuple[Partner, Invitation | None]:
    """Add a partner, with its first administrator where one is named, whose invitation link is returned."""
    by = actor.person if isinstance(actor, Actor) else actor.name

    def write(tx: Tx) -> tuple[Partner, Invitation | None]:
        if isinstance(actor, Actor) and not _is_host(tx.conn, actor):
            raise Forbidden("Partners are added by the administrators of the partner that hosts this instance.")
        if isinstance(actor, Actor) and administrator is not None:
            own_session(actor)
        partner = enrol(tx, new, by)
        if administrator is None:
            return partner, None
        person = persons.enrol(tx, partner, administrator, by)
        return partner, persons.invite(tx, identity, person, by)

    return db.write(write, now)


def change_partner(db: Database, actor: Actor | Operator, partner_id: str, edit: PartnerEdit, now: datetime) -> Partner:
    """Change a partner. Whether it shows its persons is for its own administrators, all else for the host's."""
    by = actor.person if isinstance(actor, Actor) else actor.name

    def write(tx: Tx) -> Partner:
        old = _known(tx.conn, partner_id)
        new = _edited(old, edit)
        if isinstance(actor, Actor):
            _may_change(tx.conn, actor, old, new)
        if not new.active and old.id == host_partner(tx.conn):
            raise Conflict("This partner hosts the instance. Choose another host before you make it inactive.")
        return _store(tx, old, new, by)

    return db.write(write, now)


def _may_change(conn: Connection, actor: Actor, old: Partner, new: Partner) -> None:
    own = actor.may(ADMINISTRATOR, "admin") and actor.partner == old.id
    host = _is_host(conn, actor)
    if not own and not host:
        raise Forbidden("Partners are changed by the administrators of the partner that hosts this instance.")
    if new.shows_persons != old.shows_persons and not own:
        raise Forbidden("Whether a partner shows its persons is decided by its own administrators.")
    if replace(new, shows_persons=old.shows_persons) != old and not host:
        raise Forbidden(
            "You may change whether your partner shows its persons. The rest is changed by the administrators of the "
            "partner that hosts this instance."
        )


def _edited(old: Partner, edit: PartnerEdit) -> Partner:
    return replace(
        old,
        name=edit.name or old.name,
        short=edit.short or old.short,
        kind=edit.kind or old.kind,
        controller=edit.controller or old.controller,
        regime=edit.regime or old.regime,
        shows_persons=old.shows_persons if edit.shows_persons is None else edit.shows_persons,
        active=old.active if edit.active is None else edit.active,
    )


def _store(tx: Tx, old: Partner, new: Partner, by: str) -> Partner:
    if new == old:
        return old
    changed = [
        key
        for key in ("name", "short", "kind", "controller", "regime", "shows_persons", "active")
        if getattr(old, key) != getattr(new, key)
    ]
    people.change_partner(tx, new)
    if new.regime is not old.regime:
        theirs = [each.id for each in people.persons_of(tx.conn, [new.id])]
        access.suspend(tx, [new.id, *theirs])
    if not new.active:
        credentials.end_sessions_of(tx, new.id)
    audit.record(tx, "partner-changed", actor=by, partner=new.id, subject=new.id, changed=changed)
    bus.publish(tx, PartnerChanged(new.id))
    return new
