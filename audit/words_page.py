"""Words for what the check of a served page finds (`audit.words`)."""

from __future__ import annotations

from typing import Final

from audit.words_store import Words

_ANOTHER: Final = (
    " Whoever serves a page can read what is written into it. Take the page down until you know"
    " how it came about."
)

PAGE: Final[Words] = {
    "page-changed": (
        "fail",
        "The page that is served is not the published one",
        "At least one byte differs from what the published software writes for your organisation."
        + _ANOTHER,
    ),
    "page-differs": (
        "fail",
        "Not every visitor gets the same page",
        "The page is one file for everybody. Here some visitors got other bytes than others, which"
        " is how one person would be attacked." + _ANOTHER,
    ),
    "page-old": (
        "fail",
        "The page is of an older release",
        "It is a published page, but not of the newest release, so faults that were mended since"
        " are still in it. Write the page again with the newest release and put it on your"
        " website.",
    ),
    "page-not-ours": (
        "fail",
        "What is served is not a page of this software",
        "It does not hold what every page of this software holds. Look at the address first; if it"
        " is right, another page has been put in its place.",
    ),
    "page-not-published": (
        "fail",
        "The page is not the one that your organisation wrote",
        "Its bytes are none of those that you named as your own. Somebody put another page on the"
        " website, or you named an older one.",
    ),
    "page-other-organisation": (
        "fail",
        "The page belongs to another organisation",
        "It is bound to another fingerprint than yours: whoever writes there does not reach you.",
    ),
    "page-other-relay": (
        "fail",
        "The page speaks with another relay",
        "It connects to another address than the one you named. Nobody there can read anything,"
        " but they see who connects and when, and can keep people from reaching you.",
    ),
    "page-documents": (
        "fail",
        "What the page says of your organisation does not hold",
        "Its phone numbers, hours and texts must be signed by your administrators, and be in their"
        " time. Sign the notice again if it ran out, and write the page again; else find out who"
        " wrote this page.",
    ),
    "page-not-pinned": (
        "inconclusive",
        "Nobody said which organisation the page should belong to",
        "Give your organisation's fingerprint, from your own papers and not from the page.",
    ),
    "page-notice-unread": (
        "inconclusive",
        "The phone numbers and hours in the page were not checked",
        "They are signed by your administrators, and who those are stands in your charters. Give"
        " your organisation's public file (noview-org export), or the console's address too.",
    ),
    "page-not-answered": (
        "inconclusive",
        "A visitor got no answer",
        "Nothing can be said about what this visitor would have got. A page that answers only some"
        " people can be an attack too.",
    ),
    "page-no-way": (
        "note",
        "One of the website's addresses cannot be reached from here",
        "A name can lead to several addresses, such as an old and a new kind, and this machine's"
        " network does not reach all kinds. What is served there was not seen.",
    ),
    "page-status": (
        "fail",
        "The address does not answer with a page",
        "Something else was served than a page. Look at the address, then at the website.",
    ),
    "page-redirect": (
        "fail",
        "The address leads somewhere else",
        "The page must be at the address that you publish. Whoever it is led through learns who"
        " asks for help, and can lead one person elsewhere.",
    ),
    "page-certificate": (
        "fail",
        "The website's certificate is not valid",
        "Browsers warn people away, or somebody stands between them and the website.",
    ),
    "page-plain-http": (
        "fail",
        "The page is served without encryption",
        "Everybody on the way can read and change it: a home router, a network at work. Serve it"
        " over https alone.",
    ),
    "page-unreadable": (
        "fail",
        "The answer is not one that a browser was promised",
        "It is far too large, or packed otherwise than was asked. A page is a small file.",
    ),
    "page-header": (
        "fail",
        "A rule that should come with the page is missing",
        "These rules keep other websites from framing the page, from learning where people came"
        " from, and from keeping copies. The list for your website stands in docs/operations.md.",
    ),
    "page-header-wished": (
        "warn",
        "A rule that helps to stay unseen is missing",
        "It keeps the page out of search engines' copies, or keeps the browser from looking names"
        " up beforehand.",
    ),
    "page-header-tells": (
        "fail",
        "The website makes browsers tell others",
        "By these headers a browser asks further places, or reports to them, without anything of"
        " it in the page.",
    ),
    "page-header-mark": (
        "warn",
        "The website marks its answers",
        "A mark in an answer comes back with the next visit, where a browser keeps the page. It is"
        " told to keep none. Better switch the mark off.",
    ),
    "page-headers-differ": (
        "warn",
        "Not every visitor gets the same headers",
        "The headers of one page should be the same for everybody. See whether a program in front"
        " of the website puts in something of its own.",
    ),
    "page-cookie": (
        "fail",
        "The website sets a cookie",
        "With it a visitor is known again, and the browser's store shows that they were here.",
    ),
    "page-third-party": (
        "fail",
        "The page loads or runs something that is not its own",
        "Nothing from elsewhere belongs into this page: no script, picture, font or frame."
        " Whoever serves it can read everything, or learns who was here.",
    ),
    "page-policy": (
        "fail",
        "The page's own policy is not the strict one",
        "The policy in the page names exactly its own script and the one relay. Here it allows"
        " something else.",
    ),
    "page-browser-asks": (
        "fail",
        "In a real browser the page asked a place that it should not",
        "While it was opened, the browser sent something to an address that is neither the"
        " website's nor the relay's.",
    ),
    "page-no-browser": (
        "note",
        "No real browser opened the page",
        "What the page asks for when it is opened was not seen. Run it again where the auditor's"
        " extra part is installed (docs/audit.md) and Chromium is there.",
    ),
    "page-is": (
        "note",
        "What was served",
        "The SHA-256 of the page as most visitors got it. noview-org page printed the same when"
        " the page was written.",
    ),
    "page-relay-is": (
        "note",
        "Which relay the page speaks with",
        "Compare it with the one that your organisation uses, or name that one with --relay.",
    ),
    "page-remains": (
        "note",
        "What no check from here can see",
        "A host can tell this program from a real browser, and can change the page for one address"
        " or one hour. Ask again from other networks, through Tor (--proxy), and on phones:"
        " everybody can compare the SHA-256.",
    ),
    "page-nothing": (
        "inconclusive",
        "No copy of the page was got",
        "Nothing was looked at. See whether the address is right and can be reached from here.",
    ),
}
