"""Whatever is wrong on the way to a conversation, the survivor's page says so in its own words,
says what to do next, and shows the phone numbers. Nothing of what was typed is lost or sent."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from relay.frames import Join, Knock, decode_client, encode
from relay.limits import ORIGIN_WAITING
from tests.browser.crowd import waiting_crowd
from tests.browser.fixtures import Windows
from tests.browser.looks import becomes
from tests.browser.place import PHONE, Place
from tests.browser.short_line import ROOM
from tests.browser.windows import Survivor

HOUR = 3600


def offers_the_phone(survivor: Survivor) -> None:
    link = survivor.page.locator("a:visible", has_text=PHONE)
    expect(link.first).to_be_visible()
    becomes(lambda: link.first.get_attribute("href"), "tel:+12025550142")


def clock(offset: float) -> str:
    """A script for a device whose clock is wrong by so many seconds."""
    return f"const real = Date.now; Date.now = () => real() + {offset * 1000};"


def joins(survivor: Survivor, place: Place, organisation: bytes) -> None:
    """On the way to the relay, somebody puts another organisation in the place of ours."""

    def meddle(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            frame = decode_client(message)
            if isinstance(frame, Join):
                message = encode(Join(frame.version, organisation))
            server.send(message)

        route.on_message(pass_on)

    survivor.page.route_web_socket(f"{place.relay_address}/v1/visit", meddle)


@pytest.fixture(scope="module")
def other(open_place: Callable[..., Place], service: Place) -> Place:
    """Another organisation with a relay of its own, which takes visitors from our pages too."""
    return open_place(name="Other House", visitors_from=(service.pages_origin,))


def test_an_unreachable_relay_is_said_within_ten_seconds_and_found_when_it_is_back(
    windows: Windows, place: Place, other: Place
) -> None:
    address = place.serve("other.html", other.page())
    survivor = windows.survivor()
    survivor.page.goto(address)
    told = survivor.page.locator('[data-test="problem"][data-problem="relay-unreachable"]')
    expect(told).to_be_visible(timeout=10_000)
    survivor.problem("relay-unreachable")
    offers_the_phone(survivor)
    expect(survivor.see("start")).to_be_disabled()
    # The signed hours are all day; they must not say "open" of a chat that cannot be reached.
    expect(survivor.see("desk")).to_have_text("We are still finding out if someone is here.")
    other.start()
    other.publish()
    survivor.is_offered_a_start()
    expect(survivor.see("desk")).to_have_text("Open now")
    expect(told).to_have_count(0)


def test_documents_of_another_organisation_are_a_wrong_fingerprint(
    windows: Windows, place: Place, other: Place
) -> None:
    """On the way, the others are put in the place of ours: who answers is not who was pinned."""
    survivor = windows.survivor()
    joins(survivor, other, bytes.fromhex(other.fingerprint))
    place.write_pages(place.folder / "elsewhere", other.relay_address)
    page = (place.folder / "elsewhere" / "index.html").read_text(encoding="utf-8")
    survivor.page.goto(place.serve("changed.html", page))
    survivor.problem("wrong-fingerprint")
    offers_the_phone(survivor)
    expect(survivor.see("start")).to_have_count(0)
    survivor.page.goto(other.survivor)
    survivor.is_offered_a_start()  # the control: with the right page all is well


def test_a_page_that_pins_another_than_it_carries_still_shows_the_phone(
    windows: Windows, place: Place, other: Place
) -> None:
    """Nothing inside it can be checked then: the numbers stand in the page itself."""
    survivor = windows.survivor()
    joins(survivor, other, bytes.fromhex(other.fingerprint))
    page = other.page().replace(other.fingerprint, place.fingerprint)
    survivor.page.goto(other.serve("changed.html", page))
    survivor.problem("wrong-fingerprint")
    offers_the_phone(survivor)


def test_a39_a_copy_of_the_page_on_another_website_gets_nowhere_and_shows_the_phone(
    windows: Windows, place: Place, other: Place
) -> None:
    """Byte for byte the same: the relay lets in pages of the origins that it lists alone."""
    if other.relay is None:
        other.start()
    survivor = windows.survivor()
    survivor.page.goto(other.serve("copy.html", place.page()))
    survivor.problem("relay-unreachable")
    offers_the_phone(survivor)
    survivor.page.goto(place.serve("copy.html", place.page()))
    survivor.is_offered_a_start()  # the control: the same bytes on the organisation's own origin


def test_a_relay_that_does_not_know_the_organisation_is_told_apart(
    windows: Windows, place: Place, other: Place
) -> None:
    survivor = windows.survivor()
    joins(survivor, place, bytes.fromhex(other.fingerprint))
    survivor.open()
    survivor.problem("unknown-organisation")
    offers_the_phone(survivor)


def test_a_closed_desk_says_so_at_once_and_opens_again(
    survivor: Survivor, windows: Windows, place: Place
) -> None:
    survivor.is_asked()
    survivor.see("first").fill("half written")
    place.desk("closed")
    try:
        late = windows.survivor().open()
        for window in (survivor, late):
            expect(window.see("desk")).to_have_text("Closed now")
            expect(window.page.get_by_text("Nobody is here to answer now.")).to_be_visible()
            expect(window.see("start")).to_have_count(0)
            offers_the_phone(window)
    finally:
        place.desk("open")
    late.is_offered_a_start()
    # Nothing typed was sent, and what was typed is still there.
    expect(survivor.see("first")).to_have_value("half written")
    assert not any(isinstance(decode_client(raw), Knock) for raw in survivor.wire.sent)
    survivor.press("knock")
    expect(survivor.see("place")).to_be_visible()


def test_a_full_line_says_so_and_keeps_what_was_written(
    browser: Browser, open_place: Callable[..., Place]
) -> None:
    place = open_place(command=(sys.executable, "-m", "tests.browser.short_line")).start()
    place.publish()
    windows = Windows(browser, place)
    try:
        survivor = windows.survivor().open()
        with waiting_crowd(place, ROOM):
            survivor.is_asked()
            survivor.see("name").fill("Noa")
            survivor.see("first").fill("Is somebody there?")
            survivor.press("knock")
            survivor.problem("line-full")
            expect(survivor.see("first")).to_have_value("Is somebody there?")
            expect(survivor.see("name")).to_have_value("Noa")
        # Who left with the network keeps a place for a minute; after a restart it is empty.
        place.stop()
        place.start()
        expect(survivor.see("connection")).to_have_count(0)  # only said while it is not
        survivor.press("knock")
        expect(survivor.see("place")).to_be_visible()
    finally:
        windows.close()


def test_too_many_from_one_address_are_asked_to_wait_and_keep_trying(
    survivor: Survivor, place: Place
) -> None:
    with waiting_crowd(place, ORIGIN_WAITING):
        survivor.is_asked()
        survivor.press("knock")
        survivor.problem("slow-down")
        offers_the_phone(survivor)
        survivor.press("withdraw")
        survivor.is_offered_a_start()


@pytest.mark.parametrize(
    ("offset", "problem"),
    [
        (25 * HOUR, "shift-expired"),
        (8 * 24 * HOUR, "roster-expired"),
        (-2 * HOUR, "clock-disagrees"),
    ],
)
def test_a04_documents_out_of_their_time_open_nothing(
    offset: int, problem: str, windows: Windows
) -> None:
    survivor = windows.survivor()
    survivor.context.add_init_script(clock(offset))
    survivor.open()
    survivor.problem(problem)
    offers_the_phone(survivor)
    expect(survivor.page.locator('[data-test="start"]:enabled')).to_have_count(0)


@pytest.mark.parametrize(
    "lacking",
    [
        "delete window.WebSocket",
        "Object.defineProperty(window, 'crypto', { value: undefined })",
        "Object.defineProperty(window, 'isSecureContext', { value: false })",
    ],
)
def test_a_browser_that_cannot_keep_it_private_is_told_so(lacking: str, windows: Windows) -> None:
    survivor = windows.survivor()
    survivor.context.add_init_script(lacking)
    survivor.open()
    survivor.problem("unsupported-browser")
    expect(survivor.see("stopped")).to_be_visible()
    offers_the_phone(survivor)
    assert survivor.wire.all == []
    survivor.press("exit")
    survivor.page.wait_for_url("**://www.wikipedia.org/")


@pytest.mark.parametrize("lacking", ["delete window.BigInt", "delete window.TextEncoder"])
def test_a_browser_that_cannot_even_read_the_script_shows_the_phone(
    lacking: str, windows: Windows
) -> None:
    """Nothing of ours runs there: what stands in the page itself is what is left."""
    survivor = windows.survivor()
    survivor.context.add_init_script(lacking)
    survivor.open()
    expect(survivor.page.get_by_text("If the chat does not open here")).to_be_visible()
    offers_the_phone(survivor)
    expect(survivor.page.get_by_text("Monday")).to_be_visible()
    assert survivor.wire.all == []
    survivor.press("exit")
    survivor.page.wait_for_url("**://www.wikipedia.org/")


@pytest.mark.parametrize("missing", ['"relay":"', '"desk":"', '"organisation":"'])
def test_a_page_that_was_stamped_wrongly_does_nothing_but_show_the_phone(
    missing: str, windows: Windows, place: Place
) -> None:
    survivor = windows.survivor()
    assert missing in place.page()
    page = place.page().replace(missing, f"{missing}?")
    survivor.page.goto(place.serve("changed.html", page))
    expect(survivor.see("stopped")).to_be_visible()
    offers_the_phone(survivor)
    assert survivor.wire.all == []
