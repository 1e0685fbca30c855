import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex, NONE } from '../../../client_js/src/core/bytes.ts';
import {
  decodeEnvelope,
  decodePayload,
  Kind,
  rosterForm,
  sealingKeyForm,
  shiftForm,
} from '../../../client_js/src/core/document_types.ts';
import { RemoteFault, Untrusted } from '../../../client_js/src/core/errors.ts';
import {
  certify,
  type Made,
  nextRoster,
  nextShift,
  OfficeRefused,
  type OfficeCode,
  renewDevice,
  revoke,
  staffOf,
} from '../../../client_js/src/core/office.ts';
import { openDirectory, openPacket } from '../../../client_js/src/core/packet.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { makeRequest, readRequest } from '../../../client_js/src/core/request.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import { DAY, HOUR, House, type Person } from './house.ts';

const aliases = (house: House): string[] =>
  staffOf(house.given())
    .members.map(({ certificate }) => certificate.payload.alias)
    .sort();

function opens(house: House, person: Person): boolean {
  const shift = house.documents.shift(house.desk);
  assert.ok(shift !== undefined);
  try {
    openPacket(shift, person.keyring.seeds, house.packet);
    return true;
  } catch (error) {
    if (error instanceof RemoteFault) return false;
    throw error;
  }
}

function refuses(code: OfficeCode, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof OfficeRefused && error.code === code);
}

const hashOf = (person: Person): Bytes => person.certified?.certificate.hash ?? NONE;

const supervisorOf = (person: Person) => ({
  deviceSeed: person.vault.signing,
  warrant: person.certified?.grant.warrant ?? NONE,
});

const leftOutOf = ({ leftOut }: Made): string[] => leftOut.map(({ alias, why }) => `${alias} ${why}`);

test('a device joins: it is certified, on the roster, on the shift, and in the directory', () => {
  const house = new House();
  const may = house.join('May');
  const raw = may.certified?.grant.certificate ?? NONE;
  assert.equal(house.documents.checkCertificate(raw, house.now).payload.alias, 'May');
  assert.deepEqual(aliases(house), ['May']);
  assert.ok(opens(house, may));
  assert.deepEqual(may.certified?.grant.warrant, NONE, 'a counselor starts no shifts');
  // Nobody was known before, so no row gave way; from now on the rows of nobody do.
  assert.equal(house.documents.roster?.payload.rows.length, 32);
  house.join('Jo');
  assert.equal(house.documents.roster?.payload.rows.length, 32);
});

test('a supervisor’s console starts the next shift for everybody, without any administrator', () => {
  const house = new House();
  const people = [house.join('May', 'supervisor'), house.join('Jo'), house.join('Sam')];
  const [may] = people as [Person, ...Person[]];
  house.now += 2 * HOUR;
  const made = nextShift(house.given(), supervisorOf(may), house.now + 12 * HOUR);
  house.publish(made);
  assert.equal(made.serving, 3);
  assert.deepEqual(made.leftOut, []);
  assert.ok(people.every((person) => opens(house, person)));
  assert.equal(house.documents.shift(house.desk)?.payload.expires, house.now + 12 * HOUR);
  assert.deepEqual(aliases(house), ['Jo', 'May', 'Sam']);
});

test('a counselor’s console, or one with another’s warrant, starts none', () => {
  const house = new House();
  const [may, jo] = [house.join('May', 'supervisor'), house.join('Jo')];
  const { warrant } = supervisorOf(may);
  const until = house.now + HOUR;
  const stolen = { deviceSeed: jo.vault.signing, warrant };
  assert.throws(() => nextShift(house.given(), stolen, until), Untrusted);
  const none = { deviceSeed: jo.vault.signing, warrant: NONE };
  assert.throws(() => nextShift(house.given(), none, until), Untrusted);
  nextShift(house.given(), supervisorOf(may), until);
});

test('every administrator of the charter reads the directory, and no team key', () => {
  const house = new House();
  house.join('May');
  house.publish(nextShift(house.given(), house.second, house.now + HOUR));
  house.publish(nextShift(house.given(), house.administrator, house.now + HOUR));
  const shift = house.documents.shift(house.desk);
  assert.ok(shift !== undefined);
  for (const { officeSeed } of [house.administrator, house.second]) {
    const directory = openDirectory(shift, officeSeed, house.packet);
    assert.deepEqual([directory.devices.length, directory.officeKeys.length], [1, 2]);
    assert.throws(() => openPacket(shift, [officeSeed], house.packet), RemoteFault);
  }
  assert.throws(() => openDirectory(shift, house.random(32), house.packet), RemoteFault);
});

