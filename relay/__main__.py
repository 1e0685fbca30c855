"""The command `noview-relay`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from importlib.metadata import version
from pathlib import Path

from relay.config import Config, load
from relay.errors import LocalFault
from relay.hardening import no_dumps, warn_of_swap
from relay.server import Relay
from relay.store import Store
from relay.store.memory import MemoryStore
from relay.store.sqlite import SqliteStore

log = logging.getLogger("noview.relay")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code: 0 stopped as asked, 1 could not go on, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="noview-relay", description="A relay that carries what it cannot read."
    )
    parser.add_argument("--version", action="version", version=f"noview {version('noview')}")
    commands = parser.add_subparsers(required=True, metavar="serve")
    serve = commands.add_parser("serve", help="run the relay until it is stopped")
    serve.add_argument("--config", type=Path, metavar="relay.toml", help="see relay.example.toml")
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="noview-relay: %(levelname)s: %(message)s"
    )
    try:
        config = Config() if options.config is None else load(options.config)
        no_dumps()
        warn_of_swap()
        return run(config)
    except LocalFault as fault:
        print(f"noview-relay: {fault}", file=sys.stderr)
        return 1


def run(config: Config) -> int:
    """Serve on the fastest event loop there is."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(serve_until_stopped(config))
    return uvloop.run(serve_until_stopped(config))


async def serve_until_stopped(config: Config) -> int:
    """Serve until SIGTERM or SIGINT. Raises LocalFault when it cannot start."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, asked.set)
    relay = Relay(config, open_store(config))
    await relay.start()
    print(describe(relay, config), flush=True)
    stop = asyncio.ensure_future(asked.wait())
    await asyncio.wait((stop, relay.unusable), return_when=asyncio.FIRST_COMPLETED)
    lost = relay.unusable.done()
    if lost:
        log.error("another relay has taken this store over; stopping")
    stop.cancel()
    await relay.stop()
    return 1 if lost else 0


def open_store(config: Config) -> Store:
    """The store that the configuration names."""
    return MemoryStore() if config.store == "memory" else SqliteStore(config.database)


def describe(relay: Relay, config: Config) -> str:
    """One plain line: what is listened on, for whom, and what to do if that is nobody."""
    host = f"[{config.listen.host}]" if ":" in config.listen.host else config.listen.host
    kept = "in memory" if config.store == "memory" else f"in {config.database}"
    line = f"noview-relay listens on ws{relay.door.scheme}://{host}:{relay.door.port}, "
    if config.organisations:
        number = len(config.organisations)
        line += f"for {number} organisation{'s' * (number > 1)}, documents {kept}"
    else:
        line += "but for no organisation yet: add its fingerprint to `organisations` in relay.toml"
    if relay.pages is not None and config.pages is not None:
        host = config.pages.listen.host
        host = f"[{host}]" if ":" in host else host
        line += f"; pages on http{relay.door.scheme}://{host}:{relay.pages.door.port}"
    return line


if __name__ == "__main__":
    sys.exit(main())
