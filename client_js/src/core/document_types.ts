/**
 * Signed documents, typed and as bytes: one strict reading, writing, hashing. protocol.md 3.1 to 3.3.
 *
 * Nothing here decides whether a document is to be trusted; that is documents.ts.
 */

import { bind, type Bytes, compare, NONE, u8 } from './bytes.ts';
import {
  CERTIFICATE,
  CHARTER,
  CHARTER_MOST,
  ENVELOPE,
  ENVELOPE_MOST,
  type Envelope,
  type Head,
  Kind,
  NOTICE,
  ROSTER,
  ROSTER_STEP,
  SEALING_KEY,
  SHIFT,
  STATE,
  WARRANT,
} from './document_shapes.ts';
import { Malformed, Untrusted } from './errors.ts';
import { label, type Label } from './labels.ts';
import { digest } from './primitives.ts';
import { decodeAs, encodeAs, type Shape } from './shapes.ts';

export * from './document_shapes.ts';

const SIGN_LABELS: readonly Label[] = [
  label.signCharter,
  label.signRoster,
  label.signNotice,
  label.signShift,
  label.signState,
  label.signCertificate,
  label.signWarrant,
  label.signSealingKey,
  label.signOfficeKey,
];

/** protocol.md 3.2; of charter 1 it is the fingerprint. */
export function documentHash(kind: Kind, payload: Bytes): Bytes {
  return digest(label.document, u8(kind), payload);
}

/** What is signed; `organisation` is 32 zero bytes for the first charter. protocol.md 3.1. */
export function signInput(kind: Kind, organisation: Bytes, payload: Bytes): Bytes {
  return bind(SIGN_LABELS[kind - 1] ?? '', organisation, payload);
}

/** The envelope of that kind. Checks its shape, no signature. Raises Untrusted("shape"). */
export function decodeEnvelope(raw: Bytes, kind: Kind): Envelope {
  return shaped(() => {
    must(raw.length <= (kind === Kind.charter ? CHARTER_MOST : ENVELOPE_MOST));
    const envelope = decodeAs(ENVELOPE, raw);
    must(envelope.kind === kind);
    rising(envelope.signatures.map(({ key }) => key));
    must(envelope.warrants.length === 0 || kind === Kind.shift || kind === Kind.state);
    must(kind === Kind.charter || envelope.signatures.length === 1);
    return envelope;
  });
}

export function encodeEnvelope(envelope: Envelope): Bytes {
  return encodeAs(ENVELOPE, envelope);
}

/** How one kind of payload is read and written. */
export interface Form<T> {
  readonly kind: Kind;
  readonly shape: Shape<T>;
  /** The rules between its fields; raises Malformed. */
  readonly whole: (payload: T) => void;
}

export function form<T extends Head>(
  kind: Kind,
  shape: Shape<T>,
  whole: (payload: T) => void = () => undefined,
): Form<T> {
  return { kind, shape, whole };
}

export const charterForm = form(Kind.charter, CHARTER, (charter) => {
  linked(charter);
  must(charter.threshold <= charter.rootKeys.length);
  distinct(charter.rootKeys.map(String));
  distinct(charter.administratorKeys.map(String));
  distinct(charter.purposeKeys.map(({ purpose }) => purpose));
});
export const rosterForm = form(Kind.roster, ROSTER, (roster) => {
  linked(roster);
  rising(roster.rows.map(({ certificateHash }) => certificateHash));
  must(roster.rows.length % ROSTER_STEP === 0);
});
export const noticeForm = form(Kind.notice, NOTICE, (notice) => {
  const byKey = notice.texts.map((texts) => texts.words);
  distinct(notice.numbers.map(({ number }) => number));
  distinct(notice.texts.map(({ language }) => language));
  for (const some of [...notice.numbers.map(({ labels }) => labels), ...byKey, notice.policy]) {
    distinct(some.map(({ key }) => key));
  }
});
export const shiftForm = form(Kind.shift, SHIFT);
export const stateForm = form(Kind.state, STATE);
export const certificateForm = form(Kind.certificate, CERTIFICATE, ({ languages }) => {
  distinct(languages);
});
export const warrantForm = form(Kind.warrant, WARRANT, ({ powers }) => {
  distinct(powers);
});
export const sealingKeyForm = form(Kind.sealingKey, SEALING_KEY);

/** A payload whose signatures already hold. Raises Untrusted("shape"). */
export function decodePayload<T extends Head>(form: Form<T>, bytes: Bytes): T {
  return shaped(() => {
    const payload = decodeAs(form.shape, bytes);
    const first = form.kind === Kind.charter && payload.version === 1;
    must(payload.organisation.length === (first ? 0 : 32));
    must(payload.issued < payload.expires);
    form.whole(payload);
    return payload;
  });
}

export function encodePayload<T extends Head>(form: Form<T>, payload: T): Bytes {
  return encodeAs(form.shape, payload);
}

function shaped<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new Untrusted('shape');
    throw error;
  }
}

function must(holds: boolean): void {
  if (!holds) throw new Malformed();
}

function linked(payload: { readonly version: number; readonly previous: Bytes }): void {
  must(payload.previous.length === (payload.version === 1 ? 0 : 32));
}

function distinct(values: readonly string[]): void {
  must(new Set(values).size === values.length);
}

function rising(values: readonly Bytes[]): void {
  must(values.every((value, at) => at === 0 || compare(values[at - 1] ?? NONE, value) < 0));
}
