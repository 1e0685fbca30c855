"""A real relay for tests: in this process on port 0, or as the real command in another one.

    async with running_relay(organisations=[fingerprint]) as relay:
        relay.url, relay.pages_url

Both kinds stop cleanly at the end and fail the test when they did not.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from relay.config import Address, Config, Deadlines, PagesConfig
from relay.flood import Budgets
from relay.server import Relay
from relay.store import Store
from relay.store.memory import MemoryStore
from relay.store.sqlite import SqliteStore

LOCAL = Address("127.0.0.1", 0)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds that a busy machine may take


@dataclass
class Running:
    """A relay that listens. `url` is "ws://…" without a path; `http` the same for /health."""

    relay: Relay
    url: str
    http: str
    pages_url: str = ""


@asynccontextmanager
async def running_relay(
    organisations: Iterable[bytes] = (),
    *,
    store: str | Store = "memory",
    database: Path | None = None,
    pages: Path | None = None,
    config: Config | None = None,
    deadlines: Deadlines | None = None,
    budgets: Budgets | None = None,
) -> AsyncIterator[Running]:
    """A relay in this process. `store` is "memory", "sqlite" (at `database`) or a store."""
    settings = replace(
        config or Config(),
        listen=LOCAL,
        organisations=tuple(organisations),
        deadlines=deadlines or Deadlines(closing=0.2),
    )
    if pages is not None:
        ancestors = config.pages.frame_ancestors if config is not None and config.pages else ()
        settings = replace(settings, pages=PagesConfig(LOCAL, pages, ancestors))
    if isinstance(store, str):
        assert store == "memory" or database is not None, "say where the database is"
        store = MemoryStore() if database is None else SqliteStore(database)
    relay = Relay(settings, store, budgets)
    await relay.start()
    scheme, port = relay.door.scheme, relay.door.port
    running = Running(relay, f"ws{scheme}://127.0.0.1:{port}", f"http{scheme}://127.0.0.1:{port}")
    if relay.pages is not None:
        running.pages_url = f"http{scheme}://127.0.0.1:{relay.pages.door.port}"
    try:
        yield running
    finally:
        await relay.stop()


@dataclass
class Process:
    """The real command, running."""

    process: subprocess.Popen[str]
    url: str
    pages_url: str
    said: str
    """Its one line."""

    @property
    def http(self) -> str:
        """For /health."""
        return self.url.replace("ws", "http", 1)


def toml(
    organisations: Iterable[bytes], database: Path | None, pages: Path | None, more: str
) -> str:
    """A configuration on port 0."""
    listed = ", ".join(f'"{one.hex()}"' for one in organisations)
    text = f'listen = "127.0.0.1:0"\norganisations = [{listed}]\n'
    text += 'store = "memory"\n' if database is None else f'database = "{database}"\n'
    text += more
    if pages is not None:
        text += f'\n[pages]\nlisten = "127.0.0.1:0"\ndirectory = "{pages}"\n'
    return text


@contextmanager
def relay_process(
    organisations: Iterable[bytes] = (),
    *,
    database: Path | None = None,
    pages: Path | None = None,
    more: str = "",
    log: Path | None = None,
) -> Iterator[Process]:
    """The command `noview-relay serve` in another process; `log` gets what it writes to stderr."""
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory) / "relay.toml"
        config.write_text(toml(organisations, database, pages, more), encoding="utf-8")
        errors = (log or Path(directory) / "log").open("w+", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "relay", "serve", "--config", str(config)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"listens on (ws\S+?),(?:.*pages on (http\S+))?", said)
            if found is None:
                errors.seek(0)
                raise AssertionError(f"the relay did not start: {said}{errors.read()}")
            yield Process(process, found[1], found[2] or "", said)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            code = process.wait(2 * PATIENCE)
            process.communicate()
            errors.close()
        assert code in (0, -signal.SIGKILL), f"the relay ended with {code}"


async def comes(what: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait until it is so. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while True:
            if what():
                return
            await asyncio.sleep(0.01)


async def settled() -> None:
    """Let the event loop do what is due."""
    for _ in range(5):
        await asyncio.sleep(0)
