"""What a conversation shows, in order, with what is known about each text's delivery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from orgkeys.machines.views import Delivery, Note, NoteKind

PATIENCE: Final = 30.0
"""Seconds after which a text without receipt is shown as not delivered; it may be still."""
NOBODY_YET: Final = -1
"""Stands among the readers of a text that could not be sent to anybody yet."""
UNPLACED: Final = float("inf")


@dataclass
class _Line:
    key: str
    kind: NoteKind
    sender: int
    alias: str = field(repr=False)
    text: str = field(repr=False)
    mine: bool
    passed_on: bool
    order: float  # the place; between two places for what has none; at the end while unknown
    since: float
    readers: set[int]
    delivered: bool = False


class Notes:
    """The notes of one conversation, by place in the transcript."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._made = 0
        self._top = 0.0

    def text(
        self,
        text: str,
        now: float,
        *,
        sender: int,
        alias: str = "",
        mine: bool = False,
        passed_on: bool = False,
        order: float = UNPLACED,
        readers: Iterable[int] = (),
    ) -> str:
        """Add a text; `order` is its place where it has one. Returns its key."""
        if order != UNPLACED:
            self._top = max(self._top, order)
        return self._add("text", sender, alias, text, mine, passed_on, order, now, set(readers))

    def event(self, kind: NoteKind, now: float, *, sender: int = 0, alias: str = "") -> None:
        """Add what happened just now: somebody came, something is missing."""
        self._add(kind, sender, alias, "", False, False, self._top + 0.5, now, set())

    def _add(
        self,
        kind: NoteKind,
        sender: int,
        alias: str,
        text: str,
        mine: bool,
        passed_on: bool,
        order: float,
        now: float,
        readers: set[int],
    ) -> str:
        self._made += 1
        key = f"n{self._made}"
        self._lines[key] = _Line(
            key, kind, sender, alias, text, mine, passed_on, order, now, readers
        )
        return key

    def place(self, key: str, order: float) -> None:
        """A text has got its place."""
        self._top = max(self._top, order)
        if key in self._lines:
            self._lines[key].order = order

    def sent_to(self, key: str, readers: Iterable[int], now: float) -> None:
        """A text goes out to these: it is delivered when they all have it."""
        line = self._lines.get(key)
        if line is not None:
            if NOBODY_YET in line.readers:
                line.since = now
            line.readers.discard(NOBODY_YET)
            line.readers.update(readers)

    def delivered(self, key: str, reader: int) -> None:
        """A reader's device has opened it."""
        line = self._lines.get(key)
        if line is not None and reader in line.readers:
            line.readers.discard(reader)
            line.delivered = True

    def gone(self, reader: int) -> None:
        """Nothing more is expected from this reader."""
        for line in self._lines.values():
            line.readers.discard(reader)

    def remove(self, key: str) -> None:
        """Take a note away."""
        self._lines.pop(key, None)

    def clear(self) -> None:
        """Forget every word."""
        self._lines.clear()

    def view(self, now: float) -> tuple[Note, ...]:
        """All notes in their order."""
        ordered = sorted(self._lines.values(), key=lambda line: line.order)
        return tuple(
            Note(
                key=line.key,
                kind=line.kind,
                sender=line.sender,
                alias=line.alias,
                mine=line.mine,
                text=line.text,
                delivery=_delivery(line, now),
                passed_on=line.passed_on,
            )
            for line in ordered
        )


def _delivery(line: _Line, now: float) -> Delivery:
    if not line.mine:
        return "received"
    if NOBODY_YET in line.readers:
        return "sending"
    if not line.readers:
        return "delivered" if line.delivered else "not-delivered"
    return "not-delivered" if now - line.since > PATIENCE else "sending"
