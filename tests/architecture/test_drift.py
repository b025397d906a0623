"""The limits of the house, measured on every file: what drifts, drifts a little at a time."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, PARTS, ROOT, name_of, ours, parsed, python_files, text_of

pytestmark = pytest.mark.house

FILE_LINES = 500
FUNCTION_LINES = 50
# A numerical kernel may be longer: `# long: reason` on the line of its def.
LONG_FOR_A_REASON = re.compile(r"#\s*long:\s*\S{4,}")

TOP = {"core", "zone", "share", "sense", "watch", "plan", "picture", "lab", "demo", "edge", "migrations"}
ROOMS = {"model", "engine", "rules", "formats", "detectors", "indicators", "store", "service", "routes", "connectors"}
DATA_FOLDERS = {"templates", "catalogue", "scenes", "lexica", "models", "legal"}
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}

type_ignore = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[^\]]+\])?(?P<rest>.*)")
noqa = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*)?(?P<rest>.*)")
no_cover = re.compile(r"#\s*pragma:\s*no cover(?P<codes>)(?P<rest>.*)")
ts_expect = re.compile(r"@ts-(?P<codes>expect-error|ignore|nocheck)(?P<rest>.*)")

# Written in two pieces, so that this file does not hold what it looks for.
ADDRESSES = re.compile(
    "|".join(
        (
            "registry" + r"\.npmjs",
            "files" + r"\.pythonhosted",
            "pypi" + r"\.org/simple",
            "--(?:extra-)?index" + "-url",
            "--find" + "-links",
            r"(?<![\w.])/(?:root|work|mnt)/" + r"\w",
            r"(?<![\w.])/(?:home|Users)/" + r"\w",
            r"/opt/(?:pypi|wheels)",
        )
    )
)
LOCKS = ("requirements.lock", "console/package-lock.json")


def is_migration(path: Path) -> bool:
    """A migration lists tables: it is as long as what it lists, and never changes again."""
    return path.parent.name == "versions"


def test_files_are_short() -> None:
    suffixes = {".py", ".ts", ".tsx", ".mjs", ".css"}
    code = [path for path in ours() if path.suffix in suffixes and not is_migration(path)]
    lengths = {name_of(path): len(path.read_bytes().splitlines()) for path in code if not path.name.endswith(".d.ts")}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_functions_are_short() -> None:
    long = {}
    for path in python_files("src", "tests", "benchmarks"):
        if is_migration(path):
            continue
        source = path.read_text(encoding="utf-8").splitlines()
        for function in functions(path):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > FUNCTION_LINES and not LONG_FOR_A_REASON.search(source[function.lineno - 1]):
                long[f"{name_of(path)}:{function.lineno} {function.name}"] = lines
    assert long == {}


def test_every_function_is_typed() -> None:
    bare = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in python_files("src", "tests", "benchmarks")
        for function in functions(path)
        if not typed(function)
    ]
    assert bare == []


def test_no_name_says_nothing() -> None:
    files = [name_of(path) for path in ours() if FORBIDDEN_NAMES & words(path.relative_to(ROOT))]
    classes = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files("src")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Manager", "Helper", "Utils"))
    ]
    assert files + classes == []


def test_the_package_holds_the_parts_of_the_architecture_and_no_others() -> None:
    assert {entry.split("/")[0] for entry in modules(PACKAGE)} - {"__init__", "__main__", "py.typed"} <= TOP


@pytest.mark.parametrize("part", PARTS)
def test_a_part_holds_rooms_of_the_table_and_no_others(part: str) -> None:
    assert modules(PACKAGE / part) - {"__init__"} <= ROOMS | DATA_FOLDERS


def test_data_folders_hold_no_code() -> None:
    code = [name_of(path) for path in python_files("src") if DATA_FOLDERS & set(path.relative_to(PACKAGE).parts[1:-1])]
    assert code == []


def test_every_suppression_states_its_reason() -> None:
    mute = []
    for path in ours():
        if path.suffix not in {".py", ".ts", ".tsx", ".mjs"} or path == Path(__file__):
            continue
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            for pattern in (type_ignore, noqa, no_cover, ts_expect):
                if (found := pattern.search(line)) and (found["codes"] is None or not reason(found["rest"])):
                    mute.append(f"{name_of(path)}:{number} {line.strip()}")
    assert mute == []


def test_no_file_names_a_machine_or_a_package_index() -> None:
    leaks = []
    for path in ours():
        if path == Path(__file__):
            continue
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            if found := ADDRESSES.search(line):
                leaks.append(f"{name_of(path)}:{number} {found.group()}")
    assert leaks == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"]+\.(?:tgz|whl|gz|zip)\b", text) == []
    assert '"resolved"' not in text
    assert ("--hash=sha256:" in text) or ('"integrity": "sha512-' in text)


def test_every_import_from_outside_is_a_declared_dependency() -> None:
    outside = {
        module: name_of(path)
        for path in python_files("src")
        for module in imported(path)
        if module not in sys.stdlib_module_names and module != "igiz"
    }
    assert {module: where for module, where in outside.items() if distribution(module) not in declared()} == {}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def typed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function says what it takes and what it gives."""
    spec = function.args
    named = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    if named and named[0].arg in {"self", "cls"}:
        named = named[1:]
    stars = [star for star in (spec.vararg, spec.kwarg) if star]
    return function.returns is not None and all(argument.annotation for argument in [*named, *stars])


def words(path: Path) -> set[str]:
    """The words that a path is made of, without endings."""
    return {word for part in path.parts for word in re.split(r"[^a-z]+", part.lower())}


def modules(folder: Path) -> set[str]:
    """What lies directly in a folder of the package, without endings and without what git ignores."""
    return {path.relative_to(folder).parts[0].removesuffix(".py") for path in ours() if folder in path.parents}


def reason(rest: str) -> bool:
    """Whether a suppression goes on to say why: at least two words."""
    return len(re.findall(r"[A-Za-z]{2,}", rest)) >= 2


def imported(path: Path) -> set[str]:
    """The top-level modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def distribution(module: str) -> str:
    """The distribution that a module comes from."""
    renamed = {"argon2": "argon2-cffi", "dateutil": "python-dateutil", "multipart": "python-multipart"}
    return renamed.get(module, module).lower().replace("_", "-")


def declared() -> set[str]:
    """The distributions that pyproject.toml declares for running."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        entries = tomllib.load(file)["project"]["dependencies"]
    return {re.split(r"[\[<>=!~; ]", entry)[0].lower().replace("_", "-") for entry in entries}
