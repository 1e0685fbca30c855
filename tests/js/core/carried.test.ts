/** Directories that leave people out, and what is carried on. protocol.md 3.15. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, equal, NONE } from '../../../client_js/src/core/bytes.ts';
import { carried } from '../../../client_js/src/core/carried.ts';
import { checkDismissed } from '../../../client_js/src/core/dismissed.ts';
import { shiftForm } from '../../../client_js/src/core/document_types.ts';
import { type Rule, Untrusted } from '../../../client_js/src/core/errors.ts';
import { nextShift, revoke, staffOf } from '../../../client_js/src/core/office.ts';
import type { Directory } from '../../../client_js/src/core/packet.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import { DAY, HOUR, House, type Person } from './house.ts';
import { Desk } from './served.ts';

const hashOf = ({ certified }: Person): Bytes => certified?.certificate.hash ?? NONE;
const rawOf = ({ certified }: Person): Bytes => certified?.grant.certificate ?? NONE;
const supervisorOf = ({ vault, certified }: Person) => ({
  deviceSeed: vault.signing,
  warrant: certified?.grant.warrant ?? NONE,
});

const aliases = (house: House, directory: Directory): readonly string[] =>
  staffOf({ ...house.given(), directory })
    .members.map(({ certificate }) => certificate.payload.alias)
    .sort();

/** May is a supervisor, with Jo and Sol, and leaves Jo, Sol's warrant and all office keys out. */
function betrayed() {
  const house = new House();
  const [may, jo, sol] = [house.join('May', 'supervisor'), house.join('Jo'), house.join('Sol', 'supervisor')];
  const honest = house.directory;
  const lying: Directory = {
    devices: honest.devices
      .filter(({ certificate }) => !equal(certificate, rawOf(jo)))
      .map((one) => (equal(one.certificate, rawOf(sol)) ? { ...one, warrant: NONE } : one)),
    officeKeys: [],
    handbook: NONE,
  };
  return { house, may, jo, sol, honest, lying };
}

test('whoever leaves somebody out of a directory does so for nobody who has opened the one before', () => {
  const { house, honest, lying, sol } = betrayed();
  assert.deepEqual(aliases(house, lying), ['May', 'Sol'], 'the control: without it Jo is gone');
  const both = carried(lying, honest, house.documents, house.desk, house.now);
  assert.deepEqual(aliases(house, both), ['Jo', 'May', 'Sol']);
  assert.deepEqual(both.officeKeys, honest.officeKeys);
  const made = nextShift({ ...house.given(), directory: both }, supervisorOf(sol), house.now + HOUR);
  house.publish(made);
  assert.equal(made.serving, 3);
  const warrants = house.directory.devices.filter(({ warrant }) => warrant.length > 0);
  assert.equal(warrants.length, 2, 'Sol’s warrant is there again, and an administrator could read it');
});

test('who was shut out, or has run out, is not carried on, and nothing piles up', () => {
  const { house, honest, lying, jo } = betrayed();
  house.publish(revoke(house.given(), house.administrator, hashOf(jo)));
  assert.deepEqual(aliases(house, carried(lying, honest, house.documents, house.desk, house.now)), ['May', 'Sol']);
  const junk = { certificate: house.random(400), sealingKey: NONE, warrant: house.random(300) };
  const full = { ...honest, devices: [...honest.devices, junk], officeKeys: [house.random(1300)] };
  const after = carried(lying, full, house.documents, house.desk, house.now);
  assert.equal(after.devices.length, lying.devices.length + 1, 'Sol’s, with the warrant');
  assert.deepEqual(after.officeKeys, []);
  assert.deepEqual(carried(after, after, house.documents, house.desk, house.now), after);
  const late = carried(lying, honest, house.documents, house.desk, house.now + 200 * DAY);
  assert.equal(late.devices.length, lying.devices.length);
});

test('an administrator at work goes on from what they opened, also where a shift locks them out', () => {
  const { house, may, jo } = betrayed();
  const desk = new Desk(house).open();
  assert.deepEqual(desk.aliases, ['Jo', 'May', 'Sol']);
  const given = { ...house.given(), directory: { ...house.directory, officeKeys: [] } };
  const made = nextShift(given, supervisorOf(may), house.now + 12 * HOUR);
  const [item] = made.items;
  assert.ok(item !== undefined);
  house.documents.addShift(item.envelope, house.now);
  desk.kept.set(4, item);
  desk.say({ name: 'changed', kind: 4, desk: house.desk });
  assert.deepEqual([desk.view.failure, desk.aliases], [undefined, ['Jo', 'May', 'Sol']]);
  desk.do({ do: 'revoke', device: desk.key('May') });
  assert.equal(desk.take().done?.kind, 'revoked');
  assert.deepEqual(desk.aliases, ['Jo', 'Sol']);
  assert.ok(hashOf(jo).length > 0);
  // The control: who has opened none before sees none, and is told which command helps.
  const fresh = new Desk(house);
  fresh.kept.set(4, item);
  fresh.kept.set(2, { envelope: house.documents.roster?.raw ?? NONE, packet: NONE });
  fresh.open();
  assert.deepEqual([fresh.view.failure, fresh.aliases], ['no-directory', []]);
});

test('a dismissed shift is read only under signatures that once held, and never an older one', () => {
  const { house, may } = betrayed();
  const older = house.documents.shift(house.desk)?.raw ?? NONE;
  house.publish(nextShift(house.given(), supervisorOf(may), house.now + HOUR));
  const shift = house.documents.shift(house.desk);
  assert.ok(shift !== undefined);
  const [roster] = revoke(house.given(), house.administrator, hashOf(may)).items;
  assert.ok(roster !== undefined);
  house.publishOne(roster);
  const { documents, desk, now } = house;
  assert.equal(checkDismissed(documents, desk, shift.raw, now).payload.version, shift.payload.version);
  const refuses = (rule: Rule, raw: Bytes): void =>
    assert.throws(
      () => checkDismissed(documents, desk, raw, now),
      (error) => error instanceof Untrusted && error.rule === rule,
      rule,
    );
  refuses('rollback', older);
  const sign = (seed: Bytes, warrant?: Bytes, changes = {}): Bytes =>
    signDocument(shiftForm, { ...shift.payload, ...changes }, seed, warrant).raw;
  const { deviceSeed, warrant } = supervisorOf(may);
  refuses('signer', sign(house.random(32)));
  refuses('signer', sign(house.random(32), warrant));
  refuses('signature', sign(deviceSeed, warrant, { organisation: house.random(32) }));
  refuses('shape', sign(deviceSeed, warrant, { desk: house.random(16) }));
  refuses('life', sign(deviceSeed, warrant, { expires: shift.payload.issued + 3 * DAY }));
  // An administrator of before has left, and what they signed is read all the same.
  const signed = sign(house.administrator.administratorSeed);
  const { administratorSeed } = house.second;
  const leaves = house.nextCharter({ administratorKeys: [ed25519Public(administratorSeed)] });
  documents.addCharter(leaves, now);
  assert.equal(checkDismissed(documents, desk, signed, now).payload.version, shift.payload.version);
});
