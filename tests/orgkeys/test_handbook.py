"""The handbook at the terminal: signed, carried by every shift, taken over, shown, written back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import primitives
from orgkeys.ceremony import DAY
from orgkeys.errors import Unsendable
from orgkeys.office.handbook import Content, Service, Text
from orgkeys.office.handbook_document import (
    HANDBOOK_LIFE,
    SECRET_KEPT,
    SECRETS_MOST,
    Handbook,
    make_handbook,
    read_handbook,
)
from orgkeys.office.handbooks import GOOD, best
from relay.errors import Untrusted
from tests.orgkeys.little_relay import Serve
from tests.orgkeys.office import ADMINISTRATOR, Office, copy_of
from tests.orgkeys.town import open_town

BOOK = """\
[settings]
talk-minutes = "40"

[[services]]
name = "Lantern"
confidential = true

[[texts]]
key = "hello"
stage = "greeting"
language = "en"
title = "{title}"
text = "Hello."
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Office(tmp_path_factory.mktemp("template")).init()
    office.add("Noor")
    return office.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path / "office")


def written(office: Office, title: str = "First") -> str:
    path = office.path / "book.toml"
    path.write_text(BOOK.format(title=title), encoding="utf-8")
    return str(path)


def signs(office: Office, title: str = "First") -> str:
    return office.must("handbook", "set", written(office, title), answers=(ADMINISTRATOR,))


def title_on(office: Office, version: int) -> str:
    """The title of the one text, as Noor's device reads it in the packet of that shift."""
    raw = office.open_packet(office.path / "Noor.vault", version).directory.handbook
    known = best(office.holdings(), [raw], office.now)
    return known.signed.payload.texts[0].title if known else ""


def test_a_signed_handbook_goes_with_every_shift(office: Office) -> None:
    office.shift()
    assert title_on(office, 1) == "", "the control: there is none yet"
    said = signs(office)
    assert "Handbook 1 is signed" in said
    assert "1 ready-made texts, 1 services, 1 settings" in said
    office.shift()
    assert title_on(office, 2) == "First"
    office.revoke("Noor")
    office.add("Kim")
    office.shift()
    told = office.open_packet(office.path / "Kim.vault", 4).directory
    assert best(office.holdings(), [told.handbook], office.now) is not None
    signs(office, "Second")
    office.shift()
    told = office.open_packet(office.path / "Kim.vault", 5).directory
    known = best(office.holdings(), [told.handbook], office.now)
    assert known is not None
    assert (known.signed.payload.version, known.signed.payload.texts[0].title) == (2, "Second")


def test_each_edition_has_a_secret_of_its_own_and_carries_those_of_a_month(office: Office) -> None:
    secrets = []
    for _ in range(4):
        signs(office)
        known = best(office.holdings(), [(office.folder / "handbook").read_bytes()], office.now)
        assert known is not None
        secrets.append(known.signed.payload.secrets)
        office.now += 20 * 86_400
    assert [len(one) for one in secrets] == [1, 2, 3, 3], "the first was in use 40 days ago"
    assert secrets[3][1:] == secrets[2][:2]
    assert len({one[0][0] for one in secrets}) == 4


def test_a41_whoever_was_dismissed_proves_nothing_a_month_after_a_newer_secret(
    office: Office,
) -> None:
    for _ in range(3):
        signs(office)
        office.now += 86_400
    known = best(office.holdings(), [(office.folder / "handbook").read_bytes()], office.now)
    assert known is not None
    book = known.signed.payload
    secrets = tuple(secret for secret, _ in book.secrets)
    second, first = book.secrets[0][1], book.secrets[1][1]
    assert book.proving(int(office.now)) == secrets
    assert book.proving(first + SECRET_KEPT - 1) == secrets
    assert book.proving(first + SECRET_KEPT) == secrets[:2]
    assert book.proving(second + SECRET_KEPT) == secrets[:1]
    assert book.proving(second + 20 * SECRET_KEPT) == secrets[:1], "it is in use until now"


