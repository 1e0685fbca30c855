"""Every screen and state of the survivor's page, one after the other: real page, relay and people.

`states` brings a window into each and lets the caller look. Whoever looks may change the language,
the size and the colors, and leaves the page at the step at which it was. States that cost seconds
are shared: one conversation goes through most of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import WebSocketRoute, expect

from orgkeys.machines.actions import AskCode
from tests.browser.fixtures import Windows
from tests.browser.friends import Friends
from tests.browser.staff import HAND_OVER, JOIN, OnDuty
from tests.browser.windows import Console, Survivor

LONG = "Somethingthathasnospacesatallandgoesonforawhilebecausesomebodyisveryupset" * 2
ARABIC = "لا أعرف من أين أبدأ، وأخاف أن يقرأ أحد ما أكتبه هنا."
MIXED = "He said “سأجدك” and then 12:30 — עכשיו? 我很怕。 मुझे डर लगता है। Мне страшно."
EMOJI = "👩‍👧 🏳️‍🌈 🫶🏾 …"
SAID = (ARABIC, LONG, MIXED, EMOJI, "Line one\nline two")
NOTICE = Path(__file__).with_name("states_notice.toml")
"""An organisation that says and asks all that can be said and asked."""


@dataclass(frozen=True)
class State:
    """One thing that somebody may see.

    `script` is whether the page runs any; `still` is what the first touch changes, so that it is
    looked at in the language in which it is.
    """

    name: str
    window: Survivor | Console
    script: bool = True
    still: bool = False
    over: bool = False
    """Something lies over the rest, and goes with one key."""


def states(windows: Windows, friends: Friends) -> Iterator[State]:
    """All of them. The relay is `windows.place`'s; nobody else is on duty there."""
    yield from arrival(windows)
    yield from again(windows)
    noor = OnDuty(windows.place, friends)
    yield from path(windows, noor)
    yield from closing(windows)
    yield from conversation(windows, noor, friends)
    yield from endings(windows, noor)
    yield from alone(windows)


# --- before anybody is there ------------------------------------------------------------------


def arrival(windows: Windows) -> Iterator[State]:
    place = windows.place
    silent = windows.survivor()
    silent.page.route_web_socket(f"{place.relay_address}/**", lambda _: None)
    silent.open()
    yield State("arrival, not known yet", silent)
    down = windows.survivor()
    down.page.route_web_socket(f"{place.relay_address}/**", WebSocketRoute.close)
    down.open().problem("relay-unreachable")
    yield State("arrival, relay down", down)
    survivor = windows.survivor().open()
    survivor.is_offered_a_start()
    yield State("arrival, open", survivor)
    place.desk("closed")
    expect(survivor.see("desk")).to_have_attribute("data-desk", "closed")
    yield State("arrival, closed", survivor)
    for mode, name in (("partner", "a partner answers"), ("surge", "many people write")):
        place.desk(mode)
        expect(survivor.see("stated")).not_to_be_empty()
        expect(survivor.see("partner")).to_have_count(int(mode == "partner"))
        yield State(f"arrival, {name}", survivor)
    place.desk("open")
    expect(survivor.see("stated")).to_be_empty()


def again(windows: Windows) -> Iterator[State]:
    """After a reload the page says that what was there is over."""
    survivor = windows.survivor().open()
    survivor.is_offered_a_start()
    survivor.page.reload()
    expect(survivor.see("came-back")).to_be_visible()
    for more in ("leaving", "others"):
        survivor.see(more).locator("summary").click()
    yield State("arrival, reloaded, all opened", survivor)
    survivor.page.keyboard.press("Shift")
    survivor.page.keyboard.press("Shift")
    yield State("arrival, Shift pressed twice", survivor, still=True)


def path(windows: Windows, noor: OnDuty) -> Iterator[State]:
    survivor = windows.survivor().open()
    survivor.is_offered_a_start()
    survivor.see("others").locator("summary").click()
    survivor.press("caller-harm")
    yield State("safety", survivor)
    survivor.press("safe-yes")
    yield State("rights", survivor)
    survivor.see("more").locator("summary").click()
    yield State("rights, more", survivor)
    survivor.press("go-on")
    yield State("about", survivor)
    survivor.see("first").fill(ARABIC * 20)
    survivor.press("knock")
    expect(survivor.page.locator(".wrong")).to_be_visible()
    yield State("about, first message too long", survivor)
    survivor.press("skip")
    expect(survivor.see("place")).to_have_attribute("data-ahead", "0")
    yield State("waiting", survivor)
    other = windows.survivor().open().start()
    expect(other.see("place")).to_have_attribute("data-ahead", "1")
    survivor.context.set_offline(True)  # it takes seconds until it is noticed
    yield State("waiting, second in line", other)
    other.press("withdraw")
    survivor.connection("lost")
    yield State("waiting, connection lost", survivor)
    survivor.context.set_offline(False)
    survivor.connection("connected")
    noor.takes(survivor)
    yield State("talk, empty", survivor)
    survivor.ends()
    expect(survivor.see("survey")).to_be_visible()
    yield State("ended by herself, survey", survivor)
    survivor.press("survey-skip")
    survivor.is_told_erased()
    yield State("erased", survivor)


