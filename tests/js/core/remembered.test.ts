import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, NONE } from '../../../client_js/src/core/bytes.ts';
import { Kind, type Roster, rosterForm, shiftForm } from '../../../client_js/src/core/document_types.ts';
import { TrustedDocuments } from '../../../client_js/src/core/documents.ts';
import { LocalFault, type Rule, Untrusted } from '../../../client_js/src/core/errors.ts';
import type { HeadSeen } from '../../../client_js/src/core/heads.ts';
import { nextRoster, nextShift, revoke } from '../../../client_js/src/core/office.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { RememberingDocuments } from '../../../client_js/src/core/remembered.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import { DAY, HOUR, House } from './house.ts';

function refuses(rule: Rule, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof Untrusted && error.rule === rule, rule);
}

interface Story {
  readonly house: House;
  /** Rosters and shifts, in the order in which they were published. */
  readonly rosters: readonly Bytes[];
  readonly shifts: readonly Bytes[];
  readonly heads: readonly HeadSeen[];
}

/** Jo was shut out by roster 4 and shift 3. */
function story(): Story {
  const house = new House();
  const rosters: Bytes[] = [];
  const shifts: Bytes[] = [];
  const note = (): void => {
    const { documents, desk } = house;
    rosters.push(documents.roster?.raw ?? NONE);
    shifts.push(documents.shift(desk)?.raw ?? NONE);
  };
  house.join('May', 'supervisor');
  note();
  const jo = house.join('Jo');
  note();
  house.publish(revoke(house.given(), house.administrator, jo.certified?.certificate.hash ?? NONE));
  note();
  return { house, rosters, shifts, heads: house.documents.heads };
}

/** The roster with other fields, signed by an administrator. */
function altered(house: House, changes: Partial<Roster>, seed?: Bytes): Bytes {
  const roster = house.documents.roster?.payload;
  assert.ok(roster !== undefined);
  const by = seed ?? house.administrator.administratorSeed;
  return signDocument(rosterForm, { ...roster, ...changes }, by).raw;
}

test('what was believed before the lock is believed after it', () => {
  const { house, rosters, shifts, heads } = story();
  const again = house.reader(heads);
  assert.deepEqual(again.heads, heads);
  again.addRoster(rosters[2] ?? NONE, house.now);
  again.addShift(shifts[2] ?? NONE, house.now);
  assert.deepEqual(again.heads, heads);
  assert.deepEqual(
    heads.map(({ kind, version }) => [kind, version]),
    [
      [1, 1],
      [2, 4],
      [4, 3],
    ],
  );
});

test('a3_rollback: after a restart an older roster, with the thief on it, is refused', () => {
  const { house, rosters, shifts, heads } = story();
  const remembering = house.reader(heads);
  refuses('rollback', () => remembering.addRoster(rosters[1] ?? NONE, house.now));
  remembering.addRoster(rosters[2] ?? NONE, house.now);
  refuses('rollback', () => remembering.addShift(shifts[1] ?? NONE, house.now));
  // The control: who remembers nothing believes it, since it is in its time.
  const forgetful = house.reader();
  assert.ok(forgetful.addRoster(rosters[1] ?? NONE, house.now));
  assert.ok(forgetful.addShift(shifts[1] ?? NONE, house.now));
});

test('a3_rollback: an older charter is a step, and nothing rests on it', () => {
  const { house, rosters } = story();
  const keys = house.charter.administratorKeys;
  house.documents.addCharter(house.nextCharter({ administratorKeys: keys }), house.now);
  const { heads } = house.documents;
  const remembering = new RememberingDocuments(house.organisation, 1, heads);
  const [first = NONE, second = NONE] = house.charters;
  refuses('rollback', () => remembering.addCharters([first], house.now));
  refuses('rollback', () => remembering.addRoster(rosters[2] ?? NONE, house.now));
  assert.equal(remembering.roster, undefined);
  assert.ok(remembering.addCharters([first, second], house.now));
  assert.ok(remembering.addRoster(rosters[2] ?? NONE, house.now));
});

