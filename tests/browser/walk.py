"""One conversation through every screen of both pages, looked at from all sides at each.

At each stage the page is looked at in both languages, with letters of ordinary and of double size,
light and dark and in forced colors, and the console also on a wide screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import expect

from tests.browser.fixtures import PHONE, WIDE, Windows
from tests.browser.joining import WORDS, fills
from tests.browser.look import look
from tests.browser.looks import becomes
from tests.browser.spoken import mute, tree
from tests.browser.windows import UNLOCKING, Console, Survivor, Window

LANGUAGES = {"en": "ltr", "ar": "rtl"}
LETTERS = {"": 16, " double": 32}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LAYOUT = ("sideways", "cut", "small", "covered")
LONG = "Somethingthathasnospacesatallandgoesonforawhilebecausesomebodyisveryupset" * 2
ARABIC = "لا أعرف من أين أبدأ، وأخاف أن يقرأ أحد ما أكتبه هنا."


@dataclass
class Album:
    """What was seen: (stage, how) → faults; and where the exit stood."""

    faults: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    exits: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def of(self, page: str, kind: str) -> list[str]:
        """Every fault of one kind, with the stage and the way in which it was seen."""
        found = [(at, faults) for at, faults in self.faults.items() if at[0].startswith(page)]
        assert len({stage for (stage, _), _ in found}) > 5, "the walk was too short"
        return [
            f"{stage} ({how}): {fault}"
            for (stage, how), faults in found
            for fault in faults
            if fault.startswith(kind)
        ]

    def see(self, window: Window, stage: str, script: bool = True) -> None:
        """Look at a window as it stands, from all sides; `script` is whether it runs any."""
        name = "survivor" if isinstance(window, Survivor) else "console"
        for language in languages(window):
            self.faults[f"{name}: {stage}", f"{language} aloud"] = mute(tree(window), script)
            for letters in LETTERS:
                with in_letters(window, LETTERS[letters]):
                    self._layout(window, f"{name}: {stage}", language + letters)
            for scheme in SCHEMES:
                window.page.emulate_media(color_scheme=scheme)
                self.faults[f"{name}: {stage}", f"{language} {scheme}"] = look(
                    window.page, "faint", "edgeless", "moving"
                )
            window.page.emulate_media(color_scheme=None, forced_colors="active")
            self.faults[f"{name}: {stage}", f"{language} forced colors"] = look(
                window.page, "faint", "edgeless", "sideways", "cut"
            )
            window.page.emulate_media(forced_colors="none")

    def _layout(self, window: Window, stage: str, how: str) -> None:
        page = window.page
        if isinstance(window, Survivor):
            self.faults[stage, how] = look(page, *LAYOUT, "exit")
            box = window.see("exit").bounding_box()
            assert box is not None
            self.exits[stage, how] = (box["x"] + box["width"], box["y"])
            return
        for size in (PHONE, WIDE):
            page.set_viewport_size(size)
            self.faults[stage, f"{how} {size['width']}"] = look(page, *LAYOUT)


def languages(window: Window) -> Iterator[str]:
    """Each language in turn; where the page cannot change any more, the one that it has."""
    if window.see("language").count() == 0:
        yield "as it is"
        return
    for language in reversed(LANGUAGES):
        # The first: a preview of the survivor's page has some of its own.
        window.page.locator(f'[data-language="{language}"]').first.click()
        expect(window.page.locator("html")).to_have_attribute("lang", language)
        expect(window.page.locator("html")).to_have_attribute("dir", LANGUAGES[language])
        yield language


@contextmanager
def in_letters(window: Window, size: int) -> Iterator[None]:
    """As when somebody sets larger letters in their browser; 16 is what most have."""
    fonts = {"standard": size, "fixed": size * 13 // 16}
    window.wire.session.send("Page.setFontSizes", {"fontSizes": fonts})
    real = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
    for _ in range(200):  # the browser tells its page in its own time
        if window.page.evaluate(real) == size:
            break
        window.page.wait_for_timeout(20)
    becomes(lambda: window.page.evaluate(real), size)
    try:
        yield
    finally:
        window.wire.session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})


def walk(windows: Windows, album: Album) -> None:
    """Everybody's way through both pages."""
    console = windows.console(viewport=PHONE, accept_downloads=True).open()
    joining(console, album)
    unlocking(console, album)
    survivor = windows.survivor().open()
    album.see(console, "nobody waits")
    waiting(survivor, album)
    talk(survivor, console, windows, album)
    alone(windows, album)


