"""Taking over what consoles and other administrators made, from a relay that is not believed.

The other side is a second copy of the folder, as another administrator has it: it signs what a
console or colleague would sign.
"""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

import pytest

from orgkeys import ceremony, vault
from orgkeys.ceremony import DAY, HOUR
from orgkeys.errors import NotOnShift
from orgkeys.office.directory import ADMINISTRATOR_VAULT
from orgkeys.office.publish import NAMES
from orgkeys.office.pulling import KINDS
from orgkeys.staff import make_device, next_roster
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind, decode_envelope, document_hash
from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, ROOT, Office, copy_of
from tests.orgkeys.town import Town, add, open_town


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.add("Sam")
    made.shift()
    return made.path


@pytest.fixture
async def town(template: Path, tmp_path: Path, serve: Serve) -> Town:
    return await open_town(template, tmp_path, serve)


async def test_a_shift_of_a_console_is_taken_over(town: Town) -> None:
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    out = await town.pull()
    assert "taken over     shift 2" in out
    held = town.ours.holdings().shift
    assert held is not None
    assert held.version == 2
    assert "Nothing was newer" in await town.pull()
    await asyncio.to_thread(town.ours.shift)
    assert "published      shift 3" in await town.publish(town.ours)


async def test_a_phone_number_that_a_colleague_changed_does_not_come_back(town: Town) -> None:
    """`notice set` on our machine goes on from the notice that is signed, not from an old file."""
    ours, theirs = (one.folder / "notice.toml" for one in (town.ours, town.theirs))
    before = ours.read_text(encoding="utf-8")
    assert "+43 1 555 0100" in before
    theirs.write_text(before.replace("+43 1 555 0100", "+43 1 555 0199"), encoding="utf-8")
    change = ("notice", "set", "notice.toml")
    await asyncio.to_thread(lambda: town.theirs.must(*change, answers=(ADMINISTRATOR,)))
    await town.publish(town.theirs)
    out = await town.pull()
    assert "Yours is in set-aside/notice-000001.toml" in out
    assert "+43 1 555 0199" in ours.read_text(encoding="utf-8")
    kept = town.ours.folder / "set-aside" / "notice-000001.toml"
    assert kept.read_text(encoding="utf-8") == before
    await asyncio.to_thread(lambda: town.ours.must(*change, answers=(ADMINISTRATOR,)))
    numbers = town.ours.holdings().notice.payload.numbers
    assert [number for number, _ in numbers] == ["+43 1 555 0199"]


async def test_a_device_that_a_colleague_certified_is_on_the_next_shift(town: Town) -> None:
    robin = await add(town.theirs, "Robin")
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    out = await town.pull()
    assert "Learned of Robin (counselor)" in out
    assert "on shift       Robin" in await asyncio.to_thread(town.ours.shift)
    town.theirs.path = town.ours.path  # the packet that our folder made
    town.theirs.open_packet(robin, 3)


async def test_a_device_of_which_no_directory_tells_yet_keeps_its_place(town: Town) -> None:
    """A colleague certified Robin, at night, without a shift: only a row says that it stands."""
    town.ours.now = town.theirs.now = town.relay.now = town.ours.now + 20 * HOUR
    robin = await add(town.theirs, "Robin")
    await town.publish(town.theirs)
    assert "Learned of" not in await town.pull()
    held = town.ours.holdings()
    certificate = town.theirs.keys(robin).certificate
    row = document_hash(Kind.CERTIFICATE, decode_envelope(certificate).payload)
    assert row in {one[0] for one in held.roster.payload.rows}
    own = vault.unlock((town.ours.folder / ADMINISTRATOR_VAULT).read_bytes(), ADMINISTRATOR)
    assert isinstance(own, AuthorityKeys)
    many = [
        make_device(
            *(held.settings.organisation, bytes(32)),
            relay="wss://chat.example.org",
            desk=held.settings.desk,
            alias="x",
            role="trainee",
            languages=("en",),
            now=int(town.ours.now),
            life=DAY,
            random=os.urandom,
        ).device
        for _ in range(40)
    ]
    for some in (many[:1], many[:13], many[:14], many):
        roster = next_roster(held, int(town.ours.now), own.office_seed, added=some)
        assert row in {one[0] for one in roster.rows}
        assert len(roster.rows) % 16 == 0
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    assert "Learned of Robin" in await town.pull()


async def test_a_sealing_key_that_a_device_made_is_learned(town: Town) -> None:
    noor = town.theirs.path / "Noor.vault"
    args = ("device", "keys", "--vault", str(noor))
    town.theirs.now += 60
    await asyncio.to_thread(lambda: town.theirs.must(*args, answers=(DEVICE,)))
    await asyncio.to_thread(town.theirs.shift)
    town.relay.now = town.ours.now = town.theirs.now
    await town.publish(town.theirs)
    assert "Learned a newer sealing key of Noor." in await town.pull()
    (device,) = [d for d in town.ours.holdings().devices if d.certificate.alias == "Noor"]
    assert device.sealing_keys[-1] == town.theirs.keys(noor).sealing_keys[-1][0]


