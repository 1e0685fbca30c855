/** Calls: who was away is taken in again, and nobody is moved by a lie. protocol.md 10.8. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import { ABSENT, type CallText, sealCall } from '../../../client_js/src/core/call.ts';
import { Kind } from '../../../client_js/src/core/documents.ts';
import { Duty } from '../../../client_js/src/core/duty.ts';
import { encodeRelay, Refusal } from '../../../client_js/src/core/frames.ts';
import { Keyring } from '../../../client_js/src/core/keyring.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import type { DeviceVault } from '../../../client_js/src/core/vault.ts';
import { DAY, days, HOUR, serve, shiftOf, warned } from '../office_story.ts';
import { type Client, World } from '../world.ts';
import { seeded } from './helpers.ts';

const team = (): World => new World(['May', 'Sol', 'Kim'], ['Sol']);

test('three weeks of holiday: the console calls, a supervisor’s console makes a shift, back at work', () => {
  const world = team();
  const sol = serve(world, 1);
  days(world, 21, HOUR);
  const before = shiftOf(sol);
  // Its keys have run out, and the last shifts were sealed without it.
  const may = world.duty(0);
  world.settle();
  may.machine.act({ do: 'on-duty' }, world.now);
  assert.equal(may.machine.view().problem, 'not-on-shift');
  world.pass(2);
  assert.ok(warned(may, 'waiting-for-shift'));
  assert.deepEqual(sol.machine.view().returning, [{ alias: 'May', role: 'counselor' }]);
  world.until(() => may.machine.view().stage === 'on-duty', 90);
  assert.equal(shiftOf(sol), before + 1);
  assert.ok(!warned(may, 'waiting-for-shift'));
  assert.deepEqual(sol.machine.view().returning, []);
  world.pass(HOUR, 60);
  assert.equal(shiftOf(sol), before + 1, 'no more shifts than needed');
});

test('a console whose storage was lost is back within a minute and a half', () => {
  const world = team();
  const sol = serve(world, 1);
  world.pass(120);
  world.stored.set(0, emptyKeys(world, 0));
  const may = serve(world, 0);
  assert.equal(may.machine.view().problem, 'not-on-shift');
  world.until(() => may.machine.view().stage === 'on-duty', 90);
  assert.equal(shiftOf(sol), 2);
});

test('with the automatic off, the supervisor sees who is back and starts the shift by hand', () => {
  const world = team();
  const sol = serve(world, 1);
  sol.machine.act({ do: 'auto-shift', on: false, hours: 12 }, world.now);
  world.stored.set(0, emptyKeys(world, 0));
  const may = serve(world, 0);
  world.pass(100);
  assert.deepEqual([shiftOf(sol), sol.machine.view().returning.length], [1, 1]);
  sol.machine.act({ do: 'renew-shift', hours: 12 }, world.now);
  world.pass(10);
  assert.equal(may.machine.view().stage, 'on-duty');
});

test('a weekly key is told to whoever is on duty, and starts no shift of its own', () => {
  const world = team();
  const [may, sol] = [serve(world, 0), serve(world, 1)];
  days(world, 4, HOUR);
  world.pass(DAY - 600, 600);
  const made = () => world.published.tried;
  const before = made();
  assert.equal(may.machine.view().keys.old.length, 0);
  world.until(() => may.machine.view().keys.old.length === 1, 900);
  world.pass(5);
  const heard = sol.machine.upkeep.calls.all.find(({ certificate }) => certificate.payload.alias === 'May');
  assert.deepEqual(heard?.sealingKey?.raw, may.machine.own.keyring.newest(world.now));
  assert.deepEqual(sol.machine.view().returning, []);
  assert.ok(made() - before <= 1);
});

/** A console on duty, a colleague's call in its bytes, and all that a call could change. */
function scene() {
  const world = team();
  const sol = serve(world, 1);
  world.pass(61);
  const vault = vaultOf(world, 2);
  const { fingerprint: organisation, desk, shiftHash, teamSeed } = world.organisation;
  const text: CallText = {
    certificate: vault.certificate,
    sealingKey: freshKey(vault, world.now),
    at: Math.floor(world.now),
    heads: [{ kind: Kind.roster, desk: new Uint8Array(0), version: 1, hash: new Uint8Array(32) }],
    inbox: new Uint8Array(0),
    presence: ABSENT,
  };
  const make = (
    change: Partial<CallText> = {},
    by: { readonly signing?: Bytes; readonly place?: object; readonly seed?: Bytes } = {},
  ): Bytes =>
    sealCall(
      { organisation, desk, shiftHash, ...by.place },
      xwingPublic(by.seed ?? teamSeed),
      { ...text, ...change },
      by.signing ?? vault.signing,
      seeded('call'),
    );
  const hear = (sealed: Bytes, proven = false): void => {
    sol.machine.frame(encodeRelay({ name: 'called', desk, proven, sealed }), world.now);
  };
  return { world, sol, vault, make, hear };
}

const moved = ({ machine }: Client<Duty>): boolean =>
  machine.upkeep.calls.all.length > 0 || machine.view().warnings.includes('documents-disagree');

