"""Commands about the audit log: verify it, export it, let another key sign it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from igiz.edge.cli.opening import counted, loaded, opened, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from igiz.core.checkpoint import SigningKey, VerifierKey
    from igiz.core.db import Database

app = typer.Typer(
    name="audit", help="The audit log: verify it, export it, let another key sign it.", no_args_is_help=True
)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("verify")
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="An export; without one the log of this instance.", exists=True, dir_okay=False),
    ] = None,
    witness: Annotated[
        Path | None, typer.Option(help="A checkpoint that was kept earlier.", exists=True, dir_okay=False)
    ] = None,
    key: Annotated[str | None, typer.Option(help="The log's public key as you know it: name+id+key.")] = None,
    as_json: Json = False,
) -> None:
    """Compute every leaf, root and signature again. Exit code 0 if all is right, 1 if something is not."""
    from igiz.core import audit, audit_verify

    noted = _text(witness) if witness is not None else None
    if file is not None:
        with file.open(encoding="utf-8", newline="\n") as lines:
            try:
                verdict = audit_verify.verify(lines, noted, key)
            except UnicodeDecodeError:
                raise typer.BadParameter(f"{file} is no UTF-8 text. Give an export as it was written.") from None
    else:
        with opened() as db:
            signing, known = _keys(db)
            texts = (line.decode() for line in audit.export_lines(db, signing))
            verdict = audit_verify.verify(texts, noted, key or known.text())
    show(as_json, audit_verify.as_value(verdict), audit_verify.report(verdict, "log" if file is None else "export"))
    if not verdict.ok:
        raise typer.Exit(1)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path} is no UTF-8 text. Give a checkpoint as it was written.") from None


@app.command("export")
def export(
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, standard output.")] = None,
    as_json: Json = False,
) -> None:
    """Export every leaf and every checkpoint. `igiz audit verify` takes the file on any machine."""
    from igiz.core import audit

    if as_json and out is None:
        raise typer.BadParameter("--json needs --out: the export itself goes to standard output otherwise.")
    with opened() as db:
        signing, known = _keys(db)
        if out is None:
            sys.stdout.buffer.writelines(audit.export_lines(db, signing))
            return
        lines = _write(out, audit.export_lines(db, signing))
    value = {"file": str(out), "lines": lines, "key": known.text()}
    show(as_json, value, f"{out}: {lines} lines, signed by {known.text()}")


@app.command("rotate-key")
def rotate_key(
    reason: Annotated[str, typer.Option(help="Why, for those who will read the log.")],
    former_lost: Annotated[
        bool,
        typer.Option("--former-lost", help="The present key is lost for good and cannot sign that another follows."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Let a new key sign the log from now on. What the former key signed still verifies. Recorded in the log."""
    from igiz.core import audit
    from igiz.core.clock import wall_now
    from igiz.zone.model.people import OPERATOR
    from igiz.zone.service import zone

    settings = loaded().settings
    with opened(settings) as db:
        with db.read(system=True) as conn:
            by, whose = zone.doer(conn, OPERATOR)
        doer = audit.Doer(by, whose, reason)
        done = audit.rotate_key(db, settings, doer, wall_now(), former_lost=former_lost)
    kept = None if done.kept is None else str(done.kept)
    value = {
        "key": done.key.text(), "former": done.former.text(), "leaves": done.head.size,
        "signedByFormer": done.signed_by_former, "kept": kept,
    }  # fmt: skip
    show(as_json, value, _told(value))


def _told(value: dict[str, Any]) -> str:
    lines = [f"From {counted(value['leaves'], 'leaf', 'leaves')} on the log is signed by {value['key']}"]
    if value["signedByFormer"]:
        lines.append(f"The former key signed that too. It lies in {value['kept']}: keep it apart, or destroy it.")
    else:
        lines.append(f"The former key did not sign that: {value['former']}")
    lines.append("Back up the new key, and tell everyone who keeps checkpoints its text above.")
    return "\n".join(lines)


def _write(out: Path, lines: "Iterable[bytes]") -> int:
    """Write a file readable by its owner alone that has its name only once it is whole; return how many lines."""
    import os

    partial = out.with_name(out.name + ".partial")
    count = 0
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for line in lines:
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        partial.rename(out)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _keys(db: "Database") -> "tuple[SigningKey | None, VerifierKey]":
    """Return the key that signs, if it can be used (else it is said why), and the public key that the log knows."""
    from igiz.core import audit
    from igiz.core.checkpoint import CheckpointError

    with db.read(system=True) as conn:
        try:
            signing = audit.key_of(conn, loaded().settings)
        except CheckpointError as error:
            known = audit.key_in_force(conn)
            if known is None:
                raise
            typer.echo(f"igiz: {error}", err=True)
            return None, known
    return signing, signing.verifier
