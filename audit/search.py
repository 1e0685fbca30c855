"""Looking for texts in bytes of any kind and size, in every way in which a text is written down.

Pure: bytes come in pieces through `Search.feed`, of which only the last two kilobytes are kept.
What stands packed is unpacked on the way (`audit.packed`), also twice.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from audit.packed import STARTS, Stream
from audit.spelled import needles

PAGE: Final = 4096
MIDDLE: Final = "éя"
LETTERS: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LOOK: Final = 1024
"""Bytes around a place that are looked at to tell which text it is; no needle is longer."""
DEEPEST: Final = 2
MOST_STREAMS: Final = 24
MOST_HITS: Final = 32
MOST_NAMED: Final = 4096
MOST_CLOSE: Final = 256
"""Places of one text in one encoding that are told; of one mark that are looked for at all; and
that are looked for however close they stand. A place that is full of them need not be counted."""


class Found(NamedTuple):
    """A text that should not be there: which one, how it was written, and where."""

    what: str
    encoding: str
    where: str


class Hit(NamedTuple):
    """Where a text stands: whose mark, which one, its encoding, how often it was packed, the place
    in bytes."""

    mark: str
    what: str
    encoding: str
    packed: int
    at: int


@dataclass(frozen=True)
class Mark:
    """A word to look for; bytes are looked for as they are. `texts` are longer ones with the word
    in them, by their names: where one stands, it is called so; elsewhere it is called `name`."""

    name: str
    word: str | bytes
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)


def make_word(size: int = 14) -> str:
    """Letters that nobody has ever written in this order."""
    return "".join(secrets.choice(LETTERS) for _ in range(size))


def make_canary(middle: str = MIDDLE) -> str:
    """A text that nobody has ever written, with letters beyond ASCII between two halves."""
    return f"{make_word()}{middle}{make_word()}"


def halves(text: str) -> tuple[str, ...]:
    """The two ASCII ends of a canary: wherever the whole stands, in whatever writing, they do."""
    left, _, right = text.partition(MIDDLE)
    return (left, right) if right else (text,)


def ways_of(word: str | bytes) -> Mapping[str, tuple[bytes, ...]]:
    """What to look for, by its encoding."""
    return needles(word) if isinstance(word, str) else {"plain": (word,)}


class Wanted:
    """Everything to look for, spelled out once: a mark, an encoding, its bytes."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.ways = [
            (mark, name, way)
            for mark in marks
            for name, ways in ways_of(mark.word).items()
            for way in ways
        ]


