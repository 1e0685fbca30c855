/** What is said inside a frame of a line. protocol.md 8. */

import type { Bytes } from './bytes.ts';
import { decode, encode, type Value } from './encoding.ts';
import { LocalFault, Malformed } from './errors.ts';
import {
  bin,
  binUpTo,
  bool,
  list,
  oneOf,
  row,
  type Shape,
  text,
  uint,
  written,
} from './shapes.ts';
import type { EndReason } from './views.ts';

export const SEALED_SECRET_LENGTH = 1168;
export const KEM_KEY_LENGTH = 1216;
/** The largest certificate or sealing key envelope that travels inside a line. */
export const ENVELOPE_IN_LINE_MOST = 4096;

const bin32 = bin(32);
const any = uint();
const positive = uint(Number.MAX_SAFE_INTEGER, 1);
const envelope = binUpTo(ENVELOPE_IN_LINE_MOST, 1);
const sealed = bin(SEALED_SECRET_LENGTH);

/** By their number in `end`. */
export const END_REASONS: readonly EndReason[] = [
  'finished',
  'left',
  'broken',
  'closed',
  'revoked',
  'idle',
  'unwanted',
];
export const AdmitPurposes = { join: 1, handOver: 2 } as const;

const MESSAGES = {
  ready: [0, {}],
  answer: [1, { w: bin32, index: any, sealed, newIndex: positive, newKey: bin(KEM_KEY_LENGTH) }],
  refresh: [2, { index: any, sealed, newIndex: any, newKey: bin(0, KEM_KEY_LENGTH) }],
  receipt: [3, { upto: any }],
  typing: [4, { on: bool }],
  text: [5, { id: any, text: written }],
  placed: [6, { id: any, place: any }],
  passed: [7, { place: any, person: any, earlier: bool, text: written }],
  people: [
    8,
    {
      people: list(
        row({ person: positive, certificateHash: bin32, alias: text(64), role: text(32) }),
        32,
      ),
    },
  ],
  contact: [9, { w: bin32, sealingKey: envelope }],
  end: [10, { reason: uint(6) }],
  admit: [
    11,
    { request: any, certificate: envelope, sealingKey: envelope, w: bin32, purpose: oneOf(1, 2) },
  ],
  admitted: [12, { request: any, yes: bool }],
  cover: [13, {}],
  /** 1 agree on a word, 2 check it, 3 agree on another. */
  codeAsk: [16, { request: any, kind: uint(3, 1) }],
  /** Empty where the person does not want to say it. */
  code: [17, { request: any, word: text(64) }],
} as const;

type Fields<S> = { readonly [K in keyof S]: S[K] extends Shape<infer T> ? T : never };
type Known = {
  [N in keyof typeof MESSAGES]: { readonly type: N } & Fields<(typeof MESSAGES)[N][1]>;
};

/**
 * A type of 18 or above: from a newer client, receipted and shown as "not understood"; or what only
 * consoles read and write, who have its bytes (duty_staff_messages.ts).
 */
export interface Unknown {
  readonly type: 'unknown';
  readonly number: number;
  readonly bytes: Bytes;
}

export type Ready = Known['ready'];
export type Answer = Known['answer'];
export type Refresh = Known['refresh'];
export type Receipt = Known['receipt'];
export type Typing = Known['typing'];
export type Text = Known['text'];
export type Placed = Known['placed'];
export type Passed = Known['passed'];
export type People = Known['people'];
export type Contact = Known['contact'];
export type End = Known['end'];
export type Admit = Known['admit'];
export type Admitted = Known['admitted'];
export type Cover = Known['cover'];
export type CodeAsk = Known['codeAsk'];
export type Code = Known['code'];

export type KnownMessage = Known[keyof Known];
export type Message = KnownMessage | Unknown;

/** What people and machines send; the line itself makes the rest. */
export type Sendable = Exclude<Message, Ready | Answer | Refresh | Receipt>;

/** Whether an opened frame with this message asks for a receipt. protocol.md 6.4. */
export function wantsReceipt(message: Message): boolean {
  return message.type !== 'receipt' && message.type !== 'typing' && message.type !== 'cover';
}

/** The one rule between two fields: a refresh announces a key with its index, or neither. */
function whole(message: KnownMessage): KnownMessage {
  if (message.type === 'refresh' && message.newIndex > 0 !== message.newKey.length > 0) {
    throw new Malformed();
  }
  return message;
}

/** Raises LocalFault for a message out of shape. */
export function encodeMessage(message: Message): Bytes {
  if (message.type === 'unknown') return message.bytes;
  const entry: readonly [number, object] | undefined = MESSAGES[message.type];
  if (entry === undefined) throw new LocalFault('out-of-shape');
  const [number, fields] = entry;
  return encode([number, ...(row(fields).write(message as never) as readonly Value[])]);
}

/** Raises Malformed for a known type in a wrong shape. */
export function decodeMessage(bytes: Bytes): Message {
  const value = decode(bytes);
  if (!Array.isArray(value)) throw new Malformed();
  const [number, ...rest] = value as readonly Value[];
  if (typeof number !== 'number') throw new Malformed();
  if (number > 17) return { type: 'unknown', number, bytes };
  for (const [type, [known, fields]] of Object.entries(MESSAGES)) {
    if (known === number) return whole({ type, ...row(fields).read(rest) } as KnownMessage);
  }
  throw new Malformed();
}
