"""Partners, people and roles: their tables and their SQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Connection, ForeignKey, Index, Integer, Select, String

from igiz.core.access import ensure_principal
from igiz.core.db import Tx
from igiz.core.register import MACHINERY, Processing, declare
from igiz.zone.model.directory import Directory, DirectoryPartner, DirectoryPerson
from igiz.zone.model.people import DemoRole, Partner, PartnerKind, Person, Regime, Role
from igiz.zone.model.text import Text

_PARTNERS = Processing("know who shares in the zone", "public task", "as long as the instance runs")
_PEOPLE = Processing(
    "let a partner's people sign in and be named as author and recipient",
    "public task",
    "until the person leaves; then identifier and partner alone",
    controller="owner",
    regime="owner",
    personal=True,
)

partner = declare(
    "partner",
    Column("id", String(300), primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("principal", Integer, ForeignKey("principal.id"), nullable=False, unique=True),
    Column("name_nl", String(300), nullable=False),
    Column("name_en", String(300), nullable=False),
    Column("short", String(60), nullable=False),
    Column("handle", String(60), nullable=False, unique=True),
    Column("kind", String(60), nullable=False),
    Column("controller", String(300), nullable=False),
    Column("regime", String(20), nullable=False),
    Column("shows_persons", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    processing=_PARTNERS,
)
person = declare(
    "person",
    Column("id", String(300), primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("principal", Integer, ForeignKey("principal.id"), nullable=False, unique=True),
    Column("partner", String(300), ForeignKey("partner.id"), nullable=False),
    Column("name", String(300), nullable=False),
    Column("login", String(300), unique=True),
    Column("active", Boolean, nullable=False),
    Column("service", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index("person_partner", "partner", "position"),
    processing=_PEOPLE,
)
role = declare(
    "role",
    Column("name", String(60), primary_key=True),
    Column("title_nl", String(100), nullable=False),
    Column("title_en", String(100), nullable=False),
    processing=MACHINERY,
)
role_desk = declare(
    "role_desk",
    Column("role", String(60), ForeignKey("role.name"), primary_key=True),
    Column("desk", String(60), primary_key=True),
    Column("rank", Integer, nullable=False),
    processing=MACHINERY,
)
person_role = declare(
    "person_role",
    Column("person", String(300), ForeignKey("person.id"), primary_key=True),
    Column("role", String(60), ForeignKey("role.name"), primary_key=True),
    processing=_PEOPLE,
)
demo_role = declare(
    "demo_role",
    Column("person", String(300), ForeignKey("person.id"), primary_key=True),
    Column("title_nl", String(100), nullable=False),
    Column("title_en", String(100), nullable=False),
    processing=MACHINERY,
)

ROLES_OF_PERSON = (
    sa.select(sa.func.aggregate_strings(person_role.c.role, " "))
    .where(person_role.c.person == person.c.id)
    .scalar_subquery()
)
_PERSON = sa.select(person, ROLES_OF_PERSON.label("roles")).where(person.c.gone.is_(False))


def partner_of_row(row: Any) -> Partner:
    """Return the partner of a row."""
    return Partner(
        row.id, Text(row.name_nl, row.name_en), row.short, row.handle, PartnerKind(row.kind), row.controller,
        Regime(row.regime), row.shows_persons, row.active,
    )  # fmt: skip


def person_of_row(row: Any) -> Person:
    """Return the person of a row that carries `roles`."""
    roles = frozenset((row.roles or "").split())
    return Person(row.id, row.name, row.login, row.partner, roles, row.active, row.service)


def partners(conn: Connection) -> list[Partner]:
    """Return all partners in the order in which they joined."""
    return [partner_of_row(row) for row in conn.execute(sa.select(partner).order_by(partner.c.position))]


def partner_by_id(conn: Connection, partner_id: str) -> Partner | None:
    """Return a partner, or nothing."""
    row = conn.execute(sa.select(partner).where(partner.c.id == partner_id)).first()
    return None if row is None else partner_of_row(row)


def partner_by_handle(conn: Connection, handle: str) -> Partner | None:
    """Return the partner with that handle, or nothing."""
    row = conn.execute(sa.select(partner).where(partner.c.handle == handle)).first()
    return None if row is None else partner_of_row(row)


def first_partner(conn: Connection) -> str | None:
    """Return the partner that joined first."""
    return conn.execute(sa.select(partner.c.id).order_by(partner.c.position).limit(1)).scalar()


def add_partner(tx: Tx, new: Partner) -> None:
    """Store a partner together with its principal."""
    values = _partner_values(new) | {
        "id": new.id,
        "handle": new.handle,
        "position": tx.position(),
        "principal": ensure_principal(tx, new.id),
    }
    tx.conn.execute(sa.insert(partner).values(values))


def change_partner(tx: Tx, new: Partner) -> None:
    """Store what changed of a partner; identifier and handle stay."""
    tx.conn.execute(sa.update(partner).where(partner.c.id == new.id).values(_partner_values(new)))


def _partner_values(new: Partner) -> dict[str, Any]:
    return {
        "name_nl": new.name.nl,
        "name_en": new.name.en,
        "short": new.short,
        "kind": new.kind.value,
        "controller": new.controller,
        "regime": new.regime.value,
        "shows_persons": new.shows_persons,
        "active": new.active,
    }


def person_by_id(conn: Connection, person_id: str) -> Person | None:
    """Return a person who has not left, or nothing."""
    row = conn.execute(_PERSON.where(person.c.id == person_id)).first()
    return None if row is None else person_of_row(row)


def person_by_login(conn: Connection, login: str) -> Person | None:
    """Return the person with that login, or nothing."""
    row = conn.execute(_PERSON.where(person.c.login == login)).first()
    return None if row is None else person_of_row(row)


def persons_of(conn: Connection, partner_ids: Collection[str]) -> list[Person]:
    """Return the people and services of these partners, in the order in which they were added."""
    query = _PERSON.where(person.c.partner.in_(list(partner_ids))).order_by(person.c.position)
    return [person_of_row(row) for row in conn.execute(query)]


def persons_seen(conn: Connection, own: str, after: int, limit: int) -> list[tuple[int, Person]]:
    """Return a page of a partner's own people and of those whom other partners show, with their positions."""
    query = _PERSON.where(_shown_to(own), person.c.position > after).order_by(person.c.position).limit(limit)
    return [(row.position, person_of_row(row)) for row in conn.execute(query)]


