"""What somebody calls herself is only words on the screens of a day at the desk: in the alarm, the
window's name, the small window of the system (attacks 54 to 56)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.administrator import Administrator
from tests.browser.desk import at_work, desk_place, rings
from tests.browser.fixtures import Windows
from tests.browser.looks import becomes
from tests.browser.place import Place
from tests.browser.test_hostile_texts import (
    LINKS,
    OWN,
    SCRIPTS,
    TURNED,
    TURNERS,
    elements,
    nothing_happened,
    only_text,
)
from tests.browser.windows import hook

WHOLE_BROWSER = True  # for its notifications

__all__ = ["desk_place"]

HEARD = """() => {
  globalThis.told = [];
  globalThis.Notification = class {
    static permission = 'granted';
    static requestPermission() { return Promise.resolve('granted'); }
    constructor(title, more) { globalThis.told.push(title, JSON.stringify(more)); }
    close() {}
  };
}"""
NAMES = [
    *SCRIPTS[:3],
    LINKS[1],
    *(TURNED[kind] for kind in ("an override that is not closed", "stacked marks", "Arabic")),
]
STANDING = ["h1", hook("duty"), hook("lock"), "#talks-title"]
TITLE = re.compile(r"^(\(\d*!?\) )?[^<>]{3,30}$")


def test_a54_a55_a_name_in_an_alarm_is_only_a_name(windows: Windows, place: Place) -> None:
    console = at_work(windows)
    console.page.evaluate(HEARD)
    console.see("my-day").locator("summary").click()
    console.see("alerts").check()
    before, standing = elements(console), console.page.evaluate(OWN, STANDING)
    names = [f"{at} {name}"[:60].replace("\n", " ") for at, name in enumerate(NAMES)]
    visitors = [windows.survivor().open().start(name=name, first=name) for name in names]
    expect(console.see("knock-item")).to_have_count(len(names))
    alarms = rings(console, "alarm-knock", len(names), after=5)
    # After a jump of its clock it may be on its way back to the relay.
    console.connection("connected")
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    expect(alarms).to_have_count(len(names))
    only_text(alarms)
    for words in alarms.all_inner_texts():
        start, _, rest = words.partition("\u2068")
        inner, _, end = rest.rpartition("\u2069")
        assert not set(inner.replace("\u2068", "").replace("\u2069", "")) & set(TURNERS)
        assert (start + end).strip(), "the console's own words stand around it"
    after = elements(console)
    assert {tag: after[tag] for tag in before} == before
    # The words above the alarms stand where they stood; the others are below them now.
    becomes(lambda: console.page.evaluate(OWN, STANDING), standing)
    told = console.page.title(), *console.page.evaluate("() => globalThis.told")
    assert len(told) > 1, "nothing was told at the other window, so this proves nothing"
    assert TITLE.match(told[0]), told[0]
    for words in told:
        for mark in ("evil", "script", "onerror", "abc", "Z", *TURNERS):
            assert mark not in words, words
    nothing_happened(console, place)
    for visitor in visitors:
        visitor.close()


INSIDE = """(host) => {
  const all = [...host.shadowRoot.querySelectorAll('*')];
  const bad = ['img', 'script', 'iframe', 'object', 'embed', 'base', 'meta', 'form', 'video', 'b'];
  return [all.filter((one) => bad.includes(one.localName)).map((one) => one.outerHTML.slice(0, 80)),
    [...host.shadowRoot.querySelectorAll('a')].map((one) => one.getAttribute('href'))];
}"""


def test_a54_a56_a_preview_makes_nothing_of_the_words_that_are_signed(
    windows: Windows, place: Place
) -> None:
    office = Administrator(windows.console().open()).unlock()
    office.opens("notice")
    preview = office.see("preview")
    texts = office.unfolds("notice-texts")
    nodes, links = preview.evaluate(INSIDE)
    for words in [*SCRIPTS, *LINKS]:
        texts.locator(hook("text-welcome")).fill(words)
        expect(preview).to_contain_text(words.split()[-1])
        becomes(lambda: preview.evaluate(INSIDE), [nodes, links], words)
    nothing_happened(office.console, place)
