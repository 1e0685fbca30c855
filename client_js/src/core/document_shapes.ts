/** The fields and bounds of the signed documents. protocol.md 3.1 to 3.4; the same as the relay's. */

import type { Bytes } from './bytes.ts';
import { bin, binUpTo, bool, list, oneOf, row, type Shape, text, uint } from './shapes.ts';

export const Kind = {
  charter: 1,
  roster: 2,
  notice: 3,
  shift: 4,
  state: 5,
  certificate: 6,
  warrant: 7,
  sealingKey: 8,
  officeKey: 9,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

const DAY = 86_400;
/** Seconds that a clock may be behind ours. */
export const EARLY = 300;
/** Longest lives in seconds, by kind. protocol.md 3.4. */
export const LONGEST_LIFE: Readonly<Partial<Record<Kind, number>>> = {
  [Kind.roster]: 7 * DAY,
  [Kind.shift]: DAY,
  [Kind.sealingKey]: 8 * DAY,
};
export const ENVELOPE_MOST = 131_072;
export const CHARTER_MOST = 16_384;
export const ROSTER_STEP = 16;

const bin16 = bin(16);
const bin32 = bin(32);
const link = bin(0, 32);
const time = uint();
const version = uint(Number.MAX_SAFE_INTEGER, 1);
const minute = uint(1440);
const word = text(32, 1);
const keys = list(bin32, 32, 1);
const words = list(row({ key: word, text: text(4000) }), 256);

export const head = { format: oneOf(1), organisation: link, version, issued: time, expires: time };

export const ENVELOPE = row({
  kind: oneOf(1, 2, 3, 4, 5, 6, 7, 8, 9),
  // Longer than may be read, so that who makes one can say that it is too long.
  payload: binUpTo(2 * ENVELOPE_MOST),
  signatures: list(row({ key: bin32, signature: bin(64) }), 64, 1),
  warrants: list(binUpTo(ENVELOPE_MOST), 1),
});

export const CHARTER = row({
  ...head,
  previous: link,
  name: text(120),
  threshold: uint(32, 1),
  rootKeys: keys,
  administratorKeys: keys,
  purposeKeys: list(row({ purpose: word, key: binUpTo(1216, 1) }), 32),
});
export const ROSTER = row({
  ...head,
  previous: link,
  rows: list(row({ certificateHash: bin32, expires: time, revoked: bool }), 2048, ROSTER_STEP),
});
export const NOTICE = row({
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
export const SHIFT = row({
  ...head,
  desk: bin16,
  teamKey: bin(1216),
  deskKey: bin32,
  rosterVersion: version,
  rosterHash: bin32,
  packetHash: bin32,
});
export const STATE = row({
  ...head,
  desk: bin16,
  /** 0 open, 1 closed, 2 surge, 3 partner. */
  mode: uint(3),
  text: text(32),
});
export const CERTIFICATE = row({
  ...head,
  salt: bin32,
  identity: bin32,
  signing: bin32,
  alias: text(64, 1),
  role: oneOf('counselor', 'interpreter', 'supervisor', 'administrator', 'trainee'),
  languages: list(word, 64),
});
export const WARRANT = row({
  ...head,
  signing: bin32,
  certificateHash: bin32,
  powers: list(oneOf('shift', 'state'), 2, 1),
});
/** `device`: the fingerprint of the device's keys (device.ts), certified or not yet. */
export const SEALING_KEY = row({ ...head, device: bin32, key: bin(1216) });

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
