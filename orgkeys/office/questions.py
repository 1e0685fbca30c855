"""Questions with more than one right answer, asked again until one is given (not for secrets)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from orgkeys.office.cards import check_name
from orgkeys.office.terminal import Refused, Terminal

_TRIES: Final = 5


def yes(terminal: Terminal, question: str) -> bool:
    """Whether the answer is yes. Only a whole word counts, so that no slip of a key decides."""
    for _ in range(_TRIES):
        answer = terminal.question(f"{question} (yes/no): ").lower()
        if answer in ("yes", "no"):
            return answer == "yes"
        terminal.warn("Please type yes or no.")
    raise _given_up()


def number(terminal: Terminal, question: str, low: int, high: int, usual: int) -> int:
    """A number from low to high; an empty answer is the usual one."""
    for _ in range(_TRIES):
        answer = terminal.question(f"{question} ({low} to {high}; Enter for {usual}): ")
        if not answer:
            return usual
        if answer.isascii() and answer.isdigit() and low <= int(answer[:9]) <= high:
            return int(answer)
        terminal.warn(f"Please type a number from {low} to {high}.")
    raise _given_up()


def choice(terminal: Terminal, question: str, answers: tuple[str, ...]) -> str:
    """One of these words; an empty answer is the first."""
    asked = f"{question} ({' / '.join(answers)}; Enter for {answers[0]}): "
    for _ in range(_TRIES):
        answer = terminal.question(asked).lower() or answers[0]
        if answer in answers:
            return answer
        terminal.warn(f"Please type one of: {', '.join(answers)}.")
    raise _given_up()


def name(terminal: Terminal, question: str, taken: list[str]) -> str:
    """A person's name that nobody else here has."""
    for _ in range(_TRIES):
        try:
            given = check_name(terminal.question(question))
        except Refused as refused:
            terminal.refuse(refused)
            continue
        if given.casefold() not in (other.casefold() for other in taken):
            return given
        terminal.warn("Somebody here has that name already. Add a letter or a family name.")
    raise _given_up()


def new_file(terminal: Terminal, question: str) -> Path:
    """The path of a file that is to be made; a folder is asked about again."""
    for _ in range(_TRIES):
        place = Path(terminal.question(question)).expanduser().absolute()
        if not place.is_dir():
            return place
        terminal.warn("That is a folder; add a file name.")
    raise _given_up()


@contextmanager
def stopping(nothing: str, next_step: str, *files: Path) -> Iterator[None]:
    """Say what did not happen where a person stops with Ctrl-C, unless a file is there by then."""
    try:
        yield
    except KeyboardInterrupt:
        if any(file.exists() for file in files):
            raise
        raise Refused(f"Stopped. {nothing}", next_step) from None


def _given_up() -> Refused:
    return Refused("No answer that can be used was given.", "Try again when you know the answer.")
