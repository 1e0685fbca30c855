"""A night shift, from dusk to dawn, as an organisation lives it; and what its relay learned of it.

Four counselors, one of them a trainee, a supervisor and an interpreter at real consoles; forty
visitors in five languages, in bursts, some at real pages; a troll, a shift change, a laptop that
dies, a closing in an emergency, and the numbers in the morning. The relay is a real one that also
keeps a diary of every frame: all that it has is searched, and a control that is planted is found.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import night_scenes as scenes
from tests.browser.night_scenes import Night


@pytest.fixture
def night(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    night = scenes.begun(browser, tmp_path_factory.mktemp("town"))
    try:
        yield night
    finally:
        night.close()


def test_a_night(night: Night) -> None:
    for scene in (
        scenes.everybody_comes_to_work,
        scenes.the_first_burst,
        scenes.an_interpreter_is_brought_in,
        scenes.a_laptop_dies,
        scenes.the_second_burst_with_a_troll,
        scenes.the_shift_changes,
        scenes.the_power_goes_and_the_desk_closes,
        scenes.everybody_goes_home,
        scenes.the_numbers_are_right,
        scenes.the_relay_learned_nothing_but_counts,
    ):
        scene(night)
    assert night.came == 40