class Search:
    """Takes the bytes of one place in order. `hits` grows; `looked` counts bytes, also those that
    were unpacked; `cut` counts streams that were not read to their end."""

    def __init__(self, marks: Sequence[Mark] | Wanted, depth: int = DEEPEST) -> None:
        self.hits: list[Hit] = []
        self.counts: Counter[tuple[str, str]] = Counter()
        self.looked = 0
        self.cut = 0
        self._wanted = marks if isinstance(marks, Wanted) else Wanted(marks)
        self._depth = depth
        self._streams: list[tuple[Stream, Search]] = []
        self._held = b""
        self._begin = 0  # where the first byte held stands
        self._done = 0  # nothing before this place is still to be looked at

    def feed(self, data: bytes, at: int | None = None) -> None:
        """The next bytes. `at`: where they stand, if not right after the last ones."""
        end = self._begin + len(self._held)
        if at is not None and at != end:
            self.end()
            self._held, self._begin, self._done = b"", at, at
        self.looked += len(data)
        for stream, inner in self._streams:
            self._unpack(stream, inner, data)
        self._streams = [one for one in self._streams if one[0].alive]
        self._held += data
        self._look(self._begin + len(self._held) - LOOK)
        keep = max(0, self._done - self._begin - LOOK)
        self._held, self._begin = self._held[keep:], self._begin + keep

    def end(self) -> None:
        """There is no more."""
        self._look(self._begin + len(self._held))
        for stream, inner in self._streams:
            self._close(stream, inner)
        self._streams = []

    def all(self, data: bytes) -> Search:
        """Everything at once."""
        self.feed(data)
        self.end()
        return self

    def _look(self, until: int) -> None:
        if until <= self._done:
            return
        low, high = self._done - self._begin, until - self._begin
        self._done = until
        for mark, encoding, way in self._wanted.ways:
            at = self._held.find(way, low, high + len(way) - 1)
            while at >= 0 and (many := self.counts[mark.name, encoding]) < MOST_NAMED:
                self._hit(mark, encoding, at, len(way))
                step = 1 if many < MOST_CLOSE else LOOK
                at = self._held.find(way, at + step, high + len(way) - 1)
        if self._depth:
            for start in STARTS.finditer(self._held, low):
                if start.start() >= high:
                    break
                self._open(start.start())

    def _hit(self, mark: Mark, encoding: str, at: int, size: int) -> None:
        self.counts[mark.name, encoding] += 1
        what = self._which(mark, encoding, at, size)
        if what != mark.name:
            self.counts[what, encoding] += 1
        if self.counts[what, encoding] <= MOST_HITS:
            self.hits.append(Hit(mark.name, what, encoding, 0, self._begin + at))

    def _which(self, mark: Mark, encoding: str, at: int, size: int) -> str:
        """The nearest text of this mark."""
        begin = max(0, at - LOOK // 4)
        around = self._held[begin : at + size + LOOK // 4]
        near = [
            (abs(begin + found - at), name)
            for name, text in mark.texts.items()
            for way in needles(text)[encoding]
            if (found := around.find(way)) >= 0
        ]
        return min(near, default=(0, mark.name))[1]

    def _open(self, at: int) -> None:
        stream = Stream(self._begin + at, self._held[at : at + LOOK])
        inner = Search(self._wanted, self._depth - 1)
        self._unpack(stream, inner, self._held[at:])
        if not stream.alive:
            return
        if len(self._streams) >= MOST_STREAMS:
            # What looks like a stream and has given nothing yet is most likely none.
            least = min(self._streams, key=lambda one: one[0].size)
            self.cut += least[0].size > 0
            self._streams.remove(least)
            self._close(*least)
        self._streams.append((stream, inner))

    def _unpack(self, stream: Stream, inner: Search, data: bytes) -> None:
        for part in stream.feed(data):
            inner.feed(part)
        if not stream.alive:
            self._close(stream, inner)

    def _close(self, stream: Stream, inner: Search) -> None:
        inner.end()
        self.cut += stream.cut + inner.cut
        self.looked += inner.looked
        self.counts.update(inner.counts)
        for hit in inner.hits[: MOST_HITS * 4]:
            self.hits.append(hit._replace(packed=hit.packed + 1, at=stream.at))


def marks_of(texts: Mapping[str, str]) -> list[Mark]:
    """Both halves of each text, by its name."""
    return [Mark(name, half) for name, text in texts.items() for half in halves(text)]


def find(haystack: bytes, texts: Mapping[str, str], where: str) -> list[Found]:
    """Every text (by its name) that stands in `haystack`, also inside of what is compressed."""
    return found_by(Search(marks_of(texts)).all(haystack), where)


def found_by(search: Search, where: str) -> list[Found]:
    """What a search has found, each once."""
    found = [
        Found(hit.what, hit.encoding, f"{where}, compressed" if hit.packed else where)
        for hit in search.hits
    ]
    return list(dict.fromkeys(found))


def without_empty_pages(data: bytes) -> bytes:
    """Most of a process's memory was never written: nothing can stand there."""
    return b"".join(part for _, part in written_pages(data))


def written_pages(data: bytes) -> Iterable[tuple[int, bytes]]:
    """Runs of pages that are not empty, each with its place."""
    empty, begin = bytes(PAGE), None
    for at in range(0, len(data), PAGE):
        page = data[at : at + PAGE]
        if page == empty[: len(page)]:
            if begin is not None:
                yield begin, data[begin:at]
            begin = None
        elif begin is None:
            begin = at
    if begin is not None:
        yield begin, data[begin:]
