"""Run the migrations in one transaction on the connection of the database they are for."""

from typing import Any

from alembic import context
from sqlalchemy import Engine

from igiz.migrations.tables import metadata

engine: Engine = context.config.attributes["engine"]


def _ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    return not (kind == "table" and (name or "").startswith("object_words"))


with engine.connect() as connection:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "BEGIN")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_ours,
        transactional_ddl=False,
    )
    try:
        context.run_migrations()
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
