"""Numbers of work in the browser: what colleagues' consoles and survivors' pages have left at the
relay, and somebody who looks at them."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
from playwright.sync_api import Locator, expect

from orgkeys.office import handbooks
from orgkeys.survey import DAY, Told, make_drop, statistics_key
from orgkeys.tally import make_tally
from relay.frames import Done, Drop, Join, decode_relay, encode
from tests.browser.place import Place
from tests.browser.windows import UNLOCKING, Console, hook
from tests.orgkeys.office import ADMINISTRATOR

PASSPHRASE = "statistics words, long enough"
HOSTILE_DAYS = 40
"""By so many days a clock is ahead that says of any month that it is over."""


def counting(place: Place) -> Place:
    """The organisation counts, and Hala, a supervisor, has the statistics vault; not started."""
    place.add_device("Hala", "supervisor")
    place.office.shift("--hours", "24")
    place.org(
        *("statistics", "vault", str(vault_of(place))),
        answers=(ADMINISTRATOR, PASSPHRASE, PASSPHRASE),
    )
    place.start()
    place.publish()
    return place


def vault_of(place: Place) -> Path:
    return place.folder / "numbers.vault"


def counted(place: Place, *answers: tuple[str, str], forged: bool = False) -> bytes:
    """What a colleague's console has made of a talk."""
    office = place.office
    held = office.holdings()
    key = statistics_key(held.charter.payload)
    raw = (office.folder / "handbook").read_bytes()
    known = handbooks.best(held, [raw], office.now)
    assert key is not None
    assert known is not None
    secret = bytes(32) if forged else known.signed.payload.secrets[0][0]
    where = (held.settings.organisation, held.settings.desk)
    own = ((".language", "en"), (".minutes", "10-30"), (".hour", "21"))
    told = Told(int(time.time() // DAY), "tally", (*answers, *own))
    return make_tally(where, key, secret, told, time.time_ns().to_bytes(8, "big"))


def survey(place: Place, *answers: tuple[str, str]) -> bytes:
    """What a survivor's page makes of answers."""
    held = place.office.holdings()
    key = statistics_key(held.charter.payload)
    assert key is not None
    where = (held.settings.organisation, held.settings.desk)
    return make_drop(*where, key, answers, time.time())


def leave(place: Place, drops: Sequence[bytes]) -> None:
    """Bring them to the relay, as anybody can."""
    settings = place.office.holdings().settings

    async def bring() -> None:
        address = f"{place.relay_address}/v1/visit"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address, origin=place.pages_origin) as socket,
        ):
            await socket.send_bytes(encode(Join(1, settings.organisation)))
            await socket.receive_bytes()
            for ref, one in enumerate(drops):
                await socket.send_bytes(encode(Drop(ref, settings.desk, one)))
                assert decode_relay(await socket.receive_bytes()) == Done(ref)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(bring())).result()


class Numbers:
    """Somebody who looks at the numbers."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.part = console.see("numbers")

    def see(self, name: str) -> Locator:
        return self.part.locator(hook(name))

    def unlock(self, passphrase: str = PASSPHRASE) -> Numbers:
        if not self.part.is_visible():
            self.console.press("numbers-button")
        self.see("numbers-file").set_input_files(vault_of(self.console.place))
        self.see("numbers-passphrase").fill(passphrase)
        self.see("numbers-unlock").click()
        return self

    def is_open(self) -> Numbers:
        expect(self.part).to_have_attribute("data-stage", "open", timeout=UNLOCKING)
        # The form is gone: the keyboard goes on from the heading of the part.
        expect(self.part.get_by_role("heading", level=2).first).to_be_focused()
        return self

    def collects(self, count: int) -> None:
        self.see("numbers-collect").click()
        said = self.see("numbers-said").locator("p").first
        expect(said).to_contain_text(re.compile(rf"\b{count}\b.*forgotten"))

    def takes(self, file: Path) -> None:
        """Opens a colleague's file."""
        self.see("numbers-open").set_input_files(file)
        expect(self.see("numbers-kept")).to_contain_text("Added")

    def table(self, name: str) -> dict[str, str]:
        """The rows of one table, as a screen reader has them."""
        rows = self.see(name).locator("tbody tr")
        expect(rows.first).to_be_visible()
        return {
            plain(row.locator("th").inner_text()): plain(row.locator(".count").inner_text())
            for row in rows.all()
        }


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "").strip()


def told_outside(numbers: Numbers) -> list[list[str]]:
    """The CSV, saved on a computer whose clock is far ahead: that makes no month complete."""
    page = numbers.console.page
    with page.expect_download() as waiting:
        page.evaluate(
            """(days) => {
                const real = Date.now;
                Date.now = () => real() + days * 86_400_000;
                document.querySelector('[data-test="numbers-csv"]').click();
                Date.now = real;
            }""",
            HOSTILE_DAYS,
        )
    raw = waiting.value.path().read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) > 1
    return rows[1:]
