"""What axe cannot see: narrow and enlarged screens, calm motion, other ways than dragging, forced colours."""

import pytest

from tests.browser.desk import Browser, Desk
from tests.browser.driver import LAPTOP, PHONE, WIDE
from tests.browser.pages import CONSOLE, ITEM, POLICE, PUBLIC, SECTIONS, Page

pytestmark = [pytest.mark.browser]
ZOOMED = (WIDE[0] // 2, WIDE[1] // 2)
"""What is left of a wide screen at 200 %."""


def come_to(desk: Desk, page: Page) -> None:
    """Come to a page and do there what is to be looked at."""
    if page.role is None:
        desk.open(page.path)
    else:
        desk.show(page.path)
    desk.settled()
    page.act(desk)


def test_no_page_scrolls_sideways(browser: Browser) -> None:
    wide: list[str] = []
    pages = (*CONSOLE, *SECTIONS, *PUBLIC)
    for role in dict.fromkeys(page.role for page in pages):
        desk = browser.window(maps=False) if role is None else browser.arrive(role, maps=False)
        for size in (PHONE, ZOOMED):
            desk.resize(*size)
            desk.open("/")
            if role is not None:
                desk.is_open()
            for page in pages:
                if page.role == role:
                    come_to(desk, page)
                    wide += [f"{page.name} at {size}: {each}" for each in desk.too_wide()]
    assert wide == []


def test_at_320_px_everything_of_an_item_is_there(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/", size=PHONE, maps=False)
    desk.choose(ITEM)
    for text in ("A car stands on the rails", "Who sees this", "Log"):
        desk.reads(text)
    box = desk.at(".detail").first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    desk.button("Back to the list", exact=False).or_(desk.at(".detail-close")).first.click()
    desk.lists(ITEM)


def test_with_reduced_motion_nothing_moves(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False, still=True)
    moving = (
        "[...document.querySelectorAll('*')].filter((each) => { const style = getComputedStyle(each);"
        " return [style.transitionDuration, style.animationDuration].some((all) =>"
        " all.split(', ').some((one) => parseFloat(one) > 0.01)); }).map((each) => each.className).slice(0, 5)"
    )
    assert desk.value(moving) == []
    # neither does what a library sets in motion
    desk.value("() => { document.querySelector('h1').style.transition = 'opacity 1s'; }")
    assert desk.value(moving) == []
    restless = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False)
    assert restless.value(moving) != []


def test_the_map_needs_no_dragging(browser: Browser) -> None:
    # given the map with the focus in it
    desk = browser.enter(POLICE, "/", size=LAPTOP, still=True)
    desk.comes(desk.at(".map-canvas canvas"))
    for name in ("Zoom in", "Zoom out", "Whole zone"):
        desk.comes(desk.button(name, exact=True))
    scale = desk.at(".maplibregl-ctrl-scale")
    desk.comes(scale)
    desk.button("Whole zone", exact=True).click()
    desk.page.wait_for_timeout(400)
    before = scale.inner_text()
    # when it is enlarged by key and by button, then the scale says so; the whole zone is one key away
    desk.at(".map-canvas canvas").focus()
    desk.press("+")
    desk.changes(scale, before)
    desk.press("0")
    desk.becomes(scale, before)
    desk.button("Zoom in", exact=True).click()
    desk.changes(scale, before)
    desk.button("Zoom out", exact=True).click()
    desk.becomes(scale, before)


def test_forced_colours_keep_borders_and_marks(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False, forced_colours=True)
    desk.choose(ITEM)
    assert desk.value("matchMedia('(forced-colors: active)').matches") is True
    for css in (".nl-button--secondary, .nl-button", ".utrecht-textbox", ".tag"):
        widths = desk.value(
            "(css) => { const style = getComputedStyle(document.querySelector(css));"
            " return ['Top', 'Right', 'Bottom', 'Left'].map((side) => parseFloat(style[`border${side}Width`])); }",
            css,
        )
        assert max(widths) >= 1, css
    # panes are parted by the ground that shows between them
    ground = desk.value("getComputedStyle(document.querySelector('.picture').parentElement).backgroundColor")
    assert ground != desk.value("getComputedStyle(document.querySelector('.pane')).backgroundColor")
    assert desk.value("parseFloat(getComputedStyle(document.querySelector('.picture')).columnGap)") >= 1
    # what is chosen has a line around it; one without a style is not drawn, whatever its width says
    outline = desk.value(
        "() => { const style = getComputedStyle(document.querySelector('.row.chosen'));"
        " return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth); }"
    )
    assert outline >= 3
    for css in (".tlp", ".severity", ".plate", ".bars"):
        assert desk.value("(css) => getComputedStyle(document.querySelector(css)).forcedColorAdjust", css) == "none"


def test_without_webgl_the_list_is_the_page(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/", size=LAPTOP, maps=False)
    desk.reads("This browser cannot draw the map. Everything is in the list.")
    assert desk.at(".map-canvas").count() == 0
    drawn = browser.enter(POLICE, "/", size=LAPTOP)
    drawn.comes(drawn.at(".map-canvas canvas"))
    # the list is drawn as far as its pane reaches, which is further without a map beside it
    alone, beside = desk.titles(at_least=9), drawn.titles(at_least=9)
    few = min(len(alone), len(beside))
    assert alone[:few] == beside[:few]
    assert desk.count() == drawn.count()


def test_help_stands_at_the_same_spot_on_every_desk(browser: Browser) -> None:
    desk = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False)
    spots = set()
    for page in CONSOLE:
        if page.role == POLICE:
            desk.show(page.path)
            desk.comes(desk.at("h1"))
            boxes = [desk.at("nav.rail a").last.bounding_box(), desk.button("All keys").bounding_box()]
            spots.add(tuple((round(box["x"]), round(box["y"])) for box in boxes if box))
    assert len(spots) == 1


def test_the_public_page_works_without_script_and_cookie(browser: Browser) -> None:
    desk = browser.visit("/public?lang=en", size=PHONE)
    desk.reads("Gate B opens a second lane")
    assert desk.at("script").count() == 0
    assert desk.context.cookies() == []
    desk.never_reads("Two cars parked against the fence")