test('a4_freeze: past its expiry nothing old is used, but as a base for the next', () => {
  const { house, rosters, shifts, heads } = story();
  const reader = house.reader(heads);
  const later = house.now + 8 * DAY;
  refuses('expired', () => reader.addRoster(rosters[2] ?? NONE, later));
  refuses('missing', () => reader.addShift(shifts[2] ?? NONE, later));
  refuses('missing', () => reader.addShiftBase(shifts[2] ?? NONE, later));
  reader.addRosterBase(rosters[2] ?? NONE, later);
  reader.addShiftBase(shifts[2] ?? NONE, later);
  assert.equal(reader.roster, undefined);
  assert.equal(reader.shift(house.desk), undefined);
  refuses('missing', () => reader.addShift(shifts[2] ?? NONE, later));
  assert.equal(reader.rosterBase?.payload.version, 4);
  assert.equal(reader.shiftBase(house.desk)?.payload.version, 3);
  assert.equal(reader.nextVersion(Kind.shift, house.desk, later), 4);
  assert.equal(reader.nextVersion(Kind.roster, NONE, later), 5);
});

test('a4_freeze: a base is held to all the other rules, and is none where nothing is remembered', () => {
  const { house, rosters, shifts, heads } = story();
  const later = house.now + 8 * DAY;
  const reader = house.reader(heads);
  refuses('rollback', () => reader.addRosterBase(rosters[1] ?? NONE, later));
  refuses('fork', () => reader.addRosterBase(altered(house, { expires: house.now + DAY }), later));
  refuses('signer', () => reader.addRosterBase(altered(house, {}, house.random(32)), later));
  const tooLate = house.now + 22 * DAY;
  // Who remembers nothing could be shown any: the thief's, from before the revocation, as well.
  const forgetful = house.reader();
  refuses('expired', () => forgetful.addRosterBase(rosters[1] ?? NONE, later));
  refuses('expired', () => forgetful.addRosterBase(rosters[2] ?? NONE, later));
  // The control: it would be taken; a person who has compared it may say so.
  forgetful.addRosterBase(rosters[1] ?? NONE, later, true);
  assert.equal(forgetful.rosterBase?.payload.version, 3);
  reader.addRosterBase(rosters[2] ?? NONE, tooLate);
  refuses('rollback', () => reader.addShiftBase(shifts[1] ?? NONE, tooLate));
  reader.addShiftBase(shifts[2] ?? NONE, tooLate);
});

test('a4_freeze: what came after the documents that are remembered is a base too', () => {
  const { house, rosters, shifts, heads } = story();
  const older = heads.map((head) => (head.kind === Kind.charter ? head : { ...head, version: 2 }));
  const reader = house.reader(older);
  reader.addRosterBase(rosters[2] ?? NONE, house.now + 8 * DAY);
  reader.addShiftBase(shifts[2] ?? NONE, house.now + 8 * DAY);
  assert.equal(reader.shiftBase(house.desk)?.payload.version, 3);
});

test('a5_fork: another document of a version that was seen, before or after a restart', () => {
  const { house, heads } = story();
  const other = altered(house, { expires: house.now + DAY });
  refuses('fork', () => house.documents.addRoster(other, house.now));
  refuses('fork', () => house.reader(heads).addRoster(other, house.now));
  const next = altered(house, { version: 5, previous: house.random(32) });
  refuses('fork', () => house.reader(heads).addRoster(next, house.now));
  // The control: who remembers nothing cannot tell.
  assert.ok(house.reader().addRoster(other, house.now));
});

test('a5_fork: another charter of the version that was seen', () => {
  const { house } = story();
  const keys = house.charter.administratorKeys;
  const [first = NONE] = house.charters;
  const before = house.charter;
  house.documents.addCharter(house.nextCharter({ administratorKeys: keys }), house.now);
  const { heads } = house.documents;
  house.charter = before;
  house.charters.pop();
  const other = house.nextCharter({ administratorKeys: keys, name: 'Harbour' });
  const reader = new RememberingDocuments(house.organisation, 1, heads);
  refuses('fork', () => reader.addCharters([first, other], house.now));
  const forgetful = new RememberingDocuments(house.organisation);
  assert.ok(forgetful.addCharters([first, other], house.now));
});

test('a6_fast_forward: pushed to the highest version, and the documented way back', () => {
  const { house } = story();
  const far = Number.MAX_SAFE_INTEGER;
  const pushed = altered(house, { version: far, previous: house.random(32) });
  house.documents.addRoster(pushed, house.now);
  refuses('rollback', () => nextRoster(house.given(), house.administrator));
  const { heads } = house.documents;
  // A charter without the administrator who did it: everybody forgets, also across a restart.
  const { administratorSeed } = house.second;
  house.nextCharter({ administratorKeys: [ed25519Public(administratorSeed)] });
  const next = altered(house, { version: 5, previous: house.random(32) }, administratorSeed);
  for (const reader of [house.reader(heads), house.reader()]) {
    assert.ok(reader.addRoster(next, house.now));
    assert.equal(reader.heads.find(({ kind }) => kind === 2)?.version, 5);
  }
  // The control: without that charter it is a rollback.
  house.charters.pop();
  const stuck = altered(house, { version: 5, previous: house.random(32) });
  refuses('rollback', () => house.reader(heads).addRoster(stuck, house.now));
});

