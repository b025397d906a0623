"""What is in a PDF is looked at in a process of its own, which is ended in time."""

import io
import random
import threading

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from igiz.core.errors import BadRequest, Problem, TooLarge, TooMany, WrongMediaType
from igiz.share.service import inspecting

KIND = "application/pdf"


def pdf(text: str, password: str | None = None) -> bytes:
    """A PDF of one page; its text is packed."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    words = DecodedStreamObject()
    words.set_data(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    page[NameObject("/Contents")] = writer._add_object(words.flate_encode())
    if password is not None:
        writer.encrypt(password)
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


def look(data: bytes) -> None:
    inspecting.under_ceiling(("GEHEIM",), "plan.pdf", KIND, data)


def test_a_mark_in_a_pdf_is_found() -> None:
    look(pdf("Openbaar"))
    with pytest.raises(BadRequest, match="above what"):
        look(pdf("Dit is geheim"))


def test_a_locked_or_damaged_pdf_is_refused() -> None:
    with pytest.raises(WrongMediaType, match="password"):
        look(pdf("x", "secret"))
    good, rng = pdf("Openbaar"), random.Random(1)
    for _ in range(8):
        data = bytearray(good)
        for at in rng.sample(range(8, len(data)), 12):
            data[at] = rng.randrange(256)
        try:
            look(bytes(data))
        except Problem as refusal:
            assert refusal.status in (413, 415)


def test_a_pdf_that_takes_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "MOST_SECONDS", 0.01)
    with pytest.raises(TooLarge, match="seconds"):
        look(pdf("x"))


def test_no_more_are_read_at_once_than_there_are_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(inspecting, "MOST_WAITING_SECONDS", 0.01)
    with inspecting._places, pytest.raises(TooMany):
        look(pdf("x"))
    look(pdf("x"))
