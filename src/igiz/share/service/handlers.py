"""What sharing does when the zone changes: partners come and change, persons leave, the level moves."""

from igiz.core import access, audit
from igiz.core.bus import Handler
from igiz.core.db import Tx
from igiz.share.service import decisions
from igiz.share.store import audiences, drafts
from igiz.zone.model.messages import LevelChanged, PartnerAdded, PartnerChanged, PersonAdded, PersonLeft, PersonRenewed
from igiz.zone.service import directory, levels, persons


def partner_added(tx: Tx, message: PartnerAdded) -> None:
    """A new partner joins the community: it sees what the community sees from now on."""
    partner_changed(tx, message)


def partner_changed(tx: Tx, message: PartnerAdded | PartnerChanged) -> None:
    """A partner's regime or standing changed: decide again about all that it and its people could see or had shared."""
    known = directory.load(tx.conn)
    mine = {each.principal for each in known.partners if each.id == message.partner}
    mine |= {each.principal for each in known.persons if each.partner == message.partner}
    decisions.decide_again(tx, audiences.by_number(tx.conn), mine)
    decisions.decide_again(tx, audiences.naming(tx.conn, [message.partner]))


def person_changed(tx: Tx, message: PersonAdded | PersonLeft) -> None:
    """A person came or left: what named them is decided again (what they open is closed at sign-in already).

    Who was removed leaves no drafts.
    """
    if persons.person_of(tx.conn, message.person) is None:
        drafts.drop_all(tx, message.person)
    decisions.decide_again(tx, audiences.naming(tx.conn, [message.person]))


def person_renewed(tx: Tx, message: PersonRenewed) -> None:
    """Another invitation opened what names a person: tell each partner that named the person, in its audit log.

    The originator can then ask who it is, and take the name out of the marking.
    """
    for owner in sorted({each.owner for each in audiences.naming(tx.conn, [message.person]).values()}):
        audit.record(
            tx, "recipient-renewed", actor=message.person, partner=owner, subject=message.person, by=message.partner
        )


def level_changed(tx: Tx, message: LevelChanged) -> None:
    """A raised level opens what waited for it: show it to those who see it now and did not see it just before."""
    level = min(message.level, levels.level_in_force(tx.conn, tx.now).level)
    gained: dict[int, list[int]] = {}
    for principal, audience in access.opened_by_level(tx.conn, message.lowest, level, tx.now):
        gained.setdefault(principal, []).append(audience)
    decisions.announce(tx, gained)


HANDLERS = (
    Handler("share.partner_added", PartnerAdded, partner_added),
    Handler("share.partner_changed", PartnerChanged, partner_changed),
    Handler("share.person_added", PersonAdded, person_changed),
    Handler("share.person_left", PersonLeft, person_changed),
    Handler("share.person_renewed", PersonRenewed, person_renewed),
    Handler("share.level_changed", LevelChanged, level_changed),
)
