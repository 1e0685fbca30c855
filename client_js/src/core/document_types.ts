/** The signed documents as typed values. protocol.md 3.1 to 3.4; the same as the relay's. */

import { bind, type Bytes, compare, NONE, u8 } from './bytes.ts';
import { Malformed, Untrusted } from './errors.ts';
import { label, type Label } from './labels.ts';
import { digest } from './primitives.ts';
import {
  bin,
  binUpTo,
  bool,
  decodeAs,
  encodeAs,
  list,
  oneOf,
  row,
  type Shape,
  text,
  uint,
} from './shapes.ts';

export const Kind = {
  charter: 1,
  roster: 2,
  notice: 3,
  shift: 4,
  state: 5,
  certificate: 6,
  warrant: 7,
  sealingKey: 8,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

const SIGN_LABELS: readonly Label[] = [
  label.signCharter,
  label.signRoster,
  label.signNotice,
  label.signShift,
  label.signState,
  label.signCertificate,
  label.signWarrant,
  label.signSealingKey,
];

const DAY = 86_400;
/** Seconds that a clock may be behind ours. */
export const EARLY = 300;
/** Longest lives in seconds, by kind. protocol.md 3.4. */
export const LONGEST_LIFE: Readonly<Partial<Record<Kind, number>>> = {
  [Kind.roster]: 7 * DAY,
  [Kind.shift]: DAY,
  [Kind.sealingKey]: 8 * DAY,
};
const ENVELOPE_MOST = 262_144;
const ROSTER_STEP = 16;

const bin16 = bin(16);
const bin32 = bin(32);
const link = bin(0, 32);
const time = uint();
const version = uint(Number.MAX_SAFE_INTEGER, 1);
const minute = uint(1440);
const word = text(32, 1);
const keys = list(bin32, 32, 1);
const words = list(row({ key: word, text: text(4000) }), 256);

const head = { format: oneOf(1), organisation: link, version, issued: time, expires: time };

const ENVELOPE = row({
  kind: oneOf(1, 2, 3, 4, 5, 6, 7, 8),
  payload: binUpTo(ENVELOPE_MOST),
  signatures: list(row({ key: bin32, signature: bin(64) }), 64, 1),
  warrants: list(binUpTo(ENVELOPE_MOST), 1),
});

const CHARTER = row({
  ...head,
  previous: link,
  name: text(120),
  threshold: uint(32, 1),
  rootKeys: keys,
  administratorKeys: keys,
  purposeKeys: list(row({ purpose: word, key: binUpTo(1216, 1) }), 32),
});
const ROSTER = row({
  ...head,
  previous: link,
  rows: list(row({ certificateHash: bin32, expires: time, revoked: bool }), 4096, ROSTER_STEP),
});
const NOTICE = row({
  ...head,
  desk: bin16,
  timezone: text(64),
  hours: list(row({ day: uint(6), opens: minute, closes: minute }), 64),
  /** `labels`: by language, what stands beside the number. */
  numbers: list(row({ number: text(64), labels: words }), 64),
  texts: list(row({ language: word, words }), 256),
  policy: words,
  exitAddress: text(256),
});
const SHIFT = row({
  ...head,
  desk: bin16,
  teamKey: bin(1216),
  deskKey: bin32,
  rosterVersion: version,
  rosterHash: bin32,
  packetHash: bin32,
});
const STATE = row({
  ...head,
  desk: bin16,
  /** 0 open, 1 closed, 2 surge, 3 partner. */
  mode: uint(3),
  text: text(32),
});
const CERTIFICATE = row({
  ...head,
  salt: bin32,
  identity: bin32,
  signing: bin32,
  alias: text(64, 1),
  role: oneOf('counselor', 'interpreter', 'supervisor', 'administrator', 'trainee'),
  languages: list(word, 64),
});
const WARRANT = row({
  ...head,
  signing: bin32,
  certificateHash: bin32,
  powers: list(oneOf('shift', 'state'), 2, 1),
});
const SEALING_KEY = row({ ...head, certificateHash: bin32, key: bin(1216) });

type Of<S> = S extends Shape<infer T> ? T : never;
export type Envelope = Of<typeof ENVELOPE>;
export type Charter = Of<typeof CHARTER>;
export type Roster = Of<typeof ROSTER>;
export type Notice = Of<typeof NOTICE>;
export type Shift = Of<typeof SHIFT>;
export type State = Of<typeof STATE>;
export type Certificate = Of<typeof CERTIFICATE>;
export type Warrant = Of<typeof WARRANT>;
export type SealingKey = Of<typeof SEALING_KEY>;
export type Payload =
  | Charter
  | Roster
  | Notice
  | Shift
  | State
  | Certificate
  | Warrant
  | SealingKey;
export type Head = Pick<Charter, 'organisation' | 'version' | 'issued' | 'expires'>;

/** A document that has passed its checks: its fields, document hash and envelope bytes. */
export interface Checked<T> {
  readonly payload: T;
  readonly hash: Bytes;
  readonly raw: Bytes;
}

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
    must(raw.length <= ENVELOPE_MOST);
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

function form<T extends Head>(
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
    if (error instanceof Malformed) throw new Untrusted('shape', 'a document in a wrong shape');
    throw error;
  }
}

function must(holds: boolean): void {
  if (!holds) throw new Malformed('a document in a wrong shape');
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
