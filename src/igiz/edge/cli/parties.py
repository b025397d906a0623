"""Commands about partners, persons and tokens, for whoever runs the instance."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer

from igiz.edge.cli.opening import PartnerName, identity_of, loaded, opened, partner_named, show
from igiz.zone.model.actor import ROLES
from igiz.zone.model.people import PartnerKind, Regime

partner = typer.Typer(name="partner", help="Partners of the zone.", no_args_is_help=True)
person = typer.Typer(name="person", help="Persons of a partner.", no_args_is_help=True)
token = typer.Typer(name="token", help="API tokens of a partner's systems.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class Scope(StrEnum):
    """What a token may open."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@partner.command("list")
def list_partners(as_json: Json = False) -> None:
    """List the partners."""
    from igiz.zone.service import partners

    with opened() as db, db.read(system=True) as conn:
        found = partners.partners(conn)
    items = [
        {
            "id": each.id,
            "handle": each.handle,
            "name": each.name.en,
            "kind": each.kind.value,
            "regime": each.regime.value,
        }
        for each in found
    ]
    text = "\n".join(f"{each['handle']:<24} {each['name']}" for each in items)
    show(as_json, {"partners": items}, text or "No partners yet. `igiz zone load` or `igiz partner add` adds them.")


@partner.command("add")
def add_partner(
    name_nl: Annotated[str, typer.Option("--nl", help="Name in Dutch.")],
    name_en: Annotated[str, typer.Option("--en", help="Name in English.")],
    short: Annotated[str, typer.Option(help="Short name.")],
    kind: Annotated[PartnerKind, typer.Option(help="Kind of partner.")],
    controller: Annotated[str, typer.Option(help="Who is answerable for its processing.")],
    regime: Annotated[Regime, typer.Option(help="Law under which it processes data.")],
    administrator: Annotated[str | None, typer.Option(help="Login of its first administrator.")] = None,
    as_json: Json = False,
) -> None:
    """Add a partner to the zone. With --administrator it prints a link that works once, by which that one begins."""
    from igiz.core.clock import wall_now
    from igiz.zone.model.people import OPERATOR, NewPartner, NewPerson
    from igiz.zone.model.text import Text
    from igiz.zone.service import partners, roles

    new = NewPartner(Text(name_nl, name_en), short, kind, controller, regime)
    first = NewPerson("Administrator", administrator, frozenset({"administrator"})) if administrator else None
    settings = loaded().settings
    with opened(settings, makes=True) as db:
        roles.prepare_instance(db, wall_now())
        made, invitation = partners.add_partner(
            db, identity_of(settings), OPERATOR, new, wall_now(), administrator=first
        )
    link = None if invitation is None else settings.server.root_url + invitation.path
    value = {"id": made.id, "handle": made.handle, "link": link}
    show(as_json, value, f"Added {made.name.en} as {made.handle}. {link or ''}".strip())


@person.command("list")
def list_persons(of: PartnerName, as_json: Json = False) -> None:
    """List the persons of a partner."""
    from igiz.zone.service import persons

    with opened() as db:
        chosen = partner_named(db, of)
        with db.read(system=True) as conn:
            found = persons.persons_of(conn, [chosen.id])
    items = [
        {"id": each.id, "login": each.login, "name": each.name, "roles": sorted(each.roles), "active": each.active}
        for each in found
    ]
    text = "\n".join(
        f"{each.login or '(service)':<32} {each.name:<24} {', '.join(sorted(each.roles))}" for each in found
    )
    show(as_json, {"persons": items}, text or f"{chosen.name.en} has no persons yet. `igiz person add` adds them.")


@person.command("add")
def add_person(
    of: PartnerName,
    name: Annotated[str, typer.Option(help="What the person is called, best by role.")],
    login: Annotated[str, typer.Option(help="Login; the partner's handle is added.")],
    roles: Annotated[list[str], typer.Option("--role", help=f"One of {', '.join(ROLES)}; may be repeated.")],
    as_json: Json = False,
) -> None:
    """Add a person and print the link of a first visit. It works once: by it they choose a password."""
    from igiz.core.clock import wall_now
    from igiz.zone.model.people import OPERATOR, NewPerson
    from igiz.zone.service import persons

    settings = loaded().settings
    with opened(settings) as db:
        chosen = partner_named(db, of)
        new = NewPerson(name, login, frozenset(roles))
        made, invitation = persons.add_person(
            db, identity_of(settings), OPERATOR, new, wall_now(), partner_id=chosen.id
        )
    link = settings.server.root_url + invitation.path
    show(as_json, {"id": made.id, "login": made.login, "link": link}, f"{made.login}: {link}")


@token.command("create")
def create_token(
    of: PartnerName,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    scopes: Annotated[
        list[Scope] | None, typer.Option("--scope", help="May be repeated (default: read write).")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="Days until it ends.")] = 90,
    basic: Annotated[bool, typer.Option("--basic", help="As user and password of HTTP Basic.")] = False,
    as_json: Json = False,
) -> None:
    """Create a token for a partner's system. Its secret is printed now and never again."""
    from igiz.core.clock import wall_now
    from igiz.zone.model.people import OPERATOR
    from igiz.zone.service import tokens

    settings = loaded().settings
    longest = settings.security.max_token_days
    if days > longest:
        raise typer.BadParameter(f"{days}. Give 1 to {longest}: [security] max_token_days.", param_hint="--days")
    with opened(settings) as db:
        chosen = partner_named(db, of)
        issued = tokens.create_token(
            db,
            identity_of(settings),
            OPERATOR,
            name,
            frozenset[str](scopes or ("read", "write")),
            wall_now() + timedelta(days=days),
            wall_now(),
            basic=basic,
            partner_id=chosen.id,
        )
    if basic:
        value = {"user": issued.token.user, "password": issued.secret}
        show(as_json, value, f"user {issued.token.user}\npassword {issued.secret}")
    else:
        show(as_json, {"token": issued.secret}, issued.secret)
