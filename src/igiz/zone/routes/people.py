"""HTTP of partners, persons and tokens."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from igiz.core.db import Database
from igiz.core.http import Camel, Moment, cursor_of, position_of
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import Invitation, NewPartner, NewPerson, PartnerKind, Regime, Token
from igiz.zone.routes.callers import db_of, identity_of, problems, signed_in, wall_of
from igiz.zone.routes.shapes import (
    Line,
    PartnerShape,
    PersonShape,
    Short,
    TextShape,
    partner_shape,
    person_shape,
)
from igiz.zone.service import partners, persons, tokens
from igiz.zone.service.identity import Identity

Limit = Annotated[int, Query(ge=1, le=1000)]
Cursor = Annotated[str | None, Query(max_length=40)]
Roles = Annotated[list[Line], Field(max_length=20)]


class PersonWish(Camel):
    """A person to be added; the login is completed with the partner's handle."""

    name: Line
    login: Line
    roles: Roles

    def new(self) -> NewPerson:
        """Return the person to be added."""
        return NewPerson(self.name, self.login, frozenset(self.roles))


class PersonEdit(Camel):
    """What is to change of a person; what is left out stays."""

    name: Line | None = None
    roles: Roles | None = None
    active: bool | None = None


class InvitationShape(Camel):
    """A one-time link, shown once."""

    link: str
    expires: datetime


class InvitedPerson(PersonShape):
    """A new person with the one-time link to give to that person."""

    invitation: InvitationShape


class PersonList(Camel):
    """A page of persons."""

    items: list[PersonShape]
    next: str | None
    total: int
    total_capped: bool


class AdministratorWish(Camel):
    """The first administrator of a new partner."""

    name: Line
    login: Line


class PartnerWish(Camel):
    """A partner to be added, if wished with its first administrator."""

    name: TextShape
    short: Short
    kind: PartnerKind
    controller: Line
    regime: Regime
    shows_persons: bool = False
    administrator: AdministratorWish | None = None


class PartnerEditWish(Camel):
    """What is to change of a partner; what is left out stays."""

    name: TextShape | None = None
    short: Short | None = None
    kind: PartnerKind | None = None
    controller: Line | None = None
    regime: Regime | None = None
    shows_persons: bool | None = None
    active: bool | None = None


class AddedPartner(PartnerShape):
    """A new partner, with the one-time link of its first administrator where one was named."""

    invitation: InvitationShape | None


class PartnerList(Camel):
    """All partners, on one page."""

    items: list[PartnerShape]
    next: str | None
    total: int
    total_capped: bool


class TokenWish(Camel):
    """A token to be made; `basic` shows it as user and password of HTTP Basic."""

    name: Line
    scopes: Annotated[list[Literal["read", "write", "admin"]], Field(min_length=1, max_length=3)]
    expires: Moment
    basic: bool = False


class TokenShape(Camel):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[str]
    person: str
    created: datetime
    expires: datetime
    basic: bool


class IssuedToken(TokenShape):
    """A new token with its secret, shown once: as a token, or as user and password."""

    token: str | None
    user: str | None
    password: str | None


class TokenList(Camel):
    """The own partner's tokens, on one page."""

    items: list[TokenShape]
    next: str | None
    total: int
    total_capped: bool


def invitation_shape(identity: Identity, invitation: Invitation) -> InvitationShape:
    """Return the JSON of a one-time link."""
    return InvitationShape(link=identity.root_url + invitation.path, expires=invitation.expires)


def _token_values(token: Token) -> TokenShape:
    return TokenShape(
        id=token.id,
        name=token.name,
        scopes=sorted(token.scopes),
        person=token.person,
        created=token.created,
        expires=token.expires,
        basic=token.basic,
    )


routes = APIRouter(prefix="/v1")


@routes.get(
    "/partners", tags=["partners"], operation_id="listPartners", summary="All partners",
    responses=problems(401, 403, 429),
)  # fmt: skip
def list_partners(actor: Actor = Depends(signed_in), db: Database = Depends(db_of)) -> PartnerList:
    items = [partner_shape(each) for each in partners.list_partners(db, actor)]
    return PartnerList(items=items, next=None, total=len(items), total_capped=False)


