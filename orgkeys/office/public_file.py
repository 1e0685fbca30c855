"""An organisation's public file: what an invitation and an export hold (protocol.md 11.2)."""

from __future__ import annotations

from orgkeys import request
from orgkeys.office import questions
from orgkeys.office.commands import Run
from orgkeys.office.holdings import rule_in_words
from orgkeys.office.outputs import read_any
from orgkeys.office.terminal import Refused
from relay.documents import TrustedDocuments
from relay.errors import Malformed, Untrusted


def read_public(source: str) -> request.Public:
    """What the file says; nothing in it is believed. Raises Refused."""
    raw = read_any(source, "The organisation's file")
    try:
        return request.read_public(raw)
    except (Malformed, Untrusted) as error:
        raise Refused(
            "That is not an organisation's file, or it is damaged.",
            "The administrator makes it with noview-org invite or noview-org export.",
        ) from error


def compared(run: Run, source: str) -> tuple[request.Public, TrustedDocuments]:
    """The file, and a reader with its charters, after somebody has compared the fingerprint.

    Raises Refused where it cannot be believed, or is not the same.
    """
    public = read_public(source)
    reader = TrustedDocuments(public.organisation)
    try:
        reader.add_charters(public.charters, run.now)
    except Untrusted as error:
        raise Refused(
            f"The organisation's file cannot be believed: {rule_in_words(error)}.",
            "Ask the administrator for a new one (noview-org invite).",
        ) from error
    charter = reader.charter
    if charter is None:
        raise AssertionError("the last charter is in its time")
    run.terminal.say(charter.payload.name)
    run.terminal.fingerprint("fingerprint", public.organisation)
    given: str | None = run.args.fingerprint
    if given is None:
        question = "Does the administrator, or their website or paper, show the same fingerprint?"
        same = questions.yes(run.terminal, question)
    else:
        same = "".join(given.split()).lower() == public.organisation.hex()
    if not same:
        raise Refused(
            "Then this file is another organisation's, or somebody changed it.",
            "Ask the administrator for the file again, by another way. Nothing was made.",
        )
    return public, reader
