"""Real Chromium, a real relay, real keys."""

from tests.browser.fixtures import (
    _unlocked,
    browser,
    console,
    friends,
    open_place,
    place,
    service,
    survivor,
    windows,
)

__all__ = [
    "_unlocked",
    "browser",
    "console",
    "friends",
    "open_place",
    "place",
    "service",
    "survivor",
    "windows",
]
