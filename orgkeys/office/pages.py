"""Stamping the built pages with one organisation: fingerprint, relay, charters, notice, words.

The script and the style are not touched, so the hashes in the page's policy still hold, and what
is put in is inert wherever it came from: JSON in a data block that cannot end early, and escaped
text in the page itself (page_words.py). The markers stand in client_js/build.mjs.
"""

from __future__ import annotations

import base64
import html
import ipaddress
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from orgkeys.office.notice import EXIT_ADDRESS
from orgkeys.office.page_words import PLAIN, SAID, Tongue, block, data_block, paragraphs, said
from orgkeys.office.terminal import Refused
from orgkeys.primitives import sha256
from relay.documents import Notice

PAGES: Final = ("survivor.html", "console.html")
DATA_ID: Final = "noview-organisation"
_RELAY: Final = "__NOVIEW_RELAY__"
_EXIT: Final = "__NOVIEW_EXIT__"
_ORGANISATION: Final = "<!--noview:organisation-->"
_NOSCRIPT: Final = "<!--noview:noscript-->"
_WORDS: Final = "<!--noview:words-->"
_LANGUAGE: Final = "__NOVIEW_LANGUAGE__"
_DIRECTION: Final = "__NOVIEW_DIRECTION__"
_STANDS: Final = frozenset(map(chr, range(0x20, 0x7F))) - frozenset('<>&"\\')
# U+0400 to U+1FFF and U+3000 to U+CFFF in UTF-8, or any one byte.
_LETTERS: Final = re.compile(
    rb"[\xd0-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1\xe3-\xec][\x80-\xbf]{2}|.",
    re.DOTALL,
)
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


@dataclass(frozen=True)
class Stamp:
    """What a page is told. `charters` are envelopes in order, `notice` is an envelope.

    Only a console is told the charters: a new device knows its administrators by them. To the
    survivor's page the relay serves them, and the pinned fingerprint and version decide.
    """

    organisation: bytes
    least_charter_version: int
    desk: bytes
    relay: str
    name: str
    charters: Sequence[bytes]
    notice: bytes
    title: str

    def block(self, page: str) -> str:
        """The JSON data block."""
        value: dict[str, object] = {
            "organisation": self.organisation.hex(),
            "least_charter_version": self.least_charter_version,
            "desk": self.desk.hex(),
            "relay": self.relay,
            "name": self.name,
            "notice": letters(self.notice),
            "title": self.title,
        }
        if page == "console.html":
            value["charters"] = [base64.b64encode(raw).decode() for raw in self.charters]
        return data_block(DATA_ID, value, plain=False)


def letters(raw: bytes) -> str:
    """The bytes as letters, for the data block: what may stand there is itself, also letters of
    most scripts that are no Latin ones (none of them hides or turns anything), and any other byte
    has 256 added. Words stay words, which pack far better than base64."""
    return "".join(map(_letter, _LETTERS.findall(raw)))


def _letter(found: bytes) -> str:
    if len(found) > 1:
        return found.decode()
    return chr(found[0]) if chr(found[0]) in _STANDS else chr(0x100 + found[0])


def check_relay(address: str) -> str:
    """The relay's origin, fit for a policy: `wss://host[:port]`, in small letters.

    `ws://` is for this machine and for .onion alone. Raises Refused.
    """
    next_step = "Give it as wss://chat.example.org (with :port where it is not 443)."
    if not re.fullmatch(r"[\x21-\x7e]{1,200}", address):
        raise Refused("The relay's address holds characters that an address cannot.", next_step)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Refused("The relay's address is not an address.", next_step) from error
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in ("wss", "ws") or not host or port == 0:
        raise Refused("The relay's address must begin with wss:// and name a host.", next_step)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise Refused("The relay's address must end after host and port.", next_step)
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise Refused("The relay's host must be a name or an IPv4 address.", next_step)
    if scheme == "ws" and not (_is_this_machine(host) or host.endswith(".onion")):
        raise Refused(
            "A relay's address without TLS (ws://) is for this machine and .onion alone.", next_step
        )
    return f"{scheme}://{host}" + (f":{port}" if port is not None else "")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def noscript(notice: Notice, tongues: Sequence[Tongue]) -> str:
    """Phone numbers and hours as escaped HTML, in each of the page's languages."""
    return "".join(_plain(notice, tongue) for tongue in tongues)