@routes.post(
    "/partners", tags=["partners"], status_code=201, operation_id="addPartner",
    summary="Add a partner (administrators of the host partner)", responses=problems(400, 401, 403, 409, 429),
)  # fmt: skip
def add_partner(
    body: PartnerWish,
    response: Response,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> AddedPartner:
    new = NewPartner(body.name.text(), body.short, body.kind, body.controller, body.regime, body.shows_persons)
    first = body.administrator
    administrator = NewPerson(first.name, first.login, frozenset({"administrator"})) if first else None
    partner, invitation = partners.add_partner(db, identity, actor, new, now, administrator=administrator)
    response.headers["Location"] = f"/v1/partners/{partner.id}"
    link = invitation_shape(identity, invitation) if invitation else None
    return AddedPartner(**dict(partner_shape(partner)), invitation=link)


@routes.get(
    "/partners/{partner_id}", tags=["partners"], operation_id="getPartner", summary="One partner",
    responses=problems(401, 403, 404, 429),
)  # fmt: skip
def get_partner(partner_id: str, actor: Actor = Depends(signed_in), db: Database = Depends(db_of)) -> PartnerShape:
    return partner_shape(partners.get_partner(db, actor, partner_id))


@routes.patch(
    "/partners/{partner_id}", tags=["partners"], operation_id="changePartner",
    summary="Change a partner (host administrators; showsPersons: its own)",
    responses=problems(400, 401, 403, 404, 409, 429),
)  # fmt: skip
def change_partner(
    partner_id: str,
    body: PartnerEditWish,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    now: datetime = Depends(wall_of),
) -> PartnerShape:
    edit = partners.PartnerEdit(
        body.name.text() if body.name else None, body.short, body.kind, body.controller, body.regime,
        body.shows_persons, body.active,
    )  # fmt: skip
    return partner_shape(partners.change_partner(db, actor, partner_id, edit, now))


@routes.get(
    "/persons", tags=["persons"], operation_id="listPersons",
    summary="The own partner's people and those of partners that show theirs", responses=problems(400, 401, 403, 429),
)  # fmt: skip
def list_persons(
    limit: Limit = 1000,
    cursor: Cursor = None,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
) -> PersonList:
    page = persons.list_persons(db, actor, 0 if cursor is None else position_of(cursor), limit)
    return PersonList(
        items=[person_shape(each) for each in page.items],
        next=None if page.after is None else cursor_of(page.after),
        total=page.total,
        total_capped=page.capped,
    )


@routes.post(
    "/persons", tags=["persons"], status_code=201, operation_id="addPerson",
    summary="Add a person of the own partner (administrators)", responses=problems(400, 401, 403, 409, 429),
)  # fmt: skip
def add_person(
    body: PersonWish,
    response: Response,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> InvitedPerson:
    person, invitation = persons.add_person(db, identity, actor, body.new(), now)
    response.headers["Location"] = f"/v1/persons/{person.id}"
    return InvitedPerson(**dict(person_shape(person)), invitation=invitation_shape(identity, invitation))


@routes.get(
    "/persons/{person_id}", tags=["persons"], operation_id="getPerson", summary="One person",
    responses=problems(401, 403, 404, 429),
)  # fmt: skip
def get_person(person_id: str, actor: Actor = Depends(signed_in), db: Database = Depends(db_of)) -> PersonShape:
    return person_shape(persons.get_person(db, actor, person_id))


@routes.patch(
    "/persons/{person_id}", tags=["persons"], operation_id="changePerson",
    summary="Change a person of the own partner (administrators)", responses=problems(400, 401, 403, 404, 409, 429),
)  # fmt: skip
def change_person(
    person_id: str,
    body: PersonEdit,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    now: datetime = Depends(wall_of),
) -> PersonShape:
    roles = None if body.roles is None else frozenset(body.roles)
    changed = persons.change_person(db, actor, person_id, now, name=body.name, roles=roles, active=body.active)
    return person_shape(changed)


@routes.delete(
    "/persons/{person_id}", tags=["persons"], status_code=204, operation_id="removePerson",
    summary="Remove a person of the own partner (administrators)", responses=problems(401, 403, 404, 409, 429),
)  # fmt: skip
def remove_person(
    person_id: str,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    now: datetime = Depends(wall_of),
) -> None:
    persons.remove_person(db, actor, person_id, now)


@routes.post(
    "/persons/{person_id}/invitations", tags=["persons"], status_code=201, operation_id="invitePerson",
    summary="Give a person of the own partner a new one-time link (administrators)",
    responses=problems(401, 403, 404, 409, 429),
)  # fmt: skip
def invite_person(
    person_id: str,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> InvitationShape:
    return invitation_shape(identity, persons.invite_again(db, identity, actor, person_id, now))


@routes.get(
    "/tokens", tags=["tokens"], operation_id="listTokens", summary="The own partner's tokens (administrators)",
    responses=problems(401, 403, 429),
)  # fmt: skip
def list_tokens(actor: Actor = Depends(signed_in), db: Database = Depends(db_of)) -> TokenList:
    items = [_token_values(each) for each in tokens.tokens(db, actor)]
    return TokenList(items=items, next=None, total=len(items), total_capped=False)


@routes.post(
    "/tokens", tags=["tokens"], status_code=201, operation_id="createToken",
    summary="Make a token; its secret is shown once (administrators)", responses=problems(400, 401, 403, 429),
)  # fmt: skip
def create_token(
    body: TokenWish,
    response: Response,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> IssuedToken:
    issued = tokens.create_token(
        db, identity, actor, body.name, frozenset(body.scopes), body.expires, now, basic=body.basic
    )
    response.headers["Location"] = f"/v1/tokens/{issued.token.id}"
    response.headers["Cache-Control"] = "no-store"
    basic = issued.token.basic
    return IssuedToken(
        **dict(_token_values(issued.token)),
        token=None if basic else issued.secret,
        user=issued.token.user if basic else None,
        password=issued.secret if basic else None,
    )


@routes.delete(
    "/tokens/{token_id}", tags=["tokens"], status_code=204, operation_id="revokeToken",
    summary="Revoke a token of the own partner (administrators)", responses=problems(401, 403, 404, 429),
)  # fmt: skip
def revoke_token(
    token_id: str,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    now: datetime = Depends(wall_of),
) -> None:
    tokens.revoke_token(db, actor, token_id, now)


def router() -> APIRouter:
    """Return the routes of partners, persons and tokens."""
    return routes
