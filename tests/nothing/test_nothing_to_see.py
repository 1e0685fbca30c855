"""Nothing to see: a conversation through the real relay, then a search of all that the host has."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from playwright.sync_api import Browser

from relay.frames import Drop, decode_client, decode_relay
from tests.browser import variants
from tests.nothing.story import LEAKY, Canaries, make_place, real_relay, tell


def test_a58_a17_a_host_finds_nothing_of_a_conversation_anywhere(
    browser: Browser, tmp_path: Path
) -> None:
    canaries = Canaries()
    place = make_place(tmp_path / "place", canaries, real_relay()).start()
    try:
        place.publish()
        told = tell(browser, place, canaries)
        with sqlite3.connect(place.database) as database:
            kept = [row[0] for row in database.execute("SELECT sealed FROM dropped")]
    finally:
        place.close()
    looking = told.looking
    assert looking.found == []
    # The answers to the organisation lie there all the same, sealed, under what was sent.
    sent = [decode_client(raw) for raw in told.survivor.wire.sent]
    assert [frame.sealed for frame in sent if isinstance(frame, Drop)] == kept
    assert len(kept) == 1
    # The search has looked at something in each of its places.
    assert looking.looked["memory"] > 30_000_000
    assert looking.looked["database"] > 10_000
    assert looking.looked["log"] > 10
    assert looking.looked["wire"] > 30_000
    # Every message was a frame of the protocol, binary, and nothing else was said.
    for window in (told.survivor, told.console):
        assert window.wire.not_binary == []
        assert [decode_client(raw) for raw in window.wire.sent]
        assert [decode_relay(raw) for raw in window.wire.received]
        assert window.faults == []


def test_a58_control_a_leaky_relay_and_pages_without_encryption_are_caught_in_every_place(
    browser: Browser, tmp_path: Path
) -> None:
    """The same story and the same search; only what is planted differs."""
    canaries = Canaries()
    built = variants.build(tmp_path / "variant", variants.WITHOUT_ENCRYPTION)
    place = make_place(tmp_path / "place", canaries, LEAKY, built=built).start()
    try:
        place.publish()
        looking = tell(browser, place, canaries).looking
    finally:
        place.close()
    assert looking.where() == {"memory", "relay", "log", "frames"}, "inconclusive"
    for what in ("name", "first", "said", "answered", "draft", "survey", "alias"):
        places = {one.where.partition(" ")[0] for one in looking.found if one.what == what}
        assert any("memory" in one for one in places), f"inconclusive: {what} in memory"
        assert any("frames" in one for one in places), f"inconclusive: {what} on the wire"
    # Each side file was searched for itself, and the log is found by its hexadecimal digits.
    assert any(one.where.startswith("relay.db") for one in looking.found)
    assert any(one.encoding == "hex" for one in looking.found if one.where.startswith("log"))
    # The passphrase never leaves the console, not even there.
    assert "passphrase" not in {one.what for one in looking.found}


def test_a58_control_a_leaky_relay_alone_learns_nothing(browser: Browser, tmp_path: Path) -> None:
    """A host who keeps every frame for ever keeps nothing but ciphertext."""
    canaries = Canaries()
    place = make_place(tmp_path / "place", canaries, LEAKY).start()
    try:
        place.publish()
        looking = tell(browser, place, canaries).looking
    finally:
        place.close()
    assert place.log.stat().st_size > 50_000, "inconclusive: it kept no diary"
    assert looking.found == []
