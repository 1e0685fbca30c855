/**
 * What nobody undoes by what rule 11 makes forgotten: a shift goes with its own roster alone, and
 * who was revoked stays revoked. Also: an ordinary publication, a roster and then its shift, brings
 * no survivor a wrong word. The controls plant the fault.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, equal, NONE } from '../../../client_js/src/core/bytes.ts';
import { type Roster, rosterForm, shiftForm } from '../../../client_js/src/core/document_types.ts';
import { Kind, TrustedDocuments } from '../../../client_js/src/core/documents.ts';
import { type Rule, Untrusted } from '../../../client_js/src/core/errors.ts';
import { nextShift, revoke } from '../../../client_js/src/core/office.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import { knocked, World } from '../world.ts';
import { DAY, HOUR, House } from './house.ts';
import { serve } from '../office_story.ts';

function refuses(rule: Rule, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof Untrusted && error.rule === rule, rule);
}

/** The rulebook alone, as a survivor's page has it, and as a console has it. */
function readers(house: House): readonly TrustedDocuments[] {
  const plain = new TrustedDocuments(house.organisation);
  plain.addCharters(house.charters, house.now);
  return [plain, house.reader()];
}

interface Inside {
  revoked: ReadonlySet<string>;
  hold(...given: unknown[]): boolean;
}
const inside = (documents: TrustedDocuments): Inside => documents as unknown as Inside;

/** Another roster of these rows, by an administrator. */
function signed(roster: Roster, changes: Partial<Roster>, seed: Bytes): Bytes {
  return signDocument(rosterForm, { ...roster, ...changes }, seed).raw;
}

test('a3_rollback: no shift of before, when the supervisor who signed the newest is shut out', () => {
  const house = new House();
  const may = house.join('May', 'supervisor');
  const yesterday = house.documents.shift(house.desk)?.raw ?? NONE;
  const before = house.documents.roster?.raw ?? NONE;
  const supervisor = { deviceSeed: may.vault.signing, warrant: may.certified?.grant.warrant ?? NONE };
  house.publish(nextShift(house.given(), supervisor, house.now + HOUR));
  const newest = house.documents.shift(house.desk)?.raw ?? NONE;
  const made = revoke(house.given(), house.administrator, may.certified?.certificate.hash ?? NONE);
  const [roster = NONE, after = NONE] = made.items.map(({ envelope }) => envelope);
  const story = (documents: TrustedDocuments): void => {
    documents.addRoster(before, house.now);
    documents.addShift(yesterday, house.now);
    documents.addShift(newest, house.now);
    documents.addRoster(roster, house.now);
    assert.equal(documents.shift(house.desk), undefined, 'forgotten with its version');
  };
  for (const documents of readers(house)) {
    story(documents);
    refuses('roster-mismatch', () => documents.addShift(yesterday, house.now));
    assert.ok(documents.addShift(after, house.now));
    refuses('rollback', () => documents.addShift(yesterday, house.now));
  }
  // The planted fault: whatever roster it names.
  const [faulty] = readers(house);
  assert.ok(faulty !== undefined);
  const held = inside(faulty).hold.bind(faulty);
  inside(faulty).hold = (kind, kept, document, now) => held(kind, kept, document, now);
  story(faulty);
  assert.ok(faulty.addShift(yesterday, house.now), 'the thief’s keys are everybody’s again');
});

test('a6_a41: who was revoked stays revoked, when the administrator who did it leaves', () => {
  const house = new House();
  const may = house.join('May');
  const listing = house.documents.roster;
  house.publish(revoke(house.given(), house.administrator, may.certified?.certificate.hash ?? NONE));
  const revoking = house.documents.roster;
  assert.ok(listing !== undefined && revoking !== undefined);
  const { administratorSeed } = house.second;
  const story = (documents: TrustedDocuments): void => {
    documents.addRoster(revoking.raw, house.now);
    documents.addCharter(leaves, house.now);
    assert.equal(documents.roster, undefined);
  };
  const all = readers(house);
  const [faulty] = readers(house);
  const leaves = house.nextCharter({ administratorKeys: [ed25519Public(administratorSeed)] });
  const version = revoking.payload.version + 3;
  const older = signed(listing.payload, {}, administratorSeed);
  const higher = signed(listing.payload, { version }, administratorSeed);
  const honest = signed(revoking.payload, { version }, administratorSeed);
  for (const documents of all) {
    story(documents);
    refuses('rollback', () => documents.addRoster(older, house.now));
    refuses('rollback', () => documents.addRoster(higher, house.now));
    assert.ok(documents.addRoster(honest, house.now));
  }
  assert.ok(faulty !== undefined);
  Object.defineProperty(faulty, 'revoked', { get: () => new Set(), set: () => undefined });
  story(faulty);
  assert.ok(faulty.addRoster(older, house.now), 'the planted fault: the device is back');
});

