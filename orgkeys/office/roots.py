"""A root key in the hands of its holder: made on paper or in a vault, and brought back to sign.

One holder's key at a time is in memory, for as long as it takes, and none is ever written in the
clear. What was typed is never repeated.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orgkeys import vault
from orgkeys.office import words
from orgkeys.office.commands import Run, open_vault
from orgkeys.office.terminal import Refused

_TRIES: Final = 5
_READ_TRIES: Final = 3
_LOOKS: Final = 20
_DONE: Final = "written"
_NEW_WORDS: Final = "With a new try there will be new words."
_LONGEST_FILE: Final = 1024 * 1024


def new_on_paper(run: Run, name: str) -> tuple[bytes, tuple[int, ...]]:
    """A new seed that its holder has copied to paper, and which words were read back.

    Raises Refused where they were not; then nothing was made.
    """
    say, seed = run.terminal.say, run.random(32)
    written = words.to_words(seed)
    say(f"{name}: your key is {words.COUNT} words. Take paper and a pen that does not fade.")
    say("They are shown once. Nobody else may see the screen or the paper, and no camera.")
    run.terminal.question("Press Enter when you are ready. ")
    with run.terminal.alone():
        say(f"The words of {name}. Write them down in their order, with their numbers.")
        say()
        for line in words.numbered(written):
            say(f"  {line}")
        say()
        run.terminal.forget_typed()
        for _ in range(_LOOKS):
            said = run.terminal.question(f"When all of them stand on the paper, type {_DONE}: ")
            if said.lower() == _DONE:
                break
        else:
            raise Refused(f"{_DONE!r} was not typed, so no key was made.", _NEW_WORDS)
    return seed, _read_back(run, written)


def _read_back(run: Run, written: tuple[str, ...]) -> tuple[int, ...]:
    numbers, wrong = words.draw_numbers(run.random), 0
    run.terminal.say("Read some of them back from the paper. What you type is not shown.")
    for number in numbers:
        while words.recognize(run.terminal.hidden(f"Word {number}: ")) != written[number - 1]:
            wrong += 1
            if wrong == _READ_TRIES:
                raise Refused(
                    "The words could not be read back, so no key was made.",
                    f"Destroy that paper. {_NEW_WORDS}",
                )
            run.terminal.warn(f"Word {number} is not the one that was shown. Look again.")
    return tuple(numbers)


def typed_seed(run: Run, whose: str) -> bytes:
    """The seed whose words a person types, a line of the paper at a time. Raises Refused."""
    run.terminal.say(f"Type the words of {whose}, four at a time as they stand on the paper.")
    run.terminal.say("What you type is not shown. The first four letters of a word are enough.")
    typed: list[str] = []
    left = _TRIES
    while len(typed) < words.COUNT:
        first = len(typed) + 1
        more = run.terminal.hidden(f"Words {first} to {first + words.PER_LINE - 1}: ").split()
        bad = words.unknown(more, first)
        if more and not bad:
            typed.extend(more)
            continue
        left -= 1
        if not left:
            raise Refused(
                "The words could not be read. Nothing was changed.",
                "Look at the paper in good light, and run this again.",
            )
        said = f"{words.say_numbers(bad)} not on the list" if bad else "Nothing was typed"
        run.terminal.warn(f"{said}. Look again, and type this line once more.")
    return words.to_seed(typed)


def read_file(path: str | Path, what: str) -> bytes:
    """The bytes of a file that somebody named. Raises Refused."""
    try:
        with Path(path).open("rb") as opened:
            raw = opened.read(_LONGEST_FILE + 1)
    except OSError as error:
        raise Refused(
            f"{what} {path} cannot be read.", "Check the path, and that it is yours to read."
        ) from error
    if len(raw) > _LONGEST_FILE:
        raise Refused(f"{what} {path} is far too long.", "Check that it is the right file.")
    return raw


def vault_seed(run: Run, path: str, source: str | None, organisation: bytes) -> bytes:
    """The seed in a root vault, which may be bound to this organisation and to no other."""
    raw = read_file(path, "The vault")
    what = "the root key"
    content = open_vault(raw, run.terminal.passphrase(what, source), what)
    if not isinstance(content, vault.AuthorityKeys) or content.kind != "root":
        raise Refused(
            "That vault does not hold a root key.",
            "Give the vault that root new or init wrote for a root holder.",
        )
    if organisation and content.organisation not in (b"", organisation):
        raise Refused(
            "That vault is a root key of another organisation.",
            "Give the vault of this organisation's holder.",
        )
    return content.seed


def holder_seed(run: Run, whose: str, organisation: bytes) -> bytes:
    """A holder's seed: out of `--vault`, or else typed from paper."""
    path: str | None = run.args.vault
    if path is None:
        run.terminal.say("Is your key in a vault? Stop with Ctrl-C, and add --vault FILE.")
        return typed_seed(run, whose)
    return vault_seed(run, path, run.args.root_passphrase_file, organisation)
