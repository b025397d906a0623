"""Look inside a file for a marking above what the instance may hold, however the file was made."""

import subprocess
import sys
import threading
from collections.abc import Iterator

from igiz.core.errors import BadRequest, Fault, TooLarge, TooMany, WrongMediaType
from igiz.share.formats import documents, pdf
from igiz.zone.service import ceiling

MOST_SECONDS = 20
"""For the words of one PDF; it is read in a process of its own, which is ended then."""
MOST_AT_ONCE = 2
MOST_WAITING_SECONDS = 10
_places = threading.BoundedSemaphore(MOST_AT_ONCE)
_REASONS = {
    pdf.LOCKED: "The PDF is locked and cannot be checked: send it without a password.",
    pdf.DAMAGED: "The PDF is damaged and cannot be checked.",
}


def under_ceiling(marks: tuple[str, ...], name: str, kind: str, data: bytes) -> None:
    """Refuse a file that carries a mark above the ceiling, or that cannot be read to see whether it does."""
    try:
        found = (ceiling.above(piece, marks) for piece in _pieces(kind, data))
        mark = next((each for each in found if each is not None), None)
    except documents.DocumentError as refusal:
        raise (TooLarge if refusal.too_large else WrongMediaType)(str(refusal)) from None
    if mark is not None:
        raise BadRequest(
            "The file is marked above what this instance may hold. Nothing was stored.",
            slug="above-ceiling",
            faults=[Fault(name, f"marked {mark}: share it by the means meant for that")],
        )


def _pieces(kind: str, data: bytes) -> Iterator[str]:
    yield from documents.pieces(kind, data)
    if kind == "application/pdf":
        yield from documents.overlapping(_lines_of_pdf(data))


def _lines_of_pdf(data: bytes) -> list[str]:
    if not _places.acquire(timeout=MOST_WAITING_SECONDS):
        raise TooMany("Other files are being checked: send this one again in a while.")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", pdf.__name__],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooLarge(f"The PDF takes more than {MOST_SECONDS} seconds to check: send it in parts.") from None
    finally:
        _places.release()
    if done.returncode == pdf.TOO_LONG:
        raise TooLarge(f"The PDF has more than {pdf.MOST_LETTERS} letters: send it in parts.")
    if done.returncode:
        raise WrongMediaType(_REASONS.get(done.returncode, "The PDF cannot be checked: save it anew as a plain PDF."))
    return done.stdout.decode("utf-8", "ignore").splitlines(keepends=True)
