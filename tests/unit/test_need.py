"""A missing thing is a skip with its reason, and a failure where it is required."""

import psycopg
import pytest
from _pytest.outcomes import Failed, Skipped
from sqlalchemy.engine import make_url

from tests.need import need


def test_what_is_missing_is_skipped_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGIZ_REQUIRE", "browser, shared")
    with pytest.raises(Skipped) as skipped:
        need("postgres", "no server")
    assert skipped.value.msg == "postgres: no server"


def test_what_is_required_and_missing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGIZ_REQUIRE", "browser, shared")
    with pytest.raises(Failed) as failed:
        need("shared", "no folder")
    assert failed.value.msg == "shared is required here (IGIZ_REQUIRE): no folder"


def test_each_test_has_a_database_of_its_own(database_url: str) -> None:
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite":
        assert database_url.endswith("/igiz.db")
        return
    assert str(address.database).startswith("igiz_test_")
    with psycopg.connect(address.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        assert connection.execute("SELECT count(*) FROM partner").fetchone() == (0,)
