"""The commands of operators: exactly one object with --json, exit codes, words on what to do."""

import json
import os
import re
import socket
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from igiz.core import audit
from igiz.core.db import Database
from igiz.edge import cli
from igiz.edge.cli.opening import explained
from igiz.migrations import migrate
from tests.architecture.tree import ROOT
from tests.service.edge.conftest import Place, filled, settings_in

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("IGIZ_")]:
        monkeypatch.delenv(name)

    def call(*words: str) -> Result:
        return CliRunner().invoke(cli.app, list(words))

    return call


@pytest.fixture
def instance(run: Run, tmp_path: Path) -> Any:
    """An instance in that folder, under the names of the default settings."""
    db = Database(f"sqlite:///{tmp_path / 'igiz.db'}")
    migrate(db)
    yield filled(db, settings_in(tmp_path, f"sqlite:///{tmp_path / 'igiz.db'}"))
    db.close()


def test_doctor_says_what_is_wrong_and_what_to_do(run: Run) -> None:
    done = run("doctor", "--json")
    said = json.loads(done.stdout)
    assert (done.exit_code, said["ok"]) == (1, False)
    wrong = [(each["name"], each["what"]) for each in said["checks"] if not each["ok"] and each["name"] != "console"]
    assert wrong == [("database", "there is no file igiz.db")]
    assert not Path("igiz.db").exists()
    Path("igiz.toml").write_text("[nonsense]\n", encoding="utf-8")
    assert "Unknown section [nonsense]" in run("doctor").stdout


