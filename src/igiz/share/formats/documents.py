"""Read the words of a file, piece by piece: time grows with its length, memory does not, and both have an end.

A piece ends between two words, and the next one begins some words before that, so that nothing is cut in two.
"""

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.parsers import expat

MOST_UNPACKED = 8 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_DEPTH = 256
MOST_TAG = 512 * 1024
"""Bytes of one tag or comment: the parser reads an unfinished one again with each piece."""
PIECE = 64 * 1024
OVERLAP = 512
_WHITE = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED_WHITE = "bfnrt"
_ENDS = frozenset({"p", "h", "br", "cr", "tab", "tr", "tc", "c", "v", "si", "is", "row", "line-break", "s", "sectPr"})
"""Elements whose end parts two words; any other may end within a word, as the runs of a text processor do."""


class DocumentError(Exception):
    """A file cannot be read: it is damaged, or larger inside than is looked at (`too_large`)."""

    def __init__(self, what: str, *, too_large: bool = False) -> None:
        super().__init__(what)
        self.too_large = too_large


def pieces(kind: str, data: bytes) -> Iterator[str]:
    """Return what can be read in a file of a media type as it lies there, or refuse it."""
    if "officedocument" in kind or "opendocument" in kind:
        yield from _packed(data)
        return
    for encoding in ("utf-8", "utf-16-le"):
        yield from overlapping(_decoded(encoding, data))
    if kind == "application/json":
        yield from map(_unescaped, overlapping(_decoded("utf-8", data)))


def is_text(data: bytes) -> bool:
    """Say whether data are text in UTF-8 without NUL."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), PIECE):
            decoder.decode(data[at : at + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _decoded(encoding: str, data: bytes) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("ignore")
    for at in range(0, len(data), PIECE):
        yield decoder.decode(data[at : at + PIECE])


class _Window:
    """Gathers texts into pieces that overlap; white space counts once, however much there is."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._size = 0

    def add(self, text: str) -> Iterator[str]:
        """Take in a text; give a piece when there is enough."""
        self._held.append(text)
        self._size += len(text)
        if self._size >= PIECE:
            piece = self.rest()
            end = piece.rfind(" ", max(0, len(piece) - OVERLAP))
            end = len(piece) if end < 0 else end
            start = piece.find(" ", max(0, end - OVERLAP), end)
            self._held, self._size = [piece[max(0, end - OVERLAP if start < 0 else start) :]], 0
            yield piece[:end]

    def rest(self) -> str:
        """Return what no piece held yet."""
        return _WHITE.sub(" ", "".join(self._held))


def overlapping(texts: Iterable[str]) -> Iterator[str]:
    """Gather texts into pieces."""
    window = _Window()
    for text in texts:
        yield from window.add(text)
    yield window.rest()


def _unescaped(text: str) -> str:
    """Return a text of JSON as it reads once its escapes are resolved."""
    return _ESCAPE.sub(_resolved, text)


def _resolved(found: re.Match[str]) -> str:
    number, letter = found.groups()
    if number is not None:
        return chr(int(number, 16))
    return " " if letter in _ESCAPED_WHITE else letter


# ---- packed documents: OOXML and OpenDocument ----------------------------------------------------------------------

_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)


def _packed(data: bytes) -> Iterator[str]:
    """Read the XML of a packed document."""
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise DocumentError(f"The file has more than {MOST_MEMBERS} parts.", too_large=True)
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            for member in packed.infolist():
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    reader = _Xml(member.filename)
                    for chunk in _unpacked(packed, member, left):
                        left -= len(chunk)
                        yield from reader.feed(chunk)
                    yield from reader.end()
    except _BROKEN:
        raise DocumentError("The file is damaged or locked and cannot be checked.") from None


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """Unpack a member; what it unpacks to is counted as it comes, not as it says."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DocumentError(f"{member.filename} in it is packed in a way that such files do not use.")
    with packed.open(member) as file:
        while chunk := file.read(PIECE):
            most -= len(chunk)
            if most < 0:
                megabytes = MOST_UNPACKED // 1024 // 1024
                raise DocumentError(f"The text of the file unpacks to more than {megabytes} MB.", too_large=True)
            yield chunk


class _Xml:
    """Reads one member: its text as it stands on the page, and once more with each tag taken for a space."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fed = self._depth = 0
        self._glued: list[str] = []
        self._parted: list[str] = []
        self._windows = (_Window(), _Window())
        parser = expat.ParserCreate(intern=None)
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        self._parser = parser

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Take in bytes and give the text that they hold."""
        self._fed += len(chunk)
        self._parse(chunk, final=False)
        if self._fed - self._parser.CurrentByteIndex > MOST_TAG + PIECE:
            raise DocumentError(f"{self._name} in it has a tag or comment of more than {MOST_TAG} bytes.")
        yield from self._taken()

    def end(self) -> Iterator[str]:
        """Give the rest."""
        self._parse(b"", final=True)
        yield from self._taken()
        for window in self._windows:
            yield window.rest()

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            where = f"{self._name}, line {error.lineno}, column {error.offset}"
            what = expat.errors.messages.get(error.code, "cannot be read")
            raise DocumentError(f"The file is damaged and cannot be checked: {where}: {what}.") from None

    def _taken(self) -> Iterator[str]:
        for window, texts in zip(self._windows, (self._glued, self._parted), strict=True):
            yield from window.add("".join(texts))
            texts.clear()

    def _start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise DocumentError(f"{self._name} in it is nested more than {MOST_DEPTH} deep.")
        self._part(name)
        for value in attributes[1::2]:
            self._parted += (value, " ")

    def _ended(self, name: str) -> None:
        self._depth -= 1
        self._part(name)

    def _part(self, name: str) -> None:
        self._parted.append(" ")
        if name.rpartition(":")[2] in _ENDS:
            self._glued.append(" ")

    def _text(self, text: str) -> None:
        self._glued.append(text)
        self._parted.append(text)

    def _entity(self, *_declared: object) -> None:
        raise DocumentError(f"{self._name} in it declares entities; such files do not use them.")
