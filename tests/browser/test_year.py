"""A year of an organisation, told in one go: through it all, whoever opens the page that was
written on the first day reaches the right people, and nobody else.

The commands, the relay, the pages and their keys are the real ones. Only time is not: it goes by
when the story says so, for all of them alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.year_at_work import (
    a_device_is_stolen,
    five_people_join,
    it_is_founded,
    shifts_renew_by_themselves,
    somebody_comes_back_from_a_holiday,
)
from tests.browser.year_of_keys import (
    a_paper_burns,
    a_year_is_over,
    an_administrator_leaves,
    an_old_backup_is_restored,
    the_root_is_rotated,
    there_is_a_second_administrator,
    what_runs_out_is_renewed,
)
from tests.browser.year_people import Year
from tests.browser.year_town import Time, Town


@pytest.fixture
def year(browser: Browser, tmp_path: Path) -> Iterator[Year]:
    folder = tmp_path / "dana"
    folder.mkdir()
    time = Time(browser, Town(folder))
    yield Year(time, tmp_path)
    time.close()


def test_a_year(year: Year) -> None:
    it_is_founded(year)
    for scene in (
        five_people_join,
        shifts_renew_by_themselves,
        a_device_is_stolen,
        somebody_comes_back_from_a_holiday,
        there_is_a_second_administrator,
        an_administrator_leaves,
        the_root_is_rotated,
        a_paper_burns,
        an_old_backup_is_restored,
        what_runs_out_is_renewed,
        a_year_is_over,
    ):
        scene(year)
        year.somebody_is_reached_and_nobody_else()
