"""What is behind the desk of a console, in each of its states: numbers, settings, practice."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.administrator import Administrator
from tests.browser.counting import Numbers, leave, survey
from tests.browser.fixtures import Windows
from tests.browser.ledgers import saved
from tests.browser.states import LONG, State
from tests.browser.windows import Console


def office(windows: Windows, hala: Console) -> Iterator[State]:
    """One after the other, in the console of a supervisor who is off duty."""
    numbers = Numbers(hala)
    hala.press("numbers-button")
    expect(numbers.see("numbers-unlock")).to_be_visible()
    yield State("console, numbers, locked", hala)
    numbers.unlock().is_open()
    yield State("console, numbers, none yet", hala)
    said = (("survey-1", "Yes"), ("survey-2", LONG[:200]))
    leave(hala.place, [survey(hala.place, *said) for _ in range(5)])
    numbers.collects(2)
    answers = {("survey", "", ""): 5, ("survey", "survey-1", "Yes"): 5}
    numbers.takes(saved(hala.place, answers, [("survey-2", LONG[:200])] * 5))
    expect(numbers.see("numbers-words")).to_be_visible()
    yield State("console, numbers, with charts", hala)
    numbers.see("numbers-close").click()
    administrator = Administrator(hala).unlock()
    for which, parts in EDITORS.items():
        administrator.press(f"open-{which}")
        for part in parts:
            administrator.see(part).locator("summary").first.click()
        unfolds(hala)
        yield State(f"console, settings: {which}", hala)
        if which == "notice":
            administrator.see("text-welcome").fill("You can write to us, day and night.")
            administrator.press("notice-sign")
            expect(administrator.see("changes").first).to_be_visible()
            yield State("console, settings: what is signed", hala)
    practice = windows.console().open()
    practice.press("practice-open")
    practice.press("on-duty")
    practice.press("practice-come")
    expect(practice.see("knock-item")).to_have_count(1)
    unfolds(practice)
    yield State("console, practice", practice)


def unfolds(console: Console) -> None:
    """All of it: a rule set does not see that what is folded away is out of sight."""
    script = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    console.page.evaluate(script)


EDITORS = {
    "notice": ("notice-texts", "notice-hours", "notice-days", "notice-phones", "notice-switches"),
    "handbook": ("handbook-services", "handbook-settings"),
}