test('a lying call changes nothing: signature, revoked sender, time, team key, organisation', () => {
  const { world, sol, make, hear } = scene();
  const far = world.now + 3000;
  const strange = vaultOf(world, 0);
  const lies: readonly (readonly [string, Bytes])[] = [
    ['signed by another', make({}, { signing: seeded('another')(32) })],
    ['another’s certificate', make({ certificate: strange.certificate })],
    ['another’s sealing key', make({ sealingKey: freshKey(strange, world.now) })],
    ['old', make({ at: Math.floor(world.now) - 301 })],
    ['early', make({ at: Math.floor(far) })],
    ['to a foreign team', make({}, { seed: seeded('team')(32) })],
    ['for another organisation', make({}, { place: { organisation: new Uint8Array(32) } })],
    ['for another shift', make({}, { place: { shiftHash: new Uint8Array(32) } })],
    ['garbage', new Uint8Array(4096)],
  ];
  for (const [what, sealed] of lies) {
    hear(sealed);
    assert.ok(!moved(sol), what);
  }
  world.pass(120);
  assert.ok(!moved(sol));
  assert.equal(shiftOf(sol), 1);
  hear(make({ at: Math.floor(world.now) }));
  assert.ok(moved(sol), 'the control: a true call');
});

test('a call of a device that was shut out changes nothing', () => {
  const { world, sol, make, hear } = scene();
  const sealed = make();
  world.relay.publish(world.organisation.roster(['Kim'], 7 * DAY, world.now));
  world.settle();
  hear(sealed);
  assert.ok(!moved(sol));
});

test('test_a8_a call that comes again, or an old one after a newer, changes nothing', () => {
  const { world, sol, make, hear } = scene();
  const heads = [{ kind: Kind.roster, desk: new Uint8Array(0), version: 1, hash: world.organisation.rosterHash }];
  const lying = make();
  hear(lying);
  assert.ok(warned(sol, 'documents-disagree'), 'the control');
  hear(make({ at: Math.floor(world.now) + 1, heads }));
  assert.ok(!warned(sol, 'documents-disagree'));
  hear(lying);
  assert.ok(!warned(sol, 'documents-disagree'));
});

test('a flood of calls is bounded: a few are opened, the talks go on, and later ones are heard', () => {
  const { world, sol, make, hear } = scene();
  let opened = 0;
  const { calls } = sol.machine.upkeep;
  const inner = calls as unknown as { open(sealed: Bytes, now: number): unknown };
  const open = inner.open.bind(calls);
  inner.open = (sealed, now) => {
    opened += 1;
    return open(sealed, now);
  };
  for (let call = 0; call < 2000; call += 1) hear(new Uint8Array(4096));
  assert.ok(opened > 0 && opened <= 60, `${opened} opened`);
  hear(make());
  assert.ok(!moved(sol), 'while it lasts nothing is heard');
  world.pass(5);
  hear(make({ at: Math.floor(world.now) }));
  assert.ok(moved(sol));
});

test('one device that calls with key after key starts a shift once in ten minutes', () => {
  const { world, sol, vault, make, hear } = scene();
  const callsFor = (minutes: number): void => {
    for (let minute = 0; minute < minutes; minute += 1) {
      const [team] = sol.machine.shifts.teams;
      assert.ok(team !== undefined);
      const { content, believed } = team;
      const change = { sealingKey: freshKey(vault, world.now), at: Math.floor(world.now), heads: [] };
      hear(make(change, { seed: content.teamSeed, place: { shiftHash: believed.shiftHash } }));
      world.pass(60);
    }
  };
  callsFor(8);
  assert.equal(shiftOf(sol), 2);
  callsFor(8);
  assert.equal(shiftOf(sol), 3);
});

test('a relay that has no time for calls is called again after a pause, and not before', () => {
  const world = team();
  serve(world, 1);
  world.stored.set(0, emptyKeys(world, 0));
  world.tamper = (frame, client, raw) =>
    client.staff && frame.name === 'done' && calling(client, world.now)
      ? [encodeRelay({ name: 'refused', ref: frame.ref, code: Refusal.slowDown, detail: 2 })]
      : [raw];
  serve(world, 0);
  const before = called(world);
  world.pass(60);
  const times = called(world) - before;
  assert.ok(times >= 3 && times <= 12, `${times} calls in a minute`);
});

const calling = ({ machine }: { readonly machine: unknown }, now: number): boolean =>
  machine instanceof Duty && machine.upkeep.calling.returning(now);

const called = (world: World): number => world.relay.seen.filter(({ name }) => name === 'call').length;

/** The newest of a device that has just lost all its keys. */
function freshKey(vault: DeviceVault, now: number): Bytes {
  const keyring = new Keyring(structuredClone(vault));
  keyring.tick(now, seeded(`key ${now}`));
  return keyring.newest(now) ?? new Uint8Array(0);
}

/** A browser that has kept nothing of its keys. */
function emptyKeys(world: World, which: number): Bytes {
  return new Keyring(structuredClone(vaultOf(world, which))).wrap(seeded('empty'));
}

function vaultOf(world: World, which: number): DeviceVault {
  const vault = world.vaults[which];
  assert.ok(vault !== undefined);
  return vault;
}
