"""Words for what the check of a store finds (`audit.words`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Grade = Literal["fail", "inconclusive", "warn", "note"]
Words = Mapping[str, tuple[Grade, str, str]]

STORE: Final[Words] = {
    "unknown-table": (
        "fail",
        "The store has a table that the relay does not have",
        "Somebody keeps more than the published software keeps. Ask the host what this table is"
        " for, and do not rely on this relay until it is gone.",
    ),
    "unknown-column": (
        "fail",
        "A table of the store has another form than the published one",
        "The relay that writes this store is not the published one, or its table was changed."
        " Fields that nobody has described can hold anything.",
    ),
    "table-missing": (
        "fail",
        "A table of the relay is missing in its store",
        "The file says that it is of this version, and is not. Do not rely on what it holds.",
    ),
    "unknown-record": (
        "fail",
        "There are records that have none of the relay's forms",
        "The relay knows every form of record that it keeps. These are none of them, so nobody can"
        " say what is in them.",
    ),
    "free-text": (
        "fail",
        "A record holds words of somebody's own",
        "In this field only fixed words of the software may stand. Anything else can be a name or"
        " a sentence that somebody wrote.",
    ),
    "address": (
        "fail",
        "A network or e-mail address is kept",
        "The relay promises to keep no address. With it, a person who asked for help can be found"
        " through their provider. Stop this relay and have the records deleted.",
    ),
    "fine-time": (
        "fail",
        "A time is kept more finely than promised",
        "The relay promises to know of these things only the day. A finer time can be compared"
        " with when somebody was seen at a computer.",
    ),
    "wrong-size": (
        "fail",
        "A field does not have its fixed size",
        "Ciphertexts and identifiers have fixed sizes, so that their length says nothing. This one"
        " differs: either it is not what it says, or its length tells something.",
    ),
    "wrong-value": (
        "fail",
        "A field holds a value that it cannot have",
        "The published software never writes this. The store was changed, or another program"
        " writes it.",
    ),
    "wrong-name": (
        "fail",
        "A sealed answer is filed under a name that is not its own",
        "Names of sealed answers are made from the answers alone, so that they tell nothing. This"
        " one was chosen by somebody.",
    ),
    "wrong-inside": (
        "fail",
        "A staff packet is not put together as it should be",
        "The sealed keys of a shift have a fixed form. This is something else in their place.",
    ),
    "readable-text": (
        "fail",
        "Readable text stands where only ciphertext may stand",
        "The host can read this. Whatever was promised about encryption did not happen here. In"
        " the place of an answer anybody can send words: then it is only theirs.",
    ),
    "not-random": (
        "fail",
        "What should be ciphertext does not look like it",
        "Good ciphertext cannot be told from noise. This can, so it is not encrypted, or badly.",
    ),
    "not-random-together": (
        "fail",
        "All ciphertexts together are too uneven",
        "One by one they look like noise, all together they do not. Something weakens the"
        " encryption, or hides in it.",
    ),
    "not-signed": (
        "fail",
        "A public document is not one that the organisation signed",
        "Documents in the store are public words of the organisation, signed by its keys. These"
        " are not signed by them, so anything can stand there.",
    ),
    "kept-too-long": (
        "fail",
        "Records are kept for longer than promised",
        "What should be gone can still be handed over. Either the relay does not delete, or it has"
        " not run since: start it once, or delete the file.",
    ),
    "deleted-still-there": (
        "fail",
        "Answers that were collected or deleted can still be read in the log",
        "The relay overwrites them at once when it works as published. Here they are still there.",
    ),
    "remains-free-page": (
        "fail",
        "Deleted records have left remains in the store",
        "The store says that this room is free, but what was deleted still stands in it. Anybody"
        " with the file can read it. The published relay overwrites what it deletes.",
    ),
    "remains-in-page": (
        "fail",
        "Between the records there are bytes that belong to none",
        "These are remains of deleted records, or something that was hidden there. The published"
        " relay leaves this room empty.",
    ),
    "remains-side-file": (
        "fail",
        "A file beside the store holds what it should not hold",
        "Beside the store there may be a log of the last minutes and its index, nothing else. This"
        " is a remainder of old pages, or another program's.",
    ),
    "log-not-emptied": (
        "fail",
        "The store's log is not emptied in time",
        "Every ten minutes the relay empties the log of what it wrote. This one reaches further"
        " back, so things that were replaced or deleted can still be read in it.",
    ),
    "damaged": (
        "fail",
        "A part of the store cannot be read",
        "The file is broken there, or was made so. What stands in it is not known, so it cannot be"
        " called clean. Let the host check its disk, and look again at a fresh store.",
    ),
    "foreign-store": (
        "fail",
        "There is a database that is not the relay's",
        "A relay has one database. This one belongs to another program; nobody can say here what"
        " is in it. Ask the host what it is for, and look at the relay's data alone if it is not.",
    ),
    "newer-store": (
        "inconclusive",
        "The store is of a newer version than this auditor",
        "Use the auditor of the version that the relay runs.",
    ),
    "old-image-unread": (
        "inconclusive",
        "A part of the store's log could not be understood",
        "The log is emptied every ten minutes. Wait for that, or have the relay stopped in good"
        " order, and look again. If it stays, take it for a remainder of deleted records.",
    ),
    "from-the-future": (
        "inconclusive",
        "Documents are dated later than the moment of this check",
        "The clock of this machine, of the organisation's, or the time that was given for a copy is"
        " wrong. Until that is known, nothing can be said about what is kept for how long.",
    ),
    "changed-while-read": (
        "inconclusive",
        "The store was changed while it was read",
        "Look again, or at a snapshot of the disk. Nothing that was found is taken back by this.",
    ),
    "log-remembers": (
        "note",
        "The store's log still holds older versions of records",
        "That is how it works: within ten minutes they are gone. Whoever takes the disk in between"
        " has them too.",
    ),
    "log-dates-answers": (
        "fail",
        "The store's log tells when answers arrived",
        "The tables know only the day, and the relay empties its log at once when it has kept an"
        " answer, so that the log tells no more. Here it does: the relay is not the published one,"
        " or another program on this machine reads the store all the time and holds the log open.",
    ),
    "log-left-behind": (
        "warn",
        "The relay was not stopped in good order, or this is a copy",
        "Its log was not emptied. It stays until the relay starts again, with older versions of"
        " records in it.",
    ),
    "order-of-arrival": (
        "fail",
        "Where answers lie in the file tells in which order they came",
        "The relay writes its file anew at every purge when answers came, and when it stops, in"
        " the order of names that say nothing. This file was not, so whoever has it can tell"
        " earlier from later, within a day too, though not at what time.",
    ),
    "order-of-last-minutes": (
        "warn",
        "Where answers lie in the file tells in which order the newest ones came",
        "The relay writes its file anew every ten minutes when answers came, and when it stops."
        " Until then, and after a crash until it starts again, newer records lie in newer pages."
        " One look cannot tell a relay that has yet to do it from one that never does before the"
        " day is over: look again tomorrow, or when the relay has been stopped.",
    ),
    "order-in-large-file": (
        "warn",
        "The file is so large that it is not written anew",
        "Above 128 MiB the relay does not write its file anew, since that would hold it up. Until"
        " answers are collected, whoever has the file can tell in which order they came.",
    ),
    "not-believed": (
        "warn",
        "The store holds a document that nobody would believe any more",
        "It was signed by the organisation, and its time or its signer's is over. It does no harm;"
        " the organisation should publish again.",
    ),
    "unknown-organisation": (
        "warn",
        "There are records of an organisation without documents",
        "They name an organisation of which the store has no charter. That happens when one never"
        " published, or when somebody chose the name.",
    ),
    "other-organisation-here": (
        "fail",
        "The store holds records of an organisation that should not be in it",
        "Only the organisations that were named may be here. Anybody can found one and sign what"
        " they like in its name, and the relay's own host most easily.",
    ),
    "organisation-here": (
        "note",
        "These organisations have documents in the store",
        "Compare the fingerprints with those you know. Documents are readable, and say what their"
        " organisation signed: one that nobody knows can be a host's own diary. With --organisation"
        " and a fingerprint, any other is a finding.",
    ),
    "no-store": (
        "inconclusive",
        "No database was looked at",
        "What is kept of people would be in the relay's database, and none was among these files."
        " Name the folder that the relay's configuration calls its store.",
    ),
    "unknown-desk": (
        "warn",
        "There are answers for a desk without documents",
        "That happens when the desk's documents have expired, or when somebody chose its name.",
    ),
}
