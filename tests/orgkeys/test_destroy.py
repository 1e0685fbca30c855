"""The end of an organisation: everything closed, and every key on this machine gone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from orgkeys import packet, vault
from orgkeys.ceremony import HOUR
from orgkeys.errors import NotOnShift
from orgkeys.office import commands_destroy
from orgkeys.office.commands import Run
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind, decode_envelope
from relay.frames import Done, Publish, Refusal
from relay.frames import Refused as RefusedFrame
from tests.orgkeys.little_relay import Relay, Serve
from tests.orgkeys.office import ADMINISTRATOR, Office, copy_of, refused


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.shift()
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path)


def destroy(office: Office, *where: str) -> str:
    args = ("destroy", *(where or ("--offline",)))
    return office.must(*args, answers=("Night Line", ADMINISTRATOR))


def test_nothing_happens_without_the_name_and_the_passphrase(office: Office) -> None:
    for name in ("", "night line", "Night Line."):
        assert "not its name" in refused(office, "destroy", "--offline", answers=(name,)).err
    wrong = ("Night Line", "wrong words, wrong words")
    assert "does not open" in refused(office, "destroy", "--offline", answers=wrong).err
    assert "not its name" in refused(office, "destroy", "--offline", "--name", "Night").err


def test_it_must_be_said_where_the_desk_is_closed(office: Office) -> None:
    result = refused(office, "destroy")
    assert "not said where" in result.err
    assert "--offline" in result.err
    assert "relay's" in refused(office, "destroy", "--relay", "http://x").err


def test_every_key_here_is_overwritten_and_gone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in (office.folder / "keys").iterdir()}
    assert len(before) == 3, "two vaults, and what opens survivors' answers"
    overwritten: dict[str, bytes] = {}
    real = Path.unlink

    def look(path: Path, missing_ok: bool = False) -> None:
        if path.suffix in (".vault", ".keys"):
            overwritten[path.name] = path.read_bytes()
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", look)
    out = destroy(office)
    assert list((office.folder / "keys").iterdir()) == []
    assert set(overwritten) == set(before)
    for name, raw in before.items():
        assert len(overwritten[name]) == len(raw)
        assert raw[16:] not in overwritten[name]
    assert out.count("stays as it is until somebody with another") == 2, "before and after"
    words = ("1: their papers or vaults", "flash disk", "in the browser, the data that it keeps")
    for word in (*words, "publish wss://"):
        assert word in out
    for name in ("devices", "office", "cards"):
        assert list((office.folder / name).iterdir()) == [], "who the staff were is forgotten"


async def test_a_folder_behind_the_relay_takes_over_first_and_closes_after_it(
    office: Office, tmp_path: Path, serve: Serve
) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    other = copy_of(office.path, tmp_path / "other")
    for _ in range(2):
        await asyncio.to_thread(other.shift)
    await asyncio.to_thread(other.must, "state", "open", answers=(ADMINISTRATOR,))
    await asyncio.to_thread(other.must, "publish", address)
    # The control: closed offline, this folder is behind, and nobody can close the desk any more.
    behind = copy_of(office.path, tmp_path / "behind")
    await do(behind)
    late = await asyncio.to_thread(lambda: behind.run("publish", address))
    assert late.code == 1
    assert "already holds" in late.err
    out = await do(office, "--relay", address)
    assert "taken over     shift 3" in out
    state, shift = relay.trusted.state(relay.desk), relay.trusted.shift(relay.desk)
    assert state is not None
    assert state.payload.mode == 1
    assert shift is not None
    assert shift.payload.version == 4
    assert relay.trusted.roster is not None
    assert all(revoked for _, _, revoked in relay.trusted.roster.payload.rows)


@pytest.mark.parametrize("kind", ["roster", "shift", "state"])
async def test_a_relay_that_does_not_take_all_of_it_costs_no_key(
    office: Office, serve: Serve, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    await asyncio.to_thread(office.must, "publish", address)
    before = sorted(path.read_bytes() for path in (office.folder / "keys").iterdir())
    real = relay.take

    def take(frame: Publish) -> Done | RefusedFrame:
        if Kind(decode_envelope(frame.envelope).kind).name.lower() == kind:
            return RefusedFrame(frame.ref, Refusal.FULL, 0)
        return real(frame)

    args, answers = ("destroy", "--relay", address), ("Night Line", ADMINISTRATOR)
    with monkeypatch.context() as broken:
        broken.setattr(relay, "take", take)
        result = await asyncio.to_thread(lambda: office.run(*args, answers=answers))
    assert result.code == 1
    assert "No key was destroyed" in result.err
    assert sorted(path.read_bytes() for path in (office.folder / "keys").iterdir()) == before
    assert "The desk is closed at" in await do(office, "--relay", address)


async def test_without_an_answer_of_the_relay_nothing_changes(office: Office) -> None:
    args = ("destroy", "--relay", "ws://127.0.0.1:9")
    result = await asyncio.to_thread(
        lambda: refused(office, *args, answers=("Night Line", ADMINISTRATOR))
    )
    assert "cannot be reached" in result.err
    assert "No key was destroyed" in result.err


async def do(office: Office, *args: str) -> str:
    return await asyncio.to_thread(destroy, office, *args)


async def test_at_the_relay_everything_is_closed_when_the_keys_go(
    office: Office, serve: Serve
) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    device = office.holdings().devices[0]
    keys = vault.unlock((office.folder / "keys/administrator.vault").read_bytes(), ADMINISTRATOR)
    assert isinstance(keys, AuthorityKeys)
    out = await do(office, "--relay", address)
    assert f"The desk is closed at {address}" in out
    assert "stays as it is" not in out
    assert list((office.folder / "keys").iterdir()) == []
    assert "has everything already" in await asyncio.to_thread(office.must, "publish", address)
    state, shift = relay.trusted.state(relay.desk), relay.trusted.shift(relay.desk)
    roster = relay.trusted.roster
    assert state is not None
    assert shift is not None
    assert roster is not None
    assert state.payload.mode == 1
    assert shift.payload.expires == office.now + 24 * HOUR
    rows = {hashed: revoked for hashed, _, revoked in roster.payload.rows}
    assert rows[device.hash]
    assert all(rows.values()), "also what only others know"
    seeds = [seed for _, seed in office.keys(office.path / "Noor.vault").sealing_keys]
    place = (relay.organisation, relay.desk, 2)
    with pytest.raises(NotOnShift):
        packet.open_packet(*place, seeds, relay.packets[-1])
    with pytest.raises(NotOnShift):
        packet.open_directory(*place, keys.office_seed, relay.packets[-1])


def test_what_was_cut_off_can_be_run_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = commands_destroy._overwrite
    done: list[str] = []

    def cut(run: Run, path: Path) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(path.name)
        real(run, path)

    with monkeypatch.context() as broken:
        broken.setattr(commands_destroy, "_overwrite", cut)
        result = office.run("destroy", "--offline", answers=("Night Line", ADMINISTRATOR))
        assert result.code == 1
    assert done == ["root-1.vault"], "the key that signs the closing goes last"
    destroy(office)
    result = refused(office, "destroy")
    assert "no administrator key here any more" in result.err
    assert "noview-org publish" in result.err
    shown = office.must("show")
    assert "DESTROYED" in shown
    assert "SHUT OUT" not in shown, "nobody is known any more"
    assert "shift new" not in shown, "nothing is left to be done"
