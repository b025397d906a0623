"""Commands about the settings."""

from typing import Annotated

import typer

from igiz.edge.cli.opening import loaded, show

app = typer.Typer(name="config", help="The settings.", no_args_is_help=True)


@app.callback()
def settings() -> None:
    """Show the settings and where each came from."""


@app.command("show")
def show_settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print each setting, its value and where it came from. Secrets are masked."""
    known = loaded()
    rows = known.shown()
    values = known.values()
    value = {
        "file": None if known.file is None else str(known.file),
        "settings": {name: {"value": values[name], "origin": origin} for name, _text, origin in rows},
    }
    names, texts = (max(len(row[place]) for row in rows) for place in (0, 1))
    lines = [f"{name:<{names}}  {text:<{texts}}  {origin}".rstrip() for name, text, origin in rows]
    show(as_json, value, "\n".join(lines))
