/**
 * The single checks of the rulebook in documents.ts, each a function of its arguments. Each
 * raises Untrusted with the rule that it stands for, or returns.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import { deviceHash } from './device.ts';
import {
  type Charter,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  EARLY,
  type Envelope,
  type Form,
  type Head,
  Kind,
  LONGEST_LIFE,
  type Roster,
  type SealingKey,
  sealingKeyForm,
  type Shift,
  signInput,
  type Warrant,
  warrantForm,
} from './document_types.ts';
import { type Rule, Untrusted } from './errors.ts';
import { verify } from './primitives.ts';

/** A document that is kept, and what its trust rests on besides the charter. */
export interface Held<T> extends Checked<T> {
  /** The administrator key behind it. */
  readonly administrator: Bytes;
  readonly warrant: Warrant | undefined;
}

const REVOKED_MOST = 65_536;

export function untrusted(rule: Rule): Untrusted {
  return new Untrusted(rule);
}

export function among(keys: readonly Bytes[], key: Bytes): boolean {
  return keys.some((other) => equal(other, key));
}

/** Whether the document is valid at `now`. protocol.md 3.4. */
export function inTime(document: Head, now: number): boolean {
  return document.issued - EARLY <= now && now < document.expires;
}

export function checkTime(document: Head, now: number): void {
  if (now < document.issued - EARLY) throw untrusted('early');
  if (now >= document.expires) throw untrusted('expired');
}

/** Rule 6. */
export function checkHead(kind: Kind, document: Head, organisation: Bytes, now: number): void {
  if (!equal(document.organisation, organisation)) throw untrusted('organisation');
  checkTime(document, now);
  const longest = LONGEST_LIFE[kind];
  if (longest !== undefined && document.expires - document.issued > longest) {
    throw untrusted('life');
  }
}

export function checkSignature(
  envelope: Envelope,
  organisation: Bytes,
  signed: Envelope['signatures'][number],
): void {
  const input = signInput(envelope.kind, organisation, envelope.payload);
  if (!verify(signed.key, input, signed.signature)) throw untrusted('signature');
}

/** The one signature of everything but a charter. */
export function signedBy(envelope: Envelope): Envelope['signatures'][number] {
  const [signed] = envelope.signatures;
  if (signed === undefined) throw untrusted('shape');
  return signed;
}

/** Rule 7, the versions: false for what is held already. */
export function isNewer<T extends Head>(
  held: Checked<T> | undefined,
  payload: T,
  hash: Bytes,
): boolean {
  if (held === undefined || payload.version > held.payload.version) return true;
  if (payload.version < held.payload.version) throw untrusted('rollback');
  if (!equal(hash, held.hash)) throw untrusted('fork');
  return false;
}

/** Rule 5: the administrator key that signed. */
export function byAdministrator(charter: Charter, organisation: Bytes, envelope: Envelope): Bytes {
  const signed = signedBy(envelope);
  if (!among(charter.administratorKeys, signed.key)) throw untrusted('signer');
  checkSignature(envelope, organisation, signed);
  return signed.key;
}

/** Rule 9. The roster's own time is checked elsewhere. */
export function checkStanding(roster: Roster, certificateHash: Bytes, now: number): void {
  const listed = roster.rows.find((row) => equal(row.certificateHash, certificateHash));
  if (listed === undefined) throw untrusted('unlisted');
  if (listed.revoked) throw untrusted('revoked');
  if (now >= listed.expires) throw untrusted('expired');
}

/** Rules 6 and 10: signed by this device, for these very keys of its own (all public). */
export function checkSealingKey(
  organisation: Bytes,
  device: { readonly identity: Bytes; readonly signing: Bytes },
  raw: Bytes,
  now: number,
): Checked<SealingKey> {
  const envelope = decodeEnvelope(raw, Kind.sealingKey);
  const signed = signedBy(envelope);
  if (!equal(signed.key, device.signing)) throw untrusted('signer');
  checkSignature(envelope, organisation, signed);
  const payload = decodePayload(sealingKeyForm, envelope.payload);
  checkHead(Kind.sealingKey, payload, organisation, now);
  const own = deviceHash(organisation, device.identity, device.signing);
  if (!equal(payload.device, own)) throw untrusted('signer');
  return { payload, hash: documentHash(Kind.sealingKey, envelope.payload), raw };
}

