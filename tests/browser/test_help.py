"""The help pane by keyboard alone: texts, services, checklists, the crisis card, and the count."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fixtures import Windows
from tests.browser.help_book import CRUEL, HANDBOOK
from tests.browser.keys import Keys
from tests.browser.looks import becomes, never
from tests.browser.place import Place
from tests.browser.test_hostile_texts import elements, nothing_happened, only_text
from tests.browser.windows import Console, Survivor, Talk

CRISIS, TEXTS, SERVICES = "F2", "F4", "F9"
SHOWN = '[data-test="help-panel"][data-tab="{}"]'


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Iterator[Place]:
    """An organisation with a handbook."""
    place = open_place(aliases=("Noor", "Salma"), handbook=HANDBOOK)
    place.start()
    place.publish()
    yield place
    place.close()


@pytest.fixture
def talk(survivor: Survivor, console: Console) -> Talk:
    """A conversation with somebody called Zuhal."""
    survivor.start(name="Zuhal")
    talk = console.claim("Zuhal")
    survivor.talks_with("Noor")
    return talk


def writes(talk: Talk, text: str = "") -> Keys:
    """The cursor in the message, with these words."""
    keys = Keys(talk.console.page)
    talk.show()
    talk.see("composer").focus()
    return keys.write(text)


def opens(keys: Keys, key: str, tab: str) -> None:
    keys.press(key)
    expect(keys.page.locator(SHOWN.format(tab))).to_be_visible()


def test_a_text_is_found_put_in_changed_and_only_then_sent(talk: Talk, survivor: Survivor) -> None:
    keys = writes(talk, "Hi.")
    opens(keys, TEXTS, "texts")
    becomes(lambda: keys.here(), "texts-search")
    keys.write("MAY you").press("ArrowDown")
    becomes(lambda: keys.here(), "texts-use")
    keys.press("Enter")
    becomes(lambda: keys.here(), "composer")
    expect(talk.see("composer")).to_have_value("Hi. You can stop at any time.")
    expect(talk.console.see("said")).not_to_be_empty()
    keys.write(" Really.")
    # Nothing has gone: what is found is put into the box, and a person sends it.
    never(lambda: talk.texts())
    keys.press("Control+Enter")
    survivor.hears("Hi. You can stop at any time. Really.")


def test_texts_come_in_the_language_of_the_person_and_by_stage(
    talk: Talk, windows: Windows
) -> None:
    keys = writes(talk)
    opens(keys, TEXTS, "texts")
    console = talk.console
    expect(console.see("texts-item")).to_have_count(3)
    console.see("texts-stage").select_option("greeting")
    expect(console.see("texts-item")).to_have_count(1)
    console.see("texts-language").select_option("")
    console.see("texts-stage").select_option("rights")
    expect(console.see("texts-item")).to_have_count(2)

    other = windows.survivor(locale="ar").open().start(name="Samar")
    console.claim("Samar").show()
    keys.press(TEXTS)
    expect(console.see("texts-language")).to_have_value("ar")
    console.see("texts-stage").select_option("")
    expect(console.see("texts-item")).to_have_count(1)
    other.close()


def test_a_service_is_put_into_the_message_without_what_is_for_the_team(talk: Talk) -> None:
    keys = writes(talk)
    opens(keys, SERVICES, "services")
    keys.write("north law spanish").press("Enter")
    becomes(lambda: keys.here(), "composer")
    expect(talk.see("composer")).to_have_value(
        "North Law Desk\nMonday to Friday\n+1 202 555 0110\n1 Example Street"
    )
    never(lambda: talk.texts())


def test_nothing_of_a_confidential_place_comes_into_a_message(talk: Talk) -> None:
    console = talk.console
    keys = writes(talk, "Let me see.")
    opens(keys, SERVICES, "services")
    keys.write("lantern")
    expect(console.see("services-item")).to_have_count(1)
    expect(console.see("confidential")).to_be_visible()
    keys.press("Enter")
    expect(console.see("said")).to_contain_text("supervisor")
    # The button does what it says: there are the colleagues, of whom one can be asked.
    expect(console.page.locator(SHOWN.format("team"))).to_be_visible()
    opens(keys, SERVICES, "services")
    keys.write("lantern").press("ArrowDown").press("Enter")
    becomes(lambda: keys.here(), "help-team")
    # A text that names it is kept back as well.
    opens(keys, TEXTS, "texts")
    keys.write("careless").press("Enter")
    expect(console.see("said")).to_contain_text("supervisor")
    expect(talk.see("composer")).to_have_value("Let me see.")


def test_the_crisis_card_is_one_key_away_and_so_is_the_way_back(talk: Talk) -> None:
    console = talk.console
    keys = writes(talk, "I hear you.")
    opens(keys, CRISIS, "crisis")
    expect(console.see("card-shown")).to_contain_text("Stay in the talk.")
    becomes(lambda: keys.here(), "card")
    keys.press("Tab").press("Enter")
    expect(console.see("card-shown")).to_contain_text("Ask if they are safe.")
    keys.press("Escape")
    becomes(lambda: keys.here(), "composer")
    expect(talk.see("composer")).to_have_value("I hear you.")


def test_an_incident_is_counted_by_choices_alone(talk: Talk) -> None:
    console = talk.console
    keys = writes(talk)
    opens(keys, CRISIS, "crisis")
    keys.to(console.see("incident")).press("Enter")
    form = console.see("incident-form")
    expect(form).to_be_visible()
    expect(form.locator("textarea, input")).to_have_count(0)
    expect(console.see("incident-send")).to_be_disabled()
    console.see("incident-question").focus()
    keys.press("ArrowDown")
    expect(console.see("incident-question")).to_have_value("suicide")
    keys.to(console.see("incident-send")).press("Enter")
    expect(console.see("incident-sent")).to_be_visible()


def test_ticks_belong_to_one_conversation(talk: Talk, windows: Windows) -> None:
    console = talk.console
    other = windows.survivor().open().start(name="Ada")
    console.claim("Ada")
    keys = writes(talk)
    opens(keys, CRISIS, "crisis")
    tab = console.page.locator('[data-test="help-tab"][data-tab="crisis"]')
    keys.to(tab, back=True).press("ArrowLeft")
    expect(console.see("checklist")).to_be_visible()
    first = console.see("tick").first
    keys.to(first).press("Space")
    expect(first).to_have_attribute("aria-checked", "true")
    expect(console.see("done")).to_have_text("Done: 1 of 2")
    console.talk("Ada").show()
    expect(first).to_have_attribute("aria-checked", "false")
    talk.show()
    expect(first).to_have_attribute("aria-checked", "true")
    other.close()


def test_the_count_is_offered_at_the_end_and_can_be_left_out(talk: Talk, windows: Windows) -> None:
    console = talk.console
    talk.said("Goodbye.")
    talk.ends()
    keys = Keys(console.page)
    question = talk.see("tally-question")
    question.focus()
    keys.press("ArrowDown")
    expect(question).to_have_value("law")
    keys.to(talk.see("tally-send")).press("Enter")
    expect(talk.see("tally-sent")).to_be_visible()
    expect(talk.see("tally-form")).to_have_count(0)

    windows.survivor().open().start(name="Ada")
    other = console.claim("Ada")
    other.ends()
    keys.to(other.see("tally-skip")).press("Enter")
    expect(other.see("tally-form")).to_have_count(0)
    expect(other.see("forget")).to_be_visible()


def test_a_screen_reader_hears_what_everything_is(talk: Talk) -> None:
    page = talk.console.page
    keys = writes(talk)
    opens(keys, TEXTS, "texts")
    pane = page.get_by_role("complementary", name="Help")
    expect(pane.get_by_role("tab", selected=True)).to_have_accessible_name("Texts")
    expect(pane.get_by_role("tabpanel", name="Texts")).to_be_visible()
    expect(pane.get_by_role("textbox", name="Search the texts")).to_be_focused()
    rights = pane.get_by_role("button", name="Put into the message: \u2068What you may do\u2069")
    described = rights.get_attribute("aria-describedby")
    expect(page.locator(f"[id='{described}']")).to_contain_text("You can stop at any time.")
    opens(keys, SERVICES, "services")
    keys.write("lantern")
    asks = pane.get_by_role("button", name="Ask a supervisor about: \u2068Lantern House\u2069")
    expect(asks).not_to_have_attribute("aria-disabled", "true")
    expect(pane.get_by_role("status").filter(has_text="Found: 1")).to_have_count(1)


def test_right_to_left_the_arrows_go_as_the_writing_does(talk: Talk) -> None:
    console = talk.console
    console.page.locator('.work-header [data-language="ar"]').click()
    try:
        keys = writes(talk)
        opens(keys, TEXTS, "texts")
        tab = console.page.locator('[data-test="help-tab"][data-tab="texts"]')
        keys.to(tab, back=True).press("ArrowLeft")
        expect(console.page.locator(SHOWN.format("services"))).to_be_visible()
        keys.press("ArrowRight").press("ArrowRight")
        expect(console.page.locator(SHOWN.format("keys"))).to_be_visible()
        pane, line = (console.page.locator(one).bounding_box() for one in (".help", "#waiting"))
        assert pane is not None
        assert line is not None
        assert pane["x"] < line["x"]
    finally:
        console.page.locator('.work-header [data-language="en"]').click()


def test_a54_a56_what_stands_in_the_directory_is_only_words(talk: Talk, place: Place) -> None:
    console = talk.console
    before = elements(console)
    keys = writes(talk)
    opens(keys, SERVICES, "services")
    keys.write("evil")
    expect(console.see("services-item")).to_have_count(1)
    only_text(console.see("services-item").locator("h3"))
    only_text(console.see("services-item").locator("dd"))
    keys.press("Enter")
    expect(talk.see("composer")).to_have_value(f"{CRUEL}\n+1 202 555 0113")
    after = elements(console)
    # The box of the search is the one form and field that came.
    assert {tag for tag in before if before[tag] != after[tag]} <= {"form", "input"}
    nothing_happened(console, place)


def test_without_a_handbook_the_pane_says_so_and_still_helps(
    open_place: Callable[..., Place], browser: Browser
) -> None:
    place = open_place()
    place.start()
    place.publish()
    windows = Windows(browser, place)
    console = windows.console().open().unlock()
    keys = Keys(console.page)
    opens(keys, TEXTS, "texts")
    panel = console.see("help-panel")
    expect(panel).to_contain_text("has not given ready-made texts yet")
    opens(keys, CRISIS, "crisis")
    expect(console.see("card-shown").locator("li")).to_have_count(4)
    # There is nothing to count by, so nothing is offered.
    expect(console.see("incident")).to_have_count(0)
    opens(keys, SERVICES, "services")
    expect(panel).to_contain_text("has not given a list of services yet")
    windows.close()
    place.close()
