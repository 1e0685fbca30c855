"""Two kinds of windows, and what a person does and sees in them, in words of a story."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.frames import Wire
from tests.browser.looks import becomes, holds
from tests.browser.place import Place
from tests.browser.slow_line import LATE

PATIENCE = 30_000
"""Milliseconds: two cores, and other work on them."""
UNLOCKING = 120_000
"""Argon2id in a browser's single thread takes its time; that is what it is for."""

expect.set_options(timeout=PATIENCE)


def hook(name: str) -> str:
    return f'[data-test="{name}"]'


class Window:
    """One browser context of its own (nothing is shared with others), with one page in it."""

    def __init__(self, context: BrowserContext, place: Place, page: Page | None = None) -> None:
        self.context = context
        self.place = place
        context.set_default_timeout(PATIENCE)
        self.page: Page = page or context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.wire = Wire(context, self.page)

    def see(self, name: str) -> Locator:
        return self.page.locator(hook(name))

    def press(self, name: str) -> None:
        self.see(name).click()

    def problem(self, code: str) -> Locator:
        """The screen says this problem: what it is, and what to do next, in two sentences."""
        told = self.page.locator(f'{hook("problem")}[data-problem="{code}"]')
        expect(told.first).to_be_visible()
        for paragraph in told.first.locator("p").all():
            holds(lambda: len(paragraph.inner_text().strip()) > 10)
        becomes(lambda: told.first.locator("p").count(), 2)
        return told.first

    def connection(self, state: str) -> None:
        expect(self.see("connection")).to_have_attribute("data-connection", state)

    def ahead(self, time: int | str) -> None:
        """The page's clock jumps (milliseconds, or minutes and seconds), once whatever the page has
        asked of the relay is answered: an open question would have had no answer for as long."""

        def answered() -> bool:
            late = self.page.evaluate(LATE)  # the browser tells what came, and the page has read it
            return not late and not self.wire.asked

        holds(answered)
        self.page.clock.fast_forward(time)

    def words(self) -> str:
        """Everything that the document holds, shown or not, with the values of its fields."""
        return str(
            self.page.evaluate(
                """() => document.documentElement.outerHTML + [...document.querySelectorAll(
                'input:not([type=file]), textarea, select')].map((one) => one.value).join('\\n')"""
            )
        )

    def close(self) -> None:
        # The page first: a window that is closed says goodbye, one whose browser dies cannot.
        self.page.close()
        self.context.close()


class Survivor(Window):
    """The survivor's page."""

    def open(self) -> Survivor:
        self.page.goto(self.place.survivor)
        return self

    def is_offered_a_start(self) -> None:
        expect(self.see("start")).to_be_enabled()

    def start(self, name: str = "", first: str = "") -> Survivor:
        """Fills in what they like, knocks, and stands in the line."""
        self.is_asked()
        self.see("name").fill(name)
        self.see("first").fill(first)
        self.press("knock")
        return self.is_in_line()

    def is_asked(self, caller: str = "") -> None:
        """From the first screen to the questions; `caller` is why, if not for their own sake."""
        self.is_offered_a_start()
        if caller:
            self.see("others").locator("summary").click()
        self.press(f"caller-{caller}" if caller else "start")
        self.press("safe-yes")
        self.press("go-on")

    def hurries(self) -> Survivor:
        """From the first screen into the line, without a question: two taps after the safety."""
        self.is_offered_a_start()
        self.press("start")
        self.press("safe-yes")
        self.press("hurry")
        return self.is_in_line()

    def is_in_line(self) -> Survivor:
        expect(self.see("place")).to_have_attribute("data-ahead", re.compile(r"\d+"))
        return self

    def talks_with(self, alias: str) -> None:
        expect(self.see("talk")).to_be_visible()
        expect(self.see("who")).to_contain_text(alias)

    def writes(self, text: str) -> None:
        """Into the box; not sent yet."""
        self.see("composer").fill(text)

    def says(self, text: str) -> None:
        self.writes(text)
        self.press("send")
        expect(self.see("composer")).to_have_value("")

    def said(self, text: str) -> None:
        """Said, and opened on the other side."""
        self.says(text)
        self.delivered(text)

    def messages(self, mine: bool | None = None) -> Locator:
        only = "" if mine is None else f'[data-mine="{str(mine).lower()}"]'
        return self.page.locator(hook("message") + only)

    def delivered(self, text: str) -> None:
        message = self.messages(mine=True).filter(has_text=text)
        expect(message.locator(hook("delivery"))).to_have_attribute("data-delivery", "delivered")

    def hears(self, text: str) -> None:
        expect(self.messages(mine=False).filter(has_text=text)).to_have_count(1)

    def texts(self) -> list[str]:
        """All texts on the screen, in order."""
        return self.page.locator(hook("text")).all_inner_texts()

    def ends(self) -> None:
        self.press("end")
        self.press("end-confirm")

    def leaves(self, address: str) -> None:
        """By the exit; elsewhere when this returns."""
        self.press("exit")
        self.page.wait_for_url(address)

    def is_told_erased(self) -> None:
        expect(self.see("erased")).to_be_visible()


