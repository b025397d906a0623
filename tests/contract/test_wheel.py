"""The wheel is the whole product: installed where there is no Node and no way out, the demo runs from it."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.need import need

pytestmark = pytest.mark.slow

START_SECONDS = 30.0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, with the console as it was built last."""
    if not (ROOT / "src/igiz/edge/web/static/console/index.html").is_file():
        need("browser", "the console is not built: make setup")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("igiz-*.whl"))


@pytest.fixture
def bare(wheel: Path, tmp_path: Path) -> Path:
    """An environment that holds the wheel and what it depends on, and nothing of this repository."""
    folder = tmp_path / "bare"
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # a folder named in a .pth file gives its modules, but its own .pth files (this repository's) are not read
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder


@pytest.fixture
def demo(bare: Path, tmp_path: Path) -> Iterator[str]:
    """The address of `igiz demo`, started from the wheel with nothing on the path."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    work = tmp_path / "work"
    work.mkdir()
    environment = {
        "PATH": "",
        "HOME": str(work),
        "LANG": "C.UTF-8",
        "HTTPS_PROXY": "http://127.0.0.1:9",  # whoever asks the world outside gets no answer
        "HTTP_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "",
    }
    command = [str(bare / "bin" / "python"), "-c", "from igiz.edge.cli import main; main()", "demo"]
    command += ["--port", str(port)]
    with (work / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=work, env=environment, stdout=log, stderr=log)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process, work / "log")
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_wheel_holds_the_console_and_the_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    console = [name for name in names if name.startswith("igiz/edge/web/static/console/")]
    assert "igiz/edge/web/static/console/index.html" in console
    assert [name for name in names if "node_modules" in name or name.endswith((".map", ".ts", ".tsx"))] == []
    data = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.toml")}
    assert data - set(names) == set()


def test_the_demo_runs_without_node_and_without_network(demo: str) -> None:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(demo + "/", timeout=10) as answer:
        page = answer.read().decode()
    assert (ROOT / "src/igiz/edge/web/static/console/index.html").read_text(encoding="utf-8") == page


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until a server answers, or say what it wrote."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            opener.open(address + "/", timeout=2).close()
        except urllib.error.HTTPError:
            return address
        except OSError:
            time.sleep(0.1)
        else:
            return address
    pytest.fail(f"no answer from {address}{os.linesep}{log.read_text(errors='replace')[-4000:]}")
