"""What should be served: the page that `noview-org page` writes from a release that is believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version

from audit.errors import Unreadable
from audit.page_headers import Found
from audit.page_stamp import (
    Known,
    Told,
    charters_in,
    told_of,
    tongues_of,
    written_again,
    wrong_with,
)
from audit.release import NotBelieved, Release, built
from orgkeys.office.page_words import Tongue
from orgkeys.primitives import sha256


@dataclass(frozen=True)
class Looked:
    """What is wrong with a page, and the relay that it names (only where that could be read)."""

    wrong: tuple[Found, ...]
    relay: str | None = None


@dataclass(frozen=True)
class Template:
    """What pages are written from: the files of one release."""

    files: Mapping[str, bytes]
    name: str = ""

    @cached_property
    def tongues(self) -> list[Tongue]:
        """The release's words. Raises Unreadable."""
        return tongues_of(self.files["words.json"])

    def page(self, told: Told) -> bytes:
        """The page for this stamp. Raises Unreadable."""
        return written_again(told, self.files[told.page].decode(), self.tongues)


def template_of(release: Release) -> Template:
    """The templates of a release; every file has the signed bytes. Raises NotBelieved."""
    if release.manifest.version != version("noview"):
        place = f"the release is {release.manifest.version}, this program {version('noview')}"
        raise NotBelieved("release-other-program", place)
    return Template(built(release), f"release number {release.manifest.number}")


@dataclass(frozen=True)
class Expected:
    """What an auditor holds a page against. Nothing of it comes from whoever serves the page.

    `template` is None where no release is believed, `older` are templates of earlier releases,
    `published` SHA-256 of pages that the organisation says it wrote.
    """

    known: Known
    now: float
    template: Template | None = None
    older: Sequence[Template] = ()
    published: frozenset[str] = frozenset()
    missing: str = field(default="no release was given")

    def learned_from(self, bodies: Iterable[bytes]) -> Expected:
        """With the charters that a console among these pages brings, from the pinned one on."""
        known = self.known
        for body in bodies:
            charters = charters_in(body, known, self.now)
            if len(charters) > len(known.charters):
                known = replace(known, charters=charters)
        return replace(self, known=known)

    def look(self, body: bytes) -> Looked:
        """Whether this is the page, to the byte."""
        wrong: list[Found] = []
        if self.published and sha256(body).hex() not in self.published:
            wrong.append(("page-not-published", f"SHA-256 {sha256(body).hex()}"))
        try:
            told = told_of(body)
        except Unreadable as why:
            return Looked((*wrong, ("page-not-ours", str(why))))
        wrong += self._bytes(body, told)
        wrong += wrong_with(told, self.known, self.now)
        return Looked(tuple(wrong), told.stamp.relay)

    def _bytes(self, body: bytes, told: Told) -> Iterator[Found]:
        if self.template is None:
            yield "release-not-given", self.missing
            return
        try:
            page = self.template.page(told)
        except Unreadable as why:
            yield "page-changed", f"it cannot be written again: {why}"
            return
        if page == body:
            return
        for older in self.older:
            try:
                same = older.page(told) == body
            except Unreadable:
                continue
            if same:
                yield "page-old", f"it is the page of {older.name}"
                return
        yield "page-changed", first_difference(body, page)


def first_difference(body: bytes, page: bytes) -> str:
    """Where two pages part, never what stands there."""
    shorter = min(len(body), len(page))
    at, step = 0, 4096
    while at < shorter and body[at : at + step] == page[at : at + step]:
        at += step
    end = min(at + step, shorter)
    at = next((one for one in range(min(at, shorter), end) if body[one] != page[one]), shorter)
    lengths = f"{len(body):,} bytes instead of {len(page):,}"
    many = lengths if len(body) != len(page) else f"of {len(page):,} bytes"
    return f"first at byte {at:,}, {many}"
