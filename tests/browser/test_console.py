"""Three partners in three windows share, see, do not see, preview, narrow, revoke and delete."""

from collections.abc import Callable

import pytest

from tests.browser.desk import Browser, Desk
from tests.browser.driver import LAPTOP
from tests.browser.pages import AGENCY, CITY, POLICE, RESIDENTS, TRIBUNAL, VENUE
from tests.serving import Server

pytestmark = [pytest.mark.browser]
BEACH = (4.2722, 52.0973)
"""A place at which the demo has nothing."""


def finds(desk: Desk, title: str) -> bool:
    """Whether search offers a title."""
    found = desk.search(title)
    desk.close_search()
    return title in found


def knows_nothing_of(desk: Desk, title: str, report: str) -> None:
    """Hold that nothing on the screen and nothing that came over the line tells of a report."""
    assert title not in desk.titles()
    assert not finds(desk, title)
    desk.show(f"/?item={report}")
    desk.reads("This does not exist, or you may not see it.")
    desk.show("/?item=report--00000000-0000-4000-8000-000000000000")
    desk.reads("This does not exist, or you may not see it.")
    desk.show("/")
    desk.no_longer_reads("This does not exist, or you may not see it.")
    desk.never_reads(title)
    assert title not in desk.everything_received


def test_three_partners_share_and_each_sees_what_it_may(
    browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    # given the police, a member of their group, and a partner that is none, each with the Picture open
    title = "Gate D stands open"
    police = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False)
    venue = browser.enter(VENUE, size=LAPTOP)
    agency = browser.enter(AGENCY, "/?list=only", size=LAPTOP, maps=False)
    loaded = venue.loaded_at, agency.loaded_at
    seen_before = venue.count(), agency.count(), agency.ask("/v1/counts")["reports"]
    venue.watch_for(title)

    # when the police share a report with the group, by the form
    police.compose()
    police.tell(title, "The lock is broken. A guard stands there until it is mended.")
    police.mark("AMBER", ["Gates"])
    police.place_at(*BEACH)
    police.preview()
    began = police.now
    report = police.send_it()

    # then the member sees it in the list and on the map, through the stream
    venue.lists(title)
    seconds = venue.shown_at(title) - began
    record_property("seconds until seen", round(seconds, 3))
    assert venue.count() == seen_before[0] + 1
    assert venue.taps_map(*BEACH) == report
    venue.comes(venue.at("#detail-title").get_by_text(title))
    # and the partner that is no member does not, anywhere
    assert (agency.count(), agency.ask("/v1/counts")["reports"]) == seen_before[1:]
    knows_nothing_of(agency, title, report)
    assert (venue.loaded_at, agency.loaded_at) == loaded


def test_the_preview_is_who_really_sees_it(browser: Browser, server: Server) -> None:
    # given a report to the group, not sent yet
    police = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False)
    police.compose()
    police.tell("Rounds at the fence", "Every half hour.")
    police.offers("Keep for ourselves")
    police.mark("AMBER", ["Gates"])

    # when the preview is read, and then the report is sent
    preview = police.preview()
    police.offers(f"Share with {preview.persons} persons")
    report = police.send_it()

    # then the partners of the preview are exactly those whose persons can read it
    sees = set()
    persons = 0
    for role in server.roles():
        visitor = server.enter(role)
        if visitor.call("GET", f"/v1/reports/{report}").status == 200:
            name = visitor.session["partner"]["name"]["en"]
            own = visitor.session["partner"]["id"]
            if name not in sees:
                everyone = visitor.call("GET", "/v1/persons").json["items"]
                persons += sum(each["partner"] == own and each["active"] and not each["service"] for each in everyone)
            sees.add(name)
    assert set(preview.reasons) == sees
    assert (preview.partners, preview.persons) == (len(sees), persons)
    assert sees == {"Municipality of The Hague", "Police Unit The Hague", "Congress centre"}


def test_personal_data_goes_to_two_laws_on_a_ground_for_each(browser: Browser) -> None:
    # given personal data for the police and the tribunal, each under another law than the city
    city, tribunal = (browser.enter(role, "/?list=only", maps=False) for role in (CITY, TRIBUNAL))
    city.compose()
    city.tell("Somebody asks for the judge", "At the gate, twice.")
    city.mark("AMBER+STRICT", partners=["Police Unit The Hague", "International tribunal"])
    city.holds_personal_data()

    # when the preview asks for a ground for each law, and one is chosen after the other
    police, court = (
        "Police Unit The Hague: Wpg (Dutch police data)",
        "International tribunal: an international organisation's own rules",
    )
    assert city.misses_grounds() == [police, court]
    city.on_ground("To the police, for a task in the public interest")
    assert city.misses_grounds() == [court]
    city.on_ground("under a binding instrument between public authorities")
    assert city.misses_grounds() == []

    # then the preview shows each with its own ground, and the tribunal reads on which it got it
    reasons = city.preview().reasons
    assert "UAVG art. 32 en 33" in reasons["Police Unit The Hague"]
    assert "AVG art. 46 lid 2 onder a" in reasons["International tribunal"]
    report = city.send_it()
    tribunal.show(f"/?desk=reports&item={report}")
    tribunal.reads("It holds personal data. You got it on AVG art. 46 lid 2 onder a, met art. 6 lid 1 onder e.")
    tribunal.never_reads("UAVG art. 32 en 33")