def count_persons_seen(conn: Connection, own: str, most: int) -> int:
    """Count the same people, up to a limit."""
    shown = sa.select(person.c.id).where(person.c.gone.is_(False), _shown_to(own)).limit(most).subquery()
    return int(conn.execute(sa.select(sa.func.count()).select_from(shown)).scalar_one())


def _shown_to(own: str) -> sa.ColumnElement[bool]:
    open_partners = sa.select(partner.c.id).where(partner.c.shows_persons.is_(True), partner.c.active.is_(True))
    others = sa.and_(person.c.partner.in_(open_partners), person.c.active.is_(True), person.c.service.is_(False))
    return sa.or_(person.c.partner == own, others)


def add_person(tx: Tx, new: Person) -> None:
    """Store a person together with the principal and the roles."""
    tx.conn.execute(
        sa.insert(person).values(
            id=new.id,
            position=tx.position(),
            principal=ensure_principal(tx, new.id),
            partner=new.partner,
            name=new.name,
            login=new.login,
            active=new.active,
            service=new.service,
            gone=False,
        )
    )
    _set_roles(tx, new.id, new.roles)


def change_person(tx: Tx, new: Person) -> None:
    """Store what changed of a person; identifier, login and partner stay."""
    tx.conn.execute(sa.update(person).where(person.c.id == new.id).values(name=new.name, active=new.active))
    _set_roles(tx, new.id, new.roles)


def erase_person(tx: Tx, person_id: str) -> None:
    """Leave of a person only identifier, partner and principal."""
    tx.conn.execute(
        sa.update(person).where(person.c.id == person_id).values(name="", login=None, active=False, gone=True)
    )
    _set_roles(tx, person_id, ())
    tx.conn.execute(sa.delete(demo_role).where(demo_role.c.person == person_id))


