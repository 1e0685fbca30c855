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


def destroy(office: Office) -> str:
    return office.must("destroy", answers=("Night Line", ADMINISTRATOR))


def test_nothing_happens_without_the_name_and_the_passphrase(office: Office) -> None:
    for name in ("", "night line", "Night Line."):
        assert "not its name" in refused(office, "destroy", answers=(name,)).err
    result = refused(office, "destroy", answers=("Night Line", "wrong words, wrong words"))
    assert "does not open" in result.err
    assert "not its name" in refused(office, "destroy", "--name", "Night").err


def test_every_key_here_is_overwritten_and_gone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in (office.folder / "keys").iterdir()}
    assert len(before) == 2
    overwritten: dict[str, bytes] = {}
    real = Path.unlink

    def look(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".vault":
            overwritten[path.name] = path.read_bytes()
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", look)
    out = destroy(office)
    assert list((office.folder / "keys").iterdir()) == []
    assert set(overwritten) == set(before)
    for name, raw in before.items():
        assert len(overwritten[name]) == len(raw)
        assert raw[16:] not in overwritten[name]
    for words in ("publish wss://", "1: their papers or vaults", "flash disk", "storage"):
        assert words in out
    for name in ("devices", "office", "cards"):
        assert list((office.folder / name).iterdir()) == [], "who the staff were is forgotten"


async def test_publishing_closes_everything_without_any_key(office: Office, serve: Serve) -> None:
    relay = Relay(office)
    address = await serve(relay.answer)
    device = office.holdings().devices[0]
    keys = vault.unlock((office.folder / "keys/administrator.vault").read_bytes(), ADMINISTRATOR)
    assert isinstance(keys, AuthorityKeys)
    await asyncio.to_thread(destroy, office)
    await asyncio.to_thread(office.must, "publish", address)
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
        result = office.run("destroy", answers=("Night Line", ADMINISTRATOR))
        assert result.code == 1
    assert done == ["root-1.vault"], "the key that signs the closing goes last"
    destroy(office)
    result = refused(office, "destroy")
    assert "no administrator key here any more" in result.err
    assert "noview-org publish" in result.err
    assert "SHUT OUT" not in office.must("show"), "nobody is known any more"
