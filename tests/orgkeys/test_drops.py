"""noview-org drops fetch: from sealed answers at a real relay to a file of counts (15.3, 15.6)."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp
import pytest

from orgkeys.errors import CannotOpen
from orgkeys.office import drops
from orgkeys.office.counts import HIDDEN
from orgkeys.office.statistics import KEPT, NAME, Seed, tended, unwrap, wrap
from orgkeys.office.terminal import Refused
from orgkeys.survey import make_drop, statistics_key
from relay.flood import UNLIMITED
from relay.frames import Done, Drop, Join, decode_relay, encode
from relay.store.memory import MemoryStore
from tests.orgkeys.office import ADMINISTRATOR, NOTICE, ROOT, Office, Result, copy_of, refused
from tests.relay.running import Running, running_relay

ASKING = f"""{NOTICE}survey-1 = "Did it help?"
survey-1-choices = "Yes\\nNo"
survey-2 = "What should be different?"
"""
CANARY = "canary: the boat was too loud"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init(notice=ASKING)
    made.add("Noor")
    made.shift()
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def relay(
    office: Office, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    organisation = office.holdings().settings.organisation
    monkeypatch.setattr("relay.server.time", lambda: office.now)
    async with running_relay([organisation], store=store, budgets=UNLIMITED) as running:
        await asyncio.to_thread(office.must, "publish", running.url)
        yield running


def sealed(office: Office, *answers: tuple[str, str]) -> bytes:
    """What a survivor's page makes, by the charter in the folder."""
    held = office.holdings()
    key = statistics_key(held.charter.payload)
    assert key is not None
    return make_drop(held.settings.organisation, held.settings.desk, key, answers, office.now)


async def leave(relay: Running, office: Office, many: Sequence[bytes]) -> None:
    """Survivors answer."""
    settings = office.holdings().settings
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{relay.url}/v1/visit", max_msg_size=0) as socket,
    ):
        await socket.send_bytes(encode(Join(1, settings.organisation)))
        await socket.receive_bytes()
        for ref, one in enumerate(many):
            await socket.send_bytes(encode(Drop(ref, settings.desk, one)))
            assert decode_relay(await socket.receive_bytes()) == Done(ref)


async def fetched(
    office: Office, relay: Running, name: str = "answers.csv", more: tuple[str, ...] = ()
) -> Result:
    args = ("drops", "fetch", relay.url, "--out", str(office.path / name), *more)
    return await asyncio.to_thread(lambda: office.run(*args, answers=(ADMINISTRATOR,)))


def rows(office: Office, name: str = "answers.csv") -> list[list[str]]:
    return list(csv.reader(io.StringIO((office.path / name).read_text("utf-8-sig"))))[1:]