test('a6_fast_forward: a shift pushed up by a supervisor is forgotten when they are shut out', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  house.join('Jo');
  const shift = house.documents.shift(house.desk)?.payload;
  assert.ok(shift !== undefined);
  const pushed = { ...shift, version: Number.MAX_SAFE_INTEGER };
  const warrant = may.certified?.grant.warrant ?? NONE;
  house.documents.addShift(
    signDocument(shiftForm, pushed, may.vault.signing, warrant).raw,
    house.now,
  );
  const { heads } = house.documents;
  const roster = house.documents.roster?.raw ?? NONE;
  const made = revoke(house.given(), house.administrator, may.certified?.certificate.hash ?? NONE);
  house.publish(made);
  // No honest version is as high as the time, and whoever is passed by can push again in vain.
  assert.equal(house.documents.shift(house.desk)?.payload.version, Math.floor(house.now));
  const after = house.reader(heads);
  for (const [at, item] of made.items.entries()) {
    if (at === 0) after.addRoster(item.envelope, house.now);
    else after.addShift(item.envelope, house.now);
  }
  assert.equal(after.shift(house.desk)?.payload.version, Math.floor(house.now));
  // The control: with the old roster the pushed version stands in the way.
  const before = house.reader(heads);
  before.addRoster(roster, house.now);
  const low = signDocument(shiftForm, { ...shift, version: 9 }, house.administrator.administratorSeed);
  refuses('rollback', () => before.addShift(low.raw, house.now));
});

test('a7_mix_and_match: a shift of one roster does not go with another', () => {
  const { house, rosters, heads } = story();
  house.now += HOUR;
  house.publish(nextRoster(house.given(), house.administrator));
  house.publish(nextShift(house.given(), house.administrator, house.now + HOUR));
  const shift = house.documents.shift(house.desk)?.raw ?? NONE;
  const newest = house.documents.roster?.raw ?? NONE;
  const mixed = house.reader(heads);
  mixed.addRoster(rosters[2] ?? NONE, house.now);
  refuses('roster-mismatch', () => mixed.addShift(shift, house.now));
  const whole = house.reader(heads);
  whole.addRoster(newest, house.now);
  assert.ok(whole.addShift(shift, house.now));
});

test('what is refused is not remembered', () => {
  const { house, heads } = story();
  const reader = house.reader(heads);
  const bad = [
    altered(house, { version: 9, previous: house.random(32) }, house.random(32)),
    altered(house, { expires: house.now + DAY }),
    altered(house, { version: 9, expires: house.now + 30 * DAY, previous: house.random(32) }),
  ];
  for (const raw of bad) assert.throws(() => reader.addRoster(raw, house.now), Untrusted);
  assert.deepEqual(reader.heads, heads);
});

test('heads that cannot be those of one reader are refused', () => {
  const { house, heads } = story();
  const [charter, roster] = heads;
  assert.ok(charter !== undefined && roster !== undefined);
  const other = (some: readonly HeadSeen[]) => () =>
    new RememberingDocuments(house.organisation, 1, some);
  assert.throws(other([roster]), LocalFault);
  assert.throws(other([charter, roster, roster]), LocalFault);
  assert.throws(other([charter, { ...roster, desk: house.desk }]), LocalFault);
  assert.throws(other([charter, { ...roster, administrator: NONE }]), LocalFault);
  other(heads)();
});

test('without anything remembered it is the rulebook and nothing else', () => {
  const { house, rosters, shifts } = story();
  const plain = new TrustedDocuments(house.organisation);
  plain.addCharters(house.charters, house.now);
  const remembering = house.reader();
  for (const raw of [...rosters, ...shifts]) {
    const outcome = (documents: TrustedDocuments): unknown => {
      try {
        return rosters.includes(raw)
          ? documents.addRoster(raw, house.now)
          : documents.addShift(raw, house.now);
      } catch (error) {
        return error instanceof Untrusted ? error.rule : error;
      }
    };
    assert.deepEqual(outcome(remembering), outcome(plain));
  }
});
