"""Who calls: from a cookie or an Authorization header to an actor, and what a browser must show besides.

The application's state carries `db`, `clock` (with `wall()`), `identity` and `limiter` (see `igiz.core.limits`).
"""

import base64
import binascii
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Depends, Request, Response

from igiz.core.db import Database
from igiz.core.errors import Forbidden, Problem, TooMany, Unauthenticated
from igiz.core.limits import retry_after
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import ROLE_SCOPES, Credential, Opened
from igiz.zone.service import sessions
from igiz.zone.service.identity import Identity

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""What a request carries that somebody else passed on."""
CONSOLE_HEADER = "x-igiz-console"
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare the problems (RFC 9457) that an operation may answer with, for its OpenAPI description."""
    return {status: {"description": _DESCRIPTIONS[status], "content": _PROBLEM} for status in statuses}


_DESCRIPTIONS = {
    400: "The request is not valid",
    401: "Sign in first",
    403: "Your roles do not allow this",
    404: "Nothing here that you may see",
    409: "That is not possible now",
    412: "Someone else changed this too",
    429: "Too many requests",
}
_TEXT = {"type": "string"}
_PROBLEM = {
    "application/problem+json": {
        "schema": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": _TEXT,
                "title": _TEXT,
                "status": {"type": "integer"},
                "detail": _TEXT,
                "errors": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"where": _TEXT, "what": _TEXT}},
                },
            },
        }
    }
}


def identity_of(request: Request) -> Identity:
    """Return the instance's secret, address and rules for signing in (a FastAPI dependency)."""
    identity: Identity = request.app.state.identity
    return identity


def wall_of(request: Request) -> datetime:
    """Return the wall time, which sessions and tokens live by (a FastAPI dependency)."""
    now: datetime = request.app.state.clock.wall()
    return now


def db_of(request: Request) -> Database:
    """Return the database (a FastAPI dependency)."""
    db: Database = request.app.state.db
    return db


def address_of(request: Request) -> str:
    """Return the address of the client, as the edge found it."""
    return request.client.host if request.client else ""


def cookie_name(identity: Identity) -> str:
    """Return the name of the session's cookie; over https browsers then hold it to this host and to https."""
    return "__Host-igiz_session" if identity.https else "igiz_session"


def credential_of(request: Request) -> Credential | None:
    """Return what the request shows, hashed: an Authorization header counts before a cookie."""
    identity = identity_of(request)
    header = request.headers.get("authorization")
    if header is not None:
        return _from_header(identity, header)
    cookie = request.cookies.get(cookie_name(identity))
    return None if not cookie else Credential("session", identity.digest("session", cookie))


def _from_header(identity: Identity, header: str) -> Credential | None:
    scheme, _, value = header.partition(" ")
    value = value.strip()
    if scheme.casefold() == "bearer" and value:
        return Credential("token", identity.digest("token", value))
    if scheme.casefold() == "basic":
        try:
            user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return Credential("token", identity.digest("token", password), user) if colon else None
    return None


def same_origin(request: Request) -> None:
    """Refuse what a page of another origin makes a browser send."""
    origin = request.headers.get("origin")
    if origin is not None and origin != identity_of(request).root_url:
        raise Forbidden(
            f"This instance is reached at {identity_of(request).root_url}. Use that address.", slug="other-origin"
        )
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Forbidden("A page of another site sent this.", slug="other-origin")


def _guard(request: Request, credential: Credential) -> None:
    """Refuse an unsafe request in the name of somebody whose browser adds the credential by itself."""
    if request.method in SAFE_METHODS:
        return
    if credential.kind == "session" and request.headers.get(CONSOLE_HEADER) != "1":
        raise Forbidden("Send the header X-Igiz-Console: 1 with every change.", slug="console-header-missing")
    if credential.kind == "session" or credential.user is not None:
        same_origin(request)


