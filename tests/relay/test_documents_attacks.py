"""The rulebook of relay/documents.py under attack; names as in TUF, numbers as in the catalogue."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import msgspec
import pytest
from nacl.signing import SigningKey

from relay.documents import (
    SIGN_LABELS,
    Kind,
    TrustedDocuments,
    decode_envelope,
    encode_envelope,
    envelope_hash,
)
from relay.errors import Untrusted
from relay.frames import bind, desk_proof_input
from tests.builders import DAY, NOW, Organisation, key, make_organisation, public, seal_envelope

KINDS = ("charter", "roster", "notice", "shift", "state")


def refused(rule: str, reader: TrustedDocuments, kind: str, raw: bytes, now: float = NOW) -> None:
    """The document is refused by that rule, and the reader holds exactly what it held."""
    before = snapshot(reader)
    with pytest.raises(Untrusted) as caught:
        give(reader, kind, raw, now)
    assert caught.value.rule == rule
    assert snapshot(reader) == before


def give(reader: TrustedDocuments, kind: str, raw: bytes, now: float = NOW) -> Any:
    if kind == "certificate":
        return reader.check_certificate(raw, now)
    if kind == "office_key":
        return reader.check_office_key(raw, now)
    return getattr(reader, f"add_{kind}")(raw, now)


def snapshot(reader: TrustedDocuments) -> Any:
    held = [(reader.notice(d), reader.shift(d), reader.state(d)) for d in reader.desks()]
    return (reader.charters, reader.roster, held)


def test_a_good_organisation_is_believed_from_the_fingerprint_down() -> None:
    organisation = make_organisation()
    reader = TrustedDocuments(organisation.fingerprint)
    for kind, raw in organisation.documents():
        assert give(reader, kind, raw) is True
        assert give(reader, kind, raw) is False, "the same again is no news"
    shift = reader.shift(organisation.desk)
    assert shift is not None
    assert shift.hash == envelope_hash(organisation.shift)
    robin = reader.check_certificate(organisation.devices[0].certificate, NOW)
    sealing_key = organisation.sign_sealing_key(organisation.devices[0])
    assert reader.check_sealing_key(sealing_key, robin, NOW).key


def test_a01_a_ghost_device_in_valid_form_is_refused() -> None:
    organisation, ghosts = make_organisation(), make_organisation(seed="ghosts")
    reader = organisation.trusted()
    ghost = organisation.sign_certificate("Ghost", signer=ghosts.administrators[0])
    refused("signer", reader, "certificate", ghost)
    never_listed = organisation.sign_certificate("Ghost")
    refused("unlisted", reader, "certificate", never_listed)
    forged = seal_envelope(
        Kind.CERTIFICATE,
        organisation.fingerprint,
        decode_envelope(never_listed).payload,
        [ghosts.administrators[0]],
    )
    envelope = decode_envelope(forged)
    claimed = public(organisation.administrators[0])
    as_if = msgspec.structs.replace(envelope, signatures=((claimed, envelope.signatures[0][1]),))
    refused("signature", reader, "certificate", encode_envelope(as_if))
    # the control: a device that the organisation certified and listed
    reader.check_certificate(organisation.devices[1].certificate, NOW)


@pytest.mark.parametrize("kind", [*KINDS, "certificate", "sealing_key"])
def test_a02_every_field_of_every_document_swapped(kind: str) -> None:
    organisation, other = make_organisation(), make_organisation(NOW + 60, "other")
    ours, theirs = one_of(organisation, kind), one_of(other, kind)
    fields = msgspec.msgpack.decode(decode_envelope(ours).payload)
    swapped = msgspec.msgpack.decode(decode_envelope(theirs).payload)
    changed = 0
    for place, (good, bad) in enumerate(zip(fields, swapped, strict=True)):
        for value in variants(good, bad):
            payload = msgspec.msgpack.encode([*fields[:place], value, *fields[place + 1 :]])
            envelope = msgspec.structs.replace(decode_envelope(ours), payload=payload)
            reader = reader_before(organisation, kind)
            rule = "fingerprint" if kind == "charter" else "signature"
            with pytest.raises(Untrusted) as caught:
                offer(reader, organisation, kind, encode_envelope(envelope))
            assert caught.value.rule == rule
            changed += 1
    assert changed >= len(fields) - 1
    offer(reader_before(organisation, kind), organisation, kind, ours)  # the control


def variants(good: Any, bad: Any) -> list[Any]:
    """Another value of the same shape, and another value of each element of a list."""
    other = bad if bad != good else bump(good)
    return [other] + [
        [*good[:n], bump(good[n]), *good[n + 1 :]] if isinstance(good, list) else bump(good)
        for n in range(len(good) if isinstance(good, list) else 1)
    ]


def bump(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:] if value else bytes(32)
        case _:
            return [bump(value[0]), *value[1:]] if value else [b""]


def one_of(organisation: Organisation, kind: str) -> bytes:
    match kind:
        case "charter":
            return organisation.charters[0]
        case "certificate":
            return organisation.devices[0].certificate
        case "sealing_key":
            return organisation.sign_sealing_key(organisation.devices[0])
        case _:
            return bytes(getattr(organisation, kind))


def reader_before(organisation: Organisation, kind: str) -> TrustedDocuments:
    reader = TrustedDocuments(organisation.fingerprint)
    for earlier, raw in organisation.documents():
        if earlier == kind:
            break
        give(reader, earlier, raw)
    return reader


def offer(reader: TrustedDocuments, organisation: Organisation, kind: str, raw: bytes) -> None:
    if kind == "sealing_key":
        certificate = reader.check_certificate(organisation.devices[0].certificate, NOW)
        reader.check_sealing_key(raw, certificate, NOW)
    else:
        give(reader, kind, raw)


@pytest.mark.parametrize("kind", ["roster", "notice", "shift", "state"])
def test_a03_rollback_to_an_older_version_is_refused(kind: str) -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    old = one_of(organisation, kind)
    newer = getattr(organisation, f"sign_{kind}")(version=2)
    assert give(reader, kind, newer)
    refused("rollback", reader, kind, old)


def test_a03_rollback_of_the_charter_is_refused() -> None:
    organisation = make_organisation()
    organisation.charters.append(organisation.sign_charter(name="Harbor Line, renamed"))
    reader = organisation.trusted()
    refused("rollback", reader, "charter", organisation.charters[0])
    with pytest.raises(Untrusted, match="rollback"):
        reader.add_charters(organisation.charters[:1], NOW)
    assert reader.add_charters(organisation.charters, NOW) is False


def test_a03_a_page_refuses_an_organisation_older_than_its_least_charter() -> None:
    organisation = make_organisation()
    reader = TrustedDocuments(organisation.fingerprint, least_charter_version=2)
    reader.add_charter(organisation.charters[0], NOW)
    refused("least-charter", reader, "roster", organisation.roster)
    reader.add_charter(organisation.sign_charter(), NOW)
    assert reader.add_roster(organisation.roster, NOW)


@pytest.mark.parametrize(
    ("kind", "life"), [("roster", 7 * DAY), ("shift", DAY), ("state", 30 * DAY)]
)
def test_a04_freeze_a_document_served_past_its_expiry_is_refused(kind: str, life: int) -> None:
    organisation = make_organisation()
    reader = reader_before(organisation, kind)
    raw = one_of(organisation, kind)
    refused("expired", reader, kind, raw, NOW + life)
    assert give(reader, kind, raw, NOW + life - 1)


def test_a04_freeze_holding_a_document_does_not_make_it_fresh() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    refused("expired", reader, "roster", organisation.roster, NOW + 7 * DAY)
    later = organisation.sign_shift(version=2, issued=NOW + 7 * DAY)
    refused("expired", reader, "shift", later, NOW + 7 * DAY)  # its roster is
    certificate = organisation.devices[0].certificate
    refused("expired", reader, "certificate", certificate, NOW + 7 * DAY)


def test_a04_freeze_an_expired_charter_stops_everything_but_its_successor() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    late = NOW + 365 * DAY
    refused("expired", reader, "notice", organisation.sign_notice(version=2, issued=late), late)
    with pytest.raises(Untrusted, match="expired"):
        reader.add_charters(organisation.charters, late)
    successor = organisation.sign_charter(issued=late)
    assert reader.add_charters([*organisation.charters, successor], late)
    assert reader.add_notice(organisation.sign_notice(version=2, issued=late), late)


@pytest.mark.parametrize("kind", ["roster", "notice", "shift", "state"])
def test_fork_two_documents_of_one_version(kind: str) -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    twin = getattr(organisation, f"sign_{kind}")(issued=NOW - 1)
    refused("fork", reader, kind, twin)


def test_fork_a_roster_that_follows_another() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    refused("fork", reader, "roster", organisation.sign_roster(version=2, previous=bytes(32)))
    assert reader.add_roster(organisation.sign_roster(version=2), NOW)


def test_fork_a_charter_that_follows_another() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    refused("fork", reader, "charter", organisation.sign_charter(previous=bytes(32)))
    one, two = organisation.sign_charter(name="One"), organisation.sign_charter(name="Two")
    assert reader.add_charter(one, NOW)
    refused("fork", reader, "charter", two)
    with pytest.raises(Untrusted, match="fork"):
        reader.add_charters([*organisation.charters, two], NOW)


def test_a06_fast_forward_has_a_bound_and_a_way_back() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    too_high = organisation.sign_roster(version=2**53 - 1)
    fields = msgspec.msgpack.decode(decode_envelope(too_high).payload)
    fields[2] = 2**63
    beyond = seal_envelope(
        Kind.ROSTER,
        organisation.fingerprint,
        msgspec.msgpack.encode(fields),
        [organisation.administrators[0]],
    )
    refused("shape", reader, "roster", beyond)
    assert reader.add_roster(too_high, NOW)
    refused("rollback", reader, "roster", organisation.sign_roster(version=2))
    # the way back: a charter without the administrator key that was misused
    good = organisation.administrators[1]
    charter = organisation.sign_charter(administrator_keys=(public(good),))
    assert reader.add_charter(charter, NOW)
    assert reader.roster is None
    assert reader.shift(organisation.desk) is None
    refused("signer", reader, "roster", too_high)
    assert reader.add_roster(organisation.sign_roster(good, version=2), NOW)


def test_a07_mix_and_match_a_shift_with_a_roster_that_it_does_not_name() -> None:
    organisation = make_organisation()
    first = organisation.roster
    reader = reader_before(organisation, "shift")
    other = organisation.sign_shift(roster_hash=bytes(32))
    refused("roster-mismatch", reader, "shift", other)
    organisation.roster = organisation.sign_roster(version=2)
    ahead = organisation.sign_shift()
    refused("roster-mismatch", reader, "shift", ahead)
    assert reader.add_roster(organisation.roster, NOW)
    assert reader.add_shift(ahead, NOW)
    # one roster later: the one before is no roster to rest on any more
    for named in (bytes(32), envelope_hash(first)):
        stale = organisation.sign_shift(version=2, roster_version=1, roster_hash=named)
        refused("roster-mismatch", reader, "shift", stale)
    assert not reader.add_shift(ahead, NOW)
    organisation.roster = organisation.sign_roster(
        version=3, previous=envelope_hash(organisation.roster)
    )
    assert reader.add_roster(organisation.roster, NOW)
    assert not reader.add_shift(ahead, NOW), "what is held stays in use until its successor comes"
    assert reader.shift(organisation.desk) is not None


def test_a07_mix_and_match_documents_of_another_organisation() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    for kind in ("roster", "notice", "shift", "state"):
        sign = getattr(organisation, f"sign_{kind}")
        foreign = (
            sign(version=2, previous=bytes(32), organisation=bytes(32))
            if (kind == "roster")
            else sign(version=2, organisation=bytes(32))
        )
        refused("organisation", reader, kind, foreign)
    # same keys, same payload, signed for another organisation
    elsewhere = seal_envelope(
        Kind.STATE,
        bytes(32),
        decode_envelope(organisation.sign_state(version=2)).payload,
        [organisation.administrators[0]],
    )
    refused("signature", reader, "state", elsewhere)


def test_a16_no_signature_holds_under_another_label() -> None:
    """N x N: for every pair of labels, what was signed under one is refused under the other."""
    organisation = make_organisation()
    signer = organisation.administrators[0]
    reader = organisation.trusted()
    tried = 0
    for meant, made in permutations(SIGN_LABELS, 2):
        if meant in (Kind.CHARTER, Kind.WARRANT, Kind.SEALING_KEY):
            continue  # the same, one by one, below
        sign = getattr(organisation, f"sign_{meant.name.lower()}")
        good = sign("Robin") if meant == Kind.CERTIFICATE else sign(version=2)
        payload = decode_envelope(good).payload
        signature = signer.sign(
            bind(SIGN_LABELS[made], organisation.fingerprint, payload)
        ).signature
        refused("signature", reader, meant.name.lower(), with_signature(good, signer, signature))
        # and the whole envelope handed in as the other kind
        if made.name.lower() in (*KINDS, "certificate"):
            refused("shape", reader, made.name.lower(), good)
        tried += 1
    assert tried == 6 * 8


def test_a16_charters_warrants_sealing_keys_and_desk_proofs_do_not_cross() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    device = organisation.devices[0]
    certificate = reader.check_certificate(device.certificate, NOW)
    good = organisation.sign_sealing_key(device)
    warrant = organisation.sign_warrant(device)
    charter = organisation.sign_charter()
    for kind, label in SIGN_LABELS.items():
        made = device.signing.sign(
            bind(label, organisation.fingerprint, decode_envelope(good).payload)
        )
        if kind != Kind.SEALING_KEY:
            with pytest.raises(Untrusted, match="signature"):
                reader.check_sealing_key(
                    with_signature(good, device.signing, made.signature), certificate, NOW
                )
        if kind != Kind.WARRANT:
            administrator = organisation.administrators[0]
            made = administrator.sign(
                bind(label, organisation.fingerprint, decode_envelope(warrant).payload)
            )
            crossed = with_signature(warrant, administrator, made.signature)
            state = organisation.sign_state(device.signing, [crossed], version=2)
            refused("signature", reader, "state", state)
        if kind != Kind.CHARTER:
            payload = decode_envelope(charter).payload
            signatures = sorted(
                (
                    public(root),
                    root.sign(bind(label, organisation.fingerprint, payload)).signature,
                )
                for root in organisation.roots
            )
            envelope = msgspec.structs.replace(
                decode_envelope(charter), signatures=tuple(signatures)
            )
            refused("signature", reader, "charter", encode_envelope(envelope))
    proof = desk_proof_input(organisation.fingerprint, organisation.desk, bytes(32))
    assert all(not proof.startswith(bind(label)) for label in SIGN_LABELS.values())
    assert len({bind(label) for label in SIGN_LABELS.values()}) == len(SIGN_LABELS)


def with_signature(raw: bytes, signer: SigningKey, signature: bytes) -> bytes:
    envelope = decode_envelope(raw)
    return encode_envelope(
        msgspec.structs.replace(envelope, signatures=((public(signer), signature),))
    )


def test_a19_lies_about_time_change_neither_order_nor_expiry() -> None:
    """A document's place is its version; its end is its own; nothing else has a say."""
    organisation = make_organisation()
    for now in (NOW - 300, NOW, NOW + 3600, NOW + DAY - 1):
        reader = TrustedDocuments(organisation.fingerprint)
        for kind, raw in organisation.documents():
            give(reader, kind, raw, now)
        older_clock = organisation.sign_state(version=2, issued=NOW - 300)
        assert reader.add_state(older_clock, now), "issued earlier, and still the newer version"
        refused("rollback", reader, "state", organisation.state, now)
    refused("early", organisation.trusted(), "state", organisation.state, NOW - 301)
    refused("expired", organisation.trusted(), "shift", organisation.shift, NOW + DAY)


