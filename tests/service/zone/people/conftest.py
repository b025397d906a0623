"""A zone with three partners, and an application with nothing but the routes of identity."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from igiz.core.access import PUBLIC, principal
from igiz.core.db import Database, Tx, position_table
from igiz.core.errors import Problem
from igiz.core.limits import Limiter
from igiz.core.register import metadata
from igiz.core.settings import Server
from igiz.migrations import migrate
from igiz.zone.model.actor import Actor
from igiz.zone.model.people import NewPartner, NewPerson, Partner, PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.routes import identity as identity_routes
from igiz.zone.service import partners, passwords, persons
from igiz.zone.service.identity import Identity
from igiz.zone.store import credentials
from tests.service.zone.people.asgi import Browser

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"


class Wall:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def wall(self) -> datetime:
        return self.time

    def pass_(self, **span: float) -> datetime:
        self.time += timedelta(**span)
        return self.time


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that cost little: what is tested here is who comes in, not how long it takes."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Each of the two databases in turn, made once for the tests of a module: making one costs more than a test."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path_factory.mktemp('people') / 'igiz.db'}")
        migrate(made)
        yield made
        made.close()
        return
    url = sa.make_url(request.getfixturevalue("postgres_server"))
    name = f"igiz_test_{uuid.uuid4().hex}"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        made = Database(url.set(database=name).render_as_string(hide_password=False))
        try:
            migrate(made)
            yield made
        finally:
            made.close()
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def db(prepared: Database) -> Database:
    """An empty database."""
    with prepared.admin_engine.begin() as conn:
        for table in reversed(metadata.sorted_tables):
            conn.execute(sa.delete(table))
        conn.execute(sa.insert(position_table).values(id=1, last=0))
        conn.execute(sa.insert(principal).values(id=PUBLIC, ref="public"))
    return prepared


@pytest.fixture
def identity() -> Identity:
    return Identity(b"k" * 64)


@dataclass(frozen=True)
class City:
    """City hosts the instance; police shows its persons; court does not. One administrator each, one more at city."""

    db: Database
    identity: Identity
    wall: Wall
    city: str
    police: str
    court: str
    chief: str
    desk: str
    officer: str
    clerk: str

    def actor(self, person_id: str) -> Actor:
        found = persons.load_actor(self.db, person_id, self.wall.time)
        assert found is not None
        return replace(found, session="session--00000000-0000-4000-8000-000000000000")

    def app(self, server: Server | None = None) -> FastAPI:
        return application(self.db, self.identity, self.wall, server)

    def browser(self, person_id: str) -> Browser:
        """A browser in which this person has signed in."""
        with self.db.read() as conn:
            person = persons.person_of(conn, person_id)
        assert person is not None
        browser = Browser(self.app())
        answer = browser.post("/v1/sessions", {"login": person.login, "password": PASSWORD})
        assert answer.status == 201, answer.body
        return browser


PARTNERS = (
    NewPartner(Text("Stad", "City"), "City", PartnerKind.AUTHORITY, "City council", Regime.GDPR),
    NewPartner(Text("Politie", "Police"), "Police", PartnerKind.POLICE, "Chief of police", Regime.WPG, True),
    NewPartner(Text("Hof", "Court"), "Court", PartnerKind.INTERNATIONAL_ORGANISATION, "Registrar", Regime.OWN),
)


@pytest.fixture
def city(db: Database, identity: Identity, wall: Wall) -> City:
    hashed = passwords.hashed(PASSWORD, 8)

    def fill(tx: Tx) -> list[str]:
        host, police, court = partners.ensure_partners(tx, PARTNERS, "operator")

        def add(partner: Partner, login: str, *roles: str) -> str:
            person = persons.enrol(tx, partner, NewPerson(f"The {login}", login, frozenset(roles)), "operator")
            credentials.set_password(tx, person.id, hashed)
            return person.id

        return [
            host.id,
            police.id,
            court.id,
            add(host, "chief", "administrator", "reader"),
            add(host, "desk", "contributor", "reader"),
            add(police, "officer", "administrator", "decider"),
            add(court, "clerk", "administrator", "auditor"),
        ]

    return City(db, identity, wall, *db.write(fill, wall.time))


def application(db: Database, identity: Identity, wall: Wall, server: Server | None = None) -> FastAPI:
    """The routes of identity, with problems rendered as the edge does."""
    app = FastAPI()
    app.state.db, app.state.identity, app.state.clock = db, identity, wall
    app.state.limiter = Limiter(server or Server(sign_ins_per_minute=1000))
    app.include_router(identity_routes.router())

    @app.exception_handler(Problem)
    def problem(_request: Request, error: Problem) -> JSONResponse:
        body = {
            "type": f"/problems/{error.slug}", "title": error.title, "status": error.status, "detail": error.detail,
            "errors": [{"where": fault.where, "what": fault.what} for fault in error.faults],
        }  # fmt: skip
        return JSONResponse(body, error.status, error.headers, "application/problem+json")

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        where = [".".join(map(str, each["loc"])) for each in error.errors()]
        return JSONResponse({"type": "/problems/bad-request", "errors": where}, 400)

    return app
