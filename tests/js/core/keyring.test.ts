import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, concat, hex, NONE, utf8 } from '../../../client_js/src/core/bytes.ts';
import { DamagedVault, ForeignVault, VaultFault } from '../../../client_js/src/core/errors.ts';
import { Keyring, keysOwner } from '../../../client_js/src/core/keyring.ts';
import { unwrapKeys, wrapKeys } from '../../../client_js/src/core/keyring_file.ts';
import { nextShift } from '../../../client_js/src/core/office.ts';
import { openPacket } from '../../../client_js/src/core/packet.ts';
import { contains, flipped, pick, seeded } from './helpers.ts';
import { DAY, HOUR, House, type Person } from './house.ts';

const random = seeded('keyrings');

function begun(): { house: House; person: Person } {
  const house = new House('keyrings');
  return { house, person: house.person() };
}

test('a first key is made at once, and is the device’s own before it is certified', () => {
  const { house, person } = begun();
  const may = house.join('May');
  assert.equal(person.keyring.seeds.length, 1);
  const raw = may.keyring.newest(house.now) ?? NONE;
  const { certificate } = may.certified ?? {};
  assert.ok(certificate !== undefined);
  const key = house.documents.checkSealingKey(raw, certificate, house.now);
  assert.equal(hex(key.payload.device), hex(may.keyring.device));
  const strange = person.keyring.newest(house.now) ?? NONE;
  assert.throws(() => house.documents.checkSealingKey(strange, certificate, house.now));
});

test('keys are renewed at five days, announced at once, and destroyed when nothing sealed to them lives', () => {
  const { house, person } = begun();
  const { keyring } = person;
  const start = house.now;
  const first = keyring.newest(start);
  keyring.tick(start + 5 * DAY - 1, random);
  assert.equal(keyring.seeds.length, 1);
  keyring.tick(start + 5 * DAY, random);
  assert.equal(keyring.seeds.length, 2);
  assert.notDeepEqual(keyring.newest(start + 5 * DAY), first);
  // The shift before was sealed to the old key, which lives until nothing can be sealed to it.
  assert.deepEqual(keyring.until, [start + 14 * DAY, start + 9 * DAY]);
  keyring.tick(start + 9 * DAY - 1, random);
  assert.equal(keyring.seeds.length, 2);
  keyring.tick(start + 9 * DAY, random);
  assert.equal(keyring.seeds.length, 1);
});

test('an hour after a packet sealed to the newer key was opened, the older one is destroyed', () => {
  const house = new House('an hour');
  const may = house.join('May', 'supervisor');
  const { keyring } = may;
  const [old] = keyring.seeds;
  house.now += 5 * DAY;
  keyring.tick(house.now, random);
  const made = nextShift(house.given([house.called(may)]), house.administrator, house.now + HOUR);
  house.publish(made);
  const shift = house.documents.shift(house.desk);
  assert.ok(shift !== undefined && old !== undefined);
  const opened = openPacket(shift, keyring.seeds, house.packet);
  keyring.opened(opened.sealedTo, house.now);
  assert.equal(keyring.until[1], house.now + HOUR);
  keyring.tick(house.now + HOUR - 1, random);
  assert.equal(keyring.seeds.length, 2);
  keyring.tick(house.now + HOUR, random);
  assert.equal(keyring.seeds.length, 1);
  assert.ok(old.every((byte) => byte === 0), 'it is wiped');
});

test('between two whole seconds a keyring is as good as at one: it can be stored and read again', () => {
  const { house, person } = begun();
  const { keyring, vault } = person;
  const now = house.now + 5 * DAY + 0.625;
  keyring.tick(now, random);
  keyring.opened(0, now);
  assert.equal(keyring.until[1], house.now + 5 * DAY + HOUR);
  const again = new Keyring(vault, keyring.wrap(random));
  assert.deepEqual(again.until, keyring.until);
});

test('a packet sealed to the older key destroys nothing', () => {
  const { house, person } = begun();
  person.keyring.tick(house.now + 5 * DAY, random);
  const before = person.keyring.until;
  person.keyring.opened(1, house.now + 5 * DAY);
  assert.deepEqual(person.keyring.until, before);
});

