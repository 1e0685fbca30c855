"""The same scene for real pages: it plays in a thread, and the browser's tests only look in.

`Stage` is the place of `tests/browser/windows.py`: its pages carry the hostile relay's address.
"""

from __future__ import annotations

import os
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from orgkeys.client import Counselor, Visitor
from orgkeys.keyring import keys_file
from orgkeys.office.page_words import choose, read_words
from orgkeys.office.pages import Stamp, read_built, stamp_page
from orgkeys.vault import lock
from relay.documents import Kind, Notice
from relay.flood import UNLIMITED
from tests.browser.friends import Friends
from tests.browser.looks import never
from tests.browser.place import ROOT
from tests.browser.windows import Survivor
from tests.hostile.forgeries import content, newest
from tests.hostile.relay import Hostile, honest
from tests.hostile.scene import Scene, scene
from tests.orgkeys.house import DESK, House
from tests.orgkeys.office import DEVICE
from tests.orgkeys.street import texts
from tests.orgkeys.test_client import publish
from tests.relay.running import running_relay

T = TypeVar("T")
BUILT = ROOT / "orgkeys" / "built"
PATIENCE = 30.0
ISOLATES = "\u2066\u2067\u2068\u2069"


class Stage:
    """A house, its relays and friendly clients in another thread, and pages that know them."""

    def __init__(self, folder: Path, house: House, built: Path = BUILT) -> None:
        self.folder = folder
        self.passphrase = DEVICE
        self._friends = Friends()
        self.here: Scene = self._friends.enter(scene(house))
        self._pages = self._stamped(built)
        self.origin = self.do(self._serve())

    @property
    def hostile(self) -> Hostile:
        return self.here.hostile

    @property
    def survivor(self) -> str:
        return f"{self.origin}/survivor.html"

    @property
    def console(self) -> str:
        return f"{self.origin}/console.html"

    def do(self, doing: Coroutine[object, object, T], within: float = PATIENCE) -> T:
        """Do this on the stage, and wait for it."""
        return self._friends.do(doing, within)

    def counselor(self, alias: str = "Noor", limit: int = 16) -> Counselor:
        """A friendly console on duty."""
        return self.do(self.here.on_duty(alias, limit))

    def visitor(self) -> Visitor:
        """A friendly survivor's browser."""
        return self.do(self.here.visitor())

    def vault(self, alias: str = "Noor") -> Path:
        """The file that unlocks the console, with the keys file beside it."""
        path = self.folder / f"{alias}.vault"
        keys = replace(self.here.house.devices[alias].keys, relay=self.hostile.url)
        path.write_bytes(lock(keys, DEVICE, os.urandom))
        path.with_suffix(".keys").write_bytes(keys_file(keys, os.urandom))
        return path

    def serve(self, built: Path) -> None:
        """From now on the pages of another build."""
        self._pages = self._stamped(built)

    @contextmanager
    def old_backup(self, documents: list[tuple[bytes, bytes]]) -> Iterator[None]:
        """Meanwhile the relay is one that was put back from when it had only these."""
        house, hostile = self.here.house, self.hostile
        now = hostile.upstream
        old = self._friends.enter(running_relay([house.organisation], budgets=UNLIMITED))
        self.do(publish(old.url, house, documents))
        self._leads_to(old.url)
        try:
            yield
        finally:
            self._leads_to(now)

    def _leads_to(self, upstream: str) -> None:
        self.hostile.upstream = upstream
        for conn in self.hostile.conns:
            if not conn.gone:
                conn.cut()

    @contextmanager
    def lies(self) -> Iterator[None]:
        """A test in which the relay is hostile: it must have been, and is honest afterwards."""
        before = self.hostile.faults
        yield
        assert self.hostile.faults > before, "no fault was injected: this run proves nothing"
        self.hostile.script = honest
        assert not self.hostile.broken, self.hostile.broken

    def close(self) -> None:
        self.hostile.faults += 1  # each test has answered for its own
        self._friends.close()

    def _stamped(self, built: Path) -> dict[str, str]:
        house = self.here.house
        raw, _ = newest(house, Kind.NOTICE)
        charters = [newest(house, Kind.CHARTER)[0]]
        title, relay = house.charter.name, self.hostile.url
        name = house.charter.name
        stamp = Stamp(house.organisation, 1, DESK, relay, name, charters, raw, title)
        notice = content(raw)
        assert isinstance(notice, Notice)
        tongues = choose(read_words(built), notice, None)
        return {
            name: stamp_page(name, page, stamp, notice, tongues)
            for name, page in read_built(built).items()
        }

    async def _serve(self) -> str:
        async def page(request: web.Request) -> web.Response:
            text = self._pages.get(request.match_info["name"])
            if text is None:
                raise web.HTTPNotFound
            return web.Response(text=text, content_type="text/html")

        app = web.Application()
        app.router.add_get("/{name}", page)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._friends.entered.push_async_callback(runner.cleanup)
        return f"http://127.0.0.1:{runner.addresses[0][1]}"


def pause(window: Survivor, seconds: float) -> None:
    """Let the page live for a moment."""
    window.page.wait_for_timeout(seconds * 1000)


def until(window: Survivor, what: object, within: float = PATIENCE) -> None:
    """Wait, while the page lives, until it is so."""
    assert callable(what)
    end = time.monotonic() + within
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        pause(window, 0.05)


class PageTalk:
    """A survivor's page and a friendly console in conversation."""

    def __init__(self, stage: Stage, window: Survivor, noor: Counselor, name: str) -> None:
        self.stage, self.window, self.noor = stage, window, noor
        window.start(name=name, first=f"first of {name}")
        self.said = [f"first of {name}"]
        self.key = stage.do(noor.claim()).key
        window.talks_with("Noor")
        self.conn = stage.hostile.client("visit")
        self.whole()

    def says(self, text: str) -> None:
        self.said.append(text)
        self.window.says(text)

    def hears(self, text: str) -> None:
        self.said.append(text)
        self.stage.do(self.noor.say(text, self.key))

    def speak(self, about: str, count: int = 2) -> None:
        """Both say something in turn."""
        for turn in range(count):
            self.says(f"{about} survivor {turn}")
            self.hears(f"{about} noor {turn}")

    def events(self, kind: str) -> int:
        return self.window.page.locator(f'[data-test="event"][data-kind="{kind}"]').count()

    def deliveries(self) -> list[str]:
        found: list[str] = self.window.page.locator('[data-test="delivery"]').evaluate_all(
            "all => all.map((one) => one.dataset.delivery)"
        )
        return found

    def whole(self) -> None:
        """Everything was said and heard once, in one order, by these two alone."""

        def complete() -> bool:
            shown = self.window.texts()
            notes = self.noor.talk(self.key).notes
            return (
                sorted(shown) == sorted(self.said)
                and texts(notes) == shown
                and set(self.deliveries()) == {"delivered"}
                and all(note.delivery == "delivered" for note in notes if note.mine)
            )

        until(self.window, complete)
        authors = self.window.page.locator('[data-mine="false"] .author').all_inner_texts()
        assert {author.strip(ISOLATES) for author in authors} <= {"Noor"}
        never(lambda: self.window.see("ask").count())
        assert self.window.faults == []
