"""The console at work, by the same two rule sets and the same measuring as the survivor's page.

One tour for all, through the states of states_console.py, each seen as tour.py sees it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.fixtures import Windows
from tests.browser.place import Place
from tests.browser.states_console import NOTICE, states, town
from tests.browser.states_named import OF_CONSOLE
from tests.browser.tour import JUDGED, Tour

ASKED_OF_ALL = (
    "element_attribute_deprecated",
    "style_color_misuse",
    "style_highcontrast_visible",
    "style_focus_visible",
    "list_structure_proper",
    "form_submit_button_exists",
    "input_label_visible",
    "color-contrast",
    "element_tabbable_unobscured",
    "text_block_heading",
)
ALLOWED = {
    **{rule: why for rule, why in JUDGED.items() if rule in ASKED_OF_ALL},
    "label-content-name-mismatch": "a plus and a minus are signs; their names say what they do",
    "aria_descendant_valid": "what is strong in a button is strong for eyes; its words are read",
    "aria_keyboard_handler_exists": "the row of tabs is walked with the arrows (test_help.py)",
    "element_tabbable_visible": "asked of what is out of sight until one scrolls or steps there",
    "element_tabbable_role_valid": "a conversation that can grow beyond its box has a stop for "
    "the keys from the beginning: one that came later would move the others",
    "text_sensory_misuse": "'below five' is a number, not a place",
    "select_options_grouped": "a list of times, languages or people has no groups",
    "widget_tabbable_exists": "what was found is walked with the arrows from its first (steps.py)",
}
"""Rule → why what it says of the console is no fault."""


@pytest.fixture(scope="module")
def tour(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    notice = NOTICE.read_text(encoding="utf-8")
    place = Place(tmp_path_factory.mktemp("desk"), notice=notice).found()
    windows, tour = Windows(browser, place), Tour(least=15, allowed=ALLOWED)
    try:
        town(place)
        for state in states(windows):
            tour.see(state)
        yield tour
    finally:
        windows.close()
        place.close()


def test_every_state_that_has_a_name_was_seen(tour: Tour) -> None:
    assert tour.seen == set(OF_CONSOLE)


@pytest.mark.parametrize("rules", ["axe", "ibm"])
def test_neither_rule_set_finds_anything_on_the_console(rules: str, tour: Tour) -> None:
    assert tour.of(rules) == []


def test_what_is_left_to_people_is_still_asked_of_the_console(tour: Tour) -> None:
    assert set(ALLOWED) - tour.judged == set()


def test_everything_fits_at_200_and_400_percent_and_the_keys_lead_in_order(tour: Tour) -> None:
    assert tour.of("zoom") == []


def test_everything_fits_with_wide_text_spacing(tour: Tour) -> None:
    assert tour.of("spacing") == []


def test_every_text_and_edge_is_seen_in_the_dark_and_in_forced_colors(tour: Tour) -> None:
    assert tour.of("colors") == []


def test_nothing_moves(tour: Tour) -> None:
    assert tour.of("motion") == []


def test_everything_has_a_name_and_every_screen_one_title(tour: Tour) -> None:
    assert tour.of("aloud") == []
