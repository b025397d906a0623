"""The web application: every part's routes, the live stream, the console's files."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import anyio
from fastapi import APIRouter, FastAPI

from igiz import __version__
from igiz.core.clock import Clock
from igiz.core.config import secret_from
from igiz.core.db import Database
from igiz.core.limits import Limiter
from igiz.core.metrics import Metrics
from igiz.core.settings import Settings
from igiz.edge.web import audit, console, description, health, problems, stream
from igiz.edge.web.shield import Shield
from igiz.edge.worker import Chores
from igiz.share.routes import bundles, drafts, events, groups, public, reports, taxii
from igiz.zone.routes import identity, legal, levels, places
from igiz.zone.service.identity import Identity

THREADS = 16
"""Requests answered at one time; each may hold one connection to read."""
SUMMARY = "Partners of a zone share security information on its map; each sees exactly what it may."


def create_app(settings: Settings, db: Database, *, clock: Clock | None = None, chores: bool = True) -> FastAPI:
    """Return the application over a migrated database. `chores`: this process also delivers messages and tidies up."""
    time = clock or Clock()
    hub = stream.Hub(db, time, settings.server.max_streams, settings.server.max_streams_per_person)
    work = Chores(db, settings, time) if chores else None
    app = FastAPI(
        title="igiz",
        version=__version__,
        summary=SUMMARY,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        contact={"name": "igiz", "url": settings.server.root_url},
        servers=[{"url": settings.server.root_url, "description": "this instance"}],
        lifespan=_lifespan(hub, work),
    )
    state = app.state
    state.db, state.clock, state.settings, state.hub, state.chores = db, time, settings, hub, work
    state.identity = Identity(secret_from(settings.security.secret_file), settings.server.root_url, settings.security)
    state.limiter, state.metrics = Limiter(settings.server), Metrics()
    state.look = health.Look()
    db.timed = state.metrics.write
    if work is not None:
        work.courier.failed = state.metrics.handler_failed
    problems.install(app)
    for router in routers():
        app.include_router(router)
    console.mount(app)
    app.add_middleware(Shield, settings=settings, limiter=state.limiter, metrics=state.metrics)
    app.openapi = lambda: description.describe(app)  # type: ignore[method-assign]  # how FastAPI is extended
    return app


def routers() -> tuple[APIRouter, ...]:
    """Return the routes of every part, the lowest first."""
    zone = (identity.router(), places.router(), levels.router(), legal.router())
    share = (reports.router, groups.router, drafts.router, events.router, bundles.router, taxii.router, public.router)
    return (*zone, *share, stream.router, audit.router, health.router)


def _lifespan(hub: stream.Hub, chores: Chores | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        await hub.start()
        if chores is not None:
            chores.start()
        yield
        if chores is not None:
            chores.stop()
        await hub.stop()

    return lifespan
