"""Invented Dutch street names: each made of common word parts, each given once."""

from collections.abc import Iterable

import numpy as np

_FAMILIES = (
    "Aker", "Alder", "Berken", "Beuken", "Boeken", "Bornen", "Brander", "Breden", "Broek", "Dijken", "Dorre",
    "Eiken", "Elzen", "Essen", "Gelder", "Gaaster", "Haver", "Heister", "Helder", "Hemel", "Hoge", "Iepen", "Kamer",
    "Kerken", "Klooster", "Koren", "Laken", "Lange", "Linden", "Looster", "Maren", "Merwe", "Middel", "Molen",
    "Neder", "Noorder", "Ooster", "Opper", "Paarden", "Polder", "Raven", "Rijken", "Roden", "Schepen", "Sluis",
    "Spaar", "Steen", "Stolk", "Suider", "Tegel", "Toren", "Valken", "Veen", "Vliet", "Voor", "Waal", "Water",
    "Wester", "Wilder", "Winter", "Wissel", "Zeder", "Zilver", "Zonne", "Zuider", "Zwaan",
)  # fmt: skip
_PLACES = (
    "beek", "berg", "borg", "bosch", "broeck", "burg", "daal", "dam", "dijck", "donck", "drecht", "haegen", "hart",
    "heim", "horst", "hout", "hove", "huysen", "kamp", "kerk", "laer", "land", "loo", "meer", "oord", "rade", "rode",
    "sluys", "steyn", "stede", "veld", "veen", "vliet", "voort", "waert", "wijck", "wolde", "zande",
)  # fmt: skip
_GIVEN = (
    "Adriaan", "Agnes", "Aletta", "Anna", "Antonie", "Barend", "Catharina", "Cornelia", "Dirk", "Elisabeth", "Floris",
    "Gerrit", "Govert", "Hendrik", "Hugo", "Jacob", "Johanna", "Lambert", "Louise", "Maria", "Maurits", "Pieter",
    "Reinier", "Sophia", "Teunis", "Wilhelmina", "Willem",
)  # fmt: skip
_PREFIXES = ("Van ", "Van ", "Van ", "Van der ", "Ter ", "De ")
_ENDS = ("straat", "straat", "straat", "straat", "laan", "weg")
_GREEN_ENDS = ("laan", "laan", "laan", "weg", "weg", "dreef")


def _plain(draws: np.random.Generator) -> str:
    family, place, end = (_pick(draws, words) for words in (_FAMILIES, _PLACES, _ENDS))
    return f"{family}{place}{end}"


def _statesman(draws: np.random.Generator) -> str:
    prefix, family, place, end = (_pick(draws, words) for words in (_PREFIXES, _FAMILIES, _PLACES, _ENDS))
    return f"{prefix}{family}{place}{end}"


def _full(draws: np.random.Generator) -> str:
    given, family, place, end = (_pick(draws, words) for words in (_GIVEN, _FAMILIES, _PLACES, _ENDS))
    return f"{given} van {family}{place}{end}"


def _green(draws: np.random.Generator) -> str:
    family, place, end = (_pick(draws, words) for words in (_FAMILIES, _PLACES, _GREEN_ENDS))
    return f"{family}{place}{end}"


def _pick(draws: np.random.Generator, words: tuple[str, ...]) -> str:
    return words[int(draws.random() * len(words))]


_KINDS = {"green": (_green,), "mixed": (_statesman, _statesman, _statesman, _plain, _full)}


class Names:
    """Gives names that no other street of the district has."""

    def __init__(self, taken: Iterable[str], draws: np.random.Generator) -> None:
        self._taken = set(taken)
        self._draws = draws

    def fresh(self, kind: str = "mixed") -> str:
        """A new name; `kind` is "mixed", or "green" for villas and parks."""
        makers = _KINDS[kind]
        for _ in range(40):
            name = makers[int(self._draws.random() * len(makers))](self._draws)
            if name not in self._taken:
                break
        stem, count = name, 1
        while name in self._taken:
            count += 1
            name = f"{count}e {stem}"
        self._taken.add(name)
        return name
