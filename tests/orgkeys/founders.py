"""People with paper and pens, at machines of their own, for stories about the root ceremony."""

from __future__ import annotations

import io
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orgkeys.__main__ import main
from orgkeys.office.commands import World
from orgkeys.office.terminal import Terminal
from tests.orgkeys.office import ADMINISTRATOR, NOTICE, Office, Result

Answer = Callable[[str, str], str]  # what is asked, and what stands on the screen
OTHER = "another administrator's words"


class NoSocket(socket.socket):
    """What a machine without a network has in the place of a socket."""

    def __init__(self, *_: object, **__: object) -> None:
        raise AssertionError("a socket was made")


@contextmanager
def no_network() -> Iterator[None]:
    """Every command of a ceremony runs on a machine without a network."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("socket", "create_connection", "getaddrinfo"):
            patch.setattr(socket, name, NoSocket)
        yield


class Screen(io.StringIO):
    """A terminal's screen; everything that was ever on it can be looked at."""

    def isatty(self) -> bool:
        return True


@dataclass
class Holder:
    """Somebody who copies words off a screen, keeps the paper, and says yes."""

    name: str
    paper: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, prompt: str, screen: str) -> str:
        self.asked.append(prompt)
        for part, answer in self.more.items():
            if part in prompt:
                return answer
        if "stand on the paper" in prompt:
            shown = screen[screen.rindex("\x1b[?1049h") :]
            found = re.findall(r"(\d+) ([a-z]+)", shown)
            self.paper = [word for _, word in sorted(found, key=lambda one: int(one[0]))]
            return "written"
        if one := re.fullmatch(r"Word (\d+): ", prompt):
            return self.paper[int(one[1]) - 1]
        if line := re.fullmatch(r"Words (\d+) to (\d+): ", prompt):
            return " ".join(self.paper[int(line[1]) - 1 : int(line[2])])
        if prompt.endswith("(yes/no): "):
            return "yes"
        if prompt.startswith("Press Enter"):
            return ""
        raise AssertionError(f"{self.name} does not know what to answer to {prompt!r}")


@dataclass
class Machine(Office):
    """A machine with a terminal. `screens` keeps everything that was shown on it."""

    screens: list[str] = field(default_factory=list)

    def at(self, person: Answer, *args: str, tty: bool = True) -> Result:
        """One command with a person at the terminal."""
        out, err = Screen() if tty else io.StringIO(), io.StringIO()

        def answer(prompt: str) -> str:
            return person(prompt, out.getvalue())

        stdin = Screen() if tty else io.StringIO()
        terminal = Terminal(out=out, err=err, stdin=stdin, ask=answer, read=answer)
        world = World(terminal, lambda: self.now, self.random, self.built)
        given = [str(part) for part in args]
        where = [] if _has_no_folder(given) else ["--directory", str(self.folder)]
        with no_network():
            code = main([*given, *where], world)
        self.screens.append(out.getvalue() + err.getvalue())
        return Result(code, out.getvalue(), err.getvalue())

    def done(self, person: Answer, *args: str) -> str:
        """One command that must do it; what it showed."""
        result = self.at(person, *args)
        assert result.code == 0, result.err
        return result.out

    def refuses(self, person: Answer, *args: str, tty: bool = True) -> str:
        """One command that must be refused with a next step and not one byte changed."""
        before = self.snapshot()
        result = self.at(person, *args, tty=tty)
        assert result.code == 1, result.out
        assert "What to do: " in result.err
        assert "Traceback" not in result.err
        assert self.snapshot() == before
        return result.err

    def file(self, name: str) -> str:
        """The path of a file on this machine."""
        return str(self.path / name)


def _has_no_folder(args: list[str]) -> bool:
    start = tuple(args[:2])
    return (
        "--directory" in args
        or args[0] == "root"
        or start
        in {
            ("administrator", "new"),
            ("charter", "show"),
            ("charter", "sign"),
            ("transcript", "check"),
        }
    )


def machine(path: Path, name: str) -> Machine:
    """A machine of one's own."""
    place = path / name
    place.mkdir()
    return Machine(place)


@dataclass
class Founders:
    """Holders at machines of their own, and the organisation's machine, as one story needs them."""

    holders: list[Holder]
    theirs: dict[str, Machine]
    office: Machine

    def card(self, name: str) -> str:
        return self.theirs[name].file("me.card")

    def draft(self) -> str:
        return str(self.office.folder / "charter.draft")

    def sign(self, name: str, draft: str | None = None, out: str = "my.signature") -> str:
        """One holder signs on their own machine; the path of the signature file."""
        own = self.theirs[name]
        path = own.file(out)
        Path(path).unlink(missing_ok=True)
        own.now = self.office.now
        holder = next(one for one in self.holders if one.name == name)
        own.done(holder, "charter", "sign", draft or self.draft(), "--out", path)
        return path

    def finish(self, *names: str, more: tuple[str, ...] = (), passphrase: str = "") -> str:
        """These holders sign the open draft, and it is put in force."""
        paths = [self.sign(name) for name in names]
        person = Holder("administrator", more={"Passphrase": passphrase or ADMINISTRATOR})
        return self.office.done(person, "charter", "finish", *paths, *more)


def make_holder(path: Path, name: str) -> tuple[Holder, Machine]:
    """Somebody who makes a key on paper, on a machine of their own."""
    holder, own = Holder(name), machine(path, name)
    own.done(holder, "root", "new", "--name", name, "--card", own.file("me.card"))
    return holder, own


def prepare(path: Path, names: list[str], threshold: int) -> Founders:
    """Holders' keys on paper, each made on its own machine, and a folder that waits for them."""
    made = {name: make_holder(path, name) for name in names}
    office = machine(path, "office")
    (office.path / "source.toml").write_text(NOTICE, encoding="utf-8")
    founders = Founders(
        [holder for holder, _ in made.values()], {n: own for n, (_, own) in made.items()}, office
    )
    asked = {"passphrase": ADMINISTRATOR}
    office.done(
        Holder("administrator", more=asked),
        *("init", "--name", "Night Line", "--notice", office.file("source.toml")),
        *("--administrator", "Dana", "--threshold", str(threshold)),
        *("--card", *(founders.card(name) for name in names)),
    )
    return founders


def found(path: Path, names: list[str], threshold: int) -> Founders:
    """An organisation that the first holders have signed."""
    founders = prepare(path, names, threshold)
    founders.finish(*names[:threshold])
    return founders
