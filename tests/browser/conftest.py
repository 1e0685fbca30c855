"""Real Chromium, a real relay, real keys."""

from tests.browser.administrator import administrator, opened
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
    "administrator",
    "browser",
    "console",
    "friends",
    "open_place",
    "opened",
    "place",
    "service",
    "survivor",
    "windows",
]
