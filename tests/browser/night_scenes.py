"""What happens in the night of test_night.py, scene by scene."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.counting import Numbers
from tests.browser.fixtures import Windows
from tests.browser.friends import Friends
from tests.browser.looks import never
from tests.browser.night_crowd import Crowd, Guest, stranger
from tests.browser.night_desk import Book, Desk, desks
from tests.browser.night_town import CLOSED, LANGUAGES, STAFF, Secrets, night_town
from tests.browser.place import PHONE, Place
from tests.browser.windows import Survivor, Talk
from tests.nothing.story import Looking

WITHIN = 15.0
"""Seconds from the closing to what stands on an open page."""
SERVED_WITHIN = 600.0
"""Seconds for a whole burst; everybody who comes waits longer than that."""
COUNSELORS = ("Noor", "Salma", "Vera", "Tom")


@dataclass
class Night:
    """Everybody who has part in it, and what is known of them."""

    place: Place
    windows: Windows
    friends: Friends
    secrets: Secrets
    crowd: Crowd
    looking: Looking
    book: Book = field(default_factory=Book)
    desks: dict[str, Desk] = field(default_factory=dict)
    pages: list[Survivor] = field(default_factory=list)
    came: int = 0

    def guests(self, *languages: str) -> list[Guest]:
        """New ones, one for each language named."""
        first = self.came + 1
        self.came += len(languages)
        return [Guest(first + at, language) for at, language in enumerate(languages)]

    def arrives(self, language: str, clock: bool = False) -> tuple[Guest, Survivor]:
        """Somebody at a real page, on its first screen."""
        (guest,) = self.guests(language)
        page = self.windows.survivor(locale=language)
        if clock:
            page.page.clock.install()
        self.pages.append(page.open())
        page.is_offered_a_start()
        return guest, page

    def knocks(self, guest: Guest, page: Survivor) -> None:
        page.start(
            name=f"{guest.called} {self.secrets.name}",
            first=f"{guest.called} {self.secrets.first}",
        )

    def says(self, page: Survivor, talk: Talk, before: str = "") -> None:
        """A word from each, which the other reads."""
        page.said(before + self.secrets.said)
        talk.hears(before + self.secrets.said)
        talk.says(before + self.secrets.answered)
        page.hears(before + self.secrets.answered)

    def hidden(self) -> list[str]:
        """What no board shows."""
        secrets = self.secrets
        return [secrets.name, secrets.first, secrets.said, secrets.answered, "Guest"]

    def close(self) -> None:
        self.crowd.go()
        self.windows.close()
        self.friends.close()
        self.place.close()


def begun(browser: Browser, folder: Path) -> Night:
    secrets = Secrets()
    place = night_town(folder, secrets)
    friends = Friends()
    crowd = Crowd(place, friends, secrets)
    looking = Looking(place, secrets.texts())
    return Night(place, Windows(browser, place), friends, secrets, crowd, looking)


# --- work -------------------------------------------------------------------------------------


def everybody_comes_to_work(night: Night) -> None:
    night.desks = desks(night.windows, night.secrets, night.book)
    for desk in night.desks.values():
        desk.begins()


def the_first_burst(night: Night) -> None:
    guests = night.guests(*("en", "es", "ar", "ru") * 3, "zh", "zh")
    night.crowd.come(*guests)
    are_served(night, guests)


def the_second_burst_with_a_troll(night: Night) -> None:
    guests = night.guests(*("en", "es", "ar") * 4, "zh")
    (troll,) = night.guests("es")
    troll = Guest(troll.number, troll.language, troll=True)
    night.crowd.come(*guests, troll)
    are_served(night, guests, troll)
    # Who was turned away does not come in again, and nobody else is kept out by it.
    night.crowd.come(troll)
    assert night.crowd.end_of(troll) == "slow-down"


def are_served(night: Night, guests: list[Guest], troll: Guest | None = None) -> None:
    """Each is answered by somebody who speaks their language, counted, and goes home."""
    left = {guest.called: guest for guest in guests}
    deadline = time.monotonic() + SERVED_WITHIN
    while left or troll is not None:
        assert time.monotonic() < deadline, f"nobody answers {sorted(left)}"
        staff = [night.desks[alias] for alias in COUNSELORS if alias in night.desks]
        for desk in staff:
            for _ in range(3):
                desk.takes()
        for desk in staff:
            names = desk.open_talks()
            if troll is not None and troll.called in names:
                desk.turns_away(troll.called)
                assert night.crowd.end_of(troll) == "not answered, closed"
                troll = None
            mine = [name for name in names if name in left]
            for name in mine:
                assert left[name].language in STAFF[desk.alias][1]
                desk.answers(name)
            for name in mine:
                guest = left.pop(name)
                desk.ends(name, guest.need, guest.language)
    for guest in guests:
        assert night.crowd.end_of(guest) == "answered, finished"


# --- together ---------------------------------------------------------------------------------


def an_interpreter_is_brought_in(night: Night) -> None:
    """Nobody at the desk speaks enough Chinese; she is asked, and says yes to what was said."""
    noor, ines = night.desks["Noor"], night.desks["Ines"]
    guest, page = night.arrives("zh")
    night.knocks(guest, page)
    expect(noor.console.see("for-others")).to_be_visible()
    noor.console.page.keyboard.press("Alt+a")
    talk = noor.console.claim(guest.called)
    noor.console.page.keyboard.press("Alt+a")
    page.talks_with("Noor")
    night.says(page, talk)
    noor.asks(talk, "Ines", "join")
    ines.console.see("asked-yes").click()
    expect(page.see("ask")).to_contain_text("Ines")
    expect(ines.console.see("talk-item")).to_have_count(0)
    page.press("ask-yes-earlier")
    expect(page.see("who")).to_contain_text("Ines")
    theirs = ines.latest()
    theirs.hears(night.secrets.said)
    theirs.says(f"Ines: {night.secrets.answered}")
    page.hears(f"Ines: {night.secrets.answered}")
    talk.hears(f"Ines: {night.secrets.answered}")
    # What they say of it to each other, the person does not see; what she wrote is not passed on.
    noor.says_aside("Ines", night.secrets.quiet)
    ines.hears_aside("Noor", night.secrets.quiet)
    assert night.secrets.quiet not in page.words()
    noor.says_aside_in_vain(night.secrets.said)
    noor.leaves(guest.called)
    theirs.ends()
    ines.counts(theirs, guest.need, guest.language)


def a_laptop_dies(night: Night) -> None:
    """Vera's battery: the page finds somebody else, who is told nothing of what was said."""
    vera, salma = night.desks.pop("Vera"), night.desks["Salma"]
    guest, page = night.arrives("ru", clock=True)
    night.knocks(guest, page)
    talk = vera.console.claim(guest.called)
    page.talks_with("Vera")
    night.says(page, talk)
    # What she has counted leaves when she goes off duty for a tea; those who talk go on.
    vera.goes_home()
    vera.dies()
    page.says("Are you there?")
    waits = salma.console.see("for-others")
    for _ in range(60):
        if waits.is_visible():
            break
        page.ahead(10_000)
        page.page.wait_for_timeout(300)
    expect(waits).to_be_visible()
    salma.console.page.keyboard.press("Alt+a")
    again = salma.console.claim(guest.called)
    salma.console.page.keyboard.press("Alt+a")
    page.talks_with("Salma")
    never(lambda: night.secrets.said in "".join(again.texts()))
    night.says(page, again, "Again: ")
    salma.ends(guest.called, guest.need, guest.language)


