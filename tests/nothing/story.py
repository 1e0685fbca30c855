"""A relay that keeps too much, and everywhere that somebody could look."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from audit.memory import memory_of
from audit.search import Found, Search, find, found_by, marks_of
from tests.browser.place import Place
from tests.browser.windows import Window

LEAKY = (sys.executable, "-m", "tests.nothing.leaky_relay")


@dataclass
class Looking:
    """Searches everything that belongs to the relay; `found` grows. `looked` counts the bytes."""

    place: Place
    texts: dict[str, str]
    found: list[Found] = field(default_factory=list)
    looked: dict[str, int] = field(default_factory=dict)

    def at_the_relay(self, when: str) -> None:
        """Memory, database with what stands beside it, logs."""
        assert self.place.relay is not None
        search = Search(marks_of(self.texts))
        for part in memory_of(self.place.relay.pid):
            search.feed(part.data, part.at)
            self.looked["memory"] = self.looked.get("memory", 0) + len(part.data)
        search.end()
        self.found += found_by(search, f"memory, {when}")
        folder, name = self.place.database.parent, self.place.database.name
        for file in sorted(folder.glob(f"{name}*")):
            self._look("database", f"{file.name}, {when}", file.read_bytes())
        self._look("log", f"log, {when}", self.place.log.read_bytes())

    def on_the_wire(self, window: Window, who: str) -> None:
        """Every frame, each for itself and all together, and every address asked for."""
        self._look("wire", f"frames of {who}", b"".join(window.wire.all))
        addresses = "\n".join(window.wire.addresses).encode()
        self._look("addresses", f"addresses asked by {who}", addresses)

    def where(self) -> set[str]:
        """The kinds of places in which something was found."""
        return {one.where.split(" ")[0].split(",")[0].split(".")[0] for one in self.found}

    def _look(self, kind: str, where: str, data: bytes) -> None:
        self.looked[kind] = self.looked.get(kind, 0) + len(data)
        self.found += find(data, self.texts, where)
