"""Commands that make a backup and put it back."""

from pathlib import Path
from typing import Annotated

import typer

from igiz.edge.cli.opening import counted, loaded, opened, show

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def backup(
    destination: Annotated[Path, typer.Argument(help="The file to write; with .gz it is packed.")],
    with_keys: Annotated[bool, typer.Option("--with-keys", help="Put the secret and the audit key in it too.")] = False,
    as_json: Json = False,
) -> None:
    """Write one file with everything, as it is at one moment. The server goes on meanwhile."""
    from igiz.core.clock import wall_now
    from igiz.edge import backups

    settings = loaded().settings
    with opened(settings) as db:
        made = backups.make(db, settings, destination, wall_now(), with_keys=with_keys)
    for name in made.missing:
        typer.echo(f"igiz: the attachment {name} is not in {settings.storage.attachments}", err=True)
    files = sum(part.name.startswith("attachments/") for part in made.parts)
    rows = sum(made.rows.values())
    value = {
        "file": str(destination), "made": made.made.isoformat(), "revision": made.revision, "rows": rows,
        "attachments": files, "missing": list(made.missing), "keys": with_keys, "bytes": destination.stat().st_size,
    }  # fmt: skip
    keys = "with both keys: keep it as you keep them" if with_keys else "without the keys: keep those apart"
    what = f"{counted(rows, 'row', 'rows')}, {counted(files, 'attachment', 'attachments')}"
    show(as_json, value, f"{destination}: {what}, {keys}.")


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `igiz backup` made.", exists=True, dir_okay=False)],
    erasures: Annotated[
        Path | None, typer.Option(help="Journal of erasures (default: where the settings say).", exists=True)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: Json = False,
) -> None:
    """Put a backup back on an empty instance. What was deleted since is deleted again. Stop the server first."""
    from igiz.core.clock import wall_now
    from igiz.core.db import Database
    from igiz.core.erasures import JournalError
    from igiz.core.errors import BadRequest
    from igiz.edge import backups

    settings = loaded().settings
    db = Database(settings.database.url)
    try:
        done = backups.restore(db, settings, source, wall_now(), journal=erasures, force=force)
    except JournalError as error:
        raise BadRequest(str(error)) from error
    finally:
        db.close()
    if done.journal is None:
        typer.echo(
            f"igiz: there is no journal of erasures at {settings.storage.erasures}: what was deleted after the backup "
            "came back. If the instance ran after it, restore again with --erasures JOURNAL.",
            err=True,
        )
    value = {
        "made": done.manifest.made.isoformat(), "rows": done.rows, "attachments": done.attachments,
        "keys": list(done.keys), "journal": None if done.journal is None else str(done.journal),
        "erasures": done.replayed, "deletedAgain": done.deleted_again,
    }  # fmt: skip
    rows, files = counted(done.rows, "row", "rows"), counted(done.attachments, "attachment", "attachments")
    again = counted(done.deleted_again, "deletion", "deletions")
    text = f"Restored {rows} and {files} of {done.manifest.made:%Y-%m-%d %H:%M} UTC; {again} repeated."
    keys = [str(each) for each in (settings.security.secret_file, settings.audit.key_file) if not each.exists()]
    put = f"put {' and '.join(keys)} back from where you keep the keys, then " if keys else ""
    show(as_json, value, f"{text} Now {put}run `igiz doctor`.")