class Talk:
    """One conversation in the console, by the name that the survivor gave."""

    def __init__(self, console: Console, name: str) -> None:
        self.console = console
        self.name = name
        heading = console.page.locator("h3").filter(has_text=name)
        self.panel = console.page.locator(hook("talk")).filter(has=heading)
        self.item = console.page.locator(hook("talk-item")).filter(has_text=name)

    def see(self, name: str) -> Locator:
        return self.panel.locator(hook(name))

    def show(self) -> Talk:
        if not self.panel.is_visible():
            self.item.click()
        expect(self.panel).to_be_visible()
        return self

    def stage(self, stage: str) -> None:
        expect(self.panel).to_have_attribute("data-stage", stage)

    def says(self, text: str) -> None:
        self.show()
        self.stage("talking")
        self.see("composer").fill(text)
        self.see("send").click()
        expect(self.see("composer")).to_have_value("")

    def said(self, text: str) -> None:
        self.says(text)
        message = self.panel.locator(f'{hook("message")}[data-mine="true"]').filter(has_text=text)
        expect(message.locator(hook("delivery"))).to_have_attribute("data-delivery", "delivered")

    def hears(self, text: str) -> None:
        message = self.panel.locator(f'{hook("message")}[data-mine="false"]').filter(has_text=text)
        expect(message).to_have_count(1)

    def texts(self) -> list[str]:
        found: list[str] = self.panel.locator(hook("text")).evaluate_all(
            "all => all.map((one) => one.textContent)"
        )
        return found

    def ends(self) -> None:
        self.show()
        self.see("end").click()
        self.see("end-confirm").click()
        self.stage("ended")

    def forgets(self) -> None:
        self.show()
        self.see("forget").click()
        expect(self.panel).to_have_count(0)


class Console(Window):
    """The console of one person on duty."""

    def open(self) -> Console:
        self.page.goto(self.place.console)
        return self

    def tries(self, vault: Path, passphrase: str, *more: Path) -> None:
        """Gives a vault, with the keys file that lies beside it, and a passphrase; whatever comes
        of it. `more`: files that are chosen with them."""
        keys = [one for one in (vault.with_suffix(".keys"),) if one.exists()]
        self.see("vault-file").set_input_files([vault, *keys, *more])
        self.see("passphrase").fill(passphrase)
        self.press("unlock")

    def unlock(self, alias: str = "Noor") -> Console:
        self.tries(self.place.vault(alias), self.place.passphrase)
        expect(self.see("duty")).to_be_visible(timeout=UNLOCKING)
        return self

    def on_duty(self) -> Console:
        expect(self.see("duty")).not_to_have_attribute("data-duty", "connecting")
        # Whoever was on duty comes back by itself after a new shift: then the button goes away
        # under the hand. A button that stands there and does nothing is a fault.
        button, duty = self.see("on-duty"), self.see("duty")
        if duty.get_attribute("data-duty") != "on-duty":
            try:
                button.click()
            except TooLate:
                expect(button).to_have_count(0)
        expect(self.see("duty")).to_have_attribute("data-duty", "on-duty")
        return self

    def knock(self, name: str) -> Locator:
        return self.see("knock-item").filter(has_text=name)

    def claim(self, name: str) -> Talk:
        """Answers somebody who waits; the conversation stands when this returns."""
        self.knock(name).locator(hook("claim")).click()
        talk = self.talk(name)
        talk.stage("talking")
        return talk

    def talk(self, name: str) -> Talk:
        return Talk(self, name)

    def clear(self) -> None:
        """Ends and forgets every conversation, so that the next story begins with an empty desk."""
        for item in reversed(self.see("talk-item").all()):
            item.click()
            panel = self.page.locator(f'{hook("talk")}[data-active="true"]')
            for _ in range(6):
                if panel.get_attribute("data-stage") == "ended":
                    break
                with suppress(TooLate):  # the other side was quicker, or the machine is slow
                    if panel.locator(hook("end-confirm")).count() == 0:
                        panel.locator(hook("end")).click(timeout=5_000)
                    panel.locator(hook("end-confirm")).click(timeout=5_000)
                    break
            expect(panel).to_have_attribute("data-stage", "ended")
            panel.locator(hook("forget")).click()
        expect(self.see("talk-item")).to_have_count(0)


def talking(survivor: Survivor, console: Console, name: str) -> Talk:
    """From the first screen into the middle of a conversation with Noor."""
    survivor.start(name=name, first="First words.")
    talk = console.claim(name)
    survivor.talks_with("Noor")
    survivor.said("Words in the middle.")
    return talk