def _repeated(number: int, size: int) -> bytes:
    return bytes([number]) * size


def test_no_more_secrets_are_carried_than_a_reader_takes() -> None:
    before: Handbook | None = None
    seed, where = bytes(32), (bytes(32), bytes(16))
    for number in range(SECRETS_MOST + 3):
        raw = make_handbook(
            Content(),
            organisation=where[0],
            desk=where[1],
            version=number + 1,
            now=1000 + number,
            before=before,
            seed=seed,
            random=partial(_repeated, number),
        )
        before = read_handbook(*where, [primitives.ed25519_public(seed)], raw).payload
    assert before is not None
    assert len(before.secrets) == SECRETS_MOST
    assert before.secrets[0][0] == bytes([SECRETS_MOST + 2]) * 32


def test_a_handbook_that_is_too_long_or_out_of_shape_is_not_made() -> None:
    def made(content: Content) -> bytes:
        return make_handbook(
            content,
            organisation=bytes(32),
            desk=bytes(16),
            version=1,
            now=1000,
            before=None,
            seed=bytes(32),
            random=bytes,
        )

    long = [Text(f"t{n}", "other", "en", "T", "x" * 3500) for n in range(80)]
    with pytest.raises(Unsendable):
        made(Content(texts=tuple(long)))
    assert made(Content(texts=tuple(long[:70])))
    place = Service("Lantern", address="3 Street")
    with pytest.raises(Unsendable):
        made(Content(services=(Service("Lantern", address="3 Street", confidential=True),)))
    assert made(Content(services=(place,))), "the control"


@given(st.integers(0, 10**6), st.integers(1, 255), st.binary(max_size=300))
def test_no_changed_byte_and_no_junk_is_taken_for_a_handbook(
    place: int, change: int, junk: bytes
) -> None:
    seed, where = bytes(32), (bytes(32), bytes(16))
    raw = make_handbook(
        Content(services=(Service("Lantern", confidential=True),)),
        organisation=where[0],
        desk=where[1],
        version=1,
        now=1000,
        before=None,
        seed=seed,
        random=bytes,
    )
    keys = [primitives.ed25519_public(seed)]
    assert read_handbook(*where, keys, raw).payload.version == 1, "the control"
    changed = bytearray(raw)
    changed[place % len(raw)] ^= change
    for bad in (bytes(changed), junk, raw + junk[:1] + b"a"):
        with pytest.raises(Untrusted):
            read_handbook(*where, keys, bad)


def test_show_says_what_it_holds_and_whether_it_counts(office: Office) -> None:
    refused = office.run("handbook", "show")
    assert refused.code == 1
    assert "There is no handbook" in refused.err
    signs(office)
    said = office.must("handbook", "show")
    assert "version 1" in said
    assert "does not count" not in said
    assert "Lantern" not in said, "what it says is for the staff"
    whole = office.must("show")
    assert "handbook" in whole
    assert "handbook set" not in whole
    office.now += HANDBOOK_LIFE - 29 * DAY
    assert "handbook set" in office.must("show"), "it runs out soon"
    assert "does not count" not in office.must("handbook", "show")
    office.now += 29 * DAY
    assert "The handbook counts no more" in office.must("show")
    assert "It does not count any more" in office.must("handbook", "show")


def test_export_writes_a_file_that_can_be_signed_again(office: Office) -> None:
    signs(office)
    out = office.path / "again.toml"
    office.must("handbook", "export", str(out))
    assert "Hello." in out.read_text(encoding="utf-8")
    assert out.stat().st_mode & 0o077 == 0
    before = best(office.holdings(), [(office.folder / "handbook").read_bytes()], office.now)
    office.must("handbook", "set", str(out), answers=(ADMINISTRATOR,))
    after = best(office.holdings(), [(office.folder / "handbook").read_bytes()], office.now)
    assert before is not None
    assert after is not None
    assert after.signed.payload.content == before.signed.payload.content
    assert after.signed.payload.version == 2
    refused = office.run("handbook", "export", str(out))
    assert refused.code == 1, "nothing is written over"


