"""The legal pack of the instance's country: on what grounds personal data may go from one regime to another."""

from functools import cache
from importlib import resources

from igiz.zone.formats.legal_toml import read
from igiz.zone.model.legal import Ground, LegalPack

COUNTRY = "nl"


@cache
def legal_pack(country: str = COUNTRY) -> LegalPack:
    """Return the legal pack of a country."""
    file = resources.files("igiz.zone").joinpath("legal", f"{country}.toml")
    return read(file.read_bytes(), f"{country}.toml")


def grounds(from_regime: str | None = None, to_regime: str | None = None) -> tuple[Ground, ...]:
    """Return the closed list of grounds, or those from one regime or to another."""
    return tuple(
        each
        for each in legal_pack().grounds
        if from_regime in (None, each.from_regime) and to_regime in (None, each.to_regime)
    )


def ground(ground_id: str) -> Ground | None:
    """Return a ground by identifier, or nothing where the list does not hold it."""
    return next((each for each in legal_pack().grounds if each.id == ground_id), None)
