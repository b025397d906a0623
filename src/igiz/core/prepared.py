"""Statements on the hot paths: built and compiled once per database, then run with values alone."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """A statement with named parameters. Building and compiling it again would cost more than running it."""

    def __init__(self, build: Callable[[], ClauseElement]) -> None:
        self._build = build
        self._compiled: dict[str, SQLCompiler] = {}

    def __call__(self, conn: Connection, **values: Any) -> CursorResult[*tuple[Any, ...]]:
        """Run the statement with a value for each of its parameters."""
        compiled = self._compiled.get(conn.dialect.name)
        if compiled is None:
            built = self._build().compile(dialect=conn.dialect)
            assert isinstance(built, SQLCompiler)
            compiled = self._compiled[conn.dialect.name] = built
        given = compiled.construct_params(values)
        if compiled.positiontup is not None:
            return conn.exec_driver_sql(compiled.string, tuple(given[name] for name in compiled.positiontup))
        return conn.exec_driver_sql(compiled.string, given)
