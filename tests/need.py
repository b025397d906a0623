"""One way to say that something a test needs is not here."""

import os
from typing import NoReturn

import pytest


def need(name: str, reason: str) -> NoReturn:
    """Skip the test and say why, or fail it where IGIZ_REQUIRE (postgres,browser,shared) holds the name."""
    if name in {entry.strip() for entry in os.environ.get("IGIZ_REQUIRE", "").split(",")}:
        pytest.fail(f"{name} is required here (IGIZ_REQUIRE): {reason}", pytrace=False)
    pytest.skip(f"{name}: {reason}")
