"""The zone file (TOML): one hand-written description of a zone."""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pyproj import CRS
from pyproj.exceptions import ProjError

from igiz.zone.formats.toml_table import Table, parse
from igiz.zone.model.geography import LonLat
from igiz.zone.model.geometry import distance_m
from igiz.zone.model.people import PartnerKind, Regime
from igiz.zone.model.zone import Site
from igiz.zone.model.zone_file import SITE_KINDS, Ceiling, CeilingStep, ZoneFile, ZonePartner

WIDEST_M = 20_000.0
"""A zone is a part of a city: its radius in metres is at most this."""
MOST_STAND_OFF_M = 1_000.0
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
EPSG = re.compile(r"EPSG:\d{4,6}")

ZONE_KEYS = ("id", "name", "centre", "radius_m", "time_zone", "crs", "ceiling", "sites", "partners")
PARTNER_KEYS = ("id", "name", "short", "kind", "controller", "regime", "shows_persons")
SITE_KEYS = ("id", "name", "kind", "position", "stand_off_m")


def read(data: bytes, file: str = "zone.toml") -> ZoneFile:
    """Read and check a zone file; every key is needed but a site's `partner`, and an unknown key is an error."""
    top = parse(data, file)
    top.only(ZONE_KEYS)
    centre, radius_m = top.position("centre"), top.number("radius_m", 50, WIDEST_M)
    partners = tuple(_partner(table) for table in _unique(top.tables("partners")))
    known = [partner.id for partner in partners]
    return ZoneFile(
        id=_slug(top),
        name=top.names("name"),
        centre=centre,
        radius_m=radius_m,
        time_zone=_time_zone(top),
        crs=_crs(top),
        ceiling=_ceiling(top.table("ceiling")),
        sites=tuple(_site(table, known, centre, radius_m) for table in _unique(top.tables("sites"))),
        partners=partners,
    )


def _partner(table: Table) -> ZonePartner:
    table.only(PARTNER_KEYS)
    return ZonePartner(
        id=_slug(table),
        name=table.names("name"),
        short=table.text("short"),
        kind=PartnerKind(table.word("kind", tuple(PartnerKind))),
        controller=table.text("controller"),
        regime=Regime(table.word("regime", tuple(Regime))),
        shows_persons=table.flag("shows_persons"),
    )


def _site(table: Table, partners: list[str], centre: LonLat, radius_m: float) -> Site:
    table.only(SITE_KEYS, optional=("partner",))
    position = table.position("position")
    away = distance_m(centre, position)
    if away > radius_m:
        raise table.bad("position", f"lies {away:.0f} m from the centre; the zone reaches {radius_m:.0f} m (lon, lat?)")
    return Site(
        id=_slug(table),
        name=table.names("name"),
        kind=table.word("kind", SITE_KINDS),
        position=position,
        partner=table.word("partner", partners) if "partner" in table.values else None,
        stand_off_m=table.number("stand_off_m", 0, MOST_STAND_OFF_M),
    )


def _ceiling(table: Table) -> Ceiling:
    table.only(("highest", "steps"))
    steps: list[CeilingStep] = []
    seen: set[str] = set()
    for step in _unique(table.tables("steps")):
        step.only(("id", "name", "marks"))
        marks = step.words("marks")
        for mark in marks:
            if mark.casefold() in seen:
                raise step.bad("marks", f"holds {mark!r}, which stands on this scale already")
            seen.add(mark.casefold())
        steps.append(CeilingStep(_slug(step), step.names("name"), marks))
    return Ceiling(table.word("highest", tuple(step.id for step in steps)), tuple(steps))


def _slug(table: Table) -> str:
    value = table.text("id")
    if not SLUG.fullmatch(value):
        raise table.bad("id", f"{value!r} is no short name; write small letters, digits and hyphens")
    return value


def _unique(tables: tuple[Table, ...]) -> Iterable[Table]:
    """The tables, after a look that no two bear the same id."""
    seen: set[object] = set()
    for table in tables:
        value = table.values.get("id")
        if isinstance(value, str):
            if value in seen:
                raise table.bad("id", f"{value!r} stands here a second time; give each its own")
            seen.add(value)
    return tables


def _time_zone(top: Table) -> str:
    value = top.text("time_zone")
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise top.bad("time_zone", f"{value!r} is not known; write a name like Europe/Amsterdam") from None
    return value


def _crs(top: Table) -> str:
    value = top.text("crs")
    if not EPSG.fullmatch(value):
        raise top.bad("crs", f"{value!r} is no EPSG code; write one like EPSG:28992")
    try:
        projected = CRS.from_user_input(value).is_projected
    except ProjError:
        raise top.bad("crs", f"{value} is not known; write one like EPSG:28992") from None
    if not projected:
        raise top.bad("crs", f"{value} does not count in metres; write a projected one like EPSG:28992")
    return value
