"""Somebody looks at the device afterwards: no way back, no telling title, and out at once."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.fixtures import Windows
from tests.browser.leaving import quickest
from tests.browser.looks import never
from tests.browser.place import EXIT_ADDRESS, PHONE, Place
from tests.browser.windows import Console, Survivor, talking

WHOLE_BROWSER = True


def history(page: Page) -> list[tuple[str, str]]:
    """Address and title of every entry of the tab's history."""
    session = page.context.new_cdp_session(page)
    entries = session.send("Page.getNavigationHistory")["entries"]
    session.detach()
    return [(entry["url"], entry["title"]) for entry in entries]


def test_a30_after_the_end_back_shows_an_empty_page(survivor: Survivor, console: Console) -> None:
    talking(survivor, console, "Bahar")
    survivor.ends()
    survivor.is_told_erased()
    survivor.page.goto(EXIT_ADDRESS)
    survivor.page.go_back()
    survivor.is_offered_a_start()
    left = survivor.words()
    for word in ("Bahar", "First words", "Words in the middle", "Noor"):
        assert word not in left


def test_a30_a32_leaving_covers_wipes_and_replaces_the_page_in_the_history(
    windows: Windows, console: Console
) -> None:
    def leaves(number: int) -> dict[str, float]:
        survivor = windows.survivor().open()
        talking(survivor, console, f"Cyra {number}")
        shown = survivor.page.evaluate(
            """() => {
              const begin = performance.now();
              document.getElementById('exit').click();
              const cover = document.getElementById('cover');
              const box = cover.getBoundingClientRect();
              return {
                took: performance.now() - begin,
                covered: !cover.hidden && box.width === innerWidth && box.height === innerHeight,
                left: ['app', 'who'].map((id) => document.getElementById(id).textContent).join(''),
              };
            }"""
        )
        assert shown["covered"]
        assert shown["left"] == ""
        survivor.page.wait_for_url(EXIT_ADDRESS)
        # The other side was told, and the tab's history does not know the page any more.
        expect(console.talk(f"Cyra {number}").see("ended")).to_contain_text("left the page")
        assert [address for address, _ in history(survivor.page)] == ["about:blank", EXIT_ADDRESS]
        survivor.page.go_back()
        assert survivor.page.url == "about:blank"
        return {"took": float(shown["took"])}

    quickest(leaves, {"took": 100})


def test_a32_leaving_works_offline(survivor: Survivor, console: Console) -> None:
    talking(survivor, console, "Dara")
    survivor.context.set_offline(True)
    survivor.press("exit")
    # What answers for the other site here does so offline too: asked of a page that stands.
    survivor.page.wait_for_url(EXIT_ADDRESS)
    survivor.context.set_offline(False)
    assert "Words in the middle" not in survivor.words()


def test_a31_title_and_address_tell_nothing_from_beginning_to_end(
    survivor: Survivor, console: Console, place: Place
) -> None:
    expected = [("about:blank", ""), (place.survivor, "Home")]
    survivor.is_offered_a_start()
    assert history(survivor.page) == expected
    talking(survivor, console, "Esme")
    assert history(survivor.page) == expected
    survivor.see("who").locator("summary").click()
    survivor.ends()
    survivor.is_told_erased()
    assert history(survivor.page) == expected
    parts = urlsplit(survivor.page.url)
    assert (parts.query, parts.fragment) == ("", "")
    never(lambda: survivor.page.evaluate("() => document.referrer"))


def test_without_javascript_the_exit_the_phone_and_the_hours_are_there(windows: Windows) -> None:
    survivor = windows.survivor(java_script_enabled=False).open()
    page = survivor.page
    expect(survivor.see("exit")).to_be_visible()
    expect(survivor.see("exit")).to_have_attribute("href", EXIT_ADDRESS)
    # Once in each language of the page.
    expect(page.get_by_role("link", name=PHONE)).to_have_count(2)
    expect(page.get_by_role("link", name=PHONE).first).to_be_visible()
    expect(page.get_by_text("Monday 00:00")).to_be_visible()
    survivor.press("exit")
    page.wait_for_url(EXIT_ADDRESS)


def test_the_exit_is_a_link_in_the_page_before_any_script_runs(place: Place) -> None:
    page = place.page()
    assert page.index(f'href="{EXIT_ADDRESS}"') < page.index("<script>")
