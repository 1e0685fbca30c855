"""The shape of both pages: small screens, large letters, dark, right to left, by keyboard."""

from __future__ import annotations

from tests.browser.windows import Survivor


def test_the_page_says_its_language(survivor: Survivor) -> None:
    survivor.is_offered_a_start()
    assert survivor.page.locator("html").get_attribute("lang") == "en"
