"""What a person of a partner does at a desk, in the words of the product."""

import math
import re
from types import TracebackType
from typing import Any, TypedDict, Unpack
from urllib.parse import quote_plus

from tests.browser.driver import Chromium, Look, Screen
from tests.serving import Server

# The map follows the size of its pane a moment later.
MAP_RESTS = """() => {
  const map = document.querySelector(".map-canvas");
  const { width, height } = map.querySelector("canvas").style;
  const fits = parseFloat(width) === map.clientWidth && parseFloat(height) === map.clientHeight;
  const rests = fits && map.ariaBusy === "false";
  window.framesAtRest = rests ? window.framesAtRest + 1 : 0;
  return window.framesAtRest > 5;
}"""
TILE = 512
MAP_PADDING = 16


class How(TypedDict, total=False):
    """How a window is looked at, where it is not as usual."""

    language: str
    theme: str
    size: tuple[int, int]
    maps: bool
    forced_colours: bool
    still: bool
    scale: float


class Browser:
    """The browser of one test: every person has a window, and at the end nothing may be wrong in any of them."""

    def __init__(self, chromium: Chromium, server: Server) -> None:
        self.chromium = chromium
        self.server = server
        self.desks: list[Desk] = []

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        complaints = [f"{desk.who or 'nobody'}: {each}" for desk in self.desks for each in desk.complaints]
        for desk in self.desks:
            desk.close()
        if kind is None:
            assert complaints == []

    def window(self, **how: Unpack[How]) -> "Desk":
        """Open a window in which nobody is signed in yet."""
        desk = Desk(self.chromium, self.server, Look(**how))
        self.desks.append(desk)
        return desk

    def visit(self, path: str = "/", **how: Unpack[How]) -> "Desk":
        """Open an address without signing in."""
        desk = self.window(**how)
        desk.open(path)
        return desk

    def enter(self, role: str, path: str = "/", **how: Unpack[How]) -> "Desk":
        """Sign in as "role, partner" and open an address; the sign-in page has a test of its own."""
        desk = self.arrive(role, **how)
        desk.open(path)
        return desk.is_open()

    def arrive(self, role: str, **how: Unpack[How]) -> "Desk":
        """Sign in as "role, partner", before any page is open."""
        desk = self.window(**how)
        desk.who = role
        desk.send("/v1/demo-sessions", {"person": self.server.roles()[role]})
        return desk


