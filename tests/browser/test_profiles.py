"""Somebody takes the device and looks through what the browser has kept: every file of it.

Real Chromium and real Firefox, each with a profile on the disk: a conversation that ends by
`kill -9`, its tab when it comes back, one that ends by the exit, one whose tab is closed. A page
that takes no care is open beside them; it leaks, so the search would see what it looks for.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import sync_playwright

from audit.search import make_canary
from orgkeys.client import Counselor
from tests.browser.friends import Friends
from tests.browser.kept import Kept, KeptChromium, KeptFirefox, Person
from tests.browser.outside import Outside
from tests.browser.place import EXIT_ADDRESS, NOTICE, ROOT, Place

ELSEWHERE = "https://elsewhere.example/"
SECURITY = ROOT / "SECURITY.md"
SAVED_WITHIN = 120.0  # seconds


@dataclass(frozen=True)
class Canaries:
    """A text that nobody has ever written, for each thing that is said or typed."""

    name: str = field(default_factory=make_canary)
    first: str = field(default_factory=make_canary)
    said: str = field(default_factory=make_canary)
    draft: str = field(default_factory=make_canary)
    answered: str = field(default_factory=make_canary)
    alias: str = field(default_factory=lambda: make_canary(""))

    def texts(self) -> dict[str, str]:
        return dict(vars(self))


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place], canaries: Canaries) -> Place:
    notice = NOTICE.replace(EXIT_ADDRESS, ELSEWHERE)
    place = open_place(notice=notice, aliases=(canaries.alias,))
    place.start().publish()
    return place


@pytest.fixture
def noor(place: Place, canaries: Canaries) -> Iterator[tuple[Friends, Counselor]]:
    friends = Friends()
    noor = Counselor(place.relay_address, place.device(canaries.alias), limit=8)
    friends.enter(noor)
    friends.do(noor.on_duty())
    yield friends, noor
    friends.close()


@pytest.fixture(params=["Chromium", "Firefox"])
def kept(request: pytest.FixtureRequest, place: Place, tmp_path: Path) -> Iterator[Kept]:
    # Chromium has a socket in there, whose path must be short.
    with TemporaryDirectory(prefix="kept-") as folder, Outside(tmp_path) as outside:
        home = Path(folder) / "home"
        if request.param == "Firefox":
            yield from started(KeptFirefox(home, place, outside.port))
        else:
            with sync_playwright() as playwright:
                yield from started(KeptChromium(home, place, outside.port, playwright))


def started(kept: Kept) -> Iterator[Kept]:
    kept.start()
    try:
        yield kept
    finally:
        kept.kill()


def talk(survivor: Person, noor: tuple[Friends, Counselor], canaries: Canaries) -> None:
    """Everything is said, heard, and something is left half written."""
    friends, counselor = noor
    survivor.start(name=canaries.name, first=canaries.first)
    friends.do(counselor.claim())
    survivor.talks_with(canaries.alias)
    survivor.said(canaries.said)
    friends.do(counselor.heard(canaries.said))
    friends.do(counselor.say(canaries.answered))
    survivor.hears(canaries.answered)
    survivor.writes(canaries.draft)


def test_a29_a30_a31_a34_nothing_that_was_said_is_on_the_disk(
    kept: Kept, noor: tuple[Friends, Counselor], canaries: Canaries
) -> None:
    # The browser dies in mid-conversation, after it has written down what it keeps.
    talk(kept.survivor(), noor, canaries)
    careless = make_canary()
    kept.types_carelessly(careless)
    saved(kept, careless)
    kept.kill()
    only_addresses_are_left(kept, canaries, careless)

    # Its tab comes back: the first screen, which says so, without a word of it.
    kept.start()
    survivor = kept.restored()
    survivor.is_offered_a_start()
    assert silent(survivor, canaries)
    assert 'data-test="came-back"' in survivor.words()

    # The exit, and the Back button.
    talk(survivor, noor, canaries)
    survivor.leaves(ELSEWHERE)
    assert kept.goes_back() != kept.place.survivor

    # The tab is closed in mid-conversation, and somebody opens it again.
    talk(kept.survivor(), noor, canaries)
    kept.closes_the_tab()
    if isinstance(kept, KeptFirefox):
        again = kept.reopens_the_closed_tab()
        again.is_offered_a_start()
        assert silent(again, canaries)
        assert 'data-test="came-back"' in again.words()
    careless = make_canary()
    kept.types_carelessly(careless)
    saved(kept, careless)
    kept.quit()
    only_addresses_are_left(kept, canaries, careless)
    pages = {row for row in kept.history() if row[0].startswith(kept.place.pages_origin)}
    assert pages == {(kept.place.survivor, "Home")}


def only_addresses_are_left(kept: Kept, canaries: Canaries, careless: str) -> None:
    """No word of a conversation; the control's words; the page's address in documented files."""
    addresses = {
        "page": kept.place.pages_origin.removeprefix("http://"),
        "relay": kept.place.relay_address.removeprefix("ws://"),
    }
    words = canaries.texts()
    found = kept.search({**words, **addresses, "careless": careless})
    assert {one for one in found if one.what in words} == set()
    assert "careless" in {one.what for one in found}, "inconclusive"
    assert "page" in {one.what for one in found}, "inconclusive"
    told = SECURITY.read_text(encoding="utf-8")
    untold = {kind(one.where) for one in found if one.what in addresses} - set(
        re.findall("`([^`]+)`", told)
    )
    assert untold == set(), "SECURITY.md does not say that this file holds this address"


def kind(where: str) -> str:
    """What a file is called in everybody's profile: without counts of microseconds, and without
    what a database keeps beside itself."""
    name, *_ = where.removeprefix("profile/").removeprefix("Default/").split(", ")
    return re.sub(r"_[0-9]{9,}|-(wal|journal)$", "", name)


def saved(kept: Kept, careless: str) -> None:
    """Until the browser has written its session: the careless page's words stand in a file."""
    deadline = time.monotonic() + SAVED_WITHIN
    while not kept.has_saved(careless):
        assert time.monotonic() < deadline, "inconclusive: the browser kept nothing"
        time.sleep(0.25)


def silent(survivor: Person, canaries: Canaries) -> bool:
    words = survivor.words()
    return not any(text in words for text in canaries.texts().values())
