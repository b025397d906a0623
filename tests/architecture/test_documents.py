"""What the documents point at exists, and the file of public code says what its standard asks for."""

import re

import pytest
import yaml

from tests.architecture.tree import ROOT, name_of, ours

pytestmark = pytest.mark.house

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{name_of(path)} -> {target}"
        for path in ours()
        if path.suffix == ".md"
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 80


def test_every_page_stands_in_the_navigation() -> None:
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in ours() if ROOT / "docs" in path.parents}
    assert {page for page in pages if page.endswith(".md")} == named


def test_publiccode_holds_what_version_0_7_asks_for() -> None:
    file = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    required = {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert file["publiccodeYmlVersion"] == "0.7"
    assert required - set(file) == set()
    assert file["legal"]["license"] == "EUPL-1.2"
    for text in file["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
