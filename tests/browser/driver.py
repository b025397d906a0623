"""The only file that knows Playwright: a browser, what a person does on a screen, and what the screen then shows."""

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser as Engine
from playwright.sync_api import ConsoleMessage, Locator, Page, Playwright, Request, Route, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from igiz.edge.web.console import FOLDER
from tests.need import need

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
QUIET = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
SOFTWARE_MAP = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
if os.environ.get("IGIZ_WRITE_SCREENSHOTS") != "1":
    # smooth edges are half of the work without a graphics card; only a picture to be kept needs them
    SOFTWARE_MAP += ["--webgl-antialiasing-mode=none", "--disable-gpu-compositing"]
NO_MAP = ["--disable-gpu", "--disable-3d-apis", "--disable-webgl", "--disable-webgl2"]
WIDE = (1920, 1080)
LAPTOP = (1366, 768)
PHONE = (320, 700)
PATIENCE_MS = 15_000
"""How long something that must come may take on a busy machine; what comes is not waited for."""

# Says aloud what the policy stopped, and keeps what the live stream told.
WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
window.told = [];
const Real = window.EventSource;
window.EventSource = class extends Real {
  constructor(...all) {
    super(...all);
    for (const kind of ["hello", "report", "gone", "level", "reset"])
      this.addEventListener(kind, (event) => window.told.push(event.data));
  }
};
"""
# One moment for each text that is waited for: the moment in which it stood on the page.
SINCE = """(text) => {
  window.shownAt ??= {};
  const look = () => document.body.innerText.includes(text) && (window.shownAt[text] ??= Date.now());
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
}"""

# What has the focus, if nothing of it can be seen; null when some of it can.
COVERED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e.closest("#main") === e) return null;
  const box = e.getBoundingClientRect();
  const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) =>
    [box.left + box.width * x, box.top + box.height * y]));
  const seen = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (e.contains(top) || top.contains(e) && !top.querySelector("header, footer"));
  });
  return seen ? null : `${e.tagName}.${e.className} ${e.ariaLabel ?? e.textContent.slice(0, 40)}`;
}"""

# Whether the focus was here before on this way; where a page holds nothing of it, the way goes on.
ALREADY_WALKED = """(() => {
  const e = document.activeElement;
  const again = window.walked.has(e);
  if (e !== document.body) window.walked.add(e);
  return again;
})()"""

