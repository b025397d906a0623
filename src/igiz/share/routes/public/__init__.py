"""The public page: what everyone may know, without script, cookie, account or another origin."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from igiz.core import register
from igiz.core.errors import NotFound
from igiz.core.http import Context, context
from igiz.share.formats import atom
from igiz.share.formats.svg_paths import SIZE, on_map
from igiz.share.model.published import Drawing, PublicEvent, PublicPicture, PublicReport, Spot
from igiz.share.routes.public.register_words import DUTCH
from igiz.share.routes.public.words import say, say_moment
from igiz.share.service import publishing
from igiz.zone.model.text import Text

router = APIRouter(tags=["public"], include_in_schema=False)
Here = Annotated[Context, Depends(context)]
Asked = Annotated[str | None, Query(alias="lang", max_length=20)]
LANGUAGES = ("nl", "en")
FONT = "atkinson-hyperlegible-next-latin-wght-normal-*.woff2"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "public, max-age=60",
    "Vary": "Accept-Language",
}
ATOM_TYPE = "application/atom+xml"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PAGES = Environment(
    loader=PackageLoader("igiz.share"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters["lower_first"] = lambda words: words[:1].lower() + words[1:]


def language(request: Request, lang: Asked = None) -> str:
    """Return the language to answer in: as asked in the address, else as the browser prefers, else Dutch."""
    if lang in LANGUAGES:
        return lang
    header = request.headers.get("accept-language", "")
    preferred = [_preference(part) for part in header.split(",")[:20]]
    found = [(weight, tongue) for weight, tongue in preferred if tongue in LANGUAGES and weight > 0]
    return max(found, key=lambda each: each[0])[1] if found else LANGUAGES[0]


def _preference(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";")
    try:
        value = float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        value = 0.0
    return value, tag.strip().lower().split("-")[0]


Tongue = Annotated[str, Depends(language)]


@router.get("/public")
def overview(request: Request, here: Here, lang: Tongue) -> Response:
    """Show what everyone may know now."""
    found = publishing.picture(here.db, here.now)
    marks = _numbered(found.reports)
    letters = _lettered(found.events)
    spots = [(mark, each.spot) for each, mark in zip(found.reports, marks, strict=True) if each.spot and mark]
    event_spots = [(mark, each.spot) for each, mark in zip(found.events, letters, strict=True) if each.spot and mark]
    return _page(
        request,
        found,
        lang,
        "overview.html",
        reports=list(zip(found.reports, marks, strict=True)),
        events=list(zip(found.events, letters, strict=True)),
        circles=_circles(found.drawing, spots, "report") + _circles(found.drawing, event_spots, "event"),
    )


@router.get("/public.css")
def style(request: Request) -> Response:
    """Send the style of the public pages, with the console's font where that was built."""
    font = _font(request)
    body = _style() + (
        f'@font-face{{font-family:"Atkinson Hyperlegible Next";src:url(/assets/{font}) format("woff2");'
        "font-weight:200 800;font-display:swap}\n"
        if font
        else ""
    )
    return _sent(request, body.encode(), "text/css", {"Cache-Control": "public, max-age=3600"})


@router.get("/public.atom")
def feed(request: Request, here: Here, lang: Tongue) -> Response:
    """Send the public reports as a feed."""
    found = publishing.picture(here.db, here.now)
    root = request.app.state.identity.root_url
    reports = sorted((*found.reports, *found.past), key=lambda each: (each.changed, each.id), reverse=True)
    body = atom.write(
        say(lang, "question"),
        lang,
        f"{root}/public?lang={lang}",
        f"{root}/public.atom?lang={lang}",
        max((each.changed for each in reports), default=datetime(1970, 1, 1, tzinfo=UTC)),
        [_entry(each, lang, root) for each in reports],
    )
    return _sent(request, body, ATOM_TYPE, HEADERS)


def _entry(each: PublicReport, lang: str, root: str) -> atom.Entry:
    return atom.Entry(
        f"urn:uuid:{each.id.split('--', 1)[1]}",
        f"{root}/public/{each.id}?lang={lang}",
        f"{say(lang, 'revoked.word')}: {each.title}" if each.revoked else each.title,
        each.text,
        each.lang,
        _text(each.owner, lang),
        each.created,
        each.changed,
    )


@router.get("/public/accessibility")
def accessibility(request: Request, here: Here, lang: Tongue) -> Response:
    """Say what the page does for who cannot use it as most do."""
    return _page(request, publishing.picture(here.db, here.now), lang, "accessibility.html")


