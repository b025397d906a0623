"""The files of the repository as the tests of the house read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "igiz"

# The parts that exist and stand between core and demo. A later part adds its name here.
PARTS = ("zone", "share")


@cache
def ours() -> tuple[Path, ...]:
    """Every file that is committed or would be: what git ignores is not ours."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def python_files(*folders: str) -> list[Path]:
    """Our Python files under these folders of the repository."""
    roots = tuple(ROOT / folder for folder in folders)
    return [path for path in ours() if path.suffix == ".py" and any(root in path.parents for root in roots)]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_bytes(), filename=str(path))


def text_of(path: Path) -> str | None:
    """The text of a file, or nothing where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def name_of(path: Path) -> str:
    """The path as messages name it: from the root of the repository."""
    return path.relative_to(ROOT).as_posix()
