"""One conversation with a canary in every field, and everywhere that somebody could look."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, expect

from audit.memory import memory_of
from audit.search import Found, Search, find, found_by, make_canary, marks_of
from tests.browser.fixtures import Windows
from tests.browser.place import NOTICE, Place
from tests.browser.windows import Console, Survivor, Window

RELAY = (sys.executable, "-m", "relay")
READABLE = (sys.executable, "-m", "tests.nothing.readable_relay")
LEAKY = (sys.executable, "-m", "tests.nothing.leaky_relay")

# The organisation asks something after the end.
_QUESTION = 'survey-1 = "What helped you?"'
ASKING = f"{NOTICE.replace('[texts.ar]', f'{_QUESTION}{chr(10)}[texts.ar]')}{_QUESTION}\n"

CAP_SYS_PTRACE = 19


def real_relay() -> Sequence[str]:
    """The program itself where its memory can be read, which takes a right that root may lack."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (rights,) = (line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))
    return RELAY if int(rights, 16) >> CAP_SYS_PTRACE & 1 else READABLE


@dataclass(frozen=True)
class Canaries:
    """A random text for every field. The alias and the passphrase have no letters beyond ASCII."""

    name: str = field(default_factory=make_canary)
    first: str = field(default_factory=make_canary)
    said: str = field(default_factory=make_canary)
    answered: str = field(default_factory=make_canary)
    draft: str = field(default_factory=make_canary)
    survey: str = field(default_factory=make_canary)
    alias: str = field(default_factory=lambda: make_canary(""))
    passphrase: str = field(default_factory=lambda: make_canary("-"))

    def texts(self) -> dict[str, str]:
        return dict(vars(self))


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


@dataclass
class Told:
    """What became of the story."""

    looking: Looking
    survivor: Survivor
    console: Console


def make_place(
    folder: Path, canaries: Canaries, command: Sequence[str], **options: object
) -> Place:
    place = Place(
        folder,
        aliases=(canaries.alias,),
        passphrase=canaries.passphrase,
        command=command,
        notice=ASKING,
        **options,  # type: ignore[arg-type]
    )
    return place.found()


def tell(
    browser: Browser,
    place: Place,
    canaries: Canaries,
    also: Callable[[Told], None] = lambda _: None,
) -> Told:
    """Two windows, one conversation, a search at each of its stages. The relay must be running."""
    looking = Looking(place, canaries.texts())
    windows = Windows(browser, place)
    try:
        console = windows.console().open().unlock(canaries.alias).on_duty()
        survivor = windows.survivor().open()
        told = Told(looking, survivor, console)
        survivor.start(name=canaries.name, first=canaries.first)
        expect(console.knock(canaries.name)).to_contain_text(canaries.first)
        looking.at_the_relay("while somebody waits")
        talk = console.claim(canaries.name)
        survivor.talks_with(canaries.alias)
        survivor.said(canaries.said)
        talk.hears(canaries.said)
        talk.said(canaries.answered)
        survivor.hears(canaries.answered)
        survivor.writes(canaries.draft)
        # What is not receipted stays in the relay's mailboxes: the other side is away.
        console.context.set_offline(True)
        survivor.says(canaries.draft)
        looking.at_the_relay("in the middle")
        console.context.set_offline(False)
        survivor.delivered(canaries.draft)
        also(told)
        survivor.ends()
        survivor.see("survey-1").fill(canaries.survey)
        survivor.press("survey-send")
        survivor.is_told_erased()
        talk.stage("ended")
        looking.at_the_relay("after the end")
        looking.on_the_wire(survivor, "the survivor's window")
        looking.on_the_wire(console, "the console's window")
        return told
    finally:
        windows.close()
