"""Documents: thresholds, warrants, standing in the roster, and one strict reading of the bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relay.documents import (
    Kind,
    TrustedDocuments,
    decode_envelope,
    encode_envelope,
    envelope_hash,
    in_time,
)
from relay.errors import Untrusted
from relay.limits import MAX_CHARTERS, MAX_DESKS
from tests.builders import (
    DAY,
    NOW,
    Organisation,
    filler,
    key,
    make_organisation,
    public,
    seal_envelope,
)


def refused(rule: str, call: Callable[[], object]) -> None:
    with pytest.raises(Untrusted) as caught:
        call()
    assert caught.value.rule == rule


# --- charters -----------------------------------------------------------------------------------


def test_the_first_charter_needs_its_own_threshold() -> None:
    organisation = make_organisation()
    payload = decode_envelope(organisation.charters[0]).payload
    for signers, rule in (
        (organisation.roots[:1], "threshold"),
        ([organisation.roots[0], key("stranger")], "threshold"),
        ([*organisation.roots[:2], key("stranger")], "signer"),
    ):
        raw = seal_envelope(Kind.CHARTER, bytes(32), payload, signers)
        reader = TrustedDocuments(organisation.fingerprint)
        refused(rule, lambda reader=reader, raw=raw: reader.add_charter(raw, NOW))  # type: ignore[misc]
        assert reader.charter is None
    # any two of the three will do
    raw = seal_envelope(Kind.CHARTER, bytes(32), payload, organisation.roots[1:])
    assert TrustedDocuments(organisation.fingerprint).add_charter(raw, NOW)


def test_one_key_cannot_count_twice() -> None:
    organisation = make_organisation()
    envelope = decode_envelope(organisation.charters[0])
    twice = (envelope.signatures[0], envelope.signatures[0])
    raw = encode_envelope(msgspec.structs.replace(envelope, signatures=twice))
    reader = TrustedDocuments(organisation.fingerprint)
    refused("shape", lambda: reader.add_charter(raw, NOW))


def test_root_keys_are_replaced_by_the_old_holders_together_with_the_new() -> None:
    organisation = make_organisation()
    new_roots = [key(f"new root {number}") for number in range(2)]
    fields: dict[str, Any] = {"root_keys": tuple(public(root) for root in new_roots)}
    reader = organisation.trusted()
    only_new = organisation.sign_charter(new_roots, **fields)
    only_old = organisation.sign_charter(organisation.roots[:2], **fields)
    one_old = organisation.sign_charter([organisation.roots[0], *new_roots], **fields)
    for raw in (only_new, only_old, one_old):
        refused("threshold", lambda raw=raw: reader.add_charter(raw, NOW))  # type: ignore[misc]
    both = organisation.sign_charter([*organisation.roots[:2], *new_roots], **fields)
    assert reader.add_charter(both, NOW)
    assert reader.charter is not None
    assert reader.charter.payload.root_keys == fields["root_keys"]
    assert reader.add_state(organisation.sign_state(version=2), NOW), "the fingerprint stays"


def test_charters_are_followed_one_by_one() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    refused("gap", lambda: reader.add_charter(organisation.sign_charter(version=3), NOW))
    foreign = organisation.sign_charter(organisation=bytes(32))
    refused("organisation", lambda: reader.add_charter(foreign, NOW))
    early = organisation.sign_charter(issued=NOW + 301)
    refused("early", lambda: reader.add_charter(early, NOW))
    for _ in range(3):  # expired ones are steps; only the last must be in its time
        organisation.charters.append(organisation.sign_charter(issued=NOW - 400 * DAY))
    organisation.charters.append(organisation.sign_charter())
    fresh = TrustedDocuments(organisation.fingerprint)
    assert fresh.add_charters(organisation.charters, NOW)
    assert fresh.charters == tuple(organisation.charters)


def test_a_chain_of_charters_has_an_end() -> None:
    organisation = make_organisation()
    while len(organisation.charters) < MAX_CHARTERS:
        organisation.charters.append(organisation.sign_charter())
    reader = TrustedDocuments(organisation.fingerprint)
    reader.add_charters(organisation.charters, NOW)
    refused("shape", lambda: reader.add_charter(organisation.sign_charter(), NOW))


def test_nothing_is_believed_without_what_it_rests_on() -> None:
    organisation = make_organisation()
    reader = TrustedDocuments(organisation.fingerprint)
    refused("missing", lambda: reader.add_charters([], NOW))
    refused("missing", lambda: reader.add_roster(organisation.roster, NOW))
    reader.add_charter(organisation.charters[0], NOW)
    refused("missing", lambda: reader.add_shift(organisation.shift, NOW))
    robin = organisation.devices[0].certificate
    refused("missing", lambda: reader.check_certificate(robin, NOW))
    assert reader.add_notice(organisation.notice, NOW)
    assert reader.add_state(organisation.state, NOW)
    refused(
        "fingerprint",
        lambda: TrustedDocuments(bytes(32)).add_charter(organisation.charters[0], NOW),
    )


# --- standing in the roster ---------------------------------------------------------------------


def revoke(organisation: Organisation, name: str) -> None:
    """The next roster says that this device is revoked."""
    rows = [
        (one.certificate_hash, NOW + 90 * DAY, one.name == name) for one in organisation.devices
    ]
    organisation.roster = organisation.sign_roster(
        version=2, rows=organisation.pad_rows(rows), previous=envelope_hash(organisation.roster)
    )


def test_a_revoked_device_is_nobody() -> None:
    organisation = make_organisation()
    robin, sam = organisation.devices
    reader = organisation.trusted()
    certificate = reader.check_certificate(robin.certificate, NOW)
    sealing_key = organisation.sign_sealing_key(robin)
    reader.check_sealing_key(sealing_key, certificate, NOW)
    revoke(organisation, "Robin")
    reader.add_roster(organisation.roster, NOW)
    refused("revoked", lambda: reader.check_certificate(robin.certificate, NOW))
    refused("revoked", lambda: reader.check_sealing_key(sealing_key, certificate, NOW))
    warrant = organisation.sign_warrant(robin)
    state = organisation.sign_state(robin.signing, [warrant], version=2)
    refused("revoked", lambda: reader.add_state(state, NOW))
    reader.check_certificate(sam.certificate, NOW)


def test_a_row_of_the_roster_ends_before_the_certificate_does() -> None:
    organisation = make_organisation()
    robin = organisation.devices[0]
    rows = organisation.pad_rows([(robin.certificate_hash, NOW + 60, False)])
    organisation.roster = organisation.sign_roster(rows=rows)
    reader = TrustedDocuments(organisation.fingerprint)
    reader.add_charters(organisation.charters, NOW)
    reader.add_roster(organisation.roster, NOW)
    reader.check_certificate(robin.certificate, NOW + 59)
    refused("expired", lambda: reader.check_certificate(robin.certificate, NOW + 60))


def test_a_sealing_key_belongs_to_its_device_and_lives_eight_days() -> None:
    organisation = make_organisation()
    robin, sam = organisation.devices
    reader = organisation.trusted()
    certificate = reader.check_certificate(robin.certificate, NOW)
    for raw, rule in (
        (organisation.sign_sealing_key(sam), "signer"),
        (organisation.sign_sealing_key(robin, device=filler("another device")), "signer"),
        (organisation.sign_sealing_key(robin, expires=NOW + 8 * DAY + 1), "life"),
        (organisation.sign_sealing_key(robin, organisation=bytes(32)), "organisation"),
    ):
        refused(rule, lambda raw=raw: reader.check_sealing_key(raw, certificate, NOW))  # type: ignore[misc]
    good = organisation.sign_sealing_key(robin, issued=NOW - DAY)
    reader.check_sealing_key(good, certificate, NOW)


def test_rosters_and_shifts_live_no_longer_than_they_may() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    roster = organisation.sign_roster(version=2, expires=NOW + 7 * DAY + 1)
    refused("life", lambda: reader.add_roster(roster, NOW))
    shift = organisation.sign_shift(version=2, expires=NOW + DAY + 1)
    refused("life", lambda: reader.add_shift(shift, NOW))


# --- warrants -----------------------------------------------------------------------------------


def test_a_warrant_lets_a_device_sign_exactly_what_it_grants() -> None:
    organisation = make_organisation()
    robin, sam = organisation.devices
    reader = organisation.trusted()
    only_state = organisation.sign_warrant(robin, powers=("state",))
    assert reader.add_state(organisation.sign_state(robin.signing, [only_state], version=2), NOW)
    shift = organisation.sign_shift(robin.signing, [only_state], version=2)
    refused("power", lambda: reader.add_shift(shift, NOW))
    both = organisation.sign_warrant(robin)
    assert reader.add_shift(organisation.sign_shift(robin.signing, [both], version=2), NOW)
    for raw, rule in (
        (organisation.sign_state(sam.signing, [both], version=3), "signer"),
        (organisation.sign_state(robin.signing, version=3), "signer"),
        (
            organisation.sign_state(
                robin.signing, [organisation.sign_warrant(robin, issued=NOW - 31 * DAY)], version=3
            ),
            "expired",
        ),
        (organisation.sign_state(robin.signing, [both, both], version=3), "shape"),
        (organisation.sign_state(robin.signing, [organisation.roster], version=3), "shape"),
        (
            organisation.sign_state(
                robin.signing,
                [organisation.sign_warrant(robin, certificate_hash=bytes(32))],
                version=3,
            ),
            "unlisted",
        ),
    ):
        refused(rule, lambda raw=raw: reader.add_state(raw, NOW))  # type: ignore[misc]


def test_what_a_revoked_device_signed_is_forgotten_with_its_version() -> None:
    organisation = make_organisation()
    robin = organisation.devices[0]
    reader = organisation.trusted()
    warrant = organisation.sign_warrant(robin)
    high = organisation.sign_state(robin.signing, [warrant], version=2**53 - 1, mode=1)
    reader.add_state(high, NOW)
    revoke(organisation, "Robin")
    reader.add_roster(organisation.roster, NOW)
    assert reader.state(organisation.desk) is None
    assert reader.shift(organisation.desk) is not None, "the administrator signed that one"
    assert reader.add_state(organisation.sign_state(version=3), NOW)


def test_an_organisation_has_a_bounded_number_of_desks() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    for number in range(1, MAX_DESKS):
        reader.add_state(organisation.sign_state(desk=filler(f"desk {number}", 16)), NOW)
    one_more = organisation.sign_state(desk=filler("one more", 16))
    refused("desks", lambda: reader.add_state(one_more, NOW))
    assert reader.add_state(organisation.sign_state(version=2), NOW)


# --- one strict reading -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("charter", {"threshold": 4}),
        ("charter", {"threshold": 0}),
        ("charter", {"root_keys": (bytes(32), bytes(32))}),
        ("charter", {"administrator_keys": ()}),
        ("charter", {"name": "n" * 121}),
        ("charter", {"previous": b""}),
        ("charter", {"purpose_keys": (("a", b"1"), ("a", b"2"))}),
        ("roster", {"rows": ()}),
        ("roster", {"rows": tuple((bytes([n] * 32), 1, False) for n in range(15))}),
        ("roster", {"rows": tuple((bytes([20 - n] * 32), 1, False) for n in range(16))}),
        ("roster", {"previous": b""}),
        ("notice", {"desk": bytes(15)}),
        ("notice", {"hours": ((7, 0, 1),)}),
        ("notice", {"hours": ((0, 0, 1441),)}),
        ("notice", {"texts": (("en", ()), ("en", ()))}),
        ("notice", {"texts": (("en", (("a", "1"), ("a", "2"))),)}),
        ("notice", {"policy": (("p", "1"), ("p", "2"))}),
        ("shift", {"team_key": bytes(1215)}),
        ("shift", {"roster_version": 0}),
        ("state", {"mode": 4}),
        ("state", {"version": 0}),
        ("state", {"format": 2}),
        ("state", {"expires": NOW, "issued": NOW}),
        ("state", {"version": 2**53}),
        ("state", {"organisation": b""}),
    ],
)
def test_a_payload_out_of_shape_is_refused_though_well_signed(
    kind: str, fields: dict[str, object]
) -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    sign = getattr(organisation, f"sign_{kind}")
    raw = sign(**({} if kind == "charter" else {"version": 2}) | fields)
    refused("shape", lambda: getattr(reader, f"add_{kind}")(raw, NOW))


def test_names_are_counted_in_characters_not_bytes() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    assert reader.add_charter(organisation.sign_charter(name="\U0001f30a" * 120), NOW)


def test_nothing_unknown_stands_in_a_certificate() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    for fields in ({"role": "admin"}, {"alias": ""}, {"languages": ("en", "en")}):
        raw = organisation.sign_certificate("Kim", **fields)
        refused("shape", lambda raw=raw: reader.check_certificate(raw, NOW))  # type: ignore[misc]


def test_a_second_way_to_write_the_same_envelope_is_refused() -> None:
    organisation = make_organisation()
    raw = organisation.state
    assert raw[:2] == b"\x94\x05"
    for other in (
        raw + b"\x00",
        raw[:-1],
        b"\xdc\x00\x04" + raw[1:],
        b"\x94\xcc\x05" + raw[2:],
        b"\x94\xd0\x05" + raw[2:],
        b"\x95" + raw[1:] + b"\x90",
        b"\x94\xc0" + raw[2:],
        b"",
    ):
        refused("shape", lambda other=other: decode_envelope(other))  # type: ignore[misc]
    decode_envelope(raw)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_at_all_do_more_than_be_refused(raw: bytes) -> None:
    refused("shape", lambda: decode_envelope(raw))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_single_bit_of_a_document_can_be_changed(data: st.DataObject) -> None:
    organisation = ORGANISATION
    kind, raw = data.draw(st.sampled_from(organisation.documents()))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    flipped = bytearray(raw)
    flipped[bit // 8] ^= 1 << bit % 8
    reader = TrustedDocuments(organisation.fingerprint)
    for earlier, good in organisation.documents():
        if earlier == kind:
            break
        getattr(reader, f"add_{earlier}")(good, NOW)
    with pytest.raises(Untrusted):
        getattr(reader, f"add_{kind}")(bytes(flipped), NOW)
    assert getattr(reader, f"add_{kind}")(raw, NOW), "the control"


def test_no_error_and_no_representation_shows_a_field() -> None:
    organisation = make_organisation()
    certificate = organisation.trusted().check_certificate(organisation.devices[0].certificate, NOW)
    assert certificate.alias == "Robin"
    assert "Robin" not in repr(certificate)
    assert repr(decode_envelope(organisation.state)) == "<Envelope>"
    broken = organisation.state.replace(organisation.desk, b"\xc1canary canary!")
    with pytest.raises(Untrusted) as caught:
        organisation.trusted().add_state(broken, NOW)
    assert "canary" not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None


def test_a_document_is_in_time_from_five_minutes_before_until_it_expires() -> None:
    reader = make_organisation().trusted()
    assert reader.roster is not None
    roster = reader.roster.payload
    times = (NOW - 301, NOW - 300, NOW + 7 * DAY - 0.5, NOW + 7 * DAY)
    assert [in_time(roster, now) for now in times] == [False, True, True, False]


ORGANISATION = make_organisation()
