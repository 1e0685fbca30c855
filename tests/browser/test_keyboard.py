"""The whole conversation by keyboard alone, on both pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fixtures import Windows
from tests.browser.keys import Keys
from tests.browser.looks import becomes
from tests.browser.windows import UNLOCKING, Console, Survivor


def test_a_survivor_needs_only_a_keyboard_from_start_to_end(
    survivor: Survivor, console: Console
) -> None:
    survivor.is_offered_a_start()
    keys = Keys(survivor.page)
    keys.to(survivor.see("start")).press("Enter")
    keys.to(survivor.see("safe-yes")).press("Enter")
    keys.to(survivor.see("go-on")).press("Enter")
    keys.to(survivor.see("name")).write("Zuhal")
    keys.to(survivor.see("tongue")).press("ArrowDown")
    expect(survivor.see("tongue")).to_have_value("ar")
    keys.to(survivor.see("first")).write("Hello?")
    keys.to(survivor.see("knock")).press("Space")
    expect(survivor.see("place")).to_have_text("You are next.")
    talk = console.claim("Zuhal")
    survivor.talks_with("Noor")
    talk.said("I am here.")

    survivor.hears("I am here.")
    keys.to(survivor.see("who").locator("summary")).press("Enter")
    expect(survivor.see("fingerprint")).to_be_visible()
    keys.press("Space")
    expect(survivor.see("fingerprint")).to_be_hidden()
    keys.to(survivor.see("composer")).write("One line").press("Enter").write("and another")
    keys.press("Control+Enter")
    talk.hears("and another")
    # The words are gone and the place to write has the focus still.
    becomes(lambda: keys.here(), "composer")
    keys.write("By the button.").to(survivor.see("send")).press("Space")
    talk.hears("By the button.")
    becomes(lambda: keys.here(), "composer")
    becomes(lambda: survivor.texts()[-2:], ["One line\nand another", "By the button."])

    keys.to(survivor.see("end")).press("Enter")
    expect(survivor.see("end-confirm")).to_be_visible()
    keys.press("Escape")
    expect(survivor.see("end-confirm")).to_have_count(0)
    keys.to(survivor.see("end")).press("Enter")
    keys.to(survivor.see("end-confirm")).press("Enter")
    survivor.is_told_erased()
    talk.stage("ended")
    keys.to(survivor.see("again")).press("Enter")
    survivor.is_offered_a_start()


def test_a_survivor_leaves_with_one_key_at_every_moment(
    survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Lea")
    console.claim("Lea")
    survivor.talks_with("Noor")
    keys = Keys(survivor.page)
    keys.to(survivor.see("composer"))
    keys.to(survivor.see("exit"), back=True).press("Enter")
    survivor.page.wait_for_url("**://www.wikipedia.org/")


def test_a_counselor_needs_only_a_keyboard_from_lock_to_lock(windows: Windows) -> None:
    survivor = windows.survivor().open()
    console = windows.console().open()
    keys = Keys(console.page)
    keys.to(console.see("vault-file")).choose(console.place.vault(), console.place.keys())
    keys.to(console.see("passphrase")).write(console.place.passphrase).press("Enter")
    expect(console.see("duty")).to_be_visible(timeout=UNLOCKING)
    expect(console.see("on-duty")).to_be_visible()
    keys.to(console.see("on-duty")).press("Enter")
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    keys.to(console.see("limit-more")).press("Space")

    # Past everything that stands above: straight to the line.
    survivor.start(name="Zuhal")
    expect(console.knock("Zuhal")).to_be_visible()
    keys.to(console.page.locator('a.skip[href="#waiting"]'), back=True).press("Enter")
    keys.to(console.see("claim")).press("Enter")
    talk = console.talk("Zuhal")
    talk.stage("talking")
    keys.to(talk.see("composer")).write("Hello.").press("Control+Enter")
    survivor.hears("Hello.")
    becomes(lambda: keys.here(), "composer")

    other = windows.survivor().open().start(name="Ada")
    expect(console.knock("Ada")).to_be_visible()
    keys.to(console.see("claim"), back=True).press("Space")
    console.talk("Ada").stage("talking")
    expect(console.talk("Ada").panel).to_be_visible()
    # Arrows move in the list, and stop nowhere.
    keys.to(console.talk("Ada").item, back=True)
    keys.press("ArrowUp")
    expect(console.talk("Zuhal").item).to_be_focused()
    keys.press("ArrowUp")
    expect(console.talk("Ada").item).to_be_focused()
    keys.press("ArrowRight").press("Enter")
    expect(talk.panel).to_be_visible()
    keys.to(talk.see("composer")).write("Goodbye.").to(talk.see("send")).press("Enter")
    survivor.hears("Goodbye.")
    keys.to(talk.see("end")).press("Enter")
    keys.to(talk.see("end-confirm")).press("Enter")
    talk.stage("ended")
    keys.to(talk.see("forget")).press("Enter")
    expect(talk.panel).to_have_count(0)

    keys.to(console.see("lock"), back=True).press("Enter")
    keys.to(console.see("lock-confirm")).press("Enter")
    expect(console.see("vault-file")).to_be_visible()
    expect(other.see("ended")).to_be_visible()


@pytest.mark.parametrize(
    "style",
    [
        "button:focus { outline: none }",
        "button:focus { outline: 1px solid }",
        "button:focus { outline: 3px solid rgb(255, 255, 255) } body { background: #fff }",
        "button { position: absolute; left: -999px }",
        "h1 { position: fixed; inset: 0; margin: 0; background: #fff }",
    ],
)
def test_a_focus_that_cannot_be_seen_is_noticed(style: str, browser: Browser) -> None:
    page = browser.new_page()
    good = "<style>:focus { outline: 3px solid blue }</style><h1>Hello</h1><button>Send</button>"
    page.set_content(good)
    Keys(page).to(page.locator("button"))
    page.set_content(f"{good}<style>{style}</style>")
    with pytest.raises(AssertionError, match=r"ring|out of sight|covered"):
        Keys(page).to(page.locator("button"))
    page.close()
