"""What somebody hears who cannot see the screen: each message once, politely, and who is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.fixtures import Windows
from tests.browser.looks import becomes
from tests.browser.spoken import LISTEN, announced, heard, mute, nodes
from tests.browser.windows import Console, Survivor

LIVE = '[role="alert"], [role="status"], [role="log"], [aria-live], output'


@pytest.fixture
def listener(windows: Windows) -> Survivor:
    survivor = windows.survivor()
    survivor.context.add_init_script(LISTEN)
    return survivor.open()


def listen(console: Console) -> None:
    console.page.evaluate(f"() => {{ {LISTEN} }}")


def test_each_message_is_announced_once_in_the_log_of_the_conversation(
    listener: Survivor, console: Console
) -> None:
    listen(console)
    listener.start(name="Zuhal")
    becomes(lambda: set(announced(listener.page, "You are next.")), {"status"})
    expect(console.knock("Zuhal")).to_be_visible()
    becomes(lambda: announced(console.page, "Someone new is waiting"), ["status"])
    talk = console.claim("Zuhal")
    listener.talks_with("Noor")
    talk.said("Hello, I am here.")
    listener.hears("Hello, I am here.")
    becomes(lambda: announced(listener.page, "Hello, I am here."), ["log"])
    listener.said("It is safe.")
    talk.hears("It is safe.")
    # Receipts change what was read before; nothing of it is read again.
    talk.said("Good.")
    listener.hears("Good.")
    assert heard(listener.page, "It is safe.") == ["log"]
    assert heard(listener.page, "Hello, I am here.") == ["log"]
    becomes(lambda: announced(console.page, "It is safe."), ["log"])
    # What is read in the open conversation is not told a second time as news.
    assert heard(console.page, "New message from") == []


def test_what_comes_elsewhere_is_told_as_news_without_its_words(
    windows: Windows, console: Console
) -> None:
    listen(console)
    people = [windows.survivor().open().start(name=name) for name in ("Ada", "Bea")]
    talks = [console.claim(name) for name in ("Ada", "Bea")]
    talks[1].show()
    people[0].said("From the other conversation.")
    talks[0].hears("From the other conversation.")
    expect(talks[0].item).to_contain_text("New: 1")
    becomes(lambda: announced(console.page, "New message from \u2068Ada"), ["status"])
    assert heard(console.page, "From the other conversation.") == []


def test_nothing_interrupts_but_what_went_wrong_or_must_be_decided(
    survivor: Survivor, console: Console
) -> None:
    survivor.start(name="Kim")
    talk = console.claim("Kim")
    talk.said("Hello.")
    survivor.hears("Hello.")
    for window in (survivor, console):
        page = window.page
        becomes(lambda: page.locator('[aria-live="assertive"]').count(), 0)
        # An alert with words stands only where something is wrong.
        words = page.locator('[role="alert"]').all_inner_texts()
        assert [one for one in words if one.strip() != ""] == []
        # No place is announced by two others around it.
        becomes(lambda: page.locator(f":is({LIVE}) :is({LIVE})").count(), 0)
        becomes(lambda: page.get_by_role("log").get_attribute("aria-relevant"), "additions")
    console.see("limit-more").click()
    assert heard_in(console) <= {"status", "log"}


def heard_in(console: Console) -> set[str]:
    roles = console.page.locator("[role]").evaluate_all(
        "all => all.filter((one) => one.role !== 'alert').map((one) => one.role)"
    )
    return set(roles) & {"status", "log", "alert"}


def test_a_screen_reader_begins_at_the_title_of_each_new_screen(
    survivor: Survivor, console: Console
) -> None:
    survivor.is_offered_a_start()
    title = survivor.page.get_by_role("heading", level=1)
    said = [title.inner_text()]
    path = [survivor.see(step) for step in ("start", "safe-yes", "go-on", "knock")]
    steps = (*path, console.see("claim"))
    for step in steps:
        step.click()
        expect(title).not_to_have_text(said[-1])
        expect(title).to_be_focused()
        said.append(title.inner_text())
    assert len(set(said)) == 6
    survivor.ends()
    survivor.is_told_erased()
    expect(title).to_be_focused()
    expect(title).not_to_have_text(said[-1])


def test_each_language_is_pronounced_as_itself(survivor: Survivor) -> None:
    survivor.is_offered_a_start()
    page = survivor.page
    becomes(lambda: page.locator("html").get_attribute("lang"), "en")
    becomes(
        lambda: [one.get_attribute("lang") for one in survivor.see("language").all()], ["en", "ar"]
    )
    page.locator('[data-language="ar"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.get_by_role("button", name="English")).to_have_attribute("lang", "en")


# --- the listening itself ---------------------------------------------------------------------


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def told(page: Page) -> list[str]:
    session = page.context.new_cdp_session(page)
    return mute(nodes(session.send("Accessibility.getFullAXTree")["nodes"]))


GOOD = "<main><h1>Hello</h1><label>Words <input></label><button>Send</button></main>"


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<button>Send</button>", "<button></button>", "nameless: button"),
        ("<label>Words <input></label>", "Words <input>", "nameless: textbox"),
        ("<button>Send</button>", '<a href="/x"><img src="data:,"></a>', "nameless: link"),
        ("</main>", '<div role="log">x</div></main>', "nameless: log"),
        ("<h1>Hello</h1>", "<h2>Hello</h2>", "titles: 0"),
        ("<h1>Hello</h1>", "<h1>Hello</h1><h1>Again</h1>", "titles: 2"),
        ("<h1>Hello</h1>", "<h1>Hello</h1><h3>Deep</h3>", "headings: 1 to 3"),
        ("main>", "div>", "mains: 0"),
    ],
)
def test_what_cannot_be_told_is_noticed(
    before: str, after: str, fault: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.set_content(GOOD)
    assert told(page) == []
    page.set_content(GOOD.replace(before, after))
    assert f"mute: {fault}" in told(page)


@pytest.mark.parametrize(
    ("places", "roles"),
    [
        ('<div role="log"><p id="p"></p></div>', ["log"]),
        ('<div role="log"><p id="p"></p></div><p role="status"></p>', ["log", "status"]),
        ('<div id="p" role="alert"></div>', ["alert"]),
        ('<p id="p"></p>', []),
    ],
)
def test_what_is_announced_is_heard(places: str, roles: list[str], context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("about:blank")
    page.set_content(places)
    page.evaluate(f"() => {{ {LISTEN} }}")
    page.evaluate("""() => {
      for (const one of document.querySelectorAll('#p, [role=status]')) one.append('Words.');
    }""")
    page.wait_for_timeout(50)
    assert heard(page, "Words.") == roles
