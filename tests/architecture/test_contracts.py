"""The contracts of pyproject.toml hold, and each of them breaks when the tree breaks it.

Every violation is written into a copy of the whole tree, and the contract that must see it is run on that copy.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT

pytestmark = pytest.mark.house


@dataclass(frozen=True, slots=True)
class Violation:
    """Lines to add to modules of the package (`part/room` -> code) and the contract that must break."""

    name: str
    contract: str
    code: dict[str, str]


VIOLATIONS = [
    Violation("an upward call", "down", {"core/ids": "import igiz.zone.model"}),
    Violation("an upward call between parts", "down", {"zone/service": "import igiz.share.model"}),
    Violation("a sibling call", "down", {"demo/injected": "import igiz.migrations"}),
    Violation("an import hidden in a function", "down", {"core/ids": "def late():\n    import igiz.share.service"}),
    Violation("a utils package", "down", {"utils/__init__": ""}),
    Violation("a stray helpers.py", "rooms", {"share/helpers": ""}),
    Violation("model -> store", "rooms", {"share/model": "import igiz.share.store"}),
    Violation("rules -> store", "rooms", {"share/rules": "import igiz.share.store"}),
    Violation("engine -> rules", "rooms", {"zone/engine": "import igiz.zone.rules"}),
    Violation("service -> routes", "rooms", {"share/service": "import igiz.share.routes"}),
    Violation(
        "service -> connector",
        "rooms",
        {
            "share/connectors/__init__": "",
            "share/connectors/one": "",
            "share/service": "import igiz.share.connectors.one",
        },
    ),
    Violation(
        "connector -> connector",
        "connectors",
        {
            "share/connectors/__init__": "",
            "share/connectors/one": "import igiz.share.connectors.two",
            "share/connectors/two": "",
        },
    ),
    Violation("I/O in rules", "pure", {"share/rules": "import sqlalchemy"}),
    Violation("a clock in the engine", "pure", {"zone/engine": "import time"}),
    Violation("chance in a format", "pure", {"share/formats/injected": "import random"}),
    Violation("a circle", "circles", {"core/ids": "import igiz.core.errors", "core/errors": "import igiz.core.ids"}),
    Violation("routes -> store", "share-store", {"share/routes": "import igiz.share.store"}),
    Violation("edge -> store", "zone-store", {"edge/injected": "import igiz.zone.store"}),
    Violation("service -> store of another part", "zone-store", {"share/service": "import igiz.zone.store"}),
]


def test_each_contract_is_broken_on_purpose_below() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == {violation.contract for violation in VIOLATIONS}


def test_the_tree_as_it_is_keeps_every_contract(tmp_path: Path) -> None:
    copy_tree(tmp_path)
    result = lint(tmp_path)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda violation: violation.name.replace(" ", "-"))
def test_a_violation_breaks_its_contract(violation: Violation, tmp_path: Path) -> None:
    package = copy_tree(tmp_path)
    for module, code in violation.code.items():
        add(package, module, code)
    result = lint(tmp_path, "--contract", violation.contract)
    # "broken" and not merely "failed": a configuration that cannot be read fails as well
    assert "Contracts: 0 kept, 1 broken." in result.stdout, result.stdout + result.stderr
    assert result.returncode == 1


def copy_tree(folder: Path) -> Path:
    """Copy the package's modules and the configuration into a folder."""
    package = folder / "igiz"
    # what is not Python does not matter here, and the built console is large
    shutil.copytree(
        PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "static", "*.toml", "*.json", "*.html")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return package


def add(package: Path, module: str, code: str) -> None:
    """Add code to a module, which may be a file, a package, or not there yet."""
    place = package / module / "__init__.py" if (package / module).is_dir() else package / f"{module}.py"
    place.parent.mkdir(exist_ok=True)
    with place.open("a", encoding="utf-8") as file:
        file.write(f"\n{code}\n")


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a copy of the tree."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
