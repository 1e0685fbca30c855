"""Every line that a relay writes, to its log or to a terminal: the only ones that are not findings.

A test reads the relay's source and compares: a new line of the relay without a form fails there.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from typing import Final

PLACE: Final = r"(?:[A-Za-z0-9_]{1,40}\.[a-z]{1,4}:\d{1,6}|\?)"
"""A file of the program and a line in it."""
ENDPOINT: Final = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.:-]+):\d{1,5}"
"""What the relay itself listens on."""
ELSEWHERE: Final = (
    "Address in use",
    "Address not available",
    "Bad file descriptor",
    "Filename too long",
    "I/O error",
    "No file descriptors available",
    "Symbolic link loop",
    "Name or service not known",
    "No address associated with hostname",
    "Temporary failure in name resolution",
    "Non-recoverable failure in name resolution",
    "Address family for hostname not supported",
)
"""The same in another C library, and those of a name that is looked up."""
_REASONS: Final = sorted({*ELSEWHERE, *(os.strerror(number) for number in errno.errorcode)})
REASON: Final = rf"(?:{'|'.join(map(re.escape, _REASONS))})"
"""The system's words for why a file or an address was not to be had: these and no others."""
BUSY: Final = (
    r"error while attempting to bind on address \('[A-Za-z0-9.:-]{1,64}', \d{1,5}(?:, 0, 0)?\): "
    rf"(?:\[errno \d{{1,4}}\] )?(?:{'|'.join(re.escape(one.lower()) for one in _REASONS)})"
)
"""How an event loop says it."""

FAULTS: Final = (
    r"the directory of \[pages\] does not exist",
    r"is too large for a page",
    r"is not UTF-8",
    r"has no policy in a meta element, or more than one",
    r"has no relay in its policy; was it written by noview-org page\?",
    r"the term is out of bounds",
    rf"cannot listen on {ENDPOINT}: (?:somebody else does|{REASON}|{BUSY})",
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

DOING: Final = "(?:answering a request|handling an event|keeping time|taking a frame)"
"""What a relay was at when it met a fault."""

LINES: Final[Mapping[str, str]] = {
    "%s while %s, at %s": rf"[A-Za-z_]{{1,60}} while {DOING}, at {PLACE}",
    "the event loop met a fault without an exception": "",
    "could not make the memory undumpable: errno %d": (
        r"could not make the memory undumpable: errno \d{1,4}"
    ),
    "swap is on: memory can reach a disk; turn it off, or encrypt it": "",
    "page %s is not served: it %s": rf"page [A-Za-z0-9._-]{{1,64}} is not served: it {FAULT}",
    "%d kept documents are not trusted any more": (
        r"\d{1,6} kept documents are not trusted any more"
    ),
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

WHEN: Final = (
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-3]\d [0-2]\d(?::[0-6]\d){2}"
    r"|20\d\d-[01]\d-[0-3]\dT[0-2]\d(?::[0-6]\d){2}(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d))"
)
STAMP: Final = (
    rf"(?:{WHEN} (?P<host>[A-Za-z0-9.-]{{1,64}}) (?P<process>[A-Za-z0-9._/-]{{1,64}})"
    r"(?:\[\d{1,7}\])?: )?"
)
"""What a system's journal puts before each line: when the relay said it, which host, which process.
Times of the relay's own troubles tell nothing of anybody else."""

_SAID: Final = "|".join(form or re.escape(line) for line, form in LINES.items())
KNOWN: Final = re.compile(
    rf"{STAMP}(?:{STARTED}|noview-relay: (?:(?:INFO|WARNING|ERROR): (?:{_SAID})|{FAULT}))"
)

_UNIT: Final = r"(?P<unit>noview[A-Za-z0-9@_-]{0,40}\.service)"
_CALLED: Final = r"(?P<called>[A-Za-z0-9 ._-]{1,80}?)"
MANAGED: Final = re.compile(
    rf"{WHEN} (?P<host>[A-Za-z0-9.-]{{1,64}}) systemd\[\d{{1,7}}\]: (?:"
    rf"(?:Started|Stopped|Starting|Stopping) (?:{_UNIT}(?: - {_CALLED})?)\.{{1,3}}"
    rf"|{_UNIT.replace('<unit>', '<ended>')}: (?:Deactivated successfully|Succeeded"
    r"|Failed with result '(?:exit-code|signal|timeout|oom-kill|core-dump|watchdog)'"
    r"|Main process exited, code=(?:exited|killed|dumped), status=\d{1,3}/[A-Z]{1,16}"
    r"|Scheduled restart job, restart counter is at \d{1,6}"
    r"|Consumed [0-9.hminsd ]{1,24} CPU time)\.?)"
)
"""What systemd says of the relay's own unit."""

GAPS: Final[Mapping[str, tuple[re.Pattern[str], int]]] = {
    "path": (re.compile(r"documents in (/?[^,;]+)"), 2),
    "key": (re.compile(r"unknown key `([^`]+)`"), 3),
    "table": (re.compile(r"(`[a-z_.]+` (?:wants .*|is missing))"), 8),
    "syntax": (re.compile(r"the configuration is not TOML: (.*)"), 3),
    "page": (re.compile(r"page (\S+) is not served"), 8),
    "fault": (re.compile(r"([A-Za-z_]+) while "), 16),
    "database": (re.compile(r"the database failed: ([A-Za-z_]+)"), 16),
    "file": (re.compile(r", at ([A-Za-z0-9_.]+):"), 16),
}
"""Where a relay's lines take a word from elsewhere, and how many different ones an honest relay has
in its logs at most: what goes on changing there could be a diary."""
LISTENS: Final = re.compile(
    r"(?:(?:ws|http)s?://|cannot listen on )([^,; ]+):\d+|on address \('([^']+)'"
)
"""Where a relay's lines name what it listens on, without the port."""
