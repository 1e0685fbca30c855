"""Everything that a relay's host could hand over, as a list: the source of docs/disclose.md.

`Entry.name` is the table and column, the struct and field, the class, or the frame as the relay's
source has it. Tests compare the list with that source, so that nothing new stays unlisted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from audit.disclosed_documents import DOCUMENTS
from audit.disclosed_memory import ARRIVING, MEMORY
from audit.forms import FORMS


class Entry(NamedTuple):
    """One thing: where it is, what it is called there, what it is, and what it tells."""

    place: str
    name: str
    what: str
    tells: str


DISK: Final = {
    "document.organisation": (
        "the fingerprint of the organisation",
        "that this organisation uses this relay",
    ),
    "document.kind": ("1 charter, 2 roster, 3 notice, 4 shift, 5 state", "nothing beyond that"),
    "document.desk": ("a number for the desk, drawn by the organisation", "how many desks it has"),
    "document.slot": ("the version of a charter, else 0", "nothing beyond the version"),
    "document.version": ("the number of the document", "how often it was renewed"),
    "document.expires": (
        "until when it is kept, in seconds; follows from the document",
        "when the organisation signed it, about",
    ),
    "document.envelope": (
        "the signed document, public: anybody may fetch it",
        "what the organisation tells everybody; the fields are below",
    ),
    "document.packet": (
        "with a shift: its keys and the list of devices, sealed to staff",
        "in sizes: the head count in steps of 16, how long the staff list and handbook are in steps"
        " of 4096 bytes. Whoever also takes a device's key of that week opens it",
    ),
    "lease.name": ("the word relay", "nothing"),
    "lease.owner": ("the relay's own name from its configuration", "what the host calls it"),
    "lease.until": (
        "until when this relay may serve, renewed every 10 seconds",
        "when the relay ran last",
    ),
    "lease.term": ("a number that rises at each start", "how often the relay was started"),
    "secret.name": ("the word ticket", "nothing"),
    "secret.value": (
        "32 random bytes with which tickets are checked",
        "with a ticket from somebody's browser: that this relay gave it. No content",
    ),
    "counted.organisation": ("the fingerprint of the organisation", "whose count it is"),
    "counted.day": ("a day", "on which day"),
    "counted.what": ("knocks, conversations or refused", "what was counted"),
    "counted.number": (
        "how many",
        "how many knocked, were answered or were refused that day; on a day with one, that somebody"
        " was there",
    ),
    "dropped.organisation": ("the fingerprint of the organisation", "for whom it is"),
    "dropped.name": ("a hash of the sealed bytes", "nothing"),
    "dropped.desk": ("a number for the desk", "at which desk it was left"),
    "dropped.day": ("a day", "on which day it was left"),
    "dropped.sealed": (
        "answers after a chat, or staff counts, 2048 bytes, sealed to the organisation alone",
        "that somebody left some. Whoever also takes the organisation's statistics key reads them",
    ),
}

BESIDE: Final = {
    "order of pages": (
        "where in the file a record lies",
        "in which order the sealed answers of the last ten minutes came, or of those before a"
        " crash; in a file above 128 MiB of all, also within a day. Not at what time",
    ),
    "write-ahead log (-wal)": (
        "pages as they were written in the last ten minutes at most, or until the next start after"
        " a crash",
        "records that were replaced in these minutes. It is emptied when an answer comes, so with"
        " the lease in it, when the newest answer came, if one came in these minutes",
    ),
    "index of the log (-shm)": ("which page stands where in the log", "nothing more"),
    "times of files": (
        "what a file system notes: when a file was changed last",
        "of the log: when the relay wrote last, every 10 seconds whatever happens; of the store:"
        " when the log was emptied last, at a purge or when the newest answer came",
    ),
    "log": (
        "a line when it starts; a line for each trouble of its own",
        "when the relay started or had trouble. No line for anybody's connection",
    ),
    "configuration": (
        "relay.toml",
        "which organisations are served, addresses of the relay and of their pages",
    ),
    "TLS key": (
        "where the relay speaks TLS itself: certificate and private key",
        "lets somebody on the network pretend to be the relay and see what a host sees; not what"
        " was recorded before",
    ),
    "pages": ("where the relay serves them: the public pages", "what everybody is sent"),
}


def entries() -> Iterator[Entry]:
    """The whole list, in the order of the documentation."""
    for place, found in (
        ("in the store", DISK),
        ("beside the store", BESIDE),
        ("inside a public document", DOCUMENTS),
        ("in memory", MEMORY),
        ("arriving", ARRIVING),
    ):
        for name, (what, tells) in found.items():
            yield Entry(place, name, what, tells)


INTRODUCTION: Final = """\
# What a host could hand over

Everything that whoever runs `noview-relay` could give to a court, or lose to a thief, and what it
tells. Made from the auditor's own list (`noview-audit disclose --list`), which tests compare with
the relay's source: tables and columns, fields of documents, state in memory, frames.
`noview-audit disclose --out FOLDER PATH…` exports what rests on a real host's disk, field by field;
what is not on this list is a finding there.

**Not on the list, because the host has none of it:** words of a conversation, names, the language
of a conversation, who of the staff serves, keys with which anything sealed can be opened, network
addresses at rest. What a host could be ordered to begin to record from now on is what stands under
"in memory" and "arriving".

**Not the relay's:** what others keep. A proxy in front of it, the provider of its network, name
servers, and whoever serves the pages can note addresses and times. `docs/operations.md` says how to
keep them from it.
"""

HEADINGS: Final = {
    "in the store": "On the disk: the store",
    "beside the store": "On the disk: beside the store",
    "inside a public document": "Inside public documents",
    "in memory": "In memory while the relay runs",
    "arriving": "Arriving over the network",
}
NOTES: Final = {
    "inside a public document": "Signed by the organisation for everybody. They name no staff and"
    " no survivor, unless the organisation writes a name into its own texts.",
    "in memory": "Gone when the process ends. Core dumps are off and other programs are kept out"
    " (`relay/hardening.py`); a host with full rights can undo both.",
    "arriving": "Each connection has a network address and a time while it stands, and for TLS the"
    " name of the relay. Of what is in a frame, the relay keeps what the tables above say.",
}


def as_markdown() -> str:
    """docs/disclose.md."""
    parts = [INTRODUCTION]
    for place, found in groupby(entries(), key=lambda one: one.place):
        parts.append(f"## {HEADINGS[place]}\n")
        if place in NOTES:
            parts.append(f"{NOTES[place]}\n")
        rows = [f"| `{one.name}` | {one.what} | {one.tells} |" for one in found]
        parts.append("\n".join(["| what | is | tells |", "|---|---|---|", *rows, ""]))
        if place == "in the store":
            kept = [f"- `{table}`: {form.lifetime}." for table, form in FORMS.items()]
            parts.append("\n".join(["How long a row is kept:\n", *kept, ""]))
    return "\n".join(parts)
