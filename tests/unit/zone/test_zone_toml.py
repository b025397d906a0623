"""The zone file: the example is whole, and each fault in it is named by line, table and key."""

from pathlib import Path

import pytest

from igiz.zone.formats import zone_toml
from igiz.zone.model.geography import BadInput
from igiz.zone.model.people import PartnerKind, Regime
from igiz.zone.model.text import Text
from igiz.zone.model.zone_file import Ceiling, CeilingStep

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "the-hague.toml"

MINIMAL = """id = "x"
name = { nl = "Zone", en = "Zone" }
centre = [4.28, 52.09]
radius_m = 500
time_zone = "Europe/Amsterdam"
crs = "EPSG:28992"
[ceiling]
highest = "open"
[[ceiling.steps]]
id = "open"
name = { nl = "Open", en = "Open" }
marks = []
[[partners]]
id = "city"
name = { nl = "Stad", en = "City" }
short = "City"
kind = "authority"
controller = "City"
regime = "gdpr"
shows_persons = true
[[sites]]
id = "hall"
name = { nl = "Hal", en = "Hall" }
kind = "venue"
position = [4.281, 52.09]
partner = "city"
stand_off_m = 25
"""


def test_the_example_is_read() -> None:
    zone = zone_toml.read(EXAMPLE.read_bytes())
    assert (zone.id, zone.crs, zone.time_zone) == ("the-hague", "EPSG:28992", "Europe/Amsterdam")
    assert {partner.kind for partner in zone.partners} == {
        PartnerKind.AUTHORITY, PartnerKind.POLICE, PartnerKind.RESILIENCE_OFFICE,
        PartnerKind.INTERNATIONAL_ORGANISATION, PartnerKind.VENUE, PartnerKind.RESIDENTS_BODY,
    }  # fmt: skip
    assert {partner.id: partner.regime for partner in zone.partners if partner.regime is not Regime.GDPR} == {
        "police": Regime.WPG, "europol": Regime.EUDPR, "eurojust": Regime.EUDPR,
        "opcw": Regime.OWN, "irmct": Regime.OWN,
    }  # fmt: skip
    assert {"RESTREINT UE", "NATO RESTRICTED", "DEPARTEMENTAAL VERTROUWELIJK"} <= set(zone.ceiling.forbidden())


def test_the_ceiling_forbids_what_stands_above_it() -> None:
    name = Text(nl="", en="")
    steps = (CeilingStep("a", name, ("A",)), CeilingStep("b", name, ("B",)), CeilingStep("c", name, ("C", "CC")))
    assert [Ceiling(highest, steps).forbidden() for highest in "abc"] == [("B", "C", "CC"), ("C", "CC"), ()]


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("radius_m", "radius", "line 4, key radius", "is not known; the nearest known key is radius_m"),
        ("short", "shrt", "line 16, table partners[0], key shrt", "is not known; the nearest known key is short"),
        ("partner =", "parter =", "line 26, table sites[0], key parter",
         "is not known; the nearest known key is partner"),
        ('crs = "EPSG:28992"\n', "", "key crs", "is missing; write it"),
        ('regime = "gdpr"\n', "", "line 13, table partners[0], key regime", "is missing; write it"),
        ("500", '"500"', "line 4, key radius_m", "is '500'; write a number"),
        ("true", '"yes"', "line 20, table partners[0], key shows_persons", "is 'yes'; write true or false"),
        ('"venue"', '"hut"', "line 24, table sites[0], key kind", None),
        ('"city"\nstand', '"town"\nstand', "line 26, table sites[0], key partner", "'town' is none of city"),
        ("[4.281, 52.09]", "[4.29, 52.09]", "line 25, table sites[0], key position", None),
        ("[4.28, 52.09]", "[4.28]", "line 3, key centre", "is [4.28]; write [longitude, latitude] in degrees"),
        ("Europe/Amsterdam", "Europe/Hague", "line 5, key time_zone", None),
        ("28992", "4326", "line 6, key crs", None),
        ('"open"\n[[', '"shut"\n[[', "line 8, table ceiling, key highest", "'shut' is none of open"),
        ('id = "city"', 'id = "The City"', "line 14, table partners[0], key id", None),
        ('nl = "Stad", ', "", "table partners[0].name, key nl", "is missing; write it"),
    ],
)  # fmt: skip
def test_a_fault_is_named(old: str, new: str, where: str, what: str | None) -> None:
    with pytest.raises(BadInput) as refusal:
        zone_toml.read(MINIMAL.replace(old, new, 1).encode(), "z.toml")
    assert refusal.value.where == f"z.toml, {where}"
    if what:
        assert refusal.value.what == what


def test_a_second_partner_of_the_same_id_is_refused() -> None:
    second = MINIMAL[MINIMAL.index("[[partners]]") : MINIMAL.index("[[sites]]")]
    with pytest.raises(BadInput, match="line 29, table partners\\[1\\], key id"):
        zone_toml.read((MINIMAL + second).encode(), "z.toml")


@pytest.mark.parametrize("data", [b"\xff", b"[[sites", b"a = 1\na = 2"])
def test_what_is_no_toml_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        zone_toml.read(data)
