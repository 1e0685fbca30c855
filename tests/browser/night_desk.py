"""What one person does at the console in a busy night, quickly: by keys, as the help says."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Error, Locator, expect

from tests.browser.desk import SLOW
from tests.browser.fixtures import Windows
from tests.browser.night_town import STAFF, Secrets
from tests.browser.windows import UNLOCKING, Console, Talk, hook

TAKEN = '[data-problem="someone-else-took-it"]'
CAN = '[data-test="knock-item"][data-mine="true"] [data-test="claim"]:enabled'


@dataclass
class Book:
    """What a careful clerk would write down: how many talks were counted, of which kind."""

    needs: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def counts(self, need: str, language: str) -> None:
        self.needs[need] += 1
        self.languages[language] += 1


@dataclass
class Desk:
    """One person's console."""

    alias: str
    console: Console
    secrets: Secrets
    book: Book

    def begins(self) -> None:
        """Goes on duty, with six conversations at most; a trainee takes one at a time."""
        self.console.on_duty()
        fewer, more = ("limit-fewer", 2), ("limit-more", 3)
        button, times = fewer if STAFF[self.alias][0] == "trainee" else more
        for _ in range(times):
            self.console.press(button)

    def waiting(self) -> int:
        """How many wait whom this person could take now."""
        return self.console.page.locator(CAN).count()

    def takes(self) -> None:
        """Whoever has waited longest of those for me, if anybody; the conversation is in front."""
        if self.waiting() == 0:
            return
        page, items = self.console.page, self.console.see("talk-item")
        before = items.count()
        page.keyboard.press("Alt+n")
        # A colleague may have been quicker, before or after the key; then somebody else comes soon.
        for _ in range(100):
            if items.count() > before:
                self.front().locator("h3").wait_for()
                return
            if page.locator(TAKEN).is_visible():
                return
            page.wait_for_timeout(100)

    def front(self) -> Locator:
        return self.console.page.locator(f'{hook("talk")}[data-active="true"]')

    def open_talks(self) -> list[str]:
        """Names, without what is secret in them."""
        names = self.console.page.locator(f'{hook("talk")}:not([data-stage="ended"]) h3')
        return [self._guest(one) for one in names.all_text_contents()]

    def answers(self, name: str) -> Talk:
        """The greeting of the handbook, changed by hand, and what they say comes in."""
        talk = self.console.talk(name)
        talk.says(self.secrets.answered)
        talk.panel.locator(f'{hook("message")}[data-mine="false"]').first.wait_for()
        return talk

    def ends(self, name: str, need: str, language: str) -> None:
        """Ends it by keys, counts it in one choice, and puts it away."""
        self.counts(self._over(name), need, language)

    def leaves(self, name: str) -> None:
        """Ends one's own part: whoever goes on counts it."""
        talk = self._over(name)
        expect(talk.see("tally-anyway")).to_have_count(1)
        self.has_not_to_count(talk)

    def has_not_to_count(self, talk: Talk) -> None:
        expect(talk.show().see("forget")).to_be_visible()
        expect(talk.see("tally-form")).to_have_count(0)
        talk.forgets()

    def _over(self, name: str) -> Talk:
        talk = self.before_me(self.console.talk(name), "end")
        self.console.page.keyboard.press("Alt+x")
        talk.see("end-confirm").click()
        talk.stage("ended")
        return talk

    def counts(self, talk: Talk, need: str, language: str) -> None:
        talk.see("tally-question").select_option(need)
        talk.see("tally-send").click()
        expect(talk.see("tally-sent")).to_be_visible()
        self.book.counts(need, language)
        talk.forgets()

    def before_me(self, talk: Talk, button: str) -> Talk:
        """The conversation that is being worked in, once it can be done what the button does."""
        talk.show().panel.locator("h3").focus()
        expect(talk.panel).to_have_attribute("data-active", "true")
        expect(talk.see(button)).to_be_visible()
        return talk

    def turns_away(self, name: str) -> None:
        """Whoever came to hurt: it is over, and for an hour they cannot come again."""
        talk = self.before_me(self.console.talk(name), "away-open")
        # Whose answer has not come yet is not told why, and finds nobody there after a while.
        talk.stage("talking")
        self.console.page.keyboard.press("Alt+z")
        talk.see("away-confirm").click()
        talk.stage("ended")
        expect(talk.see("turned")).to_have_attribute("data-state", "done")
        talk.forgets()  # and nobody counts it

    def asks(self, talk: Talk, colleague: str, wish: str) -> None:
        """A colleague, by keys: nobody else is asked before they say yes."""
        self.before_me(talk, "bring-open")
        self.console.page.keyboard.press("Alt+i")
        talk.see("wish").select_option(wish)
        who = talk.see("who")
        option = who.locator("option").filter(has_text=f"\u2068{colleague}\u2069")
        expect(option).to_have_count(1, timeout=SLOW)
        who.select_option(option.get_attribute("value"))
        talk.see("bring-ask").click()

    def latest(self) -> Talk:
        """The conversation that this person has just come into."""
        panel = self.console.page.locator(f'{hook("talk")}:not([data-stage="ended"])')
        expect(panel).to_have_count(1)
        talk = Talk(self.console, "")
        talk.panel, talk.item = panel, self.console.see("talk-item").first
        talk.stage("talking")
        # It keeps its place when it has ended.
        talk.panel = self.console.page.locator(f"#{panel.get_attribute('id')}")
        return talk

    def aside(self, colleague: str) -> Locator:
        """The line to a colleague, beside the conversations."""
        quiet = self.console.see("quiet")
        if quiet.count() == 0:
            self.console.page.keyboard.press("Alt+q")
            label = f'[aria-label*="\u2068{colleague}\u2069"]'
            self.console.page.locator(hook("quiet-open") + label).click(timeout=SLOW)
        expect(quiet).to_have_attribute("data-stage", "open")
        return quiet

    def says_aside(self, colleague: str, text: str) -> None:
        quiet = self.aside(colleague)
        quiet.locator(hook("composer")).fill(text)
        quiet.locator(hook("send")).click()
        expect(quiet.locator(hook("composer"))).to_have_value("")

    def hears_aside(self, colleague: str, text: str) -> None:
        expect(self.aside(colleague).locator(hook("text")).filter(has_text=text)).to_be_visible()

    def says_aside_in_vain(self, text: str) -> None:
        """What somebody wrote is not copied into a line between colleagues."""
        quiet = self.console.see("quiet")
        quiet.locator(hook("composer")).fill(text)
        quiet.locator(hook("send")).click()
        expect(quiet.locator(".wrong")).to_be_visible()
        quiet.locator(hook("composer")).fill("")

    def dies(self) -> None:
        """As when a battery is empty: the page is gone, and has said nothing."""
        with suppress(Error):
            self.console.page.goto("chrome://crash")

    def goes_home(self) -> None:
        """Off duty: what was counted leaves at once."""
        self.console.press("off-duty")
        expect(self.console.see("duty")).to_have_attribute("data-duty", "off-duty")

    @staticmethod
    def _guest(heading: str) -> str:
        found = re.search(r"Guest \d\d", heading)
        return found.group() if found else heading


def desks(windows: Windows, secrets: Secrets, book: Book) -> dict[str, Desk]:
    """All six consoles, unlocked at the same time."""
    made = {}
    for alias in STAFF:
        console = windows.console().open()
        console.tries(windows.place.vault(alias), windows.place.passphrase)
        made[alias] = Desk(alias, console, secrets, book)
    for desk in made.values():
        expect(desk.console.see("duty")).to_be_visible(timeout=UNLOCKING)
    return made
