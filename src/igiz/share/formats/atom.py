"""Atom (RFC 4287): what is new, for readers of feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = {code: 0xFFFD for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `id` is an IRI that never changes, `link` the page about it."""

    id: str
    link: str
    title: str
    text: str
    lang: str
    author: str
    published: datetime
    updated: datetime


def write(title: str, lang: str, link: str, own_link: str, updated: datetime, entries: Sequence[Entry]) -> bytes:
    """Write a feed; `link` is the page it belongs to, `own_link` its own address."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    _add(feed, "id", own_link)
    _add(feed, "title", title)
    _add(feed, "updated", _time(updated))
    _add(feed, "link", rel="self", href=own_link, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=link, type="text/html")
    for each in entries:
        entry = ElementTree.SubElement(
            feed, f"{{{ATOM}}}entry", {"{http://www.w3.org/XML/1998/namespace}lang": each.lang}
        )
        _add(entry, "id", each.id)
        _add(entry, "title", each.title)
        _add(entry, "published", _time(each.published))
        _add(entry, "updated", _time(each.updated))
        _add(ElementTree.SubElement(entry, f"{{{ATOM}}}author"), "name", each.author)
        _add(entry, "link", rel="alternate", href=each.link, type="text/html")
        _add(entry, "content", each.text, type="text")
    data: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        element.text = text.translate(_NOT_XML)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
