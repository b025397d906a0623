"""The register of processing: every table declares, and the page says what the tables declare."""

from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa

from igiz.core.register import Processing, entries, register_reference
from igiz.migrations.tables import metadata
from igiz.zone.model.people import Regime

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "processing-register.md"
TABLES = sorted(metadata.tables)


def undeclared(tables: sa.MetaData) -> list[str]:
    """The tables that do not say whose they are, under which law, why and for how long."""
    found = []
    for table in tables.tables.values():
        given = table.info.get("processing")
        words = [getattr(given, field.name, None) for field in fields(Processing) if field.name != "personal"]
        if not all(isinstance(word, str) and word.strip() for word in words):
            found.append(table.name)
    return found


def test_every_table_declares() -> None:
    assert undeclared(metadata) == []
    assert [table for table, _ in entries()] == TABLES


@pytest.mark.parametrize("processing", [None, Processing("", "public task", "1 year"), Processing("see", "law", " ")])
def test_a_table_that_does_not_declare_is_found(processing: Processing | None) -> None:
    other = sa.MetaData()
    sa.Table("loose", other, info={} if processing is None else {"processing": processing})
    assert undeclared(other) == ["loose"]


@pytest.mark.parametrize("table", TABLES)
def test_controller_and_regime_are_of_the_closed_lists(table: str) -> None:
    given: Processing = metadata.tables[table].info["processing"]
    assert given.controller in ("instance", "owner")
    assert given.regime in ("owner", *Regime)


def test_the_page_is_what_the_tables_declare() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == register_reference()
