"""Sharing groups and their memberships; memberships are closed and added, never overwritten."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, Integer, Select, String

from igiz.core.access import CLOSED, FOREVER
from igiz.core.db import Tx
from igiz.core.register import Processing, declare
from igiz.share.model.audience import Group, Member, Membership

_GROUPS = Processing("decide who exchanges information with whom", "public task", "as long as the audit log")

group_table = declare(
    "sharing_group",
    Column("id", String(300), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("purpose", String(2000), nullable=False),
    Column("owner", String(300), nullable=False),
    Column("precision_m", Integer, nullable=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    processing=_GROUPS,
)
membership = declare(
    "membership",
    Column("number", Integer, primary_key=True),
    Column("group", String(300), ForeignKey("sharing_group.id"), nullable=False),
    Column("partner", String(300), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("min_level", Integer, nullable=False),
    Column("invited_by", String(300), nullable=False),
    Index("membership_group", "group", "until"),
    processing=_GROUPS,
)


def select_groups() -> Select[Any]:
    """Select groups; filter it through `core.access` by their audience."""
    return sa.select(group_table).order_by(group_table.c.name, group_table.c.id)


def groups(conn: Connection, query: Select[Any], at: int) -> list[Group]:
    """Run a selection of groups and add the members of that moment."""
    rows = conn.execute(query).all()
    members: dict[str, list[Member]] = {}
    for row in conn.execute(_open(at, [row.id for row in rows])):
        until = None if row.until == FOREVER else row.until
        members.setdefault(row.group, []).append(Member(row.partner, row.since, until, row.min_level, row.invited_by))
    return [
        Group(row.id, row.name, row.purpose, row.owner, row.precision_m, tuple(members.get(row.id, ()))) for row in rows
    ]


def memberships(conn: Connection, at: int, ids: Iterable[str]) -> dict[str, list[Membership]]:
    """Return the memberships of groups that have not ended at a moment, each with the precision of its group.

    One that a request of a later moment has opened already counts too: whoever decides now must not close it again.
    """
    query = _not_over(at, ids).add_columns(group_table.c.precision_m).join(group_table)
    found: dict[str, list[Membership]] = {}
    for row in conn.execute(query):
        until = None if row.until == FOREVER else row.until
        found.setdefault(row.group, []).append(
            Membership(row.group, row.partner, row.since, until, row.min_level, row.precision_m)
        )
    return found


def groups_of(conn: Connection, partner: str, at: int, level: int) -> frozenset[str]:
    """Return the groups that a partner is in at a moment and measure level."""
    query = sa.select(membership.c.group).where(
        membership.c.partner == partner,
        membership.c.since <= at,
        membership.c.until > at,
        membership.c.min_level <= level,
    )
    return frozenset(row.group for row in conn.execute(query))


def _open(at: int, ids: Iterable[str]) -> Select[Any]:
    return _not_over(at, ids).where(membership.c.since <= at)


def _not_over(at: int, ids: Iterable[str]) -> Select[Any]:
    return (
        sa.select(membership)
        .where(membership.c.group.in_(list(ids)), membership.c.until > at, membership.c.min_level < CLOSED)
        .order_by(membership.c.number)
    )


def add(tx: Tx, group: Group, audience: int) -> None:
    """Add a group without members."""
    tx.conn.execute(
        sa.insert(group_table).values(
            id=group.id,
            name=group.name,
            purpose=group.purpose,
            owner=group.owner,
            precision_m=group.precision_m,
            audience=audience,
        )
    )


def change(tx: Tx, group_id: str, values: dict[str, Any]) -> None:
    """Change name, purpose or precision of a group."""
    tx.conn.execute(sa.update(group_table).where(group_table.c.id == group_id).values(**values))


def close(tx: Tx, group_id: str, partner: str, at: int) -> int:
    """End the open memberships of a partner in a group, for whatever clock; return how many there were."""
    theirs = sa.and_(membership.c.group == group_id, membership.c.partner == partner)
    done = tx.conn.execute(
        sa.update(membership)
        .where(theirs, membership.c.until > at, membership.c.min_level < CLOSED)
        .values(until=at, min_level=membership.c.min_level + CLOSED)
    )
    return done.rowcount


def join(tx: Tx, group_id: str, member: Member) -> None:
    """Open a membership."""
    tx.conn.execute(
        sa.insert(membership).values(
            group=group_id,
            partner=member.partner,
            since=member.since,
            until=FOREVER if member.until is None else member.until,
            min_level=member.min_level,
            invited_by=member.invited_by,
        )
    )
