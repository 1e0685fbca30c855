import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bind,
  compare,
  concat,
  equal,
  fromHex,
  fromUtf8,
  hex,
  pad,
  padToMultiple,
  u64,
  unpad,
  utf8,
} from '../../../client_js/src/core/bytes.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import { LocalFault, Malformed } from '../../../client_js/src/core/errors.ts';
import { seeded } from './helpers.ts';

const random = seeded('bytes');

test('bind names its parts and their lengths', () => {
  assert.equal(hex(bind('ab', fromHex('01'), fromHex(''))), '026162' + '0000000101' + '00000000');
});

test('a16: no two lists of parts bind to the same bytes', () => {
  const bytes = fromHex('00010203');
  const splits = [
    bind('x', bytes),
    bind('x', bytes.slice(0, 2), bytes.slice(2)),
    bind('x', bytes.slice(0, 3), bytes.slice(3)),
    bind('x', bytes, fromHex('')),
    bind('x', fromHex(''), bytes),
    bind('x\0', bytes),
    bind('x'),
  ];
  assert.equal(new Set(splits.map(hex)).size, splits.length);
});

test('a16: labels are all different, none begins another with its length, all name version 1', () => {
  const labels = Object.values(label);
  assert.equal(new Set(labels).size, labels.length);
  for (const one of labels) assert.ok(one.startsWith('noview/1 '));
  assert.equal(new Set(labels.map((one) => hex(bind(one)))).size, labels.length);
});

test('u64 is big-endian and takes every safe integer, nothing else', () => {
  assert.equal(hex(u64(0)), '0000000000000000');
  assert.equal(hex(u64(2 ** 53 - 1)), '001fffffffffffff');
  for (const wrong of [-1, 0.5, 2 ** 53, NaN, Infinity]) {
    assert.throws(() => u64(wrong), LocalFault);
  }
});

test('padding comes off as it went on, for every length', () => {
  for (let length = 0; length < 200; length += 1) {
    const data = random(length);
    assert.deepEqual(unpad(pad(data, 200)), data);
    const padded = padToMultiple(data, 64);
    assert.equal(padded.length % 64, 0);
    assert.ok(padded.length > data.length && padded.length <= data.length + 64);
    assert.deepEqual(unpad(padded), data);
  }
  assert.throws(() => pad(random(200), 200), LocalFault);
});

test('a padding without its mark is refused', () => {
  for (const wrong of ['', '00', '000000', '01', '8001', '81', '7f00']) {
    assert.throws(() => unpad(fromHex(wrong)), Malformed, wrong);
  }
  assert.deepEqual(unpad(fromHex('80')), fromHex(''));
  assert.deepEqual(unpad(fromHex('808000')), fromHex('80'));
});

test('a52: text that is not UTF-8 is refused, and a byte order mark is kept', () => {
  for (const wrong of ['ff', 'c080', 'e08080', 'eda080', 'f4908080', 'c3', 'f08080af']) {
    assert.throws(() => fromUtf8(fromHex(wrong)), Malformed, wrong);
  }
  const marked = fromHex('efbbbf61');
  assert.deepEqual(utf8(fromUtf8(marked)), marked);
});

test('equal and compare agree with the bytes', () => {
  for (let i = 0; i < 300; i += 1) {
    const a = random(3).map((byte) => byte & 1);
    const b = random(3).map((byte) => byte & 1);
    assert.equal(equal(a, b), hex(a) === hex(b));
    assert.equal(Math.sign(compare(a, b)), hex(a) < hex(b) ? -1 : hex(a) > hex(b) ? 1 : 0);
  }
  assert.ok(!equal(fromHex('00'), fromHex('0000')));
  assert.ok(compare(fromHex('00'), fromHex('0000')) < 0);
});

test('hexadecimal is lower-case and whole', () => {
  assert.deepEqual(fromHex(hex(random(40))).length, 40);
  for (const wrong of ['0', 'FF', 'zz', ' 00']) assert.throws(() => fromHex(wrong), Malformed);
  assert.equal(hex(concat(fromHex('01'), fromHex('02'))), '0102');
});
