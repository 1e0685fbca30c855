"""noview-org transcript and transcript check: the life of the charter for auditors."""

from __future__ import annotations

from pathlib import Path

from orgkeys.device import spoken
from orgkeys.office import transcripts
from orgkeys.office.commands import Run, administrator_seed
from orgkeys.office.commands_draft import read_cards
from orgkeys.office.directory import File, check_new_file
from orgkeys.office.holdings import load
from orgkeys.office.outputs import program
from orgkeys.office.roots import read_file
from orgkeys.office.terminal import Refused

_PUBLIC = 0o644


def write(run: Run) -> None:
    """Write the transcript, signed with the administrator key. Raises Refused."""
    holdings = load(run.directory)
    out = Path(run.args.out or "transcript.txt").absolute()
    check_new_file(out)
    cards = read_cards(run.directory)
    text = transcripts.write(holdings.trusted, cards, program(), run.now)
    seed = administrator_seed(run, holdings)
    sealed = transcripts.seal(text, holdings.trusted, seed)
    transcripts.check(sealed)
    run.directory.write([File(out, sealed.encode(), _PUBLIC)])
    run.terminal.say(f"The transcript is in {out}. It has no secret, but it has names.")
    run.terminal.say("Print it, let the root holders sign it by hand, and keep it for auditors.")


def check(run: Run) -> None:
    """Say whether a transcript is as an administrator signed it. Raises Refused."""
    raw = read_file(run.args.file, "The transcript")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("That file is no text.", "Give the transcript.") from None
    found = transcripts.check(text)
    say = run.terminal.say
    say(f"The transcript of {found.name} is as it was signed.")
    run.terminal.fingerprint("fingerprint", found.organisation)
    run.terminal.fact("charters", str(found.charters))
    run.terminal.fact("signed by", f"administrator {spoken(found.key)}")
    say("It counts if the fingerprint is the one that you know from elsewhere.")
