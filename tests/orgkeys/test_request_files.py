"""What a new device and its administrator hand to each other: none of it secret, none believed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgkeys import keyring, request
from orgkeys.device import device_hash
from orgkeys.errors import Unsendable
from orgkeys.keyring import Keyring
from orgkeys.primitives import ed25519_public, x25519_public
from orgkeys.request import Grant, Public, from_text, read_grant, read_public, read_request, to_text
from relay.documents import TrustedDocuments
from relay.errors import Malformed, RemoteFault, Untrusted
from tests.builders import NOW, filler, make_organisation
from tests.orgkeys.lines import seeded

HOUSE = make_organisation()
ORGANISATION = HOUSE.fingerprint
ROBIN, SAM = HOUSE.devices
SIGNING, IDENTITY = bytes(ROBIN.signing), x25519_public(filler("identity"))
FINGERPRINT = device_hash(ORGANISATION, IDENTITY, ed25519_public(SIGNING))
KEY = (
    keyring.with_new_key(Keyring(), ORGANISATION, FINGERPRINT, SIGNING, NOW, seeded("key"))
    .keys[0]
    .envelope
)


def asked(
    signing: bytes = SIGNING,
    alias: str = "Robin",
    role: str = "counselor",
    languages: tuple[str, ...] = ("en", "ar"),
    sealing_key: bytes = KEY,
) -> bytes:
    words = {"alias": alias, "role": role}
    return request.make_request(
        ORGANISATION, IDENTITY, signing, **words, languages=languages, sealing_key=sealing_key
    )


RAW = asked()


def test_a_request_says_who_asks_for_what_with_which_keys() -> None:
    told = read_request(RAW, ORGANISATION)
    assert (told.alias, told.role, told.languages) == ("Robin", "counselor", ("en", "ar"))
    assert (told.identity, told.signing) == (IDENTITY, ed25519_public(SIGNING))
    assert (told.device, told.sealing_key) == (FINGERPRINT, KEY)
    assert "Robin" not in repr(told)


def test_a_code_that_a_telephone_can_read_leaves_the_sealing_key_out() -> None:
    text = to_text(asked(sealing_key=b""))
    assert len(text) < 400
    assert read_request(from_text(text), ORGANISATION).sealing_key == b""
    assert read_request(from_text(f"\n {to_text(RAW)}\n"), ORGANISATION) == read_request(
        RAW, ORGANISATION
    )


def test_a45_what_a_device_asks_for_cannot_be_made_more_on_the_way() -> None:
    """Whoever carries a request cannot make a supervisor of it, or put another key into it."""
    for old, new in (
        (b"\xa9counselor", b"\xaasupervisor"),
        (IDENTITY, filler("their identity")),
        (b"\xa5Robin", b"\xa5Rubin"),
        (ORGANISATION, filler("another organisation")),
        (KEY, HOUSE.sign_sealing_key(SAM)),
    ):
        assert RAW.count(old) >= 1
        with pytest.raises((Malformed, Untrusted)):
            read_request(RAW.replace(old, new, 1), ORGANISATION)
    assert read_request(RAW, ORGANISATION).role == "counselor", "the control"


def test_a45_nobody_asks_with_somebody_elses_sealing_key() -> None:
    for stolen in (HOUSE.sign_sealing_key(SAM), HOUSE.sign_sealing_key(ROBIN), ROBIN.certificate):
        with pytest.raises(Unsendable):
            asked(sealing_key=stolen)
    assert asked(sealing_key=KEY), "the control"


def test_a_request_is_for_one_organisation() -> None:
    with pytest.raises(Untrusted, match="organisation"):
        read_request(RAW, filler("another organisation"))


@pytest.mark.parametrize(
    "words",
    [
        {"alias": ""},
        {"alias": "a" * 65},
        {"role": "admin"},
        {"languages": ("en", "en")},
        {"languages": tuple(f"l{n}" for n in range(17))},
    ],
)
def test_what_nobody_could_read_is_not_made(words: dict[str, object]) -> None:
    with pytest.raises(Unsendable):
        asked(**words)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(RAW) * 8 - 1))
def test_any_flipped_bit_of_a_request_is_noticed(bit: int) -> None:
    flipped = bytearray(RAW)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Malformed, Untrusted)):
        read_request(bytes(flipped), ORGANISATION)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([request.REQUEST, request.GRANT, request.PUBLIC]))
def test_no_bytes_at_all_do_more_than_be_refused(raw: bytes, magic: bytes) -> None:
    for bad in (raw, magic + raw):
        for read in (
            lambda one: read_request(one, ORGANISATION),
            lambda one: read_grant(one, ORGANISATION, IDENTITY, ed25519_public(SIGNING)),
            read_public,
        ):
            with pytest.raises(RemoteFault):
                read(bad)


@given(st.binary(max_size=100))
def test_a_line_of_text_says_the_same_as_the_bytes(raw: bytes) -> None:
    text = to_text(raw)
    assert text.isascii()
    assert from_text(text) == raw


@given(st.text(max_size=60))
def test_another_line_of_text_is_refused_or_is_the_one_way_to_say_it(text: str) -> None:
    for line in (text, request.TEXT + text):
        try:
            raw = from_text(line)
        except Malformed:
            continue
        assert to_text(raw) == line.strip()


# --- the answer ----------------------------------------------------------------------------------


def test_a_grant_is_for_the_device_that_asked() -> None:
    robin = (ORGANISATION, filler("harbor identity Robin"), ed25519_public(SIGNING))
    grant = Grant(ROBIN.certificate, HOUSE.sign_warrant(ROBIN))
    assert read_grant(request.make_grant(grant), *robin) == grant
    for wrong in (
        Grant(SAM.certificate),
        Grant(ROBIN.certificate, HOUSE.sign_warrant(SAM)),
        Grant(HOUSE.sign_certificate("Robin", identity=IDENTITY)),
    ):
        with pytest.raises(Untrusted, match="signer"):
            read_grant(request.make_grant(wrong), *robin)
    assert repr(grant) == "Grant()"


def test_a01_a_grant_of_nobody_has_the_right_shape_and_is_not_believed() -> None:
    """Reading says that it is for us; whether an administrator granted it, the rulebook says."""
    robin = (ORGANISATION, filler("harbor identity Robin"), ed25519_public(SIGNING))
    ghost = HOUSE.sign_certificate("Robin", ROBIN.signing)
    read = read_grant(request.make_grant(Grant(ghost)), *robin)
    reader = HOUSE.trusted()
    with pytest.raises(Untrusted, match="signer"):
        reader.check_certificate(read.certificate, NOW)
    good = read_grant(request.make_grant(Grant(ROBIN.certificate)), *robin)
    assert reader.check_certificate(good.certificate, NOW).alias == "Robin", "the control"


def test_an_export_is_believed_from_a_fingerprint_that_was_learned_elsewhere() -> None:
    public = Public(
        ORGANISATION,
        HOUSE.desk,
        "wss://relay.example",
        tuple(HOUSE.charters),
        (HOUSE.roster, HOUSE.notice, HOUSE.shift, HOUSE.state),
    )
    raw = request.make_public(public)
    told = read_public(raw)
    assert told == public
    reader = TrustedDocuments(ORGANISATION)
    assert reader.add_charters(told.charters, NOW)
    # Another organisation's export under our name: the first charter says otherwise.
    theirs = make_organisation(seed="ghosts")
    forged = request.make_public(
        Public(ORGANISATION, HOUSE.desk, "wss://relay.example", tuple(theirs.charters), ())
    )
    with pytest.raises(Untrusted, match="fingerprint"):
        TrustedDocuments(ORGANISATION).add_charters(read_public(forged).charters, NOW)
    for secret in (ROBIN.certificate, HOUSE.sign_sealing_key(ROBIN), HOUSE.sign_office_key()):
        bad = Public(ORGANISATION, HOUSE.desk, "", tuple(HOUSE.charters), (secret,))
        with pytest.raises(Untrusted, match="shape"):
            read_public(request.make_public(bad))


def test_each_guard_is_the_one_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted faults: with one guard taken out, its attack works, and the tests above see it."""
    risen = RAW.replace(b"\xa9counselor", b"\xaasupervisor", 1)
    with monkeypatch.context() as patch:
        patch.setattr(request, "_verified", lambda *_: None)
        assert read_request(risen, ORGANISATION).role == "supervisor"
    with monkeypatch.context() as patch:
        patch.setattr(request, "_check_own_key", lambda *_: None)
        assert asked(sealing_key=HOUSE.sign_sealing_key(SAM)) != RAW
