"""Markings: how far information may go (TLP 2.0) and what may be done with it (PAP)."""

from collections.abc import Iterable
from enum import StrEnum


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0: who may know."""

    RED = "RED"
    AMBER_STRICT = "AMBER+STRICT"
    AMBER = "AMBER"
    GREEN = "GREEN"
    CLEAR = "CLEAR"


class Pap(StrEnum):
    """Permissible Actions Protocol: what may be done with what one knows."""

    RED = "RED"
    AMBER = "AMBER"
    GREEN = "GREEN"
    CLEAR = "CLEAR"


# No marking reaches the owner's partner alone: narrower than named partners, wider than the author's named persons.
_TLP_FROM_STRICTEST: tuple[Tlp | None, ...] = (Tlp.RED, None, Tlp.AMBER_STRICT, Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)
_TLP_RANK = {tlp: rank for rank, tlp in enumerate(_TLP_FROM_STRICTEST)}
_PAP_RANK = {pap: rank for rank, pap in enumerate(Pap)}


def strictest(markings: Iterable[Tlp | None]) -> Tlp | None:
    """Choose the marking that reaches fewest; None (no marking known) stands between RED and AMBER+STRICT.

    Nothing at all is None.
    """
    return min(markings, key=_TLP_RANK.__getitem__, default=None)


def strictest_pap(markings: Iterable[Pap]) -> Pap | None:
    """Choose the marking that permits least; nothing at all is None."""
    return min(markings, key=_PAP_RANK.__getitem__, default=None)
