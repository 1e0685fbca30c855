/**
 * What two consoles say to each other on a staff line, besides words. protocol.md 16.3.
 *
 * These types travel as what a line calls unknown, so that no survivor's page carries their codec.
 */

import { decode, encode, type Value } from './encoding.ts';
import { LocalFault, Malformed } from './errors.ts';
import type { Unknown } from './messages.ts';
import { bin, bool, oneOf, row, type Shape, text, uint } from './shapes.ts';

/** Characters of a catch-up note. */
export const CATCH_UP_MOST = 1000;

const request = uint();
const purpose = oneOf(1, 2);
const place = uint(Number.MAX_SAFE_INTEGER, 1);

const MESSAGES = {
  ask: [32, { request, purpose, why: oneOf(0, 1), language: text(16) }],
  asked: [33, { request, yes: bool, w: bin(0, 32) }],
  stepIn: [34, { request, talk: bin(4), purpose, w: bin(32) }],
  catchUp: [35, { request, text: text(CATCH_UP_MOST) }],
  outcome: [36, { request, outcome: oneOf(0, 1, 2, 3) }],
  transcript: [37, { request, first: place, last: place, hash: bin(32) }],
  compared: [38, { request, first: place, last: place, agrees: bool }],
} as const;

type Fields<S> = { readonly [K in keyof S]: S[K] extends Shape<infer T> ? T : never };
type Known = {
  [N in keyof typeof MESSAGES]: { readonly type: N } & Fields<(typeof MESSAGES)[N][1]>;
};

export type StaffMessage = Known[keyof Known];
export type Ask = Known['ask'];
export type Asked = Known['asked'];
export type StepIn = Known['stepIn'];
export type CatchUp = Known['catchUp'];
export type Outcome = Known['outcome'];
export type Transcript = Known['transcript'];
export type Compared = Known['compared'];

/** By their number in `outcome`. */
export const Outcomes = { survivorAsked: 0, survivorNo: 1, joined: 2, over: 3 } as const;

/** A yes says where to be invited, a range is not empty, and no text has a NUL. */
function whole(message: StaffMessage): boolean {
  if (message.type === 'asked') return message.yes === message.w.length > 0;
  if (message.type === 'catchUp') return !message.text.includes('\0');
  const ranged = message.type === 'transcript' || message.type === 'compared';
  return !ranged || message.first <= message.last;
}

/** Raises LocalFault for a message out of shape. */
export function staffMessage(message: StaffMessage): Unknown {
  const [number, fields] = MESSAGES[message.type];
  const values = row(fields).write(message as never) as readonly Value[];
  if (!whole(message)) throw new LocalFault('out-of-shape');
  return { type: 'unknown', number, bytes: encode([number, ...values]) };
}

/** Undefined for a type that this version does not know. Raises Malformed for a wrong shape. */
export function readStaffMessage({ number, bytes }: Unknown): StaffMessage | undefined {
  for (const [type, [known, fields]] of Object.entries(MESSAGES)) {
    if (known !== number) continue;
    const [, ...rest] = decode(bytes) as readonly Value[];
    const message = { type, ...row(fields).read(rest) } as StaffMessage;
    if (!whole(message)) throw new Malformed();
    return message;
  }
  return undefined;
}