@router.get("/public/privacy")
def privacy(request: Request, here: Here, lang: Tongue) -> Response:
    """List in words what is kept, why and for how long, from what the tables declare."""
    kept: dict[register.Processing, list[str]] = {}
    for name, processing in register.entries():
        kept.setdefault(processing, []).append(name)
    ordered = sorted(kept.items(), key=lambda each: each[0].purpose)
    found = publishing.picture(here.db, here.now)
    groups = [(key, [each for each in ordered if each[0].personal is personal]) for key, personal in _GROUPS]
    return _page(request, found, lang, "privacy.html", groups=groups, words=lambda text: _register_words(text, lang))


_GROUPS = (("privacy.personal", True), ("privacy.other", False))


def _register_words(text: str, lang: str) -> tuple[str, str]:
    """Return words of the register and the language they are in."""
    dutch = DUTCH.get(text) if lang == "nl" else None
    return ("nl", dutch) if dutch is not None else ("en", text)


@router.get("/public/{report_id}")
def one(request: Request, here: Here, lang: Tongue, report_id: str) -> Response:
    """Show one public report; what is hidden and what does not exist get the same page."""
    found = publishing.picture(here.db, here.now)
    try:
        report = publishing.report(here.db, report_id, here.now)
    except NotFound:
        return _page(request, found, lang, "missing.html", 404)
    spots = [("", report.spot)] if report.spot else []
    return _page(request, found, lang, "report.html", report=report, circles=_circles(found.drawing, spots, "report"))


def _page(request: Request, found: PublicPicture, lang: str, name: str, status: int = 200, **values: Any) -> Response:
    zone = ZoneInfo(found.time_zone)
    body = _PAGES.get_template(name).render(
        lang=lang,
        other=next(each for each in LANGUAGES if each != lang),
        picture=found,
        path=request.url.path,
        t=lambda key, **given: say(lang, key, **given),
        text=lambda words: _text(words, lang),
        moment=lambda at: say_moment(lang, at, zone, found.at),
        paragraphs=_paragraphs,
        **values,
    )
    return _sent(request, body.encode(), "text/html", HEADERS, status)


def _sent(request: Request, body: bytes, kind: str, headers: dict[str, str], status: int = 200) -> Response:
    """Send an answer, or 304 to who has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("if-none-match") == tag and status == 200:
        return Response(status_code=304, headers=headers | {"ETag": tag})
    return Response(body, status, headers | {"ETag": tag}, kind)


def _text(words: Text, lang: str) -> str:
    text: str = getattr(words, lang)
    return text


def _paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs of a text, each as its lines."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [[line for line in part.split("\n") if line.strip()] for part in parts if part.strip()]


def _numbered(reports: Iterable[PublicReport]) -> list[str]:
    """Number the reports that have a place."""
    marks = iter(map(str, range(1, 1000)))
    return [next(marks) if each.spot else "" for each in reports]


def _lettered(events: Iterable[PublicEvent]) -> list[str]:
    """Letter the events that have a place: A to Z, then AA, AB."""
    marks = iter([*LETTERS, *(first + second for first in LETTERS for second in LETTERS)])
    return [next(marks) if each.spot else "" for each in events]


def _circles(drawing: Drawing | None, spots: Iterable[tuple[str, Spot]], kind: str) -> list[dict[str, Any]]:
    """Return the circles of the map; marks at one place share a circle."""
    if drawing is None:
        return []
    shared: dict[Spot, list[str]] = {}
    for mark, spot in spots:
        shared.setdefault(spot, []).append(mark)
    circles = []
    for spot, marks in shared.items():
        x, y = on_map(spot.position, drawing.centre, drawing.units_per_metre)
        if 0 <= x <= SIZE and 0 <= y <= SIZE:
            radius = round(spot.radius_m * drawing.units_per_metre)
            label = ", ".join(marks)
            circles.append({"x": round(x), "y": round(y), "r": radius, "label": label, "kind": kind})
    return circles


@cache
def _style() -> str:
    return resources.files("igiz.share").joinpath("templates", "public.css").read_text(encoding="utf-8")


def _font(request: Request) -> str | None:
    """Return the file of the font among what the application serves under /assets, or nothing."""
    for route in request.app.routes:
        folder = getattr(getattr(route, "app", None), "directory", None)
        if getattr(route, "path", None) == "/assets" and folder is not None:
            return next((each.name for each in sorted(Path(folder).glob(FONT))), None)
    return None
