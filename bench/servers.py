"""Start the servers that are measured, and read what they use from /proc."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ORGANISATION = bytes(range(32))

# The relay as it runs for real. Each client names an address of its own, as behind a proxy, since
# the flood budgets of one address are meant for a household and not for two thousand people.
RELAY = """
listen = "127.0.0.1:{port}"
database = "{folder}/relay.db"
organisations = ["{organisation}"]
address_header = "X-Forwarded-For"
"""


@dataclass(frozen=True)
class Server:
    """A running server: its name in the table, port, process and seconds until it was ready."""

    name: str
    port: int
    pid: int
    ready: float

    def cpu(self) -> float:
        """CPU seconds used so far, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Resident bytes now."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )


def free_port() -> int:
    """A port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(name: str, port: int, folder: str) -> list[str]:
    """The command line of one of the three servers."""
    if name == "node ws":
        return ["node", str(HERE / "bare_ws.mjs"), str(port)]
    if name == "aiohttp":
        return [sys.executable, str(HERE / "bare_aiohttp.py"), str(port)]
    config = Path(folder) / "relay.toml"
    config.write_text(RELAY.format(port=port, folder=folder, organisation=ORGANISATION.hex()))
    return [sys.executable, "-m", "relay", "serve", "--config", str(config)]


@contextmanager
def running(name: str) -> Iterator[Server]:
    """Run a server until the block ends. Raises TimeoutError when it is not ready in 20 seconds."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        started = time.perf_counter()
        with subprocess.Popen(command(name, port, folder), stdout=subprocess.DEVNULL) as process:
            try:
                yield Server(name, port, process.pid, _ready(port) - started)
            finally:
                process.terminate()
                process.wait(10)


def _ready(port: int) -> float:
    """The moment at which /health answers."""
    give_up = time.perf_counter() + 20
    while time.perf_counter() < give_up:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                return time.perf_counter()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.002)
    raise TimeoutError("the server was not ready in 20 seconds")