def maybe_signed_in(request: Request) -> Actor | None:
    """Return the actor, or None where nobody is signed in (a FastAPI dependency).

    A token that opens nothing is refused; a cookie that ended is the same as none.
    """
    credential = credential_of(request)
    if credential is None:
        if request.headers.get("authorization") is not None:
            raise unauthenticated("The Authorization header is not one that this instance reads: send a token.")
        return None
    db, now = db_of(request), wall_of(request)
    with db.read() as conn:
        known = sessions.recognise(conn, credential, now)
    if known is None:
        if credential.kind == "token":
            raise unauthenticated("This token is unknown, has ended or was revoked. Ask your administrator for one.")
        return None
    _guard(request, credential)
    _check_scope(request, known.actor)
    sessions.touch(db, identity_of(request), known, now)
    return known.actor


def _check_scope(request: Request, actor: Actor) -> None:
    """Refuse with a token whatever its scopes do not cover at all; each verb still asks for its own."""
    safe = request.method in SAFE_METHODS
    if not actor.scopes & ({"read", "admin"} if safe else {"write", "admin"}):
        needed = "read" if safe else "write"
        raise Forbidden(f"This needs a token with the scope {needed}. Ask your administrator for one.")


def signed_in(request: Request) -> Actor:
    """Return the actor, or refuse where nobody is signed in (a FastAPI dependency)."""
    actor = maybe_signed_in(request)
    if actor is None:
        raise unauthenticated()
    return actor


def reader(request: Request, actor: Actor = Depends(signed_in)) -> Actor:
    """Return the actor; a token without the scope read fetches nothing of what is shared (a FastAPI dependency)."""
    if request.method in SAFE_METHODS and "read" not in actor.scopes:
        raise Forbidden("This needs a token with the scope read. Ask your administrator for one.")
    return actor


@dataclass(frozen=True, slots=True)
class Sent:
    """A raw body, who sent it and the moment at which it was there in full."""

    data: bytes
    who: Actor
    now: datetime


async def _body(request: Request, _known_before: Actor = Depends(reader)) -> bytes:
    return await request.body()


def _known_after(request: Request, actor: Actor = Depends(signed_in, use_cache=False)) -> Actor:
    return reader(request, actor)


def sent(request: Request, data: bytes = Depends(_body), who: Actor = Depends(_known_after)) -> Sent:
    """Return a raw body and who sends it, asked before it is read and again when it is there (a FastAPI dependency).

    A body may take long to come; whoever was signed out or whose token was revoked meanwhile has sent nothing.
    """
    return Sent(data, who, request.app.state.clock.now())


def require(role: str, scope: str | None = None) -> Callable[[Actor], Actor]:
    """Return a FastAPI dependency: the actor, who holds a role and whose credential covers its scope."""
    needed = scope or ROLE_SCOPES.get(role, "write")

    def holder(actor: Actor = Depends(signed_in)) -> Actor:
        if not actor.may(role, needed):
            raise Forbidden(f"This needs the role {role}. Ask your administrator.")
        return actor

    return holder


def unauthenticated(detail: str = "") -> Unauthenticated:
    """Return the refusal of who is not signed in, with the header that HTTP asks for."""
    refusal = Unauthenticated(detail)
    refusal.headers["WWW-Authenticate"] = 'Bearer realm="igiz"'
    return refusal


def limit_sign_in(request: Request, login: str | None = None) -> None:
    """Count an attempt to sign in, before anything is looked up; refuse when there were too many."""
    wait = request.app.state.limiter.admit_sign_in(login, address_of(request), time.monotonic())
    if wait is not None:
        raise too_many(wait)


def too_many(wait: float) -> Problem:
    """Return the refusal of who asks too often: when to come back."""
    refusal = TooMany(f"Wait {retry_after(wait)} seconds and try again.")
    refusal.headers["Retry-After"] = retry_after(wait)
    return refusal


def device_of(request: Request) -> str:
    """Return what a browser calls itself, in two words: enough to recognise it, too little to follow it."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "?")
    system = next((name for name in _SYSTEMS if name in agent), "?")
    return f"{browser}, {system}"


def set_cookie(response: Response, identity: Identity, opened: Opened, now: datetime) -> None:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(identity),
        opened.secret,
        max_age=int((opened.session.expires - now).total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=identity.https,
    )


def clear_cookie(response: Response, identity: Identity) -> None:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(identity), path="/", httponly=True, samesite="strict", secure=identity.https)
