"""Settings: documented, loaded from file and environment, and every mistake named."""

from pathlib import Path

import pytest

from igiz.core.config import ConfigError, load, mask_password, secret_from
from igiz.core.settings import Declared, Settings, declared, settings_reference

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "igiz.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path: Path, text: str = "", env: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text), env or {})
    return str(caught.value).replace(str(tmp_path), "FOLDER")


def test_the_reference_page_is_what_the_settings_say() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == settings_reference()


@pytest.mark.parametrize("item", list(declared()), ids=lambda item: item.name)
def test_every_setting_is_explained_on_the_page(item: Declared) -> None:
    assert item.doc.endswith(".")
    assert (
        f"| `{item.key}` |" in REFERENCE.read_text(encoding="utf-8").split(f"## [{item.section}]")[1].split("## [")[0]
    )


def test_without_file_and_environment_all_is_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = load(environment={})
    assert loaded.settings == Settings()
    assert loaded.file is None
    assert set(loaded.origins.values()) == {"default"}


def test_the_environment_wins_over_the_file_and_origins_say_so(tmp_path: Path) -> None:
    path = written(tmp_path, '[server]\nport = 9000\nhost = "0.0.0.0"\ntrusted_proxies = ["10.0.0.0/24"]\n')
    env = {"IGIZ_SERVER__PORT": "9001", "PATH": "/bin"}
    loaded = load(path, env | {"IGIZ_LOG__JSON": "yes", "IGIZ_SHARED": "/s", "IGIZ_REQUIRE": "x", "IGIZ_TEST_X": "1"})
    assert loaded.settings.server.port == 9001
    assert loaded.settings.server.host == "0.0.0.0"
    assert loaded.settings.server.trusted_proxies == ("10.0.0.0/24",)
    assert loaded.settings.log.json is True
    assert loaded.origins["server.port"] == "environment IGIZ_SERVER__PORT"
    assert loaded.origins["server.host"] == str(path)
    assert loaded.origins["server.root_url"] == "server.host and server.port"
    assert loaded.settings.server.root_url == "http://localhost:9001"


def test_the_file_is_found_in_the_working_folder_and_by_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "[server]\nport = 7\n")
    assert load(environment={"IGIZ_CONFIG": str(path)}).settings.server.port == 7
    monkeypatch.chdir(tmp_path)
    assert load(environment={}).settings.server.port == 7


def test_paths_in_the_file_start_from_its_folder(tmp_path: Path) -> None:
    path = written(tmp_path, '[zone]\nfile = "zone.toml"\n[storage]\nattachments = "/var/files"\n')
    loaded = load(path, {"IGIZ_SECURITY__SECRET_FILE": "here.secret"})
    assert loaded.settings.zone.file == tmp_path / "zone.toml"
    assert loaded.settings.storage.attachments == Path("/var/files")
    assert loaded.settings.security.secret_file == Path("here.secret")


def test_a_secret_comes_from_a_file_and_is_masked_when_shown(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql+psycopg://igiz:s3cret@db/igiz?password=again\n", encoding="utf-8")
    path = written(tmp_path, '[database]\nurl_file = "url"\n')
    loaded = load(path, {})
    assert loaded.settings.database.url == "postgresql+psycopg://igiz:s3cret@db/igiz?password=again"
    shown = {name: (value, origin) for name, value, origin in loaded.shown()}
    assert shown["database.url"] == (
        "postgresql+psycopg://igiz:***@db/igiz?password=***",
        f"file {tmp_path / 'url'}, named by {path}",
    )
    assert load(written(tmp_path, ""), {"IGIZ_DATABASE__URL_FILE": str(tmp_path / "url")}).settings == loaded.settings


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("sqlite:///igiz.db", "sqlite:///igiz.db"),
        ("sqlite:////var/igiz.db", "sqlite:////var/igiz.db"),
        ("postgresql+psycopg://a:p@ss@h/n", "postgresql+psycopg://a:***@h/n"),
        ("postgresql+psycopg://a@h/n", "postgresql+psycopg://a@h/n"),
        ("nonsense", "***"),
        ("http://[", "***"),
    ],
)
def test_passwords_are_masked(url: str, masked: str) -> None:
    assert mask_password(url) == masked


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[server]\nprot = 1\n",
            "Unknown setting server.prot in FOLDER/igiz.toml. The nearest known setting is server.port. "
            "Correct the name or remove it.",
        ),
        (
            "[sever]\nport = 1\n",
            "Unknown section [sever] in FOLDER/igiz.toml. The nearest known section is [server]. "
            "Correct the name or remove it.",
        ),
        ("server = 1\n", "server in FOLDER/igiz.toml is a value, but it names a section. Write [server] above keys."),
        (
            '[server]\nport = "many"\n',
            "server.port from FOLDER/igiz.toml is 'many'. Expected: whole number.",
        ),
        ("[server]\nport = true\n", "server.port from FOLDER/igiz.toml is True. Expected: whole number."),
        ("[server]\nport = 70000\n", "server.port from FOLDER/igiz.toml: 70000 is too large: at most 65535."),
        ("[server]\nport = -1\n", "server.port from FOLDER/igiz.toml: -1 is too small: at least 0."),
        (
            "[security]\nsession_hours = 0\n",
            "security.session_hours from FOLDER/igiz.toml: 0.0 is too small: more than 0.",
        ),
        (
            "[security]\nsession_hours = nan\n",
            "security.session_hours from FOLDER/igiz.toml is nan. Expected: number.",
        ),
        (
            '[log]\nlevel = "loud"\n',
            "log.level from FOLDER/igiz.toml: 'loud' is not one of debug, info, warning, error.",
        ),
        (
            '[server]\ntrusted_proxies = "10.0.0.1"\n',
            "server.trusted_proxies from FOLDER/igiz.toml is '10.0.0.1'. Expected: list of texts.",
        ),
        (
            '[server]\ntrusted_proxies = ["10.0.0.0/40"]\n',
            "server.trusted_proxies from FOLDER/igiz.toml: '10.0.0.0/40' is no IP address or network; "
            "write for instance 10.0.0.5 or 10.0.0.0/24.",
        ),
        ("[database]\nurl = 5\n", "database.url from FOLDER/igiz.toml is a secret. Expected: text."),
        (
            '[database]\nurl_file = "absent"\n',
            "FOLDER/absent, named by database.url_file from FOLDER/igiz.toml, cannot be read. "
            "Check the path and permissions.",
        ),
        (
            '[database]\nurl = "sqlite://"\nurl_file = "x"\n',
            "database.url is given twice: by FOLDER/igiz.toml and by FOLDER/igiz.toml as url_file. Keep one.",
        ),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    assert refused(tmp_path, text) == message


