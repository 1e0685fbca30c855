/**
 * The shift of somebody who may make none any more, or one that names a roster before ours: of no use
 * but to read in its packet who the staff are. protocol.md 3.15.
 */

import { type Bytes, equal } from './bytes.ts';
import * as rules from './document_rules.ts';
import { untrusted } from './document_rules.ts';
import {
  type Charter,
  charterForm,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  type Envelope,
  Kind,
  type Shift,
  shiftForm,
  type Warrant,
  warrantForm,
} from './document_types.ts';
import type { RememberingDocuments } from './remembered.ts';

/**
 * Checks all but whether its maker still stands: it was signed by an administrator of this or an
 * earlier charter, or by a device with such a one's warrant, and none newer was believed here. Nothing
 * is kept. Raises Untrusted.
 */
export function checkDismissed(
  documents: RememberingDocuments,
  desk: Bytes,
  raw: Bytes,
  now: number,
): Checked<Shift> {
  const { organisation } = documents;
  documents.current(now);
  const charters = documents.charters.map((one) =>
    decodePayload(charterForm, decodeEnvelope(one, Kind.charter).payload),
  );
  const envelope = decodeEnvelope(raw, Kind.shift);
  const [warrant] = envelope.warrants;
  if (warrant === undefined) byAny(charters, organisation, envelope);
  else checkWarranted(charters, organisation, envelope, warrant);
  const payload = decodePayload(shiftForm, envelope.payload);
  // What has run out is as good here as what has not.
  const at = Math.min(now, payload.expires - 1);
  rules.checkHead(Kind.shift, payload, organisation, at);
  if (!equal(payload.desk, desk)) throw untrusted('shape');
  if (payload.version < documents.highest(Kind.shift, desk)) throw untrusted('rollback');
  return { payload, hash: documentHash(Kind.shift, envelope.payload), raw };
}

function checkWarranted(
  charters: readonly Charter[],
  organisation: Bytes,
  envelope: Envelope,
  raw: Bytes,
): void {
  const outer = decodeEnvelope(raw, Kind.warrant);
  byAny(charters, organisation, outer);
  const warrant: Warrant = decodePayload(warrantForm, outer.payload);
  const signed = rules.signedBy(envelope);
  if (!equal(warrant.organisation, organisation)) throw untrusted('organisation');
  if (!warrant.powers.includes('shift')) throw untrusted('power');
  if (!equal(signed.key, warrant.signing)) throw untrusted('signer');
  rules.checkSignature(envelope, organisation, signed);
}

/** Signed by an administrator of one of these charters. */
function byAny(charters: readonly Charter[], organisation: Bytes, envelope: Envelope): void {
  const signed = rules.signedBy(envelope);
  const known = charters.some(({ administratorKeys }) => rules.among(administratorKeys, signed.key));
  if (!known) throw untrusted('signer');
  rules.checkSignature(envelope, organisation, signed);
}
