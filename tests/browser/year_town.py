"""A service whose time goes by when a story says so: its relay's, its pages' and its commands'."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser

from relay.documents import Kind, Shift, TrustedDocuments, decode_envelope, decode_payload
from tests.browser.fixtures import Windows
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor
from tests.orgkeys.founders import Machine
from tests.orgkeys.office import ADMINISTRATOR

W = TypeVar("W", Survivor, Console)

MINUTE, HOUR, DAY = 60, 3600, 86_400
STEP = 3.0
"""Seconds: shorter than anything that a page waits for an answer."""
PATIENCE = 180.0
"""Seconds of this world's time for what a story waits for."""

CLOCK = """
{
  const real = Date.now;
  globalThis.ahead ??= 0;
  Date.now = () => real() + globalThis.ahead;
}
"""
MOVE = """(ahead) => {
  globalThis.ahead = ahead;
  dispatchEvent(new PointerEvent('pointerdown'));
}"""
"""With a hand on the desk, or a console would lock."""
LOOK = "() => { dispatchEvent(new Event('online')); }"
"""At what is due."""


@dataclass
class Town(Place):
    """One organisation, its relay and its pages. `ahead`: seconds that the story is further on."""

    ahead: float = 0.0
    machine: Path = field(default=Path())
    """Where the folder of whoever administers now is."""
    passphrase_of_administrator: str = ADMINISTRATOR

    def __post_init__(self) -> None:
        self.machine = self.folder
        self.command = (sys.executable, "-m", "tests.browser.later_relay", str(self.clock))
        self.sets_clock()

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    def sets_clock(self) -> None:
        new = self.clock.with_suffix(".new")
        new.write_text(repr(self.ahead), encoding="ascii")
        os.replace(new, self.clock)

    def now(self) -> float:
        return time.time() + self.ahead

    @property
    def office(self) -> Machine:
        """The machine of the administrator of these days."""
        return Machine(self.machine, now=self.now(), built=self.built)

    def administers(self, *args: str) -> str:
        """One command of noview-org for which the administrator's passphrase is asked."""
        return self.org(*args, answers=(self.passphrase_of_administrator,))

    # --- what the relay has, and hands to whoever asks ----------------------------------------

    def documents(self, kind: Kind) -> list[tuple[bytes, bytes]]:
        """Envelopes and packets of a kind, in their order."""
        with closing(sqlite3.connect(self.database, timeout=10)) as database:
            wanted = "SELECT envelope, packet FROM document WHERE kind = ? ORDER BY slot"
            return [(row[0], row[1]) for row in database.execute(wanted, (int(kind),))]

    def believed(self) -> TrustedDocuments:
        """What somebody believes who comes now, for the first time, with the first page."""
        reader = TrustedDocuments(bytes.fromhex(self.fingerprint))
        now = self.now()
        reader.add_charters([raw for raw, _ in self.documents(Kind.CHARTER)], now)
        for raw, _ in self.documents(Kind.ROSTER):
            reader.add_roster(raw, now)
        for raw, _ in self.documents(Kind.SHIFT):
            reader.add_shift(raw, now)
        return reader

    def shift(self) -> tuple[Shift, bytes]:
        """The newest shift of the relay and its packet."""
        ((raw, packet),) = self.documents(Kind.SHIFT)
        return decode_payload(decode_envelope(raw, Kind.SHIFT).payload, Shift), packet

    def restores(self, backup: Path) -> None:
        """The host stops the relay, puts a file in the place of its database, and starts it."""
        self.stop()
        for name in ("-wal", "-shm"):
            self.database.with_name(self.database.name + name).unlink(missing_ok=True)
        self.database.write_bytes(backup.read_bytes())
        self.start()

    def copies(self, name: str) -> Path:
        """A copy of the database as it is now, whole."""
        copy = self.folder / name
        with (
            closing(sqlite3.connect(self.database, timeout=10)) as database,
            closing(sqlite3.connect(copy)) as other,
        ):
            database.backup(other)
        return copy


class Time:
    """Opens windows, and lets time go by for all of them and for the relay."""

    def __init__(self, browser: Browser, town: Town) -> None:
        self.town = town
        self._windows = Windows(browser, town)
        self._open: list[Survivor | Console] = []

    def console(self) -> Console:
        """Somebody opens the console in a browser of their own."""
        return self._with_clock(self._windows.console(accept_downloads=True))

    def survivor(self) -> Survivor:
        """Somebody opens the first page that this organisation has ever written."""
        return self._with_clock(self._windows.survivor()).open()

    def _with_clock(self, window: W) -> W:
        window.context.add_init_script(CLOCK)
        self.sets(window)
        self._open.append(window)
        return window

    def sets(self, window: Survivor | Console) -> None:
        """A page that is loaded from here on begins with this time."""
        window.context.add_init_script(f"globalThis.ahead = {self.town.ahead * 1000};")

    def opens(self, console: Console) -> Console:
        """This console is loaded again, some time later."""
        self.sets(console)
        return console.open()

    def goes(self, window: Survivor | Console) -> None:
        """This window is closed."""
        self._open.remove(window)
        window.page.close()

    def passes(self, seconds: float) -> None:
        """So much time goes by for everybody."""
        self.town.ahead += seconds
        self.town.sets_clock()
        there = [window for window in reversed(self._open) if window.page.url != "about:blank"]
        # The supervisor, who came first, is last: nobody hears of a shift that is yet to come.
        for window in there:
            window.page.evaluate(MOVE, self.town.ahead * 1000)
        for window in there:
            window.page.evaluate(LOOK)

    def until(self, what: Callable[[], bool], waits: str) -> None:
        """Time goes by in small steps until it is so; at first, only this world's."""
        begun = time.monotonic()
        while not what():
            self._open[0].page.wait_for_timeout(200)
            waited = time.monotonic() - begun
            # No page may take a relay for dead that others here have only kept waiting.
            if waited > 2 and self.town.healthy():
                self.passes(STEP)
            assert waited < PATIENCE, f"in vain: {waits}: {self._shown()}"

    def _shown(self) -> list[str]:
        """What stands at the top of every console, for whoever looks why nothing happens."""
        headers = [window.page.locator("header") for window in self._open]
        return [" ".join(one.first.inner_text().split()) for one in headers if one.count() > 0]

    def close(self) -> None:
        self._windows.close()
        self.town.close()