def test_narrowing_hides_it_at_once(browser: Browser) -> None:
    # given a report that two partners were named for
    title = "Route of the convoy"
    police, venue, tribunal = (
        browser.enter(role, "/?list=only", size=LAPTOP, maps=False) for role in (POLICE, VENUE, TRIBUNAL)
    )
    report = police.share(title, tlp="AMBER+STRICT", partners=["Congress centre", "International tribunal"])
    venue.lists(title)
    tribunal.lists(title)
    tribunal.choose(title)

    # when one of them is taken off again
    police.edit(report)
    police.button("Remove International tribunal").click()
    assert set(police.preview().reasons) == {"Police Unit The Hague", "Congress centre"}
    police.send_it()

    # then it is gone there, also where it stood open, and stays with the other
    tribunal.lists_not(title)
    tribunal.goes(tribunal.at("#detail-title").get_by_text(title))
    tribunal.never_reads(title)
    venue.lists(title)


def test_revoking_and_deleting_leave_a_line(browser: Browser) -> None:
    # given a shared report, open at another partner
    title = "Van with broken lights"
    police, city = (browser.enter(role, "/?list=only", size=LAPTOP, maps=False) for role in (POLICE, CITY))
    report = police.share(title, tlp="GREEN")
    city.lists(title)
    city.choose(title)
    total = city.count()

    # when it is revoked
    police.revoke(report, "It was our own van")
    # then its reader is told, on the open page
    city.reads("by its owner")
    assert "Revoked" in city.at(".detail").inner_text()

    # when it is deleted
    police.delete(report)
    # then a line stays that says so, and nothing of what it said
    city.comes(city.at(".latest .row-title").get_by_text("Deleted by its owner"))
    city.lists_not(title)
    assert city.count() == total
    city.comes(city.at(".detail").get_by_text("Deleted by its owner"))
    city.goes(city.at(".detail .problem"))


def test_undo_takes_it_back_everywhere(browser: Browser) -> None:
    title = "Sent too soon"
    police, city = (browser.enter(role, "/?list=only", size=LAPTOP, maps=False) for role in (POLICE, CITY))
    police.share(title, tlp="GREEN")
    city.lists(title)
    police.undo()
    city.lists_not(title)
    police.comes(police.at(".compose"))
    assert police.field("What is it, in one line").input_value() == title


def test_what_was_changed_and_then_revoked_has_no_way_back(browser: Browser) -> None:
    police = browser.enter(POLICE, "/?list=only", size=LAPTOP, maps=False)
    report = police.share("Two bicycles at the fence", tlp="GREEN")
    police.edit(report)
    police.tell("Three bicycles at the fence")
    police.send_it()
    police.comes(police.at(".toast"))
    police.revoke(report, "They were ours")
    police.goes(police.at(".toast"))


def test_search_opens_a_report_from_every_desk(browser: Browser) -> None:
    title = "Tram stands still at the crossing"
    city = browser.enter(CITY, "/?list=only", size=LAPTOP, maps=False)
    for desk in ("admin&view=groups", "help", "account", "reports&view=compose", "picture"):
        city.show("/?desk=picture")
        city.show(f"/?desk={desk}")
        city.at("#search").fill(title[:12])
        city.comes(city.at(".search-pop [role=option]").get_by_text(title))
        city.at("#search").press("Enter")
        city.comes(city.at("#detail-title").get_by_text(title))
        city.until("() => document.activeElement.id === 'detail-title'")


def test_a_partner_alone_keeps_it_to_itself(browser: Browser) -> None:
    title = "Only for us"
    residents, city = (browser.enter(role, "/?list=only", size=LAPTOP, maps=False) for role in (RESIDENTS, CITY))
    report = residents.share(title)
    colleague = browser.enter(RESIDENTS, "/?list=only", size=LAPTOP, maps=False)
    colleague.lists(title)
    knows_nothing_of(city, title, report)


def test_the_watch_is_awake(browser: Browser) -> None:
    # given a page on which somebody slips in a script, a style and a picture of somebody else
    desk = browser.visit("/", maps=False)
    desk.comes(desk.at("h1"))
    desk.value(
        "() => { document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>');"
        " const script = document.createElement('script'); script.textContent = 'window.harm = 1';"
        " document.body.append(script);"
        " const picture = new Image(); picture.src = 'https://elsewhere.example/x.png';"
        " document.body.append(picture); }"
    )
    desk.until("() => true")
    # then nothing of it works, and each is told
    assert desk.value("window.harm") is None
    told = " ".join(desk.complaints)
    assert "policy: style-src-attr" in told
    assert "policy: script-src-elem" in told
    assert "policy: img-src https://elsewhere.example/x.png" in told
    desk.complaints.clear()
