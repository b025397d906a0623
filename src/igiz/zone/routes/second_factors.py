"""HTTP of second factors: passkeys and codes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import StringConstraints

from igiz.core.db import Database
from igiz.core.http import Camel
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import Passkey
from igiz.zone.routes.callers import (
    db_of,
    device_of,
    identity_of,
    limit_sign_in,
    maybe_signed_in,
    problems,
    same_origin,
    signed_in,
    unauthenticated,
    wall_of,
)
from igiz.zone.routes.sessions import opened_shape
from igiz.zone.routes.shapes import Line, SessionShape
from igiz.zone.service import passkeys, second_factors
from igiz.zone.service.identity import Identity


class Wish(Camel):
    """What a passkey is asked for."""

    purpose: Literal["register", "sign-in"]


class ChallengeShape(Camel):
    """A challenge for the browser: WebAuthn's own options, and the name under which they are answered."""

    challenge_id: str
    options: dict[str, Any]


class Answer(Camel):
    """The browser's answer to a challenge, in WebAuthn's own JSON."""

    challenge_id: Line
    credential: dict[str, Any]


class NamedAnswer(Answer):
    """The browser's answer to a challenge, and what the new passkey is to be called."""

    name: Line


class PasskeyShape(Camel):
    """One of somebody's own passkeys."""

    id: str
    name: str
    created: datetime
    used: datetime | None


class PasskeyList(Camel):
    """Somebody's own passkeys, oldest first."""

    items: list[PasskeyShape]


class TotpShape(Camel):
    """A proposed secret for codes."""

    secret: str
    uri: str
    qr_svg: str


class Code(Camel):
    """The code of this moment."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=20)]


def _shape(passkey: Passkey) -> PasskeyShape:
    return PasskeyShape(id=passkey.id, name=passkey.name, created=passkey.created, used=passkey.used)


routes = APIRouter(prefix="/v1", tags=["signing in"])


@routes.post(
    "/passkey-options", operation_id="askPasskey", summary="Options to register a passkey or to sign in with one",
    responses=problems(400, 401, 403, 429),
)  # fmt: skip
def ask(
    body: Wish,
    request: Request,
    actor: Actor | None = Depends(maybe_signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> ChallengeShape:
    same_origin(request)
    limit_sign_in(request)
    if body.purpose == "sign-in":
        asked = passkeys.sign_in_options(db, identity, now)
    elif actor is None:
        raise unauthenticated()
    else:
        asked = passkeys.registration_options(db, identity, actor, now)
    return ChallengeShape(challenge_id=asked.challenge_id, options=asked.options)


@routes.post(
    "/passkey-sessions", status_code=201, operation_id="signInWithPasskey", summary="Sign in with a passkey",
    responses=problems(400, 401, 403, 429),
)  # fmt: skip
def begin(
    body: Answer,
    request: Request,
    response: Response,
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> SessionShape:
    same_origin(request)
    limit_sign_in(request)
    opened = passkeys.sign_in(db, identity, body.challenge_id, body.credential, device_of(request), now)
    return opened_shape(request, response, opened)


@routes.post(
    "/passkeys", status_code=201, operation_id="addPasskey", summary="Keep a new passkey",
    responses=problems(400, 401, 403, 409, 429),
)  # fmt: skip
def add_passkey(
    body: NamedAnswer,
    response: Response,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> PasskeyShape:
    made = passkeys.add_passkey(db, identity, actor, body.challenge_id, body.credential, body.name, now)
    response.headers["Location"] = f"/v1/passkeys/{made.id}"
    return _shape(made)


@routes.get("/passkeys", operation_id="listPasskeys", summary="The own passkeys", responses=problems(401, 403, 429))
def list_passkeys(actor: Actor = Depends(signed_in), db: Database = Depends(db_of)) -> PasskeyList:
    return PasskeyList(items=[_shape(each) for each in passkeys.passkeys(db, actor)])


@routes.delete(
    "/passkeys/{passkey_id}", status_code=204, operation_id="removePasskey",
    summary="Remove one of the own passkeys",
    responses=problems(401, 403, 404, 409, 429),
)  # fmt: skip
def remove_passkey(
    passkey_id: str,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> None:
    passkeys.remove_passkey(db, identity, actor, passkey_id, now)


@routes.post(
    "/totp", status_code=201, operation_id="proposeTotp", summary="Propose a secret for codes",
    responses=problems(401, 403, 429),
)  # fmt: skip
def propose(
    response: Response,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> TotpShape:
    made = second_factors.propose_totp(db, identity, actor, now)
    response.headers["Cache-Control"] = "no-store"
    return TotpShape(secret=made.secret, uri=made.uri, qr_svg=made.qr_svg)


@routes.put(
    "/totp", status_code=204, operation_id="confirmTotp", summary="Confirm the secret by its first code",
    responses=problems(400, 401, 403, 409, 429),
)  # fmt: skip
def confirm(
    body: Code,
    request: Request,
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> None:
    limit_sign_in(request)
    second_factors.confirm_totp(db, identity, actor, body.code, now)


@routes.delete(
    "/totp", status_code=204, operation_id="removeTotp", summary="Remove the own secret for codes",
    responses=problems(401, 403, 404, 409, 429),
)  # fmt: skip
def remove_totp(
    actor: Actor = Depends(signed_in),
    db: Database = Depends(db_of),
    identity: Identity = Depends(identity_of),
    now: datetime = Depends(wall_of),
) -> None:
    second_factors.remove_totp(db, identity, actor, now)


def router() -> APIRouter:
    """Return the routes of second factors."""
    return routes
