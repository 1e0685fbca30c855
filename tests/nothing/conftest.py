"""The same browser as in tests/browser."""

from tests.browser.fixtures import browser, open_place, place, service

__all__ = ["browser", "open_place", "place", "service"]
