"""What sharing publishes for the parts above it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ObjectsShared:
    """Objects were shared or got a new version."""

    VERSION: ClassVar[int] = 1
    owner: str
    ids: list[str]


@dataclass(frozen=True, slots=True)
class ObjectGone:
    """An object was deleted by its owner or by its retention."""

    VERSION: ClassVar[int] = 1
    owner: str
    id: str
