"""The shape of both pages: small screens, large letters, dark, right to left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.fixtures import PHONE, Windows
from tests.browser.look import FAULTS, look
from tests.browser.place import Place
from tests.browser.walk import LANGUAGES, Album, walk
from tests.browser.windows import Console, Survivor


@pytest.fixture(scope="module")
def album(browser: Browser, place: Place) -> Iterator[Album]:
    """One walk for all: the stages are looked at from all sides while they last."""
    windows = Windows(browser, place)
    album = Album()
    try:
        walk(windows, album)
        yield album
    finally:
        windows.close()


# --- every screen of both pages ---------------------------------------------------------------


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_at_360_pixels_and_with_letters_of_double_size_nothing_reaches_over_the_side(
    page: str, album: Album
) -> None:
    assert album.of(page, "sideways") == []


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_no_words_are_cut_off(page: str, album: Album) -> None:
    assert album.of(page, "cut") == []


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_every_target_is_large_enough_for_a_shaking_thumb(page: str, album: Album) -> None:
    assert album.of(page, "small") == []


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_every_control_can_be_brought_to_where_it_can_be_pressed(page: str, album: Album) -> None:
    assert album.of(page, "covered") == []


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_every_text_can_be_read_in_light_in_dark_and_in_forced_colors(
    page: str, album: Album
) -> None:
    assert album.of(page, "faint") == []


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_what_can_be_pressed_or_filled_in_has_an_edge(page: str, album: Album) -> None:
    assert album.of(page, "edgeless") == []


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_nothing_moves_for_anybody(page: str, album: Album) -> None:
    assert album.of(page, "moving") == []


@pytest.mark.parametrize("page", ["survivor", "console"])
def test_every_control_and_place_has_a_name_and_every_screen_one_title(
    page: str, album: Album
) -> None:
    assert album.of(page, "mute") == []


def test_the_exit_is_never_covered_or_scrolled_away(album: Album) -> None:
    assert album.of("survivor", "exit") == []


def test_the_exit_stays_in_the_same_corner_in_every_language_at_every_stage(album: Album) -> None:
    assert len({stage for stage, _ in album.exits}) > 10
    for large in (False, True):
        found = {at: where for at, where in album.exits.items() if ("double" in at[1]) == large}
        assert len(set(found.values())) == 1, found


# --- right to left ----------------------------------------------------------------------------


def test_in_arabic_writing_begins_and_ends_on_the_other_side(
    survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Zuhal")
    talk = console.claim("Zuhal")
    survivor.said("One.")
    talk.said("Two.")
    survivor.hears("Two.")
    for language, direction in LANGUAGES.items():
        survivor.page.locator(f'[data-language="{language}"]').click()
        expect(survivor.page.locator("html")).to_have_attribute("dir", direction)
        beside = middle(survivor, "send") - middle(survivor, "composer")
        mine = left(survivor, mine=True) - left(survivor, mine=False)
        assert (beside > 0) == (mine > 0) == (direction == "ltr"), (language, beside, mine)


def middle(survivor: Survivor, name: str) -> float:
    box = survivor.see(name).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def left(survivor: Survivor, mine: bool) -> float:
    box = survivor.messages(mine).locator('[data-test="text"]').bounding_box()
    assert box is not None
    return box["x"]


# --- the looking itself -----------------------------------------------------------------------

HEAD = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
EXIT = (
    "#exit { position: fixed; right: 8px; top: 8px; width: 99px; height: 48px;"
    " background: #000; color: #fff }"
)
GOOD = """
<style>
  body { margin: 0; color: #222; background: #fff; font: 16px sans-serif; padding-top: 60px }
  button { min-height: 48px; min-width: 48px }
  EXIT
</style>
<a id="exit" href="https://elsewhere.example/">Leave</a><h1>Hello</h1><p id="p">Words.</p>
<button id="b">Send</button>
"""

FLAWS = {
    "sideways": [
        "p { width: 361px }",
        "p { position: relative; left: 330px }",
        "p { margin-left: -20px }",
        "p { white-space: nowrap; width: 600px }",
    ],
    "cut": [
        "p { width: 20px; overflow: hidden }",
        "p { height: 9px; overflow: clip }",
        "button { width: 48px; overflow: hidden; font-size: 40px }",
    ],
    "small": [
        "button { min-height: 0; height: 43px }",
        "button { min-width: 0; width: 43px; padding: 0 }",
        "#exit { height: 40px }",
    ],
    "covered": [
        "h1 { position: fixed; inset: 0; background: #fff }",
        "button { pointer-events: none }",
        "button { position: fixed; top: -100px }",
    ],
    "faint": [
        "p { color: #777 }",
        "p { color: rgba(0, 0, 0, 0.5) }",
        "body { background: #888 }",
        "button { color: #aaa; background: #eee }",
        "@media (prefers-color-scheme: dark) { p { background: #111 } }",
        "@media (forced-colors: active) { p { forced-color-adjust: none; color: #999;"
        " background: #888 } }",
    ],
    "edgeless": [
        "button { border: 0 }",
        "button { border: 2px solid #bbb }",
        "@media (forced-colors: active) { button { border-style: none } }",
    ],
    "moving": [
        "p { transition: color 1ms }",
        "@keyframes k { to { color: red } } p { animation: k 9s infinite }",
        "p::after { content: ''; transition: all 0.1s }",
        "html { scroll-behavior: smooth }",
    ],
    "exit": [
        "#exit { right: 40px }",
        "#exit { left: 8px; right: auto }",
        "#exit { position: absolute } body { height: 3000px }",
        "h1 { position: fixed; right: 0; top: 0; margin: 0; height: 30px }",
        "body { height: 3000px } #exit { position: sticky; top: -30px }",
    ],
}


def plain(browser: Browser, style: str = "") -> Page:
    page = browser.new_page(viewport=PHONE)
    page.set_content(HEAD + GOOD.replace("EXIT", EXIT + style))
    return page


def in_every_light(page: Page) -> list[str]:
    found = look(page)
    page.emulate_media(color_scheme="dark")
    found += look(page)
    page.emulate_media(color_scheme="light", forced_colors="active")
    return found + look(page, "faint", "edgeless")


def test_the_looking_finds_nothing_wrong_with_a_plain_page(browser: Browser) -> None:
    assert set(FLAWS) == set(FAULTS)
    page = plain(browser)
    assert in_every_light(page) == []
    page.close()


@pytest.mark.parametrize("kind", FLAWS)
def test_the_looking_finds_what_is_planted(kind: str, browser: Browser) -> None:
    for style in FLAWS[kind]:
        page = plain(browser, style)
        found = in_every_light(page)
        assert any(one.startswith(kind) for one in found), (style, found)
        page.close()
