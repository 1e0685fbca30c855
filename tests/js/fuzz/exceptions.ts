/** What looks like a decoder to complete.ts and is none, or is fuzzed by another name. */

const STEP = 'a step of the rulebook, which the target `rulebook` drives';
const MACHINE = 'a machine that hands what comes in to decoders that are targets';
const TYPED = 'takes typed values that a decoder has made';

export const REASONS: Readonly<Record<string, string>> = {
  'console/accept.ts accept': 'readGrant, decodeEnvelope and the rulebook: `grant`, `rulebook`',
  'console/help/texts.ts keptTicks': TYPED,
  'console/merge.ts laterWarrant': 'two envelopes that the rulebook has found good',
  'console/numbers/session.ts openStatistics': 'unlock: `vault file`',
  'console/numbers/shelf.ts LedgerShelf': 'unwrapLedger: `ledger file`',
  'console/opening.ts open': 'unlock and unwrapKeys: `vault file`, `keys file`',
  'console/together/stating.ts read': TYPED,
  'console/unlocking.ts openDevice': 'unlock and unwrapKeys: `vault file`, `keys file`',
  'core/administer_acts.ts Acts': 'fromText and readRequest: `text`, `request`',
  'core/administer_refusals.ts refusedBy': TYPED,
  'core/committed.ts openCommitted': 'XChaCha20-Poly1305 itself: tools/vectors_external.py',
  'core/dismissed.ts checkDismissed': TYPED,
  'core/document_charters.ts nextCharter': STEP,
  'core/document_rules.ts checkHead': STEP,
  'core/document_rules.ts checkSealingKey': STEP,
  'core/document_rules.ts checkSignature': STEP,
  'core/document_rules.ts checkStanding': STEP,
  'core/document_rules.ts checkWarrant': STEP,
  'core/document_rules.ts taken': STEP,
  'core/duty_desk.ts DutyDesk': MACHINE,
  'core/duty_documents.ts WatchedDocuments': MACHINE,
  'core/handbook.ts checkHandbook': 'readHandbook and the time: `handbook`',
  'core/notice_editions.ts NoticeEditions': 'decodeEnvelope and decodePayload: `payload 3`',
  'core/office_key.ts checkOfficeKey': 'the target `rulebook`',
  'core/office_staff.ts readStaff': 'what a directory holds, by `rulebook` and `payload 6` to `9`',
  'core/page.ts Page': 'what this page was stamped with, already read: `stamp`',
  'core/practice/relay.ts PracticeRelay': 'what the console says to itself while it practises',
  'core/refresh.ts RefreshKeys': 'a sealed secret of 32 bytes, by its length: `line`',
  'core/sealing.ts openSealed': 'HPKE itself: tools/vectors_external.py, vectors `sealing`',
  'core/sealing.ts openingSealed': 'HPKE itself: tools/vectors_external.py, vectors `sealing`',
  'core/wire.ts Wire': 'decodeRelay: `relay frame`',
};
