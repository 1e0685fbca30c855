/** Which version comes next, whatever was pushed up or forgotten. protocol.md 3.15. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, NONE } from '../../../client_js/src/core/bytes.ts';
import { Kind, shiftForm } from '../../../client_js/src/core/document_types.ts';
import { Untrusted } from '../../../client_js/src/core/errors.ts';
import { nextVersion, Numbers, VERSION_FAR } from '../../../client_js/src/core/numbering.ts';
import { nextShift, revoke } from '../../../client_js/src/core/office.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import { NOW, pick, seeded } from './helpers.ts';
import { HOUR, House, type Person } from './house.ts';

test('one more than the highest; beyond what anybody counts to, the time', () => {
  assert.equal(nextVersion(0, 0, NOW), 1);
  assert.equal(nextVersion(41, 41, NOW), 42);
  assert.equal(nextVersion(VERSION_FAR - 2, 7, NOW), VERSION_FAR - 1);
  assert.equal(nextVersion(VERSION_FAR - 1, 7, NOW + 0.5), NOW);
  assert.equal(nextVersion(Number.MAX_SAFE_INTEGER, 7, NOW), NOW);
  assert.equal(nextVersion(Number.MAX_SAFE_INTEGER, NOW + 3, NOW), NOW + 4, 'twice in a second');
});

test('in any order of honest and pushed versions, the next is above all that still stand', () => {
  const random = seeded('numbers');
  for (let run = 0; run < 200; run += 1) {
    let [highest, standing, now] = [0, 0, NOW];
    for (let step = 0; step < 20; step += 1) {
      now += pick(random, 1000);
      const version = nextVersion(highest, standing, now);
      assert.ok(version > standing && version < VERSION_FAR);
      highest = Math.max(highest, version);
      standing = version;
      // A thief pushes, and is shut out: the floor falls back to what stands.
      const far = [VERSION_FAR - 1, VERSION_FAR, Number.MAX_SAFE_INTEGER, highest + 9][pick(random, 8)];
      highest = Math.max(highest, far ?? 0);
    }
  }
});

test('what was seen is never seen less of', () => {
  const numbers = new Numbers();
  numbers.saw('4', { version: 9, expires: 70 });
  numbers.saw('4', { version: 3, expires: 90 });
  numbers.saw('4', { version: 4 });
  assert.deepEqual([numbers.highest('4'), numbers.end('4'), numbers.highest('2')], [9, 90, 0]);
  const other = new Numbers();
  other.saw('4', { version: 12, expires: 10 });
  other.add(numbers);
  assert.deepEqual([other.highest('4'), other.end('4')], [12, 90]);
});

interface Theft {
  readonly house: House;
  readonly may: Person;
  /** When the stolen device's shift ends. */
  readonly ends: number;
}

/** May's device is stolen; the thief makes a shift, with these fields, by its warrant. */
function theft(changes: { readonly version?: number; readonly issued?: number } = {}): Theft {
  const house = new House();
  const may = house.join('May', 'supervisor');
  house.join('Jo');
  const shift = house.documents.shift(house.desk)?.payload;
  assert.ok(shift !== undefined);
  const issued = changes.issued ?? house.now;
  const expires = issued + 20 * HOUR;
  const pushed = { ...shift, version: shift.version + 1, ...changes, issued, expires };
  const warrant = may.certified?.grant.warrant ?? NONE;
  const { raw } = signDocument(shiftForm, pushed, may.vault.signing, warrant);
  house.documents.addShift(raw, house.now);
  return { house, may, ends: expires };
}

const hashOf = ({ certified }: Person): Bytes => certified?.certificate.hash ?? NONE;

test('a3_rollback: the shift after a theft is numbered above the thief’s, and lives as long', () => {
  const { house, may, ends } = theft();
  const before = house.documents.shift(house.desk)?.payload.version ?? 0;
  house.publish(revoke(house.given(), house.administrator, hashOf(may)));
  const after = house.documents.shift(house.desk)?.payload;
  assert.deepEqual([after?.version, after?.expires], [before + 1, ends]);
  // The control: who counts and measures what is left after the forgetting begins again at one.
  const fresh = house.reader();
  fresh.addRoster(house.documents.roster?.raw ?? NONE, house.now);
  assert.equal(fresh.nextVersion(Kind.shift, house.desk, house.now), 1);
  assert.equal(fresh.shiftEnds(house.desk), 0);
});

test('a3_rollback: so it is where the roster was read first, and the shift is made by somebody else', () => {
  const { house, may, ends } = theft();
  const { version = 0 } = house.documents.shift(house.desk)?.payload ?? {};
  const [roster] = revoke(house.given(), house.administrator, hashOf(may)).items;
  assert.ok(roster !== undefined);
  house.publishOne(roster);
  assert.equal(house.documents.shift(house.desk), undefined, 'rule 11');
  house.publish(nextShift(house.given(), house.second, house.now + HOUR));
  const after = house.documents.shift(house.desk)?.payload;
  assert.deepEqual([after?.version, after?.expires], [version + 1, ends]);
});

test('a shift dated into the future is no way to a shorter one', () => {
  const { house, ends } = theft({ issued: 200 + NOW });
  house.publish(nextShift(house.given(), house.administrator, house.now + HOUR));
  assert.equal(house.documents.shift(house.desk)?.payload.expires, ends);
});

test('a6_fast_forward: pushed up twice, by one thief after the other, and passed by each time', () => {
  const { house, may } = theft({ version: Number.MAX_SAFE_INTEGER });
  assert.throws(
    () => nextShift(house.given(), house.administrator, house.now + HOUR),
    Untrusted,
    'while it stands nothing can follow it',
  );
  house.publish(revoke(house.given(), house.administrator, hashOf(may)));
  assert.equal(house.documents.shift(house.desk)?.payload.version, NOW);
  const sol = house.join('Sol', 'supervisor');
  const shift = house.documents.shift(house.desk)?.payload;
  assert.ok(shift !== undefined);
  const pushed = { ...shift, version: Number.MAX_SAFE_INTEGER - 1 };
  const warrant = sol.certified?.grant.warrant ?? NONE;
  const { raw } = signDocument(shiftForm, pushed, sol.vault.signing, warrant);
  house.documents.addShift(raw, house.now);
  house.now += HOUR;
  house.publish(revoke(house.given(), house.administrator, hashOf(sol)));
  assert.equal(house.documents.shift(house.desk)?.payload.version, NOW + HOUR);
});
