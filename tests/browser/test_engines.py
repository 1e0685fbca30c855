"""A conversation in real Firefox and in real WebKitGTK: keys and clicks, no test library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from orgkeys.client import Counselor
from tests.browser.driven import DrivenSurvivor
from tests.browser.driver import Driver
from tests.browser.friends import Friends
from tests.browser.looks import becomes
from tests.browser.outside import Outside
from tests.browser.place import EXIT_ADDRESS, NOTICE, Place
from tests.browser.real import firefox, webkit
from tests.browser.test_traces import NOTHING, STORED

BROWSERS: dict[str, Callable[[Path, int], AbstractContextManager[Driver]]] = {
    "Firefox": firefox,
    "WebKitGTK": webkit,
}
FIREFOX_ASKS = (".mozilla.com", ".mozilla.net", ".mozilla.org", ".firefox.com", ".mozaws.net")
"""Hosts of its maker, which Firefox asks on its own, whatever page is open."""
# Not in the list of those hosts whose certificate browsers never forgive.
ELSEWHERE = "https://elsewhere.example/"
FIRST = "It is about my sister, who is nine."
DRAFT = "Half of a sen"
ENTER = "\ue007"
TOLD_IF_SENT = "addEventListener('submit', () => { document.title = 'Sent'; }, true);"
QUESTION = "Can you read this? نعم é 你好"
ANSWER = "I read all of it, Sam. 你好"


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with Outside(tmp_path) as outside:
        yield outside


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    place = open_place(notice=NOTICE.replace(EXIT_ADDRESS, ELSEWHERE)).start()
    place.publish()
    return place


@pytest.mark.parametrize("browser", BROWSERS)
def test_a26_a30_a34_a_conversation_an_exit_and_nothing_behind(
    browser: str, place: Place, tmp_path: Path, friends: Friends, outside: Outside
) -> None:
    noor = friends.enter(Counselor(place.relay_address, place.device()))
    friends.do(noor.on_duty())
    with BROWSERS[browser](tmp_path / "home", outside.port) as driver:
        survivor = DrivenSurvivor(driver, place).open()
        driver.run(TOLD_IF_SENT)
        survivor.start(name=f"Sam{ENTER}", first=FIRST)
        assert friends.do(noor.claim()).address_as == "Sam"
        survivor.talks_with("Noor")
        survivor.said(QUESTION)
        friends.do(noor.heard(QUESTION))
        friends.do(noor.say(ANSWER))
        survivor.hears(ANSWER)
        friends.do(noor.delivered())
        becomes(lambda: survivor.texts(), [FIRST, QUESTION, ANSWER])
        assert driver.run(f"return ({STORED})();") == NOTHING
        assert driver.run("return document.title") == "Home"
        # The form around a box is not sent by Enter; nor by a script: the policy forbids it.
        driver.run("document.querySelector('form').requestSubmit();")
        assert driver.run("return document.title") == "Sent"
        assert driver.address() == place.survivor
        survivor.writes(DRAFT)
        survivor.leaves(ELSEWHERE)
        ended = friends.do(noor.ended()).ended
        assert ended is not None
        assert (ended.reason, ended.by_me) == ("left", False)
        driver.back()
        assert driver.address() != place.survivor
        survivor.open().is_offered_a_start()
        for words in (FIRST, QUESTION, ANSWER, DRAFT, "Noor"):
            assert words not in survivor.words()
        control = "https://control.example/"
        driver.goto(control)
    pages = {host for host in outside.asked if not f".{host}".endswith(FIREFOX_ASKS)}
    assert pages == {"control.example", "elsewhere.example"}
