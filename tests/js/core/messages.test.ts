import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, fromHex } from '../../../client_js/src/core/bytes.ts';
import { decode, encode, type Value } from '../../../client_js/src/core/encoding.ts';
import { LocalFault, Malformed } from '../../../client_js/src/core/errors.ts';
import {
  decodeMessage,
  encodeMessage,
  type KnownMessage,
  wantsReceipt,
} from '../../../client_js/src/core/messages.ts';
import { bucketFor } from '../../../client_js/src/core/chain.ts';
import { seeded } from './helpers.ts';

const random = seeded('messages');
const w = random(32);
const sealed = random(1168);

const MESSAGES: readonly KnownMessage[] = [
  { type: 'ready' },
  { type: 'answer', w, index: 0, sealed, newIndex: 1, newKey: random(1216) },
  { type: 'refresh', index: 3, sealed, newIndex: 4, newKey: random(1216) },
  { type: 'refresh', index: 3, sealed, newIndex: 0, newKey: random(0) },
  { type: 'receipt', upto: 12 },
  { type: 'typing', on: true },
  { type: 'text', id: 1, text: 'are you there? 🌊' },
  { type: 'text', id: 2, text: '' },
  { type: 'placed', id: 1, place: 4 },
  { type: 'passed', place: 5, person: 2, earlier: true, text: 'yes' },
  { type: 'people', people: [{ person: 1, certificateHash: w, alias: 'May', role: 'counselor' }] },
  { type: 'people', people: [] },
  { type: 'contact', w, sealingKey: random(400) },
  { type: 'end', reason: 0 },
  { type: 'admit', request: 1, certificate: random(300), sealingKey: random(400), w, purpose: 2 },
  { type: 'admitted', request: 1, yes: false },
  { type: 'cover' },
  { type: 'codeAsk', request: 1, kind: 3 },
  { type: 'code', request: 1, word: 'Blue tulip' },
  { type: 'code', request: 1, word: '' },
];

test('every message is read back as it was written', () => {
  for (const message of MESSAGES) {
    assert.deepEqual(decodeMessage(encodeMessage(message)), message);
  }
  assert.equal(new Set(MESSAGES.map(({ type }) => type)).size, 16);
});

test('a known type in a wrong shape is refused', () => {
  for (const raw of MESSAGES.map(encodeMessage)) {
    const value = decode(raw) as readonly Value[];
    const changes: readonly (readonly Value[])[] = [
      [...value, 0],
      ...(value.length > 1 ? [value.slice(0, -1)] : []),
      ...value.map((_, at) => value.map((field, other) => (other === at ? [0] : field))),
    ];
    for (const changed of changes) assert.throws(() => decodeMessage(encode(changed)), Malformed);
    assert.throws(() => decodeMessage(concat(raw, fromHex('c0'))), Malformed);
  }
  const half: readonly Value[][] = [
    [2, 0, sealed, 1, random(0)],
    [2, 0, sealed, 0, random(1216)],
    [10, 7],
    [11, 1, w, w, w, 0],
    [14],
    [15],
    [16, 1, 0],
    [16, 1, 4],
    [17, 1, 'x'.repeat(65)],
    [],
  ];
  for (const value of half) assert.throws(() => decodeMessage(encode(value)), Malformed);
});

test('a type of a newer client is not understood, and receipted', () => {
  const bytes = encode([99, 'anything', [1, [2]]]);
  const message = decodeMessage(bytes);
  assert.deepEqual(message, { type: 'unknown', number: 99, bytes });
  assert.ok(wantsReceipt(message));
});

test('receipts, typing and cover want no receipt; all else does', () => {
  const silent = MESSAGES.filter((message) => !wantsReceipt(message)).map(({ type }) => type);
  assert.deepEqual(new Set(silent), new Set(['receipt', 'typing', 'cover']));
});

test('the longest text in the widest script fits a frame; one character more does not go', () => {
  const longest = '🌊'.repeat(4000);
  assert.equal(bucketFor(encodeMessage({ type: 'text', id: 2 ** 53 - 1, text: longest })), 16384);
  for (const text of [longest + 'a', 'nothing\0more']) {
    assert.throws(() => encodeMessage({ type: 'text', id: 1, text }), LocalFault);
    assert.throws(() => decodeMessage(encode([5, 1, text])), Malformed);
  }
});
