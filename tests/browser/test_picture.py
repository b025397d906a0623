"""The Picture holds what needs a person, the list, the map and the chosen item together; the README shows it."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from tests.browser.desk import Browser
from tests.browser.driver import ROOT
from tests.browser.pages import CITY
from tests.browser.png import small_png

pytestmark = [pytest.mark.browser]
SHOWN = "Same van seen at three sites"
PICTURE = ROOT / "docs" / "images" / "picture.png"


def write_picture(browser: Browser, to: Path) -> None:
    """Write what the README shows: the demo, nothing of a real map."""
    desk = browser.enter(CITY, "/", size=(1440, 900), still=True)
    desk.choose(SHOWN)
    desk.drawn()
    to.write_bytes(small_png(*desk.picture()))


def test_list_map_and_item_stand_together(browser: Browser, tmp_path: Path) -> None:
    picture = PICTURE if os.environ.get("IGIZ_WRITE_SCREENSHOTS") == "1" else tmp_path / "picture.png"
    write_picture(browser, picture)
    (desk,) = browser.desks
    boxes = [desk.at(css).first.bounding_box() for css in (".list-pane", ".picture > .map", ".picture > .detail")]
    places = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    assert len(places) == 3
    assert all(left[1] <= right[0] for left, right in pairwise(places))
    desk.reads("Schematic, not map data")
    assert 20_000 < picture.stat().st_size < 300_000
    # choosing on the map chooses in the list
    desk.taps_map(4.2844, 52.0877)
    assert desk.at(".latest .row.chosen .row-title").inner_text() == SHOWN
