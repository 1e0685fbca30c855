"""What noview-org says and asks: plain lines, nothing hidden in them, and passphrases never shown.

Everything that came from a file, a network or a person is escaped before it reaches the terminal
(attack 57), so a name can neither move the cursor nor turn the line around.
"""

from __future__ import annotations

import getpass
import os
import stat
import sys
import termios
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from relay.errors import LocalFault

LEAST_PASSPHRASE = 14
_LONGEST_PASSPHRASE = 4096
_ATTEMPTS = 3
# Controls, invisible formatting (bidi too), lone surrogates, private use, line separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Refused(LocalFault):
    """A command that did not happen: `what` went wrong, and what to do `next`. Exit code 1."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__("refused", what)
        self.what = what
        self.next_step = next_step


def is_hidden(char: str) -> bool:
    """Whether the character has no shape of its own and could deceive a reader."""
    return unicodedata.category(char) in _HIDDEN


def escape(text: str) -> str:
    """The text with every hidden character written out, such as \\u202e; backslashes stay."""
    return "".join(f"\\u{ord(c):04x}" if is_hidden(c) else c for c in text)


def groups(fingerprint: bytes) -> list[str]:
    """A fingerprint as lines of four groups of four, to be read aloud and compared."""
    text = fingerprint.hex()
    parts = [text[i : i + 4] for i in range(0, len(text), 4)]
    return [" ".join(parts[i : i + 4]) for i in range(0, len(parts), 4)]


def when(seconds: float) -> str:
    """A moment (seconds since 1970) as people write it, in UTC."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return "a date beyond all calendars"


def span(seconds: float) -> str:
    """A length of time in its two largest units: `6 days 3 hours`."""
    left = int(abs(seconds)) // 60
    parts = []
    for name, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "less than a minute"


def runs_out(expires: float, now: float) -> str:
    """`until <date> (6 days 3 hours left)`, or that it has run out."""
    if expires <= now:
        return f"RAN OUT on {when(expires)} ({span(now - expires)} ago)"
    return f"until {when(expires)} ({span(expires - now)} left)"


def check_passphrase(passphrase: str) -> None:
    """Refuse what protects too little or is not text. Length counts as the vault does, in NFKC."""
    if any(unicodedata.category(char) in ("Cs", "Cc") for char in passphrase):
        raise Refused(
            "The passphrase holds something that is not a letter.",
            "Type it again; it must be plain text in UTF-8.",
        )
    length = len(unicodedata.normalize("NFKC", passphrase))
    if length < LEAST_PASSPHRASE:
        raise Refused(
            f"The passphrase is too short: {length} of at least {LEAST_PASSPHRASE} characters.",
            "Choose a longer one. Five or more words drawn at random are good; "
            "whoever copies the file can try passphrases for as long as they like.",
        )


