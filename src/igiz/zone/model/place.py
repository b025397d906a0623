"""The map of the zone as it is kept: its layers, the names one can look up, and where it came from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the map ready to send: GeoJSON compressed by gzip, and its tag, a hash of the GeoJSON."""

    name: str
    tag: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Named:
    """A name that one can look up, and where it is."""

    name: str
    kind: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where the map came from and when it was imported."""

    source: str
    attribution: str
    schematic: bool
    at: datetime
    remarks: tuple[str, ...]
