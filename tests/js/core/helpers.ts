/** What the tests of core share: repeatable randomness, a certified device, and a pair of lines. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { concat, type Bytes, type Random, u64, utf8 } from '../../../client_js/src/core/bytes.ts';
import {
  type Certificate,
  certificateForm,
  type Checked,
  documentHash,
  encodeEnvelope,
  encodePayload,
  Kind,
  signInput,
} from '../../../client_js/src/core/document_types.ts';
import { type BrokenReason, LineBroken, Untrusted } from '../../../client_js/src/core/errors.ts';
import {
  acceptHello,
  type Ask,
  type Believed,
  makeHello,
  makeKnock,
  openKnock,
  type StaffIdentity,
} from '../../../client_js/src/core/handshake.ts';
import type { Line, Outgoing } from '../../../client_js/src/core/line.ts';
import type { Message, Text } from '../../../client_js/src/core/messages.ts';
import {
  ed25519Public,
  sign,
  x25519Public,
  xwingPublic,
} from '../../../client_js/src/core/primitives.ts';

export const NOW = 1_800_000_000;

/** Bytes that look random and are the same in every run. */
export function seeded(name: string): Random {
  let counter = 0;
  return (length) => {
    const blocks: Bytes[] = [];
    for (let have = 0; have < length; have += 32) {
      const input = concat(utf8(name), u64(counter));
      blocks.push(new Uint8Array(createHash('sha256').update(input).digest()));
      counter += 1;
    }
    return concat(...blocks).slice(0, length);
  };
}

/** A repeatable integer from 0 to `below` − 1. */
export function pick(random: Random, below: number): number {
  const [a = 0, b = 0, c = 0] = random(3);
  return (a * 65536 + b * 256 + c) % below;
}

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(pick(random, left.length), 1));
  return out;
}

export function flipped(bytes: Bytes, bit: number): Bytes {
  const changed = bytes.slice();
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

/** Whether `needle` stands anywhere in `haystack`. */
export function contains(haystack: Bytes, needle: Bytes): boolean {
  return Buffer.from(haystack).includes(Buffer.from(needle));
}

export function believed(name: string): Believed {
  const random = seeded(`believed ${name}`);
  return { organisation: random(32), shiftHash: random(32), rosterHash: random(32) };
}

export interface Device extends StaffIdentity {
  readonly certificate: Checked<Certificate>;
  readonly sealingSeed: Bytes;
  readonly sealingKey: Bytes;
}

/** A device whose certificate an administrator of `organisation` signed. */
export function device(name: string, organisation: Bytes): Device {
  const random = seeded(`device ${name}`);
  const identity = random(32);
  const payload: Certificate = {
    format: 1,
    organisation,
    version: 1,
    issued: NOW,
    expires: NOW + 86_400 * 90,
    salt: random(32),
    identity: x25519Public(identity),
    signing: ed25519Public(random(32)),
    alias: name,
    role: 'counselor',
    languages: ['en'],
  };
  const bytes = encodePayload(certificateForm, payload);
  const administrator = seeded('administrator')(32);
  const signature = sign(administrator, signInput(Kind.certificate, organisation, bytes));
  const raw = encodeEnvelope({
    kind: Kind.certificate,
    payload: bytes,
    signatures: [{ key: ed25519Public(administrator), signature }],
    warrants: [],
  });
  const certificate = { payload, hash: documentHash(Kind.certificate, bytes), raw };
  const sealingSeed = random(32);
  const sealingKey = xwingPublic(sealingSeed);
  return { identity, certificateRaw: raw, certificate, sealingSeed, sealingKey };
}

/** Stands for TrustedDocuments: believes exactly these devices. */
export function believing(...devices: readonly Device[]): (raw: Bytes) => Checked<Certificate> {
  return (raw) => {
    const known = devices.find((one) => Buffer.from(one.certificateRaw).equals(raw));
    if (known === undefined) throw new Untrusted('unlisted');
    return known.certificate;
  };
}

export interface Pair {
  readonly survivor: Line;
  readonly staff: Line;
  readonly random: Random;
}

export interface Asked {
  readonly ask: Ask;
  readonly append: Bytes;
  readonly staff: Line;
  readonly counselor: Device;
  readonly random: Random;
}

/** A knock with the hello that a counselor made for it, not yet accepted. */
export function asked(name = 'a pair', first = ''): Asked {
  const random = seeded(name);
  const circumstances = believed(name);
  const team = random(32);
  const counselor = device(`counselor of ${name}`, circumstances.organisation);
  const knock = { language: 'en', addressAs: 'A', first, answers: [] };
  const ask = makeKnock(circumstances, xwingPublic(team), knock, random);
  const opened = openKnock(circumstances, team, ask.sealed);
  const { append, line } = makeHello(opened, counselor, random(32), random);
  return { ask, append, staff: line, counselor, random };
}

/** Two ends of one line, answered, with everything that was due delivered. */
export function pair(name = 'a pair'): Pair {
  const { ask, append, staff, counselor, random } = asked(name);
  const { line: survivor } = acceptHello(ask, append, believing(counselor));
  deliver(staff, [survivor.answer(random(32), NOW, random)]);
  settle({ survivor, staff, random });
  return { survivor, staff, random };
}

export function deliver(to: Line, frames: readonly Outgoing[]): (Message | undefined)[] {
  return frames.map(({ number, frame }) => to.receive(number, frame));
}

/** Delivers what is due until both are silent; the number of frames that took. */
export function settle({ survivor, staff, random }: Pair, now = NOW): number {
  for (let count = 0; ; ) {
    const fromStaff = staff.due(now, random);
    const fromSurvivor = survivor.due(now, random);
    if (fromStaff.length + fromSurvivor.length === 0) return count;
    deliver(survivor, fromStaff);
    deliver(staff, fromSurvivor);
    count += fromStaff.length + fromSurvivor.length;
    if (count > 1000) throw new Error('the two sides never fall silent');
  }
}

export const say = (id: number, text = `message ${id}`): Text => ({ type: 'text', id, text });

export const texts = (messages: readonly (Message | undefined)[]): string[] =>
  messages.flatMap((message) => (message?.type === 'text' ? [message.text] : []));

/** The line ends for this reason and no other. */
export function broken(act: () => unknown, reason: BrokenReason): void {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof LineBroken, String(error));
    assert.equal(error.reason, reason);
    return;
  }
  assert.fail('the line did not end');
}
