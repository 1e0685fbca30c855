"""Words for what the check of a release finds (`audit.words`)."""

from __future__ import annotations

from typing import Final

from audit.words_store import Words

RELEASE: Final[Words] = {
    "release-not-given": (
        "inconclusive",
        "The pages were not compared with a published release",
        "Without a signed release nobody can say whether this is the published page. Give the"
        " folder of the release, and the root of its makers that you had from elsewhere.",
    ),
    "release-not-pinned": (
        "inconclusive",
        "Nobody said whose signatures count",
        "A release is signed by its makers, and who they are must come from somewhere else than"
        " the release itself. Give their root, and compare its words with the makers' own.",
    ),
    "release-too-few": (
        "fail",
        "The release is signed by too few of its makers",
        "One maker alone, or somebody who has taken one key, must not be able to publish. Do not"
        " install this release and do not compare with it. Ask the makers.",
    ),
    "release-expired": (
        "fail",
        "The release has run out",
        "Releases run out so that nobody can be kept on an old one with known faults. Get the"
        " newest release. If there is none, ask its makers why.",
    ),
    "release-early": (
        "fail",
        "The release is dated in the future",
        "Either the clock of this machine is wrong, or the date was made up. Look at the clock"
        " first.",
    ),
    "release-rolled-back": (
        "fail",
        "This is an older release than one that was seen before",
        "Somebody offers an old release in the place of the newest, perhaps one with known faults."
        " Do not use it. Ask where the folder came from.",
    ),
    "release-forked": (
        "fail",
        "There are two different releases of the same number",
        "Makers publish one release for everybody. Two of a number mean that somebody was given"
        " something else than others. Keep both folders and ask the makers.",
    ),
    "release-damaged": (
        "fail",
        "The release's documents are not in their one form",
        "Something was added, left out or written otherwise than it was signed. Get the release"
        " again, from its makers.",
    ),
    "release-file-changed": (
        "fail",
        "A file of the release is not the one that was signed",
        "Its bytes were changed after its makers signed. Do not install it; get the release again.",
    ),
    "release-not-listed": (
        "fail",
        "Something lies in the release that nobody signed",
        "Its makers did not list it. A program that installs from this folder could take it. Remove"
        " it, or get the release again, and ask who put it there.",
    ),
    "release-file-missing": (
        "inconclusive",
        "A file of the release is missing",
        "The folder is not whole, so what is missing could not be looked at. Get all of it.",
    ),
    "release-first-seen": (
        "note",
        "No earlier release is remembered here",
        "An old release that has not run out yet would not be noticed. Name a file with --seen, and"
        " from the second time on nothing older is believed.",
    ),
    "release-other-program": (
        "inconclusive",
        "This program is of another version than the release",
        "The expected page is made with this program, which may write it otherwise than the"
        " release's own. Install the wheel of that release and run it again.",
    ),
    "release-root": (
        "note",
        "Whose signatures counted",
        "Compare these sixteen words with those that the makers publish elsewhere: on paper, in"
        " another place on the web, or read aloud. Everything else rests on them.",
    ),
    "release-is": (
        "note",
        "Which release this is",
        "For the record, and to compare with what others have.",
    ),
}
