"""What a page would load or follow, and what its own policy lets run: no third party, nowhere.

Read like a browser reads, not with patterns. What the script does is not looked at here: that its
bytes are the published ones says `audit.page_stamp`, and where it asks, `audit.page_browser`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from audit.page_headers import Found
from relay.pages import Parts, hashes

LOADS: Final = {
    *("src", "srcset", "poster", "data", "background", "action", "formaction", "manifest"),
    *("ping", "cite", "longdesc", "icon", "imagesrcset", "codebase", "classid", "archive"),
}
FRAMES: Final = ("iframe", "frame", "object", "embed", "applet", "portal", "fencedframe", "base")
_STYLE: Final = re.compile(r"url\(\s*['\"]?(?!data:)|@import|image-set\(", re.IGNORECASE)
_STRICT: Final = ("'none'", "data:")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Found] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = f"<{tag}> in line {self.getpos()[0]}"
        values = {name: (value or "").strip() for name, value in attrs}
        if tag in FRAMES:
            self.found.append(("page-third-party", place))
        for name, value in values.items():
            if name.startswith("on"):
                self.found.append(("page-third-party", f"{place}: runs something by {name}"))
            elif name == "style" and _STYLE.search(value):
                self.found.append(("page-third-party", f"{place}: its style loads something"))
            elif name in LOADS and not value.startswith("data:"):
                self.found.append(("page-third-party", f"{place}: {name} {_to(value)}"))
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.found.append(("page-third-party", f"{place}: goes elsewhere by itself"))
        if tag == "link" and not values.get("href", "").startswith("data:"):
            self.found.append(("page-third-party", f"{place}: {_to(values.get('href', ''))}"))


def _to(value: str) -> str:
    """Where an address leads, without what it says there."""
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    return f"to {host}" if host else "to a place beside the page"


def _read(reader: HTMLParser, text: str) -> bool:
    """Whether Python's reader came to the end. It goes on behind a sign of an element that does not
    end, and then comes back to the end of the page for every further sign: minutes for 100 kB. So
    it is not let. And it stops by an AssertionError at what it knows nothing of."""
    try:
        reader.feed(text)
        if "<" in reader.rawdata:
            return False
        reader.close()
    except AssertionError:
        return False
    return True


def markup_of(body: bytes, relay: str | None) -> Iterator[Found]:
    """Everything in the page that would ask somebody else, and a policy that is not strict."""
    text = body.decode("utf-8", "replace")
    reader, parts = _Reader(), Parts()
    whole = _read(reader, text) and _read(parts, text)
    yield from reader.found
    if not whole:
        yield "page-unreadable", "an element does not end, or is none"
        return
    for style in parts.styles:
        if _STYLE.search(style):
            yield "page-third-party", "a style sheet loads something"
    if len(parts.policies) != 1:
        yield "page-policy", f"{len(parts.policies)} policies in the page; it should have one"
        return
    policy: dict[str, str] = {}
    for directive in parts.policies[0].split(";"):
        name, _, sources = directive.strip().partition(" ")
        if name in policy:
            yield "page-policy", f"{name} stands there twice"
        policy[name] = sources.strip()
    if policy.get("default-src") != "'none'":
        yield "page-policy", "default-src is not 'none'"
    for name, blocks in (("script-src", parts.scripts), ("style-src", parts.styles)):
        if policy.get(name, "'none'") != hashes(blocks):
            yield "page-policy", f"{name} is not exactly what stands in the page"
    elsewhere = policy.keys() - {"default-src", "script-src", "style-src", "connect-src"}
    for name in sorted(elsewhere):
        if name.endswith("-src") and policy[name] not in _STRICT:
            yield "page-policy", f"{name} lets something in"
    if relay is not None and policy.get("connect-src") != relay:
        yield "page-policy", "connect-src is not the relay that the page was told"
