"""Words for what the check of a Redis finds (`audit.words`)."""

from __future__ import annotations

from typing import Final

from audit.words_store import Words

REDIS: Final[Words] = {
    "redis-unknown-key": (
        "fail",
        "A Redis holds records that the relay does not have",
        "This version of the relay keeps nothing in a Redis, so nobody can say here what these"
        " records are. Ask the host what they are for. The letters behind # are the beginning of"
        " the SHA-256 of a key's name, by which the host can find it.",
    ),
    "redis-remembers": (
        "fail",
        "A Redis remembers commands with what was in them",
        "Its list of slow commands holds what was written or asked for, when, and by which network"
        " address, also after the record itself is gone. Have it emptied and switched off.",
    ),
    "redis-program": (
        "fail",
        "A Redis runs programs of its own",
        "A function or module inside can copy what passes by. The relay needs none.",
    ),
    "redis-snapshot": (
        "fail",
        "There is a snapshot of a Redis database",
        "It holds everything that the Redis held when it was written, also what was deleted since."
        " This version of the relay keeps nothing in a Redis, so it is not its own.",
    ),
    "redis-append-only-file": (
        "fail",
        "There is an append-only file of a Redis database",
        "It holds every change that was made, in order, so also what was deleted since. This"
        " version of the relay keeps nothing in a Redis, so it is not its own.",
    ),
    "redis-writes-to-disk": (
        "warn",
        "A Redis writes what it holds to a disk",
        "What is deleted from its memory stays in these files, at least until they are written"
        " again. Look at its directory too.",
    ),
    "redis-logs-connections": (
        "warn",
        "A Redis writes into its log who connects",
        "At this level its log holds the network address of every program that talks to it, with"
        " times. Look at its log too.",
    ),
    "redis-may-remember": (
        "warn",
        "A Redis notes commands that take long, with what is in them",
        "Its list of slow commands is empty, or was until this check asked, but it is on. With it"
        " a record can outlive its deletion.",
    ),
    "redis-copies": (
        "warn",
        "There are copies of a Redis on other machines",
        "What was deleted in one may still be in another, and each can be searched. Look at each.",
    ),
    "redis-not-read": (
        "inconclusive",
        "A part of a Redis could not be looked at",
        "The server did not say, or not to this user. Run it again as a user of that Redis who may"
        " read everything.",
    ),
    "redis-empty": (
        "note",
        "A Redis holds nothing at all",
        "All of its databases were asked, and none has a key. What was deleted from it can still"
        " be in its memory, its files and its log, which are looked at by themselves.",
    ),
}
