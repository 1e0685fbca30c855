/** Supervisors whose certificates are made anew go on starting shifts, and no file is carried. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, equal, NONE } from '../../../client_js/src/core/bytes.ts';
import {
  rosterForm,
  type Warrant,
  warrantForm,
} from '../../../client_js/src/core/document_types.ts';
import { Own } from '../../../client_js/src/core/duty_keys.ts';
import { Keyring } from '../../../client_js/src/core/keyring.ts';
import { nextRoster, nextShift, renewDevice } from '../../../client_js/src/core/office.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import { serve, shiftOf } from '../office_story.ts';
import { World } from '../world.ts';
import { DAY, HOUR, House, type Person } from './house.ts';

const hashOf = (person: Person): Bytes => person.certified?.certificate.hash ?? NONE;

const grantOf = (person: Person) =>
  person.certified?.grant ?? { certificate: NONE, warrant: NONE };

/** The person's console, with what their first answer file said. */
function consoleOf(house: House, person: Person): Own {
  const vault = structuredClone({ ...person.vault, ...grantOf(person) });
  return new Own(vault, person.keyring, house.random);
}

/** What the directory lists as the warrant of this certificate. */
const listedFor = (house: House, certificate: Bytes): Bytes | undefined =>
  house.directory.devices.find((one) => equal(one.certificate, certificate))?.warrant;

test('a supervisor renewed by the administrator starts shifts when the old time is over', () => {
  const house = new House();
  const may = house.join('May', 'supervisor', 3);
  house.join('Jo');
  const home = consoleOf(house, may);
  const away = consoleOf(house, { ...may, keyring: new Keyring(may.vault) });
  house.now += DAY;
  const renewed = renewDevice(house.given(), house.administrator, hashOf(may), 90);
  house.publish(renewed);
  home.adopt(house.directory, house.documents, house.now);
  assert.deepEqual(home.keyring.warrant, renewed.grant.warrant);
  assert.deepEqual(home.keyring.certificate, renewed.grant.certificate);
  house.now += 3 * DAY;
  assert.equal(away.warrant(house.documents, house.now), undefined, 'the control');
  const warrant = home.warrant(house.documents, house.now);
  assert.ok(warrant !== undefined);
  const signer = { deviceSeed: may.vault.signing, warrant };
  house.publish(nextShift(house.given(), signer, house.now + 12 * HOUR));
  // Whoever makes the next one carries it on, also the supervisor.
  assert.deepEqual(listedFor(house, renewed.grant.certificate), renewed.grant.warrant);
  // It stays where it is, shift after shift, and survives the console's storage.
  home.adopt(house.directory, house.documents, house.now);
  const stored = new Keyring(may.vault, home.keyring.wrap(house.random));
  assert.deepEqual(stored.warrant, renewed.grant.warrant);
});

test('a warrant is listed beside its own certificate, newest or older', () => {
  const house = new House();
  const [may, jo] = [house.join('May', 'supervisor'), house.join('Jo')];
  house.now += HOUR;
  const renewed = renewDevice(house.given(), house.administrator, hashOf(may), 90);
  house.publish(renewed);
  house.publish(nextShift(house.given(), house.second, house.now + HOUR));
  for (const { certificate, warrant } of [grantOf(may), renewed.grant]) {
    assert.deepEqual(listedFor(house, certificate), warrant);
  }
  assert.deepEqual(listedFor(house, grantOf(jo).certificate), NONE);
});

/** The roster after the newest, in which this certificate is shut out and its device is not. */
function shutOut(house: House, certificate: Bytes): void {
  const held = house.documents.roster;
  assert.ok(held !== undefined);
  const rows = held.payload.rows.map((row) =>
    equal(row.certificateHash, certificate) ? { ...row, revoked: true } : row,
  );
  const next = { version: held.payload.version + 1, previous: held.hash, rows };
  const { administratorSeed } = house.administrator;
  const { raw } = signDocument(rosterForm, { ...held.payload, ...next }, administratorSeed);
  house.documents.addRoster(raw, house.now);
}

