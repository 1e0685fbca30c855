import '../../../client_js/src/core/frames_staff.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, fromHex } from '../../../client_js/src/core/bytes.ts';
import { decode, encode, type Value } from '../../../client_js/src/core/encoding.ts';
import { LocalFault, Malformed } from '../../../client_js/src/core/errors.ts';
import {
  BUCKETS,
  type ClientFrame,
  decodeClient,
  decodeRelay,
  deskProofInput,
  encodeClient,
  encodeRelay,
  mailboxAddress,
  type RelayFrame,
  worksFor,
  writeCapability,
} from '../../../client_js/src/core/frames.ts';
import { digest } from '../../../client_js/src/core/primitives.ts';
import { seeded } from './helpers.ts';

const random = seeded('frames');
const desk = random(16);
const knock = random(16);
const w = random(32);
const sealed = random(4096);
const none = random(0);

const CLIENT: readonly ClientFrame[] = [
  { name: 'join', version: 1, organisation: w },
  { name: 'fetch', ref: 1, kind: 4, desk },
  { name: 'fetch', ref: 1, kind: 1, desk: none },
  { name: 'open', handle: 2, r: w, next: 0, mode: 2 },
  { name: 'append', ref: 3, w, number: 2 ** 53 - 1, ciphertext: random(512) },
  { name: 'ack', handle: 2, upto: 7 },
  { name: 'close', handle: 2 },
  { name: 'leave', ref: 4, w, ciphertext: sealed },
  { name: 'knock', ref: 5, desk, handle: 2, ticket: none, work: none, sealed },
  { name: 'knock', ref: 5, desk, handle: 2, ticket: w, work: random(8), sealed },
  { name: 'withdraw', ref: 6, handle: 2 },
  { name: 'duty', ref: 7, desk, capacity: 3, signature: random(64) },
  { name: 'off', ref: 8, desk },
  { name: 'claim', ref: 9, desk, knock },
  { name: 'accept', ref: 10, desk, knock, fence: 5, ciphertext: sealed },
  { name: 'release', ref: 11, desk, knock, fence: 5 },
  { name: 'turnAway', ref: 12, desk, knock, fence: 5 },
  { name: 'publish', ref: 13, envelope: random(300), packet: none },
  { name: 'ping', ref: 2 ** 32 - 1 },
  { name: 'call', ref: 14, desk, sealed },
  { name: 'drop', ref: 15, desk, sealed: random(2048) },
  { name: 'collect', ref: 16, desk, after: none, signer: w, signature: random(64), warrant: none },
  { name: 'collected', ref: 17, desk, names: [knock], signer: w, signature: random(64), warrant: none },
];

const RELAY: readonly RelayFrame[] = [
  { name: 'joined', challenge: w },
  { name: 'document', ref: 1, kind: 1, envelopes: [random(300), random(200)], packet: none },
  { name: 'opened', handle: 2, next: 9 },
  { name: 'deliver', handle: 2, number: 9, ciphertext: random(16384) },
  { name: 'taken', handle: 2 },
  { name: 'queued', ref: 5, ticket: w, ahead: 4, serving: true },
  { name: 'place', handle: 2, ahead: 3, serving: false },
  { name: 'waiting', desk, knock, waited: 61, sealed },
  { name: 'gone', desk, knock },
  { name: 'claimed', ref: 9, knock, fence: 2 ** 40 },
  { name: 'done', ref: 6 },
  { name: 'refused', ref: 0, code: 6, detail: 12 },
  { name: 'changed', kind: 4, desk },
  { name: 'work', ref: 5, challenge: random(16), bits: 12 },
  { name: 'pong', ref: 1 },
  { name: 'later', seconds: 3 },
  { name: 'called', desk, proven: true, sealed },
  { name: 'drops', ref: 16, drops: [{ day: 20_000, sealed: random(2048) }], more: true },
];

test('every frame is read back as it was written, in both directions', () => {
  for (const frame of CLIENT) assert.deepEqual(decodeClient(encodeClient(frame)), frame);
  for (const frame of RELAY) assert.deepEqual(decodeRelay(encodeRelay(frame)), frame);
  assert.equal(new Set(CLIENT.map(({ name }) => name)).size, 21);
  assert.equal(new Set(RELAY.map(({ name }) => name)).size, 18);
});

test('a frame of one direction is no frame of the other', () => {
  for (const frame of CLIENT) assert.throws(() => decodeRelay(encodeClient(frame)), Malformed);
  for (const frame of RELAY) assert.throws(() => decodeClient(encodeRelay(frame)), Malformed);
});

test('a52: a field more, a field less, a byte more, a byte less, another type: refused', () => {
  for (const raw of RELAY.map(encodeRelay)) {
    const value = decode(raw) as readonly Value[];
    const changes: readonly (readonly Value[])[] = [
      [...value, 0],
      value.slice(0, -1),
      [value],
      [],
      [64, ...value.slice(1)],
      [String(value[0]), ...value.slice(1)],
      ...value.map((_, at) => value.map((field, other) => (other === at ? 'a' : field))),
    ];
    for (const changed of changes) assert.throws(() => decodeRelay(encode(changed)), Malformed);
    assert.throws(() => decodeRelay(concat(raw, fromHex('00'))), Malformed);
    assert.throws(() => decodeRelay(raw.slice(0, -1)), Malformed);
  }
});

test('only the six lengths of ciphertexts go out or come in', () => {
  for (const length of [0, 511, 513, 1000, 16383, 16385]) {
    const append: ClientFrame = { name: 'append', ref: 1, w, number: 0, ciphertext: random(length) };
    assert.throws(() => encodeClient(append), LocalFault);
    const raw = encode([36, 1, 0, random(length)]);
    assert.throws(() => decodeRelay(raw), Malformed);
  }
  for (const length of BUCKETS) decodeRelay(encode([36, 1, 0, random(length)]));
});

test('write capability and address come from the read capability, one way, under own labels', () => {
  const write = writeCapability(w);
  assert.deepEqual(write, digest('noview/1 mailbox write', w));
  assert.deepEqual(mailboxAddress(write), digest('noview/1 mailbox address', write));
  assert.notDeepEqual(mailboxAddress(w), write);
});

test('a desk proof names organisation, desk and challenge', () => {
  const inputs = [
    deskProofInput(w, desk, w),
    deskProofInput(random(32), desk, w),
    deskProofInput(w, knock, w),
    deskProofInput(w, desk, random(32)),
  ];
  assert.equal(new Set(inputs.map(String)).size, 4);
});

test('work begins with as many zero bits as were asked for', () => {
  const challenge = random(16);
  let work = none;
  let tries = 0;
  do {
    work = random(8);
    tries += 1;
  } while (!worksFor(challenge, sealed, work, 6));
  const hash = digest('noview/1 work', challenge, sealed, work);
  assert.equal((hash[0] ?? 255) >> 2, 0);
  assert.ok(worksFor(challenge, sealed, work, 0));
  assert.ok(!worksFor(challenge, sealed, work, 256));
  assert.ok(tries > 1);
});
