"""The command line: every command here, its work imported only when it runs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from igiz import __version__
from igiz.edge.cli import audit, backup, config, doctor, parties, server, sharing, zone

app = typer.Typer(
    name="igiz",
    help="Integral area security: partners of a zone share security information on its map.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (zone.app, parties.partner, parties.person, parties.token, sharing.app, audit.app, config.app):
    app.add_typer(part)
for command in (server.demo, server.serve, server.work, backup.backup, backup.restore, doctor.doctor):
    app.command()(command)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"igiz {__version__}")
        raise typer.Exit


@app.callback()
def options(
    configuration: Annotated[Path | None, typer.Option("--config", help="Settings file (default: igiz.toml).")] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that hold for every command."""
    if configuration is not None:
        from igiz.edge.cli import opening

        opening.choose(configuration)


def main() -> None:
    """Run a command; what is wrong is said in one sentence, with exit code 1 (2: wrongly asked)."""
    from igiz.edge.cli.opening import explained

    with explained():
        app()
    sys.exit(0)
