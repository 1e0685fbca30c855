"""The decoders that only Python has: the relay's socket, and the files of an organisation's folder.

Files that a person of the organisation wrote (notice.toml, relay.toml) may be quoted to that
person by the name of a field: `own` in the contract.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from orgkeys.chain import INVITER, Chain
from orgkeys.line import Keys, Line
from orgkeys.office import (
    cards,
    confusables,
    counted_names,
    devices,
    drafts,
    handbook_source,
    heads,
    neutral,
    notice,
    pages,
    places,
    signatures,
    statistics,
    statistics_given,
    texts,
    transcripts,
    words,
)
from orgkeys.office.directory import Directory
from orgkeys.office.terminal import Refused, check_passphrase
from orgkeys.refresh import RefreshKeys
from relay import config, origins, websocket
from relay.limits import MAX_FRAME
from tests.fuzz.target import Target
from tests.fuzz.targets_shared import NOW, ORGANISATION, SEED, locked

OFFICE = "orgkeys.office."


def _socket(raw: bytes) -> list[tuple[int, bytes]]:
    """At once and in two parts: the same messages, or the same refusal."""
    at_once = _fed(raw, len(raw))
    in_parts = _fed(raw, len(raw) // 2)
    if at_once != in_parts:
        raise AssertionError("a message depends on how it was cut")
    if isinstance(at_once, int):
        raise websocket.Broken(at_once)
    return at_once


def _fed(raw: bytes, at: int) -> list[tuple[int, bytes]] | int:
    reader = websocket.Reader(MAX_FRAME)
    try:
        return [*reader.feed(raw[:at]), *reader.feed(raw[at:])]
    except websocket.Broken as broken:
        return broken.close


def _text(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    """A decoder of text, given any text: each byte is a character, or UTF-8 where it is that."""

    def decode(raw: bytes) -> Any:
        try:
            return read(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return read(raw.decode("latin-1"))

    return decode


class _Folder:
    """An organisation's folder in which every file holds the same bytes."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.path = Path(__file__).parent

    def read(self, name: str) -> bytes:
        """The bytes."""
        return self._raw

    def __truediv__(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(is_file=lambda: True)


def _in_folder(read: Callable[[Directory], Any]) -> Callable[[bytes], Any]:
    def decode(raw: bytes) -> Any:
        folder = _Folder(raw)
        folder.path = cast(Path, folder)
        return read(cast(Directory, folder))

    return decode


def _settings(raw: bytes) -> places.Settings:
    """It says ValueError, KeyError or TypeError, and its caller makes words of it."""
    try:
        return places.read_settings(raw)
    except (ValueError, KeyError, TypeError):
        raise Refused("settings", "") from None


def _parts(raw: bytes) -> bytes | None:
    pasted, found = texts.Pasted(), None
    for line in raw.decode("latin-1").split("\n"):
        found = pasted.add(line) or found
    return found


def _line(raw: bytes) -> Any:
    """One frame on a fresh line, whose message is these bytes."""
    keys = Keys(
        ORGANISATION, SEED, Chain(SEED, ORGANISATION), Chain(SEED, ORGANISATION),
        RefreshKeys(None, bytes(1216)),
    )  # fmt: skip
    size = next((n for n in (512, 1024, 2048, 4096, 8192, 16_384) if len(raw) < n - 72), 16_384)
    frame = locked(raw[: size - 73], size - 72)
    return Line(INVITER, keys, SEED).receive(1, frame)


def _seed(text: str) -> bytes:
    return words.to_seed(text.split())


def _names(text: str) -> Any:
    problem = confusables.check_alias(text[:200], ("Robin", "Sam"))
    return cards.check_name(text[:200]), problem


def _alias_words(text: str) -> Any:
    return [confusables.script_of(char) for char in text[:50]], confusables.skeletons(text[:64])


def _relay_address(text: str) -> Any:
    if text.startswith("ws"):
        return pages.check_relay(text[:300])
    return neutral.check_address(text[:300]), neutral.giveaways(text[:300])


OWN: tuple[Target, ...] = (
    Target("socket", ("relay.websocket:Reader.feed", "relay.websocket:unmask"), _socket),
    Target("close", ("relay.websocket:echo_of_close",), websocket.echo_of_close),
    Target("handshake key", ("relay.websocket:accept_key",), _text(websocket.accept_key)),
    Target("address", ("relay.origins:parse",),
           _text(lambda text: (origins.address_of("192.0.2.1", [text]), origins.networks(text)))),
    Target("relay.toml", ("relay.config:parse", "relay.config:Table.match",
                          "relay.config:Table.strings", "relay.config:Table.address"),
           _text(config.parse), own=True),
    Target("line", ("orgkeys.line:Line.receive",), _line),
    Target("card", (f"{OFFICE}cards:read_card",), cards.read_card),
    Target("draft", (f"{OFFICE}drafts:read_draft", f"{OFFICE}drafts:chain"),
           lambda raw: drafts.read_draft(raw, NOW)),
    Target("signature", (f"{OFFICE}signatures:read_signature",), signatures.read_signature),
    Target("transcript", (f"{OFFICE}transcripts:check",), _text(transcripts.check)),
    Target("statistics keys", (f"{OFFICE}statistics:unwrap",),
           lambda raw: statistics.unwrap(raw, ORGANISATION, SEED)),
    Target("heads", (f"{OFFICE}heads:read_heads",), _in_folder(heads.read_heads)),
    Target("counted", (f"{OFFICE}counted_names:read_counted",),
           _in_folder(lambda folder: counted_names.read_counted(folder, 20_000))),
    Target("vaults written", (f"{OFFICE}statistics_given:given",),
           _in_folder(lambda folder: statistics_given.given(folder, [statistics.Seed(SEED)]))),
    Target("device", tuple(f"{OFFICE}devices:{name}" for name in
                           ("read_device", "device_from", "peek")),
           devices.read_device),
    Target("settings", (f"{OFFICE}places:read_settings",), _settings),
    Target("handbook.toml", (f"{OFFICE}handbook_source:parse_handbook",
                             f"{OFFICE}handbook_source:read_handbook_source"),
           handbook_source.parse_handbook, own=True),
    Target("notice.toml", (f"{OFFICE}notice:parse_notice", f"{OFFICE}notice:read_notice",
                           f"{OFFICE}notice_rules:check"), notice.parse_notice, own=True),
    Target("file or text", (f"{OFFICE}texts:from_file", f"{OFFICE}texts:from_lines"),
           texts.from_file),
    Target("parts", (f"{OFFICE}texts:Pasted.add",), _parts),
    Target("paper", (f"{OFFICE}words:recognize",), _text(_seed)),
    Target("name", (f"{OFFICE}confusables:check_alias", f"{OFFICE}cards:check_name"),
           _text(_names)),
    Target("alias", (f"{OFFICE}confusables:skeletons", f"{OFFICE}confusables:script_of"),
           _text(_alias_words)),
    Target("web address", (f"{OFFICE}neutral:check_address", f"{OFFICE}neutral:giveaways",
                           f"{OFFICE}pages:check_relay"), _text(_relay_address), own=True),
    Target("passphrase", (f"{OFFICE}terminal:check_passphrase",), _text(check_passphrase)),
)  # fmt: skip
