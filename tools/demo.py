"""`make demo`: an organisation, a relay and both pages on this machine, to try by hand.

Everything is real: the organisation is made by noview-org, the relay is noview-relay with SQLite,
and the pages come from its second listener. What is made is thrown away at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from orgkeys.__main__ import main as noview_org  # noqa: E402 - the path must be set first
from orgkeys.office.commands import BUILT, World  # noqa: E402
from orgkeys.office.terminal import Terminal  # noqa: E402

READY_WITHIN = 60.0
STOPPED_WITHIN = 15.0
OWN_PORTS = range(10_000, 20_000)
"""No system gives these to a program that takes any port."""
# Numbers that telephone companies keep for films: nobody is called by mistake.
NOTICE = ROOT / "tools" / "demo_notice.toml"
HANDBOOK = ROOT / "tools" / "demo_handbook.toml"


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do."""


class Stopped(BaseException):
    """Ctrl-C or SIGTERM. Not an Exception, so that nothing on the way takes it for an error."""


@dataclass(frozen=True)
class Person:
    """Somebody who works in the demo."""

    alias: str
    role: str
    languages: tuple[str, ...]


# Two, so that one can be brought in by the other, take over, and help quietly.
PEOPLE = (
    Person("Noor", "supervisor", ("en", "ar")),
    Person("Salma", "counselor", ("en", "es")),
)


@dataclass(frozen=True)
class Demo:
    """Where everything of one demo is. The passphrase is made anew each time."""

    folder: Path
    port: int
    pages_port: int
    passphrase: str

    @property
    def relay(self) -> str:
        """The relay's address for pages and consoles."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def pages(self) -> str:
        """Where the pages are served, an origin of its own."""
        return f"http://127.0.0.1:{self.pages_port}"

    @property
    def host(self) -> Path:
        """All that whoever runs the relay has on disk."""
        return self.folder / "host"

    @property
    def site(self) -> Path:
        """The pages, which an organisation's own website would have."""
        return self.folder / "pages"

    def vault(self, person: Person) -> Path:
        """Their key."""
        return self.folder / f"{person.alias.lower()}.vault"

    def keys(self, person: Person) -> Path:
        """Their sealing keys, which the console takes into its own storage."""
        return self.vault(person).with_suffix(".keys")


def draw_passphrase() -> str:
    """20 random letters in five groups: easy to type, and never the same."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))


def free_port(wanted: int, taken: Sequence[int] = ()) -> int:
    """The wanted port, or another where it is 0 or somebody has it already: one that nobody else
    is given by chance in the time until it is used."""
    for port in (wanted, *(secrets.choice(OWN_PORTS) for _ in range(100))):
        if port in (0, *taken):
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise DemoError("No free port was found on 127.0.0.1. Give others with --port, --pages-port.")


def organisation(demo: Demo) -> str:
    """Make the organisation with noview-org, as anybody would; its fingerprint (hex)."""
    demo.host.mkdir(mode=0o700)
    settings = demo.folder / "organisation" / "organisation.json"
    org = commands(demo)
    org("init", "--name", "Night Line (demo)", "--holders", "1", "--notice", str(NOTICE))
    for one in PEOPLE:
        org(
            *("device", "add", "--alias", one.alias, "--role", one.role),
            *("--language", *one.languages),
            *("--relay", demo.relay, "--out", str(demo.vault(one))),
        )
    org("handbook", "set", str(HANDBOOK))
    org("statistics", "vault", str(demo.folder / "numbers.vault"))
    org("shift", "new", "--hours", "24")
    org("state", "open")
    org("page", "--relay", demo.relay, "--out", str(demo.site))
    return str(json.loads(settings.read_text())["organisation"])


def commands(demo: Demo) -> Callable[..., None]:
    """noview-org in the demo's organisation, word for word. Raises DemoError."""

    def org(*args: str) -> None:
        err = io.StringIO()
        terminal = Terminal(out=io.StringIO(), err=err, ask=lambda _: demo.passphrase)
        where = ("--directory", str(demo.folder / "organisation"))
        if noview_org([*args, *where], World(terminal)) != 0:
            raise DemoError(f"noview-org {args[0]} was refused:\n{err.getvalue()}")

    return org


def publish(demo: Demo) -> None:
    """Give the relay the organisation's documents. Raises DemoError."""
    commands(demo)("publish", demo.relay)


def relay_toml(demo: Demo, fingerprint: str) -> str:
    """The relay's configuration for the demo."""
    return f"""\
listen = "127.0.0.1:{demo.port}"
organisations = ["{fingerprint}"]
store = "sqlite"
database = "relay.db"
allowed_origins = ["{demo.pages}"]
staff_origins = ["{demo.pages}"]

[pages]
listen = "127.0.0.1:{demo.pages_port}"
directory = "../pages"
"""