def _plain(notice: Notice, tongue: Tongue) -> str:
    code, days = tongue.code, tongue.shared["days"]
    first = notice.texts[0] if notice.texts else (code, ())
    language, texts = next((one for one in notice.texts if one[0] == code), first)
    lines = [f'<div lang="{html.escape(code)}" dir="{html.escape(tongue.direction)}">']
    outage = dict(texts).get("outage")
    if outage:
        lines.append(f'<p lang="{html.escape(language)}" dir="auto">{_text(outage)}</p>')
    if notice.numbers:
        lines.append("<ul>")
        for number, labels in notice.numbers:
            dial = re.sub(r"[^0-9+*#]", "", number).replace("#", "%23")
            link = f'<a href="tel:{dial}">{_text(number)}</a>'
            own = [label for name, label in labels if name == code]
            name = _text(own[0] if own else labels[0][1]) if labels else ""
            lines.append(f"<li>{link} {name}</li>".replace(" </li>", "</li>"))
        lines.append("</ul>")
    special = re.findall(r"([^ ;]+) ([^;]+)", dict(notice.policy).get("days", ""))
    if notice.hours or special:
        lines.append("<ul>")
        for day, opens, closes in notice.hours:
            times = f"<bdi>{_clock(opens)}\u2013{_clock(closes)}</bdi>"
            lines.append(f"<li>{_text(days[day])} {times}</li>")
        for date, said in special:
            times = "\u2013" if said == "closed" else said
            lines.append(f"<li>{_text(date)} {_text(times)}</li>")
        lines.append(f"</ul><p>{_text(notice.timezone)}</p>")
    lines.append("</div>")
    return "".join(lines)


def _text(text: str) -> str:
    """Text that is only text, and that cannot turn the words around it."""
    return f"<bdi>{html.escape(text)}</bdi>"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _exit(notice: Notice) -> str:
    """Where leaving leads without a script. Another program may have signed what is no address."""
    given = notice.exit_address
    return given if EXIT_ADDRESS.fullmatch(given) else "https://www.wikipedia.org/"


def stamp_page(
    name: str, page: str, stamp: Stamp, notice: Notice, tongues: Sequence[Tongue]
) -> str:
    """The page with its markers filled in. `tongues`: its languages, the first one first.

    Raises Refused where it is not such a page, and for an address that is not as check_relay
    gives it: it stands in the page's policy.
    """
    if check_relay(stamp.relay) != stamp.relay:
        raise Refused("The relay's address is not in its plain form.", "Check it first.")
    first = tongues[0]
    filled = {
        _RELAY: html.escape(stamp.relay),
        _EXIT: html.escape(_exit(notice)),
        _ORGANISATION: stamp.block(name),
        _NOSCRIPT: noscript(notice, tongues),
        _WORDS: block(tongues),
        _LANGUAGE: html.escape(first.code),
        _DIRECTION: html.escape(first.direction),
    }
    for marker in filled:
        times = page.count(marker)
        # A console may be without those that speak of one organisation, and has its own words.
        absent = times == 0 and name == "console.html" and marker != _RELAY
        if times != 1 and not absent:
            raise Refused(
                f"The built {name} does not hold {marker} exactly once.",
                "Build the pages again: make pages.",
            )

    def put(match: re.Match[str]) -> str:
        if match["said"]:
            return said(tongues, match["said"])
        if match["plain"]:
            return paragraphs(tongues, match["plain"])
        return filled[match[0]]

    # In one pass, so that no value is searched for the markers of another.
    return re.sub("|".join([*map(re.escape, filled), SAID, PLAIN]), put, page)


def read_built(folder: Path) -> dict[str, str]:
    """The two built pages, each with the hash that build.json says. Raises Refused."""
    if not (folder / "build.json").is_file():
        raise Refused(
            f"The pages are not built: {folder} has no build.json.",
            "Run make pages (or make setup) in the source, or install the wheel, which has them.",
        )
    try:
        report = json.loads((folder / "build.json").read_bytes())
        expected = {page["name"]: page["sha256"] for page in report["pages"]}
        pages = {name: (expected[name], (folder / name).read_bytes()) for name in PAGES}
        texts = {name: raw.decode("utf-8") for name, (_, raw) in pages.items()}
    except (ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise Refused(
            f"The built pages in {folder} are damaged.", "Build them again: make pages."
        ) from error
    for name, (claimed, raw) in pages.items():
        if sha256(raw).hex() != claimed:
            raise Refused(
                f"{name} is not the page that was built: its SHA-256 differs from build.json.",
                "Do not use it. Build the pages again (make pages), or install the wheel again.",
            )
    return texts
