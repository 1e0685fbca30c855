"""What a slow phone has to load: the survivor's page, everything included."""

from __future__ import annotations

import gzip
import random
from base64 import b64encode
from collections.abc import Callable

from tests.browser.place import ROOT, Place

PAGES = ("index", "console")
MOST_BYTES = 60 * 1024


def packed(page: bytes) -> int:
    return len(gzip.compress(page, 9, mtime=0))


def test_the_survivors_page_is_light_with_two_languages_and_everything_included(
    open_place: Callable[..., Place],
) -> None:
    """Stamped with the notice of the demo: hours, a phone number, texts in both languages."""
    notice = (ROOT / "tools" / "demo_notice.toml").read_text(encoding="utf-8")
    place = open_place(name="Night Line (demo)", notice=notice)
    survivor, console = ((place.pages / f"{name}.html").read_bytes() for name in PAGES)
    for name, page in (("survivor", survivor), ("console", console)):
        print(f"{name}: {len(page)} bytes, {packed(page)} gzip")
    for words in ("Leave now", "خروج فوري", "Ask to talk", "المحادثة"):
        assert words in survivor.decode()
    assert packed(survivor) <= MOST_BYTES
    # The measure sees what does not pack: the organisation's own keys and texts are such.
    noise = b64encode(random.Random(1).randbytes(16_384))
    assert packed(survivor.replace(b"</body>", noise + b"</body>")) > MOST_BYTES