def the_shift_changes(night: Night) -> None:
    """Noor goes home; whoever she talks with goes on with Salma, since she says yes to it."""
    noor, salma = night.desks["Noor"], night.desks["Salma"]
    guest, page = night.arrives("en")
    night.knocks(guest, page)
    talk = noor.console.claim(guest.called)
    page.talks_with("Noor")
    night.says(page, talk)
    noor.console.press("finish")
    noor.asks(talk, "Salma", "hand-over")
    salma.console.see("asked-yes").click()
    expect(page.see("ask")).to_contain_text("Salma")
    talk.see("note").fill(night.secrets.note)
    talk.see("note-send").click()
    page.press("ask-yes")
    expect(page.see("who")).to_contain_text("Salma")
    theirs = salma.latest()
    theirs.see("note-open").click()
    expect(theirs.see("note-text")).to_have_text(night.secrets.note)
    theirs.see("note-close").click()
    expect(theirs.see("note-text")).to_have_count(0)
    theirs.says("I am Salma, and I have time.")
    page.hears("I am Salma, and I have time.")
    talk.stage("ended")
    expect(page.see("who")).not_to_contain_text("Noor")
    assert night.secrets.note not in noor.console.words() + salma.console.words() + page.words()
    noor.has_not_to_count(talk)
    page.ends()
    theirs.stage("ended")
    salma.counts(theirs, guest.need, guest.language)
    noor.goes_home()


