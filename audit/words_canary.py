"""Words for what the check `canary` finds (`audit.words`)."""

from __future__ import annotations

from typing import Final

from audit.words_store import Words

CANARY: Final[Words] = {
    "canary-found": (
        "fail",
        "Words of a conversation were found where nobody may have them",
        "Texts that only the two sides of a test conversation knew can be read at this place. So"
        " whoever has the place can read what people write here. Stop using this service until it"
        " is known how they came there, and keep the place as it is for whoever looks into it.",
    ),
    "canary-other-page": (
        "fail",
        "The test conversation was held in another page than the one that was compared",
        "The check of the page and the conversation were served different bytes at the same"
        " address. So neither says anything of what people get. If a new version was published"
        " meanwhile, run the audit again; if not, the host tells its visitors apart.",
    ),
    "canary-on-the-device": (
        "fail",
        "Words of a conversation are left in the browser's files",
        "The page promises to leave nothing that was said on the device. Here something was left:"
        " whoever takes the device, or shares it, can read it.",
    ),
    "canary-control-missed": (
        "inconclusive",
        "A control was not found, so the search cannot be trusted",
        "The auditor put texts of its own where the search had to find them. It did not find all of"
        " them. That it found no word of the conversation there says nothing.",
    ),
    "canary-no-talk": (
        "inconclusive",
        "The test conversation did not take place",
        "What was never said cannot be found. Look at the reason, make sure that the desk is open,"
        " that the lent device is on the shift, and that nobody else takes the test's knock.",
    ),
    "canary-missed": (
        "inconclusive",
        "Something could not be tried out",
        "The organisation offers it, but the test did not come to its end with it. Nothing is"
        " known of it.",
    ),
    "canary-unread": (
        "inconclusive",
        "Something that was given could not be read",
        "The system did not let this program read it, or it is damaged or of an unknown kind. Run"
        " it again as a user who may, on the machine where it is.",
    ),
    "canary-empty": (
        "inconclusive",
        "There was nothing in something that was given",
        "An empty place holds no word of a conversation, but most likely it is not the place that"
        " was meant.",
    ),
    "canary-stale": (
        "inconclusive",
        "Something that was given is older than the conversation",
        "It cannot hold words that were said afterwards. With --pause the test waits in the middle"
        " of the conversation, so that a picture of the memory or a copy can be made.",
    ),
    "canary-elsewhere": (
        "inconclusive",
        "What passed through this relay is not where it must be",
        "A relay keeps the ciphertext of what it has not yet passed on. It was not found here, so"
        " this is most likely the memory or the directory of another program.",
    ),
    "canary-cut": (
        "inconclusive",
        "Something was too large to be read to its end",
        "A packed part, or the recording of the network, became larger than what is looked at."
        " What is beyond was not searched.",
    ),
    "canary-nothing-given": (
        "inconclusive",
        "Nothing that belongs to the host was looked at",
        "Only the browser's side was searched. Run it on the relay's machine, and name its data,"
        " its logs and its process, or record the network.",
    ),
    "canary-page-is": (
        "note",
        "The pages in which the test conversation was held",
        "Their SHA-256, to be held against that of the published page. A whole audit does it.",
    ),
    "canary-children": (
        "note",
        "A process that was named has started others",
        "Their memory was looked at too, as far as they ran at that moment.",
    ),
    "canary-not-given": (
        "note",
        "These places were not looked at",
        "Nobody named them, so nothing is said of them.",
    ),
    "canary-not-offered": (
        "note",
        "This organisation, or what was lent, does not have these",
        "They were not tried out, so nothing is said of them.",
    ),
    "canary-touched": (
        "note",
        "What was tried out in the test conversations",
        "Each of these was done with texts that were then searched for.",
    ),
    "canary-wire": (
        "note",
        "How the network was recorded",
        "What stands in a recording of an encrypted connection is ciphertext whatever was said."
        " What the pages themselves handed to the network is searched in any case.",
    ),
}
