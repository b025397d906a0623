"""Commands that run the platform: the demo, the server, the worker."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from igiz.edge.cli.opening import identity_of, loaded, opened

if TYPE_CHECKING:
    import socket

    from igiz.core.db import Database
    from igiz.core.settings import Settings


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine.")] = 8000,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path("demo-data"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw away an earlier demo first.")] = False,
) -> None:
    """Open a demo of a schematic International Zone. It is one process, on SQLite, for this machine alone."""
    import shutil

    from igiz.core.clock import wall_now
    from igiz.demo import seed

    settings = _demo_settings(folder, port)
    with _bound(settings, "--port") as door:
        if fresh and (folder / "igiz.db").exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        settings = _demo_settings(folder, door.getsockname()[1])
        with opened(settings, makes=True) as db:
            if seed.is_empty(db):
                typer.echo("Drawing the schematic zone ...", err=True)
                seed.fill(db, wall_now())
            _serve(settings, db, door)


def _demo_settings(folder: Path, port: int) -> "Settings":
    from dataclasses import replace

    settings = loaded().settings
    return replace(
        settings,
        server=replace(settings.server, host="127.0.0.1", port=port, root_url=f"http://localhost:{port}"),
        database=replace(settings.database, url=f"sqlite:///{folder}/igiz.db"),
        storage=replace(settings.storage, attachments=folder / "attachments", erasures=folder / "erasures.jsonl"),
        security=replace(settings.security, secret_file=folder / "igiz.secret"),
        audit=replace(settings.audit, key_file=folder / "igiz-audit.key"),
    )


def serve() -> None:
    """Serve the platform as the settings say."""
    from igiz.core.clock import wall_now
    from igiz.zone.service import roles, sign_in

    settings = loaded().settings
    with _bound(settings, "[server] port") as door, opened(settings, makes=True) as db:
        roles.prepare_instance(db, wall_now())
        link = sign_in.first_administrator(db, identity_of(settings), wall_now())
        if link is not None:
            typer.echo(f"The first administrator chooses a password at {settings.server.root_url}{link}", err=True)
        _serve(settings, db, door)


def work() -> None:
    """Deliver messages and tidy up, apart from the web server."""
    import signal
    import threading

    from igiz.core import log
    from igiz.core.clock import Clock
    from igiz.edge.worker import Chores

    settings = loaded().settings
    log.configure(settings.log)
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    with opened(settings, makes=True) as db:
        chores = Chores(db, settings, Clock())
        chores.start()
        stop.wait()
        chores.stop()


def _bound(settings: "Settings", option: str) -> "socket.socket":
    """Take the port before anything else is done, or say what to give instead."""
    import errno
    import socket

    host, port = settings.server.host, settings.server.port
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            raise OSError(f"Port {port} of {host} is taken by another program. Give another with {option}.") from None
        raise OSError(
            f"Port {port} of {host} cannot be opened: {error.strerror or error}. Correct [server] host or {option}."
        ) from None
    return door


def _serve(settings: "Settings", db: "Database", door: "socket.socket") -> None:
    import uvicorn

    from igiz.core import log
    from igiz.edge.web.app import create_app

    log.configure(settings.log)
    typer.echo(f"igiz is open at {settings.server.root_url}  (stop: Ctrl C)", err=True)
    proxies = ",".join(settings.server.trusted_proxies)
    config = uvicorn.Config(
        create_app(settings, db),
        host=settings.server.host,
        port=settings.server.port,
        log_config=None,
        access_log=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        server_header=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=75,
        backlog=4096,
    )
    server = uvicorn.Server(config)
    _keep_streams_moving()
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[door])
    if not server.started:
        raise typer.Exit(1)


def _keep_streams_moving() -> None:
    """Let nothing halt the threads beside each other for long.

    What was made until now stays: looking through it for garbage would halt all streams. A thread that comes back from
    a statement asks for its turn after half a millisecond, instead of five: a request runs dozens of statements.
    """
    import gc
    import sys

    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    sys.setswitchinterval(0.0005)