test('a shift is never shorter than the one before, and never outlives its roster', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  const first = house.now + 20 * HOUR;
  house.publish(nextShift(house.given(), house.administrator, first));
  house.now += HOUR;
  house.publish(nextShift(house.given(), supervisorOf(may), house.now + HOUR));
  assert.equal(house.documents.shift(house.desk)?.payload.expires, first);
  house.now = (house.documents.roster?.payload.expires ?? 0) - 2 * HOUR;
  may.keyring.tick(house.now, house.random);
  house.documents.addShiftBase(house.documents.shift(house.desk)?.raw ?? NONE, house.now);
  const called = [house.called(may)];
  house.publish(nextShift(house.given(called), supervisorOf(may), house.now + 12 * HOUR));
  assert.equal(house.documents.shift(house.desk)?.payload.expires, house.now + 2 * HOUR);
});

test('a device whose sealing key has run out is left out, kept in the directory, and comes back', () => {
  const house = new House();
  const [may, jo] = [house.join('May', 'supervisor'), house.join('Jo')];
  house.now += 6 * DAY;
  may.keyring.tick(house.now, house.random);
  house.publish(nextRoster(house.given(), house.administrator));
  house.now += 3 * DAY;
  const calls = [house.called(may)];
  const made = nextShift(house.given(calls), supervisorOf(may), house.now + HOUR);
  house.publish(made);
  assert.deepEqual(leftOutOf(made), ['Jo key']);
  assert.deepEqual(aliases(house), ['Jo', 'May']);
  jo.keyring.tick(house.now, house.random);
  house.publish(nextShift(house.given([house.called(jo)]), supervisorOf(may), house.now + HOUR));
  assert.ok(opens(house, jo));
});

test('a revoked device is on no roster, shift or directory any more, and stays out', () => {
  const house = new House();
  const [may, jo] = [house.join('May', 'supervisor'), house.join('Jo')];
  house.publish(revoke(house.given(), house.administrator, hashOf(jo)));
  assert.ok(opens(house, may) && !opens(house, jo));
  assert.deepEqual(aliases(house), ['May']);
  assert.throws(
    () => house.documents.checkCertificate(jo.certified?.grant.certificate ?? NONE, house.now),
    (error) => error instanceof Untrusted && error.rule === 'revoked',
  );
  // It calls all the same: nobody lets it in again.
  house.publish(nextShift(house.given([house.called(jo)]), supervisorOf(may), house.now + HOUR));
  house.publish(nextRoster(house.given([house.called(jo)]), house.administrator));
  assert.ok(!opens(house, jo));
  refuses('unknown-device', () => renewDevice(house.given(), house.administrator, hashOf(jo), 90));
});

test('also with nobody left the lost device is shut out', () => {
  const house = new House();
  const may = house.join('May');
  const made = revoke(house.given(), house.administrator, hashOf(may));
  assert.equal(made.serving, 0);
  house.publish(made);
  assert.ok(!opens(house, may));
  refuses('nobody', () => nextShift(house.given(), house.administrator, house.now + HOUR));
});

test('a renewed device keeps its keys and conversations; its older certificate is revoked with it', () => {
  const house = new House();
  const may = house.join('May', 'supervisor', 30);
  house.now += 2 * DAY;
  const renewed = renewDevice(house.given(), house.administrator, hashOf(may), 365);
  house.publish(renewed);
  const standing = (hash: Bytes): boolean =>
    house.documents.roster?.payload.rows.some(
      (row) => hex(row.certificateHash) === hex(hash) && !row.revoked,
    ) === true;
  assert.ok(standing(hashOf(may)) && standing(renewed.certificate.hash));
  assert.ok(renewed.grant.warrant.length > 0);
  assert.deepEqual(aliases(house), ['May']);
  assert.equal(house.directory.devices.length, 2);
  assert.ok(opens(house, may));
  house.publish(nextShift(house.given(), house.administrator, house.now + HOUR));
  house.publish(revoke(house.given(), house.administrator, renewed.certificate.hash));
  assert.ok(!standing(hashOf(may)) && !standing(renewed.certificate.hash));
});

