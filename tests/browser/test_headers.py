"""What a page may do: the policy that is served with it, and the one inside it."""

from __future__ import annotations

import urllib.request

from tests.browser.place import Place


def test_the_survivors_page_is_served_for_nobodys_cache(place: Place) -> None:
    with urllib.request.urlopen(place.survivor, timeout=10) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