def closing(windows: Windows) -> Iterator[State]:
    """The desk closes while somebody waits."""
    survivor = windows.survivor().open().hurries()
    windows.place.desk("closed")
    survivor.problem("desk-closed")
    yield State("waited, the desk closes", survivor)
    windows.place.desk("open")


# --- in conversation --------------------------------------------------------------------------


def conversation(windows: Windows, noor: OnDuty, friends: Friends) -> Iterator[State]:
    survivor = windows.survivor().open().start(name="Zuhal", first="Hello?")
    noor.takes(survivor)
    for text in SAID:
        survivor.said(text)
        noor.says(text[::-1])
    survivor.hears(SAID[-1][::-1])
    noor.types()
    expect(survivor.see("typing")).not_to_be_empty()
    yield State("talk, many messages and somebody types", survivor)
    survivor.see("who").locator("summary").click()
    yield State("talk, who can read this", survivor)
    survivor.see("who").locator("summary").click()
    survivor.writes("x" * 4001)
    survivor.press("send")
    expect(survivor.page.locator(".wrong")).to_be_visible()
    yield State("talk, message too long", survivor)
    survivor.writes("Half of a")
    survivor.press("end")
    yield State("talk, end it?", survivor)
    survivor.press("end-confirm-no")
    survivor.see("rights-again").locator("summary").click()
    yield State("talk, rights again", survivor)
    survivor.see("rights-again").locator("summary").click()
    noor.friends.do(noor.client.act(AskCode(noor.talk.key, "agree")))
    expect(survivor.see("code")).to_be_visible()
    yield State("talk, a code word?", survivor)
    survivor.press("code-no")
    yield from together(survivor, noor, OnDuty(windows.place, friends, "Salma"))
    survivor.context.set_offline(True)
    survivor.connection("lost")
    survivor.says("Into the dark.")
    survivor.see("call").locator("summary").click()
    yield State("talk, connection lost", survivor)
    survivor.context.set_offline(False)
    survivor.connection("connected")
    noor.ends()
    noor.forgets()


def together(survivor: Survivor, noor: OnDuty, salma: OnDuty) -> Iterator[State]:
    """A colleague is asked for, comes, writes, and goes on alone."""
    noor.asks_for(salma, JOIN)
    expect(survivor.see("ask")).to_be_visible()
    yield State("talk, may a colleague join?", survivor)
    survivor.press("ask-yes-earlier")
    expect(survivor.see("who")).to_contain_text("Salma")
    salma.says("I have come.")
    survivor.hears("I have come.")
    yield State("talk, two are there", survivor)
    salma.ends()
    expect(survivor.see("who")).not_to_contain_text("Salma")
    noor.asks_for(salma, HAND_OVER)
    expect(survivor.see("ask")).to_be_visible()
    yield State("talk, may a colleague take over?", survivor)
    survivor.press("ask-no")
    expect(survivor.see("ask")).to_have_count(0)


# --- afterwards -------------------------------------------------------------------------------


def endings(windows: Windows, noor: OnDuty) -> Iterator[State]:
    survivor = windows.survivor().open().start()
    noor.takes(survivor)
    noor.says("Goodbye.")
    survivor.hears("Goodbye.")
    noor.ends()
    expect(survivor.see("ended")).to_be_visible()
    yield State("ended by the other side", survivor)
    survivor = windows.survivor()
    survivor.page.clock.install()
    survivor.open().start()
    noor.takes(survivor)
    survivor.said("I am here.")  # and all that the page itself has said has come
    survivor.ahead("10:30")
    expect(survivor.see("idle")).to_be_visible()
    yield State("talk, nobody has touched it", survivor, still=True)
    survivor.ahead("10:00")
    expect(survivor.see("ended")).to_be_visible()
    yield State("ended, nobody has touched it", survivor)
    survivor = windows.survivor().open().start()
    noor.takes(survivor)
    noor.goes()
    expect(survivor.see("ended")).to_be_visible()
    yield State("ended, they have left", survivor)


# --- where it cannot work ---------------------------------------------------------------------


def alone(windows: Windows) -> Iterator[State]:
    late = windows.survivor()
    late.context.add_init_script("const real = Date.now; Date.now = () => real() + 9e8;")
    late.open().problem("roster-expired")
    yield State("refused", late)
    old = windows.survivor()
    old.context.add_init_script("delete window.WebSocket")
    old.open()
    expect(old.see("stopped")).to_be_visible()
    yield State("browser too old", old)
    older = windows.survivor()
    older.context.add_init_script("delete window.BigInt")
    older.open()
    expect(older.see("static")).to_be_visible()
    yield State("browser far too old", older, script=False)
    off = windows.survivor()
    off.wire.session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    off.open()
    expect(off.see("static")).to_be_visible()
    yield State("script off", off, script=False)