test('of a renewed device, the older certificate ends in two days: a stolen copy of it is soon nothing', () => {
  const house = new House();
  const may = house.join('May', 'supervisor', 30);
  const rowOf = (hash: Bytes): number | undefined =>
    house.documents.roster?.payload.rows.find((row) => hex(row.certificateHash) === hex(hash))
      ?.expires;
  const before = rowOf(hashOf(may)) ?? 0;
  const renewed = renewDevice(house.given(), house.administrator, hashOf(may), 365);
  house.publish(renewed);
  const after = rowOf(hashOf(may)) ?? 0;
  assert.ok(after >= house.now + 2 * DAY && after < house.now + 3 * DAY && after % DAY === 0);
  assert.ok(before > after, 'the control: it would have stood for a month');
  assert.ok((rowOf(renewed.certificate.hash) ?? 0) >= house.now + 365 * DAY);
  house.now += DAY;
  // A certificate of which hardly anything is left is not made to live longer.
  const again = renewDevice(house.given(), house.administrator, renewed.certificate.hash, 30);
  house.publish(again);
  assert.equal(rowOf(hashOf(may)), after);
  house.now = after;
  assert.throws(
    () => house.documents.checkCertificate(may.certified?.grant.certificate ?? NONE, house.now),
    (error) => error instanceof Untrusted && error.rule === 'expired',
  );
  assert.deepEqual(aliases(house), ['May']);
});

test('a roster is renewed together with a shift that names it, unless nobody could open one', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  house.now += HOUR / 2;
  const made = nextRoster(house.given(), house.administrator);
  assert.equal(made.items.length, 2);
  house.publish(made);
  assert.ok(opens(house, may));
  // The control: the roster alone would be of no use to who has seen no shift under it.
  const late = house.reader();
  late.addRoster(made.items[0]?.envelope ?? NONE, house.now);
  assert.equal(late.shift(house.desk), undefined);
  house.now += 2 * DAY;
  assert.equal(nextRoster(house.given(), house.administrator).items.length, 1, 'no shift is in its time');
});

test('of two sealing keys the one issued last is the newest, whatever their numbers say', () => {
  const house = new House();
  const may = house.join('May');
  const { certificate } = may.certified?.grant ?? { certificate: NONE };
  const key = (version: number, issued: number): Bytes => {
    const raw = may.keyring.newest(house.now) ?? NONE;
    const payload = decodePayload(sealingKeyForm, decodeEnvelope(raw, Kind.sealingKey).payload);
    const changed = { ...payload, version, issued, expires: issued + 8 * DAY };
    return signDocument(sealingKeyForm, changed, may.vault.signing).raw;
  };
  const [high, late] = [key(Number.MAX_SAFE_INTEGER, house.now - 60), key(1, house.now - 30)];
  const future = key(2, house.now + 400);
  const lists = [high, late, future].map((sealingKey) => ({ certificate, sealingKey, warrant: NONE }));
  const found = staffOf({ ...house.given(lists), directory: { devices: [], officeKeys: [], handbook: NONE } });
  assert.deepEqual(found.members[0]?.sealingKey?.raw, late);
});

test('after a holiday, roster and shift have run out, and an administrator goes on from them', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  const [roster, shift] = [house.documents.roster?.raw, house.documents.shift(house.desk)?.raw];
  const heads = house.documents.heads;
  house.now += 40 * DAY;
  house.documents = house.reader(heads);
  refuses('no-roster', () => nextShift(house.given(), house.administrator, house.now + HOUR));
  house.documents.addRosterBase(roster ?? NONE, house.now);
  house.documents.addShiftBase(shift ?? NONE, house.now);
  assert.equal(house.documents.roster, undefined);
  may.keyring.tick(house.now, house.random);
  const given = house.given([house.called(may)]);
  assert.deepEqual(aliases(house), ['May']);
  const made = nextShift(given, house.administrator, house.now + 12 * HOUR);
  assert.equal(made.items.length, 2, 'a roster, and the shift');
  house.publish(made);
  assert.ok(opens(house, may));
  assert.equal(house.documents.shift(house.desk)?.payload.version, 3 - 1);
});

