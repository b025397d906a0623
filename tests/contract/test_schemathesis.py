"""Schemathesis over the published description: no 5xx, no answer that the description does not allow."""

import os
import subprocess
import sys
from pathlib import Path

from tests.serving import Server

EXAMPLES = "6"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def test_no_failure_and_no_answer_that_is_not_described(server: Server, tmp_path: Path) -> None:
    who = server.enter("Duty officer, Police Unit The Hague")
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "run", f"{server.url}/v1/openapi.json",
        "--checks", CHECKS, "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--workers", "2",
        "--exclude-path", "/v1/stream", "--exclude-path-regex", "^/taxii2/", "--exclude-path-regex", "^/v1/session",
        "--generation-deterministic", "--request-timeout", "20", "--no-color",
        "--report-dir", str(tmp_path),
    ]  # fmt: skip
    for name in ("Cookie", "X-Igiz-Console"):
        command += ["--header", f"{name}: {who.headers[name]}"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
