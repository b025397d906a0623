"""Print the interface as OpenAPI: `python -m igiz.edge.web.openapi`; the console's types are made from it."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import orjson

from igiz.core import settings as settings_of
from igiz.core.db import Database
from igiz.edge.web.app import create_app
from igiz.edge.web.description import describe


def main() -> None:
    """Print the document of an application that serves nothing."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        settings = replace(
            settings_of.Settings(),
            database=settings_of.Database(url=f"sqlite:///{place}/none.db"),
            storage=settings_of.Storage(attachments=place / "attachments"),
            security=settings_of.Security(secret_file=place / "secret"),
        )
        db = Database(settings.database.url)
        app = create_app(settings, db, chores=False)
        sys.stdout.buffer.write(orjson.dumps(describe(app), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
        db.close()


if __name__ == "__main__":
    main()
