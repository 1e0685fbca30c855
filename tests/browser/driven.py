"""The survivor's page in a browser that is driven by WebDriver, in the words of `windows.py`."""

from __future__ import annotations

import json

from tests.browser.driver import Driver
from tests.browser.place import Place
from tests.browser.windows import hook

TEXTS = """return [...document.querySelectorAll('[data-test="message"]')]
  .filter((one) => arguments[0] === null || one.dataset.mine === String(arguments[0]))
  .map((one) => one.querySelector('[data-test="text"]')?.textContent);"""
DELIVERED = """return [...document.querySelectorAll('[data-test="message"][data-mine="true"]')]
  .some((one) => one.querySelector('[data-test="text"]')?.textContent === arguments[0] &&
    one.querySelector('[data-delivery="delivered"]') !== null);"""
HEARD = f"return ((...arguments) => {{ {TEXTS} }})(false).includes(arguments[0]);"
WORDS = """return document.documentElement.outerHTML + [...document.querySelectorAll(
  'input:not([type=file]), textarea, select')].map((one) => one.value).join('\\n');"""


class DrivenSurvivor:
    """What a person does and sees, by real keys and clicks."""

    def __init__(self, driver: Driver, place: Place) -> None:
        self.driver = driver
        self.place = place

    def open(self) -> DrivenSurvivor:
        self.driver.goto(self.place.survivor)
        return self

    def press(self, name: str) -> None:
        self.driver.click(hook(name))

    def types(self, name: str, text: str) -> None:
        self.driver.keys(hook(name), text)

    def sees(self, name: str) -> None:
        self.driver.wait(hook(name))

    def is_offered_a_start(self) -> None:
        self.driver.wait(f"{hook('start')}:enabled")

    def start(self, name: str = "", first: str = "") -> DrivenSurvivor:
        self.is_offered_a_start()
        for step in ("start", "safe-yes", "go-on"):
            self.press(step)
        self.types("name", name)
        self.types("first", first)
        self.press("knock")
        self.driver.wait(f"{hook('place')}[data-ahead]")
        return self

    def talks_with(self, alias: str) -> None:
        self.sees("talk")
        script = "return document.querySelector(arguments[0]).textContent.includes(arguments[1]);"
        self.driver.until(script, hook("who"), alias)

    def writes(self, text: str) -> None:
        self.types("composer", text)

    def said(self, text: str) -> None:
        self.writes(text)
        self.press("send")
        self.driver.until(DELIVERED, text)

    def hears(self, text: str) -> None:
        self.driver.until(HEARD, text)

    def texts(self) -> list[str]:
        found: list[str] = self.driver.run(TEXTS, None)
        return found

    def leaves(self, address: str) -> None:
        """By the exit; elsewhere when this returns."""
        self.press("exit")
        self.driver.until(f"return location.href === {json.dumps(address)}")

    def words(self) -> str:
        return str(self.driver.run(WORDS))