async def test_answers_become_counts_and_the_relay_forgets_them(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    organisation = office.holdings().settings.organisation
    said = [("Yes", f"words {n}") for n in range(6)] + [("No", CANARY)] * 2
    many = [sealed(office, ("survey-1", one), ("survey-2", words)) for one, words in said]
    await leave(relay, office, many)
    assert len(store.drops(organisation)) == 8
    assert CANARY.encode() not in b"".join(drop.sealed for drop in store.drops(organisation))
    result = await fetched(office, relay)
    assert result.code == 0, result.err
    listed = rows(office)
    assert listed[0] == ["answered after the chat", "", "8"]
    assert listed[1:3] == [["Did it help?", "Yes", HIDDEN], ["Did it help?", "No", HIDDEN]]
    assert sorted(row[1] for row in listed[3:]) == sorted(words for _, words in said)
    assert store.drops(organisation) == []
    assert (office.path / "answers.csv").stat().st_mode & 0o077 == 0
    assert CANARY not in result.out + result.err
    again = await fetched(office, relay, "again.csv")
    assert "Fewer than 5" in again.out
    assert not (office.path / "again.csv").exists()


async def test_fewer_than_five_stay_sealed_at_the_relay_until_there_are_more(
    office: Office, relay: Running, store: MemoryStore
) -> None:
    organisation = office.holdings().settings.organisation
    await leave(relay, office, [sealed(office, ("survey-1", "Yes")) for _ in range(4)])
    before = store.drops(organisation)
    result = await fetched(office, relay)
    assert result.code == 0, result.err
    assert "Fewer than 5" in result.out
    assert list(office.path.glob("*.csv*")) == []
    assert store.drops(organisation) == before
    await leave(relay, office, [sealed(office, ("survey-1", "Yes"))])
    await fetched(office, relay)
    assert rows(office)[1] == ["Did it help?", "Yes", "5"]


async def test_answers_from_before_and_after_a_rotation_are_counted_together(
    office: Office, relay: Running
) -> None:
    early = [sealed(office, ("survey-1", "Yes")) for _ in range(3)]
    draft = office.path / "next.draft"
    args = ("charter", "renew", "--statistics", "--out", str(draft))
    out = await asyncio.to_thread(office.must, *args, answers=(ADMINISTRATOR,))
    assert "NEW key for survivors' answers" in out
    signature = office.path / "holder.signature"
    vault = str(office.folder / "keys/root-1.vault")
    sign = ("charter", "sign", str(draft), "--vault", vault, "--yes", "--out", str(signature))
    await asyncio.to_thread(office.must, *sign, answers=(ROOT,))
    await asyncio.to_thread(office.must, "charter", "finish", str(signature))
    await asyncio.to_thread(office.must, "publish", relay.url)
    late = [sealed(office, ("survey-1", "Yes")) for _ in range(3)]
    await leave(relay, office, [*early, *late])
    result = await fetched(office, relay)
    assert result.code == 0, result.err
    assert rows(office)[1] == ["Did it help?", "Yes", "6"]


async def test_where_the_relay_does_not_confirm_it_is_said_where_the_counts_are(
    office: Office, relay: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave(relay, office, [sealed(office, ("survey-1", "Yes")) for _ in range(5)])
    monkeypatch.setattr(drops, "Done", str)
    result = await fetched(office, relay)
    assert result.code == 1
    assert "answers.csv.part" in result.err
    first = office.path / "answers.csv.part"
    assert first.exists()
    assert "not counted again" in result.err
    monkeypatch.undo()
    await fetched(office, relay, "again.csv")
    assert not (office.path / "again.csv").exists(), "the same answers are in one report alone"


# --- refusals -----------------------------------------------------------------------------------

FETCH = ("drops", "fetch", "wss://chat.example.org")


def test_without_a_question_or_the_right_file_it_is_said_what_to_do(
    office: Office, tmp_path: Path
) -> None:
    silent = Office(tmp_path / "silent")
    silent.path.mkdir()
    silent.init()
    assert "asks nothing" in refused(silent, *FETCH).err
    (office.folder / NAME).rename(office.path / "elsewhere")
    assert "is not in this folder" in refused(office, *FETCH, answers=(ADMINISTRATOR,)).err
    (office.folder / NAME).write_bytes((silent.folder / NAME).read_bytes())
    assert "another administrator" in refused(office, *FETCH, answers=(ADMINISTRATOR,)).err


def test_nothing_is_written_over(office: Office) -> None:
    taken = office.path / "taken.csv"
    taken.write_text("mine")
    assert "exists already" in refused(office, *FETCH, "--out", str(taken)).err


# --- the file of seeds --------------------------------------------------------------------------

OURS, KEY = b"o" * 32, b"a" * 32
ONE, TWO, THREE = (Seed(bytes([n]) * 32) for n in (1, 2, 3))


def test_the_seeds_open_with_the_administrators_key_alone() -> None:
    raw = wrap((ONE, TWO), OURS, KEY, bytes)
    assert unwrap(raw, OURS, KEY) == (ONE, TWO)
    assert len(wrap((ONE,), OURS, KEY, bytes)) == len(raw)
    for bad, organisation, key in (
        (raw, OURS, b"b" * 32),
        (raw, b"x" * 32, KEY),
        (raw[:-1] + bytes([raw[-1] ^ 1]), OURS, KEY),
        (raw[:60], OURS, KEY),
        (b"", OURS, KEY),
    ):
        with pytest.raises(CannotOpen):
            unwrap(bad, organisation, key)
    assert ONE.seed.hex() not in repr(ONE)


def test_a_seed_is_kept_for_31_days_after_another_and_then_destroyed() -> None:
    now = 1_800_000_000
    first = tended((ONE, TWO, THREE), TWO.public, now)
    assert first == (Seed(ONE.seed, now + KEPT), TWO, THREE), "the draft's stays too"
    assert tended(first, TWO.public, now + KEPT - 1) == first
    assert tended(first, TWO.public, now + KEPT) == (TWO, THREE)
    with pytest.raises(Refused):
        tended((ONE,), TWO.public, now)
