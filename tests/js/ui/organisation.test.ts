import assert from 'node:assert/strict';
import test from 'node:test';
import { lettersRead } from '../../../client_js/src/core/letters.ts';
import { BadStamp, type Organisation, readOrganisation as readStamp } from '../../../client_js/src/ui/organisation.ts';
import { missing } from '../../../client_js/src/ui/support.ts';

const readOrganisation = (text: string | null | undefined): Organisation => readStamp(text, lettersRead);

const good = {
  organisation: 'ab'.repeat(32),
  least_charter_version: 2,
  desk: 'cd'.repeat(16),
  relay: 'wss://chat.example.org',
  name: 'Night Line',
  notice: '\u0104\u0105a~\u01ffاж写',
  title: 'Home',
};

test('a stamped page knows its organisation', () => {
  const read = readOrganisation(JSON.stringify(good));
  assert.equal(read.fingerprint.length, 32);
  assert.equal(read.desk.length, 16);
  assert.equal(read.leastCharterVersion, 2);
  assert.equal(read.relay, 'wss://chat.example.org');
  assert.equal(read.name, 'Night Line');
  const words = [0xd8, 0xa7, 0xd0, 0xb6, 0xe5, 0x86, 0x99];
  assert.deepEqual([...read.notice], [4, 5, 97, 126, 255, ...words]);
  assert.equal(read.title, 'Home');
});

test('a notice as long as the law allows is read, and a longer one is not', () => {
  const stamped = (bytes: number): string =>
    JSON.stringify({ ...good, notice: '\u0100'.repeat(bytes) });
  assert.equal(readOrganisation(stamped(131_072)).notice.length, 131_072);
  assert.throws(() => readOrganisation(stamped(131_073)), BadStamp);
  const words = (many: number): string => JSON.stringify({ ...good, notice: 'ж'.repeat(many) });
  assert.equal(readOrganisation(words(65_536)).notice.length, 131_072);
  assert.throws(() => readOrganisation(words(65_537)), BadStamp);
});

test('the relay may be without TLS only where the way there is private', () => {
  const relay = (address: string): string =>
    readOrganisation(JSON.stringify({ ...good, relay: address })).relay;
  for (const near of ['ws://localhost:8700', 'ws://127.0.0.1:1', 'ws://abcdef.onion']) {
    assert.equal(relay(near), near);
  }
  for (const bad of [
    'ws://chat.example.org',
    'ws://127.0.0.1.example.org',
    'ws://localhost.example.org',
    'https://chat.example.org',
    'wss://user@chat.example.org',
    'wss://chat.example.org/?q',
    'wss://chat.example.org/#f',
    'nonsense',
    '',
  ]) {
    assert.throws(() => relay(bad), { name: 'BadStamp', field: 'relay' });
  }
});

const broken: readonly (readonly [string, unknown, string])[] = [
  ['organisation', 'ab'.repeat(31), 'organisation'],
  ['organisation', 'AB'.repeat(32), 'organisation'],
  ['organisation', 7, 'organisation'],
  ['desk', '', 'desk'],
  ['least_charter_version', 0, 'least_charter_version'],
  ['least_charter_version', 1.5, 'least_charter_version'],
  ['least_charter_version', '1', 'least_charter_version'],
  ['relay', undefined, 'relay'],
  ['name', 'x'.repeat(121), 'name'],
  ['name', undefined, 'name'],
  ['notice', '\u00e9', 'notice'],
  ['notice', '\n', 'notice'],
  ['notice', '\u0200', 'notice'],
  ['notice', 'A'.repeat(200_000), 'notice'],
  ['title', 'x'.repeat(81), 'title'],
];

for (const [field, value, wrong] of broken) {
  test(`a page stamped with a wrong ${field} does not start (${typeof value})`, () => {
    const text = JSON.stringify({ ...good, [field]: value });
    assert.throws(() => readOrganisation(text), { name: 'BadStamp', field: wrong });
  });
}

test('a page without a stamp does not start, and the error repeats nothing of it', () => {
  for (const text of [undefined, null, '', '[]', 'null', '{', '"x"']) {
    assert.throws(() => readOrganisation(text), BadStamp);
  }
  try {
    readOrganisation(JSON.stringify({ ...good, desk: 'planted' }));
    assert.fail('it started');
  } catch (error) {
    assert.ok(!String(error).includes('planted'));
  }
});

test('a browser that cannot keep a chat private is named by what it lacks', () => {
  const whole = {
    isSecureContext: true,
    WebSocket: class {},
    BigInt,
    TextEncoder,
    crypto: { getRandomValues: () => undefined },
  };
  assert.equal(missing(whole), undefined);
  assert.equal(missing({ ...whole, isSecureContext: false }), 'secure context');
  assert.equal(missing({ ...whole, WebSocket: undefined }), 'sockets');
  assert.equal(missing({ ...whole, BigInt: undefined }), 'big numbers');
  assert.equal(missing({ ...whole, TextEncoder: undefined }), 'text encoding');
  assert.equal(missing({ ...whole, crypto: {} }), 'randomness');
  assert.equal(missing({ ...whole, crypto: undefined }), 'randomness');
});
