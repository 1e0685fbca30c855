"""A little page as the build writes it, its words, and what stamping makes of it."""

from __future__ import annotations

import base64
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from orgkeys import ceremony, primitives
from orgkeys.office.notice import parse_notice
from orgkeys.office.page_words import Tongue
from orgkeys.office.pages import (
    DATA_ID,
    Stamp,
    stamp_page,
)
from relay.documents import Notice
from tests.orgkeys.office import NOTICE, NOW

SCRIPT = 'console.log("built", "<\\/script>", "$& \\\\1")'
HASH = base64.b64encode(primitives.sha256(SCRIPT.encode())).decode()
PAGE = (
    '<!doctype html><html lang="__NOVIEW_LANGUAGE__" dir="__NOVIEW_DIRECTION__">'
    '<head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    f"script-src 'sha256-{HASH}'; connect-src __NOVIEW_RELAY__\"></head>"
    '<body><div id="exit" title="__NOVIEW_SAID_exit__">__NOVIEW_SAID_exit__</div>'
    '<div data-to="__NOVIEW_EXIT__"></div>'
    "<section><!--noview:plain static.old--><!--noview:noscript--></section>"
    "<!--noview:organisation--><!--noview:words-->"
    f"<script>{SCRIPT}</script></body></html>"
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORDS: list[dict[str, dict[str, Any]]] = [
    {
        "shared": {"code": code, "direction": direction, "days": list(days)},
        "survivor": {"exit": label, "static": {"old": f"{label}: old", "link": f"{label}: link"}},
        # As the build writes it for the page's script: without what the page itself says.
        "block": {"a": {"code": code, "b": list(days)}, "c": {"d": label}},
    }
    for code, direction, label, days in (
        ("en", "ltr", "Leave now", DAYS),
        ("ar", "rtl", "خروج فوري", ("الاثنين", *DAYS[1:])),
    )
]
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--noview:organisation-->",
    "<!--<script>",
    "__NOVIEW_RELAY__",
    "\\1 \\g<0> $& ${x}",
    "\u202eevil\u2066",
    "\u2028\u2029\x00'`&lt;",
)


class Reader(HTMLParser):
    """What a browser would make of a page: elements, and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.text = ""
        self._inside: dict[str, str | None] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = dict(attrs) if tag == "script" else None
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            attrs, before = self.scripts[-1]
            self.scripts[-1] = (attrs, before + data)
        else:
            self.text += data


def notice_of(words: str = "Write to us.", number: str = "+43 1 555 0100") -> Notice:
    """A signed notice can hold any text: other programs may have made it."""
    plain = ceremony.make_notice(bytes(32), bytes(16), 1, parse_notice(NOTICE.encode()), NOW)
    return Notice(
        *(plain.format, plain.organisation, plain.version, plain.issued, plain.expires, plain.desk),
        *(words, plain.hours, ((number, (("en", words),)),)),
        *(((words, (("outage", words),)),), plain.policy, plain.exit_address),
    )


def stamp_of(title: str = "Home", notice: bytes = b"notice") -> Stamp:
    return Stamp(
        organisation=bytes(range(32)),
        least_charter_version=1,
        desk=bytes(16),
        relay="wss://chat.example.org",
        name="Night Line",
        charters=[b"charter one", b"charter two"],
        notice=notice,
        title=title,
    )


def tongues_of(words: object = None) -> list[Tongue]:
    """English and Arabic; `words` in the place of every text of the page."""
    found = []
    for one in WORDS:
        shared, survivor = dict(one["shared"]), dict(one["survivor"])
        if words is not None:
            shared["days"] = [words] * 7
            survivor = {"exit": words, "static": {"old": words, "link": words}}
        block = one["block"] if words is None else {"c": {"d": words}}
        found.append(Tongue(shared["code"], shared["direction"], shared, survivor, block))
    return found


def stamped(page: str = PAGE, words: str = "Home", notice: bytes = b"notice") -> str:
    """The survivor's page, with these words as title."""
    return stamp_page("survivor.html", page, stamp_of(words, notice), notice_of(), tongues_of())


def data(page: str) -> dict[str, object]:
    (block,) = (text for attrs, text in Reader(page).scripts if attrs.get("id") == DATA_ID)
    value = json.loads(block)
    assert isinstance(value, dict)
    return value


def build(folder: Path) -> Path:
    """A build like the one that `make pages` writes."""
    folder.mkdir()
    report = []
    for name in ("survivor.html", "console.html"):
        (folder / name).write_text(PAGE, encoding="utf-8")
        report.append({"name": name, "sha256": primitives.sha256(PAGE.encode()).hex()})
    words = json.dumps(WORDS)
    (folder / "words.json").write_text(words)
    hashes = {"pages": report, "words": {"sha256": primitives.sha256(words.encode()).hex()}}
    (folder / "build.json").write_text(json.dumps(hashes))
    return folder
