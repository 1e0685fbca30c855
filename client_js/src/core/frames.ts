/** The relay's frames: bytes ⇄ typed values, both directions. protocol.md 10. */

import { bind, type Bytes } from './bytes.ts';
import { decode, encode, type Value } from './encoding.ts';
import { LocalFault, Malformed } from './errors.ts';
import type { STAFF_HEARS, STAFF_SAYS } from './frames_staff.ts';
import { label } from './labels.ts';
import { digest, sha256After } from './primitives.ts';
import { bin, binUpTo, bool, list, oneOf, row, type Shape, uint } from './shapes.ts';

/** Lengths of live ciphertexts. protocol.md 1.5. */
export const BUCKETS = [512, 1024, 2048, 4096, 8192, 16384] as const;

/** `code` of a `refused` frame. */
export const Refusal = {
  malformed: 1,
  unknownOrganisation: 2,
  outOfOrder: 3,
  noSuchDocument: 4,
  absent: 5,
  gap: 6,
  full: 7,
  deskClosed: 8,
  lineFull: 9,
  slowDown: 10,
  taken: 11,
  stale: 12,
  notOnDuty: 13,
  badProof: 14,
  untrusted: 15,
  oldVersion: 16,
  tooMany: 17,
  expired: 18,
  notAllowedHere: 19,
} as const;

const any = uint();
const bin32 = bin(32);
const kind = uint(5, 1);
const ciphertext = bin(...BUCKETS);
/** What the frames of consoles are made of too (frames_staff.ts). */
export const u32 = uint(2 ** 32 - 1);
export const bin16 = bin(16);
export const deskOrNone = bin(0, 16);
export const sealed = bin(4096);
export const drop = bin(2048);
/** Bounds as in relay/limits.py. */
const ENVELOPE_MOST = 131072;
const CHARTERS_MOST = 64;
export const PACKET_MOST = 1048576;
const RELAY_FRAME_MOST = ENVELOPE_MOST + PACKET_MOST + 1024 + CHARTERS_MOST * 16384;
export const envelope = binUpTo(ENVELOPE_MOST, 1);

const CLIENT = {
  join: [1, { version: oneOf(1), organisation: bin32 }],
  fetch: [2, { ref: u32, kind, desk: deskOrNone }],
  open: [3, { handle: u32, r: bin32, next: any, mode: uint(2) }],
  append: [4, { ref: u32, w: bin32, number: any, ciphertext }],
  ack: [5, { handle: u32, upto: any }],
  close: [6, { handle: u32 }],
  leave: [7, { ref: u32, w: bin32, ciphertext }],
  knock: [
    8,
    { ref: u32, desk: bin16, handle: u32, ticket: bin(0, 32), work: bin(0, 8), sealed },
  ],
  withdraw: [9, { ref: u32, handle: u32 }],
  ping: [17, { ref: u32 }],
  drop: [19, { ref: u32, desk: bin16, sealed: drop }],
} as const;

const RELAY = {
  joined: [33, { challenge: bin32 }],
  document: [
    34,
    { ref: u32, kind, envelopes: list(envelope, CHARTERS_MOST, 1), packet: binUpTo(PACKET_MOST) },
  ],
  opened: [35, { handle: u32, next: any }],
  deliver: [36, { handle: u32, number: any, ciphertext }],
  taken: [37, { handle: u32 }],
  queued: [38, { ref: u32, ticket: bin32, ahead: any, serving: bool }],
  place: [39, { handle: u32, ahead: any, serving: bool }],
  done: [43, { ref: u32 }],
  refused: [44, { ref: u32, code: uint(19, 1), detail: any }],
  changed: [45, { kind, desk: deskOrNone }],
  work: [46, { ref: u32, challenge: bin16, bits: uint(24) }],
  pong: [47, { ref: u32 }],
  later: [48, { seconds: uint(3600) }],
} as const;

type Fields<S> = { readonly [K in keyof S]: S[K] extends Shape<infer T> ? T : never };
type Frames<T extends Readonly<Record<string, readonly [number, object]>>> = {
  [N in keyof T]: { readonly name: N } & Fields<T[N][1]>;
}[keyof T];

/** What a client says to the relay; `name` tells the frames apart. */
export type ClientFrame = Frames<typeof CLIENT & typeof STAFF_SAYS>;
/** What the relay says to a client. */
export type RelayFrame = Frames<typeof RELAY & typeof STAFF_HEARS>;

export type Table = Readonly<Record<string, readonly [number, Readonly<Record<string, unknown>>]>>;

let says: Table = CLIENT;
let hears: Table = RELAY;

/** What consoles say and hear besides: a survivor's page need not carry it. */
export function alsoFrames(more: Table, heard: Table): void {
  says = { ...says, ...more };
  hears = { ...hears, ...heard };
}

function read(table: Table, raw: Bytes): { readonly name: string } {
  if (raw.length > RELAY_FRAME_MOST) throw new Malformed();
  const value: Value = decode(raw);
  if (!Array.isArray(value)) throw new Malformed();
  const [type, ...rest] = value as readonly Value[];
  for (const [name, [number, fields]] of Object.entries(table)) {
    if (number === type) return { name, ...row(fields).read(rest) };
  }
  throw new Malformed();
}

function write(table: Table, frame: { readonly name: string }): Bytes {
  const entry = table[frame.name];
  if (entry === undefined) throw new LocalFault('out-of-shape');
  const [number, fields] = entry;
  // The row takes its fields by name and leaves `name` aside.
  return encode([number, ...(row(fields).write(frame as never) as readonly Value[])]);
}

/** Raises LocalFault for a frame out of shape. */
export function encodeClient(frame: ClientFrame): Bytes {
  return write(says, frame);
}

/** Raises Malformed. */
export function decodeRelay(raw: Bytes): RelayFrame {
  return read(hears, raw) as RelayFrame;
}

/** The relay's half, for tests that play the relay. */
export function encodeRelay(frame: RelayFrame): Bytes {
  return write(hears, frame);
}

/** The relay's half, for tests that play the relay. Raises Malformed. */
export function decodeClient(raw: Bytes): ClientFrame {
  return read(says, raw) as ClientFrame;
}

/** The capability to append, from the capability to read. protocol.md 10.1. */
export function writeCapability(r: Bytes): Bytes {
  return digest(label.mailboxWrite, r);
}

/** What the relay knows a mailbox by. protocol.md 10.1. */
export function mailboxAddress(w: Bytes): Bytes {
  return digest(label.mailboxAddress, w);
}

/** What the desk key signs to serve a desk. protocol.md 10.4. */
export function deskProofInput(organisation: Bytes, desk: Bytes, challenge: Bytes): Bytes {
  return bind(label.deskProof, organisation, desk, challenge);
}

/** Tries answers (8 bytes) to the relay's challenge, fast. protocol.md 10.6. */
export function workTester(
  challenge: Bytes,
  sealedKnock: Bytes,
  bits: number,
): (work: Bytes) => boolean {
  const whole = bind(label.work, challenge, sealedKnock, new Uint8Array(8));
  // Everything before the answer is the same for all of them.
  const after = sha256After(whole.subarray(0, whole.length - 8));
  return (work) => {
    const hash = after(work);
    for (let bit = 0; bit < bits; bit += 1) {
      if ((((hash[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) !== 0) return false;
    }
    return true;
  };
}

/** Whether `work` answers the relay's challenge. protocol.md 10.6. */
export function worksFor(challenge: Bytes, sealedKnock: Bytes, work: Bytes, bits: number): boolean {
  return workTester(challenge, sealedKnock, bits)(work);
}
