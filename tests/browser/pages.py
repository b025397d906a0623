"""Every page there is, who may see it, and how to come to what is to be looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.desk import Desk

CITY = "Duty officer, Municipality of The Hague"
CITY_ADMIN = "Administrator, Municipality of The Hague"
AUDITOR = "Auditor, Municipality of The Hague"
POLICE = "Duty officer, Police Unit The Hague"
VENUE = "Security desk, Congress centre"
TRIBUNAL = "Security officer, International tribunal"
AGENCY = "Liaison, Agency of the European Union"
RESIDENTS = "Contact, Residents' council"
ITEM = "Tram stands still at the crossing"


def nothing(_: Desk) -> None:
    """Look at the page as it comes."""


def open_item(desk: Desk) -> None:
    desk.choose(ITEM)


def open_filters(desk: Desk) -> None:
    desk.at(".latest .chip").click()
    desk.comes(desk.page.get_by_role("dialog"))


def open_search(desk: Desk) -> None:
    assert desk.search("laan") != []


def open_keys(desk: Desk) -> None:
    desk.press("?")
    desk.comes(desk.page.get_by_role("dialog"))


def open_report(desk: Desk) -> None:
    desk.at("[role=option]").get_by_text(ITEM, exact=True).first.click()
    desk.comes(desk.at("#detail-title").get_by_text(ITEM))


def write_report(desk: Desk) -> None:
    desk.compose()
    desk.tell("Fence is open", "Seen by the team at the gate.")
    desk.mark("AMBER", ["Gates"])
    desk.place_at(4.2791, 52.0881)
    assert desk.preview().partners > 1


def open_revoke(desk: Desk) -> None:
    report = desk.shares("Shared to be revoked")
    desk.reads_own(report)
    desk.button("Revoke…").click()
    desk.comes(desk.page.get_by_role("dialog"))


def set_up_code(desk: Desk) -> None:
    desk.button("Set up a code").click()
    desk.comes(desk.at("img.qr"))


def open_first(desk: Desk) -> None:
    desk.comes(desk.at(".split-list [role=option]")).click()
    desk.comes(desk.at(".split-detail .facts, .split-detail dl"))


def open_form(desk: Desk) -> None:
    desk.comes(desk.at(".split-detail form"))


@dataclass(frozen=True)
class Page:
    """A page, who may see it, and what is done on it before it is judged."""

    name: str
    path: str
    role: str | None = POLICE
    act: Callable[[Desk], None] = nothing
    maps: bool = False


CONSOLE = (
    Page("sign-in", "/", None),
    Page("picture", "/", maps=True),
    Page("list-only", "/", act=open_item),
    Page("filters", "/", act=open_filters),
    Page("search", "/", act=open_search),
    Page("keys", "/", act=open_keys),
    Page("reports", "/?desk=reports", act=open_report),
    Page("compose", "/?desk=reports", act=write_report, maps=True),
    Page("revoke", "/?desk=reports", act=open_revoke),
    Page("account", "/?desk=account"),
    Page("account-code", "/?desk=account", act=set_up_code),
    Page("help", "/?desk=help"),
)
SECTIONS = (
    *(Page(f"admin-{name}", f"/?desk=admin&view={name}", CITY_ADMIN) for name in ("register", "grounds")),
    *(
        Page(f"admin-{name}", f"/?desk=admin&view={name}", CITY_ADMIN, open_first)
        for name in ("partners", "persons", "groups", "level")
    ),
    *(
        Page(f"admin-{name}-new", f"/?desk=admin&view={name}&item=new", CITY_ADMIN, open_form)
        for name in ("partners", "persons", "groups", "tokens", "events")
    ),
    Page("admin-level-new", "/?desk=admin&view=level&item=new", CITY, open_form),
    Page("admin-audit", "/?desk=admin&view=audit", AUDITOR, open_first),
)
PUBLIC = tuple(
    Page(name, f"/public{path}", None)
    for name, path in (("public", ""), ("privacy", "/privacy"), ("accessibility", "/accessibility"))
)
