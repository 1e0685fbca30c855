"""Somebody new joins from a browser: keys made there, a request out, an answer in."""

from __future__ import annotations

import base64
import re
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from orgkeys.device import spoken
from orgkeys.errors import WrongPassphrase
from orgkeys.request import from_text, read_request, to_text
from orgkeys.vault import unlock
from tests.browser.fixtures import Windows
from tests.browser.joining import WORDS, asks, certified, fills, finishes, saves
from tests.browser.keys import Keys
from tests.browser.looks import becomes, holds
from tests.browser.place import ROOT, Place
from tests.browser.walk import Album
from tests.browser.windows import UNLOCKING, Console


@pytest.fixture
def new(windows: Windows) -> Console:
    """The browser of somebody who was never here."""
    return windows.console(accept_downloads=True).open()


def test_somebody_new_joins_is_certified_and_answers_a_survivor(
    new: Console, windows: Windows, place: Place, tmp_path: Path
) -> None:
    joined = asks(new, "Layla", tmp_path)
    assert joined.vault.name == "Layla.vault"
    organisation = bytes.fromhex(place.fingerprint)
    for raw in (joined.request.read_bytes(), from_text(joined.text)):
        asked = read_request(raw, organisation)
        assert (asked.alias, asked.role, asked.languages) == ("Layla", "counselor", ("en", "ar"))
        assert spoken(asked.device) == joined.spoken
    unlock(joined.vault.read_bytes(), WORDS)
    assert new.wire.all == [], "keys are made without a word to anybody"

    grant = certified(place, joined, tmp_path)
    vault = finishes(new, joined, grant, tmp_path / "finished")
    new.on_duty()
    survivor = windows.survivor().open().start(name="Nadia")
    talk = new.claim("Nadia")
    survivor.talks_with("Layla")
    talk.said("I am here.")
    survivor.hears("I am here.")

    # The next morning the finished vault is enough; the keys lie in this browser.
    talk.ends()
    new.press("lock")
    new.tries(vault, WORDS)
    expect(new.see("duty")).to_be_visible(timeout=UNLOCKING)
    expect(new.page.locator('[data-problem="storage-empty"]')).to_have_count(0)
    new.on_duty()


def test_the_answer_can_come_later_and_as_text(new: Console, place: Place, tmp_path: Path) -> None:
    joined = asks(new, "Mirna", tmp_path)
    new.tries(joined.vault, WORDS)
    new.problem("no-certificate")
    album = Album()
    album.see(new, "answer wanted")
    new.see("answer-line").fill("noview:AAAA")
    new.press("unlock")
    new.problem("foreign-answer")
    other = asks(new_tab(new), "Rosa", tmp_path)
    wrong = certified(place, other, tmp_path, shift=False)
    new.see("answer-line").fill("")
    new.see("answer-file").set_input_files(wrong)
    new.press("unlock")
    expect(new.page.locator('[data-problem="answer-of-another-device"]')).to_be_visible(
        timeout=UNLOCKING
    )
    new.see("answer-file").set_input_files([])
    grant = certified(place, joined, tmp_path)
    new.see("answer-line").fill(to_text(grant.read_bytes()))
    new.press("unlock")
    expect(new.see("saving")).to_be_visible(timeout=UNLOCKING)
    # Whoever forgets to save is reminded before the work begins.
    new.press("go-on")
    expect(new.page.locator(".wrong")).to_be_visible()
    album.see(new, "finished vault")
    assert {at: faults for at, faults in album.faults.items() if faults} == {}
    vault = saves(new, "save-vault", tmp_path)
    new.press("go-on")
    new.on_duty()
    unlock(vault.read_bytes(), WORDS)


def test_the_form_says_what_is_missing_and_makes_nothing(new: Console) -> None:
    new.press("enroll")
    new.press("make")
    wrong = new.page.locator(".wrong")
    expect(wrong).to_contain_text("enter a name")
    expect(new.see("alias")).to_be_focused()
    new.see("alias").fill("Layla")
    new.press("make")
    expect(wrong).to_contain_text("add a language")
    expect(new.see("tongue")).to_be_focused()
    new.press("tongue-add")
    expect(new.page.get_by_text("Your languages: \u2068English")).to_be_visible()
    for words, again, told in (
        ("too short", "too short", "at least 14"),
        ("password12345678", "password12345678", "guessed too soon"),
        (WORDS, f"{WORDS}!", "not the same"),
    ):
        new.see("new-passphrase").fill(words)
        new.see("again-passphrase").fill(again)
        new.press("make")
        expect(wrong).to_contain_text(told)
    expect(new.see("enrolled")).to_have_count(0)
    new.press("back")
    new.press("enroll")
    becomes(lambda: new.see("new-passphrase").input_value(), "")


