"""A zone with a city, a police and a court, each with one contributor, and an application of some routes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from igiz.core.db import Database
from igiz.core.errors import Problem
from igiz.core.settings import Settings
from igiz.migrations import migrate
from igiz.share.model.draft import Marking, ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import reports
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import OPERATOR, NewPerson, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.model.zone_file import ZonePartner
from igiz.zone.routes import callers
from igiz.zone.service import partners, persons, zone
from igiz.zone.service.identity import Identity
from tests.service.zone.people.asgi import Browser
from tests.service.zone.test_zone import CITY, FILE, POLICE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COURT = ZonePartner(
    "court", Text("Hof", "Court"), "Court", PartnerKind.INTERNATIONAL_ORGANISATION, "The court", Regime.OWN, False
)
ZONE = replace(FILE, partners=(CITY, POLICE, COURT))
ROLES = frozenset({"reader", "contributor", "administrator"})


class Moment:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Neighbours:
    """The zone; each of `city`, `police`, `court` is a contributor and administrator of that partner."""

    db: Database
    clock: Moment
    city: Actor
    police: Actor
    court: Actor

    def browser(self, actor: Actor | None, *routers: APIRouter, settings: Settings | None = None) -> Browser:
        """A browser of somebody over some routes."""
        app = FastAPI(redirect_slashes=False)
        for router in routers:
            app.include_router(router)
        app.state.db, app.state.clock, app.state.identity = self.db, self.clock, Identity(b"k" * 64)
        app.state.settings = settings or Settings()
        app.add_exception_handler(Problem, _problem)
        app.add_exception_handler(RequestValidationError, _invalid)
        if actor is not None:
            app.dependency_overrides[callers.signed_in] = lambda: actor
        return Browser(app)

    def share(self, actor: Actor, title: str, tlp: Tlp | None = Tlp.CLEAR, **values: Any) -> str:
        """Share a report; `min_level` goes into its marking."""
        marking = Marking(tlp, min_level=values.pop("min_level", 1))
        draft = ReportDraft(title, values.pop("text", ""), "nl", "traffic", "moderate", marking, **values)
        return reports.share(self.db, actor, draft, self.clock.at)


@contextmanager
def neighbours(url: str) -> Iterator[Neighbours]:
    """A fresh zone in a database."""
    db = Database(url)
    try:
        migrate(db)
        zone.apply_zone_file(db, OPERATOR, ZONE, NOW)
        identity = Identity(b"k" * 64)
        yield Neighbours(db, Moment(), *(_person(db, identity, each) for each in ("City", "Police", "Court")))
    finally:
        db.close()


def _person(db: Database, identity: Identity, short: str) -> Actor:
    with db.read(system=True) as conn:
        (partner,) = partners.find_partners(conn, short)
    new = NewPerson(f"Desk of {short}", "desk", ROLES)
    person, _ = persons.add_person(db, identity, OPERATOR, new, NOW, partner_id=partner.id)
    found = persons.load_actor(db, person.id, NOW)
    assert found is not None
    return replace(found, scopes=frozenset({"read", "write", "admin"}))


def _problem(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    faults = [{"where": each.where, "what": each.what} for each in error.faults]
    body = {"type": f"urn:igiz:problem:{error.slug}", "detail": error.detail, "errors": faults}
    return JSONResponse(body, error.status, error.headers)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return JSONResponse({"errors": [{"where": str(each["loc"][-1])} for each in error.errors()]}, 400)
