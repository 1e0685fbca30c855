"""Words from the other side are words: whatever they hold, no node is made of them, nothing is
asked for, and the page's own words do not move (attacks 54, 55, 56). Both directions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.fixtures import Windows
from tests.browser.looks import becomes, holds, never
from tests.browser.place import Place
from tests.browser.test_network import origin
from tests.browser.windows import Console, Survivor, Window, hook, talking

SCRIPTS = [
    "<script>globalThis.ran = 1</script>",
    "<img src=https://evil.example/a.png onerror='globalThis.ran = 1'>",
    "<svg/onload=globalThis.ran=1><style>@import 'https://evil.example/a.css'</style>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe><base href=https://evil.example/>",
    "</p></li></ol><h1>Somebody else</h1><form action=https://evil.example/><input name=a>",
    "<a href='javascript:globalThis.ran=1'>x</a><meta http-equiv=refresh content='0;url=//evil'>",
    "![x](https://evil.example/a.png) [x](javascript:globalThis.ran=1) {{constructor('ran=1')()}}",
    "--><!--noview:script--> ]]> &lt;b&gt; &#60;script&#62; \\u003cscript\\u003e %3Cscript%3E",
]
LINKS = [
    "https://evil.example/path?q=1",
    "see http://evil.example and www.evil.example or evil.example/a, mailto:a@evil.example",
    "tel:+15550100 sms:+15550100 javascript:alert(1) data:text/html,<b>x",
]
TURNED = {
    "an override that is not closed": "\u202eabc def ghi",
    "an isolate that is not closed": "\u2067abc def ghi",
    "right-to-left marks": "\u200f\u061cabc\u200f",
    "an end of isolation that nobody began": "abc\u2069\u202c\u2069\u202c def",
    "Arabic": "\u0627\u0644\u0633\u0644\u0627\u0645 abc",
    "stacked marks": "Z" + "\u0351\u0306\u0338\u0489" * 60 + "algo",
    "nothing to see": "\u200b\u2060\ufeff\u00ad\U000e0041x",
    "many lines": "one\n" * 30 + "last",
    "one long word": "w" * 900,
}
TURNERS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
OWN = """(selectors) => selectors.map((selector) => {
  const found = [...document.querySelectorAll(selector)].find((one) => one.offsetParent !== null);
  const range = document.createRange();
  range.selectNodeContents(found);
  const { x, width } = range.getBoundingClientRect();
  return [selector, Math.round(x), Math.round(width), found.textContent];
})"""


@pytest.fixture
def no_dialogs(survivor: Survivor, console: Console) -> list[str]:
    """What opens a dialog is heard, and fails."""
    heard: list[str] = []
    for window in (survivor, console):
        window.page.on("dialog", lambda dialog: heard.append(dialog.message))
    return heard


def elements(window: Window) -> dict[str, int]:
    """How many elements of each kind that could do something there are."""
    found: dict[str, int] = window.page.evaluate(
        """() => Object.fromEntries(['a', 'img', 'svg', 'script', 'style', 'link', 'meta', 'iframe',
        'form', 'input', 'object', 'embed', 'base', 'video', 'audio', 'b', 'h1'].map((tag) =>
        [tag, document.querySelectorAll(tag).length]))"""
    )
    return found


def only_text(texts: Locator) -> None:
    """Every text is text nodes, and nothing else."""
    kinds = texts.evaluate_all(
        "all => all.flatMap((one) => [...one.childNodes].map((node) => node.nodeType))"
    )
    assert kinds
    assert set(kinds) == {3}


def nothing_happened(window: Window, place: Place) -> None:
    never(lambda: window.page.evaluate("() => globalThis.ran ?? null"))
    assert {origin(one) for one in window.wire.addresses} <= {
        place.pages_origin,
        place.relay_address,
    }
    assert window.faults == []
    assert len(window.context.pages) == 1


def test_a54_a56_no_node_and_no_request_is_made_of_what_is_said(
    survivor: Survivor, console: Console, place: Place, no_dialogs: list[str]
) -> None:
    talk = talking(survivor, console, "Jun")
    talk.said("Before.")
    survivor.hears("Before.")
    before = elements(survivor), elements(console)
    for text in [*SCRIPTS, *LINKS]:
        survivor.said(text)
        talk.said(text)
    expect(survivor.messages(mine=False)).to_have_count(1 + len(SCRIPTS) + len(LINKS))
    becomes(lambda: (elements(survivor), elements(console)), before)
    # Word for word, as it was written.
    becomes(lambda: talk.texts()[-1], LINKS[-1])
    holds(lambda: set(SCRIPTS) <= set(talk.texts()))
    only_text(survivor.see("text"))
    only_text(talk.see("text"))
    for window in (survivor, console):
        nothing_happened(window, place)
    assert no_dialogs == []


@pytest.mark.parametrize("text", SCRIPTS[:5])
def test_a54_names_and_first_messages_are_only_words(
    text: str, survivor: Survivor, console: Console, place: Place, no_dialogs: list[str]
) -> None:
    before = elements(console)
    survivor.start(name=f"{text[:40]} Kaya", first=f"{text} Kaya's first.")
    knock = console.see("knock-item").filter(has_text="Kaya's first.")
    expect(knock).to_be_visible()
    only_text(knock.locator(hook("first")))
    only_text(knock.locator("h3"))
    becomes(lambda: elements(console), before)
    nothing_happened(console, place)
    survivor.press("withdraw")
    expect(knock).to_have_count(0)
    assert no_dialogs == []


def test_a54_what_is_pasted_is_plain_text(survivor: Survivor, console: Console) -> None:
    """Copied with all its markup from another page, by the keys that people use."""
    talking(survivor, console, "Lea")
    before = elements(survivor)
    other = survivor.context.new_page()
    other.set_content("<b>Bold</b> <a href='https://evil.example/'>link</a><img src='data:,'>")
    other.keyboard.press("Control+A")
    other.keyboard.press("Control+C")
    other.close()
    survivor.see("composer").focus()
    survivor.page.keyboard.press("Control+V")
    expect(survivor.see("composer")).to_have_value(re.compile("Bold link"))
    survivor.press("send")
    survivor.delivered("Bold link")
    only_text(survivor.see("text"))
    becomes(lambda: elements(survivor), before)


@pytest.mark.parametrize("kind", TURNED)
def test_a55_the_pages_own_words_do_not_move(
    kind: str, survivor: Survivor, console: Console
) -> None:
    talk = talking(survivor, console, "Mina")
    own_survivor = ["h1", hook("exit"), hook("send"), hook("end"), hook("connection"), "summary"]
    own_console = [
        "h1",
        hook("duty"),
        hook("lock"),
        hook("send"),
        "#talks-title",
        ".work-header .hint",
    ]
    before = (
        survivor.page.evaluate(OWN, own_survivor),
        console.page.evaluate(OWN, own_console),
    )
    labels = survivor.messages(mine=True).last.locator(hook("delivery"))
    label = labels.evaluate("one => Math.round(one.getBoundingClientRect().right)")
    text = TURNED[kind]
    survivor.says(text)
    talk.says(text)
    expect(survivor.messages(mine=False)).to_have_count(1)
    expect(talk.panel.locator(f'{hook("message")}[data-mine="false"]')).to_have_count(3)
    after = (
        survivor.page.evaluate(OWN, own_survivor),
        console.page.evaluate(OWN, own_console),
    )
    assert after == before
    # What stands around the words stays at its edge and in its order, and is covered by nothing.
    last = survivor.messages(mine=True).last
    expect(last.locator(hook("delivery"))).to_have_text("Delivered")
    moved = last.locator(hook("delivery")).evaluate(
        "one => Math.round(one.getBoundingClientRect().right)"
    )
    assert moved == label
    for window in (survivor, console):
        for message in window.page.locator(f"{hook('message')} > *").all():
            if message.is_visible():
                covers_nothing(message)


def covers_nothing(element: Locator) -> None:
    """What stands in an element is painted within it."""
    inside = element.evaluate(
        """(one) => {
          const style = getComputedStyle(one);
          const range = document.createRange();
          range.selectNodeContents(one);
          const box = one.getBoundingClientRect();
          const words = range.getBoundingClientRect();
          const clipped = style.overflowX !== 'visible' && style.overflowY !== 'visible';
          return clipped || (words.left >= box.left - 1 && words.right <= box.right + 1
            && words.top >= box.top - 1 && words.bottom <= box.bottom + 1);
        }"""
    )
    assert inside


@pytest.mark.parametrize("kind", TURNED)
def test_a55_a_name_cannot_turn_or_cover_the_consoles_words(
    kind: str, windows: Windows, console: Console
) -> None:
    name = TURNED[kind].replace("\n", " ")[:56]
    survivor = windows.survivor().open().start(name=f"{name} Nour", first="Nour is here.")
    knock = console.see("knock-item").filter(has_text="Nour is here.")
    expect(knock).to_be_visible()
    claim = knock.locator(hook("claim"))
    label = claim.get_attribute("aria-label") or ""
    # Isolated, so that whatever is inside ends inside.
    assert label.startswith("Answer \u2068")
    assert label.endswith("\u2069")
    inner = label[len("Answer \u2068") : -1]
    assert not set(inner) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    )
    claim.click()
    heading = console.page.locator(f"{hook('talk')} h3").first
    expect(heading).to_contain_text("Conversation with")
    shown = heading.evaluate(
        """(one) => {
          const range = document.createRange();
          range.setStart(one.firstChild, 0);
          range.setEnd(one.firstChild, 'Conversation with'.length);
          return Math.round(range.getBoundingClientRect().left - one.getBoundingClientRect().left);
        }"""
    )
    assert shown == 0
    survivor.ends()


def test_a54_a55_control_markup_and_moved_words_would_be_seen(
    survivor: Survivor, console: Console, place: Place
) -> None:
    talking(survivor, console, "Olga")
    before = elements(survivor), survivor.page.evaluate(OWN, ["h1"])
    survivor.page.evaluate(
        """() => {
          document.querySelector('[data-test="text"]').append(document.createElement('b'));
          document.querySelector('h1').prepend(document.createTextNode('\\u2003'));
          globalThis.ran = 1;
        }"""
    )
    holds(lambda: elements(survivor) != before[0])
    holds(lambda: survivor.page.evaluate(OWN, ["h1"]) != before[1])
    with pytest.raises(AssertionError):
        only_text(survivor.see("text"))
    with pytest.raises(AssertionError):
        nothing_happened(survivor, place)