test('years of unlocking now and then never hold more than eight keys, nor an old one', () => {
  const { house, person } = begun();
  let now = house.now;
  for (let step = 0; step < 60; step += 1) {
    now += pick(random, 9 * DAY);
    person.keyring.tick(now, random);
    assert.ok(person.keyring.seeds.length <= 3);
    assert.ok(person.keyring.newest(now) !== undefined);
    assert.ok(person.keyring.until.every((until) => until > now && until <= now + 9 * DAY));
  }
});

test('a key made while the clock was ahead is replaced, and the new one is the newer', () => {
  const { house, person } = begun();
  const past = house.now - DAY;
  person.keyring.tick(past, random);
  assert.equal(person.keyring.seeds.length, 2);
  const newest = person.keyring.newest(past);
  const again = new Keyring(person.vault, person.keyring.wrap(random));
  assert.deepEqual(again.newest(past), newest);
});

test('what is stored comes back, and only once after each change', () => {
  const { house, person } = begun();
  const { keyring, vault } = person;
  keyring.takeChanged(random);
  assert.equal(keyring.takeChanged(random), undefined);
  keyring.tick(house.now + 5 * DAY, random);
  keyring.adopt(random(400), random(200));
  keyring.remember(house.documents.heads);
  const stored = keyring.takeChanged(random);
  assert.ok(stored !== undefined);
  assert.equal(keyring.takeChanged(random), undefined);
  assert.equal((stored.length - 12 - 36 - 72) % 4096, 0);
  const again = new Keyring(vault, stored);
  assert.deepEqual(
    [again.seeds, again.until, again.heads, again.certificate, again.warrant],
    [keyring.seeds, keyring.until, keyring.heads, keyring.certificate, keyring.warrant],
  );
});

test('lost storage: a new key is made, and its version is higher than any before', () => {
  const { house, person } = begun();
  const lost = new Keyring(person.vault);
  lost.tick(house.now + HOUR, random);
  assert.equal(lost.seeds.length, 1);
  const versions = [person.keyring, lost].map((keyring) => {
    const [key] = unwrapKeys(keysOwner(person.vault), keyring.wrap(random)).keys;
    return key?.until ?? 0;
  });
  assert.ok((versions[1] ?? 0) > (versions[0] ?? 0));
});

test('a44_a stolen keys file opens with no guess, no bit changed, and for no other device', () => {
  const { house, person } = begun();
  const other = house.person();
  const stored = person.keyring.wrap(random);
  for (const secret of [...person.keyring.seeds, person.vault.storage]) {
    assert.ok(!contains(stored, secret));
  }
  assert.throws(() => new Keyring(other.vault, stored), ForeignVault);
  const guessed = { ...person.vault, storage: random(32) };
  assert.throws(() => new Keyring(guessed, stored), DamagedVault);
  const misnamed = concat(stored.slice(0, 15), other.keyring.device, stored.slice(47));
  assert.throws(() => new Keyring(other.vault, misnamed), VaultFault);
  for (let round = 0; round < 40; round += 1) {
    const changed = flipped(stored, pick(random, stored.length * 8));
    assert.throws(() => new Keyring(person.vault, changed), VaultFault);
  }
  for (const raw of [NONE, utf8('noview keys\n'), stored.slice(0, -1), concat(stored, random(1))]) {
    assert.throws(() => new Keyring(person.vault, raw), VaultFault);
  }
  // The control.
  assert.equal(new Keyring(person.vault, stored).seeds.length, 1);
});

test('a stored key that is no key is damage, not a crash', () => {
  const { person } = begun();
  const owner = keysOwner(person.vault);
  const keys = [{ envelope: random(300), seed: random(32), until: 1 }];
  const raw: Bytes = wrapKeys(
    owner,
    { certificate: NONE, warrant: NONE, keys, heads: [] },
    random,
  );
  assert.throws(() => new Keyring(person.vault, raw), DamagedVault);
});

test('wiping leaves no seed behind', () => {
  const { person } = begun();
  const seeds = [...person.keyring.seeds];
  person.keyring.wipe();
  assert.deepEqual(person.keyring.seeds, []);
  assert.ok(seeds.every((seed) => seed.every((byte) => byte === 0)));
  assert.ok(person.vault.storage.every((byte) => byte === 0));
});
