"""The exit is always there: before the script, without it, at every size, and it is explained."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.fixtures import Windows
from tests.browser.leaving import Elsewhere, gone, shift, wait_for, watched
from tests.browser.look import look
from tests.browser.looks import becomes
from tests.browser.place import EXIT_ADDRESS, Place
from tests.browser.test_history import history
from tests.browser.windows import Console, Survivor, talking

# --- before and without the page's own script -------------------------------------------------

MAIN = re.compile(r"(.*<script>)(.*?)(</script>\s*</body>.*)", re.DOTALL)


def without_main(place: Place) -> str:
    """The page, whose main script is another than the policy allows."""
    before, _, after = MAIN.fullmatch(place.page()).groups()  # type: ignore[union-attr]
    return f"{before}let broken{after}"


@contextmanager
def half_served(page: str) -> Iterator[str]:
    """The address of a host that sends everything up to the main script, and then nothing."""
    first = page[: MAIN.fullmatch(page).end(1)].encode()  # type: ignore[union-attr]
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"

        def answer(client: socket.socket) -> None:
            with suppress(OSError):
                if client.recv(65536):
                    client.sendall(head + first)

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                held.append(client)
                # A browser may open more of them than it asks on, and the silent one first.
                threading.Thread(target=answer, args=(client,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)
        for client in held:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            client.close()


def press(survivor: Survivor, how: str) -> None:
    """Without waiting for the site that it leads to."""
    if how == "click":
        survivor.see("exit").click(no_wait_after=True)
    else:
        shift(survivor.page, 3)


@pytest.mark.parametrize("how", ["click", "Shift"])
def test_the_exit_works_while_the_rest_of_the_page_is_still_on_its_way(
    how: str, windows: Windows, place: Place
) -> None:
    survivor = windows.survivor()
    leaving, elsewhere = watched(survivor), Elsewhere(survivor)
    with half_served(place.page()) as address:
        survivor.page.goto(address, wait_until="commit")
        expect(survivor.see("exit")).to_be_visible()
        becomes(lambda: survivor.page.evaluate("() => document.readyState"), "loading")
        press(survivor, how)
        wait_for(lambda: leaving.told.get("whole") is True, survivor)
        elsewhere.answer()
        gone(survivor.page)
    assert [address for address, _ in history(survivor.page)] == ["about:blank", EXIT_ADDRESS]


@pytest.mark.parametrize("how", ["click", "Shift"])
def test_the_exit_works_where_the_main_script_does_not_run_and_the_page_says_why(
    how: str, windows: Windows, place: Place
) -> None:
    survivor = windows.survivor()
    leaving, elsewhere = watched(survivor), Elsewhere(survivor)
    survivor.page.goto(place.serve("broken.html", without_main(place)))
    expect(survivor.see("static")).to_have_attribute("data-shown", "fault")
    expect(survivor.see("static")).to_be_visible()
    # At once, not after the time that a script has which is still on its way.
    waits = "(one) => getComputedStyle(one).animationName"
    becomes(lambda: survivor.see("static").evaluate(waits), "none")
    becomes(lambda: look(survivor.page, "exit", "small", "sideways"), [])
    press(survivor, how)
    wait_for(lambda: leaving.told.get("whole") is True, survivor)
    elsewhere.answer()
    gone(survivor.page)


# --- what the page says of it -----------------------------------------------------------------


def test_the_first_screen_explains_what_leaving_does_and_what_it_cannot_do(
    survivor: Survivor,
) -> None:
    survivor.is_offered_a_start()
    how = survivor.see("leaving")
    expect(how.locator("p").first).to_be_hidden()
    how.locator("summary").click()
    for words in ("Leave now", "Shift key three times", "list of pages", "picture", "watches"):
        expect(how).to_contain_text(words)


def test_a_page_that_was_loaded_again_or_put_back_says_that_the_chat_is_over(
    survivor: Survivor, console: Console
) -> None:
    survivor.is_offered_a_start()
    expect(survivor.see("came-back")).to_have_count(0)
    talking(survivor, console, "Ines")
    survivor.page.reload()
    expect(survivor.see("came-back")).to_contain_text("is over")
    expect(console.talk("Ines").see("ended")).to_contain_text("left the page")
    survivor.page.goto(EXIT_ADDRESS)
    survivor.page.go_back()
    expect(survivor.see("came-back")).to_contain_text("nothing of it is left")
    assert "Words in the middle" not in survivor.words()
    # Whoever comes anew has no chat to ask for.
    survivor.page.goto("about:blank")
    survivor.open().is_offered_a_start()
    expect(survivor.see("came-back")).to_have_count(0)


# --- always in sight --------------------------------------------------------------------------

SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "phone with its keyboard open": ViewportSize(width=360, height=320),
    "phone on its side with its keyboard open": ViewportSize(width=640, height=150),
    "400% of 1280 x 1024": ViewportSize(width=320, height=256),
}


def in_sight(page: Page) -> list[str]:
    found: list[str] = []
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        found += [f"{name}: {fault}" for fault in look(page, "exit")]
    box = page.locator("#exit").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    return found


def test_the_exit_is_in_sight_at_every_size_while_writing_and_while_a_question_stands(
    survivor: Survivor, console: Console
) -> None:
    talk = talking(survivor, console, "Hana")
    for number in range(5):
        talk.says(f"{number} " + "A long answer that fills the screen. " * 9)
    survivor.hears("4 ")
    survivor.see("composer").focus()
    becomes(lambda: in_sight(survivor.page), [])
    survivor.press("end")
    expect(survivor.see("end-confirm")).to_be_visible()
    becomes(lambda: in_sight(survivor.page), [])
    survivor.page.emulate_media(forced_colors="active")
    becomes(lambda: look(survivor.page, "exit", "faint", "edgeless"), [])
    survivor.page.emulate_media(media="print", forced_colors="none")
    expect(survivor.page.locator("body")).to_be_hidden()


def test_pinched_to_four_times_the_size_the_exit_stays_in_the_corner_that_is_seen(
    windows: Windows,
) -> None:
    survivor = windows.survivor(is_mobile=True, has_touch=True).open()
    survivor.is_offered_a_start()
    before = survivor.page.evaluate(CORNER)
    survivor.wire.session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 4})
    survivor.page.wait_for_function("() => visualViewport.scale === 4")
    survivor.page.wait_for_function("() => document.getElementById('exit').style.transform !== ''")
    after = survivor.page.evaluate(CORNER)
    # Its own size, and four times as far from both edges at most.
    assert after[2:] == pytest.approx(before[2:], abs=1)
    for one, other in zip(before[:2], after[:2], strict=True):
        assert 0 <= other <= 4 * one + 1, (before, after)


CORNER = """() => {
  const { right, top, width, height } = document.getElementById('exit').getBoundingClientRect();
  const eye = visualViewport;
  return [(eye.offsetLeft + eye.width - right) * eye.scale, (top - eye.offsetTop) * eye.scale,
    width * eye.scale, height * eye.scale];
}"""
