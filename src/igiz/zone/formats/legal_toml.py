"""The legal pack (TOML): the law of one country as data."""

import re
from datetime import date

from igiz.zone.formats.toml_table import Table, parse
from igiz.zone.model.legal import Authority, Ground, Instrument, LegalPack
from igiz.zone.model.people import PartnerKind, Regime

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
KINDS = ("event", "area", "camera", "traffic", "demonstration")
"""What an instrument can be for."""
TOP_KEYS = ("country", "title", "written", "regimes", "grounds", "authorities", "instruments")


def read(data: bytes, file: str = "legal pack") -> LegalPack:
    """Read and check a legal pack; every key is needed and an unknown key is an error."""
    top = parse(data, file)
    top.only(TOP_KEYS)
    regimes = top.words("regimes")
    for regime in regimes:
        if regime not in tuple(Regime):
            raise top.bad("regimes", f"{regime!r} is none of {', '.join(Regime)}")
    authorities = tuple(_authority(table) for table in _unique(top.tables("authorities")))
    known = [authority.id for authority in authorities]
    return LegalPack(
        country=top.text("country"),
        title=top.names("title"),
        written=_day(top),
        regimes=regimes,
        grounds=tuple(_ground(table, regimes) for table in _unique(top.tables("grounds"))),
        authorities=authorities,
        instruments=tuple(_instrument(table, known) for table in _unique(top.tables("instruments"))),
    )


def _ground(table: Table, regimes: tuple[str, ...]) -> Ground:
    table.only(("id", "title", "from_regime", "to_regime", "law"))
    from_regime, to_regime = table.word("from_regime", regimes), table.word("to_regime", regimes)
    if from_regime == to_regime:
        raise table.bad("to_regime", "is the regime it comes from; within one regime no ground is asked")
    return Ground(table.text("id"), table.names("title"), from_regime, to_regime, table.text("law"))


def _authority(table: Table) -> Authority:
    table.only(("id", "name", "kind", "law"))
    return Authority(table.text("id"), table.names("name"), table.word("kind", tuple(PartnerKind)), table.text("law"))


def _instrument(table: Table, authorities: list[str]) -> Instrument:
    table.only(("id", "title", "authority", "law", "ends", "kinds"))
    kinds = table.words("kinds")
    for kind in kinds:
        if kind not in KINDS:
            raise table.bad("kinds", f"{kind!r} is none of {', '.join(KINDS)}")
    return Instrument(
        table.text("id"),
        table.names("title"),
        table.word("authority", authorities),
        table.text("law"),
        table.flag("ends"),
        kinds,
    )


def _day(top: Table) -> str:
    value = top.text("written")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise top.bad("written", f"{value!r} is no day; write it as 2026-11-22") from None


def _unique(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    seen: set[object] = set()
    for table in tables:
        value = table.values.get("id")
        if not isinstance(value, str) or not SLUG.fullmatch(value):
            raise table.bad("id", f"{value!r} is no short name; write small letters, digits and hyphens")
        if value in seen:
            raise table.bad("id", f"{value!r} stands here a second time; give each its own")
        seen.add(value)
    return tables