class Desk(Screen):
    """The console as one person has it before him."""

    def __init__(self, chromium: Chromium, server: Server, look: Look) -> None:
        super().__init__(chromium.engine(maps=look.maps), server.url, look)
        self.who = ""

    def is_open(self) -> "Desk":
        """Wait until the desk stands and is live."""
        self.comes(self.at(".app h1"))
        self.comes(self.at(".live.live"))
        return self

    # -- the Picture -----------------------------------------------------------------------------------------------

    def listed(self) -> list[str]:
        """Return the ids in the list, from the top, as far as it is drawn."""
        return list(
            self.value(
                "[...document.querySelectorAll('.latest [role=option]')]"
                ".sort((a, b) => a.ariaPosInSet - b.ariaPosInSet).map((row) => row.id.slice('option-'.length))"
            )
        )

    def titles(self, at_least: int = 1) -> list[str]:
        """Return the titles in the list, from the top, once it shows so many."""
        self.comes(self.at(".latest .row-title").nth(at_least - 1))
        return list(self.value("[...document.querySelectorAll('.latest .row-title')].map((row) => row.textContent)"))

    def lists(self, title: str) -> None:
        """Hold that the list of the Picture holds a title, now or soon."""
        self.comes(self.at(".latest .row-title").get_by_text(title, exact=True))

    def lists_not(self, title: str) -> None:
        """Hold that a title leaves the list."""
        self.goes(self.at(".latest .row-title").get_by_text(title, exact=True))

    def count(self) -> int:
        """Return the number that stands above the list."""
        text = self.at(".latest .band .quiet").first.inner_text()
        return int(re.sub(r"\D", "", text))

    def choose(self, title: str) -> None:
        """Choose an item in the list."""
        self.at(".latest [role=option]").get_by_text(title, exact=True).first.click()
        self.comes(self.at("#detail-title").get_by_text(title))

    def search(self, text: str) -> list[str]:
        """Return what search offers once the server has answered."""
        asked = f"q={quote_plus(text)}"
        with (
            self.page.expect_response(lambda answer: "/v1/reports?" in answer.url and asked in answer.url),
            self.page.expect_response(lambda answer: "/v1/places?" in answer.url and asked in answer.url),
        ):
            self.at("#search").fill(text)
        self.value("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        self.comes(self.at(".search-pop"))
        return [each.split("\n")[0] for each in self.at(".search-pop [role=option]").all_inner_texts()]

    def close_search(self) -> None:
        self.at("#search").fill("")

    def drawn(self) -> None:
        """Wait until the map has drawn everything that the page has, and stays so for some frames."""
        self.comes(self.at(".map-canvas canvas"))
        self.settled()
        self.value("() => { window.framesAtRest = 0; }")
        self.until(MAP_RESTS)

    def taps_map(self, longitude: float, latitude: float) -> str:
        """Show the whole zone on the map, click on a place of it, and return the item that this opened."""
        self.show("/")
        self.drawn()
        self.button("Whole zone", exact=True).click()
        self.drawn()
        x, y = self._pixel(longitude, latitude)
        self.at(".map-canvas canvas").first.click(position={"x": x, "y": y})
        self.until("() => /[?&]item=/.test(location.search)")
        return self.selected()

    def _pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        zone = self.ask("/v1/zone")
        box = self.at(".map-canvas").first.bounding_box()
        assert box is not None
        (x0, y0), radius = zone["centre"], zone["radiusM"]
        half = radius / math.sqrt(2)
        high, wide = half / 111_195, half / 111_195 / math.cos(math.radians(y0))
        left, top = _mercator(x0 - wide, y0 + high)
        right, bottom = _mercator(x0 + wide, y0 - high)
        scale = min(
            (box["width"] - 2 * MAP_PADDING) / (right - left), (box["height"] - 2 * MAP_PADDING) / (bottom - top)
        )
        x, y = _mercator(longitude, latitude)
        return box["width"] / 2 + (x - (left + right) / 2) * scale, box["height"] / 2 + (y - (top + bottom) / 2) * scale

    # -- writing ---------------------------------------------------------------------------------------------------

    def compose(self) -> None:
        """Begin a new report."""
        self.show("/?desk=reports")
        self.comes(self.button("New report")).click()
        self.comes(self.at(".compose"))

    def tell(self, title: str, text: str = "") -> None:
        """Say what it is."""
        self.field("What is it, in one line").fill(title)
        self.field("What do you know, and how").fill(text)

    def mark(self, tlp: str | None, groups: list[str] | None = None, partners: list[str] | None = None) -> None:
        """Say who may have it."""
        label = f"TLP:{tlp}" if tlp else "no marking"
        self.at("label.marking").filter(has=self.page.get_by_text(label, exact=True)).locator("input").check()
        for name in groups or []:
            self.button("Add a group", exact=True).click()
            self.page.get_by_role("menuitem").filter(has_text=name).click()
        for name in partners or []:
            self.page.get_by_role("combobox", name="Name a partner").fill(name)
            self.at(".suggest-pop [role=option]").filter(has_text=name).first.click()

    def unmark_group(self, name: str) -> None:
        self.button(f"Remove {name}", exact=True).click()

    def holds_personal_data(self) -> None:
        """Say that it holds personal data."""
        self.page.get_by_role("switch", name="It holds personal data").check()

    def misses_grounds(self) -> list[str]:
        """Read for whom and for which law a ground is missing, once the preview belongs to the form as it stands."""
        self.page.wait_for_timeout(400)  # a change is asked about when the hand rests
        self.until("() => !/Counting/.test(document.querySelector('.share-bar')?.textContent ?? 'Counting')")
        return [each.inner_text() for each in self.at("#preview-refused legend").all()]

    def on_ground(self, title: str) -> None:
        """Choose a ground of those that the preview offers."""
        self.at("#preview-refused label.ground").filter(has_text=title).locator("input").check()

    def place_at(self, longitude: float, latitude: float) -> None:
        """Say where, by coordinates."""
        field = self.page.get_by_role("combobox", name="Place")
        field.fill(f"{latitude}, {longitude}")
        self.at(".suggest-pop [role=option]").first.click()

    def preview(self) -> "Preview":
        """Read who will see it, once the preview belongs to the form as it stands."""
        self.until("() => !document.querySelector('.share-bar .nl-button--primary[aria-disabled=true]')")
        self.page.wait_for_timeout(400)  # a change is asked about when the hand rests
        self.until("() => !document.querySelector('.share-bar .nl-button--primary[aria-disabled=true]')")
        count = self.at(".readers-count").inner_text()
        persons, partners = (int(each) for each in re.findall(r"\d+", count))
        rows = self.at(".readers-table tbody tr:not(.sub)")
        names = [row.locator("th").inner_text().strip() for row in rows.all()]
        reasons = [row.locator("td").nth(1).inner_text() for row in rows.all()]
        return Preview(persons, partners, dict(zip(names, reasons, strict=True)))

    def offers(self, text: str) -> None:
        """Hold that the main button of the form says this, now or soon."""
        self.becomes(self.at(".share-bar .nl-button--primary"), text)

    def send_it(self) -> str:
        """Share what is written, and return the id of the report."""
        self.until("() => !document.querySelector('.share-bar .nl-button--primary[aria-disabled=true]')")
        self.at(".share-bar .nl-button--primary").click()
        return self.sent()

    def sent(self) -> str:
        """Wait until what was written is shared, and return the id of the report."""
        self.until("() => /[?&]item=report--/.test(location.search) && !/view=compose/.test(location.search)")
        found = re.search(r"[?&]item=([^&]+)", self.address)
        assert found is not None
        return found.group(1)

    def share(
        self,
        title: str,
        *,
        text: str = "",
        tlp: str | None = None,
        groups: list[str] | None = None,
        partners: list[str] | None = None,
        place: tuple[float, float] | None = None,
    ) -> str:
        """Write a report, mark it, place it and share it; return its id."""
        self.compose()
        self.tell(title, text)
        self.mark(tlp, groups, partners)
        if place is not None:
            self.place_at(*place)
        return self.send_it()

    def shares(self, title: str, tlp: str | None = "GREEN", *, seen: str | None = None, **marking: Any) -> str:
        """Share a report past the screen, where sharing is not what is tried; return its id."""
        body = {"title": title, "text": "", "seenFrom": seen, "marking": {"tlp": tlp, **marking}}
        return str(self.send("/v1/reports", body)["id"])

    def changes_report(self, report: str, title: str, tlp: str = "GREEN") -> None:
        """Put another title in a report past the screen."""
        tag = self.context.request.get(f"{self.url}/v1/reports/{report}").headers["etag"]
        body = {"title": title, "text": "", "marking": {"tlp": tlp}}
        self.send(f"/v1/reports/{report}", body, match=tag)

    def reads_own(self, report: str) -> None:
        """Open a report on the Reports desk."""
        self.show(f"/?desk=reports&item={report}")
        self.comes(self.at("#detail-title"))

    def edit(self, report: str) -> None:
        self.reads_own(report)
        self.button("Edit", exact=True).click()
        self.comes(self.at(".compose"))

    def revoke(self, report: str, reason: str) -> None:
        """Take a report back, and say why."""
        self.reads_own(report)
        self.button("Revoke…").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Reason").fill(reason)
        self.button("Revoke", within=dialog).click()
        self.goes(dialog)

    def delete(self, report: str) -> None:
        """Delete a report for good."""
        self.reads_own(report)
        self.button("Delete…").click()
        dialog = self.page.get_by_role("dialog")
        self.button("Delete for good", within=dialog).click()
        self.goes(dialog)

    def undo(self) -> None:
        self.button("Undo", within=self.at(".toast")).click()

    # -- signing in ------------------------------------------------------------------------------------------------

    def signs_in(self, login: str, password: str, code: str | None = None) -> None:
        """Sign in by the form."""
        self.comes(self.field("Login", exact=True)).fill(login)
        self.field("Password", exact=True).fill(password)
        self.button("Sign in", exact=True).click()
        if code is not None:
            self.comes(self.field("Code from your app", exact=True)).fill(code)
            self.button("Sign in", exact=True).click()

    def chooses_password(self, password: str) -> None:
        """Choose a password on the page of an invitation."""
        self.comes(self.field("New password", exact=True)).fill(password)
        self.button("Save and sign in", exact=True).click()

    def opens_account(self) -> None:
        self.show("/?desk=account")
        self.comes(self.page.get_by_role("heading", name="Your account"))

    def sign_out(self) -> None:
        self.at("button.who").click()
        self.page.get_by_role("menuitem", name="Sign out").click()
        self.comes(self.at(".signin h1"))


class Preview:
    """Who will see it: persons, partners, and why each of them."""

    def __init__(self, persons: int, partners: int, reasons: dict[str, str]) -> None:
        self.persons = persons
        self.partners = partners
        self.reasons = {name.removesuffix(" (you)"): reason for name, reason in reasons.items()}


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    sine = math.sin(math.radians(latitude))
    return (longitude + 180) / 360 * TILE, (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * TILE