def test_the_meter_says_how_long_it_would_stand_and_what_is_weak(new: Console) -> None:
    new.press("enroll")
    strength = new.see("strength")
    for words, level, told in (
        ("correct horse battery staple", "weak", r"in \d+ days.*Words|lists"),
        ("Night Line Night Line", "weak", "belongs to you or to this place"),
        ("xK9#mQ2$vL7@pR4&wZ", "strong", r"(thousands|millions) of years"),
    ):
        new.see("new-passphrase").fill(words)
        expect(strength).to_have_attribute("data-level", level)
        expect(strength).to_contain_text(re.compile(told))


def test_six_words_are_drawn_and_must_be_typed(new: Console, tmp_path: Path) -> None:
    new.press("enroll")
    fills(new, "Dina")
    new.press("draw")
    drawn = new.see("drawn").inner_text().strip()
    assert re.fullmatch(r"([a-z]{3,8} ){5}[a-z]{3,8}", drawn)
    expect(new.see("drawn-strength")).to_have_attribute("data-level", "strong")
    new.press("draw")
    expect(new.see("drawn")).not_to_have_text(drawn)
    drawn = new.see("drawn").inner_text().strip()
    for field in ("new-passphrase", "again-passphrase"):
        new.see(field).fill(drawn)
    expect(new.see("strength")).to_have_attribute("data-level", "strong")
    new.press("make")
    expect(new.see("enrolled")).to_be_visible(timeout=UNLOCKING)
    vault = saves(new, "save-vault", tmp_path).read_bytes()
    unlock(vault, drawn)
    with pytest.raises(WrongPassphrase):
        unlock(vault, WORDS)
    assert drawn not in new.words()


def test_the_code_on_the_screen_is_the_line_of_text(new: Console, browser: Browser) -> None:
    """Read from the screen's own pixels, by the decoder of the library's other half."""
    new.press("enroll")
    fills(new, "Amal")
    new.press("make")
    code = new.see("code")
    expect(code).to_be_visible(timeout=UNLOCKING)
    page = browser.new_page()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        new.page.emulate_media(color_scheme=scheme)
        told = decoded(*pixels(page, code.screenshot()))
        holds(lambda: told == new.see("request-line").input_value())
    page.close()


def test_joining_needs_only_a_keyboard(new: Console, tmp_path: Path) -> None:
    keys = Keys(new.page)
    keys.to(new.see("enroll")).press("Enter")
    keys.to(new.see("alias")).write("Iman")
    keys.to(new.see("role")).press("ArrowDown")
    keys.to(new.see("tongue")).press("ArrowDown")
    keys.to(new.see("tongue-add")).press("Space")
    keys.to(new.see("tongue-remove")).press("Enter")
    becomes(lambda: keys.here(), "tongue")
    keys.to(new.see("tongue-add")).press("Enter")
    keys.to(new.see("draw")).press("Space")
    drawn = new.see("drawn").inner_text().strip()
    keys.to(new.see("new-passphrase")).write(drawn)
    keys.to(new.see("again-passphrase")).write(drawn)
    keys.to(new.see("make")).press("Enter")
    expect(new.see("enrolled")).to_be_visible(timeout=UNLOCKING)
    with new.page.expect_download():
        keys.to(new.see("save-vault")).press("Enter")
    keys.to(new.see("copy-request")).press("Space")
    expect(new.see("copied")).not_to_be_empty()
    keys.to(new.see("handed-over")).press("Enter")
    expect(new.see("vault-file")).to_be_visible()


def test_what_to_do_when_a_device_is_gone_is_one_step_away(new: Console) -> None:
    keys = Keys(new.page)
    keys.to(new.see("gone")).press("Enter")
    screen = new.see("gone-screen")
    expect(screen).to_contain_text("Call your administrator")
    expect(screen).to_contain_text("What a finder cannot do")
    keys.to(new.see("back")).press("Enter")
    expect(new.see("vault-file")).to_be_visible()


def new_tab(console: Console) -> Console:
    """The same page once more, in the same browser."""
    return Console(console.context, console.place).open()


def pixels(page: Page, picture: bytes) -> tuple[int, int, bytes]:
    """Width, height and colors (four bytes each) of a picture."""
    coded = base64.b64encode(picture).decode()
    width, height, colors = page.evaluate(
        """async (coded) => {
          const blob = await (await fetch(`data:image/png;base64,${coded}`)).blob();
          const image = await createImageBitmap(blob);
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
          canvas.drawImage(image, 0, 0);
          const { data } = canvas.getImageData(0, 0, image.width, image.height);
          let text = '';
          for (const one of data) text += String.fromCharCode(one);
          return [image.width, image.height, btoa(text)];
        }""",
        coded,
    )
    return width, height, base64.b64decode(colors)


def decoded(width: int, height: int, colors: bytes) -> str:
    """What a reader of QR codes sees in them."""
    script = (
        "import decode from 'qr/decode.js'; import { readFileSync } from 'node:fs';"
        f"const image = {{ width: {width}, height: {height}, data: readFileSync(0) }};"
        "process.stdout.write(decode(image));"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=ROOT / "client_js",
        input=colors,
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout.decode()
