"""Fast-forward (attack 6): a stolen key pushes a version up so far that nothing could follow it.

Everything goes through the commands, twice over: the way back must work again and again.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import ceremony, packet, vault
from orgkeys.ceremony import DAY, HOUR
from orgkeys.office import versions
from orgkeys.office.directory import document_name
from orgkeys.office.versions import ABSURD, next_number
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind, Notice, Payload, Roster, Shift, State
from relay.frames import Done, Publish
from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, ROOT, Office, add, copy_of, refused
from tests.orgkeys.town import Town

HIGHEST = 2**53 - 1
OTHER = "another administrator's words"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noor, and Vera, a supervisor; a shift, a state, and the card of another administrator."""
    office = Office(tmp_path_factory.mktemp("template")).init()
    office.add("Noor")
    vera = add("Vera", out=str(office.path / "Vera.vault"), role="supervisor")
    office.must(*vera, answers=(ADMINISTRATOR, DEVICE, DEVICE))
    office.shift()
    office.must("state", "open", answers=(ADMINISTRATOR,))
    places = [str(office.path / name) for name in ("Elif.vault", "Elif.card")]
    made = ("administrator", "new", "--name", "Elif", "--vault", places[0], "--card", places[1])
    office.must(*made, answers=(OTHER, OTHER))
    return office.path


@pytest.fixture
async def town(template: Path, tmp_path: Path, serve: Serve) -> Town:
    ours = copy_of(template, tmp_path / "ours")
    relay = Relay(ours)
    made = Town(ours, ours, relay, await serve(relay.answer))
    await made.publish(ours)
    return made


def pushed(office: Office, kind: Kind, version: int = HIGHEST) -> Payload:
    """A document of this kind as a thief would make it: the newest, with a higher version."""
    held, now = office.holdings(), int(office.now)
    desk, organisation = held.settings.desk, held.settings.organisation
    made: dict[Kind, Callable[[], Payload]] = {
        Kind.ROSTER: lambda: msgspec.structs.replace(held.roster.payload, issued=now),
        Kind.NOTICE: lambda: msgspec.structs.replace(held.notice.payload, issued=now),
        Kind.STATE: lambda: ceremony.make_state(organisation, desk, 1, "closed", "", now),
        Kind.SHIFT: lambda: ceremony.make_shift(
            *(organisation, desk, 1),
            team_seed=os.urandom(32),
            desk_seed=os.urandom(32),
            roster=held.roster.payload,
            packet_hash=packet.packet_hash(b"no packet at all"),
            now=now,
            life=HOUR,
        ),
    }
    payload: Roster | Notice | Shift | State = made[kind]()  # type: ignore[assignment]
    return msgspec.structs.replace(payload, version=version)


def steals(town: Town, payload: Payload, vera: bool) -> None:
    """The thief publishes it, with Vera's device or with the administrator's key."""
    if vera:
        keys = town.ours.keys(town.ours.path / "Vera.vault")
        raw = ceremony.sign(payload, [keys.signing], [keys.warrant])
    else:
        opened = vault.unlock(
            (town.ours.folder / "keys/administrator.vault").read_bytes(), ADMINISTRATOR
        )
        assert isinstance(opened, AuthorityKeys)
        raw = ceremony.sign(payload, [opened.seed])
    packed = b"no packet at all" if isinstance(payload, Shift) else b""
    assert isinstance(town.relay.take(Publish(ref=1, envelope=raw, packet=packed)), Done)


def later(town: Town, seconds: int) -> None:
    town.ours.now = town.relay.now = town.ours.now + seconds


async def must(town: Town, *args: str, answers: tuple[str, ...] = (ADMINISTRATOR,)) -> str:
    return await asyncio.to_thread(lambda: town.ours.must(*args, answers=answers))


async def no(town: Town, *args: str, answers: tuple[str, ...] = (ADMINISTRATOR,)) -> str:
    result = await asyncio.to_thread(lambda: refused(town.ours, *args, answers=answers))
    return result.err


async def test_a06_fast_forward_of_shift_and_state_by_a_supervisor_ends_with_the_revocation(
    town: Town,
) -> None:
    later(town, 60)
    for kind in (Kind.SHIFT, Kind.STATE):
        steals(town, pushed(town.ours, kind), vera=True)
    result = await town.tries()
    assert f"taken over     shift {HIGHEST}" in result.out
    assert f"The directory of shift {HIGHEST} is damaged" in result.err
    for args in (("shift", "new"), ("state", "open")):
        err = await no(town, *args)
        assert "signed with the device of Vera" in err
        assert "noview-org device revoke Vera" in err
    out = await must(town, "device", "revoke", "Vera")
    assert "on shift       Noor" in out
    shift = town.ours.holdings().shift
    assert shift is not None
    assert shift.version == town.ours.now
    said = await town.publish(town.ours)
    assert f"published      shift {shift.version}" in said
    assert "whoever signed it stands no more. Next: noview-org state" in said
    later(town, 60)
    await must(town, "state", "surge")
    await must(town, "shift", "new")
    said = await town.publish(town.ours)
    assert f"published      shift {town.ours.now}" in said
    assert f"published      state {town.ours.now}" in said
    assert "Nothing was newer" in await town.pull()
    assert "Nothing was newer" in await town.pull()
    town.ours.believed()