async def test_a41_a_revocation_that_was_overtaken_is_made_again(town: Town) -> None:
    """Both signed roster 4. Ours shut Noor out and certified Kim, theirs certified Robin."""
    await asyncio.to_thread(town.ours.revoke, "Noor")
    await add(town.ours, "Kim")
    await add(town.theirs, "Robin")
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    stuck = await asyncio.to_thread(lambda: town.ours.run("publish", town.address))
    assert "shift 2 does not name roster 5" in stuck.err  # each roster comes with its shift
    await asyncio.to_thread(town.ours.shift)
    stuck = await asyncio.to_thread(lambda: town.ours.run("publish", town.address))
    assert "noview-org pull" in stuck.err
    out = await town.pull()
    for line in (
        *("taken over     roster 4", "put aside      roster 4", "put aside      roster 5"),
        *(
            "shut out       Noor, again",
            "certified      Kim, again",
            "Learned of Robin",
            "publish it",
        ),
    ):
        assert line in out, line
    standing = {d.certificate.alias for d in town.ours.holdings().standing_devices(town.ours.now)}
    assert standing == {"Sam", "Robin", "Kim"}
    await asyncio.to_thread(town.ours.shift)
    assert "published      roster 6" in await town.publish(town.ours)
    with pytest.raises(NotOnShift):
        town.ours.open_packet(town.ours.path / "Noor.vault", 4)
    aside = sorted(path.name for path in (town.ours.folder / "set-aside").iterdir())
    assert [name.rpartition("-")[0] for name in aside] == [
        *("roster-000004", "roster-000005", "shift-000002", "shift-000003")
    ]


async def test_a_pull_that_is_cut_off_anywhere_is_whole_in_the_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, with a disk that fails before one file after the other, and a second try."""
    await asyncio.to_thread(town.ours.revoke, "Noor")
    await add(town.ours, "Kim")
    await add(town.theirs, "Robin")
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    real, whole = os.rename, town.ours.path
    for failing in (0, 2, 4, 6, 7, 8):  # copies, documents, heads, records, the roster
        left = [failing]
        town.ours = copy_of(whole, whole.with_name(f"cut-{failing}"))

        def cut(source: Path, target: Path, left: list[int] = left) -> None:
            if left[0] == 0:
                raise OSError(errno.EIO, "the disk failed")
            left[0] -= 1
            real(source, target)

        with monkeypatch.context() as broken:
            broken.setattr(os, "rename", cut)
            assert "the disk failed" in (await town.tries()).err
        await town.pull()
        held = town.ours.holdings()
        standing = {d.certificate.alias for d in held.standing_devices(town.ours.now)}
        assert standing == {"Sam", "Robin", "Kim"}, failing
        assert held.roster.payload.version == 6, failing
    await asyncio.to_thread(town.ours.shift)
    assert "published      roster 6" in await town.publish(town.ours)


async def test_what_was_made_here_and_follows_the_relays_is_kept(town: Town) -> None:
    await asyncio.to_thread(town.ours.shift)
    assert "Nothing was newer" in await town.pull()
    assert "published      shift 2" in await town.publish(town.ours)


async def test_a_shift_that_ran_out_over_night_is_a_base_for_the_next(town: Town) -> None:
    await asyncio.to_thread(town.theirs.shift)
    await town.publish(town.theirs)
    town.ours.now += 20 * HOUR
    assert "taken over     shift 2" in await town.pull()
    town.ours.now += 22 * DAY
    town.relay.now = town.ours.now
    assert "left out       roster: it has run out" in (await town.tries()).out


async def test_a_relay_that_holds_nothing_is_told_from_one_that_lies(
    template: Path, tmp_path: Path, serve: Serve
) -> None:
    ours = copy_of(template, tmp_path / "ours")
    relay = Relay(ours)
    town = Town(ours, ours, relay, await serve(relay.answer))
    assert "holds nothing of this organisation yet" in await town.pull()


def second_charter(office: Office, *administrators: bytes) -> bytes:
    """The next charter, signed by the root key, with these administrators alone."""
    root = vault.unlock((office.folder / "keys/root-1.vault").read_bytes(), ROOT)
    assert isinstance(root, AuthorityKeys)
    held = office.holdings()
    before = held.charter.payload
    charter = ceremony.make_charter(
        name=before.name,
        threshold=1,
        roots=before.root_keys,
        administrators=administrators or before.administrator_keys,
        now=int(office.now),
        before=before,
        organisation=held.settings.organisation,
    )
    return ceremony.sign(charter, [root.seed])


async def test_a_charter_that_others_signed_is_taken_over(town: Town) -> None:
    raw = second_charter(town.theirs)
    (town.theirs.folder / "documents/charter-000002").write_bytes(raw)
    await town.publish(town.theirs)
    await town.pull()
    assert town.ours.holdings().charter.payload.version == 2
    assert town.ours.holdings().orphans == ()
    await asyncio.to_thread(town.ours.shift)
    await town.publish(town.ours)


async def test_after_the_administrator_left_the_folder_signs_nothing(town: Town) -> None:
    raw = second_charter(town.theirs, bytes([7]) * 32)
    town.relay.trusted.add_charter(raw, town.ours.now)
    await town.pull()
    held = town.ours.holdings()
    assert held.orphans == ("roster", "notice")
    assert "an administrator who has left" in town.ours.must("show")
    result = await asyncio.to_thread(
        lambda: town.ours.run("shift", "new", answers=(ADMINISTRATOR,))
    )
    assert "not in the newest charter" in result.err


def test_the_kinds_that_are_pulled_are_those_that_are_published() -> None:
    assert {Kind.CHARTER, *KINDS} == set(NAMES)