/** Rule 6, for a document whose signature holds: what is kept of it. */
export function taken<T extends Head>(
  form: Form<T>,
  organisation: Bytes,
  envelope: Envelope,
  raw: Bytes,
  now: number,
  trust: Pick<Held<T>, 'administrator' | 'warrant'>,
): Held<T> {
  const payload = decodePayload(form, envelope.payload);
  checkHead(form.kind, payload, organisation, now);
  return { payload, hash: documentHash(form.kind, envelope.payload), raw, ...trust };
}

/** Rules 5, 6 and 9 for a warrant by itself; the roster must be in its time. */
export function checkWarrant(
  charter: Charter,
  roster: Roster,
  organisation: Bytes,
  raw: Bytes,
  now: number,
): { readonly administrator: Bytes; readonly warrant: Warrant } {
  const envelope = decodeEnvelope(raw, Kind.warrant);
  const administrator = byAdministrator(charter, organisation, envelope);
  const warrant = decodePayload(warrantForm, envelope.payload);
  checkHead(Kind.warrant, warrant, organisation, now);
  checkStanding(roster, warrant.certificateHash, now);
  return { administrator, warrant };
}

/** Rules 5 and 9 for a device's shift or state; the roster must be in its time. */
export function byWarrant(
  charter: Charter,
  roster: Roster,
  organisation: Bytes,
  envelope: Envelope,
  now: number,
): { readonly administrator: Bytes; readonly warrant: Warrant } {
  const [raw] = envelope.warrants;
  if (raw === undefined) throw untrusted('shape');
  const trust = checkWarrant(charter, roster, organisation, raw, now);
  const { warrant } = trust;
  const power = envelope.kind === Kind.shift ? 'shift' : 'state';
  if (!warrant.powers.includes(power)) throw untrusted('power');
  const signed = signedBy(envelope);
  if (!equal(signed.key, warrant.signing)) throw untrusted('signer');
  checkSignature(envelope, organisation, signed);
  return trust;
}

/** Rule 8: the roster held is the very one that the shift names. */
export function checkNamedRoster(shift: Shift, roster: Checked<Roster>): void {
  const named = shift.rosterVersion === roster.payload.version;
  if (!named || !equal(shift.rosterHash, roster.hash)) throw untrusted('roster-mismatch');
}

/** For a shift that has run out: the roster that it names, or a later one, is held. */
export function checkBaseRoster(shift: Shift, roster: Checked<Roster>): void {
  const { version, previous } = roster.payload;
  if (shift.rosterVersion > version) throw untrusted('roster-mismatch');
  const known =
    shift.rosterVersion === version
      ? roster.hash
      : version > 1 && shift.rosterVersion === version - 1
        ? previous
        : shift.rosterHash;
  if (!equal(known, shift.rosterHash)) throw untrusted('roster-mismatch');
}

/** Rule 7, revocation is for ever: what is revoked with this roster too. */
export function revokedWith(
  revoked: ReadonlySet<string>,
  { rows }: Roster,
): ReadonlySet<string> {
  const after = new Set(revoked);
  for (const row of rows) {
    const name = hex(row.certificateHash);
    if (row.revoked) after.add(name);
    else if (revoked.has(name)) throw untrusted('rollback');
  }
  if (after.size > REVOKED_MOST) throw untrusted('shape');
  return after;
}

/** Whether what a device signed still has a certificate behind its warrant. */
export function stillStands(held: Held<unknown>, roster: Roster, now: number): boolean {
  if (held.warrant === undefined) return true;
  try {
    checkStanding(roster, held.warrant.certificateHash, now);
  } catch (error) {
    if (error instanceof Untrusted) return false;
    throw error;
  }
  return true;
}