test('a3_a6: what another administrator had signed stays the least, also across a restart', () => {
  const house = new House();
  house.join('May');
  const roster = house.documents.roster?.payload;
  assert.ok(roster !== undefined);
  const { administratorSeed } = house.second;
  const own = house.administrator.administratorSeed;
  const previous = house.random(32);
  const lower = signed(roster, { version: 7, previous }, administratorSeed);
  const theirs = signed(roster, { version: 8, previous }, administratorSeed);
  const pushed = signed(roster, { version: Number.MAX_SAFE_INTEGER, previous }, own);
  const steady = house.reader();
  const [page] = readers(house);
  assert.ok(page !== undefined);
  for (const documents of [steady, page]) {
    documents.addRoster(theirs, house.now);
    documents.addRoster(pushed, house.now);
  }
  const restarted = house.reader(steady.heads);
  const leaves = house.nextCharter({ administratorKeys: [ed25519Public(administratorSeed)] });
  for (const documents of [steady, restarted]) {
    documents.addCharter(leaves, house.now);
    refuses('rollback', () => documents.addRoster(lower, house.now));
    assert.ok(documents.addRoster(theirs, house.now));
  }
  assert.deepEqual(restarted.heads, steady.heads);
  // The control, and what a survivor's page does: it remembers no authority.
  page.addCharter(leaves, house.now);
  assert.ok(page.addRoster(lower, house.now));
});

test('a7: a roster and then its shift: who waits goes on waiting, who comes is served at once', () => {
  const world = new World(['May']);
  const { organisation, relay } = world;
  const console = serve(world);
  console.machine.act({ do: 'off-duty' }, world.now);
  world.settle();
  const waiting = world.visit();
  world.settle();
  waiting.machine.act({ do: 'knock', language: 'en', addressAs: '', first: 'hello' }, world.now);
  world.pass(2);
  const old = waiting.machine.view();
  assert.deepEqual([old.stage, old.problem], ['waiting', undefined]);
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  world.settle();
  const between = waiting.machine.view();
  assert.deepEqual([between.stage, between.problem], ['waiting', undefined]);
  const opened = world.visit();
  world.settle();
  const early = opened.machine.view();
  assert.deepEqual([early.stage, early.problem, early.desk], ['ready', undefined, 'closed']);
  relay.publish(organisation.shift([], DAY, world.now));
  world.settle();
  const late = opened.machine.view();
  assert.deepEqual([late.stage, late.problem, late.desk], ['ready', undefined, 'open']);
  assert.deepEqual([waiting.machine.view().stage, waiting.machine.view().problem], ['waiting', undefined]);
  console.machine.act({ do: 'on-duty' }, world.now);
  world.until(() => knocked(console.machine.view()) !== undefined, 30);
  assert.equal(console.machine.view().problem, undefined);
});

test('a7: a page that is shown the newest roster with a shift of the one before stays closed', () => {
  const world = new World(['May']);
  const { organisation, relay } = world;
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  const client = world.visit();
  world.pass(120);
  const { stage, problem, desk } = client.machine.view();
  assert.deepEqual([stage, problem, desk], ['ready', undefined, 'closed']);
});

test('a shift names version and hash of its roster, and neither goes without the other', () => {
  const house = new House();
  house.join('May');
  const shift = house.documents.shift(house.desk)?.payload;
  assert.ok(shift !== undefined);
  const { administratorSeed } = house.administrator;
  const changed = [{ rosterVersion: shift.rosterVersion + 1 }, { rosterHash: house.random(32) }];
  for (const change of changed) {
    const next = { ...shift, ...change, version: shift.version + 1 };
    const { raw } = signDocument(shiftForm, next, administratorSeed);
    refuses('roster-mismatch', () => house.documents.addShift(raw, house.now));
  }
  const { raw } = signDocument(shiftForm, { ...shift, version: shift.version + 1 }, administratorSeed);
  assert.ok(house.documents.addShift(raw, house.now), 'the control');
  const head = house.documents.heads.find(({ kind }) => kind === Kind.shift);
  assert.ok(head !== undefined && equal(head.hash, house.documents.shift(house.desk)?.hash ?? NONE));
});
