"""Who an auditor pretends to be, so that a page changed for one visitor is seen (attack 20).

What a browser of that kind sends when somebody follows a link. A host that wants to know can still
tell this program from a browser, by its TLS and its timing: `audit.page_browser` asks with a real
one, which can be told by less, and people should compare on phones and networks of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Identity:
    """A visitor, in words, and the headers beside Host, Accept-Encoding and Connection."""

    name: str
    headers: Headers
    packed: bool = True


_HTML: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
_WEBKIT: Final = "AppleWebKit/537.36 (KHTML, like Gecko)"


def _browser(agent: str, language: str, *more: tuple[str, str]) -> Headers:
    return (
        ("User-Agent", f"Mozilla/5.0 {agent}"),
        ("Accept", _HTML),
        ("Accept-Language", language),
        *more,
    )


_FOLLOWED: Final = (
    ("Sec-Fetch-Dest", "document"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-User", "?1"),
    ("Upgrade-Insecure-Requests", "1"),
)

IDENTITIES: Final = (
    Identity(
        "a desktop with Chrome",
        _browser(
            f"(Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/131.0.0.0 Safari/537.36",
            "en-US,en;q=0.9",
            *_FOLLOWED,
        ),
    ),
    Identity(
        "an old Android phone",
        _browser(
            f"(Linux; Android 6.0.1; SM-J500F) {_WEBKIT} Chrome/64.0.3282.137 Mobile Safari/537.36",
            "ar-EG,ar;q=0.8,en;q=0.6",
            ("Save-Data", "on"),
        ),
    ),
    Identity(
        "an iPhone",
        _browser(
            "(iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/15.6 Mobile/15E148 Safari/604.1",
            "es-MX,es;q=0.9",
        ),
    ),
    Identity(
        "a desktop with Firefox, nothing packed",
        _browser("(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "ru,en;q=0.5"),
        packed=False,
    ),
    Identity(
        "a phone in private mode that comes from a search",
        _browser(
            f"(Linux; Android 13; Pixel 6) {_WEBKIT} Chrome/129.0.0.0 Mobile Safari/537.36",
            "hi-IN,hi;q=0.9,en;q=0.8",
            ("Referer", "https://www.google.com/"),
            *_FOLLOWED,
        ),
    ),
    Identity(
        "somebody with cookies who comes from another website",
        _browser(
            f"(Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Chrome/130.0.0.0 Safari/537.36",
            "zh-CN,zh;q=0.9",
            ("Referer", "https://example.org/"),
            ("Cookie", "session=0f8fad5bd9cb469fa165; visits=3; consent=yes"),
        ),
    ),
    Identity(
        "Tor Browser",
        _browser(
            "(Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
            "en-US,en;q=0.5",
            ("DNT", "1"),
        ),
    ),
    Identity(
        "a search engine",
        (
            ("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +https://www.google.com/bot.html)"),
            ("Accept", "*/*"),
            ("From", "googlebot(at)googlebot.com"),
        ),
    ),
    Identity(
        "a link preview of a messenger",
        (("User-Agent", "WhatsApp/2.23.20.0 A"), ("Accept", "*/*")),
        packed=False,
    ),
    Identity("a program that says nothing of itself", (("Accept", "*/*"),), packed=False),
)  # fmt: skip
FEW: Final = (IDENTITIES[1], IDENTITIES[3])
"""For every further address that is asked, or asked from."""
