"""A real service in a folder: documents by the real ceremony, the relay as a program, clients.

`python -m relay` can be replaced by a module that plants a fault and then runs the same program.
"""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.findings import Checked
from audit.progress import Progress
from audit.storage import check_storage
from orgkeys.client import Counselor, Visitor
from orgkeys.sockets import connect
from orgkeys.survey import make_drop, statistics_key
from relay import frames
from relay.document_bytes import decode_envelope, decode_payload
from relay.effects import Drop, Record
from relay.frames import drop_name
from relay.keeper import SHAPES, kept_until
from relay.store.sqlite import SqliteStore
from tests.orgkeys.house import DESK, House, make_house
from tests.orgkeys.test_client import publish
from tests.relay.running import ROOT, toml

DAY = 86_400
QUESTION = "What helped you?"


def asking_house(now: int) -> House:
    """An organisation that asks a question after the end, so that it takes sealed answers."""
    house = make_house("Noor", now=now)
    house.ask(QUESTION)
    return house


def sealed_answer(house: House, words: str = "a cup of tea") -> bytes:
    """What a survivor's page leaves."""
    key = statistics_key(house.charter)
    assert key is not None
    return make_drop(house.organisation, DESK, key, [("survey-1", words)], int(time.time()))


def drop_of(house: House, day: int, words: str = "tea") -> Drop:
    """The same, as a store keeps it."""
    sealed = sealed_answer(house, words)
    return Drop(house.organisation, DESK, drop_name(sealed), day, sealed)


@dataclass
class Service:
    """A relay that runs. `folder` is all that rests on its disk."""

    house: House
    folder: Path
    process: subprocess.Popen[str]
    url: str

    @property
    def database(self) -> Path:
        return self.folder / "relay.db"

    def kill(self) -> None:
        """As when the power goes."""
        self.process.kill()
        self.process.wait()

    async def publish(self) -> None:
        await publish(self.url, self.house, self.house.published)

    async def renew_shift(self) -> None:
        """A supervisor makes another shift, so that the log holds what was replaced."""
        await publish(self.url, self.house, [self.house.new_shift()])

    async def conversation(self) -> None:
        """A knock, a talk in both directions, an end, and an answer to the organisation."""
        async with (
            Counselor(self.url, self.house.devices["Noor"].keys) as noor,
            Visitor(self.url, self.house.organisation, DESK) as visitor,
        ):
            await noor.on_duty()
            await visitor.knock(first="hello", address_as="Sam")
            await noor.claim()
            await visitor.talking()
            await noor.say("I am here")
            await visitor.heard("I am here")
            await visitor.say("thank you")
            await noor.heard("thank you")
            await noor.end()
            await visitor.ended()
        await self.answer()

    async def answer(self) -> None:
        """Somebody leaves an answer."""
        socket = await connect(f"{self.url}/v1/visit")
        await socket.send(frames.encode(frames.Join(1, self.house.organisation)))
        await socket.send(frames.encode(frames.Drop(1, DESK, sealed_answer(self.house))))
        while (raw := await socket.receive()) is not None:
            if isinstance(frames.decode_relay(raw), frames.Done):
                break
        await socket.close()


@contextmanager
def service(folder: Path, module: str = "relay", house: House | None = None) -> Iterator[Service]:
    """Start a relay on a folder, and stop it in good order."""
    folder.mkdir(exist_ok=True)
    house = house or asking_house(int(time.time()))
    config = folder / "relay.toml"
    config.write_text(toml([house.organisation], folder / "relay.db", None, ""), encoding="utf-8")
    with (folder / "relay.log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "serve", "--config", str(config)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
        )
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            log.write(said)
            log.flush()
            found = re.search(r"listens on (ws\S+?),", said)
            assert found, (folder / "relay.log").read_text(encoding="utf-8")
            yield Service(house, folder, process, found[1])
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(60)
            process.communicate()


def record_of(house: House, envelope: bytes, packet: bytes) -> Record:
    """A document as a store keeps it."""
    opened = decode_envelope(envelope)
    payload = decode_payload(opened.payload, SHAPES[opened.kind])
    desk = getattr(payload, "desk", b"")
    return Record(house.organisation, opened.kind, desk, payload.version, envelope, packet)


def audited(*paths: Path, now: float | None = None) -> Checked:
    """What the check says of these, now."""
    at = time.time() if now is None else now
    return check_storage([str(path) for path in paths], at, Progress())


def codes(checked: Checked, *severities: str) -> set[str]:
    """The codes of findings, of these grades or of all that count."""
    wanted = severities or ("fail", "inconclusive")
    return {one.code for one in checked.findings if one.severity in wanted}


def evidence(checked: Checked, code: str) -> str:
    """Where a code was found."""
    return "\n".join(
        place for one in checked.findings if one.code == code for place in one.evidence
    )


KEPT = 8
"""Records of `store_with` without answers: two charters, roster, notice, shift, state, lease,
key."""


def store_with(folder: Path, house: House, drops: int = 0) -> Path:
    """A store as a relay leaves it, with what the house has published and so many answers."""
    path = folder / "relay.db"
    store = SqliteStore(path)
    now = time.time()
    assert store.lease("relay", "relay", now, now + 30) is not None
    store.secret("ticket")
    for envelope, packet in house.published:
        record = record_of(house, envelope, packet)
        assert store.put(record, kept_until(record))
    today = int(now // DAY)
    store.drops(house.organisation, [drop_of(house, today, f"words {n}") for n in range(drops)])
    store.purge(now)
    store.close()
    return path


def planted(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change a store with SQLite itself, which keeps the file whole."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA secure_delete = ON")
    change(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