@pytest.mark.parametrize(
    "value",
    ["localhost:8000", "ftp://a", "http://a/", "http://a/b", "http://u@a", "http://a:99999", "http://", "http://["],
)
def test_a_root_address_is_scheme_host_and_port(tmp_path: Path, value: str) -> None:
    assert refused(tmp_path, env={"IGIZ_SERVER__ROOT_URL": value}) == (
        f"server.root_url from environment IGIZ_SERVER__ROOT_URL: {value!r} is no address of the form "
        "http(s)://host or http(s)://host:port, without a path or trailing slash."
    )


def test_a_mistake_in_the_environment_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, env={"IGIZ_DATABASE_URL": "x"}) == (
        "Unknown setting IGIZ_DATABASE_URL in the environment. The nearest known setting is IGIZ_DATABASE__URL. "
        "Correct the name or remove it."
    )
    assert refused(tmp_path, env={"IGIZ_LOG__JSON": "perhaps"}) == (
        "log.json from environment IGIZ_LOG__JSON is 'perhaps'. Expected: true or false."
    )


def test_broken_toml_and_a_missing_file_are_named(tmp_path: Path) -> None:
    assert refused(tmp_path, "[server").startswith("FOLDER/igiz.toml is not valid TOML: ")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "absent.toml", {})
    assert str(caught.value) == (
        f"There is no settings file {tmp_path / 'absent.toml'}. Create it, or leave out --config and IGIZ_CONFIG."
    )


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "igiz.secret"
    made = secret_from(path)
    assert secret_from(path) == made
    assert len(made) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("short", encoding="ascii")
    with pytest.raises(ConfigError):
        secret_from(path)


@pytest.mark.parametrize(
    ("host", "port", "root"),
    [
        ("127.0.0.1", 8000, "http://localhost:8000"),
        ("::", 8124, "http://localhost:8124"),
        ("::1", 80, "http://localhost"),
        ("fd00::5", 8000, "http://[fd00::5]:8000"),
        ("zone.lan", 8000, "http://zone.lan:8000"),
    ],
)
def test_the_address_follows_host_and_port_where_it_is_not_given(host: str, port: int, root: str) -> None:
    env = {"IGIZ_SERVER__HOST": host, "IGIZ_SERVER__PORT": str(port)}
    assert load(None, env).settings.server.root_url == root
    given = load(None, env | {"IGIZ_SERVER__ROOT_URL": "https://igiz.example"})
    assert given.settings.server.root_url == "https://igiz.example"


def test_a_relative_database_in_the_file_lies_in_its_folder(tmp_path: Path) -> None:
    path = written(tmp_path, '[database]\nurl = "sqlite:///data/igiz.db?timeout=5"\n')
    assert load(path, {}).settings.database.url == f"sqlite:///{tmp_path}/data/igiz.db?timeout=5"
    assert load(path, {"IGIZ_DATABASE__URL": "sqlite:///x.db"}).settings.database.url == "sqlite:///x.db"
    absolute = written(tmp_path, '[database]\nurl = "sqlite:////var/igiz.db"\n')
    assert load(absolute, {}).settings.database.url == "sqlite:////var/igiz.db"


@pytest.mark.parametrize(
    "url", ["foo", "mysql://a/b", "postgresql://a/b", "postgresql+psycopg://a:x/b", "sqlite://", "sqlite:///:memory:"]
)
def test_what_is_no_address_of_a_database_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(None, {"IGIZ_DATABASE__URL": url})
    assert str(refused.value) == (
        "database.url from environment IGIZ_DATABASE__URL: the value is no address of a database; "
        "write sqlite:///path or postgresql+psycopg://person@host/name."
    )
