"""The words of a file: found however it was made, in time that grows with its length and in bounded memory."""

import io
import tracemalloc
import zipfile

import pytest

from igiz.share.formats import documents
from igiz.zone.service import ceiling

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKS = ("GEHEIM", "TOP SECRET")


def packed(xml: str, name: str = "word/document.xml", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A document with one part."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as file:
        file.writestr(name, xml)
    return into.getvalue()


def mark_in(kind: str, data: bytes) -> str | None:
    return next((mark for piece in documents.pieces(kind, data) if (mark := ceiling.above(piece, MARKS))), None)


MARKED = {
    "in a paragraph of its own": "<w:p>Rapport</w:p><w:p>GEHEIM</w:p><w:p>Inhoud</w:p>",
    "in two runs": "<w:p><w:r><w:t>Is GEH</w:t></w:r><w:r><w:t>EIM.</w:t></w:r></w:p>",
    "in cells": "<row><c><v>Top</v></c><c><v>secret</v></c></row>",
    "after a line break": "<p>Rapport<br/>GEHEIM<br/>Inhoud</p>",
    "as a water mark": '<v:textpath string="GEHEIM"/>',
    "by number": "&#71;&#x45;HEIM",
    "with much space": f"TOP{' ' * 3_000_000}SECRET",
}


@pytest.mark.parametrize("how", MARKED)
def test_a_mark_is_found(how: str) -> None:
    assert mark_in(DOCX, packed(f"<a>{MARKED[how]}</a>")) == (
        "TOP SECRET" if "ecret" in MARKED[how].lower() else "GEHEIM"
    )


@pytest.mark.parametrize("before", range(65_500, 65_560, 4))
def test_a_mark_is_found_wherever_a_piece_ends(before: int) -> None:
    text = "y" * (before - 400) + " " + "x" * 399 + " TOP SECRET " + "z " * 90_000
    assert mark_in("text/plain", text.encode()) == "TOP SECRET"
    assert mark_in("text/plain", text.replace("SECRET", "SECRETARY").replace(" TOP", "STOP").encode()) is None


def test_a_mark_in_escaped_json_is_found() -> None:
    assert mark_in("application/json", rb'{"a": "Onderwerp\nGEHEIM\tb"}') == "GEHEIM"
    assert mark_in("application/json", rb'{"a": "\u0047EHEIM"}') == "GEHEIM"
    assert mark_in("application/json", rb'{"a": "geheimen"}') is None


CRAFTED = {
    "many openings": "<" * 1_000_000,
    "many tags": "<a>" + "<b/>" * 400_000 + "</a>",
    "deep": "<a>" * 1_000_000,
    "many attributes": "<a " + "".join(f'a{number}="" ' for number in range(300_000)) + "/>",
    "a long comment": "<a><!--" + "x" * 6_000_000 + "--></a>",
    "much text": "<a>" + "ab " * 700_000 + "</a>",
    "entities": '<!DOCTYPE a [<!ENTITY b "GEHEIM">]><a>&b;</a>',
    "more than is looked at": "<a>" + " " * 30_000_000 + "</a>",
}
REFUSED = {"many openings", "deep", "many attributes", "a long comment", "entities", "more than is looked at"}


@pytest.mark.parametrize("how", CRAFTED)
def test_a_crafted_document_costs_little(how: str) -> None:
    data = packed(CRAFTED[how])
    try:
        found = mark_in(DOCX, data)
        assert sum(map(len, documents.pieces(DOCX, data))) <= 3 * len(CRAFTED[how])
    except documents.DocumentError as refusal:
        assert how in REFUSED and str(refusal)
        assert refusal.too_large == (how == "more than is looked at")
    else:
        assert how not in REFUSED and found is None
    tracemalloc.start()
    try:
        mark_in(DOCX, data)
    except documents.DocumentError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 32 * 1024 * 1024


def broken(data: bytes) -> bytes:
    """The same with its compressed part changed."""
    at = data.index(b"document.xml") + len("document.xml")
    return data[:at] + b"\xff" * 20 + data[at + 20 :]


def test_a_damaged_document_is_refused() -> None:
    good = packed("<a>" + "words " * 1000 + "</a>")
    for data in (broken(good), good[:-30], packed("<a>", method=zipfile.ZIP_LZMA), packed("<a>"), b"PK\x03\x04"):
        with pytest.raises(documents.DocumentError):
            mark_in(DOCX, data)


def test_a_document_of_very_many_parts_is_refused() -> None:
    with pytest.raises(documents.DocumentError, match="parts"):
        mark_in(DOCX, packed("<a/>") + b"PK\x01\x02" * 3000)
