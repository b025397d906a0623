"""One Chromium for all tests of this folder, one browser per test; a test that leaves an error on any screen fails.

Playwright keeps an event loop running while it lives: it ends with this folder, so that others can start their own.
"""

from collections.abc import Iterator

import pytest

from tests.browser.desk import Browser
from tests.browser.driver import Chromium
from tests.browser.driver import chromium as started
from tests.serving import Server


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    with started() as running:
        yield running


@pytest.fixture
def browser(chromium: Chromium, server: Server) -> Iterator[Browser]:
    with Browser(chromium, server) as opened:
        yield opened
