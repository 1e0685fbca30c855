"""Whether a conversation was held in the page that was compared: the two checks ask separately.

A host that shows the comparison an honest page and the conversation another one, or the other way
round, is found by their SHA-256. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from audit.canary_touch import NoTalk
from audit.findings import Checked, Finding, Notes
from audit.words import WORDS
from orgkeys.primitives import sha256

IS: Final = "canary-page-is"
OTHER: Final = "canary-other-page"
COMPARED: Final = "page-is"
OTHER_CONSOLE: Final = (
    "the console is another one than a moment ago, when it was compared: nothing was typed into it"
)
PAGE: Final = "page"
CANARY: Final = "canary"


@dataclass(frozen=True)
class Served:
    """The bytes that a browser got at an address, before anything ran in them."""

    address: str = ""
    body: bytes = field(default=b"", repr=False)

    def tell(self, notes: Notes) -> None:
        """Name it, if there was a page. The form is that of `page-is`."""
        if self.address:
            notes.find(IS, self.words())

    def words(self) -> str:
        """Address, SHA-256 and size."""
        return f"{self.address}: {sha256(self.body).hex()}, {len(self.body):,} bytes"


def same_pages(checks: Sequence[Checked]) -> tuple[Checked, ...]:
    """The checks as they are, and in `canary` which of its pages is not the one of `page`."""
    compared = {at: sha for one in checks for at, sha in compared_pages(one).items()}
    return tuple(_held_against(one, compared) if one.name == CANARY else one for one in checks)


def compared_pages(page: Checked) -> dict[str, str]:
    """The SHA-256 of each page that the check `page` compared, by its address."""
    return dict(_pages(page, COMPARED)) if page.name == PAGE else {}


def no_other(served: Served, compared: Mapping[str, str]) -> None:
    """Raises NoTalk before anything is typed into a page that is not the one that was compared."""
    digest = sha256(served.body).hex()
    if compared.get(_written(served.address), digest) != digest:
        raise NoTalk(OTHER_CONSOLE)


def _held_against(canary: Checked, compared: Mapping[str, str]) -> Checked:
    wrong = [
        f"{address}: {digest}, and not {other}"
        for address, digest in _pages(canary, IS)
        if (other := compared.get(address, digest)) != digest
    ]
    if not wrong:
        return canary
    severity, title, meaning = WORDS[OTHER]
    repeat = next(one.repeat for one in canary.findings if one.code == IS)
    found = Finding(OTHER, severity, title, meaning, tuple(dict.fromkeys(wrong)), repeat)
    return replace(canary, findings=(found, *canary.findings))


def _pages(checked: Checked, code: str) -> Iterator[tuple[str, str]]:
    """Address and SHA-256 of each page that is named."""
    for finding in checked.findings:
        if finding.code == code:
            for place in finding.evidence:
                address, _, told = place.rpartition(": ")
                yield _written(address), told.partition(",")[0]


def _written(address: str) -> str:
    """One place, however it was written."""
    parts = urlsplit(address)
    port = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return parts._replace(
        netloc=parts.netloc.lower().removesuffix(port), path=parts.path or "/"
    ).geturl()
