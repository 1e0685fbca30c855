"""Every line that a relay writes, to its log or to a terminal: the only ones that are not findings.

A test reads the relay's source and compares: a new line of the relay without a form fails there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

PLACE: Final = r"(?:[A-Za-z0-9_]+\.[a-z]{1,4}:\d+|\?)"
"""A file of the program and a line in it."""
ENDPOINT: Final = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.:-]+):\d{1,5}"
"""What the relay itself listens on."""
REASON: Final = r"[A-Z][A-Za-z ,'/()-]{1,60}"
"""The system's words for why a file or an address was not to be had."""

FAULTS: Final = (
    r"the directory of \[pages\] does not exist",
    r"is too large for a page",
    r"is not UTF-8",
    r"has no policy in a meta element, or more than one",
    r"has no relay in its policy; was it written by noview-org page\?",
    r"the term is out of bounds",
    rf"cannot listen on {ENDPOINT}: (?:somebody else does|{REASON})",
    r"the door is not open",
    r"cannot use the certificate and key of \[tls\]",
    r"another relay serves from this store; stop it first",
    r"the store holds a newer document",
    r"the terms of a lease are used up",
    r"the database file belongs to another program",
    r"the database file was written by a newer version",
    r"another program keeps the database file locked",
    r"the database path is not a file",
    rf"cannot open the database file: (?:{REASON}|unknown)",
    r"the file is not a database",
    r"the database failed: [A-Za-z_]{1,60}",
    r"every label begins with noview/1",
    r"a write capability is 32 bytes",
    r"the configuration is not UTF-8 text",
    rf"cannot read the configuration: {REASON}",
    r"the configuration is not TOML: [A-Za-z0-9 ,.'()]{1,120}",
    r"`[a-z_.]{1,64}` is missing",
    r"unknown key `[A-Za-z0-9_.-]{1,64}`",
    r"`[a-z_.]{1,64}` wants [A-Za-z0-9 ,.:;/\[\]()`\"'-]{1,160}",
)
"""What can be wrong on the relay's side (`relay.errors.LocalFault`)."""
FAULT: Final = rf"(?:{'|'.join(FAULTS)})"

LINES: Final[Mapping[str, str]] = {
    "%s while %s, at %s": rf"[A-Za-z_]{{1,60}} while [a-z ]{{1,40}}, at {PLACE}",
    "the event loop met a fault without an exception": "",
    "could not make the memory undumpable: errno %d": r"could not .*: errno \d{1,4}",
    "swap is on: memory can reach a disk; turn it off, or encrypt it": "",
    "page %s is not served: it %s": rf"page [A-Za-z0-9._-]{{1,64}} is not served: it {FAULT}",
    "%d kept documents are not trusted any more": r"\d+ kept documents are not trusted any more",
    "a document or a drop was not kept: %s": rf"a document or a drop was not kept: {FAULT}",
    "%s": FAULT,
    "another relay has taken this store over; stopping": "",
}
"""The formats of the relay's log, and what they become; "" where they stay as they are."""

STARTED: Final = (
    rf"noview-relay listens on wss?://{ENDPOINT}, (?:"
    r"for \d{1,6} organisations?, documents in (?:memory|/[^,;]{1,198}|[A-Za-z0-9._/-]{1,64})"
    r"|but for no organisation yet: add its fingerprint to `organisations` in relay\.toml)"
    rf"(?:; pages on https?://{ENDPOINT})?"
)
"""The one line that a relay says when it listens."""

STAMP: Final = (
    r"(?:(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d))"
    r" [A-Za-z0-9.-]{1,64} [A-Za-z0-9._/-]{1,64}(?:\[\d+\])?: )?"
)
"""What a system's journal puts before each line: when the relay said it, which host, which process.
Times of the relay's own troubles tell nothing of anybody else."""

_SAID: Final = "|".join(form or re.escape(line) for line, form in LINES.items())
KNOWN: Final = re.compile(
    rf"{STAMP}(?:{STARTED}|noview-relay: (?:(?:INFO|WARNING|ERROR): (?:{_SAID})|{FAULT}))"
)
