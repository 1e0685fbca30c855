"""An organisation with a handbook, and what people do at its desk, for the stories of a day."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.fixtures import Windows
from tests.browser.place import NOTICE, Place
from tests.browser.windows import Console, Survivor, Talk, hook
from tests.orgkeys.office import ADMINISTRATOR

SLOW = 90_000
"""Milliseconds: consoles call each other every minute at the latest."""
HANDBOOK = """\
[settings]
answer-within = "3"
remind-after = "10"
close-after = "14"
finish-before = "15"
pause-after-hard = "20"
talk-minutes = "25"
most-talks = "4"
specialty-question = "question-1"
[[specialties]]
key = "law"
label.en = "Law"
[[people]]
alias = "Salma"
specialties = ["law"]
[[texts]]
key = "still-there"
stage = "idle-remind"
language = "en"
title = "Still there?"
text = "Are you still with me?"
[[cards]]
key = "debrief"
language = "en"
title = "For yourself"
text = "Call Mina. She is there for us."
"""
CHOICES = 'question-1-choices = "Law\\nSomething else"'
TEXTS = f"""
[texts.en]
welcome = "Write to us."
closed = "Nobody is here to answer now."
question-1 = "What is it about?"
question-1-why = "So that the right person answers."
{CHOICES}
[texts.ru]
welcome = "Напишите нам."
closed = "Сейчас никого нет."
question-1 = "Какая тема?"
question-1-why = "Чтобы ответил нужный человек."
{CHOICES}
"""


@pytest.fixture(scope="module", name="place")
def desk_place(open_place: Callable[..., Place]) -> Iterator[Place]:
    notice = NOTICE[: NOTICE.index("[texts.en]")].replace('label.ar = "هاتفنا، مجانًا"', "") + TEXTS
    place = open_place(notice=notice, aliases=("Noor", "Salma"))
    handbook = place.folder / "handbook.toml"
    handbook.write_text(HANDBOOK, encoding="utf-8")
    place.org("handbook", "set", str(handbook), answers=(ADMINISTRATOR,))
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    yield place
    place.close()


def at_work(windows: Windows, alias: str = "Noor") -> Console:
    """A console whose clock can be set ahead."""
    console = windows.console()
    console.page.clock.install()
    return console.open().unlock(alias).on_duty()


def pass_minutes(console: Console, minutes: int) -> None:
    """Somebody is there all the while: the console does not lock itself."""
    while minutes > 0:
        console.page.keyboard.press("Shift")
        step = min(minutes, 2)  # after longer ones the console takes it that it slept
        console.ahead(step * 60_000)
        minutes -= step


def agree(*consoles: Console) -> None:
    """One time for all: consoles do not hear each other whose clocks are five minutes apart."""
    now = "() => Date.now() / 60_000"
    latest = max(console.page.evaluate(now) for console in consoles)
    for console in consoles:
        pass_minutes(console, round(latest - console.page.evaluate(now)))


def rings(console: Console, what: str, count: int, after: int) -> Locator:
    """So many alarms some time after these minutes. A busy machine may take so long over two of
    them that the console asks anew who waits and since when: then they pass once more. For what
    an alarm says; when it rings is told in test_desk.py."""
    alarms = console.see(what)
    for _ in range(4):
        pass_minutes(console, after)
        with contextlib.suppress(AssertionError):
            expect(alarms).to_have_count(count, timeout=8_000)
            return alarms
    expect(alarms).to_have_count(count)
    return alarms


def comes(console: Console, what: Locator, after: int) -> None:
    """It is there some time after these minutes. A console that is not sure of its line, as after a
    jump of its clock, waits until the line has stood for a minute: then that passes too."""
    pass_minutes(console, after)
    for _ in range(3):
        with contextlib.suppress(AssertionError):
            expect(what).to_be_visible(timeout=8_000)
            return
        pass_minutes(console, 1)
    expect(what).to_be_visible()


def knocks(windows: Windows, name: str, tongue: str = "", about: str = "") -> Survivor:
    survivor = windows.survivor().open()
    survivor.is_asked()
    survivor.see("name").fill(name)
    if tongue:
        survivor.see("tongue").select_option(tongue)
    if about:
        survivor.see("question-1").select_option(about)
    survivor.press("knock")
    return survivor.is_in_line()


def steps_in(leader: Console, row: Locator) -> None:
    """A supervisor asks to come into the one conversation of this row."""
    row.locator(hook("step-in")).click()
    row.locator(hook("step-join")).click()
    asked = leader.see("asked").and_(leader.page.locator('[data-stage="survivor-asked"]'))
    expect(asked.first).to_be_visible(timeout=SLOW)


def invites(talk: Talk, alias: str, wish: str = "join") -> None:
    talk.show()
    talk.see("bring-open").click()
    talk.see("wish").select_option(wish)
    option = talk.see("who").locator("option").filter(has_text=alias)
    expect(option).to_have_count(1, timeout=SLOW)
    talk.see("who").select_option(option.get_attribute("value"))
    talk.see("bring-ask").click()


def stage(talk: Talk, name: str) -> Locator:
    """What is said of the newest request about this conversation."""
    request = talk.panel.locator(f'{hook("talk-ask")}[data-stage="{name}"]')
    expect(request).to_have_count(1, timeout=SLOW)
    return request


def begins(windows: Windows, console: Console, name: str) -> tuple[Survivor, Talk]:
    survivor = knocks(windows, name)
    talk = console.claim(name)
    survivor.talks_with("Noor")
    return survivor, talk
