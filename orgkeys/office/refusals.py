"""What a relay says no to, and silence, in plain words with what to do next."""

from __future__ import annotations

from orgkeys.office.terminal import Refused
from relay.frames import Refusal


def in_words(code: int, detail: int, what: str, fingerprint: str) -> Refused:
    """A relay's refusal in plain words, with what to do."""
    match code:
        case Refusal.UNKNOWN_ORGANISATION:
            return Refused(
                "The relay does not serve this organisation.",
                f"Ask its host to list the fingerprint {fingerprint} and to start it again.",
            )
        case Refusal.UNTRUSTED:
            return Refused(
                f"The relay does not accept {what}: a signature or rule does not hold there.",
                "Others may have made one at the same time: noview-org pull wss://…, then publish "
                "again. If it stays so, ask the relay's host.",
            )
        case Refusal.OLD_VERSION:
            return Refused(
                f"The relay holds something newer than {what}.",
                "Take over what consoles made (noview-org pull wss://…), then publish again.",
            )
        case Refusal.EXPIRED:
            return Refused(
                f"The relay says that {what} has run out.",
                "Check the clock of this machine; then make it anew (noview-org shift new).",
            )
        case Refusal.SLOW_DOWN:
            return Refused(
                "The relay asks for fewer attempts.", f"Wait {max(detail, 1)} seconds, then retry."
            )
        case Refusal.BAD_PROOF:
            return Refused(
                "The relay does not know this administrator key.",
                "Bring it the newest charter first: noview-org publish wss://your.relay.",
            )
        case Refusal.FULL | Refusal.TOO_MANY:
            return Refused(
                f"The relay has no room for {what}.", "Ask its host about the limits it sets."
            )
        case Refusal.MALFORMED | Refusal.NOT_ALLOWED_HERE | Refusal.OUT_OF_ORDER:
            return Refused(
                "The relay does not understand this noview-org: their versions differ.",
                "Use the same release of noview on both sides.",
            )
        case _:
            return Refused(
                f"The relay refused {what} (code {code}).", "Try again; then ask the relay's host."
            )


def unreachable(relay: str, why: str) -> Refused:
    """Nobody answers, or not as a relay would."""
    return Refused(
        f"The relay {relay} cannot be reached: {why}. Nothing is lost.",
        "Check the address and the network, and whether the relay runs; then publish again.",
    )
