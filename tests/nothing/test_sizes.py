"""What the network sees of a conversation: sizes that say nothing (attacks 21, 22, 23)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from relay.frames import (
    Accept,
    Append,
    Deliver,
    Knock,
    Leave,
    Waiting,
    decode_client,
    decode_relay,
    encode,
)
from relay.limits import ASK_SIZE, BUCKETS
from tests.browser.fixtures import Windows
from tests.browser.frames import Wire
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor, Talk

LETTERS = {
    "Latin": "a",
    "Cyrillic": "ж",
    "Arabic": "س",
    "Devanagari": "क",
    "Chinese": "安",
    "emoji": "🕊",
}
LENGTHS = (1, 2, 300, 1000, 4000)


def ciphertexts(wire: Wire) -> list[int]:
    """The length of every ciphertext that a window has sent or was sent."""
    found = []
    for frame in map(decode_client, wire.sent):
        if isinstance(frame, Append | Leave | Accept):
            found.append(len(frame.ciphertext))
        elif isinstance(frame, Knock):
            found.append(len(frame.sealed))
    for answer in map(decode_relay, wire.received):
        if isinstance(answer, Deliver):
            found.append(len(answer.ciphertext))
        elif isinstance(answer, Waiting):
            found.append(len(answer.sealed))
    return found


@pytest.fixture(scope="module")
def two(browser: Browser, place: Place) -> Iterator[tuple[Survivor, Console, Talk]]:
    """Two windows in one conversation for all sizes."""
    windows = Windows(browser, place)
    console = windows.console().open().unlock().on_duty()
    survivor = windows.survivor().open().start(name="Sizes")
    yield survivor, console, console.claim("Sizes")
    windows.close()


@pytest.mark.parametrize("script", LETTERS)
def test_a21_a_message_of_any_length_in_any_script_has_one_of_six_sizes(
    script: str, two: tuple[Survivor, Console, Talk]
) -> None:
    survivor, console, talk = two
    letter = LETTERS[script]
    for length in LENGTHS:
        text = letter * length
        before = len(survivor.texts())
        survivor.says(text)
        talk.says(text)
        survivor.page.wait_for_function(
            "many => document.querySelectorAll('[data-test=text]').length >= many",
            arg=before + 2,
        )
    for window in (survivor, console):
        sizes = ciphertexts(window.wire)
        assert len(sizes) > 4
        assert set(sizes) <= set(BUCKETS)


def test_a21_the_longest_texts_did_use_the_largest_sizes(
    two: tuple[Survivor, Console, Talk],
) -> None:
    """The control: sizes were looked at for which there is something to see."""
    survivor, _, _ = two
    survivor.says("🕯" * 4000)
    survivor.delivered("🕯" * 4000)
    assert {BUCKETS[0], BUCKETS[-1], ASK_SIZE} <= set(ciphertexts(survivor.wire))


def test_a21_all_other_frames_have_one_size_for_each_kind(
    two: tuple[Survivor, Console, Talk],
) -> None:
    """Whatever was said, an acknowledgement or question differs by its numbers alone."""
    survivor, console, _ = two
    for window in (survivor, console):
        kinds: dict[str, set[int]] = {}
        for frame in map(decode_client, window.wire.sent):
            if not isinstance(frame, Append | Leave | Accept | Knock):
                kinds.setdefault(type(frame).__name__, set()).add(len(encode(frame)))
        assert kinds
        # A number has 1 to 9 bytes; there are at most three in a frame.
        assert all(max(sizes) - min(sizes) <= 8 * 3 for sizes in kinds.values())


def test_a22_frames_do_not_follow_keystrokes(two: tuple[Survivor, Console, Talk]) -> None:
    survivor, _, _ = two
    before = [len(raw) for raw in survivor.wire.sent if isinstance(decode_client(raw), Append)]
    began = time.monotonic()
    survivor.see("composer").press_sequentially(
        "forty keys are struck one after another.", delay=50
    )
    after = [len(raw) for raw in survivor.wire.sent if isinstance(decode_client(raw), Append)]
    # In two seconds: that somebody types, and perhaps a receipt for something before. A machine
    # that takes longer over it tells once more in each turn of three seconds.
    most = 3 + int((time.monotonic() - began) / 3)
    assert most < 20, "inconclusive: that is slower than anybody types"
    assert len(after) - len(before) <= most
    survivor.see("composer").fill("")


def test_a23_nothing_that_is_said_is_compressed_on_the_way(
    two: tuple[Survivor, Console, Talk], place: Place
) -> None:
    survivor, console, _ = two
    for window in (survivor, console):
        assert window.wire.handshakes
        for answer in window.wire.handshakes:
            headers = {name.lower() for name in answer}
            assert "sec-websocket-accept" in headers
            assert "sec-websocket-extensions" not in headers
