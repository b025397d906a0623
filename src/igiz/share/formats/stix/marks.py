"""Markings in STIX: TLP 2.0 by its extension, TLP 1 by its ids, PAP as a statement; what is unknown is never wide."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from igiz.share.model.marking import Pap, Tlp, strictest, strictest_pap

TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
STIX_ID: Mapping[Tlp, str] = {
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
PAP_STIX_ID: Mapping[Pap, str] = {
    Pap.RED: "marking-definition--d530634f-7762-5241-bd24-ba5f71aeea94",
    Pap.AMBER: "marking-definition--da955d25-d149-5f25-a44e-23c62a7dc6de",
    Pap.GREEN: "marking-definition--99e3a1f0-c279-5b3d-b732-92a7d43f5cfa",
    Pap.CLEAR: "marking-definition--c0e3c575-8151-585d-b2a3-1810c0a26943",
}
_TLP_1 = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
}
_CREATED = "2022-10-01T00:00:00.000Z"
_read_label = re.compile(r"\s*(TLP|PAP)\s*[:=]\s*([A-Z+ _-]{3,20}?)\s*", re.IGNORECASE).fullmatch
_names_scheme = re.compile(r"\b(TLP|PAP)\s*[:=]", re.IGNORECASE).search


@dataclass(frozen=True, slots=True)
class Mark:
    """What one marking definition says. `harmless` is a statement that is neither TLP nor PAP; all else is unknown."""

    tlp: Tlp | None = None
    pap: Pap | None = None
    harmless: bool = False

    def is_known(self) -> bool:
        """Say whether igiz knows what the marking asks."""
        return self.harmless or self.tlp is not None or self.pap is not None


Marks = Mapping[str, Mark]
KNOWN: Marks = {
    **{name: Mark(tlp=tlp) for tlp, name in STIX_ID.items()},
    **{name: Mark(tlp=tlp) for name, tlp in _TLP_1.items()},
    **{name: Mark(pap=pap) for pap, name in PAP_STIX_ID.items()},
}
_UNKNOWN = Mark()


def tlp_object(tlp: Tlp) -> dict[str, Any]:
    """Write the marking definition of TLP 2.0."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": STIX_ID[tlp],
        "created": _CREATED,
        "name": f"TLP:{tlp}",
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.lower()}},
    }


