"""The short run of the fuzzing: the same inputs every time, and every one that was kept.

Property-based rather than guided by coverage: the decoders themselves are typed decoders of
msgspec, in C, which no instrumentation of Python sees into, so what brings inputs far is knowing
the structure (tests/fuzz/mutate.py). `make fuzz` is the long run, which is guided where it can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import encoding, messages
from relay.errors import Malformed
from tests.fuzz import bounds
from tests.fuzz.contract import BrokenContractError, hold, linear, made_for
from tests.fuzz.seeds import encode, seeds
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS, named
from tests.fuzz.transparent import through
from tests.fuzz.values import CANARY, sized


@pytest.fixture(scope="module", autouse=True)
def opened() -> Iterator[None]:
    """Everything sealed opens to what is in it, and reads are bounded, in this module alone."""
    seeds()
    with through(), bounds.bounded():
        yield


def run(target: Target) -> int:
    """The short run of one target; how many inputs it took."""
    begun = seeds()[target.name]
    return sum(hold(target, raw) for raw in (*begun, *made_for(target, begun, "short")))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a51_a52_any_bytes_give_a_value_or_an_error_of_ours(target: Target) -> None:
    assert run(target) > 0, "nothing of all this was read: the target drives nothing"


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a51_a53_time_grows_no_faster_than_the_input(target: Target) -> None:
    linear(target, seeds()[target.name])


VALUES = st.recursive(
    st.booleans() | st.integers(0, 2**53 - 1) | st.text(max_size=20) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(VALUES)
def test_any_value_is_refused_or_read_by_every_decoder_of_frames_and_messages(value: Any) -> None:
    raw = encode(value)
    for name in ("value", "client frame", "relay frame", "message", "staff word", "envelope"):
        hold(named(name), raw)


# --- each guard finds what is planted -------------------------------------------------------------


def planted(name: str, **other: Any) -> Target:
    return replace(named(name), **other)


def test_an_exception_of_python_is_found() -> None:
    def careless(raw: bytes) -> Any:
        return encoding.decode(raw)[0]  # type: ignore[index]

    with pytest.raises(BrokenContractError, match=r"value: (Type|Index)Error"):
        run(planted("value", read=careless, again=None, told=None))


def test_a_message_with_what_came_in_is_found() -> None:
    def talkative(raw: bytes) -> Any:
        raise Malformed(f"cannot read {raw!r}")

    canary = CANARY.encode()
    with pytest.raises(BrokenContractError, match="repeats"):
        hold(planted("message", read=talkative), sized("str", len(canary)) + canary)
    with pytest.raises(BrokenContractError, match="repeats"):
        run(planted("message", read=talkative, rounds=3000))


def test_a52_a_second_form_of_the_same_value_is_found() -> None:
    def lenient(raw: bytes) -> Any:
        import msgspec

        try:
            return encoding.checked(msgspec.msgpack.decode(raw))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise Malformed from None

    with pytest.raises(BrokenContractError, match="another form"):
        run(planted("value", read=lenient))


def test_a53_a_decoder_that_goes_back_and_forth_is_found() -> None:
    def quadratic(raw: bytes) -> Any:
        for at in range(0, len(raw), 8):
            bytes(raw[at:]).count(b"\x00\x01\x02")
        raise Malformed

    with pytest.raises(BrokenContractError, match="time grows"):
        linear(planted("message", read=quadratic), [])


def test_a_reader_that_takes_its_time_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(raw: bytes) -> Any:
        while True:
            pass

    monkeypatch.setattr(bounds, "SECONDS", 0.1)
    with pytest.raises(BrokenContractError, match="TooLongError"):
        hold(planted("message", read=endless), b"")


def test_a_reader_that_believes_a_size_and_makes_room_for_it_is_found() -> None:
    def trusting(raw: bytes) -> Any:
        return bytearray(1 << 32)

    with pytest.raises(BrokenContractError, match="MemoryError"):
        hold(planted("message", read=trusting), b"")


def test_the_transparent_cryptography_is_gone_when_it_is_put_back() -> None:
    from orgkeys import primitives, vault

    inside = (primitives.open_sealed, vars(vault)["equal"], messages.decode)
    with through():
        pass
    assert (primitives.open_sealed, vars(vault)["equal"], messages.decode) == inside
