"""What survivors told after the end, in the console: counted by whole months, and their words read
one by one as what they are, hostile until proven otherwise (protocol.md 15.6, 15.9, 15.10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.counting import HOSTILE_DAYS, Numbers, counting, leave, survey, told_outside
from tests.browser.fixtures import Windows
from tests.browser.help_book import HANDBOOK
from tests.browser.ledgers import month_before_last, saved
from tests.browser.look import look
from tests.browser.looks import becomes, never
from tests.browser.path import ASKING, SURVEY
from tests.browser.place import Place
from tests.browser.test_hostile_texts import (
    LINKS,
    OWN,
    SCRIPTS,
    TURNED,
    TURNERS,
    elements,
    nothing_happened,
    only_text,
)
from tests.browser.walk import LAYOUT
from tests.browser.windows import hook

ASKED = ASKING.replace("Yes\\nNo", "Yes\\nA little\\nNo")
# No more than a stranger's address may leave at once, with those of the second story.
KINDS = ("an override that is not closed", "stacked marks", "many lines", "one long word")
HOSTILE = [*SCRIPTS[:4], LINKS[1], *(TURNED[kind] for kind in KINDS), "=HYPERLINK(1) {all}"]
STANDING = ["#numbers-written-title", hook("numbers-written-next"), hook("numbers-csv")]


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation that asks survivors, with a supervisor who has the statistics vault."""
    return counting(open_place(aliases=("Noor",), handbook=HANDBOOK, notice=ASKED))


def test_a54_a57_survivors_words_are_read_one_by_one_deleted_and_in_no_table(
    windows: Windows, place: Place
) -> None:
    hostile = [f"{text[:200]} #{at}" for at, text in enumerate(HOSTILE)]
    counts = {("survey", "", ""): len(hostile), ("survey", "survey-1", "Yes"): len(hostile)}
    numbers = Numbers(windows.console().open().unlock("Hala")).unlock().is_open()
    console = numbers.console
    expect(numbers.see("numbers-found")).to_be_visible()
    numbers.takes(saved(place, counts, [("survey-2", one) for one in hostile]))
    words, at = numbers.see("numbers-words"), numbers.see("numbers-written-at")
    expect(words).to_be_visible()
    before, standing = elements(console), console.page.evaluate(OWN, STANDING[:1])
    seen = []
    for number in range(1, len(hostile) + 1):
        expect(at).to_contain_text(f"{number} of {len(hostile)}")
        only_text(words)
        becomes(lambda: elements(console), before)
        becomes(lambda: console.page.evaluate(OWN, STANDING[:1]), standing)
        text = words.inner_text()
        inner = text.removeprefix("\u2068").removesuffix("\u2069")
        assert not set(inner) & set(TURNERS), "it turns nothing around"
        assert "\n" not in inner
        seen.append(inner)
        becomes(lambda: look(console.page, *LAYOUT), [])
        if number < len(hostile):
            numbers.see("numbers-written-next").click()
    expect(numbers.see("numbers-written-next")).to_be_disabled()
    assert any("<script>" in one for one in seen), "the control: they are shown as they are"
    assert len(set(seen)) == len(seen)
    nothing_happened(console, place)

    # The table that leaves has the counts, and no word that somebody wrote.
    rows = told_outside(numbers)
    asked = [row[2:] for row in rows if row[1] == SURVEY]
    # One "yes" for each; the cells that nobody chose say nothing of anybody.
    assert asked == [
        ["Yes", str(len(hostile))],
        *([name, "0"] for name in ("A little", "No", "Not asked any more", "Not answered")),
    ]
    told = str(rows)
    assert [one for one in ("evil", "script", "HYPERLINK", "abc", "different") if one in told] == []

    # Deleted one by one, by the keyboard alone; and gone after the part was closed.
    last = words.inner_text()
    numbers.see("numbers-written-delete").focus()
    console.page.keyboard.press("Enter")
    expect(console.page.locator("#numbers-written-title")).to_be_focused()
    expect(words).not_to_have_text(last)
    expect(at).to_contain_text(f"of {len(hostile) - 1}")
    # Or all at once, for a flood of rubbish: asked first.
    everything = numbers.see("numbers-written-delete-all")
    everything.focus()
    console.page.keyboard.press("Enter")
    expect(numbers.see("numbers-written-said")).to_contain_text(str(len(hostile) - 1))
    expect(at).to_contain_text(f"of {len(hostile) - 1}")
    expect(everything).to_be_focused()
    console.page.keyboard.press("Enter")
    expect(console.page.locator("#numbers-written-title")).to_be_focused()
    expect(numbers.see("numbers-written-none")).to_be_visible()
    numbers.see("numbers-lock").click()
    numbers.unlock().is_open()
    expect(numbers.see("numbers-written-none")).to_be_visible()
    expect(numbers.see("numbers-survey-all")).to_contain_text(str(len(hostile)))


