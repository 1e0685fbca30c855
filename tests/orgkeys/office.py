"""An administrator's desk for tests: a folder, a clock that can be set, and answers to prompts."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from orgkeys.__main__ import main
from orgkeys.office.commands import BUILT, World
from orgkeys.office.directory import Directory
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.terminal import Terminal

NOW = 1_800_000_000
ROOT = "root words that are long enough"
ADMINISTRATOR = "administrator words, long enough"
DEVICE = "device words that are long enough"

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

        terminal = Terminal(out=out, err=err, stdin=io.StringIO(stdin), ask=ask)
        world = World(terminal, lambda: self.now, self.random, self.built)
        where = () if "--directory" in args else ("--directory", str(self.folder))
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
