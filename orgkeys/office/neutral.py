"""Whether a title or an address gives the subject away (attack 25).

The page's address and title stay in the browser's history, and the host's name is seen by the
network. The words are in `giveaways.json`, per language: `inside` count anywhere within a word,
`alone` only as a whole word or run together with words of `joined` ("grape" is no rape), `phrases`
with or without gaps; `harmless` are cut out first. All languages count, whatever the page speaks.
It can only warn: no list knows every word. Pure; nothing is asked for or written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from orgkeys.office.terminal import Refused, is_hidden

LONGEST_ADDRESS: Final = 300
ADVICE: Final = (
    "Names stay in the browser's history, where others in the house can read them. Choose what",
    'could be anybody\'s, such as the title "Home", www.example.org and info.html.',
)
# Marks that are written or left out: over Latin and Cyrillic letters, Arabic vowels, the nukta.
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640\u093c'\u2018\u2019\u02bc]")
# Endings of Arabic words that are written in two ways: alef maksura and yeh, teh marbuta and heh.
_SAME = str.maketrans({"\u0649": "\u064a", "\u0629": "\u0647"})


def giveaways(text: str) -> tuple[str, ...]:
    """The listed words that `text` holds, as they are listed, each once; empty if it is neutral."""
    words = _words(text)
    found: dict[str, None] = {}
    for one in _lists().values():
        kept = [part for word in words for part in one.without_harmless(word)]
        found.update((said, None) for bare, said in one.inside if any(bare in w for w in kept))
        found.update((said, None) for word in kept for said in one.alone_in(word))
        together = "".join(words)
        found.update((said, None) for bare, said in one.phrases if bare in together)
    return tuple(found)


def warnings(title: str, file: str, address: str | None, relay: str) -> list[str]:
    """What an administrator should know of these names, in sentences; empty if all is well.

    `file` counts only where no `address` says where the page will be. `relay` is its origin.
    Raises Refused where `address` is none.
    """
    relay_host = _letters_of(urlsplit(relay).hostname or "")
    named = [("The title", title), ("The relay's host name", relay_host)]
    found: list[str] = []
    if address is None:
        named.append(("The file name", file.removesuffix(".html")))
    else:
        parts = check_address(address)
        host = _letters_of(parts.hostname or "")
        named += [("The host name", host), ("The page's path", unquote(parts.path))]
        if host == relay_host:
            found.append(
                "The page would lie on the relay's host: then one party has the code and the"
                " traffic. Put it on the organisation's own website."
            )
        if parts.scheme == "http" and not _is_safe_without_tls(host):
            found.append(
                "The address begins with http://: anybody on the way can read and change the page,"
                " and browsers do not let it encrypt. Use https://."
            )
        if "?" in address or "#" in address:
            found.append(
                "The address has a part after ? or #: it stays in the history, and can tell people"
                " apart. Leave it out."
            )
    given_away = [(what, giveaways(text)) for what, text in named]
    lines = [f"{what} gives the subject away: {', '.join(w)}." for what, w in given_away if w]
    return [*lines, *(ADVICE if lines else ()), *found]


def check_address(address: str) -> SplitResult:
    """The parts of the page's address. Raises Refused where it is not one of the web."""
    refused = Refused(
        "That is not the address of a web page.",
        "Give --address as people will open it, such as https://www.example.org/info.html.",
    )
    strange = any(char.isspace() or is_hidden(char) or char in '\\<>"' for char in address)
    if strange or len(address) > LONGEST_ADDRESS:
        raise refused
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError as error:
        raise refused from error
    if parts.scheme not in ("https", "http") or not usable:
        raise refused
    return parts


def _letters_of(host: str) -> str:
    """A host as people read it: punycode decoded, small letters, no dot at the end."""
    labels = unicodedata.normalize("NFKC", host).casefold().removesuffix(".").split(".")
    return ".".join(_decoded(label) for label in labels)


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:  # no browser could open it either; read it as it stands
        return label


def _is_safe_without_tls(host: str) -> bool:
    return host in ("localhost", "127.0.0.1") or host.endswith(".onion")


def _words(text: str) -> list[str]:
    """The words in one spelling: small letters, no accents, cut at all that is no letter."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = _MARKS.sub("", plain).translate(_SAME)
    kinds = ((char, unicodedata.category(char)) for char in plain)
    # A letter or a vowel sign; what has no shape (Cf) does not cut a word.
    return "".join(c if kind[0] in "LM" else " " for c, kind in kinds if kind != "Cf").split()


@dataclass(frozen=True)
class _List:
    """One language. Pairs are the compared spelling and the word as it is listed."""

    inside: Sequence[tuple[str, str]]
    alone: Sequence[tuple[str, str]]
    phrases: Sequence[tuple[str, str]]
    joined: frozenset[str]
    harmless: Sequence[str]

    def without_harmless(self, word: str) -> list[str]:
        for one in self.harmless:
            word = word.replace(one, " ")
        return word.split()

    def alone_in(self, word: str) -> list[str]:
        """The words of `alone` in the ways to read the whole of `word` as words run together."""
        known = {**dict.fromkeys(self.joined, ""), **dict(self.alone)}
        # To each place that words reach: which of them give away.
        reached: dict[int, set[str]] = {0: set()}
        for place in range(len(word)):
            for bare, said in known.items() if place in reached else ():
                if word.startswith(bare, place):
                    before = reached[place] | ({said} if said else set())
                    reached.setdefault(place + len(bare), set()).update(before)
        return sorted(reached.get(len(word), ()))


@cache
def _lists() -> dict[str, _List]:
    told = json.loads((files("orgkeys.office") / "giveaways.json").read_text(encoding="utf-8"))
    return {language: _list(one) for language, one in told.items()}


def _list(one: dict[str, str | list[str]]) -> _List:
    def pairs(key: str) -> list[tuple[str, str]]:
        said = one[key]
        words = said.split() if isinstance(said, str) else said
        return [("".join(_words(word)), word) for word in words]

    return _List(
        inside=pairs("inside"),
        alone=pairs("alone"),
        phrases=pairs("phrases"),
        joined=frozenset(bare for bare, _ in pairs("joined")),
        harmless=[bare for bare, _ in pairs("harmless")],
    )
