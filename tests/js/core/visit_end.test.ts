/** How a conversation of the survivor's machine ends, or does not. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { NOW } from '../organisation.ts';
import { FIRST, meet, oneTalk, takeTurns, talkOf } from '../story.ts';
import { allDelivered, kinds, texts, World } from '../world.ts';

/** Where no chat closes by itself (idle.test.ts). */
function neverIdle(): World {
  const world = new World();
  world.relay.publish(world.organisation.notice(2, undefined, [['idle-close', '0']]));
  return world;
}

const knock = { do: 'knock', language: 'en', addressAs: 'Sam', first: FIRST } as const;

test('test_a04_after the expiry nothing is sealed any more, and open lines end', () => {
  const world = neverIdle();
  const story = meet(world);
  world.cut(story.survivor);
  story.survivor.from = Infinity;
  const late = world.now + 8 * 86_400;
  story.survivor.machine.tick(late);
  const view = story.survivor.machine.view();
  assert.deepEqual(view.ended, { reason: 'closed', byMe: false });
  const newcomer = world.visit();
  world.settle();
  newcomer.machine.tick(late);
  assert.equal(newcomer.machine.view().problem, 'roster-expired');
  assert.equal(newcomer.machine.view().desk, 'closed');
  assert.throws(() => newcomer.machine.act(knock, late), LocalFault);
});

test('an expired shift closes the desk to new lines, and open lines go on', () => {
  const world = neverIdle();
  const story = meet(world);
  const newcomer = world.visit();
  world.settle();
  world.now += 2 * 86_400;
  world.pass(1);
  assert.equal(newcomer.machine.view().problem, 'shift-expired');
  assert.equal(newcomer.machine.view().desk, 'closed');
  story.survivor.machine.act({ do: 'say', text: 'still here' }, world.now);
  world.pass(1);
  assert.ok(texts(talkOf(story).notes).includes('still here'));
});

test('a phone whose clock is a day behind is told so', () => {
  const world = new World();
  world.relay.publish(world.organisation.shift([], 86_400, world.now + 86_400));
  const survivor = world.visit();
  world.pass(1);
  assert.equal(survivor.machine.view().problem, 'clock-disagrees');
});

test('test_a41_a device is revoked in mid-chat: its line ends at once', () => {
  const world = new World();
  const story = meet(world);
  world.relay.publish(world.organisation.roster(['May']));
  world.relay.publish(world.organisation.shift(['May']));
  world.settle();
  const view = story.survivor.machine.view();
  assert.deepEqual(view.ended, { reason: 'revoked', byMe: false });
  const before = world.relay.seen.length;
  story.survivor.machine.act({ do: 'say', text: 'after' }, world.now);
  world.pass(2);
  assert.ok(!world.relay.seen.slice(before).some(({ name }) => name === 'append'));
  assert.equal(story.counselor.machine.view().talks[0]?.stage, 'ended');
});

test('a console that was closed and opened again is invited, and the talk goes on', () => {
  const world = new World();
  const { survivor, counselor } = meet(world);
  world.cut(counselor);
  counselor.from = Infinity;
  world.relay.restart();
  for (const client of [survivor]) world.cut(client);
  const again = world.duty();
  world.pass(2);
  again.machine.act({ do: 'on-duty' }, world.now);
  survivor.machine.act({ do: 'say', text: 'are you still there?' }, world.now);
  world.until(() => again.machine.view().talks[0]?.stage === 'talking');
  world.settle();
  const [talk] = again.machine.view().talks;
  assert.equal(talk?.by, 'again');
  assert.ok(texts(talk?.notes ?? []).includes('are you still there?'));
  assert.ok(allDelivered(survivor.machine.view()));
  assert.ok(kinds(survivor.machine.view().notes).includes('remade'));
});

test('a counselor who is gone for good: into the line again with the ticket, visibly', () => {
  const world = new World(['May', 'Jo']);
  const { survivor, counselor } = meet(world);
  world.cut(counselor);
  counselor.from = Infinity;
  world.restart();
  survivor.machine.act({ do: 'say', text: 'hello?' }, world.now);
  world.until(() => survivor.machine.view().stage === 'waiting');
  assert.deepEqual(survivor.machine.view().people, []);
  assert.ok(kinds(survivor.machine.view().notes).includes('left'));
  const jo = world.duty(1);
  takeTurns(world, { survivor, counselor: jo }, FIRST, () => oneTalk({ survivor, counselor: jo }) === 'talking');
  assert.deepEqual(survivor.machine.view().people.map(({ alias }) => alias), ['Jo']);
  // What was said to somebody else is not passed on by itself.
  assert.deepEqual(texts(jo.machine.view().talks[0]?.notes ?? []), [FIRST]);
});

test('test_a32_quick exit wipes everything before it returns, and says so to the other side', () => {
  const world = new World();
  const story = meet(world);
  story.survivor.machine.act({ do: 'leave' }, world.now);
  const view = story.survivor.machine.view();
  assert.equal(view.stage, 'ended');
  assert.deepEqual([view.notes, view.people, view.asks], [[], [], []]);
  assert.equal(story.survivor.machine.wants(), 'none');
  world.settle();
  const [talk] = story.counselor.machine.view().talks;
  assert.deepEqual(talk?.ended, { reason: 'left', byMe: false });
});

test('quick exit works without a connection', () => {
  const world = new World();
  const { survivor } = meet(world);
  world.cut(survivor);
  survivor.machine.act({ do: 'leave' }, world.now);
  assert.equal(survivor.machine.view().stage, 'ended');
  assert.deepEqual(survivor.machine.view().notes, []);
});

test('either side ends the conversation, and the other is told', () => {
  for (const byStaff of [true, false]) {
    const world = new World();
    const story = meet(world);
    const { key } = talkOf(story);
    if (byStaff) story.counselor.machine.act({ do: 'end', talk: key }, world.now);
    else story.survivor.machine.act({ do: 'end' }, world.now);
    world.settle();
    const finished = (byMe: boolean) => ({ reason: 'finished', byMe });
    assert.deepEqual(story.survivor.machine.view().ended, finished(!byStaff));
    assert.deepEqual(story.counselor.machine.view().talks[0]?.ended, finished(byStaff));
    assert.deepEqual(story.survivor.machine.view().notes, []);
  }
});

test('please do not write to me again: one tap, every line ends, and nothing finds her any more', () => {
  const world = new World(['May', 'Ira']);
  const story = meet(world);
  story.survivor.machine.act({ do: 'end', unwanted: true }, world.now);
  world.settle();
  assert.deepEqual(story.survivor.machine.view().ended, { reason: 'unwanted', byMe: true });
  const [talk] = story.counselor.machine.view().talks;
  assert.deepEqual(talk?.ended, { reason: 'unwanted', byMe: false });
  const key = talk?.key ?? '';
  const say = { do: 'say', talk: key, text: 'one more thing' } as const;
  assert.throws(() => story.counselor.machine.act(say, world.now), LocalFault);
  const before = world.relay.seen.length;
  world.pass(200);
  const after = world.relay.seen.slice(before).map(({ name }) => name);
  assert.ok(!after.some((name) => ['append', 'leave', 'knock', 'open'].includes(name)));
  // The control: without the wish it is the ordinary end.
  const other = meet(new World());
  other.survivor.machine.act({ do: 'end' }, NOW + 20);
  assert.deepEqual(other.survivor.machine.view().ended, { reason: 'finished', byMe: true });
});
