"""What leaves a machine as a small file, and as text and QR code for where no file can go."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from orgkeys.office import texts
from orgkeys.office.commands import Run
from orgkeys.office.directory import check_new_file
from orgkeys.office.roots import read_file
from orgkeys.office.terminal import Refused
from orgkeys.request import TEXT


def program() -> str:
    """The name and version that a card and a transcript give."""
    return f"noview {importlib.metadata.version('noview')}"


def show_text(run: Run, raw: bytes, what: str) -> None:
    """The bytes as text to copy, and as QR codes on a screen."""
    lines = texts.to_parts(raw)
    several = "" if len(lines) == 1 else f", in {len(lines)} numbered parts"
    run.terminal.say()
    run.terminal.say(f"{what} as text{several}:")
    for number, line in enumerate(lines, 1):
        run.terminal.say()
        if len(lines) > 1:
            run.terminal.say(f"part {number} of {len(lines)}")
        run.terminal.say(line)
        run.terminal.picture(texts.qr_lines(line))


def read_any(path: str | Path, what: str) -> bytes:
    """A small file, also where somebody saved its text. Raises Refused."""
    return texts.from_file(read_file(path, what))


def ask_file_or_text(run: Run, what: str) -> bytes:
    """A small file by its path, or pasted. Raises Refused."""
    answer = run.terminal.question(f"Path of {what}, or its text: ")
    if not answer.startswith(TEXT):
        return read_any(Path(answer).expanduser(), "The file")
    pasted = texts.Pasted()
    return pasted.add(answer) or ask_text(run, what, pasted)


def ask_text(run: Run, what: str, begun: texts.Pasted | None = None) -> bytes:
    """What a person pastes, in one line or in several numbered ones. Raises Refused."""
    pasted = begun or texts.Pasted()
    for _ in range(texts.MOST_PARTS):
        missing = pasted.missing()
        more = f" (missing: {', '.join(map(str, missing))})" if missing else ""
        raw = pasted.add(run.terminal.question(f"Paste {what}{more}: "))
        if raw is not None:
            return raw
    raise Refused("Nothing whole was pasted.", "Copy the text again, or bring the file.")


def check_places(*places: Path) -> None:
    """Refuse to write over anything, or two things into one, before a person does any work."""
    if len(set(places)) != len(places):
        raise Refused("Two files would have the same name.", "Give each a name of its own.")
    for place in places:
        check_new_file(place)
