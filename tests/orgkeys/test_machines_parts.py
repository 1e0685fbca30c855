"""The small parts of the machines by themselves: times, notes, typing, work, and failing closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import orgkeys.line
from orgkeys import labels
from orgkeys.machines.actions import Knock, Say, TalkSay, Typing
from orgkeys.machines.keystrokes import Keystrokes
from orgkeys.machines.notes import NOBODY_YET, Notes
from orgkeys.machines.patience import Patience
from orgkeys.machines.work import Search
from orgkeys.primitives import digest
from relay import frames
from tests.orgkeys.house import DESK
from tests.orgkeys.street import Street, kinds
from tests.orgkeys.test_machines import open_street, talking_street


def test_a22_typing_leaves_at_a_fixed_pace_and_never_with_a_keystroke() -> None:
    def told(keys: set[int]) -> list[tuple[float, bool]]:
        """Keys are struck at these tenths of a second; the clock ticks every second."""
        strokes = Keystrokes()
        out = []
        for tenth in range(300):
            if tenth in keys:
                strokes.mine(True, tenth / 10)
            if tenth % 10 == 0 and (on := strokes.due(tenth / 10)) is not None:
                out.append((tenth / 10, on))
        return out

    assert told(set(range(35, 128))) == [
        *((at, True) for at in (6.0, 9.0, 12.0, 15.0)),
        (21.0, False),
    ]
    # Whenever within a turn the keys are struck, and however many, the frames are the same.
    assert told({31}) == told({59}) == told(set(range(31, 60))) == [(6.0, True), (12.0, False)]
    assert told(set()) == []


def test_whoever_types_is_shown_until_they_write_or_stop() -> None:
    street = talking_street()
    street.act("visitor", Typing(True))
    street.pass_time(3)
    assert street.duty().talks[0].typing == (0,)
    street.act("visitor", Say("done"))
    assert street.duty().talks[0].typing == ()
    street.pass_time(4)
    street.act("visitor", Typing(True))
    street.pass_time(3)
    assert street.duty().talks[0].typing == (0,)
    street.pass_time(10)
    assert street.duty().talks[0].typing == ()


def test_a_text_is_delivered_when_everybody_who_was_sent_it_has_it() -> None:
    notes = Notes()
    key = notes.text("hello", 0.0, sender=0, mine=True, readers=(NOBODY_YET,))
    assert notes.view(100.0)[0].delivery == "sending"
    notes.sent_to(key, (1, 2), 100.0)
    notes.delivered(key, 1)
    assert notes.view(101.0)[0].delivery == "sending"
    assert notes.view(131.0)[0].delivery == "not-delivered"
    notes.delivered(key, 2)
    assert notes.view(132.0)[0].delivery == "delivered"
    alone = notes.text("anybody?", 140.0, sender=0, mine=True, readers=(3,))
    notes.gone(3)
    assert [n.delivery for n in notes.view(141.0) if n.key == alone] == ["not-delivered"]


def test_notes_stand_in_the_order_of_the_transcript_with_events_between() -> None:
    notes = Notes()
    late = notes.text("mine", 0.0, sender=1, mine=True, readers=(0,))
    notes.text("one", 0.0, sender=0, order=1)
    notes.event("gap", 0.0)
    notes.text("two", 0.0, sender=0, order=2)
    assert [note.text or note.kind for note in notes.view(0.0)] == ["one", "gap", "two", "mine"]
    notes.place(late, 3)
    notes.text("four", 0.0, sender=0, order=4)
    assert [n.text for n in notes.view(0.0) if n.text] == ["one", "two", "mine", "four"]


def test_patience_is_lost_after_thirty_seconds_of_absence_and_not_before() -> None:
    patience = Patience()
    patience.said(0.0, first=True)
    now = 0.0
    while patience.hopeless(now, waiting=True) is None:
        if not patience.holding_back:
            patience.absent(now)
        elif patience.send_again(now):
            patience.sending(now, waiting=True)
        now += 1.0
    assert patience.hopeless(now, waiting=True) == "absent"
    assert 30 < now < 40
    patience.rejoined(now)
    assert patience.hopeless(now, waiting=True) is None
    assert patience.hopeless(now + 121, waiting=True) == "silent"
    assert patience.hopeless(now + 121, waiting=False) is None


@given(st.binary(min_size=16, max_size=16), st.integers(0, 10))
def test_work_is_found_and_good(challenge: bytes, bits: int) -> None:
    search = Search(challenge, bytes(4096), bits)
    work = None
    while work is None:
        work = search.piece()
    hashed = digest(labels.WORK, challenge, bytes(4096), work)
    assert int.from_bytes(hashed, "big") >> (256 - bits) == 0


class LeakError(RuntimeError):
    """What a cryptographic library throws on a bad day."""


def spoil(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise LeakError

    monkeypatch.setattr(orgkeys.line, name, broken)


def sent(street: Street, name: str) -> list[frames.ClientFrame]:
    return [frames.decode_client(raw) for raw in street.members[name].machine.drain()]


def test_a17_a_line_whose_encryption_fails_ends_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    street = talking_street()
    street.pass_time(2)
    spoil(monkeypatch, "make_frame")
    street.members["visitor"].machine.act(Say("canary"), street.now)  # type: ignore[arg-type]
    assert not any(isinstance(frame, frames.Append) for frame in sent(street, "visitor"))
    view = street.visit()
    assert (view.stage, view.problem) == ("ended", "encryption-failed")
    assert view.ended is not None
    assert view.ended.reason == "broken"


def test_a17_a_console_whose_encryption_fails_ends_the_talk_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    street = talking_street()
    street.pass_time(2)
    spoil(monkeypatch, "make_frame")
    talk = street.duty().talks[0].key
    street.members["Noor"].machine.act(TalkSay(talk, "canary"), street.now)  # type: ignore[arg-type]
    left = [frame for frame in sent(street, "Noor") if isinstance(frame, frames.Append)]
    assert all(b"canary" not in frame.ciphertext for frame in left)
    assert len(left) <= 1, "noise at most, so that the other side notices"
    view = street.duty().talks[0]
    assert (view.stage, view.problem) == ("ended", "encryption-failed")
    assert "gap" in kinds(view.notes)


def test_a17_a_knock_that_cannot_be_sealed_ends_everything_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    street = open_street()

    def broken(*_: object) -> bytes:
        raise LeakError

    monkeypatch.setattr("orgkeys.asks.seal_padded", broken)
    with pytest.raises(LeakError):
        street.members["visitor"].machine.act(Knock("en", "Sam", "canary"), street.now)  # type: ignore[arg-type]
    assert sent(street, "visitor") == []
    view = street.visit()
    assert (view.stage, view.problem, view.notes) == ("ended", "encryption-failed", ())


def test_a_call_of_a_colleague_is_for_consoles_that_compare_and_changes_nothing_here() -> None:
    """A friendly client of the relay hears calls like everybody on duty, and goes on."""
    street = talking_street()
    call = frames.encode(frames.Called(DESK, True, bytes(4096)))
    before, seen = street.duty(), street.visit()
    for name in ("Noor", "visitor"):
        street.members[name].machine.frame(call, street.now)
    street.pump()
    assert (street.duty(), street.visit()) == (before, seen)
    street.act("visitor", Say("still here"))
    assert street.duty().talks[0].notes[-1].text == "still here"
