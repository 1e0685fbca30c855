import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, fromHex, hex, type Random } from '../../../client_js/src/core/bytes.ts';
import { decode, encode, type Value } from '../../../client_js/src/core/encoding.ts';
import { LocalFault, Malformed } from '../../../client_js/src/core/errors.ts';
import { pick, seeded } from './helpers.ts';
import { quickest } from '../quickest.ts';

const EDGES = [
  0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1,
];
const LENGTHS = [0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536];

function anyValue(random: Random, depth: number): Value {
  const kind = pick(random, depth < 8 ? 5 : 4);
  if (kind === 0) return EDGES[pick(random, EDGES.length)] ?? 0;
  if (kind === 1) return pick(random, 2) === 1;
  if (kind === 2) return 'aé漢🌊\0'.repeat(pick(random, 20));
  if (kind === 3) return random(pick(random, 300));
  return Array.from({ length: pick(random, 20) }, () => anyValue(random, depth + 2));
}

test('every value is read back as it was written, and never with a byte missing or added', () => {
  const random = seeded('values');
  for (let i = 0; i < 400; i += 1) {
    const value = anyValue(random, 0);
    const bytes = encode(value);
    assert.deepEqual(decode(bytes), value);
    assert.throws(() => decode(concat(bytes, fromHex('00'))), Malformed);
    for (let cut = 0; cut < Math.min(bytes.length, 64); cut += 1) {
      assert.throws(() => decode(bytes.slice(0, cut)), Malformed);
      assert.throws(() => decode(bytes.slice(0, bytes.length - 1 - cut)), Malformed);
    }
  }
});

test('every length at an edge has its shortest header', () => {
  for (const length of LENGTHS) {
    const text = 'a'.repeat(length);
    assert.equal(decode(encode(text)), text);
    const bytes = new Uint8Array(length);
    assert.deepEqual(decode(encode(bytes)), bytes);
    const list = Array.from({ length }, () => 0);
    assert.deepEqual(decode(encode(list)), list);
  }
  assert.equal(hex(encode([1, true, 'a', fromHex('ff'), []])), '9501c3a161c401ff90');
});

test('a52: what is decoded encodes to the very same bytes, whatever the bytes are', () => {
  const random = seeded('garbage');
  let readable = 0;
  for (let i = 0; i < 30_000; i += 1) {
    const bytes = random(1 + pick(random, 6));
    let value: Value;
    try {
      value = decode(bytes);
    } catch (error) {
      assert.ok(error instanceof Malformed);
      continue;
    }
    readable += 1;
    assert.deepEqual(encode(value), bytes);
  }
  assert.ok(readable > 500, 'the test reads something');
});

test('a52: longer forms than needed are refused', () => {
  const wrong = {
    'uint 8 for 127': 'cc7f',
    'uint 16 for 255': 'cd00ff',
    'uint 32 for 65535': 'ce0000ffff',
    'uint 64 for 2^32 - 1': 'cf00000000ffffffff',
    'str 8 for one byte': 'd90161',
    'str 16 for one byte': 'da000161',
    'str 32 for one byte': 'db0000000161',
    'bin 16 for one byte': 'c50001ff',
    'bin 32 for one byte': 'c600000001ff',
    'array 16 for none': 'dc0000',
    'array 32 for none': 'dd00000000',
    'array 16 for fifteen': 'dc000f' + '00'.repeat(15),
    'array 32 for sixteen': 'dd00000010' + '00'.repeat(16),
  };
  for (const [name, bytes] of Object.entries(wrong)) {
    assert.throws(() => decode(fromHex(bytes)), Malformed, name);
  }
  for (const right of ['cc80', 'cd0100', 'ce00010000', 'cf0000000100000000', 'a161', 'c401ff']) {
    decode(fromHex(right));
  }
});

test('a52: types that are not allowed are refused', () => {
  const wrong = {
    nil: 'c0',
    'never used': 'c1',
    'negative fixint': 'ff',
    'int 8': 'd000',
    'int 16': 'd10000',
    'int 32': 'd200000000',
    'int 64': 'd30000000000000000',
    'float 32': 'ca00000000',
    'float 64': 'cb3ff0000000000000',
    map: '80',
    'map 16': 'de0000',
    'map 32': 'df00000000',
    'map with doubled keys': '82a16101a16102',
    fixext: 'd40000',
    ext: 'c70000',
    timestamp: 'd6ff00000000',
    '2^53': 'cf0020000000000000',
    '2^64 - 1': 'cfffffffffffffffff',
    'not UTF-8': 'a1ff',
    overlong: 'a2c080',
    surrogate: 'a3eda080',
    nothing: '',
  };
  for (const [name, bytes] of Object.entries(wrong)) {
    assert.throws(() => decode(fromHex(bytes)), Malformed, name);
    if (bytes !== '') assert.throws(() => decode(fromHex('91' + bytes)), Malformed, name);
  }
});

test('a51: eight arrays deep is read, nine is refused, a million does not end the program', () => {
  const deep = (times: number): string => '91'.repeat(times - 1) + '90';
  assert.deepEqual(decode(fromHex(deep(8))), [[[[[[[[]]]]]]]]);
  assert.throws(() => decode(fromHex(deep(9))), Malformed);
  assert.throws(() => decode(new Uint8Array(1_000_000).fill(0x91)), Malformed);
  let value: Value = [];
  for (let i = 0; i < 8; i += 1) value = [value];
  assert.throws(() => encode(value), LocalFault);
});

test('a51: huge declared lengths are refused before anything is made', () => {
  const before = process.memoryUsage().arrayBuffers;
  for (const head of ['ddffffffff', 'dbffffffff', 'c6ffffffff', 'dcffff', 'daffff', 'c5ffff']) {
    assert.throws(() => decode(fromHex(head + '00')), Malformed, head);
  }
  assert.throws(() => decode(fromHex('9a' + 'ddffffffff'.repeat(10))), Malformed);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
});

test('a51, a53: a megabyte of anything is read in linear time', () => {
  const size = 1_000_000;
  const header = (first: number): number[] => [first, size >> 24, size >> 16, size >> 8, size];
  const bombs = [
    Uint8Array.from([...header(0xdd), ...new Uint8Array(size).fill(0x90)]),
    Uint8Array.from([...header(0xdd), ...new Uint8Array(size).fill(0x80)]),
    Uint8Array.from([...header(0xdb), ...new Uint8Array(size).fill(0x61)]),
    Uint8Array.from([...header(0xc6), ...new Uint8Array(size)]),
  ];
  for (const bomb of bombs) {
    const took = quickest(2000, () => {
      try {
        decode(bomb);
      } catch (error) {
        assert.ok(error instanceof Malformed);
      }
    });
    assert.ok(took < 2000);
  }
});

test('what has no form is not written', () => {
  for (const wrong of [-1, 0.5, NaN, 2 ** 53]) assert.throws(() => encode(wrong), LocalFault);
});

test('an error never repeats the bytes', () => {
  const secret = 'canary-4711';
  try {
    decode(concat(encode(secret), fromHex('c0')));
    assert.fail('read');
  } catch (error) {
    assert.ok(error instanceof Malformed);
    assert.ok(!String(error.message).includes('canary'));
  }
});
