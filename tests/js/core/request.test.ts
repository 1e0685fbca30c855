import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, NONE, utf8 } from '../../../client_js/src/core/bytes.ts';
import { deviceOf } from '../../../client_js/src/core/keyring.ts';
import { spoken } from '../../../client_js/src/core/device.ts';
import { LocalFault, Malformed, RemoteFault, Untrusted } from '../../../client_js/src/core/errors.ts';
import {
  fromFile,
  fromText,
  grantFor,
  makeGrant,
  makeRequest,
  readGrant,
  readRequest,
  toText,
} from '../../../client_js/src/core/request.ts';
import { flipped, pick, seeded } from './helpers.ts';
import { DAY, House } from './house.ts';

const random = seeded('requests');
const wish = { alias: 'Zoë 🌊', role: 'interpreter', languages: ['en', 'pt-BR'] };

test('a request says what a person asks for, and whose keys these are', () => {
  const house = new House('requests');
  const { vault, keyring } = house.person();
  const raw = makeRequest(vault, wish, keyring.newest(house.now) ?? NONE);
  const request = readRequest(house.organisation, raw, house.now);
  assert.deepEqual([request.alias, request.role, request.languages], Object.values(wish));
  assert.deepEqual(request.device, deviceOf(vault));
  assert.match(spoken(request.device), /^\d{5}( \d{5}){5}$/);
  assert.ok(request.sealingKey !== undefined);
});

test('as text it is one line that a QR code holds, and it comes back from a file or a message', () => {
  const house = new House('requests');
  const { vault } = house.person();
  const raw = makeRequest(vault, wish, NONE);
  const line = toText(raw);
  assert.ok(line.length < 500, `${line.length} characters`);
  assert.deepEqual(fromText(`  ${line}\n`), raw);
  assert.deepEqual(fromFile(utf8(`${line}\n`)), raw);
  assert.deepEqual(fromFile(raw), raw);
  assert.equal(readRequest(house.organisation, raw, house.now).sealingKey, undefined);
});

test('text that is none, or could be written in another way, is refused', () => {
  for (let length = 0; length < 40; length += 1) {
    const raw = random(length);
    const line = toText(raw);
    assert.deepEqual(fromText(line), raw);
    assert.equal(line, `noview:${Buffer.from(raw).toString('base64url')}`);
  }
  for (const line of ['', 'noview', 'NOVIEW:AA', 'noview:A', 'noview:AB', 'noview:AA==', 'noview:A A']) {
    assert.throws(() => fromText(line), Malformed, line);
  }
});

test('a request of last month is read without its key, which has run out', () => {
  const house = new House('requests');
  const { vault, keyring } = house.person();
  const raw = makeRequest(vault, wish, keyring.newest(house.now) ?? NONE);
  assert.equal(readRequest(house.organisation, raw, house.now + 30 * DAY).sealingKey, undefined);
});

test('no bit of a request can be changed, and it is for one organisation', () => {
  const house = new House('requests');
  const { vault, keyring } = house.person();
  const raw = makeRequest(vault, wish, keyring.newest(house.now) ?? NONE);
  for (let round = 0; round < 60; round += 1) {
    const changed = flipped(raw, pick(random, raw.length * 8));
    assert.throws(() => readRequest(house.organisation, changed, house.now), RemoteFault);
  }
  assert.throws(() => readRequest(random(32), raw, house.now), Untrusted);
  assert.throws(() => readRequest(house.organisation, concat(raw, NONE, random(1)), house.now));
});

test('a wish that nobody could read is not made into a request', () => {
  const { vault } = new House('requests').person();
  for (const bad of [
    { ...wish, alias: '' },
    { ...wish, alias: 'a'.repeat(65) },
    { ...wish, role: 'root' },
    { ...wish, languages: ['en', 'en'] },
  ]) {
    assert.throws(() => makeRequest(vault, bad, NONE), LocalFault);
  }
});

test('a grant is for one device: another’s, or a warrant for another certificate, is refused', () => {
  const house = new House('grants');
  const [may, jo] = [house.join('May', 'supervisor'), house.join('Jo', 'supervisor')];
  const grant = may.certified?.grant ?? { certificate: NONE, warrant: NONE };
  const raw = makeGrant(grant);
  assert.deepEqual(readGrant(raw), grant);
  assert.equal(grantFor(may.vault, grant).payload.alias, 'May');
  assert.throws(() => grantFor(jo.vault, grant), Untrusted);
  const mixed = { ...grant, warrant: jo.certified?.grant.warrant ?? NONE };
  assert.throws(() => grantFor(may.vault, mixed), Untrusted);
  const swapped = { certificate: grant.warrant, warrant: grant.certificate };
  assert.throws(() => grantFor(may.vault, swapped), Untrusted);
  assert.throws(() => readGrant(raw.slice(0, -1)), Malformed);
  assert.throws(() => readGrant(makeRequest(may.vault, wish, NONE)), Malformed);
});