test('an administrator leaves: their devices stand, and wait for another’s signature', () => {
  const house = new House();
  const [may, jo] = [house.join('May', 'supervisor'), house.join('Jo')];
  const roster = house.documents.roster;
  assert.ok(roster !== undefined);
  const { administratorSeed } = house.second;
  const leaves = house.nextCharter({ administratorKeys: [ed25519Public(administratorSeed)] });
  house.documents.addCharter(leaves, house.now);
  assert.equal(house.documents.roster, undefined, 'rule 11');
  assert.throws(() => house.documents.addRosterBase(roster.raw, house.now), Untrusted);
  refuses('no-roster', () => nextRoster(house.given(), house.second));
  // Whoever changes the charter brings a roster that says the same.
  const { version } = roster.payload;
  const same = { ...roster.payload, version: version + 1, previous: roster.hash };
  const { raw } = signDocument(rosterForm, same, administratorSeed);
  house.documents.addRoster(raw, house.now);
  assert.deepEqual(aliases(house), ['Jo', 'May']);
  refuses('nobody', () => nextShift(house.given(), house.second, house.now + HOUR));
  refuses('not-administrator', () => nextRoster(house.given(), house.administrator));
  const renewed = renewDevice(house.given(), house.second, hashOf(may), 90);
  assert.deepEqual(leftOutOf(renewed), ['Jo certificate']);
  const rows = roster.payload.rows.map(({ certificateHash }) => hex(certificateHash));
  assert.ok(rows.includes(hex(hashOf(may))) && rows.includes(hex(hashOf(jo))));
});

test('a supervisor’s certificate runs out while their shift stands: others go on from it', () => {
  const house = new House();
  const may = house.join('May', 'supervisor', 1);
  const jo = house.join('Jo', 'supervisor');
  house.now = (may.certified?.certificate.payload.expires ?? 0) - HOUR;
  const { documents } = house;
  house.publish(nextShift(house.given(), supervisorOf(may), house.now + 20 * HOUR));
  house.now += 2 * HOUR;
  assert.ok((documents.shift(house.desk)?.payload.expires ?? 0) > house.now);
  assert.throws(() => nextShift(house.given(), supervisorOf(may), house.now + HOUR), Untrusted);
  const { version } = documents.shift(house.desk)?.payload ?? { version: 0 };
  house.publish(nextShift(house.given(), supervisorOf(jo), house.now + HOUR));
  assert.equal(documents.shift(house.desk)?.payload.version, version + 1);
  assert.deepEqual(aliases(house), ['Jo']);
});

test('a6_a shift pushed to the highest version does not keep its maker from being shut out', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  house.join('Jo');
  const shift = house.documents.shift(house.desk)?.payload;
  assert.ok(shift !== undefined);
  const pushed = { ...shift, version: Number.MAX_SAFE_INTEGER };
  const { deviceSeed, warrant } = supervisorOf(may);
  const { raw } = signDocument(shiftForm, pushed, deviceSeed, warrant);
  house.documents.addShift(raw, house.now);
  const other = house.random(32);
  assert.throws(() => nextShift(house.given(), house.administrator, house.now + HOUR), Untrusted);
  refuses('unknown-device', () => revoke(house.given(), house.administrator, other));
  house.publish(revoke(house.given(), house.administrator, hashOf(may)));
  assert.deepEqual(aliases(house), ['Jo']);
});

test('a40_an alias that looks like a colleague’s, and whatever else is wrong, is refused', () => {
  const house = new House();
  house.join('Pax', 'supervisor');
  const person = house.person();
  const request = readRequest(
    house.organisation,
    makeRequest(person.vault, { alias: 'x', role: 'counselor', languages: ['en'] }, NONE),
    house.now,
  );
  const good = { alias: 'Lou', role: 'counselor', languages: ['en', 'pt-BR'], days: 90 };
  const asking = (changes: object) => () =>
    certify(house.given(), house.administrator, request, { ...good, ...changes });
  refuses('bad-alias', asking({ alias: 'pax' }));
  refuses('bad-alias', asking({ alias: 'Рах' }));
  refuses('bad-alias', asking({ alias: '' }));
  refuses('bad-role', asking({ role: 'root' }));
  refuses('bad-languages', asking({ languages: [] }));
  refuses('bad-languages', asking({ languages: ['en', 'en'] }));
  refuses('bad-life', asking({ days: 0 }));
  refuses('bad-life', asking({ days: 1.5 }));
  const stranger = { administratorSeed: house.random(32), officeSeed: house.random(32) };
  refuses('not-administrator', () => certify(house.given(), stranger, request, good));
  const made = certify(house.given(), house.administrator, request, good);
  house.publish(made);
  assert.deepEqual(leftOutOf(made), ['Lou key'], 'a request by QR code has no sealing key');
  refuses('device-known', asking({ alias: 'Other' }));
});