@dataclass
class Terminal:
    """The streams of one run. `ask` shows a prompt and reads a line without showing it; `read`
    shows what is typed."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    ask: Callable[[str], str] = getpass.getpass
    read: Callable[[str], str] = input

    def say(self, line: str = "") -> None:
        """One line of result."""
        self.out.write(escape(line) + "\n")

    def fact(self, name: str, value: str) -> None:
        """One aligned `name  value` line."""
        self.say(f"  {name:<14} {value}")

    def fingerprint(self, name: str, value: bytes) -> None:
        """A fingerprint as hex for machines, and in groups for people."""
        self.fact(name, value.hex())
        for line in groups(value):
            self.fact("", line)

    def warn(self, line: str) -> None:
        """One line that is not a result."""
        self.err.write(escape(line) + "\n")

    def picture(self, lines: list[str]) -> None:
        """Lines of our own making that are light on dark, whatever the terminal's colors are."""
        start, end = ("\x1b[97;40m", "\x1b[0m") if self.out.isatty() else ("", "")
        for line in lines:
            self.out.write(f"{start}{line}{end}\n")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A screen of its own, of which nothing can be scrolled back to. Raises Refused.

        For what must never be kept: a file or a pipe in the place of the screen is refused.
        """
        if not self.out.isatty():
            raise Refused(
                "The words would be written to a file or to another program, not to a screen.",
                "Run this in a terminal, without > or |.",
            )
        self.out.write("\x1b[?1049h\x1b[2J\x1b[H")
        try:
            yield
        finally:
            self.out.write("\x1b[2J\x1b[3J\x1b[H\x1b[?1049l")
            self.out.flush()

    def forget_typed(self) -> None:
        """Drop what was typed ahead, so that an impatient key answers nothing; where that works."""
        try:
            termios.tcflush(self.stdin.fileno(), termios.TCIFLUSH)
        except (OSError, ValueError, termios.error):
            return  # no terminal of this machine: there is nothing to drop

    def question(self, prompt: str) -> str:
        """A line that may be seen, without spaces around it. Raises Refused without a terminal."""
        try:
            return self.read(escape(prompt)).strip()
        except EOFError as error:
            raise Refused(
                "There is no terminal to ask in. Nothing was changed.",
                "Run this in a terminal, or see its options with --help.",
            ) from error

    def hidden(self, prompt: str) -> str:
        """A line that is not shown while it is typed. Raises Refused without a terminal."""
        try:
            return self.ask(escape(prompt))
        except EOFError as error:
            raise Refused(
                "There is no terminal to ask in. Nothing was changed.", "Run this in a terminal."
            ) from error

    def refuse(self, refused: Refused) -> None:
        """What went wrong and what to do next."""
        self.warn(f"noview-org: {refused.what}")
        self.warn(f"  What to do: {refused.next_step}")

    def passphrase(self, whose: str, source: str | None) -> str:
        """The passphrase of an existing vault, from the prompt, a file, or `-` for standard input.

        Raises Refused where nothing can be read.
        """
        if source is not None:
            return self._from(source, whose)
        return self._prompt(f"Passphrase of {whose}: ")

    def new_passphrase(self, whose: str, source: str | None) -> str:
        """A passphrase for a new vault: long enough, and typed twice where it is typed."""
        if source is not None:
            passphrase = self._from(source, whose)
            check_passphrase(passphrase)
            return passphrase
        for _ in range(_ATTEMPTS):
            passphrase = self._prompt(f"New passphrase for {whose}: ")
            try:
                check_passphrase(passphrase)
            except Refused as refused:
                self.refuse(refused)
                continue
            if self._prompt("The same passphrase again: ") == passphrase:
                return passphrase
            self.warn("The two passphrases are not the same. Nothing was changed; try again.")
        raise Refused(
            f"No passphrase for {whose} was chosen, so nothing was written.",
            "Try again when you have one.",
        )

    def _prompt(self, prompt: str) -> str:
        try:
            return self.ask(escape(prompt))
        except EOFError as error:
            raise Refused(
                "There is no terminal to ask for the passphrase.",
                "Run this in a terminal, or give --passphrase-file PATH (- reads standard input).",
            ) from error

    def _from(self, source: str, whose: str) -> str:
        if source == "-":
            if self.stdin.isatty():
                raise Refused(
                    "Standard input is a terminal, which would show the passphrase.",
                    "Leave the option out to be asked for it, or pipe it in.",
                )
            return _one_line(self.stdin.readline(_LONGEST_PASSPHRASE + 2), "standard input", whose)
        path = Path(source)
        try:
            with path.open(encoding="utf-8") as file:
                mode = os.fstat(file.fileno()).st_mode
                text = file.read(_LONGEST_PASSPHRASE + 2)
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(
                f"The passphrase file {source} cannot be read as text.",
                "Check the path and that the file is yours to read.",
            ) from error
        if stat.S_ISREG(mode) and mode & 0o077:
            self.warn(f"Others on this machine can read {source}. Run: chmod 600 {source}")
        return _one_line(text, source, whose)


def _one_line(text: str, source: str, whose: str) -> str:
    """The only line of the text. Two lines in one file would be a mistake nobody sees."""
    line = text.removesuffix("\n").removesuffix("\r")
    if not line or "\n" in line or len(line) > _LONGEST_PASSPHRASE:
        what = "no passphrase" if not line else "more than one line"
        raise Refused(
            f"There is {what} for {whose} in {source}.",
            "Put exactly one passphrase on one line.",
        )
    return line
