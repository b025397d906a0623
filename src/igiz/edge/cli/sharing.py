"""Commands that exchange STIX bundles for a partner."""

import json
from pathlib import Path
from typing import Annotated

import typer

from igiz.edge.cli.opening import PartnerName, counted, loaded, opened, partner_named, show

app = typer.Typer(name="share", help="STIX bundles in and out, for a partner.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A STIX 2.1 bundle.", exists=True, dir_okay=False)],
    of: PartnerName,
    as_json: Json = False,
) -> None:
    """Store the good objects of a bundle for a partner. The others are named; exit code 1 if there are any."""
    from igiz.core.clock import wall_now
    from igiz.core.errors import BadRequest, Fault
    from igiz.share.formats import stix
    from igiz.share.service import bundles
    from igiz.zone.service import operators

    settings = loaded().settings
    data = file.read_bytes()
    try:
        bundle = stix.read_bundle(
            data, limit_bytes=settings.taxii.max_content_bytes, limit_objects=settings.taxii.max_objects
        )
    except stix.StixError as error:
        raise BadRequest(f"{file} is not a STIX 2.1 bundle.", faults=[Fault(error.where, error.what)]) from None
    with opened(settings) as db:
        chosen = partner_named(db, of)
        actor = operators.acting_for(db, chosen.id, wall_now())
        receipt = bundles.take_in(db, actor, bundle, None, wall_now())
    given = _ids_given(data) if receipt.refused else []
    refused = [{"id": each.id or given[each.index], "where": each.where, "what": each.what} for each in receipt.refused]
    value = {"stored": len(receipt.stored), "unchanged": len(receipt.unchanged), "refused": refused}
    lines = [f"{len(receipt.stored)} stored, {len(receipt.unchanged)} unchanged, {len(refused)} refused."]
    lines += [f"  {each['id'] or 'without id'} ({each['where']}): {each['what']}" for each in refused]
    show(as_json, value, "\n".join(lines))
    if refused:
        raise typer.Exit(1)


def _ids_given(data: bytes) -> list[str | None]:
    """Return the id that each object bears, right or wrong."""
    objects = json.loads(data)["objects"]
    ids = [each.get("id") if isinstance(each, dict) else None for each in objects]
    return [each if isinstance(each, str) else None for each in ids]


@app.command("export")
def export(
    of: PartnerName,
    out: Annotated[Path | None, typer.Option(help="Where to write the bundle (default: standard output).")] = None,
) -> None:
    """Write all that a partner's systems may see as one STIX 2.1 bundle."""
    from igiz.core.clock import wall_now
    from igiz.share.model.report import Filters
    from igiz.share.service import exchange
    from igiz.zone.service import operators

    with opened() as db:
        chosen = partner_named(db, of)
        actor = operators.acting_for(db, chosen.id, wall_now())
        data = exchange.export_bundle(db, actor, Filters(type=None), wall_now())
    if out is None:
        typer.echo(data.decode())
    else:
        out.write_bytes(data)
        typer.echo(f"{out}: {counted(len(json.loads(data).get('objects', ())), 'object', 'objects')}.", err=True)
