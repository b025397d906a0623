"""One signs in by a role of the demo, a password, a code or a passkey; the first administrator by a link."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pyotp
import pytest

from tests.browser.desk import Browser
from tests.browser.driver import LAPTOP, ROOT, Chromium
from tests.browser.pages import POLICE
from tests.serving import START_SECONDS, Server, free_port

pytestmark = [pytest.mark.browser]
PASSWORD = "correct horse battery staple"
LINK = re.compile(r"http://localhost:\d+(/invitation/\S+)")


class EmptyServer(Server):
    """`igiz serve` on an empty database: it prints a link for the first administrator."""

    @property
    def settings(self) -> dict[str, str]:
        return {
            "IGIZ_SERVER__PORT": str(self.port),
            "IGIZ_SERVER__ROOT_URL": self.url,
            "IGIZ_SERVER__REQUESTS_PER_MINUTE": "100000",
            "IGIZ_DATABASE__URL": f"sqlite:///{self.folder}/igiz.db",
            "IGIZ_STORAGE__ATTACHMENTS": str(self.folder / "attachments"),
            "IGIZ_STORAGE__ERASURES": str(self.folder / "erasures.jsonl"),
            "IGIZ_SECURITY__SECRET_FILE": str(self.folder / "igiz.secret"),
            "IGIZ_AUDIT__KEY_FILE": str(self.folder / "igiz-audit.key"),
        }

    def run(self, *words: str) -> None:
        """Run a command of the operator on this instance."""
        subprocess.run([sys.executable, "-m", "igiz", *words], check=True, env={**os.environ, **self.settings})

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "igiz", "serve"], stdout=log, stderr=log, env={**os.environ, **self.settings}
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if self.call("GET", "/health/ready").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(self.said())

    def said(self) -> str:
        return (self.folder / "log.txt").read_text()

    def link(self) -> str:
        """Return the path of the link that it printed."""
        found = LINK.search(self.said())
        assert found is not None, self.said()
        return found.group(1)


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyServer]:
    running = EmptyServer(tmp_path_factory.mktemp("empty") / "data", free_port())
    running.start()
    try:
        yield running
    finally:
        running.stop()


def test_a_role_of_the_demo_opens_by_its_button(browser: Browser) -> None:
    desk = browser.visit("/", size=LAPTOP, maps=False)
    desk.comes(desk.button(POLICE.replace(", ", " "))).click()
    desk.is_open()
    assert desk.ask("/v1/session")["partner"]["name"]["en"] == "Police Unit The Hague"
    desk.sign_out()
    assert desk.context.request.get(desk.url + "/v1/session").status == 401


def test_a_wrong_password_changes_nothing(browser: Browser) -> None:
    desk = browser.visit("/", size=LAPTOP, maps=False)
    desk.signs_in("duty@police", "not the password")
    desk.reads("Login or password is not right. Nothing was changed.")


def test_a_passkey_signs_in_again(browser: Browser) -> None:
    # given somebody who adds a passkey to the account
    desk = browser.enter(POLICE, "/?desk=account", size=LAPTOP, maps=False)
    desk.carry_passkey()
    desk.reads("You have no passkey yet.")
    desk.field("Name of the new passkey").fill("Laptop")
    desk.button("Add passkey", exact=True).click()
    desk.reads("not used yet")

    # when one signs out and in again with it
    desk.sign_out()
    desk.button("Sign in with a passkey").click()

    # then it is the same person, and the account says that it was used
    desk.is_open()
    session = desk.ask("/v1/session")
    assert (session["person"]["login"], session["partner"]["name"]["en"]) == ("duty@police", "Police Unit The Hague")
    desk.opens_account()
    desk.no_longer_reads("not used yet")


def test_the_first_administrator_comes_in_by_the_link_and_adds_a_code(
    chromium: Chromium, empty_server: EmptyServer
) -> None:
    with Browser(chromium, empty_server) as browser:
        # given an empty instance and the link that it printed
        desk = browser.visit(empty_server.link(), size=LAPTOP, maps=False)
        desk.comes(desk.field("New password", exact=True))
        for language in ("nl", "en"):
            desk.button("Nederlands" if language == "nl" else "English").click()
            assert desk.violations() == []

        # when a password is chosen
        login = desk.at("#login").input_value()
        desk.chooses_password(PASSWORD)
        desk.reads("There is no zone here yet.")
        assert desk.violations() == []
        # and the operator loads the zone
        empty_server.run("zone", "load", str(ROOT / "examples" / "the-hague.toml"))
        desk.button("Try again").click()
        desk.is_open()
        # then one is in as administrator, and the link works no more
        assert desk.ask("/v1/session")["canAdminister"] is True
        late = browser.visit(empty_server.link(), maps=False)
        late.reads("This link does not work: it was used, has ended or is not complete.")
        assert late.violations() == []

        # when a code is set up from the secret that the page shows
        desk.opens_account()
        desk.button("Set up a code").click()
        desk.comes(desk.at("img.qr"))
        code = pyotp.TOTP(desk.field("Secret", exact=True).input_value().replace(" ", ""))
        desk.field("Code from your app").fill(code.now())
        desk.button("Turn the code on").click()
        desk.reads("The code is on.")

        # then password and code are both asked for
        desk.sign_out()
        desk.signs_in(login, PASSWORD)
        desk.reads("Enter the code from your app as well.")
        desk.field("Code from your app").fill("000000")
        desk.button("Sign in", exact=True).click()
        desk.comes(desk.page.get_by_role("alert"))
        desk.signs_in(login, PASSWORD, code.at(int(time.time()) + 30))
        desk.is_open()
