"""Every screen and state of the survivor's page, by two rule sets and by measuring, for everyone.

One tour for all, through the states of states.py, each seen as tour.py sees it: nothing is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fixtures import Windows
from tests.browser.friends import Friends
from tests.browser.look import look
from tests.browser.looks import becomes, holds
from tests.browser.place import Place
from tests.browser.rules import Rules
from tests.browser.states import NOTICE, states
from tests.browser.states_named import OF_SURVIVOR
from tests.browser.steps import steps
from tests.browser.tour import JUDGED, SPACED, Tour
from tests.browser.windows import Survivor


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Place:
    notice = NOTICE.read_text(encoding="utf-8")
    place = open_place(aliases=("Noor", "Salma"), notice=notice).start()
    place.publish()
    return place


@pytest.fixture(scope="module")
def tour(browser: Browser, place: Place) -> Iterator[Tour]:
    windows, friends, tour = Windows(browser, place), Friends(), Tour()
    try:
        for state in states(windows, friends):
            tour.see(state)
        yield tour
    finally:
        windows.close()
        friends.close()


def test_every_state_that_has_a_name_was_seen(tour: Tour) -> None:
    assert tour.seen == set(OF_SURVIVOR)


@pytest.mark.parametrize("rules", ["axe", "ibm"])
def test_neither_rule_set_finds_anything_on_any_screen(rules: str, tour: Tour) -> None:
    assert tour.of(rules) == []


def test_what_is_left_to_people_is_still_asked(tour: Tour) -> None:
    """A judgment about what no rule asks any more would only hide what comes later."""
    assert set(JUDGED) - tour.judged == set()


def test_everything_fits_and_the_exit_stays_at_200_and_400_percent(tour: Tour) -> None:
    assert tour.of("zoom") == []


def test_everything_fits_with_wide_text_spacing(tour: Tour) -> None:
    assert tour.of("spacing") == []


def test_every_text_and_edge_is_seen_in_the_dark_and_in_forced_colors(tour: Tour) -> None:
    assert tour.of("colors") == []


def test_nothing_moves(tour: Tour) -> None:
    assert tour.of("motion") == []


def test_everything_has_a_name_and_every_screen_one_title(tour: Tour) -> None:
    assert tour.of("aloud") == []


def test_keys_lead_everywhere_in_reading_order_and_never_under_something(tour: Tour) -> None:
    assert tour.of("keys") == []


# --- the looking itself -----------------------------------------------------------------------

GOOD = """<!doctype html><html lang="en"><title>Hello</title><main><h1>Hello</h1>
<label for="words">Words</label><input id="words"><p id="p">Some words.</p>
<button>Send</button></main>"""
PLANTS = {
    "no label": ('<label for="words">Words</label>', "", ("label", "input_label_exists")),
    "no language": ('<html lang="en">', "<html>", ("html-has-lang", "html_lang_exists")),
    "no title": ("<title>Hello</title>", "", ("document-title", "page_title_exists")),
    "nameless button": ("Send", "", ("button-name", "input_label_exists")),
    "faint": (
        "<p id", '<p style="color: #999" id', ("color-contrast", "text_contrast_sufficient"),
    ),
    "wrong role": ('<p id="p"', '<p id="p" role="nonsense"', ("aria-roles", "aria_role_allowed")),
    "image without words": (
        "<p id", '<img src="data:,"><p id', ("image-alt", "img_alt_valid"),
    ),
}  # fmt: skip


@pytest.fixture
def board(browser: Browser, place: Place) -> Iterator[Survivor]:
    windows = Windows(browser, place)
    yield windows.survivor()
    windows.close()


def sure(board: Survivor, words: str) -> tuple[set[str], set[str]]:
    board.page.set_content(words)
    rules = Rules(board)
    found = [{one.rule for one in each if one.sure} for each in (rules.axe(), rules.ibm())]
    return found[0], found[1]


def test_each_rule_set_finds_what_is_planted(board: Survivor) -> None:
    assert sure(board, GOOD) == (set(), set())
    for name, (before, after, (axe, ibm)) in PLANTS.items():
        assert before in GOOD
        found = sure(board, GOOD.replace(before, after, 1))
        assert axe in found[0], (name, found)
        assert ibm in found[1], (name, found)


def plant(page: Page, style: str) -> None:
    page.set_content(f"{GOOD}<style>:focus {{ outline: 3px solid blue }} {style}</style>")


def test_wide_spacing_that_does_not_fit_is_noticed(board: Survivor) -> None:
    plant(board.page, "p { width: max-content; overflow: hidden; white-space: nowrap }")
    # Just as wide as the words are now, in whatever font.
    board.page.locator("p").first.evaluate("(p) => p.style.width = `${p.offsetWidth + 1}px`")
    becomes(lambda: look(board.page, "cut"), [])
    board.page.evaluate(SPACED)
    holds(lambda: look(board.page, "cut") != [])


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("", None),
        (":focus { outline: none !important }", "no ring"),
        ("main { display: flex; flex-direction: column-reverse }", "order"),
        ("h1 { position: fixed; inset: 0; margin: 0; background: #fff }", "covered"),
        ("button { position: fixed; top: -90px }", "out of sight"),
    ],
)
def test_keys_that_lead_out_of_order_or_sight_are_noticed(
    style: str, fault: str | None, board: Survivor
) -> None:
    plant(board.page, style)
    found = steps(board.page)
    if fault is None:
        assert found == []
    else:
        assert any(fault in one for one in found), found


def test_a_control_that_keys_do_not_reach_is_noticed(board: Survivor) -> None:
    board.page.set_content(GOOD.replace("<button", '<button tabindex="-1"'))
    assert any("not reached" in one for one in steps(board.page))
