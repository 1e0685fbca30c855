"""Words for what the checks of files find (`audit.words`)."""

from __future__ import annotations

from typing import Final

from audit.words_store import Words

FILES: Final[Words] = {
    "log-address": (
        "fail",
        "A log holds a network or e-mail address",
        "The relay writes no address into any log. Another program does (often a proxy in front"
        " of it), or this is not the published relay. With it, people who asked for help can be"
        " found.",
    ),
    "log-content": (
        "fail",
        "A log holds long pieces of data",
        "Something writes down what passes by. Even if it is ciphertext, it was promised to be"
        " gone after minutes.",
    ),
    "log-unknown-line": (
        "fail",
        "A log holds lines that the relay never writes",
        "The published relay has a handful of lines, all known. These are none of them, so nobody"
        " can say what they tell.",
    ),
    "log-other-words": (
        "inconclusive",
        "Lines of a log have too many different words where a few would stay the same",
        "A relay's lines name a machine, a program, a file or a key of the configuration here and"
        " there. These change more than they do with one relay, so something else could be written"
        " there. Look at the logs of each machine alone.",
    ),
    "log-listens": (
        "inconclusive",
        "A log says that the relay listened where no configuration says so",
        "It may be the relay's own address, or somebody else's. Name the relay's configuration"
        " (relay.toml) too, or look whose address it is.",
    ),
    "unknown-file": (
        "fail",
        "There is a file of an unknown kind",
        "Nobody can say here what is in it. Ask the host what it is for. If it does not belong to"
        " the relay, look at the relay's own files alone.",
    ),
    "core-dump": (
        "fail",
        "There is a picture of a program's memory",
        "When a program crashes, a system may write its memory to a file. The relay forbids it."
        " Ciphertexts and network addresses of that moment can be in it.",
    ),
    "packet-capture": (
        "fail",
        "There is a recording of network traffic",
        "It holds the addresses of everybody who was connected, with times to the microsecond."
        " Ask who made it, and why.",
    ),
    "file-name": (
        "fail",
        "The name of a file holds a network or e-mail address",
        "A name tells as much as what is in a file, even of an empty one. Nothing that the relay"
        " makes is called so.",
    ),
    "file-attributes": (
        "fail",
        "There are remarks on files that no program shows by itself",
        "A file system can keep such attributes of a file. The relay makes none, so nobody can say"
        " here what is in them.",
    ),
    "empty-file": (
        "warn",
        "There are empty files or folders",
        "Nothing is in them, but a name and the time at which a file was made can tell something"
        " too. Look at how they are called.",
    ),
    "configuration-note": (
        "inconclusive",
        "There are remarks in the configuration that somebody wrote",
        "The relay does not read what stands behind a # there, and neither does this program. Read"
        " these lines yourself, or take them out.",
    ),
    "unknown-text": (
        "inconclusive",
        "There are texts that were not read",
        "Something to be read by people, a configuration that this version of the relay would not"
        " take, or keys with other words around them. Look into them yourself.",
    ),
    "backup": (
        "warn",
        "There is a backup of the store",
        "What the relay deletes stays in a backup. The host is told to make none, since the"
        " organisation can publish its documents again at any time.",
    ),
    "open-to-others": (
        "warn",
        "Other users of the machine may read the file",
        "The relay makes its files readable for itself alone. Somebody has changed that.",
    ),
    "page": (
        "note",
        "A web page of this version is here",
        "It is, to the byte, what this version writes for the organisation that it names. Whether"
        " that is yours is answered by the command: noview-audit page.",
    ),
    "archive": (
        "note",
        "There are packed files, which were looked at unpacked",
        "Nothing stands in them beside what was unpacked, but for times, rights and owners.",
    ),
    "configuration": (
        "note",
        "The relay's configuration is here",
        "It names which organisations the relay serves, and nobody else.",
    ),
    "tls-key": (
        "note",
        "Certificates or keys of the secure connection are here",
        "With the key, somebody on the network can pretend to be this relay. They would see what"
        " the host sees: addresses, times and sizes, no content.",
    ),
    "nothing-read": (
        "inconclusive",
        "Nothing was looked at",
        "No record and no line was found in what was named, so this says nothing about the relay."
        " Name its database, its logs, or the directory in which they are.",
    ),
    "page-not-read": (
        "inconclusive",
        "There are web pages that this version did not write",
        "What is in them was not looked at. If they belong to the relay, use the auditor of the"
        " version that wrote them, and the command: noview-audit page.",
    ),
    "no-log-given": (
        "note",
        "No log was looked at",
        "The relay's store was, and that holds no address. Most often it is a log that does: the"
        " relay's, the system's, or that of a proxy in front of it. Name these too (a log that is"
        " kept by the system is written into a file with journalctl -u noview-relay).",
    ),
    "link": (
        "inconclusive",
        "There are links to other places, which were not followed",
        "What they lead to was not looked at. Name those places too if they belong to the relay.",
    ),
    "unreadable": (
        "inconclusive",
        "Something could not be read",
        "The system did not let this program read it. Run it again as a user who may.",
    ),
    "orphan-log": (
        "inconclusive",
        "There is the log of a store without its store",
        "It holds pages of a database that is not here, so it could not be understood. Look at"
        " both together.",
    ),
    "too-deep": (
        "inconclusive",
        "An archive was not opened",
        "It is packed too often or unpacks to too much. Unpack it, and name what was in it.",
    ),
    "broken-archive": (
        "inconclusive",
        "An archive could not be unpacked",
        "It is broken, locked, of a kind that is not known, too large for this machine, or has more"
        " in it than what it unpacks to. Unpack it, and name what was in it.",
    ),
}

DISCLOSED: Final[Words] = {
    "not-listed": (
        "fail",
        "The host could hand over something that is not on the documented list",
        "The list says everything that a relay has. This is more than that. Run the storage check"
        " on the same files to see what it is.",
    ),
}
