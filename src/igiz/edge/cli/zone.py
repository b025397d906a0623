"""Commands about the zone: load its file, import its map, generate a fictional one."""

from pathlib import Path
from typing import Annotated

import typer

from igiz.edge.cli.opening import counted, loaded, opened, progress, show

app = typer.Typer(name="zone", help="The zone: its file, its map.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("load")
def load(
    file: Annotated[
        Path | None, typer.Argument(help="A zone.toml (default: what [zone] file says).", exists=True, dir_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Load a zone file: centre, sites, partners, ceiling."""
    from igiz.core.clock import wall_now
    from igiz.zone.formats import zone_toml
    from igiz.zone.model.people import OPERATOR
    from igiz.zone.service import roles, zone

    chosen = file or loaded().settings.zone.file
    if chosen is None:
        raise typer.BadParameter("Name a zone file, or set [zone] file.")
    read = zone_toml.read(chosen.read_bytes(), str(chosen))
    with opened(makes=True) as db:
        roles.prepare_instance(db, wall_now())
        made = zone.apply_zone_file(db, OPERATOR, read, wall_now())
    value = {"id": made.id, "sites": len(made.sites), "partners": len(read.partners)}
    what = f"{counted(len(made.sites), 'site', 'sites')}, {counted(len(read.partners), 'partner', 'partners')}"
    show(as_json, value, f"{made.name.en}: {what}.")


@app.command("import")
def import_(
    source: Annotated[
        Path, typer.Argument(help="An OSM file (.osm.pbf, .osm) or a folder of CSV and GeoJSON files.", exists=True)
    ],
    as_json: Json = False,
) -> None:
    """Import the map of the zone. The former map stays if anything is wrong with the new one."""
    from igiz.core.clock import wall_now
    from igiz.zone.formats import folder, osm
    from igiz.zone.model.people import OPERATOR
    from igiz.zone.service import places, roles

    with progress("Reading") as report:
        if source.is_dir():
            files = {each.name: each.read_bytes() for each in sorted(source.iterdir()) if each.is_file()}
            geography = folder.read_folder(files, report, str(source))
        else:
            geography = osm.read(source, progress=report)
    with opened(makes=True) as db, progress("Storing") as report:
        roles.prepare_instance(db, wall_now())
        counts = places.import_geography(db, OPERATOR, geography, source.name, wall_now(), report)
    for remark in geography.remarks[:20]:
        typer.echo(remark, err=True)
    show(as_json, counts, f"Imported {source.name}: {_listed(counts)}.")


@app.command("generate")
def generate(
    junctions: Annotated[int, typer.Option(min=9, max=200_000, help="How many junctions.")] = 800,
    seed: Annotated[int, typer.Option(help="The same seed draws the same district.")] = 1,
    as_json: Json = False,
) -> None:
    """Draw a fictional district as the map of the zone. It is for tests of scale."""
    from igiz.core.clock import wall_now
    from igiz.zone.engine.district import district
    from igiz.zone.model.people import OPERATOR
    from igiz.zone.service import places, roles

    geography = district(junctions, seed)
    with opened(makes=True) as db, progress("Storing") as report:
        roles.prepare_instance(db, wall_now())
        counts = places.import_geography(db, OPERATOR, geography, f"district {junctions} {seed}", wall_now(), report)
    show(as_json, counts, f"Generated: {_listed(counts)}.")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{what} {number}" for what, number in counts.items())
