"""A whole service on this machine: an organisation, a relay as a program of its own, both pages.

Everything is real: keys and documents by noview-org, `noview-relay serve` on SQLite in another
process, and the built pages on the relay's second listener, which is another origin.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from orgkeys.keyring import load_device
from orgkeys.office.commands import BUILT
from orgkeys.vault import DeviceKeys
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, Office, Result

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 60.0
STOPPED_WITHIN = 60.0
"""Seconds, on a machine that does much else; how long a relay takes is measured elsewhere."""
EXIT_ADDRESS = "https://www.wikipedia.org/"
PHONE = "+1 202 555 0142"

NOTICE = f"""\
timezone = "UTC"
exit_address = "{EXIT_ADDRESS}"
[hours]
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]
[[phones]]
number = "{PHONE}"
label.en = "Our phone, free of charge"
label.ar = "هاتفنا، مجانًا"
[texts.en]
welcome = "Write to us."
closed = "Nobody is here to answer now."
[texts.ar]
welcome = "اكتب إلينا."
closed = "لا يوجد أحد للرد الآن."
"""


def numbers() -> Iterator[int]:
    """Below those that the system gives to who calls out, each once, and apart for two runs of
    tests at a time."""
    worker = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))) or "0")
    first = 20_000 + worker % 3 * 4_000
    ports = range(first, first + 4_000)
    start = os.getpid() * 97 % len(ports)
    yield from itertools.cycle([*ports[start:], *ports[:start]])


NUMBERS = numbers()


def free_port() -> int:
    """A port of this machine that nobody has now, and that nobody else here was given."""
    for port in NUMBERS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("the numbers never end")


@dataclass
class Place:
    """One organisation with its relay. `command` starts the relay; a test may bring another."""

    folder: Path
    port: int = field(default_factory=free_port)
    pages_port: int = field(default_factory=free_port)
    name: str = "Night Line"
    notice: str = NOTICE
    handbook: str = ""
    aliases: Sequence[str] = ("Noor",)
    passphrase: str = DEVICE
    built: Path = BUILT
    more_config: str = ""
    command: Sequence[str] = (sys.executable, "-m", "relay")
    relay: subprocess.Popen[bytes] | None = None
    visitors_from: tuple[str, ...] = ()

    @property
    def relay_address(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def pages_origin(self) -> str:
        return f"http://127.0.0.1:{self.pages_port}"

    @property
    def survivor(self) -> str:
        return f"{self.pages_origin}/index.html"

    @property
    def console(self) -> str:
        return f"{self.pages_origin}/console.html"

    @property
    def pages(self) -> Path:
        return self.folder / "pages"

    @property
    def database(self) -> Path:
        return self.folder / "relay.db"

    @property
    def log(self) -> Path:
        """What the relay has said, on both of its streams."""
        return self.folder / "relay.log"

    @property
    def office(self) -> Office:
        return Office(self.folder, now=time.time(), built=self.built)

    @property
    def fingerprint(self) -> str:
        return self.office.holdings().settings.organisation.hex()

    def vault(self, alias: str = "Noor") -> Path:
        """A device's key, locked with this place's passphrase."""
        return self.folder / f"{alias}.vault"

    def keys(self, alias: str = "Noor") -> Path:
        """Its sealing keys, which a console takes into its own storage."""
        return self.folder / f"{alias}.keys"

    def device(self, alias: str = "Noor") -> DeviceKeys:
        """A device as a Python client takes it."""
        files = (self.vault(alias).read_bytes(), self.passphrase, self.keys(alias).read_bytes())
        return load_device(*files)

    # --- the organisation ---------------------------------------------------------------------

    def org(self, *args: str, answers: tuple[str, ...] = ()) -> str:
        """One command of noview-org that must do it; in a thread, since it may run a loop."""

        def run() -> Result:
            return self.office.run(*args, answers=answers)

        with ThreadPoolExecutor(1) as thread:
            result = thread.submit(run).result()
        assert result.code == 0, result.err
        return result.out

    def found(self) -> Place:
        """Make the organisation, its devices, a shift, and the pages."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.office.init(self.name, self.notice)
        for alias in self.aliases:
            self.add_device(alias)
        if self.handbook:
            self.set_handbook(self.handbook)
        self.office.shift("--hours", "24")
        self.desk("open", publish=False)
        self.write_pages(self.pages, self.relay_address)
        return self

    def set_handbook(self, text: str) -> None:
        """The next shift brings it to the staff."""
        source = self.folder / "source-handbook.toml"
        source.write_text(text, encoding="utf-8")
        self.org("handbook", "set", str(source), answers=(ADMINISTRATOR,))

    def add_device(self, alias: str, role: str = "counselor") -> None:
        words = (ADMINISTRATOR, self.passphrase, self.passphrase)
        self.org(
            *("device", "add", "--alias", alias, "--role", role, "--language", "en", "ar"),
            *("--relay", self.relay_address, "--out", str(self.vault(alias))),
            answers=words,
        )

    def write_pages(self, folder: Path, relay: str) -> None:
        self.org("page", "--relay", relay, "--out", str(folder))

    def serve(self, name: str, page: str) -> str:
        """Put another page beside the two; its address. (Chromium trusts a page with the way to
        this machine only when it came from there, so a page cannot be put in its hands.)"""
        (self.pages / name).write_text(page, encoding="utf-8")
        return f"{self.pages_origin}/{name}"

    def page(self, name: str = "index.html") -> str:
        return (self.pages / name).read_text(encoding="utf-8")

    def desk(self, mode: str, publish: bool = True) -> None:
        self.org("state", mode, answers=(ADMINISTRATOR,))
        if publish:
            self.publish()

    def publish(self) -> None:
        self.org("publish", self.relay_address)

    # --- the relay ----------------------------------------------------------------------------

    def configuration(self) -> str:
        origins = ", ".join(f'"{one}"' for one in [self.pages_origin, *self.visitors_from])
        return f"""\
listen = "127.0.0.1:{self.port}"
organisations = ["{self.fingerprint}"]
store = "sqlite"
database = "{self.database}"
allowed_origins = [{origins}]
staff_origins = ["{self.pages_origin}"]
{self.more_config}
[pages]
listen = "127.0.0.1:{self.pages_port}"
directory = "{self.pages}"
"""

    def start(self) -> Place:
        """Start the relay and wait until it says that it is healthy."""
        assert self.relay is None, "it runs already"
        config = self.folder / "relay.toml"
        config.write_text(self.configuration(), encoding="utf-8")
        with self.log.open("ab") as log:
            self.relay = subprocess.Popen(
                [*self.command, "serve", "--config", str(config)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN
        while not self.healthy():
            assert self.relay.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, "the relay was not ready in time"
            time.sleep(0.05)
        return self

    def healthy(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/health"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        """As when the power goes: SIGKILL, nothing is said."""
        relay, self.relay = self.relay, None
        assert relay is not None
        relay.kill()
        relay.wait()

    def stop(self) -> int:
        """Gracefully; the exit code."""
        relay, self.relay = self.relay, None
        assert relay is not None
        relay.terminate()
        try:
            return relay.wait(STOPPED_WITHIN)
        finally:
            if relay.poll() is None:
                relay.kill()
                relay.wait()

    def close(self) -> None:
        """At the end of a test, whatever became of it."""
        if self.relay is not None:
            self.stop()
