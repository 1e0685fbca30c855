"""`make screens`: every screen and state of both pages as pictures, in build/pictures.

Each at 360 and 1280 pixels, light, dark, and in Arabic, from a real page on a real relay; and
sheets on which all can be looked at together. They are for looking at, not for keeping: nothing of
them is committed.
"""

from __future__ import annotations

import html
import re
import shutil
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.fixtures import CHROMIUM, FLAGS, PHONE, WIDE, Windows
from tests.browser.friends import Friends
from tests.browser.place import Place
from tests.browser.states import NOTICE, State, states
from tests.browser.states_console import states as states_of_console
from tests.browser.states_console import town
from tests.browser.windows import Console

PICTURES = Path(__file__).resolve().parent.parent / "build" / "pictures"
SHEET = """<!doctype html><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 12px sans-serif; display: flex; flex-wrap: wrap; gap: 8px; background: #888 }}
figure {{ margin: 0; width: {width}px }} img {{ width: 100%; display: block }}</style>{figures}"""
FIGURE = '<figure><figcaption>{name}</figcaption><img alt="" src="{name}"></figure>'
A_SHEET = 12
LOOSE = """
(long) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(long ? '.talk > .writing { position: static !important }' : '');
  document.adoptedStyleSheets = [sheet];
}
"""
"""What keeps to the edge of a window would lie in the middle of a long picture."""


class Look(NamedTuple):
    """One way in which each state is taken."""

    name: str
    size: ViewportSize
    scheme: Literal["light", "dark"]
    language: str


LOOKS = tuple(
    Look(f"{size['width']}-{scheme}-{language}", size, scheme, language)
    for language in ("ar", "en")
    for size in (WIDE, PHONE)
    for scheme in ("dark", "light")
    if (language, scheme) != ("ar", "dark")
)


def take(number: int, state: State) -> None:
    """All pictures of one state."""
    page = state.window.page
    name = re.sub(r"\W+", "-", state.name).strip("-")
    for look in LOOKS:
        button = page.locator(f'[data-language="{look.language}"]').first
        if button.count() > 0 and not state.still:
            button.click()
        elif look.language != "en":
            continue  # a touch would change it, or both languages stand there together
        page.set_viewport_size(look.size)
        page.emulate_media(color_scheme=look.scheme)
        # The page's own words only: no ring around what was pressed last.
        page.evaluate("() => document.activeElement?.blur()")
        path = PICTURES / f"{number:02} {name} {look.name}.png"
        # The whole of a screen from its top; a conversation as somebody sees it. On a phone a desk
        # is one long page, of which its top alone says nothing.
        console = isinstance(state.window, Console)
        long = console and look.size == PHONE
        whole = long or page.locator(".talk:visible").count() == 0
        if whole:
            page.evaluate("() => scrollTo(0, 0)")
        if console:
            page.evaluate(LOOSE, long)
        page.screenshot(path=path, full_page=whole)
    if isinstance(state.window, Console):
        page.evaluate(LOOSE, False)
    page.emulate_media(color_scheme=None)
    page.set_viewport_size(WIDE if isinstance(state.window, Console) else PHONE)


def sheets(page: Page) -> Iterator[Path]:
    """Pictures of pictures: all of one look, a dozen a sheet."""
    for look in LOOKS:
        names = sorted(one.name for one in PICTURES.glob(f"* {look.name}.png"))
        for first in range(0, len(names), A_SHEET):
            figures = "".join(
                FIGURE.format(name=html.escape(name)) for name in names[first : first + A_SHEET]
            )
            path = PICTURES / f"sheet {look.name} {first // A_SHEET + 1}.html"
            width = 300 if look.size == PHONE else 480
            words = SHEET.format(title=look.name, width=width, figures=figures)
            path.write_text(words, encoding="utf-8")
            page.goto(path.as_uri())
            page.screenshot(path=path.with_suffix(".png"), full_page=True)
            yield path


def walk(browser: Browser, place: Place, desk: Place) -> int:
    """The pictures of all states, of the survivor's page and then of the console; how many."""
    windows, working, friends = Windows(browser, place), Windows(browser, desk), Friends()
    number = 0
    try:
        for state in chain(states(windows, friends), states_of_console(working)):
            number += 1
            take(number, state)
    finally:
        windows.close()
        working.close()
        friends.close()
    return number


def main() -> None:
    """Make a town, take the pictures, throw the town away."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        notice = NOTICE.read_text(encoding="utf-8")
        place = Place(Path(folder) / "one", aliases=("Noor", "Salma"), notice=notice).found()
        desk = Place(Path(folder) / "two", notice=notice).found()
        try:
            place.start().publish()
            town(desk)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                number = walk(browser, place, desk)
                page = browser.new_page(viewport=ViewportSize(width=1280, height=900))
                made = len(list(sheets(page)))
                browser.close()
        finally:
            place.close()
            desk.close()
    print(f"{number} states in {PICTURES}; {made} sheets to look at")


if __name__ == "__main__":
    main()
