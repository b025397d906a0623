"""How the instance does: alive, ready, and its figures for operators."""

import ipaddress
import threading
import time
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from igiz.core.errors import Fault, Forbidden, Problem
from igiz.core.http import Camel, Context, context
from igiz.core.metrics import CONTENT_TYPE, Metrics
from igiz.core.settings import Settings
from igiz.edge import checks, worker
from igiz.zone.model.actor import ADMINISTRATOR
from igiz.zone.routes import callers

router = APIRouter(tags=["health"])
LOOK_SECONDS = 1.0
Here = Annotated[Context, Depends(context)]


class NotReady(Problem):
    """This process cannot do its work now; each fault says which part and what to do."""

    status, title, slug = 503, "Not ready", "not-ready"


class Look:
    """Looks at the parts once a second at most, whoever asks how often: nobody has to sign in for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._found: tuple[checks.Finding, ...] = ()

    def at(self, look: Callable[[], tuple[checks.Finding, ...]]) -> tuple[checks.Finding, ...]:
        """Return what was found within this second; who comes while somebody looks waits for that."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = look()
                self._until = time.monotonic() + LOOK_SECONDS
            return self._found


class Alive(Camel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Part(Camel):
    """One part that was checked."""

    name: str
    what: str


class Ready(Camel):
    """All parts that are needed to serve are well; `degraded` means that another one needs its administrator."""

    status: Literal["ok", "degraded"] = "ok"
    parts: list[Part]


@router.get("/health/live", operation_id="getLive", summary="Say that the process runs")
def live() -> Alive:
    return Alive()


@router.get(
    "/health/ready",
    operation_id="getReady",
    summary="Say whether this instance can do its work",
    responses={503: {"description": "Not ready", "content": callers.problems(400)[400]["content"]}},
)
def ready(request: Request, here: Here) -> Ready:
    """Check the database, its shape, and the delivery of messages; what callers may know is only which part.

    An audit log that cannot be signed is told too, and does not take the instance out of service.
    """
    look: Look = request.app.state.look
    found = look.at(lambda: _look(here, request.app.state.chores, request.app.state.settings))
    wrong = [
        Fault(each.name, f"{each.what}. {each.do}" if near(request) else each.do)
        for each in found
        if not each.ok and each.name != checks.SIGNING
    ]
    if wrong:
        refusal = NotReady("Some parts do not work. `igiz doctor` on the machine says more.", faults=wrong)
        refusal.headers["Retry-After"] = "10"
        raise refusal
    parts = [Part(name=each.name, what=_told(request, each)) for each in found]
    return Ready(status="ok" if all(each.ok for each in found) else "degraded", parts=parts)


def _look(here: Context, chores: worker.Chores | None, settings: Settings) -> tuple[checks.Finding, ...]:
    found = [checks.readable(here.db)]
    if found[0].ok:
        found += [
            checks.writable(here.db),
            checks.migrated(here.db),
            checks.delivering(here.db, here.now, chores),
            checks.signing(here.db, settings),
        ]
    return tuple(found)


def _told(request: Request, found: checks.Finding) -> str:
    if near(request):
        return found.what
    return "ok" if found.ok else "needs its administrator"


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Give the figures for operators, in Prometheus's format",
    response_class=Response,
    responses={
        200: {"description": "Figures", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **callers.problems(401, 403),
    },
)
def metrics(request: Request, here: Here) -> Response:
    """Give the figures to a caller on this machine, or to a token of an administrator."""
    if not near(request) and not callers.signed_in(request).may(ADMINISTRATOR, "admin"):
        raise Forbidden("The figures are for administrators, and for callers on the machine itself.")
    figures: Metrics = request.app.state.metrics
    with here.db.read(system=True) as conn:
        figures.streams(request.app.state.hub.listeners)
        figures.outbox_age(worker.waiting_seconds(conn, here.now))
    return Response(figures.render(), media_type=CONTENT_TYPE)


def near(request: Request) -> bool:
    """Say whether the caller is on this machine and speaks for nobody else."""
    if any(name in request.headers for name in callers.FORWARDED):
        return False
    try:
        return ipaddress.ip_address(callers.address_of(request)).is_loopback
    except ValueError:
        return False