def _set_roles(tx: Tx, person_id: str, roles: Iterable[str]) -> None:
    tx.conn.execute(sa.delete(person_role).where(person_role.c.person == person_id))
    rows = [{"person": person_id, "role": name} for name in sorted(roles)]
    if rows:
        tx.conn.execute(sa.insert(person_role), rows)


def holders(conn: Connection, role_name: str, partner_id: str | None = None) -> list[str]:
    """Return the active persons (no services) of active partners who hold a role, of one partner or of all."""
    query = (
        sa.select(person.c.id)
        .join(person_role, person_role.c.person == person.c.id)
        .join(partner, partner.c.id == person.c.partner)
        .where(
            person_role.c.role == role_name,
            person.c.active.is_(True),
            person.c.service.is_(False),
            partner.c.active.is_(True),
        )
        .order_by(person.c.position)
    )
    if partner_id is not None:
        query = query.where(person.c.partner == partner_id)
    return list(conn.execute(query).scalars())


def roles(conn: Connection) -> list[Role]:
    """Return every role with the desks it opens."""
    desks: dict[str, list[str]] = {}
    for row in conn.execute(sa.select(role_desk).order_by(role_desk.c.rank)):
        desks.setdefault(row.role, []).append(row.desk)
    query = sa.select(role).order_by(role.c.name)
    return [
        Role(row.name, Text(row.title_nl, row.title_en), tuple(desks.get(row.name, ()))) for row in conn.execute(query)
    ]


def desks_of(conn: Connection, names: Collection[str]) -> tuple[str, ...]:
    """Return the desks that these roles open, in the order of the rail."""
    query = (
        sa.select(role_desk.c.desk, sa.func.min(role_desk.c.rank).label("place"))
        .where(role_desk.c.role.in_(list(names)))
        .group_by(role_desk.c.desk)
        .order_by(sa.text("place"), role_desk.c.desk)
    )
    return tuple(row.desk for row in conn.execute(query))


def add_roles(tx: Tx, new: Sequence[Role], ranks: Mapping[str, int]) -> None:
    """Store the roles that are not known yet, with the place of each desk on the rail."""
    known = set(tx.conn.execute(sa.select(role.c.name)).scalars())
    for each in new:
        if each.name in known:
            continue
        tx.conn.execute(sa.insert(role).values(name=each.name, title_nl=each.title.nl, title_en=each.title.en))
        rows = [{"role": each.name, "desk": desk, "rank": ranks[desk]} for desk in each.desks]
        if rows:
            tx.conn.execute(sa.insert(role_desk), rows)


def demo_roles(conn: Connection) -> list[DemoRole]:
    """Return the persons of the demo whom anyone at this machine may play."""
    query = (
        sa.select(demo_role, partner.c.name_nl, partner.c.name_en)
        .join(person, person.c.id == demo_role.c.person)
        .join(partner, partner.c.id == person.c.partner)
        .where(person.c.active.is_(True), partner.c.active.is_(True))
        .order_by(partner.c.position, person.c.position)
    )
    return [
        DemoRole(row.person, Text(row.title_nl, row.title_en), Text(row.name_nl, row.name_en))
        for row in conn.execute(query)
    ]


def add_demo_role(tx: Tx, person_id: str, title: Text) -> None:
    """Let anyone at this machine play a person of the demo."""
    tx.conn.execute(sa.insert(demo_role).values(person=person_id, title_nl=title.nl, title_en=title.en))


def directory(conn: Connection, named: Collection[str] | None = None) -> Directory:
    """Return all partners and persons with their principals; whoever left is there as inactive, without a name.

    Where `named` is given, only these persons.
    """
    partner_rows = conn.execute(sa.select(partner).order_by(partner.c.position))
    query = sa.select(person).order_by(person.c.position)
    person_rows = () if named is not None and not named else conn.execute(_of(query, named))
    return Directory(
        tuple(DirectoryPartner(p.id, p.principal, p.regime, p.active, p.shows_persons) for p in partner_rows),
        tuple(DirectoryPerson(p.id, p.principal, p.partner, p.name, p.active, p.service) for p in person_rows),
    )


def _of(query: Select[Any], named: Collection[str] | None) -> Select[Any]:
    return query if named is None else query.where(person.c.id.in_(list(named)))
