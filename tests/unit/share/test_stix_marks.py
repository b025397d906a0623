"""Markings: what is known counts as the strictest, what is unknown never widens."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igiz.share.formats.stix import (
    PAP_STIX_ID,
    STIX_ID,
    Mark,
    mark_of,
    marks_in,
    pap_of,
    read_bundle,
    tlp_of,
    unknown_markings,
    write_bundle,
)
from igiz.share.model.marking import Pap, Tlp, strictest, strictest_pap

OWN = "marking-definition--11111111-2222-4333-8444-555555555555"
STRANGE = "marking-definition--99999999-2222-4333-8444-555555555555"
EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_1 = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
}


def marked(*refs: str, granular: tuple[str, ...] = ()) -> dict[str, Any]:
    parts = [{"selectors": ["name"], "marking_ref": ref} for ref in granular]
    return {
        **({"object_marking_refs": list(refs)} if refs else {}),
        **({"granular_markings": parts} if parts else {}),
    }


def tlp_definition(word: object, **others: Any) -> dict[str, Any]:
    facts = {"extension_type": "property-extension", "tlp_2_0": word}
    return {"type": "marking-definition", "id": OWN, "extensions": {EXTENSION: facts, **others}}


def definition(kind: str, **body: Any) -> dict[str, Any]:
    return {"type": "marking-definition", "id": OWN, "definition_type": kind, "definition": body}


def test_the_order() -> None:
    order = [Tlp.RED, None, Tlp.AMBER_STRICT, Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR]
    for stricter, wider in ((order[one], order[two]) for one in range(6) for two in range(one, 6)):
        assert [strictest(pair) for pair in permutations([stricter, wider])] == [stricter, stricter]
    assert strictest([]) is None
    assert strictest_pap([Pap.CLEAR, Pap.GREEN, Pap.AMBER]) == Pap.AMBER
    assert strictest_pap([]) is None


@pytest.mark.parametrize(("ref", "tlp"), [*((name, tlp) for tlp, name in STIX_ID.items()), *TLP_1.items()])
def test_the_ids_of_the_standard(ref: str, tlp: Tlp) -> None:
    assert tlp_of(marked(ref)) == tlp
    assert tlp_of(marked(ref, granular=(ref,))) == tlp


RED, STRICT, GREEN, CLEAR = (STIX_ID[tlp] for tlp in (Tlp.RED, Tlp.AMBER_STRICT, Tlp.GREEN, Tlp.CLEAR))


@pytest.mark.parametrize(
    ("obj", "tlp", "unknown"),
    [
        (marked(), None, ()),
        (marked(CLEAR, STRICT, GREEN), Tlp.AMBER_STRICT, ()),
        (marked(CLEAR, granular=(RED,)), Tlp.RED, ()),
        (marked(RED, granular=(CLEAR,)), Tlp.RED, ()),
        (marked(granular=(CLEAR,)), None, ()),
        (marked(granular=(RED,)), Tlp.RED, ()),
        (marked(STRANGE), None, (STRANGE,)),
        (marked(CLEAR, STRANGE, STRANGE), None, (STRANGE,)),
        (marked(RED, STRANGE), Tlp.RED, (STRANGE,)),
        (marked(CLEAR, granular=(STRANGE,)), None, (STRANGE,)),
        (marked(CLEAR, PAP_STIX_ID[Pap.RED]), Tlp.CLEAR, ()),
        (marked(PAP_STIX_ID[Pap.RED]), None, ()),
        ({"object_marking_refs": [CLEAR], "granular_markings": [{"lang": "nl", "selectors": ["name"]}]}, Tlp.CLEAR, ()),
    ],
)
def test_the_whole_object(obj: dict[str, Any], tlp: Tlp | None, unknown: tuple[str, ...]) -> None:
    assert (tlp_of(obj), unknown_markings(obj)) == (tlp, unknown)


@pytest.mark.parametrize(
    ("inline", "mark"),
    [
        *((tlp_definition(tlp.lower()), Mark(tlp=tlp)) for tlp in Tlp),
        (tlp_definition("WHITE"), Mark(tlp=Tlp.CLEAR)),
        (tlp_definition("purple"), Mark()),
        (tlp_definition(["red"]), Mark()),
        (tlp_definition("clear", **{STRANGE: {"a": 1}}), Mark()),
        (definition("tlp", tlp="white"), Mark(tlp=Tlp.CLEAR)),
        (definition("TLP", TLP="TLP:AMBER+STRICT"), Mark(tlp=Tlp.AMBER_STRICT)),
        (definition("tlp", tlp=5), Mark()),
        (definition("tlp", tlp="red", more="x"), Mark()),
        (definition("pap", pap="PAP:GREEN"), Mark(pap=Pap.GREEN)),
        (definition("statement", statement="PAP:AMBER"), Mark(pap=Pap.AMBER)),
        (definition("statement", statement="pap: white"), Mark(pap=Pap.CLEAR)),
        (definition("statement", statement="TLP:AMBER-STRICT"), Mark(tlp=Tlp.AMBER_STRICT)),
        (definition("statement", statement="PAP:PURPLE"), Mark()),
        (definition("statement", statement="Copyright of the partner"), Mark(harmless=True)),
        (definition("statement", statement="TLP:RED, and speak to nobody"), Mark()),
        (definition("ais", consent="none"), Mark()),
        ({"type": "marking-definition", "id": OWN, "name": "TLP:CLEAR"}, Mark()),
        # The standard's ids mean what the standard says, whatever a stranger writes under them.
        (definition("tlp", tlp="white") | {"id": RED}, Mark(tlp=Tlp.RED)),
    ],
)
def test_inline_definitions(inline: dict[str, Any], mark: Mark) -> None:
    assert mark_of(inline) == mark


def test_a_definition_in_the_bundle_counts() -> None:
    marks = marks_in([definition("tlp", tlp="green"), {"type": "indicator", "id": "x"}])
    assert marks == {OWN: Mark(tlp=Tlp.GREEN)}
    assert (tlp_of(marked(OWN), marks), unknown_markings(marked(OWN), marks)) == (Tlp.GREEN, ())
    assert tlp_of(marked(CLEAR, granular=(OWN,)), marks) == Tlp.GREEN
    harmless = marks_in([definition("statement", statement="Copyright")])
    assert (tlp_of(marked(OWN, CLEAR), harmless), tlp_of(marked(OWN), harmless)) == (Tlp.CLEAR, None)
    forged = {RED: Mark(tlp=Tlp.CLEAR)}
    assert tlp_of(marked(RED), forged) == Tlp.RED


def test_two_definitions_of_one_id_count_as_the_stricter() -> None:
    red, green, other = (definition("tlp", tlp=word) for word in ("red", "green", "other"))
    for pair, mark in (
        ((red, green), Mark(tlp=Tlp.RED)),
        ((green, other), Mark()),
        ((red, other), Mark(tlp=Tlp.RED)),
        ((green, green), Mark(tlp=Tlp.GREEN)),
        ((green, definition("statement", statement="PAP:RED")), Mark(tlp=Tlp.GREEN, pap=Pap.RED)),
    ):
        assert [marks_in(order)[OWN] for order in permutations(pair)] == [mark, mark]


def test_pap() -> None:
    assert pap_of(marked(RED)) is None
    assert pap_of(marked(PAP_STIX_ID[Pap.GREEN], granular=(PAP_STIX_ID[Pap.AMBER],))) == Pap.AMBER


def test_what_is_written_is_read() -> None:
    bundle = read_bundle(write_bundle([], [*Tlp, *Pap]), limit_bytes=99_999, limit_objects=99)
    written = {one.id: mark_of(one.object | {"id": OWN}) for one in bundle.objects}
    tlps = {name: Mark(tlp=tlp) for tlp, name in STIX_ID.items()}
    assert written == tlps | {name: Mark(pap=pap) for pap, name in PAP_STIX_ID.items()}


@given(
    st.lists(st.sampled_from([*STIX_ID.values(), *PAP_STIX_ID.values(), STRANGE]), max_size=4),
    st.lists(st.sampled_from([*STIX_ID.values(), STRANGE]), max_size=3),
    st.sampled_from([*STIX_ID.values(), STRANGE]),
)
def test_one_more_marking_on_a_marked_object_never_widens(whole: list[str], parts: list[str], more: str) -> None:
    before = tlp_of(marked(*whole, granular=tuple(parts)))
    assert strictest([before, tlp_of(marked(*whole, granular=(*parts, more)))]) == tlp_of(
        marked(*whole, granular=(*parts, more))
    )
    if before is not None:
        after = tlp_of(marked(*whole, more, granular=tuple(parts)))
        assert strictest([before, after]) == after
