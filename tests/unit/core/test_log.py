"""The log: what may be written is written, personal data is not, whoever logs it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from igiz.core import log
from igiz.core.settings import Log


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def written(*, json_lines: bool = True, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    log.configure(Log(level=level, json=json_lines), stream)
    return stream


def line_of(stream: io.StringIO) -> dict[str, Any]:
    item = json.loads(stream.getvalue())
    assert item.pop("timestamp").endswith("Z")
    assert isinstance(item, dict)
    return item


def test_what_is_on_the_list_is_written() -> None:
    stream = written()
    log.logger("igiz.zone").info("Zone loaded", count=3, route="/v1/zone", seconds=0.5, outcome=None, name="zone.load")
    assert line_of(stream) == {
        "event": "Zone loaded", "level": "info", "logger": "igiz.zone", "count": 3, "route": "/v1/zone",
        "seconds": 0.5, "outcome": None, "name": "zone.load",
    }  # fmt: skip


def test_every_other_key_is_masked() -> None:
    stream = written()
    values = {
        "login": "anna",
        "ip": "10.0.0.1",
        "title": "Secret",
        "token": 5,
        "person": {"name": "Anna"},
        "email": None,
    }
    log.logger("igiz").warning("Signed in", **values, name="Anna de Vries")
    assert line_of(stream) == {
        "event": "Signed in", "level": "warning", "logger": "igiz", "name": "***",
        **dict.fromkeys(values, "***"),
    }  # fmt: skip


def test_values_within_values_are_masked_too() -> None:
    stream = written()
    log.logger("igiz").info(
        "x", state={"count": 1, "login": "anna", "reason": "mail anna@example.org"}, source=["10.1.2.3", 7]
    )
    item = line_of(stream)
    assert item["state"] == {"count": 1, "login": "***", "reason": "mail ***"}
    assert item["source"] == ["***", 7]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("mail anna.de-vries+x@mail.example.org now", "mail *** now"),
        ("from 192.168.1.20:443 refused", "from ***:443 refused"),
        ("from 2001:db8::1 refused", "from *** refused"),
        ("from [2001:db8:0:0:1:2:3:4]:80", "from [***]:80"),
        ("from 999.1.1.1", "from ***"),
        ("from ::ffff:10.0.0.1", "from ***"),
        ("from fe80::1%eth0", "from ***"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***"),
        ("Basic YW5uYTpwYXNzd29yZA==", "Basic ***"),
        ("GET /a?token=abc&limit=5", "GET /a?***&limit=5"),
        ("GET /a?q=anna+de+vries&limit=5", "GET /a?***&limit=5"),
        ('{"password": "geheim"}', '{"***"}'),
        ("between ::2 and fe80::1, or (2001:db8::5).", "between *** and ***, or (***)."),
        ("running on http://127.0.0.1:8000, for 10.0.0.1", "running on http://127.0.0.1:8000, for ***"),
        ("postgresql://igiz:geheim@db/igiz", "postgresql://***@db/igiz"),
        ("token igiz_a1B2c3D4e5F6", "token ***"),
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "jwt ***"),
        ("call +31 6 12345678 or 0031612345678", "call *** or ***"),
        ("secret 9vQx_4fGhJ2kLmNpQrStUvWxYz0123456789", "secret ***"),
    ],
)
def test_personal_data_in_texts_is_masked(text: str, clean: str) -> None:
    assert log.scrub(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Zone loaded in 0.35 s at 12:30:15",
        "2026-11-02T12:30:15.123456Z",
        "report--7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "igiz 0.1.0 with SQLite 3.45.1",
        "Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)",
        "Uvicorn running on http://[::1]:8000",
        "Uvicorn running on http://0.0.0.0:80",
        "igiz.share.service: 3 of 10 done",
        "/v1/reports/{id}/sightings",
        "Position 1793620815123456 written",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert log.scrub(text) == text


@pytest.mark.parametrize("unit", ["a", "+", "1:", "1.", "a.", "ey", "a@", "token=", "+1 "])
def test_of_a_long_text_no_more_is_looked_at_than_is_kept(unit: str) -> None:
    text = unit * 100_000
    assert log.scrub(text) == log.scrub(text[: log.MAX_TEXT]) + "..."


def test_an_exception_is_its_type_and_place_without_its_message() -> None:
    stream = written()
    try:
        try:
            raise KeyError("anna")
        except KeyError as error:
            raise ValueError("anna lives at Laan 5") from error
    except ValueError:
        log.logger("igiz").exception("Failed", count=1)
    item = line_of(stream)
    assert "anna" not in json.dumps(item)
    first, second = item["exception"].split(" <- ")
    here = "test_an_exception_is_its_type_and_place_without_its_message"
    assert first.startswith("builtins.ValueError at unit/core/test_log.py:")
    assert second.startswith("builtins.KeyError at unit/core/test_log.py:")
    assert first.endswith(here)
    assert second.endswith(here)


def test_what_libraries_log_is_masked_too() -> None:
    stream = written()
    logging.getLogger("library").warning("refused %s for %s", "10.0.0.1", "anna@example.org")
    assert line_of(stream) == {"event": "refused *** for ***", "level": "warning", "logger": "library"}


def test_an_exception_of_a_library_is_its_place() -> None:
    stream = written()
    try:
        raise ValueError("anna")
    except ValueError:
        logging.getLogger("library").exception("broken")
    item = line_of(stream)
    assert item["exception"].startswith("builtins.ValueError at unit/core/test_log.py:")
    assert "anna" not in json.dumps(item)


def test_lines_per_request_of_libraries_are_left_out() -> None:
    stream = written()
    logging.getLogger("uvicorn.access").info('10.0.0.1 - "GET /v1/reports?q=anna"')
    logging.getLogger("sqlalchemy.engine").info("SELECT anna")
    assert stream.getvalue() == ""


def test_the_level_and_the_text_form() -> None:
    stream = written(json_lines=False, level="warning")
    log.logger("igiz").info("not this")
    log.logger("igiz").warning("but this", count=2, login="anna")
    assert "not this" not in stream.getvalue()
    assert "but this" in stream.getvalue()
    assert "count=2" in stream.getvalue()
    assert "anna" not in stream.getvalue()
