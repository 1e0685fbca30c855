"""An administrator's desk for tests: a folder, a clock that can be set, and answers to prompts."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from orgkeys.__main__ import main
from orgkeys.keyring import load_device
from orgkeys.office.commands import BUILT, World
from orgkeys.office.directory import Directory
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.terminal import Terminal
from orgkeys.packet import PacketContent, open_packet
from orgkeys.vault import DeviceKeys
from relay.documents import TrustedDocuments

NOW = 1_800_000_000
ROOT = "root words that are long enough"
ADMINISTRATOR = "administrator words, long enough"
DEVICE = "device words that are long enough"

# Commands that run where no organisation's folder is.
FOLDERLESS = (
    *(("device", "request"), ("device", "accept"), ("root", "new"), ("root", "check")),
    *(("administrator", "new"), ("charter", "show"), ("charter", "sign"), ("transcript", "check")),
)

NOTICE = """\
timezone = "Europe/Vienna"
exit_address = "https://www.wikipedia.org/"
[hours]
monday = ["09:00-17:00"]
[[phones]]
number = "+43 1 555 0100"
label.en = "Our phone"
[texts.en]
welcome = "Write to us."
closed = "Nobody is here now."
"""


def copy_of(template: Path, path: Path) -> Office:
    """An office of its own, made from one that took a while to set up."""
    shutil.copytree(template, path, dirs_exist_ok=True)
    return Office(path)


@dataclass(frozen=True)
class Result:
    """What one command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@dataclass
class Office:
    """Runs noview-org in this process."""

    path: Path
    now: float = NOW
    random: Callable[[int], bytes] = os.urandom
    built: Path = BUILT
    asked: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.path / "organisation"

    def run(self, *args: str, answers: tuple[str, ...] = (), stdin: str = "") -> Result:
        """One command, in this folder unless it says otherwise; prompts get the answers in turn."""
        out, err, left = io.StringIO(), io.StringIO(), list(answers)

        def ask(prompt: str) -> str:
            self.asked.append(prompt)
            if not left:
                raise EOFError
            return left.pop(0)

        terminal = Terminal(out=out, err=err, stdin=io.StringIO(stdin), ask=ask, read=ask)
        world = World(terminal, lambda: self.now, self.random, self.built)
        without = "--directory" in args or args[:2] in FOLDERLESS
        where = () if without else ("--directory", str(self.folder))
        code = main([*args, *where], world)
        assert left == [], "not every answer was asked for"
        return Result(code, out.getvalue(), err.getvalue())

    def must(self, *args: str, answers: tuple[str, ...] = ()) -> str:
        """One command that must do it; its output."""
        result = self.run(*args, answers=answers)
        assert result.code == 0, result.err
        return result.out

    def init(self, name: str = "Night Line", notice: str = NOTICE) -> Office:
        source = self.path / "source.toml"
        source.write_text(notice, encoding="utf-8")
        answers = (ROOT, ROOT, ADMINISTRATOR, ADMINISTRATOR)
        self.must("init", "--name", name, "--notice", str(source), answers=answers)
        return self

    def add(self, alias: str = "Noor", *more: str) -> Path:
        vault = self.path / f"{alias}.vault"
        self.must(
            *("device", "add", "--alias", alias, "--role", "counselor", "--language", "ar", "en"),
            *("--relay", "wss://chat.example.org", "--out", str(vault), *more),
            answers=(ADMINISTRATOR, DEVICE, DEVICE),
        )
        return vault

    def keys(self, vault: Path) -> DeviceKeys:
        """A device as its owner has it: its vault and the keys file beside it."""
        ring = vault.with_suffix(".keys")
        return load_device(vault.read_bytes(), DEVICE, ring.read_bytes() if ring.exists() else None)

    def open_packet(self, vault: Path, version: int) -> PacketContent:
        """What this device reads in the packet of a shift. Raises NotOnShift."""
        keys = self.keys(vault)
        seeds = [seed for _, seed in keys.sealing_keys]
        raw = (self.folder / f"documents/packet-{version:06d}").read_bytes()
        return open_packet(keys.organisation, keys.desk, version, seeds, raw)

    def revoke(self, alias: str, *more: str) -> str:
        return self.must("device", "revoke", alias, *more, answers=(ADMINISTRATOR,))

    def believed(self) -> TrustedDocuments:
        """What a stranger believes who knows only the fingerprint and reads the files."""
        held = self.holdings()
        stranger = TrustedDocuments(held.settings.organisation)
        stranger.add_charters(held.trusted.charters, self.now)
        stranger.add_roster(held.roster.raw, self.now)
        stranger.add_notice(held.notice.raw, self.now)
        documents = self.folder / "documents"
        if held.shift:
            raw = (documents / f"shift-{held.shift.version:06d}").read_bytes()
            stranger.add_shift(raw, self.now)
        if held.state:
            raw = (documents / f"state-{held.state.version:06d}").read_bytes()
            stranger.add_state(raw, self.now)
        return stranger

    def shift(self, *more: str) -> str:
        return self.must("shift", "new", *more, answers=(ADMINISTRATOR,))

    def holdings(self) -> Holdings:
        return load(Directory(self.folder))

    def snapshot(self) -> dict[str, bytes]:
        """Every file under the office, to see that nothing was changed."""
        files = (path for path in self.path.rglob("*") if path.is_file())
        return {str(path.relative_to(self.path)): path.read_bytes() for path in files}


def refused(office: Office, *args: str, answers: tuple[str, ...] = (), stdin: str = "") -> Result:
    """Run what must be refused: exit 1, a next step, and not one byte changed."""
    before = office.snapshot()
    result = office.run(*args, answers=answers, stdin=stdin)
    assert result.code == 1
    assert "What to do: " in result.err
    assert office.snapshot() == before
    return result


def add(alias: str = "Sam", out: str = "x.vault", **changed: str) -> list[str]:
    """The arguments of a good `device add`, except for what is changed."""
    options = {"alias": alias, "role": "counselor", "language": "en"}
    options |= {"relay": "wss://chat.example.org", "out": out, **changed}
    pairs = [(f"--{name}", value) for name, value in options.items()]
    return ["device", "add", *(part for pair in pairs for part in pair)]