AHEAD = """async ([days, step]) => {
  const real = Date.now;
  Date.now = () => real() + days * 86_400_000;
  const find = (name) => document.querySelector(`[data-test="${name}"]`);
  const wait = () => new Promise((done) => setTimeout(done, 50));
  const select = find(step).matches('select') ? find(step) : find(step).querySelector('select');
  select.value = 'week';
  select.dispatchEvent(new Event('input', { bubbles: true }));
  for (let turn = 0; turn < 100 && !find('numbers-survey-waiting'); turn += 1) await wait();
  const said = find('numbers-survey-waiting')?.textContent ?? '';
  Date.now = real;
  return [said, find('numbers-survey-show') !== null];
}"""


def test_answers_wait_for_five_words_for_their_month_and_a_month_that_was_shown_stays(
    windows: Windows, place: Place
) -> None:
    leave(place, [survey(place, ("survey-1", "No"), ("survey-2", f"few {n}")) for n in range(4)])
    numbers = Numbers(windows.console().open().unlock("Hala")).unlock().is_open()
    numbers.see("numbers-collect").click()
    said = numbers.see("numbers-said")
    expect(said).to_contain_text("wait at the server: 4")
    expect(numbers.see("numbers-words")).to_have_count(0)
    leave(place, [survey(place, ("survey-1", "Yes"), ("survey-2", "the fifth"))])
    numbers.see("numbers-collect").click()
    expect(said).to_contain_text("survivors: 5")
    # Five have written, and their month goes on.
    expect(numbers.see("numbers-written-held")).to_contain_text("5")
    expect(numbers.see("numbers-words")).to_have_count(0)
    never(lambda: "the fifth" in numbers.part.inner_text())

    expect(numbers.see("numbers-survey-none")).to_be_visible()
    expect(numbers.see("numbers-survey-show")).to_have_count(0)
    # A clock that is ahead says that the month is over, and tells nothing: first it is collected.
    text, offered = numbers.console.page.evaluate(AHEAD, [HOSTILE_DAYS, "numbers-step"])
    assert "Collect on the 3rd" in text
    assert not offered

    counts = {
        ("survey", "", ""): 5,
        ("survey", "survey-1", "Yes"): 1,
        ("survey", "survey-1", "No"): 4,
    }
    numbers.takes(saved(place, counts, [("survey-2", f"four {n}") for n in range(4)]))
    expect(numbers.see("numbers-written-held")).to_contain_text("9")
    numbers.see("numbers-survey-show").click()
    expect(numbers.see("numbers-survey-show")).to_have_count(0)
    expect(numbers.see("numbers-survey-all")).to_contain_text("5")
    month = numbers.see("numbers-survey")
    expect(month).to_contain_text(month_before_last().strftime("%B %Y"))
    table = numbers.table("numbers-survey-survey-1")
    assert not [count for count in table.values() if count in ("1", "4")], "no small number"
    assert table["Yes + A little + No + Not asked any more + Not answered"] == "5"
    # What comes later is in no table of that month.
    leave(place, [survey(place, ("survey-1", "Yes")) for _ in range(6)])
    numbers.see("numbers-collect").click()
    expect(said).to_contain_text("survivors: 6")
    expect(numbers.see("numbers-survey-all")).to_contain_text("5")
    assert numbers.table("numbers-survey-survey-1") == table
    expect(numbers.see("numbers-books")).to_contain_text("Hala")
