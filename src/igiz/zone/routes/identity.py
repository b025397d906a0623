"""All routes by which people and systems show who they are, and by which partners keep theirs."""

from fastapi import APIRouter

from igiz.zone.routes import people, second_factors, sessions


def router() -> APIRouter:
    """Return the routes of signing in, partners, persons and tokens."""
    routes = APIRouter()
    for part in (sessions, second_factors, people):
        routes.include_router(part.router())
    return routes