def dismiss(office: Office, *words: str, passphrase: str) -> str:
    """A charter without the stolen key, signed by the root holder, and what follows from it."""
    draft, signature = (str(office.path / f"{office.now}.{name}") for name in ("draft", "signed"))
    office.must("charter", "administrator", *words, "--out", draft)
    root = ("--vault", str(office.folder / "keys/root-1.vault"))
    office.must("charter", "sign", draft, *root, "--yes", "--out", signature, answers=(ROOT,))
    elif_ = ("--administrator-vault", str(office.path / "Elif.vault"))
    return office.must("charter", "finish", signature, *elif_, answers=(passphrase,))


async def test_a06_fast_forward_with_a_stolen_administrator_key_ends_with_the_charter(
    town: Town,
) -> None:
    later(town, 60)
    for kind in (Kind.ROSTER, Kind.NOTICE, Kind.STATE):
        steals(town, pushed(town.ours, kind), vera=False)
    await town.pull()
    assert town.ours.holdings().roster.payload.version == HIGHEST
    notice = str(town.ours.folder / "notice.toml")
    name = town.ours.holdings().charter.payload.name
    for args in (
        *(("shift", "new", "--hours", "1"), ("device", "revoke", "Noor")),
        *(("state", "open"), ("notice", "set", notice), ("destroy", "--offline", "--name", name)),
    ):
        if args[0] == "shift":
            # A shift alone can follow: it was not pushed, and names the roster that was.
            await must(town, *args)
            continue
        err = await no(town, *args)
        assert "administrator key that begins with" in err
        assert "charter administrator remove" in err
    add_elif = ("add", str(town.ours.path / "Elif.card"), "--remove", "administrator")
    await asyncio.to_thread(lambda: dismiss(town.ours, *add_elif, passphrase=OTHER))
    held = town.ours.holdings()
    assert held.orphans == ()
    assert held.roster.payload.version == held.notice.payload.version == town.ours.now
    assert held.state is not None
    assert held.state.version == town.ours.now
    said = await town.publish(town.ours)
    for what in ("charter 2", f"roster {town.ours.now}", f"notice {town.ours.now}"):
        assert f"published      {what}" in said
    # A head that was forgotten does not come back: pull and publish again and again.
    for _ in range(2):
        args = ("pull", town.address)
        assert "Nothing was newer" in await must(town, *args, answers=(OTHER,))
    assert "has everything already" in await town.publish(town.ours)
    later(town, DAY)
    await must(town, "notice", "set", notice, answers=(OTHER,))
    await must(town, "device", "revoke", "Vera", answers=(OTHER,))
    assert town.ours.holdings().notice.payload.version == town.ours.now
    await town.publish(town.ours)
    await must(town, "destroy", "--relay", town.address, "--name", name, answers=(OTHER,))


async def test_another_administrators_folder_follows_a_way_back_that_it_did_not_make(
    town: Town, tmp_path: Path
) -> None:
    """It had pulled what was pushed; now the others have found the way back."""
    later(town, 60)
    steals(town, pushed(town.ours, Kind.SHIFT), vera=True)
    await town.tries()
    whole, behind = town.ours, copy_of(town.ours.path, tmp_path / "behind")
    behind.now = whole.now
    await must(town, "device", "revoke", "Vera")
    await town.publish(whole)
    town.ours = behind
    out = await town.pull()
    assert f"put aside      shift {HIGHEST}: whoever signed it stands no more" in out
    assert "Nothing was newer" in await town.pull()
    before = whole.holdings().shift
    await must(town, "shift", "new")
    shift = behind.holdings().shift
    assert shift is not None
    assert before is not None
    assert shift.version == before.version + 1
    await town.publish(behind)


async def test_the_control_without_putting_aside_the_thief_stays_the_newest(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: the same revocation, written as any other change."""
    later(town, 60)
    steals(town, pushed(town.ours, Kind.SHIFT), vera=True)
    await town.tries()
    monkeypatch.setattr(
        "orgkeys.office.commands_device.write", lambda run, files: run.directory.write(files)
    )
    await must(town, "device", "revoke", "Vera")
    shift = town.ours.holdings().shift
    assert shift is not None
    assert shift.version == HIGHEST
    assert (town.ours.folder / document_name("shift", int(town.ours.now))).exists()


async def test_the_control_counting_on_from_the_thief_signs_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: one more than the highest, as it was."""
    later(town, 60)
    steals(town, pushed(town.ours, Kind.SHIFT), vera=True)
    await town.tries()
    monkeypatch.setattr(versions, "ABSURD", 2**60)
    assert "its bytes are damaged" in await no(town, "device", "revoke", "Vera")


numbers = st.integers(1, ABSURD - 2)


@given(st.sets(numbers), numbers)
def test_honest_versions_go_up_by_one(known: set[int], now: int) -> None:
    assert next_number(known, known, now) == 1 + max(known, default=0)


@given(st.sets(st.integers(1, HIGHEST)), st.integers(ABSURD, HIGHEST), st.integers(1, 2**35))
def test_a06_what_was_pushed_up_never_counts_again(known: set[int], high: int, now: int) -> None:
    standing = {version for version in known if version < 2**35}
    version = next_number({*known, high}, standing, now)
    assert version > max(standing, default=0)
    assert now <= version <= max(now, 2**35)
