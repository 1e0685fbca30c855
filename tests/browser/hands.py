"""Somebody at a console who has only a keyboard, and is never left at nowhere.

Like `Keys`, and after every act it is looked at where the focus is: on something that is there,
that can be seen, and that shows it.
"""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.keys import FAR, WHERE, Keys
from tests.browser.windows import UNLOCKING, Console, Survivor, Talk

SETTLED = f"""
async () => {{
  const nowhere = () => [null, document.body].includes(document.activeElement);
  // What an act leads to has been drawn; what others do meanwhile may need a few drawings more.
  for (let round = 0; round < 3 || (round < 12 && nowhere()); round += 1) {{
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  }}
  const one = document.activeElement;
  if (nowhere()) return {{ test: '', lost: 'the focus is lost' }};
  // Of a whole screen: its beginning needs no ring.
  return one.tagName === 'H1' ? {{ test: 'h1', lost: '' }} : ({WHERE})();
}}
"""
STEP = f"(one) => [({WHERE})(), one === document.activeElement, one.isConnected]"


class Hands(Keys):
    """Keys that never lose their place."""

    def __init__(self, console: Console) -> None:
        super().__init__(console.page)
        self.console = console

    def here(self) -> str:
        found = self.page.evaluate(SETTLED)
        assert found["lost"] == "", found
        return str(found["test"])

    def press(self, key: str) -> Hands:
        super().press(key)
        self.here()
        return self

    def write(self, text: str) -> Hands:
        super().write(text)
        self.here()
        return self

    def to(self, target: Locator, back: bool = False) -> Hands:
        expect(target).to_be_enabled()  # keys never lead to a button that cannot be pressed yet
        key, passed = "Shift+Tab" if back else "Tab", []
        there = target.element_handle()
        for _ in range(FAR):
            self.page.keyboard.press(key)
            found, done, stands = self.page.evaluate(STEP, there)
            assert found["lost"] == "", found
            passed.append(found["test"])
            if not stands:  # what somebody else did meanwhile has drawn it anew
                there = target.element_handle()
            if done:
                self.here()
                return self
        raise AssertionError(f"the keys do not lead there, only to {passed}")

    def at(self, target: Locator) -> Hands:
        """What was just done has led here."""
        expect(target).to_be_focused()
        self.here()
        return self

    def opens(self, key: str, shown: Locator, back: Locator) -> Hands:
        """Opened, closed with Escape and the focus where it was; then opened again, to be used."""
        self.press(key)
        expect(shown).to_be_visible()
        self.press("Escape")
        expect(shown).to_have_count(0)
        self.at(back)
        self.press(key)
        expect(shown).to_be_visible()
        return self

    def chooses(self, target: Locator, value: str, back: bool = False) -> Hands:
        """In a list, with the arrows."""
        self.to(target, back)
        values = "(one) => [...one.options].map(({ value }) => value)"
        wanted = target.evaluate(values).index(value)
        away = wanted - target.evaluate("(one) => one.selectedIndex")
        for _ in range(abs(away)):
            self.press("ArrowDown" if away > 0 else "ArrowUp")
        expect(target).to_have_value(value)
        return self


def enters(console: Console, alias: str) -> Hands:
    """Opens a console, and its vault, and goes on duty."""
    console.open()
    hands, place = Hands(console), console.place
    hands.to(console.see("vault-file")).choose(place.vault(alias), place.keys(alias))
    hands.to(console.see("passphrase")).write(place.passphrase).press("Enter")
    expect(console.see("on-duty")).to_be_visible(timeout=UNLOCKING)
    hands.to(console.see("on-duty")).press("Enter")
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    hands.here()
    return hands


def answers(hands: Hands, survivor: Survivor, name: str) -> Talk:
    """Who has waited longest, wherever one is."""
    expect(hands.console.knock(name)).to_be_visible()
    hands.press("Alt+n")
    talk = hands.console.talk(name)
    talk.stage("talking")
    survivor.talks_with("Noor")
    hands.at(title(talk)).press("Alt+w").at(talk.see("composer"))
    return talk


def title(talk: Talk) -> Locator:
    return talk.panel.locator("h3").first


def sends(hands: Hands, text: str) -> Hands:
    return hands.write(text).press("Control+Enter")


def ends(hands: Hands, talk: Talk) -> None:
    """And takes it off the desk."""
    hands.press("Alt+w").press("Alt+x").to(talk.see("end-confirm")).press("Enter")
    talk.stage("ended")
    forgets(hands, talk)


def forgets(hands: Hands, talk: Talk) -> None:
    hands.to(talk.see("forget")).press("Enter")
    expect(talk.panel).to_have_count(0)
    hands.here()
