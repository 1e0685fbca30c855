"""A call: who I am, which key I have, and what I believe, for colleagues on duty alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import call
from orgkeys.call import (
    ABSENT,
    CLOCKS,
    Call,
    HeadTold,
    Presence,
    TalkTold,
    open_call,
    seal_call,
)
from orgkeys.errors import CannotOpen, Unsendable
from orgkeys.primitives import xwing_public
from relay.documents import (
    Certificate,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
    envelope_hash,
)
from relay.errors import Untrusted
from tests.builders import DAY, DESK, NOW, Organisation, filler, make_organisation, public

HOUSE = make_organisation()
ROBIN, SAM = HOUSE.devices
READER = HOUSE.trusted()
TEAM = filler("team")
SHIFT = envelope_hash(HOUSE.shift)
KEY = HOUSE.sign_sealing_key(ROBIN)


def heads_of(reader: TrustedDocuments) -> tuple[HeadTold, ...]:
    return tuple(HeadTold(one.kind, one.desk, one.version, one.hash) for one in reader.heads())


def sealed(
    signing: bytes = bytes(ROBIN.signing),
    certificate: bytes = ROBIN.certificate,
    key: bytes = KEY,
    heads: tuple[HeadTold, ...] = heads_of(READER),
    now: int = NOW,
    inbox: bytes = b"",
    presence: Presence = ABSENT,
) -> bytes:
    place = (HOUSE.fingerprint, DESK, SHIFT, xwing_public(TEAM))
    return seal_call(*place, signing, certificate, key, heads, now, inbox, presence)


def opened(raw: bytes, reader: TrustedDocuments = READER, now: float = NOW) -> Call:
    place = (HOUSE.fingerprint, DESK, SHIFT, TEAM)
    return open_call(*place, raw, lambda one: reader.check_certificate(one, now), now)


RAW = sealed()
GHOST = decode_payload(
    decode_envelope(HOUSE.sign_certificate("Ghost", signing=public(SAM.signing))).payload,
    Certificate,
)


def test_a_call_brings_a_device_and_its_key_to_the_next_shift() -> None:
    told = opened(RAW)
    assert (told.certificate.alias, told.raw, told.sealing_key) == ("Robin", ROBIN.certificate, KEY)
    assert READER.check_sealing_key(told.sealing_key, told.certificate, NOW).key
    assert told.heads == heads_of(READER)
    assert "Robin" not in repr(told)
    assert len(RAW) == len(sealed(key=b"", heads=())) == 4096, "all calls look the same"


def test_a05_fork_consoles_that_compare_their_heads_find_another_document() -> None:
    """A relay shows two consoles two rosters of one version, each well signed by one that helps it.

    Neither can know alone; the first call says it.
    """
    other = make_organisation()
    other.roster = other.sign_roster(issued=NOW - 1)
    other.shift = other.sign_shift()
    theirs = other.trusted()
    told = opened(sealed(heads=heads_of(theirs))).heads
    ours = {(head.kind, head.desk): head for head in heads_of(READER)}
    forked = {head.kind for head in told if ours[head.kind, head.desk].hash != head.hash}
    assert forked == {2, 4}
    same = opened(RAW).heads
    assert all(ours[head.kind, head.desk] == head for head in same), "the control"


def test_a04_indefinite_freeze_consoles_that_compare_their_heads_find_a_newer_document() -> None:
    """A relay that withholds a roster from one console: a colleague has a higher version."""
    ahead = make_organisation()
    reader = ahead.trusted()
    reader.add_roster(ahead.sign_roster(version=2), NOW)
    told = {head.kind: head.version for head in opened(sealed(heads=heads_of(reader))).heads}
    ours = {head.kind: head.version for head in heads_of(READER)}
    assert {kind for kind in told if told[kind] > ours[kind]} == {2}


def test_a01_nobody_calls_in_another_devices_name() -> None:
    with pytest.raises(CannotOpen, match="signature"):
        opened(sealed(signing=bytes(SAM.signing)))
    ghost = HOUSE.sign_certificate("Ghost", SAM.signing)
    with pytest.raises(Untrusted, match="signer"):
        opened(sealed(certificate=ghost))
    assert opened(RAW).certificate.alias == "Robin", "the control"


def revoking(house: Organisation, gone: bytes) -> TrustedDocuments:
    rows = house.pad_rows([(gone, NOW + 90, True)])
    reader = house.trusted()
    reader.add_roster(house.sign_roster(version=2, rows=rows), NOW)
    return reader


def test_a41_a_revoked_device_calls_in_vain() -> None:
    reader = revoking(HOUSE, ROBIN.certificate_hash)
    with pytest.raises(Untrusted, match="revoked"):
        opened(RAW, reader)
    assert opened(RAW).raw == ROBIN.certificate, "the control: before it was revoked"


def test_a_call_that_is_said_again_later_is_stale() -> None:
    for now in (NOW + CLOCKS, NOW - CLOCKS):
        assert opened(RAW, now=now).at == NOW
    for now in (NOW + CLOCKS + 1, NOW - CLOCKS - 1):
        with pytest.raises(CannotOpen, match="stale"):
            open_call(
                HOUSE.fingerprint, DESK, SHIFT, TEAM, RAW,
                lambda one: READER.check_certificate(one, NOW), now,
            )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(RAW) * 8 - 1))
def test_any_flipped_bit_of_a_call_is_noticed(bit: int) -> None:
    flipped = bytearray(RAW)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        opened(bytes(flipped))


def test_a_call_says_how_busy_somebody_is_and_shows_none_of_it() -> None:
    talks = (TalkTold(b"abcd", NOW - 60, 0), TalkTold(b"efgh", NOW - 9, NOW - 3))
    told = opened(sealed(inbox=bytes(32), presence=Presence(1, 4, talks)))
    assert (told.inbox, told.presence) == (bytes(32), Presence(1, 4, talks))
    assert "abcd" not in repr(told)
    assert opened(RAW).presence == ABSENT, "a device that waits for a shift says nothing of it"


def test_what_does_not_fit_is_not_made() -> None:
    talk = TalkTold(b"abcd", NOW, NOW)
    assert len(sealed(presence=Presence(0, 16, (talk,) * 12))) == 4096, "the control"
    for much in (Presence(0, 16, (talk,) * 13), Presence(0, 17, ())):
        with pytest.raises(Unsendable):
            sealed(presence=much)
    with pytest.raises(Unsendable):
        sealed(certificate=bytes(1600))
    with pytest.raises(Unsendable):
        sealed(heads=heads_of(READER)[:1] * 9)
    long = HOUSE.sign_certificate("\U0001f30a" * 64, languages=tuple(f"{n:032}" for n in range(16)))
    assert len(sealed(certificate=long)) == 4096, "the longest that a request can ask for"


def test_each_guard_is_the_one_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted faults: with one guard taken out, its attack works, and the tests above see it."""
    forged, ghost = sealed(signing=bytes(SAM.signing)), HOUSE.sign_certificate("Ghost", SAM.signing)
    with monkeypatch.context() as patch:
        patch.setattr(call, "verify", lambda *_: None)
        assert opened(forged).certificate.alias == "Robin"
    with monkeypatch.context() as patch:
        patch.setattr(call, "CLOCKS", DAY)
        assert opened(RAW, now=NOW + 600).at == NOW
    with monkeypatch.context() as patch:
        patch.setattr(TrustedDocuments, "check_certificate", lambda *_: GHOST)
        by_sam = sealed(signing=bytes(SAM.signing), certificate=ghost)
        assert opened(by_sam).certificate.alias == "Ghost"
