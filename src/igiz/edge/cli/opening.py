"""What commands share: settings, database, one JSON object out, refusals in words."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from igiz.core.config import Loaded
    from igiz.core.db import Database
    from igiz.core.settings import Settings
    from igiz.zone.model.people import Partner
    from igiz.zone.service.identity import Identity

_chosen: list[Path] = []
_NONE_HERE = (
    "There is no database {}. Run this in the instance's folder, or name its settings with --config FILE or "
    "IGIZ_CONFIG. `igiz serve` and `igiz zone load` make a new one."
)


def choose(file: Path) -> None:
    """Take the settings from this file."""
    _chosen[:] = [file]


def loaded() -> "Loaded":
    """Return the settings with the origin of each."""
    from igiz.core.config import load

    return load(_chosen[0] if _chosen else None)


@contextmanager
def opened(settings: "Settings | None" = None, *, makes: bool = False) -> Iterator["Database"]:
    """Open the database of the settings, brought up to date; only a command that `makes` one begins a new file."""
    from igiz import migrations
    from igiz.core.db import Database

    chosen = settings or loaded().settings
    db = Database(chosen.database.url, pool_size=chosen.database.pool_size)
    if not makes and db.sqlite and not Path(db.url.database or "").exists():
        db.close()
        raise FileNotFoundError(_NONE_HERE.format(Path(db.url.database or "").absolute()))
    try:
        migrations.migrate(db)
        yield db
    finally:
        db.close()


def identity_of(settings: "Settings") -> "Identity":
    """Return the instance's secret, address and rules for signing in."""
    from igiz.core.config import secret_from
    from igiz.zone.service.identity import Identity

    return Identity(secret_from(settings.security.secret_file), settings.server.root_url, settings.security)


def partner_named(db: "Database", text: str) -> "Partner":
    """Return the partner with that identifier, handle or name, or say which there are."""
    from igiz.zone.service import partners

    with db.read(system=True) as conn:
        found = partners.find_partners(conn, text)
        known = partners.partners(conn)
    if len(found) == 1:
        return found[0]
    listed = ", ".join(each.handle for each in found or known)
    if found:
        raise typer.BadParameter(f"--partner '{text}' is the name of more than one. Give the handle: {listed}.")
    if not known:
        raise typer.BadParameter(
            f"There is no partner '{text}', and no other yet. `igiz zone load` or `igiz partner add` adds them."
        )
    raise typer.BadParameter(f"There is no partner '{text}'. Give the handle of one: {listed}.")


PartnerName = Annotated[
    str, typer.Option("--partner", metavar="PARTNER", help="Handle of the partner, its identifier, or a name of it.")
]


def show(as_json: bool, value: dict[str, Any], text: str) -> None:
    """Print one JSON object, or the same in words."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=str) if as_json else text)


def counted(number: int, one: str, more: str) -> str:
    """Return a number of things in words: "1 leaf", "2 leaves"."""
    return f"{number} {one if number == 1 else more}"


@contextmanager
def progress(title: str) -> Iterator[Any]:
    """Show a progress bar on standard error when that is a terminal; yields `report(done, total)`."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def explained() -> Iterator[None]:
    """Say in words what a command could not do, instead of a trace."""
    from igiz.core.config import ConfigError

    try:
        yield
    except ConfigError as error:
        _fail(str(error))
    except OSError as error:
        _fail(_of_a_file(error))
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError

        from igiz.core.checkpoint import CheckpointError
        from igiz.core.errors import Problem
        from igiz.zone.model.geography import BadInput

        if isinstance(error, Problem):
            faults = [f"  {fault.where}: {fault.what}" if fault.where else f"  {fault.what}" for fault in error.faults]
            _fail("\n".join([error.detail, *faults]))
        if isinstance(error, BadInput | CheckpointError):
            _fail(str(error))
        if isinstance(error, SQLAlchemyError):
            _fail_of_the_database(error)
        raise


def _of_a_file(error: OSError) -> str:
    """Say which file and why: Python's own words, without the number."""
    if error.filename is None or error.strerror is None:
        return str(error.strerror or error)
    name = os.fsdecode(error.filename).removesuffix(".partial")
    return f"{name}: {error.strerror}. Check the path, and the rights of this user there."


def _fail_of_the_database(error: Exception) -> None:
    """Say that the database cannot be reached or used; what is a fault of the program keeps its trace."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import DBAPIError, IntegrityError

    from igiz.core.config import mask_password

    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return
    known = loaded()
    url = make_url(known.settings.database.url)
    reason = str(error.orig).strip().partition("\n")[0][:300].rstrip(".")
    place = f"{url.database}" if url.get_backend_name() == "sqlite" else mask_password(known.settings.database.url)
    where = f"database.url, from {known.origins['database.url']}"
    if url.get_backend_name() == "sqlite":
        do = f"Check that its folder exists, that this user may write there and that the disk has room ({where})."
    else:
        do = f"Check that the database runs and lets this user in, and correct the address if it is wrong ({where})."
    _fail(f"The database {place} cannot be used: {reason}. {do}")


def _fail(text: str) -> None:
    typer.echo(f"igiz: {text}", err=True)
    raise SystemExit(1)
