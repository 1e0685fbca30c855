"""The promises of the software, which checks they rest on, and what can be said of each.

For a director of a shelter: short words and short sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

State = Literal["held", "broken", "not shown"]


class Promise(NamedTuple):
    """One promise of the software, what it rests on, and what can be said of it."""

    name: str
    promise: str
    checks: tuple[str, ...]
    """Names of all checks that must have been done, and have found nothing, for it to hold."""
    held: str
    broken: str
    unshown: str
    only_named: bool = False
    """Only what `CONCERNS` names breaks it, not all that its checks find."""


QUESTION: Final = "Can the company that runs the server read what people write?"
ANSWERS: Final[Mapping[State, str]] = {
    "held": "No way to do so was found.",
    "broken": "It may be able to. Something was found that can be read, or that nobody can vouch"
    " for.",
    "not shown": "This report cannot say. Nothing readable was found, but not every place was"
    " looked at.",
}
"""By what became of the first promise."""
ALSO_BROKEN: Final = "Another promise is broken."
ALSO_UNSHOWN: Final = "Other things could not be checked."

PROMISES: Final = (
    Promise(
        "read",
        "Nobody who runs the server can read what people write.",
        ("storage", "canary", "page", "documents"),
        "No marked word of our conversations was in what we were given of the server. What is"
        " sealed looks like noise. The page is the published one, the staff list the signed one.",
        "Something was found that can be read, or that nobody can vouch for.",
        "Nothing readable was found where we looked, but not all was looked at.",
    ),
    Promise(
        "device",
        "What was said leaves nothing on the visitor's device.",
        ("canary",),
        "Afterwards we searched every file of the browsers that we used. No word was left.",
        "Words of a conversation were left in the browser's files.",
        "Whether words are left on the device was not shown.",
        only_named=True,
    ),
    Promise(
        "who",
        "The server keeps nothing that tells who asked for help, or at what time.",
        ("storage",),
        "In all that we were given, no record and no line of a log holds an address, a name, or the"
        " hour at which somebody came.",
        "Something is kept that may tell who somebody is, or when they came.",
        "No address, name or time was found where we looked, but not all was looked at.",
    ),
    Promise(
        "gone",
        "What is deleted is gone.",
        ("storage",),
        "In all that we were given, nothing was too old, and no remains of deleted records were"
        " found.",
        "Something that should be gone can still be read.",
        "No remains were found where we looked, but not all was looked at.",
        only_named=True,
    ),
    Promise(
        "page",
        "Everybody gets the page that was published, and no other.",
        ("page",),
        "We fetched the page as several different visitors. Each copy was the published one, to"
        " the last byte.",
        "A page was served that is not the published one, or not as it must be served.",
        "Whether the page is the published one was not shown.",
    ),
    Promise(
        "staff",
        "Only the organisation decides who answers. The server can add nobody.",
        ("documents",),
        "We followed the signed lists through all versions that the server gives out. Each is the"
        " organisation's, and none was put back, left out or doubled.",
        "A signed list is missing, old, doubled or not signed as it must be.",
        "Whether the signed lists are whole was not shown.",
    ),
    Promise(
        "list",
        "All that could be handed over under a court order is on a list that you can read.",
        ("disclose",),
        "What we were given of the disk was held against the list, which is at the end of this"
        " report. There was nothing else.",
        "The server holds something that is not on the list.",
        "The list is at the end of this report. Whether the server holds more was not shown.",
    ),
)

_READ: Final = ("read",)
_WHO: Final = ("who",)
_GONE: Final = ("gone",)
CONCERNS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("not-random", "not-random-together", "log-content"), _READ),
    **dict.fromkeys(("address", "log-address", "packet-capture", "fine-time"), _WHO),
    **dict.fromkeys(("log-dates-answers", "order-of-arrival"), _WHO),
    **dict.fromkeys(("kept-too-long", "deleted-still-there", "log-not-emptied"), _GONE),
    **dict.fromkeys(("remains-free-page", "remains-in-page", "remains-side-file"), _GONE),
    **dict.fromkeys(("from-the-future", "old-image-unread"), _GONE),
    "not-signed": ("staff", "read"),
    # All else that is wrong with a page or a signed list bears on "read" too: a changed page can
    # send the words anywhere, and a stranger on the list is answered like one of the staff.
    "page-header": ("page",),
    "page-cookie": ("page", "who"),
    "canary-on-the-device": ("device",),
}
"""Findings that bear on these promises alone. All others bear on each that rests on their check."""

LEFT_OUT: Final = frozenset(
    (
        *("canary-not-given", "canary-not-offered", "page-no-browser", "first-look"),
        *("page-not-read", "no-log-given", "partly-reached"),
    )
)
"""Findings that break nothing, and say what nobody looked at: the first page names them."""

UNSHOWN: Final[Mapping[str, tuple[str, ...]]] = {"no-log-given": ("who",)}
"""Findings that are no fault of anybody, and without which these promises were not shown."""
