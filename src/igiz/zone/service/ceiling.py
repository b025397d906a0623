"""The ceiling of the instance: no text that somebody writes is stored if it is marked above what may be held here."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from igiz.core.errors import BadRequest, Fault


def above(text: str, marks: tuple[str, ...]) -> str | None:
    """Return the first mark above the instance's ceiling that a text carries as words of their own, or nothing."""
    if not marks:
        return None
    found = _pattern(marks).search(text)
    return None if found is None else " ".join(found.group().split()).upper()


def above_in(value: object, marks: tuple[str, ...]) -> str | None:
    """Return the same of all texts within a value of JSON, as they read; a mark lies within one of them."""
    return above("\0".join(texts_of(value)), marks) if marks else None


def texts_of(value: object) -> Iterator[str]:
    """Return the names and texts within a value of JSON, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += one
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one


def refuse_above(marks: tuple[str, ...], texts: Iterable[tuple[str, str | None]]) -> None:
    """Refuse texts, each with where it stands, of which one is marked above what this instance may hold."""
    found = ((where, above(text, marks)) for where, text in texts if text)
    faults = [Fault(where, f"marked {mark}: share it by the means meant for that") for where, mark in found if mark]
    if faults:
        raise BadRequest(
            "It is marked above what this instance may hold. Nothing was stored.", slug="above-ceiling", faults=faults
        )


@cache
def _pattern(marks: tuple[str, ...]) -> re.Pattern[str]:
    """Look for the marks, longest first, with any white space between their words."""
    longest_first = sorted(marks, key=len, reverse=True)
    words = (r"[\s_-]+".join(map(re.escape, mark.split())) for mark in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
