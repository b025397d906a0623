"""A disk that keeps a log of what was done to its files, and says what a power cut at any moment leaves of them.

A write counts as kept only once its file was synced. Of the rest a cut keeps what chance says: whole writes, single
sectors of them, a beginning, nothing. Names of files that were made or deleted without a sync may come back or go.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Made:
    """A file was made under a name."""

    name: str
    file: int


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes were written, not yet synced."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was cut to a size, not yet synced."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """All that was done to a file before is kept, and its name too."""

    file: int


@dataclass(frozen=True, slots=True)
class Deleted:
    """A name was deleted; `synced`: the folder too."""

    name: str
    synced: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A caller was told that this is durable."""

    what: object


Event = Made | Written | Cut | Synced | Deleted | Told


@dataclass
class _File:
    kept: bytearray
    waiting: list[Written | Cut] = field(default_factory=list)

    def sync(self) -> None:
        for each in self.waiting:
            _do(self.kept, each)
        self.waiting.clear()


@dataclass(frozen=True)
class Survivors:
    """What a cut left: the content of each file by name, and what callers had been told before."""

    files: dict[str, bytes]
    told: list[object]


def survivors(
    start: dict[str, bytes], log: Iterable[Event], cuts: list[int], rng: random.Random
) -> Iterator[Survivors]:
    """Yield what a cut before each of these events (numbers, ascending) leaves."""
    state = _State(start)
    wanted = iter(cuts)
    following = next(wanted, None)
    for number, event in enumerate(log):
        while following == number:
            yield state.cut(rng)
            following = next(wanted, None)
        state.take(event)
    while following is not None:
        yield state.cut(rng)
        following = next(wanted, None)


class _State:
    """The disk at one moment of the log."""

    def __init__(self, start: dict[str, bytes]) -> None:
        self.files: dict[int, _File] = {}
        self.names: dict[str, int] = {}
        self.waiting_names: list[tuple[str, int | None]] = []
        self.told: list[object] = []
        for number, (name, content) in enumerate(start.items()):
            self.files[-1 - number] = _File(bytearray(content))
            self.names[name] = -1 - number
        self.known = dict(self.names)

    def take(self, event: Event) -> None:
        match event:
            case Made(name, file):
                if name in self.known and file not in self.files:
                    self.files[file] = self.files[self.known[name]]
                else:
                    self.files[file] = _File(bytearray())
                    self.waiting_names.append((name, file))
                self.known[name] = file
            case Written() | Cut():
                self.files[event.file].waiting.append(event)
            case Synced(file):
                self.files[file].sync()
                self._keep_names([each for each in self.waiting_names if each[1] == file])
            case Deleted(name, synced):
                del self.known[name]
                self.waiting_names.append((name, None))
                if synced:
                    self._keep_names(list(self.waiting_names))
            case Told(what):
                self.told.append(what)

    def _keep_names(self, chosen: list[tuple[str, int | None]]) -> None:
        for name, file in chosen:
            self.waiting_names.remove((name, file))
            if file is None:
                self.names.pop(name, None)
            else:
                self.names[name] = file

    def cut(self, rng: random.Random) -> Survivors:
        names = dict(self.names)
        for name, file in self.waiting_names:
            if rng.random() < 0.5:
                names.pop(name, None) if file is None else names.update({name: file})
        return Survivors({name: _torn(self.files[file], rng) for name, file in names.items()}, list(self.told))


def _torn(file: _File, rng: random.Random) -> bytes:
    """Return the content of a file after a cut: what was synced, and of the rest what chance keeps."""
    content = bytearray(file.kept)
    kind = rng.choice(("none", "beginning", "writes", "sectors", "all"))
    waiting = file.waiting
    if kind == "none":
        waiting = []
    elif kind == "beginning":
        waiting = waiting[: rng.randint(0, len(waiting))]
        if waiting and isinstance(waiting[-1], Written):
            waiting = [*waiting[:-1], *_sectors(waiting[-1])[: rng.randint(0, 8)]]
    elif kind == "writes":
        share = rng.random()
        waiting = [each for each in waiting if rng.random() < share]
    elif kind == "sectors":
        share = rng.random()
        parts = (part for each in waiting for part in (_sectors(each) if isinstance(each, Written) else [each]))
        waiting = [part for part in parts if rng.random() < share]
    for each in waiting:
        _do(content, each)
    return bytes(content)


def _sectors(write: Written) -> list[Written | Cut]:
    """Split a write where the sectors of the disk end."""
    parts: list[Written | Cut] = []
    first, end = write.offset, write.offset + len(write.data)
    while first < end:
        last = min(end, (first // SECTOR + 1) * SECTOR)
        parts.append(Written(write.file, first, write.data[first - write.offset : last - write.offset]))
        first = last
    return parts


def _do(content: bytearray, event: Written | Cut) -> None:
    if isinstance(event, Cut):
        del content[event.size :]
        content.extend(bytes(event.size - len(content)))
        return
    end = event.offset + len(event.data)
    content.extend(bytes(max(0, end - len(content))))
    content[event.offset : end] = event.data