def pap_object(pap: Pap) -> dict[str, Any]:
    """Write the marking definition of a PAP, as a statement that every reader can show."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": PAP_STIX_ID[pap],
        "created": _CREATED,
        "name": f"PAP:{pap}",
        "definition_type": "statement",
        "definition": {"statement": f"PAP:{pap}"},
    }


def marking_refs(tlp: Tlp | None, pap: Pap | None) -> list[str]:
    """Give the ids of the marking definitions for an object that is written."""
    return [*([STIX_ID[tlp]] if tlp else []), *([PAP_STIX_ID[pap]] if pap else [])]


def mark_of(definition: Mapping[str, Any]) -> Mark:
    """Read one marking definition: by its id where the standard fixes it, else by what it says."""
    fixed = KNOWN.get(definition.get("id", ""))
    if fixed is not None:
        return fixed
    extensions = definition.get("extensions") or {}
    if TLP_EXTENSION in extensions:
        tlp = _tlp(extensions[TLP_EXTENSION].get("tlp_2_0"))
        # An extension beside it that nobody here can read may ask for more.
        return Mark(tlp=tlp) if tlp and len(extensions) == 1 else _UNKNOWN
    kind, body = definition.get("definition_type"), definition.get("definition")
    if extensions or not isinstance(kind, str) or not isinstance(body, Mapping) or len(body) != 1:
        return _UNKNOWN
    (value,) = body.values()
    return _labelled(kind.lower(), value) if isinstance(value, str) else _UNKNOWN


def marks_in(objects: Iterable[Mapping[str, Any]]) -> dict[str, Mark]:
    """Collect the marking definitions that stand among objects; two of one id count as the stricter."""
    found: dict[str, Mark] = {}
    for one in objects:
        if one.get("type") == "marking-definition":
            mark, before = mark_of(one), found.get(one["id"])
            found[one["id"]] = mark if before is None or before == mark else _both(before, mark)
    return found


def tlp_of(obj: Mapping[str, Any], marks: Marks | None = None) -> Tlp | None:
    """Decide the TLP of a whole object: the strictest of its markings, of the parts' markings too.

    None means no TLP that is known: the object is its owner's alone. A reference to a marking that is not known
    counts as None, which only RED exceeds.
    """
    refs, granular = obj.get("object_marking_refs"), obj.get("granular_markings")
    if granular is None and refs is not None and len(refs) == 1:
        return _mark(refs[0], marks).tlp
    whole = list(_tlps(refs or (), marks))
    return strictest([*(whole or [None]), *_tlps(_granular_refs(granular), marks)])


def pap_of(obj: Mapping[str, Any], marks: Marks | None = None) -> Pap | None:
    """Decide what may be done with a whole object: the strictest PAP among all its markings."""
    found = (_mark(ref, marks).pap for ref in all_marking_refs(obj))
    return strictest_pap(pap for pap in found if pap is not None)


def unknown_markings(obj: Mapping[str, Any], marks: Marks | None = None) -> tuple[str, ...]:
    """Name the markings of an object that igiz does not know, once each, in their order."""
    return tuple(dict.fromkeys(ref for ref in all_marking_refs(obj) if not _mark(ref, marks).is_known()))


def all_marking_refs(obj: Mapping[str, Any]) -> list[str]:
    """Return the markings of an object and of its parts, once each."""
    found = [*(obj.get("object_marking_refs") or ()), *_granular_refs(obj.get("granular_markings"))]
    return list(dict.fromkeys(found))


def _granular_refs(granular: Iterable[Mapping[str, Any]] | None) -> list[str]:
    return [one["marking_ref"] for one in granular or () if "marking_ref" in one]


def _mark(ref: str, marks: Marks | None) -> Mark:
    known = KNOWN.get(ref)
    if known is not None:
        return known
    return marks.get(ref, _UNKNOWN) if marks else _UNKNOWN


def _tlps(refs: Iterable[str], marks: Marks | None) -> Iterator[Tlp | None]:
    """Give what each reference says about TLP; a known marking of another kind says nothing."""
    for ref in refs:
        mark = _mark(ref, marks)
        if mark.tlp is not None or not mark.is_known():
            yield mark.tlp


def _both(one: Mark, other: Mark) -> Mark:
    if not one.is_known() or not other.is_known():
        # RED is narrower than unknown.
        return Mark(tlp=Tlp.RED) if Tlp.RED in (one.tlp, other.tlp) else _UNKNOWN
    tlps = [mark.tlp for mark in (one, other) if mark.tlp is not None]
    paps = [mark.pap for mark in (one, other) if mark.pap is not None]
    return Mark(strictest(tlps), strictest_pap(paps), one.harmless or other.harmless)


def _labelled(kind: str, value: str) -> Mark:
    """Read `TLP:AMBER` or `PAP:RED` in a statement, `amber` or `TLP:AMBER` in a definition of kind tlp or pap."""
    found = _read_label(value)
    if kind not in ("tlp", "pap", "statement"):
        return _UNKNOWN
    if found is None and kind == "statement":
        # A sentence that names a marking without being one is not understood, and so not harmless.
        return _UNKNOWN if _names_scheme(value) else Mark(harmless=True)
    scheme, word = (found.group(1).lower(), found.group(2)) if found else (kind, value)
    return Mark(tlp=_tlp(word)) if scheme == "tlp" else Mark(pap=_pap(word))


def _tlp(word: object) -> Tlp | None:
    name = _word(word)
    return Tlp(name) if name in tuple(Tlp) else None


def _pap(word: object) -> Pap | None:
    name = _word(word)
    return Pap(name) if name in tuple(Pap) else None


def _word(word: object) -> str:
    if not isinstance(word, str):
        return ""
    name = re.sub(r"[ _-]", "+", word.strip().upper())
    return "CLEAR" if name == "WHITE" else name
