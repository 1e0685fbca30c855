"""Words for what the check of signed documents finds (`audit.words`)."""

from __future__ import annotations

from typing import Final

from audit.words_store import Words

DOCUMENTS: Final[Words] = {
    "roster-older": (
        "fail",
        "The host shows an older staff list than before",
        "A newer staff list was seen already; where and when stands below. With the older one, a"
        " person who was shut out since could be let in again. It can be an old backup that was"
        " restored, or intent. Publish again at once, and ask the host what happened.",
    ),
    "document-older": (
        "fail",
        "The host shows an older document than before",
        "A newer one was seen already; where and when stands below. Whoever asks for the first"
        " time believes the older one as long as it has not run out. Publish again at once, and ask"
        " the host what happened.",
    ),
    "withheld": (
        "fail",
        "The host does not show the newest document",
        "A newer one is known from another place, named below. Either it was never published here,"
        " or the host keeps it back. Until the older one runs out, visitors go by it: a person who"
        " was shut out meanwhile could still begin a conversation. Publish again; if it stays like"
        " this, go to another host.",
    ),
    "two-faces": (
        "fail",
        "The host shows different visitors different documents",
        "One connection was given a newer document than a later one. Who is shown the older"
        " one does not learn what changed, such as that somebody was shut out. No mistake in good"
        " faith looks like this for long: ask the host, and think of going to another one.",
    ),
    "fork": (
        "fail",
        "There are two different documents with the same number",
        "Both are rightly signed, and there must only ever be one. So somebody who may sign has"
        " made a second one, or a signing key is in wrong hands. Ask each other by telephone who"
        " made it. If nobody did, treat that key as stolen and make a charter without it.",
    ),
    "gap": (
        "fail",
        "A charter in between is missing",
        "Each charter is signed by the holders of the one before. With one left out, nobody can"
        " see how the present holders came by their right. Publish again; the host must show all.",
    ),
    "roster-gap": (
        "fail",
        "The staff lists do not follow from each other",
        "Each staff list names the one before by a number that cannot be made up. This one names"
        " another than the one that was seen. Somebody has made a line of staff lists of their own:"
        " treat it like two different documents with the same number.",
    ),
    "no-right": (
        "fail",
        "A document is signed by somebody who may not, or not at all",
        "Pages and consoles refuse it, so it deceives nobody. But the host serves it, and a host"
        " that runs the published relay could not have taken it. Ask where it came from.",
    ),
    "revoked-again": (
        "fail",
        "Somebody who was shut out stands on the staff list again",
        "Whoever was shut out stays so for ever, and an honest program makes no such list. Pages"
        " that were open before refuse it; one that is opened now cannot know. Find out who signed"
        " it, shut the person out again, and treat the key that signed it as stolen.",
    ),
    "mixed": (
        "fail",
        "The documents do not belong together",
        "The duty plan rests on a newer staff list than the one that the host shows, or a document"
        " is for another desk than it was asked for. So the host keeps something back, or mixes old"
        " and new. Pages refuse this mixture: nobody is let in by it, and nobody can be reached.",
    ),
    "other-organisation": (
        "fail",
        "It is another organisation's",
        "The fingerprint is not the one that you gave. Who writes to this one writes to somebody"
        " else. If you typed the right fingerprint, warn everybody who uses this address.",
    ),
    "lives-too-long": (
        "fail",
        "A document is valid for longer than it may be",
        "What is shut out or changed counts everywhere only once the older document has run out."
        " That is why a staff list may live 7 days and a duty plan 24 hours. Pages refuse this one."
        " Find out who signed it, and with which program.",
    ),
    "pushed-too-high": (
        "fail",
        "A document has an absurdly high number",
        "Nobody comes to such a number by working. With it, all that follows looks older and is"
        " refused: somebody with a signing key wants to stop you. There is a way back: a charter"
        " without that administrator, or a staff list without that device; new documents then get"
        " numbers that count again.",
    ),
    "no-document": (
        "fail",
        "The host serves bytes that are no document",
        "They break the published form. Pages refuse them. A host that runs the published relay"
        " could not have taken them.",
    ),
    "packet-wrong": (
        "fail",
        "The sealed package for staff is not the one that belongs to the duty plan",
        "It holds the keys of the desk, which the host cannot read. With another or none, staff"
        " cannot come on duty. Make a new shift and publish it; if it happens again, ask the host.",
    ),
    "not-pinned": (
        "inconclusive",
        "Nobody has said which organisation it should be",
        "All of this only follows from the fingerprint that the host or a file gave itself. Compare"
        " the number below with the paper of a root holder, by telephone or by eye. If it is the"
        " same, run this again with --pin and that number.",
    ),
    "not-reached": (
        "inconclusive",
        "The host could not be asked",
        "What it would have answered is not known. Try again; if a website's address is needed to"
        " be let in, name it with --origin.",
    ),
    "not-served": (
        "inconclusive",
        "This relay does not serve the organisation with this fingerprint",
        "It says so itself. Compare the fingerprint with the paper of a root holder: one wrong"
        " digit is enough. If it is right, this is another relay than the organisation's, or the"
        " host has shut the organisation out.",
    ),
    "desk-unknown": (
        "inconclusive",
        "It is not known which desk to ask about",
        "A relay does not tell which desks there are. So notices, duty plans and states were not"
        " looked at. Give an export with --export, a published page with --pin, or the desk with"
        " --desk.",
    ),
    "not-published": (
        "inconclusive",
        "The host says that it has no such document",
        "Without it nobody can be reached here. Nothing that was given says that there was one. Ask"
        " the organisation: if it was published, the host keeps it back.",
    ),
    "run-out": (
        "inconclusive",
        "The newest document that the host shows has run out",
        "Nobody believes it any more, so nobody can be reached by it. Either no newer one was made,"
        " as for a desk that is closed, or the host keeps it back. Only the organisation can tell:"
        " if somebody made a newer one, it is the host. Publish again.",
    ),
    "future": (
        "inconclusive",
        "A document is dated in the future",
        "Nobody believes it yet. Look at the clock of this machine first. If it is right, the clock"
        " where it was signed is wrong, and other dates may be, too.",
    ),
    "shift-behind": (
        "inconclusive",
        "The duty plan belongs to the staff list of before",
        "For a moment that is usual, when both have just been renewed. If it stays like this for"
        " minutes, the new duty plan was not published or the host keeps it back, and whoever opens"
        " the page now cannot reach anybody. Run this again in five minutes.",
    ),
    "nothing-shown": (
        "inconclusive",
        "Nothing was seen",
        "Nothing was looked at, so this says nothing about the host or the organisation.",
    ),
    "charters-unread": (
        "inconclusive",
        "There is no charter from which the others follow",
        "Who may sign what stands in the charters, from the first one on. Without them nothing else"
        " can be judged.",
    ),
    "partly-reached": (
        "note",
        "One of the ways in was closed to this program",
        "What is shown there was not looked at; the other connections were answered. That is no"
        " weakness: a relay may let in the pages of its own websites alone. Name the website with"
        " --origin, and it is looked at too.",
    ),
    "runs-out-soon": (
        "warn",
        "A document runs out soon",
        "When it does, nobody believes it any more, and nobody can be reached. Sign a new one in"
        " time.",
    ),
    "way-back": (
        "note",
        "Documents of somebody who has left do not count any more",
        "Whoever signed them may not sign now, so newer ones may have lower numbers. That is the"
        " documented way back. It should be known in the organisation: ask whether somebody left.",
    ),
    "not-followed": (
        "note",
        "Some versions were seen nowhere",
        "A relay shows all charters, and of everything else only the newest document. What came in"
        " between, nobody can look at here. Run this often, with --seen and the organisation's own"
        " copies (--export), and fewer are missed.",
    ),
    "first-look": (
        "note",
        "There was nothing to compare with",
        "Without a record of an earlier run (--seen) or the organisation's own copies (--export) an"
        " older staff list looks like a new one, until it runs out after 7 days at most.",
    ),
    "documents-shown": (
        "note",
        "The documents that hold, and until when",
        "For comparing with what the organisation's own folder shows (noview-org show).",
    ),
    "copy-run-out": (
        "note",
        "A copy has run out",
        "That is usual for a copy: it is of the day on which it was made.",
    ),
}
