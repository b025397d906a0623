"""Everything is done with the keyboard alone, and the focus is always to be seen."""

import pytest

from tests.browser.desk import Browser, Desk
from tests.browser.driver import LAPTOP
from tests.browser.pages import CITY, POLICE

pytestmark = [pytest.mark.browser]
TITLE = "Written without a mouse"


def signs_in(desk: Desk) -> None:
    """Come in by a role of the demo, by Tab and Enter."""
    desk.comes(desk.at(".roles button"))
    desk.tab_to("Duty officer" + "Police Unit The Hague")
    desk.press("Enter")
    desk.is_open()


def test_a_report_is_shared_and_taken_back_by_keyboard(browser: Browser) -> None:  # long: walks from sharing to undo
    city = browser.enter(CITY, "/?list=only", size=LAPTOP, maps=False)
    desk = browser.visit("/?list=only", size=LAPTOP)
    # given somebody who signs in without a mouse
    signs_in(desk)

    # when one walks the list down and up and opens an item
    desk.comes(desk.at(".latest [role=option]"))
    desk.press("j", "j")
    second = desk.selected()
    desk.press("k")
    first = desk.selected()
    assert first != second
    desk.press("j")
    assert desk.selected() == second
    # then the focus is in what was opened, and Esc brings it back
    desk.tab_to("Last 6 hours")
    desk.press("Home", "Enter")
    desk.until("() => document.activeElement.id === 'detail-title'")
    desk.press("Escape")
    desk.until("() => document.activeElement.getAttribute('role') === 'listbox'")

    # when a new report is begun, told, placed in the middle of the map, marked and shared
    desk.press("2")
    desk.comes(desk.at("#reports-title"))
    desk.press("n")
    desk.comes(desk.at(".compose"))
    desk.tab_to("What is it, in one line")
    desk.type(TITLE)
    desk.press("Tab")
    desk.type("By hand, from the desk.")
    desk.tab_to("no marking")
    for _ in range(4):
        desk.press("ArrowDown")
    assert "TLP:GREEN" in desk.focused()
    desk.tab_to("Map of the zone", most=60)
    desk.press("Enter")
    desk.comes(desk.button("Clear the place"))
    # then the preview is read before it goes
    desk.press("Alt+p")
    assert desk.focused() == "Who will see this"
    preview = desk.preview()
    assert preview.partners == 6
    desk.press("Control+Enter")
    report = desk.sent()
    city.lists(TITLE)
    assert city.ask(f"/v1/reports/{report}")["place"]["geometry"]["type"] == "Point"

    # when it is taken back
    desk.press("z")
    # then it is gone for all, and the text is still there
    city.lists_not(TITLE)
    desk.comes(desk.at(".compose"))
    assert desk.field("What is it, in one line").input_value() == TITLE


def test_tab_enters_a_list_once_and_arrows_move_inside(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False)
    desk.comes(desk.at(".latest [role=option]"))
    desk.tab_to("Last 6 hours")
    desk.press("Home")
    first = desk.selected()
    desk.press("ArrowDown", "ArrowDown")
    assert desk.selected() != first
    desk.press("Tab")
    assert desk.value("document.activeElement.closest('.latest [role=listbox]')") is None
    desk.press("Shift+Tab")
    assert desk.value("document.activeElement.getAttribute('role')") == "listbox"
    assert desk.selected() != first


def test_the_focus_is_never_covered(browser: Browser) -> None:
    for size in (LAPTOP, (400, 700)):
        desk = browser.enter(POLICE, "/?list=only", size=size, maps=False)
        for place in ("/?list=only", "/?desk=reports", "/?desk=account", "/?desk=help"):
            desk.show(place)
            desk.comes(desk.at("h1"))
            desk.settled()
            assert desk.walk_by_tab() == [], f"{place} at {size}"


def test_the_skip_link_leads_to_the_work(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False)
    desk.press("Tab")
    assert desk.focused() == "Skip to the work"
    desk.press("Enter")
    assert desk.value("document.activeElement.id") == "main"


def test_letters_do_nothing_in_a_field_and_can_be_switched_off(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/", size=LAPTOP, maps=False)
    desk.press("/")
    desk.type("n2")
    assert desk.at("#search").input_value() == "n2"
    assert desk.at("h1").inner_text() == "Picture"
    desk.press("Escape")
    desk.tab_to("Last 6 hours")
    desk.press("?")
    dialog = desk.comes(desk.page.get_by_role("dialog"))
    dialog.get_by_label("Use letter keys").uncheck()
    desk.press("Escape")
    desk.goes(dialog)
    desk.tab_to("Last 6 hours")
    before = desk.selected()
    desk.press("j", "j", "j")
    assert desk.selected() == before
