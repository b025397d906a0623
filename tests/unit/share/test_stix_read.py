"""Reading STIX: whatever is sent, the good objects come out, the bad ones are named, and nothing changes a value."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igiz.share.formats.stix import Bundle, Exact, Refused, StixError, dump, read_bundle, read_envelope
from igiz.share.formats.stix.types import CYBER, DOMAIN, META, SHAPES

UUID = "11111111-2222-4333-8444-555555555555"
GOOD: dict[str, Any] = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": f"indicator--{UUID}",
    "created": "2026-03-01T09:00:00.000Z",
    "modified": "2026-03-01T09:00:00.000Z",
    "pattern": "[ipv4-addr:value = '192.0.2.1']",
    "pattern_type": "stix",
    "valid_from": "2026-03-01T09:00:00Z",
}
OTHER = GOOD | {"id": f"indicator--{UUID[:-1]}6"}


def read(*objects: Any) -> Bundle:
    return read_text(json.dumps({"type": "bundle", "objects": objects}))


def read_text(text: str | bytes) -> Bundle:
    data = text.encode() if isinstance(text, str) else text
    return read_bundle(data, limit_bytes=20_000_000, limit_objects=1000)


def around(text: str) -> str:
    """A bundle with one object that holds `text` as a value, between two good ones."""
    bad = json.dumps(GOOD | {"id": f"indicator--{UUID[:-1]}7", "x_value": "HERE"}).replace('"HERE"', text)
    return f'{{"type": "bundle", "objects": [{json.dumps(GOOD)}, {bad}, {json.dumps(OTHER)}]}}'


def fault(**changes: Any) -> tuple[str, str]:
    values = {name: value for name, value in (GOOD | changes).items() if value != "ABSENT"}
    (refused,) = read(values).refused
    return refused.where, refused.what


# ---- the text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (b'{"type": "bundle",\n  "objects": [,]}', "line 2, column 15", "is not JSON: Expecting value"),
        (b"", "line 1, column 1", "is not JSON: Expecting value"),
        (b'{"a": "\xff"}', "byte 7", "is not UTF-8; send JSON in UTF-8"),
        (b"[" * 100_000, "", "is nested too deeply; at most 250 levels are read"),
        (
            b'{"type":"bundle","objects":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            "",
            "is nested too deeply; at most 250 levels are read",
        ),
        (b"[]", "", "must be one JSON object, not a list of 0"),
        (b"7", "", "must be one JSON object, not 7"),
        (b"{}", "/type", "must be bundle, not None; send a STIX 2.1 bundle"),
        (b'{"type":"bundle","id":"bundle--1"}', "/id", "must be bundle--uuid, not 'bundle--1'"),
        (b'{"type":"bundle","objects":{"a":1}}', "/objects", "must be a list, not an object with 1 members"),
    ],
)
def test_unreadable(data: bytes, where: str, what: str) -> None:
    with pytest.raises(StixError) as caught:
        read_text(data)
    assert (caught.value.where, caught.value.what, caught.value.too_large) == (where, what, False)


def test_limits() -> None:
    with pytest.raises(StixError) as caught:
        read_bundle(b" " * 11, limit_bytes=10, limit_objects=1)
    assert (caught.value.too_large, caught.value.what) == (True, "is 11 bytes; at most 10 are taken at once")
    with pytest.raises(StixError) as caught:
        read_envelope(b'{"objects":[1,2]}', limit_bytes=100, limit_objects=1)
    assert (caught.value.too_large, caught.value.where) == (True, "/objects")


def test_an_envelope_needs_no_type() -> None:
    data = orjson.dumps({"objects": [GOOD]})
    assert [one.id for one in read_envelope(data, limit_bytes=9999, limit_objects=1).objects] == [GOOD["id"]]
    assert read_envelope(b"{}", limit_bytes=9999, limit_objects=1) == Bundle((), ())


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("NaN", "/x_value", "is NaN, which is no JSON"),
        ("[-Infinity]", "/x_value/0", "is -Infinity, which is no JSON"),
        ("1" * 1_000_000, "/x_value", "is a number of 1000000 digits; at most 1000 are kept"),
        ("0." + "1" * 1_000_000, "/x_value", "is a number of 1000002 characters; at most 1000 are kept"),
        ('"\\ud800"', "/x_value", "holds half a surrogate pair, which is no character"),
        ('{"\\udfff": 1}', "/x_value", "holds half a surrogate pair, which is no character"),
        ("[" * 300 + "]" * 300, "", "is nested too deeply; at most 250 levels are kept"),
        ('{"a":' * 300 + "1" + "}" * 300, "", "is nested too deeply; at most 250 levels are kept"),
    ],
)
def test_one_unkeepable_value_costs_its_object_only(text: str, where: str, what: str) -> None:
    bundle = read_text(around(text))
    assert [one.index for one in bundle.objects] == [0, 2]
    assert bundle.refused == (Refused(1, f"indicator--{UUID[:-1]}7", "/objects/1" + where, what),)


@pytest.mark.parametrize(
    "number",
    [
        "123456789012345678901234567890",
        "18446744073709551616",
        "-9223372036854775809",
        "0.1234567890123456789",
        "12345678901234567.5",
        "1e400",
        "9007199254740993.0",
        "86934239.81749242",
        "1e-400",
        "-1E-0400",
        "4.9e-325",
        "0.10000000000000000555",
    ],
)
def test_a_number_that_a_float_cannot_hold_is_kept_as_written(number: str) -> None:
    (_, kept, _) = read_text(around(number)).objects
    assert kept.object["x_value"] == Exact(number)
    assert kept.raw.endswith(f'"x_value":{number}}}'.encode())
    assert dump(kept.object) == kept.raw


@pytest.mark.parametrize(
    "number", ["9223372036854775807", "-9223372036854775808", "0.1", "1e5", "-0.0", "5e-324", "1.5e300"]
)
def test_a_number_that_fits_is_a_number(number: str) -> None:
    for text in (around(number), around(f'{number}, "x_long": 1e400')):
        assert read_text(text).objects[1].object["x_value"] == json.loads(number)


def test_a_huge_string_is_kept() -> None:
    kept = read(GOOD | {"x_value": "é" * 2_000_000}).objects[0]
    assert len(kept.object["x_value"]) == 2_000_000


numbers = st.integers() | st.decimals(allow_nan=False, allow_infinity=False).map(str).map(
    lambda text: json.loads(text.replace("E+", "e"), parse_float=Exact, parse_int=int)
)
values = st.recursive(
    st.none() | st.booleans() | st.text(st.characters(exclude_categories=["Cs"]), max_size=9) | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz_", max_size=5), inner, max_size=3),
    max_leaves=8,
)


def spelled(value: Any) -> Any:
    """A value with every number spelled exactly, to compare by."""
    return json.loads(
        value, parse_int=lambda text: ("number", int(text)), parse_float=lambda text: ("float", float(text))
    )


def plain(value: Any) -> str:
    if isinstance(value, Exact):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{plain(one)}" for name, one in value.items()) + "}"
    return "[" + ",".join(map(plain, value)) + "]" if isinstance(value, list) else json.dumps(value)


@settings(max_examples=300)
@given(values)
def test_custom_values_come_through_unchanged(value: Any) -> None:
    (_, kept, _) = read_text(around(plain(value))).objects
    assert spelled(kept.raw)["x_value"] == spelled(plain(value))


# ---- the objects ---------------------------------------------------------------------------------------------------


def test_a_good_object() -> None:
    bundle = read(GOOD)
    assert bundle.refused == ()
    (one,) = bundle.objects
    assert (one.index, one.id, one.type, one.object) == (0, GOOD["id"], "indicator", GOOD)
    assert one.version is not None
    assert one.version.isoformat() == "2026-03-01T09:00:00+00:00"
    assert orjson.loads(one.raw) == GOOD


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"type": "ABSENT"}, "/type", "is missing"),
        ({"type": "Indicator"}, "/type", "must be the name of a type, not 'Indicator'"),
        ({"type": ["a"]}, "/type", "must be the name of a type, not a list of 1"),
        ({"type": "bundle"}, "/type", "is a bundle inside a bundle; send its objects"),
        ({"type": "malware"}, "/id", "belongs to indicator, but the type is malware"),
        ({"id": "ABSENT"}, "/id", "is missing"),
        ({"id": 5}, "/id", "must be indicator--uuid, not 5"),
        ({"id": "indicator--1"}, "/id", "must be indicator--uuid, not 'indicator--1'"),
        ({"id": f"indicator--{UUID}\n"}, "/id", f"must be indicator--uuid, not 'indicator--{UUID}\\n'"),
        ({"spec_version": "ABSENT"}, "/spec_version", "is missing; this type needs it"),
        ({"spec_version": "2.0"}, "/spec_version", "must be one of 2.1, not '2.0'"),
        ({"pattern": "ABSENT"}, "/pattern", "is missing; this type needs it"),
        ({"pattern": None}, "/pattern", "must be a string, not None"),
        (
            {"created": "2026-03-01T09:00:00+01:00"},
            "/created",
            "must be a timestamp like 2026-03-01T09:00:00.000Z in UTC (ending in Z), not '2026-03-01T09:00:00+01:00'",
        ),
        ({"created": "2026-02-30T09:00:00Z"}, "/created", "names a moment that does not exist: '2026-02-30T09:00:00Z'"),
        ({"created": 1}, "/created", "must be a timestamp, not 1"),
        (
            {"modified": "2026-03-01T08:59:59.9999999Z"},
            "/modified",
            "must not come before created (2026-03-01T09:00:00.000Z)",
        ),
        (
            {"valid_until": "2026-03-01T09:00:00.000Z"},
            "/valid_until",
            "must come after valid_from (2026-03-01T09:00:00Z)",
        ),
        ({"revoked": 1}, "/revoked", "must be true or false, not 1"),
        ({"labels": "a"}, "/labels", "must be a list, not 'a'"),
        ({"labels": []}, "/labels", "must not be an empty list; leave it out"),
        ({"labels": ["a", 2]}, "/labels/1", "must be a string, not 2"),
        ({"confidence": 101}, "/confidence", "must lie from 0 to 100, not 101"),
        ({"confidence": True}, "/confidence", "must be an integer, not True"),
        ({"confidence": 1.0}, "/confidence", "must be an integer, not 1.0"),
        ({"lang": "n_l"}, "/lang", "must be a language tag like nl or en-GB, not 'n_l'"),
        ({"created_by_ref": f"malware--{UUID}"}, "/created_by_ref", "must refer to identity, not to malware"),
        ({"object_marking_refs": ["x"]}, "/object_marking_refs/0", "must be the id of an object (type--uuid), not 'x'"),
        ({"external_references": [{}]}, "/external_references/0/source_name", "is missing; this type needs it"),
        (
            {"external_references": [{"source_name": "a"}]},
            "/external_references/0",
            "needs at least one of description, url, external_id",
        ),
        (
            {"external_references": [{"source_name": "a", "url": 1}]},
            "/external_references/0/url",
            "must be a string, not 1",
        ),
        (
            {"granular_markings": [{"selectors": ["a"]}]},
            "/granular_markings/0",
            "needs exactly one of marking_ref, lang",
        ),
        ({"extensions": {"a/b~": 1}}, "/extensions/a~1b~0", "must be an object with at least one member, not 1"),
        ({"kill_chain_phases": [7]}, "/kill_chain_phases/0", "must be an object, not 7"),
    ],
)
def test_faults(changes: dict[str, Any], where: str, what: str) -> None:
    assert fault(**changes) == ("/objects/0" + where, what)


@pytest.mark.parametrize("value", [None, 1, "x", [], True, [[]]])
def test_what_is_no_object_is_named(value: Any) -> None:
    bundle = read(value, GOOD)
    assert [one.index for one in bundle.objects] == [1]
    assert [(one.index, one.id, one.where) for one in bundle.refused] == [(0, None, "/objects/0")]


def test_a_message_never_repeats_a_huge_value() -> None:
    assert fault(name=["x"] * 100_000)[1] == "must be a string, not a list of 100000"
    assert len(fault(created="9" * 1_000_000)[1]) < 200


def test_the_same_version_twice_is_taken_once() -> None:
    later = GOOD | {"modified": "2026-03-02T09:00:00.000Z"}
    same = GOOD | {"modified": "2026-03-01T09:00:00Z", "name": "Other"}
    bundle = read(GOOD, later, same)
    assert [one.index for one in bundle.objects] == [0, 1]
    what = "is the same version of the object at /objects/0"
    assert bundle.refused == (Refused(2, GOOD["id"], "/objects/2", what),)


def test_unknown_types_are_kept() -> None:
    thing: dict[str, Any] = {"type": "x-acme-thing", "id": f"x-acme-thing--{UUID}", "anything": [None, {}, []]}
    (one,) = read(thing).objects
    assert (one.object, one.version) == (thing, None)
    (refused,) = read(thing | {"created": "today"}).refused
    assert refused.where == "/objects/0/created"


def test_every_type_of_the_standard_is_in_the_table() -> None:
    from stix2.registry import STIX2_OBJ_MAPS

    registry = STIX2_OBJ_MAPS["2.1"]
    assert {*DOMAIN, *META} == registry["objects"].keys() - {"bundle"}
    assert set(CYBER) == set(registry["observables"])
    assert set(SHAPES) == {*DOMAIN, *META, *CYBER}
    # Every property of the standard is in the table, by the same name, and the required ones are required.
    fixed = {"id", "type", "spec_version", "created", "modified"}
    for name, kind in (registry["objects"] | registry["observables"]).items():
        if name != "bundle":
            ours = SHAPES[name]
            assert (name, set(kind._properties) - set(ours.checks)) == (name, set())
            required = {one for one, what in kind._properties.items() if what.required} - fixed
            assert (name, required - ours.required) == (name, set())


LOCATION = {name: GOOD[name] for name in ("spec_version", "created", "modified")} | {
    "type": "location",
    "id": f"location--{UUID}",
}


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({}, "", "needs at least one of region, country, latitude"),
        ({"latitude": 52.0}, "/latitude", "needs longitude beside it"),
        ({"latitude": 91, "longitude": 4}, "/latitude", "must lie from -90 to 90, not 91"),
        ({"country": "NL", "precision": 1}, "/precision", "needs latitude beside it"),
        ({"country": "NL", "precision": "1"}, "/precision", "must be a number, not '1'"),
    ],
)
def test_rules_between_properties(changes: dict[str, Any], where: str, what: str) -> None:
    (refused,) = read(LOCATION | changes).refused
    assert (refused.where, refused.what) == ("/objects/0" + where, what)
    assert read(LOCATION | {"latitude": 52, "longitude": 4.5, "precision": 0}).refused == ()


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(SHAPES)),
    st.dictionaries(
        st.sampled_from(sorted({name for shape in SHAPES.values() for name in shape.checks} - {"id", "type"})),
        values,
        max_size=6,
    ),
)
def test_wrong_types_anywhere_are_refused_not_raised(kind: str, properties: dict[str, Any]) -> None:
    text = plain({"type": "bundle", "objects": [properties | {"type": kind, "id": f"{kind}--{UUID}"}]})
    bundle = read_text(text)
    assert len(bundle.objects) + len(bundle.refused) == 1


@settings(max_examples=300)
@given(st.binary(max_size=60) | values.map(plain).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    try:
        read_text(data)
    except StixError as error:
        assert error.what
