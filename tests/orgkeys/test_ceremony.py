"""Making documents: whatever is made is believed by the rulebook, and no further."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import ceremony, primitives, staff
from orgkeys.ceremony import DAY
from orgkeys.office.notice import parse_notice
from orgkeys.office.rosters import ROSTER_STEP, Standing, make_roster
from relay import document_types
from relay.documents import Charter, Kind, TrustedDocuments, decode_envelope
from relay.errors import Untrusted
from tests.orgkeys.office import NOTICE, NOW

OFFICE = bytes([9]) * 32
ROOTS = [bytes([n]) * 32 for n in (1, 2, 3)]
ADMINISTRATOR = b"\x09" * 32


def publics(seeds: list[bytes]) -> list[bytes]:
    return [primitives.ed25519_public(seed) for seed in seeds]


def charter(threshold: int = 2, before: Charter | None = None, org: bytes = b"") -> Charter:
    return ceremony.make_charter(
        name="Night Line",
        threshold=threshold,
        roots=publics(ROOTS),
        administrators=publics([ADMINISTRATOR]),
        now=NOW,
        before=before,
        organisation=org,
    )


def test_the_constants_are_those_of_the_rulebook() -> None:
    longest = document_types.LONGEST_LIFE
    assert longest[Kind.ROSTER] == ceremony.ROSTER_LIFE
    assert longest[Kind.SHIFT] == ceremony.LONGEST_SHIFT
    assert longest[Kind.SEALING_KEY] == ceremony.SEALING_KEY_LIFE
    assert document_types.ROSTER_STEP == ROSTER_STEP
    assert document_types.ROLES == staff.ROLES


def test_two_of_three_root_holders_sign_one_after_the_other() -> None:
    made = charter()
    organisation = ceremony.hash_of(made)
    alone = ceremony.sign(made, ROOTS[:1])
    with pytest.raises(Untrusted) as refused:
        TrustedDocuments(organisation).add_charter(alone, NOW)
    assert refused.value.rule == "threshold"
    both = ceremony.add_signature(alone, b"", ROOTS[2])
    assert TrustedDocuments(organisation).add_charter(both, NOW)
    assert ceremony.add_signature(both, b"", ROOTS[2]) == both
    assert both == ceremony.sign(made, [ROOTS[2], ROOTS[0]])  # whoever begins


def test_the_next_charter_follows_the_first() -> None:
    first = charter()
    organisation = ceremony.hash_of(first)
    second = charter(before=first, org=organisation)
    trusted = TrustedDocuments(organisation)
    trusted.add_charter(ceremony.sign(first, ROOTS[:2]), NOW)
    assert trusted.add_charter(ceremony.sign(second, ROOTS[1:]), NOW)
    assert second.version == 2
    assert trusted.organisation == organisation


def believed() -> TrustedDocuments:
    made = charter()
    trusted = TrustedDocuments(ceremony.hash_of(made))
    trusted.add_charter(ceremony.sign(made, ROOTS), NOW)
    return trusted


hashes = st.binary(min_size=32, max_size=32)
standings = st.builds(Standing, st.integers(NOW - DAY, NOW + 400 * DAY), st.booleans())


@given(st.lists(st.dictionaries(hashes, standings, max_size=40), min_size=1, max_size=4))
def test_every_roster_is_believed_padded_and_never_shrinks(
    history: list[dict[bytes, Standing]],
) -> None:
    trusted, before, size = believed(), None, 0
    for moment, devices in enumerate(history, NOW):
        roster = make_roster(trusted.organisation, devices, before, moment, OFFICE)
        assert trusted.add_roster(ceremony.sign(roster, [ADMINISTRATOR]), moment)
        rows = {row[0]: row[1:] for row in roster.rows}
        for key, standing in devices.items():
            expected = (standing.expires, standing.revoked) if standing.expires > moment else None
            assert rows.get(key) == expected
        assert len(rows) % 16 == 0
        assert len(rows) >= max(size, 16)
        before, size = roster, len(rows)


def test_comparing_rosters_does_not_show_which_rows_are_people() -> None:
    trusted = believed()
    org = trusted.organisation
    first = make_roster(org, {}, None, NOW, OFFICE)
    noor = {b"\x42" * 32: Standing(ceremony.end_of_day(NOW + ceremony.CERTIFICATE_LIFE), False)}
    second = make_roster(org, noor, first, NOW + 60, OFFICE)
    third = make_roster(org, noor, second, NOW + 120, OFFICE)
    assert third.rows == second.rows
    assert len(set(second.rows) - set(first.rows)) == 1
    assert len({row[1:] for row in second.rows}) == 1, "expiries must not tell people apart"


def test_a_shift_never_outlives_its_roster_or_a_day() -> None:
    trusted = believed()
    org = trusted.organisation
    roster = make_roster(org, {}, None, NOW, OFFICE)
    late = roster.expires - 3600
    trusted.add_roster(ceremony.sign(roster, [ADMINISTRATOR]), late)
    keys = {"team_seed": bytes(32), "desk_seed": bytes(32), "packet_hash": bytes(32)}
    shift = ceremony.make_shift(org, bytes(16), 1, roster=roster, now=late, life=12 * 3600, **keys)
    assert shift.expires == roster.expires
    assert trusted.add_shift(ceremony.sign(shift, [ADMINISTRATOR]), late)
    for life in (0, 24 * 3600 + 1):
        with pytest.raises(ValueError, match="24 hours"):
            ceremony.make_shift(org, bytes(16), 1, roster=roster, now=NOW, life=life, **keys)


def test_a_supervisor_with_a_warrant_signs_a_shift_and_a_state() -> None:
    trusted = believed()
    org = trusted.organisation
    made = staff.make_device(
        org,
        ADMINISTRATOR,
        relay="wss://a.example",
        desk=bytes(16),
        alias="Sam",
        role="supervisor",
        languages=["en"],
        now=NOW,
        life=DAY,
        random=os.urandom,
    )
    certificate = made.device.certificate
    listed = {made.device.hash: Standing(certificate.expires, False)}
    roster = make_roster(org, listed, None, NOW, OFFICE)
    trusted.add_roster(ceremony.sign(roster, [ADMINISTRATOR]), NOW)
    state = ceremony.make_state(org, bytes(16), 1, "surge", "", NOW)

    both = ceremony.make_warrant(org, certificate, ["shift", "state"], NOW)
    warrant = ceremony.sign(both, [ADMINISTRATOR])
    assert trusted.add_state(ceremony.sign(state, [made.keys.signing], [warrant]), NOW)

    only = ceremony.sign(ceremony.make_warrant(org, certificate, ["shift"], NOW), [ADMINISTRATOR])
    later = ceremony.make_state(org, bytes(16), 2, "open", "", NOW)
    with pytest.raises(Untrusted) as refused:
        trusted.add_state(ceremony.sign(later, [made.keys.signing], [only]), NOW)
    assert refused.value.rule == "power"


def test_a_notice_is_signed_as_it_was_written() -> None:
    trusted = believed()
    text = parse_notice(NOTICE.encode())
    notice = ceremony.make_notice(trusted.organisation, bytes(16), 1, text, NOW)
    assert trusted.add_notice(ceremony.sign(notice, [ADMINISTRATOR]), NOW)
    held = trusted.notice(bytes(16))
    assert held is not None
    assert held.payload.texts == text.texts


def test_a_device_and_its_keys_tell_nothing_in_their_repr() -> None:
    made = staff.make_device(
        bytes(32), ADMINISTRATOR, relay="wss://a.example", desk=bytes(16), alias="Sam",
        role="counselor", languages=["en"], now=NOW, life=DAY, random=os.urandom,
    )  # fmt: skip
    shown = repr(made) + repr(made.keys)
    secrets = (made.keys.identity, made.keys.signing, made.keys.sealing_keys[0][1])
    for secret in secrets:
        assert repr(secret) not in shown
    assert decode_envelope(made.device.raw).kind == Kind.CERTIFICATE


def test_an_office_key_lives_a_year_and_is_believed_from_an_administrator_only() -> None:
    first = charter(threshold=1)
    reader = TrustedDocuments(ceremony.hash_of(first))
    reader.add_charter(ceremony.sign(first, ROOTS[:1]), NOW)
    seed = bytes(range(32))
    key = ceremony.make_office_key(reader.organisation, seed, 1, NOW)
    assert 365 * DAY <= key.expires - key.issued < 366 * DAY
    assert key.expires % DAY == 0, "it does not tell the hour of its making"
    read = reader.check_office_key(ceremony.sign(key, [ADMINISTRATOR]), NOW)
    assert read.key == primitives.xwing_public(seed)
    with pytest.raises(Untrusted, match="signer"):
        reader.check_office_key(ceremony.sign(key, ROOTS[:1]), NOW)