test('a41_a supervisor plants warrants in a directory: nobody uses them, nobody carries them on', () => {
  const house = new House();
  const [eve, jo] = [house.join('Eve', 'supervisor'), house.join('Jo')];
  const [mine, theirs] = [grantOf(eve), grantOf(jo)];
  const { administratorSeed } = house.administrator;
  const made = (changes: Partial<Warrant> = {}, by = administratorSeed): Bytes => {
    const fields: Warrant = {
      format: 1,
      organisation: house.organisation,
      version: 1,
      issued: house.now,
      expires: house.now + DAY,
      signing: ed25519Public(jo.vault.signing),
      certificateHash: hashOf(jo),
      powers: ['shift', 'state'],
      ...changes,
    };
    return signDocument(warrantForm, fields, by).raw;
  };
  const gains = (warrant: Bytes): readonly [used: boolean, carried: boolean] => {
    const devices = house.directory.devices.map((one) =>
      equal(one.certificate, theirs.certificate) ? { ...one, warrant } : one,
    );
    const directory = { ...house.directory, devices };
    const own = consoleOf(house, { ...jo, keyring: new Keyring(jo.vault) });
    own.adopt(directory, house.documents, house.now);
    const given = { ...house.given(), directory };
    const shift = nextShift(given, house.administrator, house.now + HOUR);
    const before = { directory: house.directory, documents: house.documents };
    house.documents = house.documents.copy(house.desk, house.now);
    house.publish(shift);
    const carried = (listedFor(house, theirs.certificate)?.length ?? 0) > 0;
    Object.assign(house, before);
    return [own.warrant(house.documents, house.now) !== undefined, carried];
  };
  assert.deepEqual(gains(made()), [true, true], 'the control');
  const planted: readonly (readonly [string, Bytes])[] = [
    ['her own', mine.warrant],
    ['made by herself', made({}, eve.vault.signing)],
    ['made by its device', made({}, jo.vault.signing)],
    ['for his certificate and her key', made({ signing: ed25519Public(eve.vault.signing) })],
    ['for her certificate and his key', made({ certificateHash: hashOf(eve) })],
    ['over', made({ issued: house.now - DAY, expires: house.now })],
    ['of no certificate that stands', made({ certificateHash: house.random(32) })],
    ['no warrant at all', theirs.certificate],
    ['no bytes of ours', house.random(60)],
  ];
  for (const [name, warrant] of planted) assert.deepEqual(gains(warrant), [false, false], name);
});

test('a41_the warrant of a certificate that was shut out is worth nothing beside a newer', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  house.now += HOUR;
  const renewed = renewDevice(house.given(), house.administrator, hashOf(may), 90);
  house.publish(renewed);
  const devices = house.directory.devices.map((one) => {
    const newest = equal(one.certificate, renewed.grant.certificate);
    return newest ? { ...one, warrant: grantOf(may).warrant } : one;
  });
  const planted = { ...house.directory, devices };
  const own = consoleOf(house, { ...may, keyring: new Keyring(may.vault) });
  own.adopt(planted, house.documents, house.now);
  assert.ok(own.warrant(house.documents, house.now) !== undefined, 'the control');
  shutOut(house, hashOf(may));
  own.adopt(planted, house.documents, house.now);
  assert.equal(own.warrant(house.documents, house.now), undefined);
  own.adopt(house.directory, house.documents, house.now);
  assert.deepEqual(own.warrant(house.documents, house.now), renewed.grant.warrant);
  // Whoever reads the planted list next knows better than to carry it on.
  house.directory = planted;
  house.publish(nextShift(house.given(), house.second, house.now + HOUR));
  assert.deepEqual(listedFor(house, renewed.grant.certificate), NONE);
  house.publish(nextRoster(house.given(), house.administrator));
});

/** The only administrator leaves; who stays certifies everybody anew and starts a shift. */
function handover(world: World, lists: 'all' | 'no warrants'): void {
  const { organisation, relay } = world;
  relay.publish(organisation.anotherAdministrator(world.now));
  organisation.recertify('May', 'counselor', world.now);
  for (const alias of ['Sol', 'Lu']) {
    organisation.recertify(alias, 'supervisor', world.now);
    if (lists === 'no warrants') organisation.listedWarrant(alias, NONE);
  }
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  relay.publish(organisation.shift([], DAY, world.now));
}

test('an administrator leaves, and supervisors go on starting shifts by themselves', () => {
  const story = (lists: 'all' | 'no warrants'): number => {
    const world = new World(['May', 'Sol', 'Lu'], ['Sol', 'Lu']);
    const [may, sol] = [serve(world, 0), serve(world, 1)];
    world.pass(HOUR, 600);
    handover(world, lists);
    world.settle();
    for (const { machine } of [may, sol]) machine.act({ do: 'on-duty' }, world.now);
    const from = shiftOf(sol);
    world.pass(2 * DAY, HOUR);
    if (lists === 'all') {
      const given = world.organisation.listedWarrant('Sol');
      assert.deepEqual(sol.machine.own.keyring.warrant, given);
      assert.equal(may.machine.view().stage, 'on-duty');
      assert.equal(may.machine.own.keyring.warrant.length, 0, 'a counselor has none');
    }
    return shiftOf(sol) - from;
  };
  assert.equal(story('no warrants'), 0, 'the control: without it the desk goes dark');
  assert.ok(story('all') >= 3);
});

test('a supervisor who was away then finds the warrant in the last shift, the morning after', () => {
  const story = (lists: 'all' | 'no warrants'): string => {
    const world = new World(['May', 'Sol', 'Lu'], ['Sol', 'Lu']);
    const before = world.duty(1);
    world.settle();
    world.close(before);
    handover(world, lists);
    world.pass(2 * DAY, HOUR);
    const sol = serve(world, 1);
    world.pass(300, 5);
    return sol.machine.view().stage;
  };
  assert.equal(story('all'), 'on-duty');
  assert.equal(story('no warrants'), 'refused', 'the control');
});
