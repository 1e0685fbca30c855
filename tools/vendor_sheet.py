"""Holds docs/vendor-questions.md to what the commands really say.

    python -m tools.vendor_sheet --check    # runs each again in a small service of its own; 1 if
                                            # something is said otherwise by now
    python -m tools.vendor_sheet --show     # prints all that they say, for whoever edits the page

A block that begins with ```console holds lines "$ command", each with what it says below it. A line
of one … stands for any lines. Times, hashes, keys and counts differ each time and are not compared.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from audit.__main__ import main as noview_audit
from orgkeys.__main__ import main as noview_org
from orgkeys.client import Counselor, Visitor
from orgkeys.office.commands import BUILT, World
from orgkeys.office.terminal import Terminal
from orgkeys.sockets import connect
from tests.browser.place import NOTICE, Place
from tests.orgkeys.office import ADMINISTRATOR

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "vendor-questions.md"
ADDRESS: Final = "wss://chat.example.org"
WEBSITE: Final = "https://www.example.org"
LEFT_OUT: Final = "…"
ASKING: Final = NOTICE.replace("[texts.ar]", 'survey-1 = "What helped you?"\n[texts.ar]')
MASKS: Final = (
    (re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d( UTC)?)?"), "DATE"),
    (re.compile(r"(?<=\()[^()]* left(?=\))"), "AGE left"),
    (re.compile(r"(?<=shift of )(1 day|\d+ hours( \d+ minutes)?)"), "AGE"),
    (re.compile(r"\b[0-9a-f]{8,}\b"), "HASH"),
    (re.compile(r"\b\d{5}( \d{5}){5}\b"), "NUMBER"),
    (re.compile(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b"), "HASH"),
    (re.compile(r"\b[a-z]{5}( [a-z]{5}){3} \("), "WORDS ("),
    (re.compile(r"(?<=Looked at: ).*"), "COUNTS"),
    (re.compile(r"(?<=a chance below )one in [\d,]+( million)?"), "CHANCE"),
)


class Said(NamedTuple):
    """A command of the page, and what the page says that it says."""

    command: str
    lines: tuple[str, ...]


def shown(text: str) -> list[Said]:
    """Every command of the page, in order."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            found.append(Said(command, tuple(lines)))
    return found


def masked(line: str) -> str:
    """A line without what differs each time."""
    for pattern, instead in MASKS:
        line = pattern.sub(instead, line)
    return line.rstrip()


def same(told: tuple[str, ...], real: list[str]) -> bool:
    """Whether the page's lines are these, where … may be any."""
    parts = [
        r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(masked(line)) + r"\n" for line in told
    ]
    return re.fullmatch("".join(parts), "".join(f"{masked(line)}\n" for line in real)) is not None


class Stage:
    """A folder with an organisation, a relay that serves it, and somebody who has talked."""

    def __init__(self, folder: Path) -> None:
        notice = f'{ASKING}survey-1 = "What helped you?"\n'
        self.place = Place(folder, aliases=("Noor", "Salma"), notice=notice).found()

    def start(self) -> None:
        """The relay, the documents, and one conversation from beginning to end."""
        self.place.start()
        self.place.publish()
        asyncio.run(self._talk())

    async def _talk(self) -> None:
        place = self.place
        desk = place.office.holdings().settings.desk
        page = partial(connect, origin=place.pages_origin)
        async with (
            Counselor(place.relay_address, place.device()) as noor,
            Visitor(
                place.relay_address, bytes.fromhex(place.fingerprint), desk, connect=page
            ) as visitor,
        ):
            await noor.on_duty()
            await visitor.knock(first="hello", address_as="Sam")
            await noor.claim()
            await visitor.talking()
            await noor.say("I am here")
            await visitor.heard("I am here")
            await noor.end()
            await visitor.ended()

    def run(self, command: str) -> list[str]:
        """What it says, line by line, with the addresses and places of the page."""
        place = self.place
        with contextlib.chdir(place.folder):
            told = self._run(
                command.replace(ADDRESS, place.relay_address).replace(WEBSITE, place.pages_origin)
            )
        told = told.replace(f"{place.folder}{os.sep}", "").replace(str(place.folder), ".")
        told = told.replace(place.relay_address, ADDRESS).replace(place.pages_origin, WEBSITE)
        return told.rstrip("\n").split("\n")

    def _run(self, command: str) -> str:
        program, *args = shlex.split(command)
        out = io.StringIO()
        if program == "noview-org":
            terminal = Terminal(out=out, err=out, ask=lambda _: ADMINISTRATOR)
            noview_org(args, World(terminal, time.time, os.urandom, BUILT))
        elif program == "noview-audit":
            with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
                noview_audit(args)
        else:
            done = subprocess.run(
                ["sh", "-c", command], capture_output=True, text=True, check=False
            )  # fmt: skip
            return done.stdout + done.stderr
        return out.getvalue()


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """A service that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        found = Stage(Path(folder).resolve() / "service")
        try:
            found.start()
            yield found
        finally:
            found.place.close()


def differences(text: str, real: list[list[str]]) -> list[str]:
    """Commands that say something else than the page has it."""
    return [
        f"$ {one.command}\n" + "\n".join(lines)
        for one, lines in zip(shown(text), real, strict=True)
        if not same(one.lines, lines)
    ]


def all_that_is_said(text: str) -> list[list[str]]:
    """What each command of the page says, run one after the other in one service."""
    with stage() as here:
        return [here.run(one.command) for one in shown(text)]


def main() -> int:
    """0 where the page is true."""
    parser = argparse.ArgumentParser(prog="vendor_sheet", description=__doc__)
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true", help="compare")
    choice.add_argument("--show", action="store_true", help="print what they say")
    show = parser.parse_args().show
    text = PAGE.read_text(encoding="utf-8")
    real = all_that_is_said(text)
    if show:
        for one, lines in zip(shown(text), real, strict=True):
            print(f"$ {one.command}", *lines, "", sep="\n")
        return 0
    wrong = differences(text, real)
    print("\n\n".join(["These say something else now:", *wrong]) if wrong else "it is true")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