def test_doctor_finds_a_tree_that_was_changed_and_keys_that_others_read(run: Run, instance: Place) -> None:
    assert run("audit", "verify").exit_code == 0
    names = {each["name"]: each["ok"] for each in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert (names["audit"], names["keys"], names["durability"]) == (True, True, True)
    Path("igiz-audit.key").chmod(0o644)
    instance.db.write(lambda tx: tx.conn.execute(audit.leaf.update().values(body="{}")))
    done = run("doctor")
    assert done.exit_code == 1
    assert "WRONG  keys: others can read igiz-audit.key" in done.stdout
    assert "WRONG  audit: leaf 0 was changed: salt and content do not give its hash" in done.stdout
    assert "chmod 600 igiz-audit.key" in done.stdout


def test_another_key_follows_on_purpose_and_never_in_silence(run: Run, instance: Place) -> None:
    said = json.loads(run("audit", "verify", "--json").stdout)
    assert (said["ok"], said["checkpoints"], said["formerKeys"]) == (True, 1, [])
    Path("igiz-audit.key").rename("elsewhere")
    verified = run("audit", "verify")
    assert "igiz: There is no audit key in igiz-audit.key" in verified.stderr
    assert (verified.exit_code, "everything verifies" in verified.stdout) == (0, True)
    checks = {each["name"]: each for each in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert checks["audit"]["what"].startswith("There is no audit key in igiz-audit.key.")
    assert "rotate-key" in checks["audit"]["do"]
    assert "will be made" not in checks["keys"]["what"]
    with pytest.raises(SystemExit) as refused, explained():
        raise run("audit", "rotate-key", "--reason", "moved").exception or AssertionError
    assert refused.value.code == 1
    Path("elsewhere").rename("igiz-audit.key")
    done = json.loads(run("audit", "rotate-key", "--reason", "moved", "--json").stdout)
    assert (done["former"], done["signedByFormer"], Path(done["kept"]).exists()) == (said["key"], True, True)
    again = json.loads(run("audit", "verify", "--key", said["key"], "--json").stdout)
    assert (again["ok"], again["key"], again["keyGiven"]) == (True, done["key"], True)
    assert again["formerKeys"] == [{"key": said["key"], "until": done["leaves"]}]
    assert run("audit", "rotate-key").exit_code == 2


def test_an_export_verifies_on_its_own_and_a_changed_one_does_not(run: Run, instance: Place) -> None:
    made = json.loads(run("audit", "export", "--out", "export.jsonl", "--json").stdout)
    verified = run("audit", "verify", "export.jsonl", "--key", made["key"], "--json")
    said = json.loads(verified.stdout)
    assert (verified.exit_code, said["ok"], said["keyGiven"], said["leaves"] + 2) == (0, True, True, made["lines"])
    export = Path("export.jsonl")
    assert export.stat().st_mode & 0o777 == 0o600
    export.write_text(export.read_text(encoding="utf-8").replace("operator", "operater", 1), encoding="utf-8")
    changed = run("audit", "verify", "export.jsonl")
    assert changed.exit_code == 1
    assert "salt and body do not give its hash" in changed.stdout
    assert run("audit", "verify", "absent.jsonl").exit_code == 2
    assert run("audit", "export", "--json").exit_code == 2
    assert run("audit", "export").stdout.startswith('{"format":"igiz-audit/1"')


def test_a_backup_is_made_and_put_back(run: Run, instance: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    instance.report("kept", file=b"a note")
    made = json.loads(run("backup", "one.tar", "--json").stdout)
    assert (made["file"], made["attachments"], made["keys"], made["missing"]) == ("one.tar", 1, False, [])
    with pytest.raises(SystemExit) as refused, explained():
        raise run("backup", "one.tar").exception or AssertionError
    assert refused.value.code == 1
    for name in ("DATABASE__URL=sqlite:///two.db", "STORAGE__ATTACHMENTS=two", "STORAGE__ERASURES=two.jsonl"):
        key, _, value = name.partition("=")
        monkeypatch.setenv(f"IGIZ_{key}", value)
    done = run("restore", "one.tar", "--json")
    said = json.loads(done.stdout)
    assert (said["rows"], said["attachments"], said["journal"], said["deletedAgain"]) == (made["rows"], 1, None, 0)
    assert "there is no journal of erasures at two.jsonl" in done.stderr
    assert run("restore", "absent.tar").exit_code == 2
    db = Database("sqlite:///two.db")
    try:
        again = Place(db, settings_in(Path.cwd(), "sqlite:///two.db"), instance.city, instance.police)
        assert again.report("one more")
    finally:
        db.close()


@pytest.mark.parametrize("kind", ["text", "empty", "archive"])
def test_a_file_that_is_no_backup_is_refused_in_one_sentence(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"" if kind == "empty" else b"a note")
    if kind == "archive":
        with tarfile.open(tmp_path / "archive", "w") as archive:
            archive.add(file, "note.txt")
        file = tmp_path / "archive"
    with pytest.raises(SystemExit) as refused, explained():
        raise run("restore", str(file)).exception or AssertionError
    said = capsys.readouterr().err
    assert (refused.value.code, said.count("\n")) == (1, 1)
    assert str(file) in said
    assert said.endswith("Give a file that `igiz backup` made. Nothing was changed.\n")
    assert not (tmp_path / "igiz.db").exists()


def test_keys_are_of_one_style_and_documented(run: Run, instance: Place) -> None:
    """camelCase, and named in the reference of commands; the names of settings are values."""
    commands = (
        "audit verify", "audit export --out audit.jsonl", "audit rotate-key --reason x", "backup one.tar", "doctor",
        "partner list", "person list --partner City", "person add --partner City --name A --login a --role reader",
        "partner add --nl A --en A --short A --kind police --controller A --regime wpg", "config show",
        "zone generate --junctions 20", "token create --partner City", "token create --partner City --basic",
        "restore one.tar --force",
    )  # fmt: skip
    documented = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")

    def keys(value: Any) -> set[str]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        own = set(value) if isinstance(value, dict) else set[str]()
        return own.union(*(keys(each) for each in inner))

    for command in commands:
        done = run(*command.split(), "--json")
        found = {each for each in keys(json.loads(done.stdout)) if "." not in each}
        assert [each for each in found if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", each)] == [], command
        assert [each for each in found if f"`{each}`" not in documented] == [], command


def test_the_terminal_reads_one_of_a_thing_as_one(run: Run, instance: Place) -> None:
    assert ", 1 checkpoint\n" in run("audit", "verify").stdout
    assert " rows, 0 attachments, without the keys" in run("backup", "one.tar").stdout
    instance.report("kept", file=b"a note")
    assert " rows, 1 attachment, without the keys" in run("backup", "two.tar").stdout
    done = run("restore", "two.tar", "--force")
    assert re.search(r"Restored \d+ rows and 1 attachment of .* UTC; 0 deletions repeated\. Now", done.stdout)


def test_config_names_the_origin_of_each_value(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGIZ_DATABASE__URL", "postgresql+psycopg://me:hidden@host/name")
    done = run("config", "show", "--json")
    said = json.loads(done.stdout)["settings"]
    assert said["server.port"] == {"value": 8000, "origin": "default"}
    typed = ("log.json", "fetch.max_ratio", "zone.file", "server.trusted_proxies", "audit.key_file", "audit.origin")
    assert [said[name]["value"] for name in typed] == [False, 200.0, None, [], "igiz-audit.key", ""]
    assert said["database.url"] == {
        "value": "postgresql+psycopg://me:***@host/name", "origin": "environment IGIZ_DATABASE__URL",
    }  # fmt: skip
    assert "hidden" not in run("config", "show").stdout


def failing(capsys: pytest.CaptureFixture[str], done: Result) -> str:
    """What a failed command says, as `igiz` itself says it."""
    with pytest.raises(SystemExit) as ended, explained():
        raise done.exception or AssertionError(done.output)
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_reading_makes_no_database_and_a_new_one_is_its_owners_alone(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = failing(capsys, run("partner", "list"))
    assert said.startswith(f"igiz: There is no database {tmp_path}/igiz.db. Run this in the instance's folder")
    assert list(tmp_path.iterdir()) == []
    old = os.umask(0o022)
    try:
        assert run("zone", "generate", "--junctions", "20").exit_code == 0
    finally:
        os.umask(old)
    assert (tmp_path / "igiz.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:////nonexistent/x.db", "The database /nonexistent/x.db cannot be used: unable to open database file."),
        ("postgresql+psycopg://nobody@127.0.0.1:1/x", "The database postgresql+psycopg://nobody@127.0.0.1:1/x cannot"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_one_line(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    monkeypatch.setenv("IGIZ_DATABASE__URL", url)
    said = failing(capsys, run("zone", "generate", "--junctions", "20"))
    assert said.startswith(f"igiz: {told}")
    assert (said.count("\n"), "environment IGIZ_DATABASE__URL" in said) == (1, True)


def test_a_port_that_is_taken_is_told_before_anything_is_made(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = failing(capsys, run("demo", "--port", str(port)))
        told = f"igiz: Port {port} of 127.0.0.1 is taken by another program. Give another with"
        assert said == f"{told} --port.\n"
        monkeypatch.setenv("IGIZ_SERVER__PORT", str(port))
        assert failing(capsys, run("serve")) == f"{told} [server] port.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_partner_is_known_by_every_name_it_has(run: Run) -> None:
    """The identifiers of the zone file are the handles; a name that several bear is no answer."""
    assert run("zone", "load", str(ROOT / "examples/the-hague.toml")).exit_code == 0
    listed = {each["handle"]: each for each in json.loads(run("partner", "list", "--json").stdout)["partners"]}
    for name in ("city", "CITY", "City of The Hague", "gemeente den haag", "Gemeente", listed["city"]["id"]):
        assert run("person", "list", "--partner", name, "--json").exit_code == 0, name
    unknown = run("person", "list", "--partner", "town")
    assert (unknown.exit_code, "Give the handle of one: city, mayor, police" in unknown.stderr) == (2, True)
    added = ["--en", "Europol", "--short", "Liaison", "--kind", "police", "--controller", "A", "--regime", "wpg"]
    assert run("partner", "add", "--nl", "Burgemeester van Den Haag", *added).exit_code == 0
    assert run("person", "list", "--partner", "Europol", "--json").exit_code == 0
    several = run("person", "list", "--partner", "burgemeester van den haag")
    assert (several.exit_code, "more than one. Give the handle: mayor, liaison." in several.stderr) == (2, True)
    assert run("zone", "load", str(ROOT / "examples/the-hague.toml")).exit_code == 0
    assert len(json.loads(run("partner", "list", "--json").stdout)["partners"]) == len(listed) + 1


def test_wrong_words_are_told_with_their_option_and_what_it_takes(run: Run, instance: Place) -> None:
    added = run("partner", "add", "--nl", "A", "--en", "A", "--short", "A", "--kind", "bogus", "--controller", "A")
    assert (added.exit_code, "--kind" in added.stderr, "'residents-body'" in added.stderr) == (2, True, True)
    assert all(kind in run("partner", "add", "--help").stdout for kind in ("authority", "venue", "eudpr"))
    assert "--days: 900. Give 1 to 365" in run("token", "create", "--partner", "city", "--days", "900").stderr
    assert run("token", "create", "--partner", "city", "--scope", "all").exit_code == 2


def test_no_summary_of_a_command_is_cut(run: Run) -> None:
    parts = ((), *((each,) for each in ("zone", "partner", "person", "token", "share", "audit", "config")))
    assert [part for part in parts if "..." in run(*part, "--help").stdout.partition("Commands:")[2]] == []


def test_a_file_that_is_not_there_is_named(
    run: Run, instance: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("zone", "load"), ("zone", "import"), ("share", "import", "--partner", "city")):
        done = run(*words, "absent.file")
        assert (done.exit_code, "'absent.file' does not exist" in done.stderr) == (2, True), words
    for out in (("backup",), ("share", "export", "--partner", "city", "--out"), ("audit", "export", "--out")):
        said = failing(capsys, run(*out, "/nonexistent/x.json"))
        told = "igiz: /nonexistent/x.json: No such file or directory. Check the path"
        assert said.startswith(told), out
    (tmp_path / "empty").mkdir()
    assert failing(capsys, run("zone", "import", "empty")).startswith("igiz: empty: holds no streets; it needs ")


def test_an_object_that_is_refused_is_named_and_the_others_stay(
    run: Run, instance: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {
        "type": "identity", "spec_version": "2.1", "id": "identity--11111111-1111-4111-8111-111111111111",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "name": "Somebody",
    }  # fmt: skip
    objects = [good, good | {"id": "identity--1"}, {"type": "identity"}]
    bundle = {"type": "bundle", "id": "bundle--22222222-2222-4222-8222-222222222222", "objects": objects}
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle), encoding="utf-8")
    done = run("share", "import", str(file), "--partner", "city", "--json")
    said = json.loads(done.stdout)
    assert (done.exit_code, said["stored"], [each["id"] for each in said["refused"]]) == (1, 1, ["identity--1", None])
    bundle["objects"] = [good]
    file.write_text(json.dumps(bundle), encoding="utf-8")
    assert run("share", "import", str(file), "--partner", "city").exit_code == 0
    exported = run("share", "export", "--partner", "city", "--out", "out.json")
    assert re.fullmatch(r"out\.json: \d+ objects?\.\n", exported.stderr)
    file.write_text("[]", encoding="utf-8")
    told = f"igiz: {file} is not a STIX 2.1 bundle.\n  must be one JSON object, not "
    assert failing(capsys, run("share", "import", str(file), "--partner", "city")).startswith(told)


def test_the_log_is_called_the_log(run: Run, instance: Place) -> None:
    done = run("audit", "verify", "--key", "foo")
    assert (done.exit_code, "export" in done.stdout) == (1, False)
    assert "line 1: the log names the key " in done.stdout
