"""axe-core finds nothing on any page, in both languages, in both themes and in forced colours."""

import pytest

from tests.browser.desk import Browser, Desk, How
from tests.browser.driver import LAPTOP
from tests.browser.pages import CONSOLE, PUBLIC, SECTIONS, Page

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


@pytest.mark.parametrize("page", [*CONSOLE, *SECTIONS], ids=lambda page: page.name)
def test_axe_finds_nothing_in_the_console(browser: Browser, page: Page) -> None:
    how: How = {"size": LAPTOP, "still": True, "maps": page.maps}
    desk = browser.visit(page.path, **how) if page.role is None else browser.enter(page.role, page.path, **how)
    desk.comes(desk.at("h1"))
    desk.settled()
    page.act(desk)
    assert judged(desk) == {}


@pytest.mark.parametrize("page", PUBLIC, ids=lambda page: page.name)
def test_axe_finds_nothing_on_the_public_pages(browser: Browser, page: Page) -> None:
    found: dict[str, list[str]] = {}
    for theme in ("light", "dark"):
        desk = browser.window(theme=theme, maps=False)
        for language in ("nl", "en"):
            desk.open(f"{page.path}?lang={language}")
            found[f"{language} {theme}"] = desk.violations()
            assert desk.value("document.documentElement.lang") == language
    desk.force_colours(True)
    found["forced colours"] = desk.violations()
    assert {look: each for look, each in found.items() if each} == {}


def test_axe_is_awake(browser: Browser) -> None:
    desk = browser.visit("/", maps=False)
    desk.comes(desk.at("h1"))
    desk.value("() => { document.querySelector('main').append(document.createElement('img')) }")
    assert any(each.startswith("image-alt") for each in desk.violations())
