/** Someone closes the lid and never comes back; someone reads for long and is still there. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Idle } from '../../../client_js/src/core/idle.ts';
import { meet, talkOf } from '../story.ts';
import { World } from '../world.ts';
import { pick, seeded } from './helpers.ts';

const MINUTE = 60;
type Policy = readonly (readonly [string, string])[];

/** A chat under a notice with this policy. */
function chat(policy: Policy = []) {
  const world = new World();
  world.relay.publish(world.organisation.notice(2, undefined, policy));
  return { world, ...meet(world) };
}

test('after ten minutes without a key it is said when the chat closes, and at twenty it does', () => {
  const { world, survivor, counselor } = chat();
  const since = world.now;
  survivor.machine.act({ do: 'here' }, since);
  world.pass(10 * MINUTE - 1);
  assert.equal(survivor.machine.view().closes, undefined);
  world.pass(1);
  assert.equal(survivor.machine.view().closes, since + 20 * MINUTE);
  world.pass(10 * MINUTE - 1);
  assert.equal(survivor.machine.view().stage, 'talking');
  world.pass(1);
  const view = survivor.machine.view();
  assert.deepEqual(view.ended, { reason: 'idle', byMe: false });
  assert.deepEqual(view.notes, []);
  assert.deepEqual(view.people, []);
  const [talk] = counselor.machine.view().talks;
  assert.deepEqual(talk?.ended, { reason: 'idle', byMe: false });
});

test('any sign of life takes the warning back, and nothing of that is seen on the wire', () => {
  const { world, survivor } = chat();
  world.pass(15 * MINUTE);
  assert.notEqual(survivor.machine.view().closes, undefined);
  const before = world.relay.seen.length;
  survivor.machine.act({ do: 'here' }, world.now);
  world.settle();
  assert.equal(survivor.machine.view().closes, undefined);
  assert.equal(world.relay.seen.length, before);
  world.pass(19 * MINUTE);
  assert.equal(survivor.machine.view().stage, 'talking');
});

test('the words of the other side do not count as a sign of life', () => {
  const { world, survivor, counselor } = chat();
  for (let minute = 0; minute < 21; minute += 1) {
    const talk = counselor.machine.view().talks.find(({ stage }) => stage === 'talking');
    if (talk) counselor.machine.act({ do: 'say', talk: talk.key, text: 'there?' }, world.now);
    world.pass(MINUTE);
  }
  assert.equal(survivor.machine.view().ended?.reason, 'idle');
});

test('the lid was closed for an hour: everything is gone before any other thing happens', () => {
  for (const first of ['tick', 'act', 'opened', 'lost'] as const) {
    const { world, survivor } = chat();
    const { machine } = survivor;
    world.now += 60 * MINUTE;
    if (first === 'act') machine.act({ do: 'say', text: 'who is this?' }, world.now);
    else machine[first](world.now);
    const view = machine.view();
    assert.deepEqual([view.stage, view.ended?.reason, view.notes.length], ['ended', 'idle', 0], first);
    assert.equal(machine.wants(), 'none');
  }
});

test('a lid closed while she waits erases too, and waiting itself, however long, does not', () => {
  const world = new World();
  const survivor = world.visit();
  world.settle();
  const knock = { do: 'knock', language: 'en', addressAs: 'Sam', first: 'please' } as const;
  survivor.machine.act(knock, world.now);
  world.pass(50 * MINUTE, 30);
  assert.equal(survivor.machine.view().stage, 'waiting');
  world.now += 60 * MINUTE;
  survivor.machine.tick(world.now);
  assert.equal(survivor.machine.view().ended?.reason, 'idle');
});

test('the organisation sets both times, and can switch both off', () => {
  const short = chat([['idle-warn', '2'], ['idle-close', '3']]);
  short.survivor.machine.act({ do: 'here' }, short.world.now);
  short.world.pass(2 * MINUTE);
  assert.notEqual(short.survivor.machine.view().closes, undefined);
  short.world.pass(MINUTE);
  assert.equal(short.survivor.machine.view().ended?.reason, 'idle');
  const never = chat([['idle-close', '0']]);
  never.world.pass(3 * 60 * MINUTE, 10);
  assert.equal(never.survivor.machine.view().closes, undefined);
  assert.equal(talkOf(never).stage, 'talking');
  const silent = chat([['idle-warn', '0']]);
  silent.world.pass(19 * MINUTE);
  assert.equal(silent.survivor.machine.view().closes, undefined);
});

test('whatever the clock does, real time without a sign of life never passes the limit', () => {
  let closed = 0;
  for (let run = 0; run < 300; run += 1) {
    const random = seeded(`idle ${run}`);
    const idle = new Idle((key) => (key === 'idle-close' ? '5' : ''));
    let now = 10_000;
    let silent = 0; // seconds that really passed since she was there, or the clock went back
    assert.ok(!idle.over(now, true));
    for (let step = 0; step < 60; step += 1) {
      const passed = pick(random, 120);
      const back = pick(random, 8) === 0 ? pick(random, 4000) : 0;
      now += passed - back;
      silent = back > passed + silent ? 0 : silent + passed;
      if (idle.over(now, true)) {
        closed += 1;
        assert.ok(silent >= 5 * MINUTE, 'it closed too early');
        break;
      }
      assert.ok(back > 0 || silent < 5 * MINUTE + 4000);
      if (back > 0 || pick(random, 3) === 0) {
        idle.touch(now);
        silent = 0;
      }
    }
  }
  assert.ok(closed > 10);
});
