"""The legal pack: complete, closed, and the only place where Dutch law stands."""

import re
from pathlib import Path

import pytest

import igiz
from igiz.zone.formats.legal_toml import read
from igiz.zone.model.geography import BadInput
from igiz.zone.model.people import Regime
from igiz.zone.service import legal

SOURCE = Path(igiz.__file__).parent
PACK = SOURCE / "zone" / "legal" / "nl.toml"
DUTCH_LAW = re.compile(
    r"\bWpg\s+art|\bU?AVG\b|Gemeentewet|Wegenverkeerswet|Politiewet|\bBABW\b|\bRVV\b|\bWom\b|openbare manifestaties"
    r"|\bart(?:ikel)?\.?\s*\d+.*\blid\b|Verordening \(EU\)"
)


def test_every_pair_of_regimes_has_a_ground_and_none_within_one() -> None:
    pairs = {(a.value, b.value) for a in Regime for b in Regime if a is not b}
    assert {(each.from_regime, each.to_regime) for each in legal.grounds()} == pairs
    assert legal.grounds("gdpr", "gdpr") == ()


def test_grounds_are_found_by_pair_and_by_name() -> None:
    assert [each.id for each in legal.grounds("wpg", "own")] == ["wpg-17a-international"]
    assert {each.from_regime for each in legal.grounds("wpg")} == {"wpg"}
    found = legal.ground("wpg-16-mayor")
    assert found is not None
    assert (found.to_regime, found.law) == ("gdpr", "Wpg art. 16 lid 1 onder b")
    assert legal.ground("consent-of-the-sender") is None
    assert legal.legal_pack().between("wpg", "gdpr") == legal.grounds("wpg", "gdpr")


def test_instruments_belong_to_authorities() -> None:
    pack = legal.legal_pack()
    assert {each.authority for each in pack.instruments} <= {each.id for each in pack.authorities}
    assert [each.id for each in pack.instruments if "demonstration" in each.kinds] == ["demonstration-wom"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('country = "nl"', 'country = "nl"\ncolour = "orange"', "colour"),
        ('to_regime = "gdpr"', 'to_regime = "wpg"', "to_regime"),
        ('to_regime = "gdpr"', 'to_regime = "none"', "to_regime"),
        ('id = "wpg-18-structural"', 'id = "wpg-16-mayor"', "second time"),
        ('id = "wpg-18-structural"', 'id = "Wpg 18"', "no short name"),
        ('law = "Wpg art. 19"', "", "law"),
        ('law = "Wpg art. 19"', 'law = "Wpg art. 19"\nlaws = "x"', "laws"),
        ('authority = "road-authority"', 'authority = "king"', "king"),
        ('kinds = ["camera"]', 'kinds = ["drone"]', "drone"),
        ('written = "2026-11-22"', 'written = "today"', "today"),
        ('regimes = ["gdpr",', 'regimes = ["moon",', "moon"),
    ],
)
def test_a_pack_that_does_not_hold_together_is_refused(old: str, new: str, told: str) -> None:
    text = PACK.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadInput, match=told):
        read(text.replace(old, new, 1).encode())


def test_dutch_law_stands_in_the_pack_alone() -> None:
    found = [
        f"{file.relative_to(SOURCE)}:{number}: {line.strip()}"
        for file in sorted(SOURCE.rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if DUTCH_LAW.search(line)
    ]
    assert found == []
    assert len([line for line in PACK.read_text(encoding="utf-8").splitlines() if DUTCH_LAW.search(line)]) > 30
