/** What colleagues say of documents: who warns, who stops work, and what is forgotten. protocol.md 3.14. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import { ABSENT, type CallText, type CalledHead, sealCall } from '../../../client_js/src/core/call.ts';
import { Kind } from '../../../client_js/src/core/documents.ts';
import type { Duty } from '../../../client_js/src/core/duty.ts';
import { Heads } from '../../../client_js/src/core/duty_heads.ts';
import { encodeRelay } from '../../../client_js/src/core/frames.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { serve, warned } from '../office_story.ts';
import { type Client, knocked, World } from '../world.ts';
import { seeded } from './helpers.ts';

const NONE = new Uint8Array(0);
const hash = (mark: number): Bytes => new Uint8Array(32).fill(mark);
const roster = (version: number, mark: number): CalledHead => {
  return { kind: Kind.roster, desk: NONE, version, hash: hash(mark) };
};
const [one, two] = [hash(101), hash(102)];

/** A console that holds what a test gives it, and whose colleagues all stand. */
function deskConsole() {
  const held: { heads: readonly CalledHead[] } = { heads: [roster(5, 1)] };
  const heads = new Heads({ heads: () => held.heads, stands: () => true, lookAgain: () => undefined });
  heads.changed(0);
  const tell = (device: Bytes, head: CalledHead, now: number): void =>
    heads.told(device, device, [head], now);
  const hold = (held_: readonly CalledHead[], now: number): void => {
    held.heads = held_;
    heads.changed(now);
  };
  return { heads, tell, hold };
}

test('one device that claims a fork warns; a second one that says so too makes work wait', () => {
  const { heads, tell } = deskConsole();
  tell(one, roster(5, 2), 10);
  assert.deepEqual([heads.disagreeing(10).length, heads.forked(10)], [1, false]);
  tell(one, roster(5, 3), 20);
  assert.equal(heads.forked(20), false, 'the same device again is no second voice');
  tell(two, roster(5, 2), 30);
  assert.deepEqual([heads.disagreeing(30).length, heads.forked(30)], [2, true]);
  tell(one, roster(5, 1), 40);
  assert.deepEqual([heads.disagreeing(40).length, heads.forked(40)], [1, false]);
});

test('a version that nobody can show warns after a minute, from however many', () => {
  const { heads, tell } = deskConsole();
  for (const device of [one, two]) tell(device, roster(9, 2), 10);
  assert.equal(heads.disagreeing(60).length, 0);
  assert.deepEqual([heads.disagreeing(70).length, heads.forked(70)], [2, false]);
});

test('what was said counts for ten minutes, unless it is said again', () => {
  const { heads, tell } = deskConsole();
  tell(one, roster(9, 2), 0);
  tell(one, roster(9, 2), 300);
  assert.equal(heads.disagreeing(899).length, 1);
  assert.equal(heads.disagreeing(900).length, 0);
  tell(one, roster(9, 2), 1000);
  assert.equal(heads.disagreeing(1059).length, 0, 'it begins again');
  assert.equal(heads.disagreeing(1060).length, 1);
});

test('a6_fast_forward: with the document that was pushed up, what was said of it is forgotten', () => {
  const story = (way: 'back' | 'none'): number => {
    const { heads, tell, hold } = deskConsole();
    hold([roster(9000, 9)], 10);
    tell(one, roster(9000, 9), 20);
    assert.equal(heads.disagreeing(20).length, 0);
    // A charter without the administrator who did it; then the next roster.
    if (way === 'back') hold([], 30);
    hold([roster(way === 'back' ? 6 : 9000, way === 'back' ? 1 : 8)], 40);
    return heads.disagreeing(200).length;
  };
  assert.equal(story('back'), 0);
  assert.equal(story('none'), 1, 'the control: another document in its place is a fork');
});

test('a call that comes after the way back is compared with what is held now', () => {
  const { heads, tell, hold } = deskConsole();
  hold([roster(9000, 9)], 10);
  tell(one, roster(9000, 9), 20);
  hold([roster(6, 1)], 30);
  tell(one, roster(6, 2), 40);
  assert.equal(heads.disagreeing(40).length, 1);
});

/** A stolen device, whose calls are all good, says this of the documents to everybody on duty. */
function stolen(say: (held: CalledHead) => CalledHead) {
  const world = new World(['May', 'Sol', 'Thief']);
  const consoles = [serve(world, 0), serve(world, 1)];
  world.pass(70);
  const { fingerprint: organisation, desk, shiftHash, teamSeed } = world.organisation;
  const vault = world.vaults[2];
  assert.ok(vault !== undefined);
  const call = (): void => {
    const text: CallText = {
      certificate: vault.certificate,
      sealingKey: NONE,
      at: Math.floor(world.now),
      heads: [say({ kind: Kind.roster, desk: NONE, version: 1, hash: world.organisation.rosterHash })],
      inbox: NONE,
      presence: ABSENT,
    };
    const place = { organisation, desk, shiftHash };
    const sealed = sealCall(place, xwingPublic(teamSeed), text, vault.signing, seeded('thief'));
    const raw = encodeRelay({ name: 'called', desk, proven: true, sealed });
    for (const { machine } of consoles) machine.frame(raw, world.now);
  };
  for (let minute = 0; minute < 5; minute += 1) {
    call();
    world.pass(60);
  }
  return { world, consoles };
}

function takesKnock(world: World, { machine }: Client<Duty>): boolean {
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  const knock = { do: 'knock', language: 'en', addressAs: '', first: '' } as const;
  survivor.machine.act(knock, world.now);
  world.settle();
  machine.act({ do: 'claim', key: knocked(machine.view()) ?? '' }, world.now);
  world.settle();
  return machine.view().talks.length === 1;
}

test('one stolen device cannot stop the desk, whatever it says of the documents', () => {
  const lies: readonly ((held: CalledHead) => CalledHead)[] = [
    (held) => ({ ...held, version: Number.MAX_SAFE_INTEGER }),
    (held) => ({ ...held, hash: hash(7) }),
  ];
  for (const lie of lies) {
    const { world, consoles } = stolen(lie);
    const [may] = consoles;
    assert.ok(may !== undefined);
    for (const one of consoles) assert.ok(warned(one, 'documents-disagree'));
    assert.deepEqual(may.machine.view().disagreeing, [{ alias: 'Thief', role: 'counselor' }]);
    assert.ok(takesKnock(world, may));
  }
  const { world, consoles } = stolen((held) => held);
  assert.ok(!consoles.some((one) => warned(one, 'documents-disagree')), 'the control: an honest one');
  world.settle();
});
