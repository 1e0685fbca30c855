/** The chain of charters: rules 1 to 3 of the rulebook in documents.ts. protocol.md 3.5. */

import { type Bytes, equal } from './bytes.ts';
import { among, checkSignature, untrusted } from './document_rules.ts';
import {
  type Charter,
  charterForm,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  EARLY,
  Kind,
} from './document_types.ts';
import type { Pieces } from './pieces.ts';

/** What the first charter is signed for, having no fingerprint yet. */
const NO_ORGANISATION: Bytes = new Uint8Array(32);
const CHARTERS_MOST = 64;

/** The charter that follows this chain, or undefined for the one held already. Raises Untrusted. */
export function* nextCharter(
  chain: readonly Checked<Charter>[],
  organisation: Bytes,
  raw: Bytes,
  now: number,
): Pieces<Checked<Charter> | undefined> {
  const envelope = decodeEnvelope(raw, Kind.charter);
  const hash = documentHash(Kind.charter, envelope.payload);
  const held = chain[chain.length - 1];
  if (held === undefined && !equal(hash, organisation)) throw untrusted('fingerprint');
  if (held !== undefined && equal(hash, held.hash)) return undefined;
  if (chain.some((older) => equal(older.hash, hash))) throw untrusted('rollback');
  const boundTo = held === undefined ? NO_ORGANISATION : organisation;
  for (const signed of envelope.signatures) {
    checkSignature(envelope, boundTo, signed);
    yield;
  }
  const signers = envelope.signatures.map(({ key }) => key);
  if (held !== undefined) checkThreshold(held.payload, signers);
  const charter = decodePayload(charterForm, envelope.payload);
  if (held !== undefined) checkNextCharter(held, charter, organisation);
  else if (charter.version !== 1) throw untrusted('shape');
  checkThreshold(charter, signers);
  const may = [...(held?.payload.rootKeys ?? []), ...charter.rootKeys];
  if (!signers.every((key) => among(may, key))) throw untrusted('signer');
  if (now < charter.issued - EARLY) throw untrusted('early');
  if (chain.length === CHARTERS_MOST) throw untrusted('shape');
  return { payload: charter, hash, raw };
}

/** Enough of this charter's root keys are among the signers. */
function checkThreshold(charter: Charter, signers: readonly Bytes[]): void {
  const good = charter.rootKeys.filter((key) => among(signers, key)).length;
  if (good < charter.threshold) throw untrusted('threshold');
}

/** Rule 3, the chain. */
function checkNextCharter(
  held: Checked<Charter>,
  charter: Charter,
  organisation: Bytes,
): void {
  if (charter.version > 1 && !equal(charter.organisation, organisation)) {
    throw untrusted('organisation');
  }
  if (charter.version < held.payload.version) throw untrusted('rollback');
  if (charter.version === held.payload.version) throw untrusted('fork');
  if (charter.version > held.payload.version + 1) throw untrusted('gap');
  if (!equal(charter.previous, held.hash)) throw untrusted('fork');
}
