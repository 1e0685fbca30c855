"""The numbers of a shift: told at its end, collected by a supervisor, seen in charts with tables,
and handed on without any number below five (protocol.md 15.7 to 15.10)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.counting import Numbers, counted, counting, leave, survey, told_outside
from tests.browser.fixtures import Windows
from tests.browser.help_book import tally
from tests.browser.ledgers import month_before_last, saved
from tests.browser.look import look
from tests.browser.looks import becomes, holds
from tests.browser.place import Place
from tests.browser.rules import Rules
from tests.browser.tour import JUDGED
from tests.browser.walk import LAYOUT
from tests.browser.windows import UNLOCKING, Console, Talk, talking

CANARY = "=HYPERLINK(1)"
HANDBOOK = tally(
    "need", "Kind of need", {"legal": "Legal", "home": "A place to stay", "money": CANARY}
)


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation that counts, with a supervisor who has the statistics vault."""
    return counting(open_place(aliases=("Noor",), handbook=HANDBOOK))


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
    others = [counted(place, ("need", "money"), forged=True), survey(place, ("survey-1", "Yes"))]
    leave(place, [*many, *few, *others])

    hala = windows.console().open().unlock("Hala")
    numbers = Numbers(hala).unlock("not these words at all")
    expect(hala.see("problem").first).to_be_visible(timeout=UNLOCKING)
    hala.problem("wrong-passphrase")
    expect(numbers.part).to_have_attribute("data-stage", "locked")
    numbers.unlock().is_open()
    expect(numbers.see("numbers-found")).to_be_visible()
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
        holds(lambda: drawing.evaluate("one => one.closest('[aria-hidden=true]') !== null"))
        holds(
            lambda: drawing.evaluate(
                "one => (one.closest('table, .numbers-columns')"
                "?.querySelectorAll('tbody tr').length ?? 0) > 0"
            )
        )
    becomes(lambda: look(hala.page, *LAYOUT, "faint", "edgeless"), [])
    rules = Rules(hala)
    found = [one for one in [*rules.axe(), *rules.ibm()] if one.sure]
    assert [one for one in found if one.rule not in JUDGED] == []

    # What leaves is a month that was collected after its end, a colleague's here, and not this one,
    # whatever this computer's clock says.
    counts = {("tally", "", ""): 9, ("tally", "need", "legal"): 7, ("tally", "need", "home"): 2}
    numbers.takes(saved(place, counts))
    months = told_outside(numbers)
    assert {row[0] for row in months} == {month_before_last().strftime("%Y-%m")}
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
    kept = tmp_path / "numbers.ledger"
    waiting.value.save_as(kept)
    assert b"legal" not in kept.read_bytes()
    numbers.see("numbers-lock").click()
    expect(numbers.part).to_have_attribute("data-stage", "locked")
    assert "Legal" not in hala.words()
    numbers.unlock().is_open()
    expect(numbers.see("numbers-talks")).to_have_text(before)

    elsewhere = windows.console().open().unlock("Hala")
    theirs = Numbers(elsewhere).unlock().is_open()
    expect(theirs.see("numbers-found")).to_be_visible()
    theirs.see("numbers-open").set_input_files(kept)
    expect(theirs.see("numbers-talks")).to_have_text(before)


def test_a_counselor_can_leave_the_part_and_keys_go_with_it(windows: Windows, place: Place) -> None:
    hala = windows.console().open().unlock("Hala")
    numbers = Numbers(hala).unlock().is_open()
    numbers.see("numbers-close").click()
    expect(numbers.part).to_have_count(0)
    expect(hala.page.locator("#waiting")).to_be_visible()
    hala.press("numbers-button")
    expect(numbers.part).to_have_attribute("data-stage", "locked")
