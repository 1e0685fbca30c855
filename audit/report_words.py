"""All words of a report that are not a finding's own, for a director of a shelter.

Short words and short sentences; nothing is filled in, except where a name stands in braces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

STATES: Final[Mapping[str, str]] = {
    "held": "Held",
    "broken": "Broken",
    "not shown": "Not shown",
}
VERDICTS: Final[Mapping[str, str]] = {
    "pass": "Nothing was found that breaks a promise.",
    "fail": "Something was found that breaks a promise.",
    "inconclusive": "This check cannot say. What it could not look at is listed below.",
}
GRADES: Final[Mapping[str, str]] = {
    "fail": "Breaks a promise",
    "inconclusive": "Could not be checked",
    "warn": "Weakness",
    "note": "Note",
}


class Check(NamedTuple):
    """What a check is called, what it does, and what is missing where it was not done."""

    title: str
    about: str
    missing: str


CHECKS: Final[Mapping[str, Check]] = {
    "canary": Check(
        "Marked words in real conversations",
        "We talk through the service as a visitor and a counselor would, with words that occur"
        " nowhere else. Then we look for them in all that the server has: files, memory, what"
        " passes over the network. A word that we plant on purpose must be found, or the search"
        " does not count.",
        "No conversation was held, so nobody looked for its words on the server.",
    ),
    "storage": Check(
        "What rests on the server's disk",
        "We read every record of the server's database, its logs and the files beside it, also"
        " what lies between the records. Each must have a known form and size and be within its"
        " time. What is sealed must look like noise.",
        "Nobody gave us the server's files.",
    ),
    "page": Check(
        "The page that people get",
        "We fetch the page as different visitors would, from different browsers and in different"
        " languages, and compare each copy with the published one. We also look whether it calls"
        " anybody else.",
        "No address of a page was given, or nothing to compare it with.",
    ),
    "documents": Check(
        "The organisation's signed lists",
        "Who may answer, and until when, stands in lists that the organisation signs. We follow"
        " them through every version that the server gives out, and look for gaps, for two lists"
        " where there may be one, and for old ones put back.",
        "No address of a server was given to ask for them.",
    ),
    "disclose": Check(
        "What the server could hand over",
        "We hold everything on the server's disk against the list of all that a host of this"
        " software has. The list is in the appendix, with what each thing tells.",
        "Nobody gave us the server's files, so the list was held against nothing.",
    ),
}
"""In the order of the report."""

NEVER: Final = (
    (
        "It is a look at one day.",
        "The server can be changed an hour later. Look again from time to time, without notice.",
    ),
    (
        "It sees what it is shown.",
        "Another disk, another copy, another server, or a provider's log may exist that nobody"
        " told us about.",
    ),
    (
        "Who runs the server sees that somebody is connected.",
        "From which network address, when, and how much is written. That is not kept, but it could"
        " be noted from now on, also under an order.",
    ),
    (
        "One visitor could get another page.",
        "We compare many copies. A page changed for one person alone would be seen only in that"
        " person's browser.",
    ),
    (
        "Both ends see the words.",
        "A program that watches somebody's device, or a person who copies what they read, is"
        " outside of all this.",
    ),
    (
        "The software can have mistakes.",
        "No outside expert has reviewed it yet. This audit looks at what it does, not at whether"
        " its design is right.",
    ),
)

GLOSSARY: Final = (
    (
        "Address",
        "The number under which a device is reached on the internet. It can lead to a person.",
    ),
    ("Canary", "A marked word that occurs nowhere else, so that one can look where it ends up."),
    ("Host", "The company or person that runs the server."),
    ("Log", "A file in which a program notes what happens."),
    ("Memory", "What a program holds while it runs. It is gone when the program ends."),
    ("Record", "One entry in a database, like a card in a box."),
    ("Relay", "The server that passes sealed messages on between a visitor and a counselor."),
    ("Sealed", "Locked in such a way that only those with the key can read it."),
    ("Shift", "A list, signed by the organisation, that says who may answer today."),
    ("Signed", "Marked by a key of the organisation. Nobody else can make that mark."),
)

WORDS: Final[Mapping[str, str]] = {
    "kind": "Audit report",
    "title": "Audit of {organisation}",
    "unnamed": "a noview server",
    "organisation": "Organisation",
    "date": "Date",
    "by": "Done by",
    "by-unsaid": "not said",
    "summary": "Summary",
    "broken": "What was found that breaks a promise",
    "broken-none": "Nothing.",
    "weak": "Weaknesses that break no promise",
    "unchecked": "What could not be checked",
    "unchecked-none": "Nothing was left out.",
    "never": "What an audit like this can never show",
    "details": "The checks, one by one",
    "pass": "Passed",
    "fail": "Failed",
    "inconclusive": "Cannot say",
    "not done": "Not done",
    "undone": "not done",
    "do": "To do it:",
    "looked-at": "What was looked at",
    "evidence": "Where",
    "repeat": "To see this again:",
    "list": "Everything that this host could hand over",
    "list-about": "All that whoever runs the server could give to a court, or lose to a thief, and"
    " what it tells. Words of conversations, names, and keys that open them are not on this list,"
    " because the server has none of them. A dash: nobody can count it, or nobody looked.",
    "list-what": "What it is",
    "list-tells": "What it tells",
    "list-here": "Found",
    "versions": "How this was made",
    "tool": "Made with",
    "released": "Release",
    "released-none": "none was given to compare with",
    "form": "Form of this report",
    "again": "Beside this file there is one with the same name that ends in .json, with the same"
    " findings for other programs. Each finding names a command that shows it again.",
    "again-where": "A command is written as it was run: names of files are those on the auditor's"
    " machine, from the folder in which the auditor stood. Passphrases are never in it.",
    "glossary": "Words used in this report",
    "end": "This report holds no word of any conversation. It says where something was found and"
    " how much, never what it was.",
}

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

PLACES: Final[Mapping[str, str]] = {
    "in the store": "On the disk: in the database",
    "beside the store": "On the disk: beside the database",
    "inside a public document": "Inside public documents",
    "in memory": "In memory while the server runs",
    "arriving": "Arriving over the network",
}

FOUND: Final[Mapping[str, tuple[Literal["inconclusive"], str, str]]] = {
    "not-looked-at": (
        "inconclusive",
        "This was not looked at",
        "What it needs was not given. So this audit says nothing about it, neither good nor bad.",
    ),
    "console-unchecked": (
        "inconclusive",
        "No conversation was held, since the console was not found to be the published one",
        "For a conversation the lent device's passphrase is typed into the console that is served."
        " Another console could keep it. Compare the console first, with a signed release or with"
        " the page that your organisation wrote, or say --unchecked-pages and give up the device"
        " afterwards.",
    ),
    "check-stopped": (
        "inconclusive",
        "A check could not be finished",
        "Something on the machine that ran the audit, or on the way to the server, was in the way."
        " It is no sign of guilt and none of innocence. Put it right, and run this check again.",
    ),
}
