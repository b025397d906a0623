"""Every threat of SECURITY.md names a test that exists."""

import ast
import re

import pytest

from tests.architecture.tree import ROOT, parsed

pytestmark = pytest.mark.house

TEST_ID = re.compile(r"`(tests/[\w/]+\.py::[\w:]+)`")


def threats() -> list[tuple[str, list[str]]]:
    """The rows of the table: the threat and the ids of its tests."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.split("## Threats", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    return [(row[0].strip(), TEST_ID.findall(row[-1])) for row in rows[1:]]


def exists(test_id: str) -> bool:
    """Whether the file has a test function or class, or a method of a class, of this name."""
    name, *path = test_id.split("::")
    if not (ROOT / name).is_file():
        return False
    body: list[ast.stmt] = parsed(ROOT / name).body
    for step in path:
        found = [
            node
            for node in body
            if (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == step)
            or (isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == step for t in node.targets))
        ]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True


def test_the_table_is_read() -> None:
    assert len(threats()) >= 30


def test_every_threat_names_a_test_that_exists() -> None:
    missing = {threat: ids for threat, ids in threats() if not ids or not all(exists(test_id) for test_id in ids)}
    assert missing == {}