def joining(console: Console, album: Album) -> None:
    """Somebody who is new, and somebody whose device is gone."""
    console.press("gone")
    album.see(console, "device gone")
    console.press("back")
    console.press("enroll")
    console.press("make")
    album.see(console, "new, nothing said")
    fills(console, "Zuhal", words="password12345678")
    console.press("draw")
    console.press("make")
    expect(console.see("strength")).to_have_attribute("data-level", "weak")
    album.see(console, "new, weak passphrase")
    for box in ("new-passphrase", "again-passphrase"):
        console.see(box).fill(WORDS)
    console.press("make")
    expect(console.see("enrolled")).to_be_visible(timeout=UNLOCKING)
    console.press("handed-over")
    album.see(console, "keys made, not saved")
    with console.page.expect_download():
        console.press("save-vault")
    console.press("copy-request")
    album.see(console, "keys made and saved")
    console.press("handed-over")


def unlocking(console: Console, album: Album) -> None:
    album.see(console, "locked")
    console.press("unlock")
    album.see(console, "nothing chosen")
    console.tries(console.place.vault(), "not the passphrase")
    expect(console.see("problem")).to_be_visible(timeout=UNLOCKING)
    album.see(console, "wrong passphrase")
    console.unlock()
    expect(console.see("on-duty")).to_be_visible()
    album.see(console, "off duty")
    console.see("vault-pane").locator("summary").click()
    console.press("change")
    album.see(console, "another passphrase")
    console.press("change-cancel")
    console.see("vault-pane").locator("summary").click()
    console.on_duty()


def waiting(survivor: Survivor, album: Album) -> None:
    survivor.is_offered_a_start()
    album.see(survivor, "start")
    survivor.see("others").locator("summary").click()
    album.see(survivor, "other reasons")
    survivor.press("caller-harm")
    album.see(survivor, "is it safe?")
    survivor.press("safe-yes")
    survivor.see("more").locator("summary").click()
    album.see(survivor, "rights")
    survivor.press("go-on")
    album.see(survivor, "questions")
    survivor.see("name").fill("Zuhal")
    survivor.see("first").fill(ARABIC * 20)
    survivor.press("knock")
    expect(survivor.page.locator(".wrong")).to_be_visible()
    album.see(survivor, "first message too long")
    survivor.see("first").fill(f"{ARABIC}\n{LONG}")
    survivor.press("knock")
    expect(survivor.see("place")).to_have_attribute("data-ahead", "0")
    album.see(survivor, "waiting")


def talk(survivor: Survivor, console: Console, windows: Windows, album: Album) -> None:
    album.see(console, "somebody waits")
    mine = console.claim("Zuhal")
    survivor.talks_with("Noor")
    album.see(survivor, "conversation begins")
    for text in (ARABIC, LONG, "Short."):
        survivor.said(f"1 {text}")
        mine.said(f"2 {text}")
    survivor.writes("Half of a")
    album.see(survivor, "conversation")
    album.see(console, "conversation")
    survivor.see("who").locator("summary").click()
    album.see(survivor, "who can read this")
    survivor.see("who").locator("summary").click()
    survivor.see("rights-again").locator("summary").click()
    album.see(survivor, "rights again")
    survivor.see("rights-again").locator("summary").click()
    survivor.writes("x" * 4001)
    survivor.press("send")
    expect(survivor.page.locator(".wrong")).to_be_visible()
    album.see(survivor, "message too long")
    survivor.press("end")
    album.see(survivor, "end it?")
    survivor.press("end-confirm-no")

    other = windows.survivor().open().start(name="Ada")
    second = console.claim("Ada")
    console.press("beside")
    second.stage("talking")
    album.see(console, "two side by side")
    console.press("lock")
    album.see(console, "lock it?")
    console.press("lock-confirm-no")
    other.ends()
    other.is_told_erased()
    second.stage("ended")
    album.see(console, "one has ended")
    mine.see("end").click()
    album.see(console, "end it?")
    mine.see("end-confirm").click()
    expect(survivor.see("ended")).to_be_visible()
    album.see(survivor, "ended")
    survivor.press("erase")
    survivor.is_told_erased()
    album.see(survivor, "erased")


def alone(windows: Windows, album: Album) -> None:
    """What is seen when nothing works."""
    makers: tuple[Callable[..., Survivor | Console], ...] = (windows.survivor, windows.console)
    for make in makers:
        window = make(viewport=PHONE)
        window.context.add_init_script("delete window.WebSocket")
        window.open()
        expect(window.see("stopped")).to_be_visible()
        album.see(window, "browser too old")
    window = windows.survivor(java_script_enabled=False).open()
    expect(window.see("static")).to_be_visible()
    album.see(window, "no script", script=False)
