"""The command that looks whether all is well."""

from typing import Annotated

import typer

from igiz.edge.cli.opening import loaded, show


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Say what is wrong and what to do. One line per thing that is looked at; exit code 1 if one is not well."""
    from igiz.core.clock import wall_now
    from igiz.core.config import ConfigError
    from igiz.edge import examination
    from igiz.edge.checks import Finding

    try:
        known = loaded()
    except ConfigError as error:
        findings = [Finding("settings", False, str(error), "Correct the settings first.")]
    else:
        where = "defaults and environment" if known.file is None else str(known.file)
        findings = [Finding("settings", True, where), *examination.examine(known.settings, wall_now())]
    ok = all(each.ok for each in findings)
    checks = [
        {"name": each.name, "ok": each.ok, "what": each.what, "do": None if each.ok else each.do} for each in findings
    ]
    lines = [f"{'ok   ' if each.ok else 'WRONG'}  {each.name}: {each.what}" for each in findings]
    advice = [f"       {each.name}: {each.do}" for each in findings if not each.ok]
    show(as_json, {"ok": ok, "checks": checks}, "\n".join([*lines, *(["", "What to do:", *advice] if advice else [])]))
    if not ok:
        raise typer.Exit(1)
