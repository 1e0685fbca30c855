"""What looks like a decoder to tests/fuzz/complete.py and is none, or is fuzzed by another name."""

from __future__ import annotations

from typing import Final

_STEP: Final = "a step of the rulebook, which the target `rulebook` drives"
_TYPED: Final = "takes typed values that a decoder has made; no bytes from outside"
_OURS: Final = "takes what this very program made or was configured with"
_MAKES: Final = "makes bytes; what it reads are its own"
_PASSES: Final = "reads a place and hands the bytes to decoders that are targets"
_TOLD: Final = "gives what a relay served to the rulebook and to decoders that are targets"
_AUDIT: Final = "a whole check; what it reads goes to `audit …` targets"
_BROWSER: Final = "a browser reads the page, in a process of its own"
_OPAQUE: Final = "opaque bytes: hashed, compared or shown, never taken apart"

REASONS: Final[dict[str, str]] = {
    "relay.document_checks:CheckedDocuments.check_line": _OPAQUE,
    "relay.document_floors:Floors.check": _STEP,
    "relay.document_floors:Floors.check_charter": _STEP,
    "relay.document_past:PastDocuments.restore_roster": "add_roster with another clock: `rulebook`",
    "relay.document_past:PastDocuments.restore_shift": "add_shift with another clock: `rulebook`",
    "relay.document_rules:check_head": _STEP,
    "relay.document_rules:check_signature": "Ed25519 itself: tools/vectors_external.py",
    "relay.document_rules:check_threshold": _STEP,
    "relay.document_rules:check_next_charter": _STEP,
    "relay.document_rules:check_standing": _STEP,
    "relay.load:work_done": _OPAQUE,
    "relay.mailbox:Mailboxes.open": _TYPED,
    "relay.pages:policy": "the pages that this relay was given to serve",
    "relay.pages:hashes": "the pages that this relay was given to serve",
    "relay.shelf:Shelf.publish": _TOLD,
    "orgkeys.asks:make_knock": _MAKES,
    "orgkeys.asks:make_invitation": _MAKES,
    "orgkeys.ceremony:add_signature": _MAKES,
    "orgkeys.conversation:check_text": _TYPED,
    "orgkeys.device:spoken": _OPAQUE,
    "orgkeys.keyring:later": "two envelopes that the rulebook has found good",
    "orgkeys.keyring:load_device": "unlock and unwrap: `vault file` and `keys file`",
    "orgkeys.machines.meeting:accept": "accept_hello: `hello`",
    "orgkeys.machines.own:Own.adopt": "what the rulebook has found good",
    "orgkeys.machines.wire:Wire.open": _TYPED,
    "orgkeys.office.commands_draft:read_cards": _PASSES,
    "orgkeys.office.commands_drops:read_seeds": _PASSES,
    "orgkeys.office.commands_init:read_notice": _PASSES,
    "orgkeys.office.comparing:same": _TOLD,
    "orgkeys.office.comparing:goes_on": _TYPED,
    "orgkeys.office.comparing:under_its_roster": _TOLD,
    "orgkeys.office.directory:Directory.read": _PASSES,
    "orgkeys.office.directory:Directory.versions": _PASSES,
    "orgkeys.office.directory:Directory.kept": _PASSES,
    "orgkeys.office.drops:read": "open_drop and proved: `drop`",
    "orgkeys.office.enrolling:check_wanted": "what a person asked for, already read: `request`",
    "orgkeys.office.founding:Founding.check": _OURS,
    "orgkeys.office.grants:read_grant": "orgkeys.request:read_grant: `grant`",
    "orgkeys.office.handover:prepare": _TOLD,
    "orgkeys.office.heads:head_of": "an envelope that the rulebook has found good",
    "orgkeys.office.holdings:load": _PASSES,
    "orgkeys.office.neutral:warnings": "what the person at the terminal typed, by `web address`",
    "orgkeys.office.office_keys:take": _TOLD,
    "orgkeys.office.outputs:read_any": _PASSES,
    "orgkeys.office.pages:Stamp.block": "the page that this program was built with",
    "orgkeys.office.pages:stamp_page": "the page that this program was built with",
    "orgkeys.office.public_file:read_public": "orgkeys.request:read_public: `export`",
    "orgkeys.office.publish:push": _OURS,
    "orgkeys.office.pulling:merge": _TOLD,
    "orgkeys.office.pulling:charter_of": _TOLD,
    "orgkeys.office.roots:read_file": _PASSES,
    "orgkeys.office.signing:follow_roster": _MAKES,
    "orgkeys.office.transcripts:write": _MAKES,
    "orgkeys.primitives:verify": "Ed25519 itself: tools/vectors_external.py",
    "orgkeys.primitives:open_sealed": "HPKE itself: tools/vectors_external.py, vectors `sealing`",
    "orgkeys.proquint:proquint": _OPAQUE,
    "orgkeys.request:to_text": _MAKES,
    "orgkeys.staff:check_role": _TYPED,
    "audit.all_given:website": "the address that the auditor wrote, by `audit option`",
    "audit.canary:check_canary": _AUDIT,
    "audit.canary_pages:Survivor.open": _BROWSER,
    "audit.canary_pages:Console.open": _BROWSER,
    "audit.canary_same:no_other": _OPAQUE,
    "audit.documents_client:read_as_a_client": "what `audit paper` read, for the target `rulebook`",
    "audit.page:check_page": _AUDIT,
    "audit.page_browser:open_page": _BROWSER,
    "audit.page_browser:strangers": _TYPED,
    "audit.page_plan:page": _AUDIT,
    "audit.release:check_file": _OPAQUE,
    "audit.report_page:policy": _OURS,
}
