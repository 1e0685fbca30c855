"""Every label of the protocol, each used for one purpose only (protocol.md 12).

A label is the first part of every input to a hash, derivation, signature or sealing, so bytes made
for one purpose can never be taken for another.
"""

from __future__ import annotations

from typing import Final

DOCUMENT: Final = "noview/1 document"
SIGN_CHARTER: Final = "noview/1 sign charter"
SIGN_ROSTER: Final = "noview/1 sign roster"
SIGN_NOTICE: Final = "noview/1 sign notice"
SIGN_SHIFT: Final = "noview/1 sign shift"
SIGN_STATE: Final = "noview/1 sign state"
SIGN_CERTIFICATE: Final = "noview/1 sign certificate"
SIGN_WARRANT: Final = "noview/1 sign warrant"
SIGN_SEALING_KEY: Final = "noview/1 sign sealing key"
DESK_PROOF: Final = "noview/1 desk proof"
PACKET: Final = "noview/1 packet"
PACKET_SLOT: Final = "noview/1 packet slot"
PACKET_KEY: Final = "noview/1 packet key"
PACKET_COMMIT: Final = "noview/1 packet commit"
PACKET_BODY: Final = "noview/1 packet body"
KNOCK: Final = "noview/1 knock"
HELLO: Final = "noview/1 hello"
ASK: Final = "noview/1 ask"
INVITATION: Final = "noview/1 invitation"
TRANSCRIPT: Final = "noview/1 transcript"
CHAIN_INVITER: Final = "noview/1 chain inviter"
CHAIN_RESPONDER: Final = "noview/1 chain responder"
LINE_ID: Final = "noview/1 line id"
MESSAGE: Final = "noview/1 message"
NEXT: Final = "noview/1 next"
COMMIT: Final = "noview/1 commit"
FRAME_KEY: Final = "noview/1 frame key"
FRAME: Final = "noview/1 frame"
REFRESH: Final = "noview/1 refresh"
REFRESHED: Final = "noview/1 refreshed"
INBOX: Final = "noview/1 inbox"
TRANSCRIPT_START: Final = "noview/1 transcript start"
TRANSCRIPT_STEP: Final = "noview/1 transcript step"
MAILBOX_WRITE: Final = "noview/1 mailbox write"
MAILBOX_ADDRESS: Final = "noview/1 mailbox address"
TICKET: Final = "noview/1 ticket"
WORK: Final = "noview/1 work"
VAULT_COMMIT: Final = "noview/1 vault commit"
VAULT_KEY: Final = "noview/1 vault key"

ALL: Final = tuple(
    value for name, value in sorted(globals().items()) if name.isupper() and name != "ALL"
)
