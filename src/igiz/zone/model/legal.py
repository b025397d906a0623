"""The legal pack of a country: law as data, so that another country is another file."""

from dataclasses import dataclass

from igiz.zone.model.text import Text


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which personal data may go from one regime to another; `law` names the article."""

    id: str
    title: Text
    from_regime: str
    to_regime: str
    law: str


@dataclass(frozen=True, slots=True)
class Authority:
    """Who is competent to decide, by the law of this country."""

    id: str
    name: Text
    kind: str
    """The kind of partner that can be this authority."""
    law: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """By what an authority decides; `ends` says whether the law asks for an end."""

    id: str
    title: Text
    authority: str
    law: str
    ends: bool
    kinds: tuple[str, ...]
    """What it is for: event, area, camera, traffic, demonstration."""


@dataclass(frozen=True, slots=True)
class LegalPack:
    """What the law of one country gives the platform: grounds, authorities, instruments."""

    country: str
    title: Text
    written: str
    """Day (ISO 8601) of this edition."""
    regimes: tuple[str, ...]
    grounds: tuple[Ground, ...]
    authorities: tuple[Authority, ...]
    instruments: tuple[Instrument, ...]

    def between(self, from_regime: str, to_regime: str) -> tuple[Ground, ...]:
        """Return the grounds on which personal data may go from one regime to the other."""
        return tuple(each for each in self.grounds if (each.from_regime, each.to_regime) == (from_regime, to_regime))
