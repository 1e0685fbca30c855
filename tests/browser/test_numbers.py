"""The numbers of a shift: told at its end, collected by a supervisor, seen in charts with tables,
and handed on without any number below five (protocol.md 15.7 to 15.10)."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import pytest
from playwright.sync_api import Locator, expect

from orgkeys.office import handbooks
from orgkeys.survey import DAY, Told, make_drop, statistics_key
from orgkeys.tally import make_tally
from relay.frames import Done, Drop, Join, decode_relay, encode
from tests.browser.fixtures import Windows
from tests.browser.look import look
from tests.browser.place import Place
from tests.browser.rules import Rules
from tests.browser.tour import JUDGED
from tests.browser.walk import LAYOUT
from tests.browser.windows import UNLOCKING, Console, Talk, hook, talking
from tests.orgkeys.office import ADMINISTRATOR

PASSPHRASE = "statistics words, long enough"
CANARY = "=HYPERLINK(1)"
HANDBOOK = f"""
[[tally]]
key = "need"
where = "end"
label.en = "Kind of need"
[[tally.choices]]
key = "legal"
label.en = "Legal"
[[tally.choices]]
key = "home"
label.en = "A place to stay"
[[tally.choices]]
key = "money"
label.en = "{CANARY}"
"""
HOSTILE_DAYS = 40


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation that counts, with a supervisor who has the statistics vault."""
    place = open_place(aliases=("Noor",), handbook=HANDBOOK)
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


def survey(place: Place) -> bytes:
    """What a survivor's page makes of answers."""
    held = place.office.holdings()
    key = statistics_key(held.charter.payload)
    assert key is not None
    where = (held.settings.organisation, held.settings.desk)
    return make_drop(*where, key, (("survey-1", "Yes"),), time.time())


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


def end_of_shift(console: Console, talk: Talk, need: str) -> None:
    """Ends the talk, counts it, and goes home: what was told leaves at once."""
    talk.ends()
    question = talk.see("tally-question")
    question.select_option(need)
    talk.see("tally-send").click()
    expect(talk.see("tally-sent")).to_be_visible()
    console.press("off-duty")
    expect(console.see("duty")).to_have_attribute("data-duty", "off-duty")


def test_a_shifts_tallies_are_collected_shown_and_handed_on(windows: Windows, place: Place) -> None:
    noor = windows.console().open().unlock("Noor").on_duty()
    expect(noor.see("numbers-button")).to_have_count(0)
    survivor = windows.survivor().open()
    talk = talking(survivor, noor, "Sam")
    end_of_shift(noor, talk, "legal")
    many = [counted(place, ("need", "legal")) for _ in range(6)]
    few = [counted(place, ("need", "home")) for _ in range(2)]
    others = [counted(place, ("need", "money"), forged=True), survey(place)]
    leave(place, [*many, *few, *others])

    hala = windows.console().open().unlock("Hala")
    numbers = Numbers(hala).unlock("not these words at all")
    hala.problem("wrong-passphrase")
    expect(numbers.part).to_have_attribute("data-stage", "locked")
    numbers.unlock().is_open()
    expect(numbers.see("numbers-none")).to_be_visible()
    numbers.collects(10)  # nine talks, and Noor's hours
    expect(numbers.see("numbers-said")).to_contain_text("2")

    expect(numbers.see("numbers-talks")).to_have_text("9")
    need = numbers.table("numbers-tally-need")
    assert [*need.values()] == ["7", "2", "0", "0", "0"]
    assert [*need][:3] == ["Legal", "A place to stay", CANARY]
    assert "Noor" in numbers.table("numbers-people")
    assert sum(map(int, numbers.table("numbers-time").values())) == 9
    numbers.see("numbers-step").select_option("month")
    assert sum(map(int, numbers.table("numbers-time").values())) == 9
    # Each drawing is for eyes only, and stands with a table that says the same.
    for drawing in numbers.part.locator("svg").all():
        assert drawing.evaluate("one => one.closest('[aria-hidden=true]') !== null")
        assert drawing.evaluate(
            "one => (one.closest('table, .numbers-columns')?.querySelectorAll('tbody tr').length"
            " ?? 0) > 0"
        )
    assert look(hala.page, *LAYOUT, "faint", "edgeless") == []
    rules = Rules(hala)
    found = [one for one in [*rules.axe(), *rules.ibm()] if one.sure]
    assert [one for one in found if one.rule not in JUDGED] == []

    months = told_outside(numbers)
    assert all(row[3] == "hidden" or int(row[3]) == 0 or int(row[3]) >= 5 for row in months)
    needs = [row[2:] for row in months if row[1] == "Kind of need"]
    assert needs[:3] == [
        ["Legal", "hidden"],
        ["A place to stay", "hidden"],
        ["Legal + A place to stay", "9"],
    ]
    assert [f"'{CANARY}", "0"] in needs

    # What was collected is gone from the relay; what is not ours to count is still there.
    numbers.collects(0)
    expect(numbers.see("numbers-said")).to_contain_text("2")
    expect(numbers.see("numbers-talks")).to_have_text("9")


def told_outside(numbers: Numbers) -> list[list[str]]:
    """The CSV as it will be when this month is over."""
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


def test_the_numbers_are_there_the_next_day_and_on_another_computer(
    windows: Windows, place: Place, tmp_path: Path
) -> None:
    leave(place, [counted(place, ("need", "legal"))])
    hala = windows.console().open().unlock("Hala")
    numbers = Numbers(hala).unlock().is_open()
    numbers.collects(1)
    before = numbers.see("numbers-talks").inner_text()
    with hala.page.expect_download() as waiting:
        numbers.see("numbers-save").click()
    saved = tmp_path / "numbers.ledger"
    waiting.value.save_as(saved)
    assert b"legal" not in saved.read_bytes()
    numbers.see("numbers-lock").click()
    expect(numbers.part).to_have_attribute("data-stage", "locked")
    assert "Legal" not in hala.words()
    numbers.unlock().is_open()
    expect(numbers.see("numbers-talks")).to_have_text(before)

    elsewhere = windows.console().open().unlock("Hala")
    theirs = Numbers(elsewhere).unlock().is_open()
    expect(theirs.see("numbers-none")).to_be_visible()
    theirs.see("numbers-open").set_input_files(saved)
    expect(theirs.see("numbers-talks")).to_have_text(before)


def test_a_counselor_can_leave_the_part_and_keys_go_with_it(windows: Windows, place: Place) -> None:
    hala = windows.console().open().unlock("Hala")
    numbers = Numbers(hala).unlock().is_open()
    numbers.see("numbers-close").click()
    expect(numbers.part).to_have_count(0)
    expect(hala.page.locator("#waiting")).to_be_visible()
    hala.press("numbers-button")
    expect(numbers.part).to_have_attribute("data-stage", "locked")