@contextlib.contextmanager
def serving(
    demo: Demo, fingerprint: str, log: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The relay as a program of its own; stopped on the way out, whatever happened. What it says
    goes where our own words go, or into `log`."""
    config = demo.host / "relay.toml"
    config.write_text(relay_toml(demo, fingerprint), encoding="utf-8")
    command = [sys.executable, "-m", "relay", "serve", "--config", str(config)]
    # A session of its own: Ctrl-C reaches only us, and we stop it in order.
    relay = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=log, stderr=log)
    try:
        yield relay
    finally:
        relay.terminate()
        try:
            relay.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            relay.kill()
            relay.wait()


def wait_ready(demo: Demo, relay: subprocess.Popen[bytes]) -> None:
    """Until the relay says that it is healthy. Raises DemoError."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if relay.poll() is not None:
            raise DemoError("The relay stopped by itself; what it said stands above.")
        if fetch(f"http://127.0.0.1:{demo.port}/health") is not None:
            return
        time.sleep(0.1)
    raise DemoError(f"The relay was not ready within {READY_WITHIN:.0f} seconds.")


def fetch(address: str) -> str | None:
    """The text at an address of this machine, or None while there is none."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - http of our own
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def check(demo: Demo, fingerprint: str) -> None:
    """Both pages come as they were written, and hold the organisation. Raises DemoError."""
    for name in ("index.html", "console.html"):
        text = fetch(f"{demo.pages}/{name}")
        written = (demo.site / name).read_text(encoding="utf-8")
        if text != written or fingerprint not in text or demo.relay not in text:
            raise DemoError(f"{demo.pages}/{name} does not answer with the page that was written.")


def tell(demo: Demo) -> None:
    """What a person needs to try it."""
    people = "".join(
        f"""
  {one.alias}, {one.role}
    vault        {demo.vault(one)}
    keys         {demo.keys(one)}
"""
        for one in PEOPLE
    )
    print(
        f"""
  Survivor       {demo.pages}/
  Console        {demo.pages}/console.html
  Passphrase     {demo.passphrase}   (of every file below)
{people}
  Administrator  {demo.folder / "organisation" / "keys" / "administrator.vault"}
                 (in the console, unlocked or not: Administrator)
  Numbers        {demo.folder / "numbers.vault"}
                 (in Noor's console: Numbers)

1. Open the console. Under "Vault file" choose both files of Noor at once, the vault and the keys,
   type the passphrase, and go on duty.
2. Open the survivor's page in another window: I want to talk, Write from this device, Ask to talk
   right away; and Answer in the console. The relay in between sees only padded ciphertext.
3. Open the console in one more window, and unlock it with both files of Salma. Now one can bring
   the other in, hand over, ask quietly under Colleagues; and Noor has the board.

Noor is a supervisor: her console starts the next shift by itself. Salma's languages are English
and Spanish, Noor's are English and Arabic.
The next time in the same browser, the vault alone is enough: the keys are kept there.
Ctrl-C stops everything and throws it away.
""",
        flush=True,
    )


def run(args: argparse.Namespace, folder: Path) -> None:
    """Set up, serve until stopped. Raises DemoError, and Stopped for Ctrl-C."""
    if not (BUILT / "build.json").is_file():
        raise DemoError("The pages are not built yet. Run: make demo (or make pages)")
    port = free_port(args.port)
    pages_port = free_port(args.pages_port, taken=[port])
    for wanted, found in ((args.port, port), (args.pages_port, pages_port)):
        if wanted not in (0, found):
            print(f"Port {wanted} is busy; {found} it is.")
    demo = Demo(folder, port, pages_port, draw_passphrase())
    print("Making a demo organisation ...", flush=True)
    fingerprint = organisation(demo)
    with serving(demo, fingerprint) as relay:
        wait_ready(demo, relay)
        publish(demo)
        check(demo, fingerprint)
        if args.check:
            print("demo: both pages and the relay answer")
            return
        tell(demo)
        relay.wait()
        raise DemoError("The relay stopped by itself; what it said stands above.")


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the normal way out, so that everything is stopped and thrown away."""
    raise Stopped


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when it was stopped or checked, 1 when it could not go on."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--directory", type=Path, help="a new folder; a temporary one if left out")
    parser.add_argument("--port", type=int, default=8750, help="the relay's (%(default)s)")
    parser.add_argument("--pages-port", type=int, default=8751, help="the pages' (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="do not throw the folder away")
    parser.add_argument("--check", action="store_true", help="start, look, stop")
    args = parser.parse_args(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if args.directory is not None and args.directory.exists():
        print(f"demo: {args.directory} exists already; give a new folder.", file=sys.stderr)
        return 1
    folder: Path | None = None
    try:
        if args.directory is not None:
            args.directory.mkdir(parents=True, mode=0o700)
        folder = args.directory or Path(tempfile.mkdtemp(prefix="noview-demo-"))
        run(args, folder.resolve())
    except DemoError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except Stopped:
        print("\nStopped.")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        if folder is not None and not args.keep:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
