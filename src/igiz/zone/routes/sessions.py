"""HTTP of signing in and out: sessions, invitations and, on a demo at this machine, role buttons."""

import ipaddress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import StringConstraints

from igiz.core.db import Database
from igiz.core.errors import NotFound
from igiz.core.http import Camel
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import ROLE_SCOPES, Credential, Opened
from igiz.zone.routes.callers import (
    FORWARDED,
    address_of,
    clear_cookie,
    db_of,
    device_of,
    identity_of,
    limit_sign_in,
    problems,
    same_origin,
    set_cookie,
    signed_in,
    wall_of,
)
from igiz.zone.routes.shapes import Line, SessionShape, TextShape, session_shape, text_shape
from igiz.zone.service import sessions, sign_in
from igiz.zone.service.identity import Identity, own_session
from igiz.zone.service.passwords import MAX_LENGTH

Password = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH)]
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


class SignIn(Camel):
    """Login, password and, where the person has one, the code of this moment."""

    login: Line
    password: Password
    code: Annotated[str, StringConstraints(max_length=20)] | None = None


class ChosenPassword(Camel):
    """The password that somebody invited chooses."""

    password: Password


class ChosenRole(Camel):
    """The person of the demo whom somebody plays."""

    person: Line


class OpenSession(Camel):
    """One of somebody's own sessions."""

    id: str
    started: datetime
    last_seen: datetime
    current: bool
    device: str


class OpenSessions(Camel):
    """Somebody's own open sessions, newest first."""

    items: list[OpenSession]


class InvitedShape(Camel):
    """Whom an invitation is for."""

    login: str
    partner: TextShape


class DemoRoleShape(Camel):
    """A person of the demo whom anyone at this machine may play."""

    person: str
    role: TextShape
    partner: TextShape


class DemoRoles(Camel):
    """The persons of the demo whom anyone at this machine may play."""

    items: list[DemoRoleShape]


def described(db: Database, actor: Actor, now: datetime) -> SessionShape:
    """Return the JSON of who is signed in."""
    with db.read() as conn:
        found = sessions.describe(conn, actor, now)
    return session_shape(found, {role: actor.may(role, scope) for role, scope in ROLE_SCOPES.items()})


def opened_shape(request: Request, response: Response, opened: Opened) -> SessionShape:
    """Give the browser its new session and return the JSON of who is signed in."""
    db, identity, now = db_of(request), identity_of(request), wall_of(request)
    credential = Credential("session", identity.digest("session", opened.secret))
    with db.read() as conn:
        actor = sessions.actor_of(conn, credential, now)
    if actor is None:
        raise NotFound()
    set_cookie(response, identity, opened, now)
    response.headers["Location"] = "/v1/session"
    return described(db, actor, now)


def at_this_machine(request: Request) -> None:
    """Refuse, as if there were nothing, what does not come straight from this machine (a FastAPI dependency)."""
    try:
        address = ipaddress.ip_address(address_of(request).split("%", 1)[0])
    except ValueError:
        raise NotFound() from None
    mapped = getattr(address, "ipv4_mapped", None) or address
    name, _, port = request.headers.get("host", "").rpartition(":")
    host = name if port.isdecimal() and name else request.headers.get("host", "")
    if not mapped.is_loopback or host not in LOCAL_HOSTS or any(header in request.headers for header in FORWARDED):
        raise NotFound()


routes = APIRouter(prefix="/v1", tags=["signing in"])


@routes.post(
    "/sessions", status_code=201, operation_id="signIn", summary="Sign in by password",
    responses=problems(400, 401, 403, 429),
)  # fmt: skip
def begin(
    body: SignIn,
    request: Request,
    response: Response,
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> SessionShape:
    same_origin(request)
    limit_sign_in(request, body.login)
    opened = sign_in.sign_in(db, identity, body.login, body.password, body.code, device_of(request), now)
    return opened_shape(request, response, opened)


@routes.get("/session", operation_id="getSession", summary="Who is signed in", responses=problems(401, 403, 429))
def current(
    actor: Actor = Depends(signed_in), db: Database = Depends(db_of), now: datetime = Depends(wall_of)
) -> SessionShape:
    return described(db, actor, now)


@routes.delete(
    "/session", status_code=204, operation_id="signOut", summary="Sign out", responses=problems(401, 403, 429)
)
def leave(
    response: Response,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> None:
    sessions.end(db, actor, own_session(actor), now)
    clear_cookie(response, identity)


@routes.get(
    "/sessions", operation_id="listSessions", summary="The own open sessions", responses=problems(401, 403, 429)
)
def listed(
    actor: Actor = Depends(signed_in), db: Database = Depends(db_of), now: datetime = Depends(wall_of)
) -> OpenSessions:
    return OpenSessions(
        items=[
            OpenSession(
                id=each.id,
                started=each.started,
                last_seen=each.last_seen,
                current=each.id == actor.session,
                device=each.device,
            )
            for each in sessions.open_sessions(db, actor, now)
        ]
    )


@routes.delete(
    "/sessions/{session_id}", status_code=204, operation_id="endSession", summary="End one of the own sessions",
    responses=problems(401, 403, 404, 429),
)  # fmt: skip
def end(
    session_id: str,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    now: datetime = Depends(wall_of),
) -> None:
    sessions.end(db, actor, session_id, now)


@routes.get(
    "/invitations/{secret}", operation_id="getInvitation", summary="Whom an invitation is for",
    responses=problems(404, 429),
)  # fmt: skip
def invited(
    secret: str,
    request: Request,
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> InvitedShape:
    limit_sign_in(request)
    found = sign_in.look_at_invitation(db, identity, secret, now)
    return InvitedShape(login=found.login, partner=text_shape(found.partner))


@routes.post(
    "/invitations/{secret}", status_code=201, operation_id="acceptInvitation",
    summary="Choose a password by an invitation, once", responses=problems(400, 403, 404, 429),
)  # fmt: skip
def accept(
    secret: str,
    body: ChosenPassword,
    request: Request,
    response: Response,
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> SessionShape:
    same_origin(request)
    limit_sign_in(request)
    opened = sign_in.accept_invitation(db, identity, secret, body.password, device_of(request), now)
    return opened_shape(request, response, opened)


@routes.get(
    "/demo-roles", operation_id="listDemoRoles", summary="Role buttons, on a demo at this machine alone",
    responses=problems(404, 429), dependencies=[Depends(at_this_machine)],
)  # fmt: skip
def demo_roles(db: Database = Depends(db_of)) -> DemoRoles:
    return DemoRoles(
        items=[
            DemoRoleShape(person=each.person, role=text_shape(each.role), partner=text_shape(each.partner))
            for each in sign_in.demo_roles(db)
        ]
    )


@routes.post(
    "/demo-sessions", status_code=201, operation_id="playDemoRole",
    summary="Sign in by a role button, on a demo at this machine alone", responses=problems(400, 403, 404, 429),
    dependencies=[Depends(at_this_machine)],
)  # fmt: skip
def play(
    body: ChosenRole,
    request: Request,
    response: Response,
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> SessionShape:
    same_origin(request)
    opened = sign_in.play_demo_role(db, identity, body.person, device_of(request), now)
    return opened_shape(request, response, opened)


def router() -> APIRouter:
    """Return the routes of signing in and out."""
    return routes