def test_a45_a_device_cannot_renew_its_own_certificate() -> None:
    organisation = make_organisation()
    reader = organisation.trusted()
    device = organisation.devices[0]
    renewed = organisation.sign_certificate(device.name, device.signing, version=2)
    refused("signer", reader, "certificate", renewed)
    warrant = organisation.sign_warrant(device)
    payload = decode_envelope(renewed).payload
    with_warrant = seal_envelope(
        Kind.CERTIFICATE, organisation.fingerprint, payload, [device.signing], [warrant]
    )
    refused("shape", reader, "certificate", with_warrant)
    # nor widen a warrant of its own, nor sign a roster under one
    own = organisation.sign_warrant(device, device.signing)
    refused("signer", reader, "state", organisation.sign_state(device.signing, [own], version=2))
    refused("signer", reader, "roster", organisation.sign_roster(device.signing, version=2))
    assert reader.add_state(organisation.sign_state(device.signing, [warrant], version=2), NOW)


def test_a_key_of_small_order_signs_nothing() -> None:
    """Under a small-order key one signature fits many messages; strict verification says no."""
    organisation = make_organisation()
    identity_point = (1).to_bytes(32, "little")
    organisation.charters = []
    organisation.charters = [
        organisation.sign_charter(administrator_keys=(identity_point,), organisation=b"")
    ]
    organisation.fingerprint = envelope_hash(organisation.charters[0])
    reader = TrustedDocuments(organisation.fingerprint)
    reader.add_charter(organisation.charters[0], NOW)
    envelope = decode_envelope(organisation.sign_state(key("nobody")))
    forged = msgspec.structs.replace(
        envelope, signatures=((identity_point, identity_point + bytes(32)),)
    )
    refused("signature", reader, "state", encode_envelope(forged))