PIXELS = """async (shot) => {
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(shot), (each) => each.charCodeAt(0))]));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@dataclass
class Chromium:
    """A running Chromium; a second one, without any drawing of maps, is started when it is asked for."""

    playwright: Playwright
    executable: str
    running: dict[bool, Engine] = field(default_factory=dict)

    def engine(self, *, maps: bool) -> Engine:
        if maps not in self.running:
            self.running[maps] = self.playwright.chromium.launch(
                executable_path=self.executable, args=[*QUIET, *(SOFTWARE_MAP if maps else NO_MAP)]
            )
        return self.running[maps]

    def close(self) -> None:
        for engine in self.running.values():
            engine.close()


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Start Chromium, or say what is missing."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        need("browser", "chromium is not installed")
    if not (FOLDER / "index.html").is_file():
        need("browser", "the console is not built: make setup")
    if not AXE.is_file():
        need("browser", "axe-core is not installed: make setup")
    with sync_playwright() as playwright:
        running = Chromium(playwright, executable)
        try:
            yield running
        finally:
            running.close()


@dataclass
class Look:
    """How a screen is looked at."""

    language: str = "en"
    theme: str = "light"
    size: tuple[int, int] = WIDE
    maps: bool = True
    forced_colours: bool = False
    still: bool = False
    scale: float = 1.0


class Screen:
    """One window of one person, with cookies of its own; it keeps what went wrong in it."""

    def __init__(self, engine: Engine, url: str, look: Look) -> None:
        self.url = url
        self.look = look
        self.complaints: list[str] = []
        self.received: list[str] = []
        self._held: list[Route] = []
        self._asking: set[Request] = set()
        width, height = look.size
        self.context = engine.new_context(
            viewport={"width": width, "height": height},
            locale="nl-NL" if look.language == "nl" else "en-GB",
            color_scheme="dark" if look.theme == "dark" else "light",
            forced_colors="active" if look.forced_colours else "none",
            reduced_motion="reduce" if look.still else "no-preference",
            device_scale_factor=look.scale,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error in the page: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._given_up)

    def _heard(self, message: ConsoleMessage) -> None:
        # that an answer was a refusal, or that the server was away, is not a fault of the page
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "blob:" + self.url, "data:")):
            self.complaints.append(f"request to another origin: {request.url}")
        if request.resource_type != "eventsource":
            self._asking.add(request)

    def _given_up(self, request: Request) -> None:
        self._asking.discard(request)

    def _answered(self, request: Request) -> None:
        self._asking.discard(request)
        answer = request.response()
        if answer is None or request.resource_type not in ("fetch", "document", "xhr"):
            return
        with suppress(BrowserError):  # a page that was left takes its answers with it
            self.received.append(answer.text())

    # -- going somewhere -------------------------------------------------------------------------------------------

    def open(self, path: str = "/") -> None:
        """Go to an address of the server, as typed."""
        self.page.goto(self.url + path)

    def show(self, query: str) -> None:
        """Close what lies on top and go to a place of the console without loading the page again, as Back does."""
        self.press("Escape", "Escape")
        self.page.evaluate(
            "(query) => { history.pushState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }", query
        )
        self.comes(self.at("#main h1"))

    def reload(self) -> None:
        self.page.reload()

    @property
    def address(self) -> str:
        return self.page.url.removeprefix(self.url)

    @property
    def loaded_at(self) -> float:
        """When this page was loaded; the same number means that it was not loaded again."""
        return float(self.page.evaluate("performance.timeOrigin"))

    # -- asking the server as this person --------------------------------------------------------------------------

    def ask(self, path: str) -> Any:
        """Return what the server answers this person."""
        answer = self.context.request.get(self.url + path)
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()

    def send(self, path: str, body: Any, *, match: str | None = None) -> Any:
        """Let the server do something as this person, past the screen; `match` puts a new version over that one."""
        headers = {"X-Igiz-Console": "1", "Origin": self.url, **({"If-Match": match} if match else {})}
        method = "PUT" if match else "POST"
        answer = self.context.request.fetch(self.url + path, method=method, data=body, headers=headers)
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()

    # -- finding ---------------------------------------------------------------------------------------------------

    def button(self, name: str, *, exact: bool = False, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=exact)

    def field(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_label(name, exact=exact)

    def at(self, css: str) -> Locator:
        return self.page.locator(css)

    # -- seeing ----------------------------------------------------------------------------------------------------

    def reads(self, text: str) -> None:
        """Hold that a text stands on the screen, now or soon."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def never_reads(self, text: str) -> None:
        """Hold that a text stands nowhere in the page, be it visible or not."""
        assert text not in self.source, f"{text!r} stands in the page"

    def no_longer_reads(self, text: str) -> None:
        """Hold that a text leaves the screen."""
        expect(self.page.get_by_text(text)).to_have_count(0, timeout=PATIENCE_MS)

    def comes(self, what: Locator) -> Locator:
        """Wait until something is there, and return it."""
        expect(what.first).to_be_visible(timeout=PATIENCE_MS)
        return what.first

    def goes(self, what: Locator) -> None:
        expect(what).to_have_count(0, timeout=PATIENCE_MS)

    def changes(self, what: Locator, text: str) -> None:
        """Wait until something says another text than this."""
        expect(what).not_to_have_text(text, timeout=PATIENCE_MS)

    def becomes(self, what: Locator, text: str) -> None:
        expect(what).to_have_text(text, timeout=PATIENCE_MS)

    def until(self, condition: str, given: Any = None) -> None:
        """Wait until something holds in the page."""
        self.page.wait_for_function(condition, arg=given, timeout=PATIENCE_MS)

    def value(self, expression: str, given: Any = None) -> Any:
        """Return a value of the page."""
        return self.page.evaluate(expression, given)

    def settled(self) -> None:
        """Wait until the page asks the server nothing more and shows what came."""
        quiet = 0
        while quiet < 3:
            self.page.wait_for_timeout(50)
            quiet = 0 if self._asking else quiet + 1
        self.goes(self.at(".loading"))

    @property
    def source(self) -> str:
        return self.page.content()

    @property
    def everything_received(self) -> str:
        """All that the server sent to this page: answers, pages and the live stream."""
        return "\n".join([*self.received, *self.page.evaluate("window.told")])

    def watch_for(self, text: str) -> None:
        """Note the moment in which a text comes to stand on the page."""
        self.page.evaluate(SINCE, text)

    def shown_at(self, text: str) -> float:
        """When a watched text came, in seconds of the machine's clock."""
        self.until("(text) => text in window.shownAt", text)
        return float(self.page.evaluate("(text) => window.shownAt[text]", text)) / 1000

    @property
    def now(self) -> float:
        return float(self.page.evaluate("Date.now()")) / 1000

    # -- keyboard --------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, as a hand does."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def focused(self) -> str:
        """Return what has the focus: its accessible name, else its text."""
        return str(
            self.page.evaluate(
                """() => { const e = document.activeElement;
                if (e === document.body) return "";
                const label = e.labels?.[0]?.textContent ?? e.getAttribute("aria-label") ?? e.textContent ?? "";
                return label.trim().replace(/\\s+/g, " "); }"""
            )
        )

    def selected(self) -> str:
        """Return the id of the chosen item, as the address says."""
        found = parse_qs(urlsplit(self.page.url).query).get("item", [""])
        return found[0]

    def walk_by_tab(self, most: int = 60) -> list[str]:
        """Go through the page by Tab, there and back, and return what had the focus while something lay over it."""
        return [*self._walk("Tab", most), *self._walk("Shift+Tab", most)]

    def _walk(self, key: str, most: int) -> list[str]:
        """Press a key until the focus comes where it was before on this way, and return what was covered."""
        self.page.evaluate("() => { window.walked = new Set(); }")
        covered: list[str] = []
        for _ in range(most):
            self.press(key)
            again, found = self.page.evaluate(f"[{ALREADY_WALKED}, ({COVERED})()]")
            if again:
                break
            covered += [found] if found else []
        return covered

    def tab_to(self, name: str, *, back: bool = False, most: int = 80) -> None:
        """Press Tab until something of this name has the focus."""
        for _ in range(most):
            if name in self.focused():
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab never came to {name!r}; the focus is at {self.focused()!r}")

    # -- how it is looked at ---------------------------------------------------------------------------------------

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def wear(self, language: str, theme: str) -> None:
        """Show the page as it stands in another language and theme, the way the buttons of the frame do."""
        self.page.evaluate(
            """([lang, theme]) => { const all = [...document.querySelectorAll("header button, .signin header button")];
            const root = document.documentElement;
            const other = (name) => all.find((button) => name.test(button.ariaLabel ?? button.textContent));
            if (root.lang !== lang) other(/^(Nederlands|English)$/).click();
            if (root.dataset.theme !== theme) other(/theme$|thema$/).click(); }""",
            [language, theme],
        )
        self.until(
            "([lang, theme]) => { const root = document.documentElement;"
            " return root.lang === lang && root.dataset.theme === theme; }",
            [language, theme],
        )

    def prefer(self, theme: str) -> None:
        """Look as somebody whose system is light or dark."""
        self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")

    def force_colours(self, on: bool) -> None:
        self.page.emulate_media(forced_colors="active" if on else "none")

    def picture(self) -> tuple[int, int, bytes]:
        """Return what the screen shows: width, height, and four bytes for each pixel."""
        self.page.mouse.move(0, 0)
        shot = base64.b64encode(self.page.screenshot(animations="disabled", caret="hide")).decode()
        width, height, pixels = self.page.evaluate(PIXELS, shot)
        return width, height, base64.b64decode(pixels)

    def violations(self) -> list[str]:
        """Return what axe-core finds on the page as it stands, policy and all."""
        if not self.page.evaluate("'axe' in window"):
            # through the debugger: the policy of the page stays on and stops nothing of ours
            session = self.context.new_cdp_session(self.page)
            session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
            session.detach()
        found = self.page.evaluate(
            # of what axe fetches beforehand only media matter: the rule that reads style sheets is not among these
            "(rules) => axe.run(document,"
            " { runOnly: rules, resultTypes: ['violations'], preload: { assets: ['media'] } }).then((all) =>"
            " all.violations.flatMap((one) => one.nodes.map((node) =>"
            " `${one.id} at ${node.target.join(' ')}: ${node.any[0]?.message ?? one.help}`)))",
            AXE_RULES,
        )
        return list(found)

    def too_wide(self) -> list[str]:
        """Return what stands beyond the right edge of the page: nothing where it need not be scrolled sideways."""
        return list(
            self.page.evaluate(
                """() => document.documentElement.scrollWidth <= innerWidth ? [] :
                [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
                .map((each) => `${each.tagName}.${each.className}`).slice(0, 5)"""
            )
        )

    # -- keys without a password -----------------------------------------------------------------------------------

    def carry_passkey(self) -> None:
        """Give this browser a security key that says yes to whoever holds it."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )

    def without_stream(self) -> None:
        """Cut this screen off from the live stream, as a bad line does."""
        self.page.route("**/v1/stream", lambda route: route.abort())

    def with_stream(self) -> None:
        while self._held:
            self._held.pop().continue_()
        self.page.unroute("**/v1/stream")

    def hold_stream(self) -> None:
        """Let the live stream be asked for and not come yet, as on a slow line."""
        self.page.route("**/v1/stream", lambda route: self._held.append(route))

    def close(self) -> None:
        self.context.close()
