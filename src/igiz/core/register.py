"""The register of processing: every table says whose it is, under which law, why and for how long."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, Table

metadata = MetaData()


@dataclass(frozen=True, slots=True)
class Processing:
    """What the law asks to be known of a table (GDPR article 30).

    `controller` is "instance" (who runs it) or "owner" (the partner whose row it is); `regime` likewise.
    """

    purpose: str
    legal_basis: str
    retention: str
    controller: str = "instance"
    regime: str = "gdpr"
    personal: bool = False


MACHINERY = Processing("operation of the platform", "public task", "as long as the instance runs")


def declare(name: str, *items: Any, processing: Processing) -> Table:
    """Declare a table together with its entry in the register of processing."""
    return Table(name, metadata, *items, info={"processing": processing})


def entries() -> list[tuple[str, Processing]]:
    """Return the register: each table with its declaration, in order of name."""
    return [(table.name, table.info["processing"]) for table in sorted(metadata.tables.values(), key=lambda t: t.name)]


def register_reference() -> str:
    """Write the reference page of the register (docs/reference/processing-register.md) from the declared tables."""
    lines = [
        "# Processing register",
        "",
        "What this instance keeps, table by table (GDPR article 30). `GET /v1/processing-register` gives the same.",
        "Controller and regime *instance* are those of who runs it; *owner* means the partner whose row it is.",
        "",
        "| table | purpose | legal basis | retention | controller | regime | personal data |",
        "|---|---|---|---|---|---|---|",
    ]
    for table, each in entries():
        cells = (each.purpose, each.legal_basis, each.retention, each.controller, each.regime)
        lines.append(f"| `{table}` | " + " | ".join(cells) + f" | {'yes' if each.personal else 'no'} |")
    return "\n".join(lines) + "\n"
