"""What stands before every route: limits on rate and size, headers that keep a page to itself, figures."""

import asyncio
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from igiz import __version__
from igiz.core.errors import Problem, TooLarge, TooMany, TooSlow, WrongMediaType
from igiz.core.limits import Limiter, retry_after
from igiz.core.metrics import Metrics
from igiz.core.settings import Settings
from igiz.edge.web import problems

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    b"api-version": __version__.encode(),
}
OTHER_BODIES = frozenset({"/v1/attachments", "/v1/bundle", "/v1/event-imports"})
PIECE_SECONDS, BODY_SECONDS = 30.0, 600.0
"""How long the next piece of a body, and all of it, may take to come."""
UNLIMITED = ("/assets/", "/health/")


class Shield:
    """Pure ASGI, so that the live stream passes through it message by message."""

    def __init__(self, app: ASGIApp, *, settings: Settings, limiter: Limiter, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.limiter = limiter
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def guarded_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": _with_headers(message["headers"], self.settings)}
            await send(message)

        try:
            self._admit(scope)
            await self.app(scope, self._measured(scope, receive), guarded_send)
        except Problem as problem:
            await problems.answer(problem)(scope, receive, guarded_send)
        finally:
            route = getattr(scope.get("route"), "path", None)
            self.metrics.request(scope["method"], route, status, time.perf_counter() - began)

    def _admit(self, scope: Scope) -> None:
        if scope["path"].startswith(UNLIMITED):
            return
        headers = dict(scope["headers"])
        credential = headers.get(b"authorization") or headers.get(b"cookie")
        client = scope.get("client")
        wait = self.limiter.admit(
            credential.decode("latin-1") if credential else None, client[0] if client else "", time.monotonic()
        )
        if wait is not None:
            refusal = TooMany(f"Wait {retry_after(wait)} seconds and try again.")
            refusal.headers["Retry-After"] = retry_after(wait)
            raise refusal
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise WrongMediaType("Send the body as it is, without Content-Encoding.")
        _check_type(scope["path"], headers)
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length) > self._most(scope["path"]):
            raise TooLarge(f"At most {self._most(scope['path'])} bytes are taken here.")

    def _most(self, path: str) -> int:
        if path.startswith("/taxii2/"):
            return self.settings.taxii.max_content_bytes
        if path == "/v1/attachments":
            return self.settings.storage.max_attachment_bytes
        return self.settings.server.max_body_bytes

    def _measured(self, scope: Scope, receive: Receive) -> Receive:
        """Refuse a body that grows beyond the limit although its length was not announced, or that does not come."""
        most = self._most(scope["path"])
        taken, whole = 0, False
        until = time.monotonic() + BODY_SECONDS

        async def measured() -> Message:
            nonlocal taken, whole
            if whole:  # what comes now is that the caller has gone
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), min(PIECE_SECONDS, max(0.0, until - time.monotonic())))
            except TimeoutError:
                raise TooSlow("The body did not come in time. Send it again.") from None
            whole = not message.get("more_body", False)
            taken += len(message.get("body", b""))
            if taken > most:
                raise TooLarge(f"At most {most} bytes are taken here.")
            return message

        return measured


def _check_type(path: str, headers: dict[bytes, bytes]) -> None:
    """Refuse a body that is not JSON where JSON is taken; the other addresses look at it themselves."""
    if not path.startswith("/v1/") or path in OTHER_BODIES or headers.get(b"content-length", b"0") == b"0":
        return
    kind = headers.get(b"content-type", b"").split(b";", 1)[0].strip().lower()
    if kind != b"application/json":
        raise WrongMediaType("Send application/json here.")


def _with_headers(given: Any, settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = [(name.lower(), value) for name, value in given]
    present = {name for name, _ in headers}
    headers += [(name, value) for name, value in HEADERS.items() if name not in present]
    if b"cache-control" not in present:
        headers.append((b"cache-control", b"no-store"))
    if settings.server.root_url.startswith("https://"):
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    return headers
