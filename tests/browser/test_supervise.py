"""Shifts from a supervisor's console, and what every console says before something runs out."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, WebSocketRoute, expect

from orgkeys.call import HeadTold, seal_call
from orgkeys.ceremony import hash_of
from relay.documents import Kind
from relay.frames import Called, Duty, decode_client, encode
from tests.browser.desk import SLOW
from tests.browser.fixtures import PHONE, Windows
from tests.browser.keys import Keys
from tests.browser.late import comes_late
from tests.browser.look import look
from tests.browser.looks import becomes, holds
from tests.browser.place import Place
from tests.browser.spoken import mute, tree
from tests.browser.test_survivor_refused import HOUR, clock
from tests.browser.walk import LAYOUT, in_letters, languages
from tests.browser.windows import Console

DAY = 24 * HOUR
GROUPS = re.compile(r"^([0-9a-f]{4} ){15}[0-9a-f]{4}$")


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    """An organisation with a supervisor, whose shift is a short one."""
    place = open_place(aliases=("Noor",))
    place.add_device("Hala", "supervisor")
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    return place


def warning(console: Console, name: str) -> Locator:
    return console.page.locator(f'[data-test="warning"][data-warning="{name}"]')


def at(windows: Windows, offset: int, alias: str = "Noor") -> Console:
    """The console of somebody whose clock, and all of time, is so many seconds further on."""
    console = windows.console()
    console.context.add_init_script(clock(offset))
    return console.open().unlock(alias)


def by_hand(console: Console) -> None:
    """This console renews nothing by itself."""
    if console.see("auto-shift").get_attribute("data-on") == "true":
        console.press("auto-shift-change")
    expect(console.see("auto-shift")).to_have_attribute("data-on", "false")


def test_a05_fork_a_console_that_is_told_of_other_documents_alarms_and_says_what_to_do(
    windows: Windows, place: Place
) -> None:
    console = windows.console()
    routes: list[WebSocketRoute] = []
    proved: list[Duty] = []

    def listen(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        routes.append(route)

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            frame = decode_client(message)
            if isinstance(frame, Duty):
                proved.append(frame)
            server.send(message)

        route.on_message(pass_on)

    console.page.route_web_socket(f"{place.relay_address}/v1/staff", listen)
    console.open().unlock("Noor").on_duty()
    assert proved, "calls go to those on duty"
    becomes(lambda: warning(console, "documents-disagree").count(), 0)
    routes[-1].send(encode(Called(desk=proved[-1].desk, proven=True, sealed=forked(place))))
    alarm = warning(console, "documents-disagree")
    expect(alarm).to_be_visible()
    expect(alarm).to_contain_text("Call your administrator by phone")
    for head in ("charter", "roster", "shift"):
        told = alarm.locator(f'[data-test="head"][data-kind="{head}"] code')
        holds(lambda: GROUPS.match(told.inner_text()))
    # Nobody new is taken meanwhile.
    windows.survivor().open().start(name="Zaid")
    expect(console.knock("Zaid").locator('[data-test="claim"]')).to_be_disabled()
    looks_well(console)


def forked(place: Place) -> bytes:
    """What Hala's console would call, had it been shown another roster of the same version."""
    holdings = place.office.holdings()
    settings = holdings.settings
    shift = holdings.shift
    assert shift is not None
    roster = holdings.roster.payload
    keys = place.device("Hala")
    head = HeadTold(Kind.ROSTER, b"", roster.version, bytes(32))
    return seal_call(
        settings.organisation,
        settings.desk,
        hash_of(shift),
        shift.team_key,
        keys.signing,
        keys.certificate,
        b"",
        [head],
        int(place.office.now),
    )


def looks_well(console: Console) -> None:
    """On a small screen, in large letters, in both directions, in dark and in light."""
    console.page.set_viewport_size(PHONE)
    for _ in languages(console):
        for letters in (16, 32):
            with in_letters(console, letters):
                becomes(lambda: look(console.page, *LAYOUT), [])
        becomes(lambda: look(console.page, "faint", "edgeless", "moving"), [])
        assert mute(tree(console)) == []


