"""What an auditor gives to the check `canary`, and the texts that it lets people say. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audit.search import LETTERS, MIDDLE, Mark, make_word

WORD: Final = 12
SIGN: Final = 6
PASSPHRASE_LEAST: Final = 12
"""Letters from which on a passphrase is rare enough to be looked for."""
EVERY_INTERFACE: Final = "any"


@dataclass(frozen=True)
class Lent:
    """A console's device that the organisation lends for the test."""

    vault: Path
    keys: Path | None
    passphrase: str = field(repr=False)

    @property
    def files(self) -> tuple[Path, ...]:
        """What its owner would choose in the console."""
        return (self.vault, *([self.keys] if self.keys else []))


@dataclass(frozen=True)
class CanaryPlan:
    """Everything that `check_canary` is given.

    `relay` is a ws: or wss: address without a path, `page` and `console` are addresses of pages.
    `compared` has the SHA-256 of pages by their addresses: nothing is typed into another console.
    `capture` is an interface or "any", empty for none. `repeat` are the words of the command line
    after its name, without secrets.
    """

    relay: str
    page: str
    console: str
    lent: Lent
    second: Lent | None = None
    data: tuple[Path, ...] = ()
    logs: tuple[Path, ...] = ()
    pids: tuple[int, ...] = ()
    cores: tuple[Path, ...] = ()
    profiles: tuple[Path, ...] = ()
    capture: str = ""
    capture_ports: tuple[int, ...] = ()
    browser: Path | None = None
    no_sandbox: bool = False
    pause: bool = False
    without: frozenset[str] = frozenset()
    repeat: tuple[str, ...] = ()
    compared: Mapping[str, str] = field(default_factory=dict)


class Texts:
    """Texts that nobody has ever written, one for each name, all around one word."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.word = make_word(WORD)
        self._texts: dict[str, str] = {}
        self._signed: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """The text of this name, the same each time."""
        if name not in self._texts:
            sign = "".join(secrets.choice(LETTERS) for _ in range(SIGN))
            self._texts[name] = f"{self.word}{sign}{MIDDLE}{sign}{self.word}"
            self._signed[name] = f"{self.word}{sign}"
        return self._texts[name]

    def short(self, name: str) -> str:
        """Only the half of it that has no letters beyond ASCII."""
        _ = self[name]
        return self._signed[name]

    @property
    def mark(self) -> Mark:
        """What to look for."""
        return Mark(self.name, self.word, dict(self._signed))

    @property
    def said(self) -> Mapping[str, str]:
        """All texts until now, by their names."""
        return self._texts


def secret_marks(plan: CanaryPlan) -> list[Mark]:
    """The passphrases that were lent: they must never leave a console either."""
    lent = [plan.lent, *([plan.second] if plan.second else [])]
    return [
        Mark("a passphrase", one.passphrase)
        for one in lent
        if len(one.passphrase) >= PASSPHRASE_LEAST
    ]
