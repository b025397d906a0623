"""On no page axe-core finds anything, in any language, theme or forced colours, and no page breaks the policy."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.browser.desk import Browser, Desk, How
from tests.browser.driver import LAPTOP, Chromium
from tests.browser.pages import CONSOLE, PUBLIC, SECTIONS, Page
from tests.serving import Server

pytestmark = [pytest.mark.browser]


def judged(desk: Desk) -> dict[str, list[str]]:
    """Return what axe finds in each language and theme and in forced colours, by how the page was looked at."""
    found: dict[str, list[str]] = {}
    for look in ("en light", "en dark", "nl dark", "nl light"):
        language, theme = look.split()
        desk.wear(language, theme)
        found[look] = desk.violations()
    desk.force_colours(True)
    found["forced colours"] = desk.violations()
    desk.force_colours(False)
    return {look: each for look, each in found.items() if each}


class Round:
    """A round along the pages: each person keeps one window, and goes on in it from page to page."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[tuple[str | None, bool], Desk] = {}

    @contextmanager
    def standing_at(self, page: Page) -> Iterator[Desk]:
        """Come to a page, and hold that nothing went wrong there; a window in which it did is not used again."""
        desk = self._came_to(page)
        desk.comes(desk.at("h1"))
        desk.settled()
        desk.wear("en", "light")
        yield desk
        wrong, desk.complaints = desk.complaints, []
        assert wrong == []
        self.free[page.role, page.maps] = desk

    def _came_to(self, page: Page) -> Desk:
        desk = self.free.pop((page.role, page.maps), None)
        if desk is not None:
            desk.show(page.path)
            return desk
        how: How = {"size": LAPTOP, "still": True, "maps": page.maps}
        if page.role is None:
            return self.browser.visit(page.path, **how)
        return self.browser.enter(page.role, page.path, **how)


@pytest.fixture(scope="module")
def along(chromium: Chromium, server: Server) -> Iterator[Round]:
    with Browser(chromium, server) as browser:
        yield Round(browser)


@pytest.mark.parametrize("page", [*CONSOLE, *SECTIONS], ids=lambda page: page.name)
def test_no_axe_finding_no_policy_report_and_no_other_origin(along: Round, page: Page) -> None:
    # given a page of the product with what can be opened on it, the map drawn where it has one
    with along.standing_at(page) as desk:
        page.act(desk)
        # then axe finds nothing however it is looked at, and no policy was broken, no other origin asked, no error made
        assert judged(desk) == {}


@pytest.mark.parametrize("page", PUBLIC, ids=lambda page: page.name)
def test_axe_finds_nothing_on_the_public_pages(browser: Browser, page: Page) -> None:
    found: dict[str, list[str]] = {}
    desk = browser.window(maps=False)
    for language in ("nl", "en"):
        desk.open(f"{page.path}?lang={language}")
        assert desk.value("document.documentElement.lang") == language
        for theme in ("light", "dark"):
            desk.prefer(theme)
            found[f"{language} {theme}"] = desk.violations()
    desk.force_colours(True)
    found["forced colours"] = desk.violations()
    assert {look: each for look, each in found.items() if each} == {}


def test_axe_is_awake(browser: Browser) -> None:
    desk = browser.visit("/", maps=False)
    desk.comes(desk.at("h1"))
    desk.value("() => { document.querySelector('main').append(document.createElement('img')) }")
    assert any(each.startswith("image-alt") for each in desk.violations())
