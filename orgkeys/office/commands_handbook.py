"""noview-org handbook set, show and export: what the organisation tells its staff."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orgkeys.errors import Unsendable
from orgkeys.office import handbooks
from orgkeys.office.commands import Run, administrator_seed
from orgkeys.office.directory import File, check_new_file
from orgkeys.office.handbook import CONTENT, Content
from orgkeys.office.handbook_document import make_handbook
from orgkeys.office.handbook_source import LONGEST_SOURCE, parse_handbook
from orgkeys.office.handbook_text import write_handbook
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.places import HANDBOOK, HANDBOOK_SOURCE
from orgkeys.office.roots import read_file
from orgkeys.office.terminal import Refused, runs_out

_NAMES: Final = {
    "texts": "ready-made texts",
    "cards": "cards",
    "lists": "checklists",
    "services": "services",
    "specialties": "specialties",
    "people": "people with specialties",
    "tally": "things to count",
    "settings": "settings",
}


def set_handbook(run: Run) -> None:
    """Sign a handbook out of a TOML file, and keep the file as the organisation's own."""
    holdings = load(run.directory)
    source: str = run.args.file
    if not Path(source).exists() and (run.directory.path / source).is_file():
        source = str(run.directory.path / source)
    raw_text = read_file(source, "The handbook")
    if len(raw_text) > LONGEST_SOURCE:
        raise _too_long()
    content = parse_handbook(raw_text)
    seed = administrator_seed(run, holdings)
    before = handbooks.held(run, holdings)
    version = handbooks.next_version(run, holdings)
    try:
        raw = make_handbook(
            content,
            organisation=holdings.settings.organisation,
            desk=holdings.settings.desk,
            version=version,
            now=run.now,
            before=before.signed.payload if before else None,
            seed=seed,
            random=run.random,
        )
    except Unsendable as error:
        raise _too_long() from error
    run.directory.write([File(HANDBOOK_SOURCE, raw_text), File(HANDBOOK, raw)])
    run.terminal.say(f"Handbook {version} is signed: {_counted(content)}.")
    run.terminal.say("The next shift brings it to the staff, and nobody else can read it.")
    run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")


def show(run: Run) -> None:
    """Say what the folder's handbook holds, and whether it counts."""
    holdings = load(run.directory)
    known = _known(run, holdings)
    book = known.signed.payload
    run.terminal.fact("handbook", f"version {book.version}, {runs_out(book.expires, run.now)}")
    for name in CONTENT:
        run.terminal.fact(_NAMES[name], str(len(getattr(book, name))))
    if known.worth < handbooks.GOOD:
        run.terminal.say("It does not count any more: it has run out, or who signed it has left.")
        run.terminal.say("Next: noview-org handbook set handbook.toml")


def export(run: Run) -> None:
    """Write the signed handbook as the file that people edit."""
    out = Path(run.args.out).absolute()
    check_new_file(out)
    content = _known(run, load(run.directory)).signed.payload.content
    source = write_handbook(content)
    if source is None:
        raise Refused(
            "This handbook cannot be written as a file to be changed.",
            "Change it in the console, where it was made.",
        )
    run.directory.write([File(out, source)])
    run.terminal.say(f"{out}: {_counted(content)}.")
    run.terminal.say(
        "It names people and places that are not public: keep it as carefully as keys."
    )


def _known(run: Run, holdings: Holdings) -> handbooks.Known:
    known = handbooks.held(run, holdings)
    if known is None:
        raise Refused(
            "There is no handbook in this folder, or none that an administrator has signed.",
            "Sign one (noview-org handbook set handbook.toml), or take over what others made: "
            "noview-org pull wss://…",
        )
    return known


def _counted(content: Content) -> str:
    counts = ((len(getattr(content, name)), words) for name, words in _NAMES.items())
    return ", ".join(f"{count} {words}" for count, words in counts if count) or "empty"


def _too_long() -> Refused:
    return Refused(
        "The handbook is too long: signed, it can have 256 KiB.",
        "Make its texts shorter, or remove old entries.",
    )
