"""The parts of the list that are in a relay's memory, and that arrive over the network.

Names in memory are classes of the relay's modules; names that arrive are its frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MEMORY: Final[Mapping[str, tuple[str, str]]] = {
    "Socket": (
        "an open connection, with the system's socket and when it was heard last",
        "while it stands: the network address on its other side",
    ),
    "Reader": ("the part of a message that has come so far", "ciphertext and frames, see below"),
    "Hashed": (
        "a random key that turns addresses into hashes, new each day",
        "with it, and until it is renewed, whether a given address has a budget",
    ),
    "Connection": (
        "what a connection may do, its mailboxes, its desks, the hash of its address",
        "which mailboxes one connection uses, so which conversations one console holds",
    ),
    "Organisation": ("everything of one organisation", "which connections are for it"),
    "Mailbox": (
        "ciphertexts until they are acknowledged, ten minutes at most after the last activity;"
        " which connection reads; for an answered knock, which connection answered",
        "sizes in six steps and counts; who answered whom as connections, no content",
    ),
    "Mailboxes": ("the mailboxes of an organisation, by the hash of a hash", "how many there are"),
    "Answered": ("a desk, a knock, a connection", "which connection answered a knock"),
    "Offer": (
        "a sealed knock with its connection, mailbox and hash of an address",
        "that somebody waits, from which connection",
    ),
    "Knock": (
        "a place in the line: its ticket, which holds the moment of arrival, and who claimed it",
        "when somebody knocked, to the millisecond, until the knock is answered or gone",
    ),
    "Kept": (
        "a place that is kept for ten minutes, with the hash of an address",
        "that somebody was in the line",
    ),
    "Line": ("the waiting line of a desk", "how many wait"),
    "OnDuty": ("a console's desk key and how many more it takes", "how many consoles serve"),
    "Desk": ("consoles on duty and the line", "which connections serve the desk"),
    "Deskroom": ("the handling of desks, with the key for tickets", "see `secret.value`"),
    "Taken": (
        "an accepted knock, its connection and the hash of an address, an hour at most",
        "whom to turn away when staff ask for it",
    ),
    "Accepted": ("all of these", "how many knocks were accepted in the last hour"),
    "Bucket": ("how much of a budget is left", "how busy a hash of an address was lately"),
    "Origin": (
        "budgets and connections by the hash of an address",
        "how much one address does, without the address",
    ),
    "Flood": ("all of these", "how many addresses were active lately"),
    "Account": ("how many bytes are held", "how much is on its way"),
    "Load": ("knocks of this and the last minute", "how busy a desk is"),
    "TurnedAway": (
        "hashes of addresses that staff turned away, an hour at most",
        "that somebody was turned away",
    ),
    "Strangers": (
        "hashes of addresses of devices that called, a minute at most",
        "that a device that is not on duty called a desk",
    ),
    "Drops": ("the sealed answers of the store once more", "see `dropped`"),
    "Day": ("the counts of the store, since the start", "see `counted`"),
    "Usage": ("all of these", "see `counted`"),
    "Shelf": ("the public documents and the newest staff packets", "see `document`"),
    "Switchboard": ("all of these", "how many connections there are"),
}

ARRIVING: Final[Mapping[str, tuple[str, str]]] = {
    "connection": (
        "address and port, time, TLS, and the headers that a browser sends: Origin, User-Agent,"
        " languages of the browser",
        "from where somebody connects, with which browser. The relay uses the address for budgets"
        " and Origin for a check, and keeps neither",
    ),
    "sizes and times": (
        "when how many frames of which size pass",
        "that people talk, when and how much, though not what; in quiet lines not even how much",
    ),
    "Join": ("which organisation a connection is for", "that somebody turns to this organisation"),
    "Fetch": ("which public document is wanted", "that a page or console was opened"),
    "Open": ("the capability to read a mailbox", "which mailbox a connection reads"),
    "Append": ("a ciphertext for a mailbox, with its number", "that one writes to the other"),
    "Ack": ("up to which number all was read", "that it was read by the other's program"),
    "CloseMailbox": ("a mailbox is given up", "that a line ended"),
    "Leave": ("a ciphertext for a device's inbox", "that somebody wants to reach a device"),
    "Knock": ("a sealed request to talk, 4096 bytes", "that somebody asks to talk, at which desk"),
    "Withdraw": ("a knock is taken back", "that somebody no longer waits"),
    "Duty": (
        "a proof of the shift's key, and a number of conversations",
        "that a console serves; all consoles of a shift prove the same key",
    ),
    "Off": ("the end of duty", "that a console no longer serves"),
    "Claim": ("a knock is taken", "which console takes which knock"),
    "Accept": ("a sealed answer to a knock", "that a conversation begins"),
    "Release": ("a knock is given back", "that a console gives it back"),
    "TurnAway": ("a knock is refused for an hour", "that staff turned somebody away"),
    "Publish": ("a public document", "from where the organisation publishes"),
    "Ping": ("a sign of life", "nothing more"),
    "Call": ("a sealed word of a device to those on duty", "that staff call one another"),
    "Drop": ("sealed answers, 2048 bytes", "that a connection left answers, not what"),
    "Collect": ("a proof of who may collect answers", "when answers are collected, by which key"),
    "Collected": ("names of answers that were collected", "that they were collected"),
}