# --- the end ----------------------------------------------------------------------------------


def the_power_goes_and_the_desk_closes(night: Night) -> None:
    """Who reads, who waits and who talks, each hears what there is to hear, in time."""
    hala, salma = night.desks["Hala"], night.desks["Salma"]
    _, reads = night.arrives("en")
    waiting, waits = night.arrives("ar")
    talking, talks = night.arrives("es")
    night.knocks(talking, talks)
    talk = salma.console.claim(talking.called)
    talks.talks_with("Salma")
    night.knocks(waiting, waits)
    crowd = night.guests("ru", "ru", "ru", "ru", "en", "es")
    night.crowd.come(*crowd)
    control(night)
    night.looking.at_the_relay("while people talk and wait")
    hala.console.page.keyboard.press("Alt+b")
    expect(hala.console.see("board")).to_be_visible()
    never(lambda: [one for one in night.hidden() if one in hala.console.see("board").inner_text()])
    hala.console.see("state-mode").select_option("closed")
    hala.console.see("state-text").select_option("state-1")
    hala.console.press("state-say")
    hala.console.press("state-confirm")
    expect(hala.console.see("state-said")).to_have_attribute("data-state", "done")
    begun = time.monotonic()
    for page in (reads, waits):
        expect(page.see("stated")).to_contain_text(CLOSED, timeout=WITHIN * 1000)
    assert time.monotonic() - begun < WITHIN
    for page in (reads, waits):
        expect(page.page.locator(".phones")).to_contain_text(PHONE)
    expect(reads.see("start")).to_have_count(0)
    for guest in crowd:
        assert night.crowd.end_of(guest) == "desk-closed"
    night.says(talks, talk)
    salma.ends(talking.called, talking.need, talking.language)
    hala.console.press("board-close")


def everybody_goes_home(night: Night) -> None:
    for alias, desk in night.desks.items():
        if alias != "Noor":
            desk.goes_home()


def the_numbers_are_right(night: Night) -> None:
    """As a clerk has written them down who looked over everybody's shoulder."""
    book, console = night.book, night.desks["Hala"].console
    numbers = Numbers(console).unlock().is_open()
    talks = sum(book.needs.values())
    numbers.collects(talks + len(STAFF))  # with the hours of each of them
    expect(numbers.see("numbers-talks")).to_have_text(str(talks))
    needs = numbers.table("numbers-tally-need")
    assert [*needs.values()][:3] == [str(book.needs[one]) for one in ("law", "home", "money")]
    tongues = numbers.table("numbers-tally-.language")
    assert [*tongues.values()] == [*(str(book.languages[one]) for one in LANGUAGES), "0"]
    assert set(numbers.table("numbers-people")) == set(STAFF)


def control(night: Night) -> None:
    """A stranger tells the relay something in plain words; it is found wherever a relay keeps."""
    stranger(night.place, night.friends, night.secrets.planted)


def the_relay_learned_nothing_but_counts(night: Night) -> None:
    looking = night.looking
    looking.at_the_relay("in the morning")
    windows = [*night.pages, *(desk.console for desk in night.desks.values())]
    for window in windows:
        looking.on_the_wire(window, "a window")
        assert window.faults == []
        assert window.wire.not_binary == []
    assert {one.what for one in looking.found} == {"planted"}
    # The control lay in each kind of place, and what was collected came by a frame.
    assert looking.where() == {"memory", "relay", "log", "frames"}, "inconclusive"
    assert looking.looked["memory"] > 30_000_000
    assert looking.looked["wire"] > 300_000
