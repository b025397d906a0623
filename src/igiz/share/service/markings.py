"""Markings, for whatever is shared: checked into an audience when somebody chooses one, shown as one may know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from igiz.core.db import Tx
from igiz.core.errors import BadRequest, Fault
from igiz.core.ids import microseconds
from igiz.share import rules
from igiz.share.model.audience import Audience, Recipient
from igiz.share.model.draft import Marking
from igiz.share.model.marking import Pap, Tlp
from igiz.share.model.report import MarkingView
from igiz.share.service import decisions, writing
from igiz.share.store import groups
from igiz.zone.model.actor import Actor
from igiz.zone.service import ceiling, directory, zone


def audience_of(actor: Actor, marking: Marking) -> Audience:
    """Return the audience that a marking means for this actor: TLP:RED always names its author."""
    recipients = marking.recipients
    if marking.tlp is Tlp.RED:
        recipients = (*(each for each in recipients if each.principal != actor.person), Recipient(actor.person))
    return Audience(
        actor.partner,
        marking.tlp,
        marking.groups,
        recipients,
        marking.purpose,
        marking.min_level,
        marking.personal_data,
        marking.grounds if marking.personal_data else (),
    )


def checked(
    tx: Tx,
    actor: Actor,
    marking: Marking,
    *,
    let_in: frozenset[Recipient] = frozenset(),
    also: Sequence[Fault] = (),
) -> tuple[Audience, rules.Community]:
    """Return the audience that a marking means, or refuse it by name, with the faults that were found before.

    Whom an emergency let in may stay.
    """
    written = [("marking.purpose", marking.purpose), *(("marking.grounds", each) for each in marking.grounds)]
    ceiling.refuse_above(zone.forbidden_in(tx.conn), written)
    audience = audience_of(actor, marking)
    community = decisions.community_of(tx.conn, microseconds(tx.now), audience)
    faults = [*rules.faults_of(audience, community.directory, writing.own_groups(tx, actor), let_in), *also]
    if faults:
        raise BadRequest("The marking does not hold together.", faults=faults)
    unlawful = rules.unlawful(audience, community)
    if unlawful:
        raise BadRequest(
            "Personal data may not go to these partners without a ground. Choose one for each of their regimes, "
            "or a narrower marking.",
            slug="ground-needed",
            faults=[_no_ground(each.id, each.regime, audience, community) for each in unlawful],
        )
    return audience, community


def refuse_unlawful(tx: Tx, audience: Audience, partner: str) -> None:
    """Refuse a remark that may not reach a partner, the report's owner, for want of a ground; say which would do."""
    faults = without_ground(tx, audience, partner)
    if faults:
        raise BadRequest(
            "The report is about personal data, and so is what you say of it. It may not go to the partner that "
            "shared the report without a ground. Choose one.",
            slug="ground-needed",
            faults=[Fault("grounds", each.what) for each in faults],
        )


def without_ground(tx: Tx, audience: Audience, only: str | None = None) -> list[Fault]:
    """Return which partners (or whether `only` that one) personal data may not reach, each with what would do."""
    community = decisions.community_of(tx.conn, microseconds(tx.now), audience)
    return [
        _no_ground(each.id, each.regime, audience, community)
        for each in rules.unlawful(audience, community)
        if only is None or each.id == only
    ]


def _no_ground(partner: str, regime: str, audience: Audience, community: rules.Community) -> Fault:
    offered = ", ".join(rules.grounds_to(regime, audience, community)) or "there is none"
    return Fault("marking.grounds", f"no ground for {partner} (regime {regime}); to choose from: {offered}")


@dataclass(frozen=True, slots=True)
class Reader:
    """What decides how much of a marking somebody may know: who they are, their groups, the regimes of the partners."""

    actor: Actor | None
    groups: frozenset[str]
    regimes: Mapping[str, str]


def reader(conn: Connection, actor: Actor | None, level: int, now: datetime) -> Reader:
    """Return a reader of markings at a measure level and moment."""
    own = groups.groups_of(conn, actor.partner, microseconds(now), level) if actor else frozenset()
    return Reader(actor, own, {each.id: each.regime for each in directory.load(conn, ()).partners})


def view(audience: Audience, by: Reader, *, pap: Pap | None = None, break_glass: bool = False) -> MarkingView:
    """Return a marking: all of it to its owner, to others no groups, recipients and grounds but their own."""
    mine = by.actor is not None and by.actor.partner == audience.owner
    names = {by.actor.person, by.actor.partner} if by.actor else set()
    return MarkingView(
        audience.tlp,
        pap,
        tuple(each for each in audience.groups if mine or each in by.groups),
        tuple(each for each in audience.recipients if mine or each.principal in names),
        audience.purpose,
        audience.min_level,
        audience.personal_data,
        audience.grounds if mine else _grounds_of(audience, by),
        break_glass if mine else False,
    )


def _grounds_of(audience: Audience, by: Reader) -> tuple[str, ...]:
    """Return the grounds on which it reached the reader's regime: others would tell whom else it reached."""
    crossing = (by.regimes.get(audience.owner), by.regimes.get(by.actor.partner) if by.actor else None)
    leading = {ground for ground, came, goes in decisions.crossings() if (came, goes) == crossing}
    return tuple(each for each in audience.grounds if each in leading)