def test_a_handbook_in_the_folder_that_nobody_signed_is_not_carried(office: Office) -> None:
    signs(office)
    path = office.folder / "handbook"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))
    office.shift()
    assert office.open_packet(office.path / "Noor.vault", 1).directory.handbook == b""


def test_one_that_has_run_out_is_carried_and_counts_no_more(office: Office) -> None:
    signs(office)
    raw = (office.folder / "handbook").read_bytes()
    holdings = office.holdings()
    good = best(holdings, [raw], office.now)
    late = best(holdings, [raw], office.now + HANDBOOK_LIFE)
    assert good is not None
    assert late is not None
    assert (good.worth, late.worth) == (GOOD, 1)
    assert best(holdings, [b"", b"junk", raw], office.now) == good


def test_who_stands_goes_before_who_has_left_and_a_stranger_before_nobody(office: Office) -> None:
    holdings = office.holdings()
    settings = holdings.settings

    def made(seed: bytes, version: int) -> bytes:
        return make_handbook(
            Content(),
            organisation=settings.organisation,
            desk=settings.desk,
            version=version,
            now=int(office.now),
            before=None,
            seed=seed,
            random=bytes,
        )

    stranger = made(bytes(32), 9)
    assert best(holdings, [stranger], office.now) is None
    with pytest.raises(Untrusted, match="signer"):
        read_handbook(settings.organisation, settings.desk, [bytes(32)], stranger)
    signs(office)
    ours = (office.folder / "handbook").read_bytes()
    known = best(holdings, [stranger, ours], office.now)
    assert known is not None
    assert known.signed.raw == ours
    other_desk = replace(holdings, settings=replace(settings, desk=bytes(16)))
    assert best(other_desk, [ours], office.now) is None, "for another desk"


def test_what_another_administrator_made_is_taken_over_with_its_file(
    office: Office, tmp_path: Path, serve: Serve
) -> None:
    async def story() -> None:
        office.shift()
        town = await open_town(office.path, tmp_path / "town", serve)
        signs(town.theirs, "Theirs")
        town.theirs.shift()
        await town.publish(town.theirs)
        said = await town.pull()
        assert "Learned handbook 1." in said
        assert "handbook.toml follows it" in said
        assert 'title = "Theirs"' in (town.ours.folder / "handbook.toml").read_text()
        kept = (town.ours.folder / "set-aside/handbook-000000.toml").read_text()
        assert "[[tally]]" in kept, "the file of before is kept"
        signs(town.ours, "Ours")
        town.ours.shift()
        await town.publish(town.ours)
        town.ours.path, town.theirs.path = town.theirs.path, town.ours.path
        assert "Learned handbook 2." in await town.pull()
        assert "Learned handbook" not in await town.pull(), "nothing is learned twice"

    asyncio.run(story())


def test_an_older_one_at_the_relay_does_not_replace_ours(
    office: Office, tmp_path: Path, serve: Serve
) -> None:
    async def story() -> None:
        signs(office, "Old")
        office.shift()
        town = await open_town(office.path, tmp_path / "town", serve)
        signs(town.ours, "New")
        town.theirs.shift()
        await town.publish(town.theirs)
        assert "Learned handbook" not in await town.pull()
        town.ours.shift()
        assert 'title = "New"' in (town.ours.folder / "handbook.toml").read_text()

    asyncio.run(story())


def test_destroy_forgets_it(office: Office) -> None:
    signs(office)
    office.must(*("destroy", "--offline", "--name", "Night Line"), answers=(ADMINISTRATOR,))
    assert not (office.folder / "handbook").exists()
    assert not (office.folder / "handbook.toml").exists()


def test_a_new_organisation_has_one_to_read_and_sign(office: Office) -> None:
    source = office.folder / "handbook.toml"
    assert "noview-org handbook set" in source.read_text(encoding="utf-8")
    office.must("handbook", "set", "handbook.toml", answers=(ADMINISTRATOR,))
    assert "version 1" in office.must("handbook", "show")