def test_a_supervisor_takes_somebody_who_came_back_into_the_shift(
    windows: Windows, place: Place
) -> None:
    hala = windows.console().open().unlock("Hala").on_duty()
    by_hand(hala)
    expect(hala.see("returning")).to_have_attribute("data-count", "0")
    survivor = windows.survivor().open().start(name="Ada")
    talk = hala.claim("Ada")
    comes_late(place, "Late")  # the roster knows her, the shift does not
    late = windows.console().open().unlock("Late")
    expect(warning(late, "waiting-for-shift")).to_be_visible()
    expect(hala.see("returning")).to_have_attribute("data-count", "1", timeout=SLOW)
    expect(hala.see("returning")).to_contain_text("Late")
    hala.press("renew-shift")
    expect(hala.see("shift-renewed")).to_have_attribute("data-done", "true")
    late.on_duty()
    expect(warning(late, "waiting-for-shift")).to_have_count(0)
    expect(hala.see("returning")).to_have_attribute("data-count", "0")
    expect(hala.see("duty")).to_have_attribute("data-duty", "on-duty")
    # What was open goes on.
    talk.said("Still here.")
    survivor.hears("Still here.")
    survivor.said("Good.")
    talk.hears("Good.")


def test_a_console_that_renews_by_itself_takes_them_in_without_a_hand(
    windows: Windows, place: Place
) -> None:
    hala = windows.console()
    hala.page.clock.install()
    hala.open().unlock("Hala").on_duty()
    expect(hala.see("auto-shift")).to_have_attribute("data-on", "true")
    comes_late(place, "Later")
    later = windows.console().open().unlock("Later")
    expect(hala.see("returning")).to_contain_text("Later", timeout=SLOW)
    # It makes no two shifts within a minute, and gathers a few seconds who else comes. Where it
    # takes its line for lost, as after a jump of its clock, one more minute passes.
    for _ in range(4):
        hala.ahead("01:00")
        with suppress(AssertionError):
            expect(warning(later, "waiting-for-shift")).to_have_count(0, timeout=8_000)
            break
    later.on_duty()


def test_a_counselor_sees_which_keys_are_kept_and_is_offered_no_shifts(windows: Windows) -> None:
    console = windows.console().open().unlock("Noor")
    expect(console.see("on-duty")).to_be_visible()
    console.see("keys").locator("summary").click()
    expect(console.see("key-until")).to_contain_text(re.compile(r"good until .+\d{4}"))
    expect(console.see("certificate-until")).to_contain_text(re.compile(r"\d{4}"))
    expect(console.see("open-talks")).to_contain_text("Open conversations: 0")
    expect(console.see("supervise")).to_have_count(0)


def test_warnings_come_in_time_and_say_what_to_do(windows: Windows) -> None:
    noor = at(windows, 23 * HOUR)
    expect(warning(noor, "shift-soon")).to_contain_text("Ask a supervisor")
    expect(warning(noor, "roster-soon")).to_have_count(0)
    expect(noor.see("on-duty")).to_be_visible()


@pytest.mark.parametrize(
    ("offset", "stalled"), [(6 * DAY, "shift-expired"), (8 * DAY, "roster-expired")]
)
def test_a04_freeze_without_a_fresh_shift_or_roster_the_console_stops_and_says_so(
    offset: int, stalled: str, windows: Windows
) -> None:
    noor = at(windows, offset)
    told = noor.see("stalled")
    expect(told).to_have_attribute("data-problem", stalled)
    expect(told).to_contain_text("phone numbers")
    if stalled == "shift-expired":
        expect(warning(noor, "roster-soon")).to_be_visible()
    expect(noor.see("on-duty")).to_have_count(0)


def test_a_supervisors_side_by_keys_alone_and_on_a_small_screen(windows: Windows) -> None:
    hala = windows.console().open().unlock("Hala")
    expect(hala.see("renew-shift")).to_be_visible()
    keys = Keys(hala.page)
    keys.to(hala.see("shift-hours"))
    keys.to(hala.see("auto-shift-change")).press("Enter")
    expect(hala.see("auto-shift")).to_have_attribute("data-on", "false")
    keys.to(hala.see("keys").locator("summary")).press("Enter")
    expect(hala.see("key-until")).to_be_visible()
    looks_well(hala)
