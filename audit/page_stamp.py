"""Takes out of a served page what it was told, and writes the page again from the release.

`noview-org page` puts an organisation into the published template (orgkeys/office/pages.py). Here
that is turned around: the stamp is read out of the page, held against the organisation's charters
from the pinned fingerprint on, and stamped into the template of the release. What is written must
be what was served, to the byte. Pure, and believes nothing of the page.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

from audit.errors import Unreadable
from orgkeys.office.holdings import rule_in_words
from orgkeys.office.page_words import Tongue
from orgkeys.office.pages import DATA_ID, Stamp, stamp_page
from orgkeys.office.terminal import Refused
from relay.document_bytes import decode_envelope, decode_payload
from relay.document_types import Charter, Kind, Notice
from relay.documents import TrustedDocuments
from relay.errors import NoviewError, Untrusted

PageName = Literal["survivor.html", "console.html"]
_BEGINS: Final = f'<script type="application/json" id="{DATA_ID}">'
_ENDS: Final = "</script>"
_LANGUAGE: Final = re.compile(r'<div lang="([A-Za-z-]{1,32})" dir="(?:ltr|rtl)">')
_MOST_LANGUAGES: Final = 64
_BYTE: Final = range(0x100, 0x200)
"""A byte that cannot stand in the page as itself (orgkeys/office/pages.py, `letters`)."""


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data block of a page; a console has charters."""

    organisation: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    least_charter_version: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    desk: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    relay: Annotated[str, msgspec.Meta(max_length=300)]
    name: Annotated[str, msgspec.Meta(max_length=120)]
    notice: str
    title: Annotated[str, msgspec.Meta(max_length=200)]
    charters: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Told:
    """What a page was told, decoded and not believed. `languages` are of its plain texts."""

    page: PageName
    stamp: Stamp
    notice: Notice
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What an auditor knows of the organisation: its fingerprint, and charters had elsewhere."""

    organisation: bytes | None
    charters: tuple[bytes, ...] = ()
    relay: str | None = None


def told_of(body: bytes) -> Told:
    """What this page was told. Raises Unreadable where it is no page of ours."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8") from None
    before, begins, after = text.partition(_BEGINS)
    block, ends, rest = after.partition(_ENDS)
    if not begins or not ends or _BEGINS in block or _BEGINS in rest:
        raise Unreadable("it does not hold one block that names an organisation")
    try:
        told = msgspec.json.decode(block, type=_Told)
        console = told.charters is not None
        stamp = Stamp(
            organisation=bytes.fromhex(told.organisation),
            least_charter_version=told.least_charter_version,
            desk=bytes.fromhex(told.desk),
            relay=told.relay,
            name=told.name,
            charters=[base64.b64decode(one, validate=True) for one in told.charters or ()],
            notice=bytes_of(told.notice),
            title=told.title,
        )
        envelope = decode_envelope(stamp.notice, Kind.NOTICE)
        notice = decode_payload(envelope.payload, Notice)
    except (msgspec.MsgspecError, ValueError, RecursionError, NoviewError):
        raise Unreadable("what it was told about the organisation cannot be read") from None
    languages = _LANGUAGE.findall(before)[:_MOST_LANGUAGES]
    return Told("console.html" if console else "survivor.html", stamp, notice, tuple(languages))


def bytes_of(letters: str) -> bytes:
    """What `orgkeys.office.pages.letters` made letters of."""
    return b"".join(
        bytes((ord(char) - 0x100,)) if ord(char) in _BYTE else char.encode() for char in letters
    )


def written_again(told: Told, template: str, tongues: Sequence[Tongue]) -> bytes:
    """The page as `noview-org page` writes it for this stamp. Raises Unreadable."""
    by_code = {tongue.code: tongue for tongue in tongues}
    try:
        chosen = [by_code[code] for code in told.languages]
        if not chosen:
            raise Unreadable("it has no plain text in any language")
        return stamp_page(told.page, template, told.stamp, told.notice, chosen).encode()
    except KeyError:
        raise Unreadable("it speaks a language that the release does not have") from None
    except Refused as why:
        raise Unreadable(why.what) from None


def tongues_of(words: bytes) -> list[Tongue]:
    """The languages of a release, from its words.json. Raises Unreadable."""
    try:
        return [
            Tongue(
                one["shared"]["code"],
                one["shared"]["direction"],
                one["shared"],
                one["survivor"],
                one["block"],
            )
            for one in json.loads(words)
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("the words of the release cannot be read") from None


def charters_in(body: bytes, known: Known, now: float) -> tuple[bytes, ...]:
    """The charters that a console brings, where all follow from the pinned fingerprint."""
    try:
        charters = tuple(told_of(body).stamp.charters)
        if known.organisation is not None:
            TrustedDocuments(known.organisation).add_charters(charters, now)
            return charters
    except (Unreadable, Untrusted):
        pass  # what is wrong with this page is found when it is looked at
    return ()


def wrong_with(told: Told, known: Known, now: float) -> list[tuple[str, str]]:
    """Findings (code, where) about what the page was told, from the pinned fingerprint on."""
    stamp, found = told.stamp, []
    if known.relay is not None and stamp.relay != known.relay:
        found.append(("page-other-relay", f"it speaks with {stamp.relay}"))
    if known.organisation is None:
        found.append(("page-not-pinned", f"it names {stamp.organisation.hex()}"))
        return found
    if stamp.organisation != known.organisation:
        found.append(("page-other-organisation", f"it names {stamp.organisation.hex()}"))
        return found
    charters = max(tuple(stamp.charters), known.charters, key=len)
    if not charters:
        found.append(("page-notice-unread", "no charters were given to read its notice with"))
        return found
    trusted = TrustedDocuments(known.organisation)
    try:
        if stamp.charters:  # the shorter chain must be a part of the longer one
            for one, other in zip(stamp.charters, known.charters, strict=False):
                if one != other:
                    raise Untrusted("fork")
        trusted.add_charters(charters, now)
        trusted.add_notice(stamp.notice, now)
        _check_told(told, charters)
    except Untrusted as why:
        found.append(("page-documents", f"what it was told: {rule_in_words(why)}"))
    return found


def _check_told(told: Told, charters: Sequence[bytes]) -> None:
    """The fields beside the documents say what the documents say. Raises Untrusted."""
    version = told.stamp.least_charter_version
    if version > len(charters):
        raise Untrusted("gap")
    charter = decode_payload(decode_envelope(charters[version - 1]).payload, Charter)
    if charter.name != told.stamp.name or told.notice.desk != told.stamp.desk:
        raise Untrusted("organisation")
