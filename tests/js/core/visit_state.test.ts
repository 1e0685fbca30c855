/** The desk's signed state on an open page: closed, many people, a partner. protocol.md 10.5. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitView } from '../../../client_js/src/core/views.ts';
import { FIRST, meet, oneTalk, takeTurns } from '../story.ts';
import { texts, World } from '../world.ts';

const knock = { do: 'knock', language: 'en', addressAs: 'Sam', first: FIRST } as const;

const shown = ({ desk, said, partner }: VisitView) => [desk, said, partner];

const withdrawn = ({ relay }: World): boolean =>
  relay.seen.some(({ name }) => name === 'withdraw');

function waiting() {
  const world = new World();
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  survivor.machine.act(knock, world.now);
  world.until(() => survivor.machine.view().place !== undefined);
  return { world, survivor };
}

for (const [mode, text, expected] of [
  [0, '', ['open', '', false]],
  [0, 'state-1', ['open', 'state-1', false]],
  [1, '', ['closed', 'closed', false]],
  [1, 'state-2', ['closed', 'state-2', false]],
  [2, '', ['open', 'surge', false]],
  [2, 'state-3', ['open', 'state-3', false]],
  [3, '', ['closed', 'partner', true]],
  [3, 'state-4', ['closed', 'state-4', true]],
  // No text that is for something else, nor nearly one of these.
  [0, 'welcome', ['open', '', false]],
  [1, 'rights', ['closed', 'closed', false]],
  [2, 'state-5', ['open', 'surge', false]],
  [3, 'state-1\n', ['closed', 'partner', true]],
  [1, 'closed-more', ['closed', 'closed', false]],
  [2, 'partner', ['open', 'partner', false]],
] as const) {
  test(`an open page follows state ${mode} with the text "${text}" within a second`, () => {
    const world = new World();
    const survivor = world.visit();
    world.until(() => survivor.machine.view().desk === 'open');
    world.relay.publish(world.organisation.state(1, mode, text));
    world.pass(1);
    assert.deepEqual(shown(survivor.machine.view()), expected);
  });
}

for (const mode of [0, 1, 2, 3]) {
  test(`a page knows until when state ${mode} closes the desk, and of no other end`, () => {
    const world = new World();
    const survivor = world.visit();
    world.until(() => survivor.machine.view().desk === 'open');
    const until = (): number | undefined => survivor.machine.view().until;
    assert.equal(until(), undefined);
    world.relay.publish(world.organisation.state(1, mode, '', 7200));
    const by = world.now + 7200;
    world.pass(1);
    if (mode % 2 === 0) return assert.equal(until(), undefined);
    assert.ok(Math.abs((until() ?? 0) - by) <= 60);
    world.pass(7300, 60);
    assert.equal(until(), undefined, 'nor when it is over');
  });
}

for (const mode of [1, 3]) {
  test(`who waits is told of state ${mode} at once, and her page keeps nothing of it`, () => {
    const { world, survivor } = waiting();
    world.relay.publish(world.organisation.state(1, mode));
    world.pass(1);
    const view = survivor.machine.view();
    assert.deepEqual([view.stage, view.problem, view.desk], ['ready', 'desk-closed', 'closed']);
    assert.deepEqual([view.place, texts(view.notes)], [undefined, []]);
    assert.ok(withdrawn(world), 'the knock has left the line');
    world.relay.publish(world.organisation.state(2, 0));
    world.pass(1);
    assert.deepEqual(shown(survivor.machine.view()), ['open', '', false]);
    assert.equal(survivor.machine.view().problem, undefined);
  });
}

test('who waits while many write keeps her place, and is told that it takes longer', () => {
  const { world, survivor } = waiting();
  world.relay.publish(world.organisation.state(1, 2));
  world.pass(1);
  const view = survivor.machine.view();
  assert.deepEqual([view.stage, view.said], ['waiting', 'surge']);
  assert.ok(!withdrawn(world));
});

test('a state that has run out says nothing any more', () => {
  const world = new World();
  const survivor = world.visit();
  world.relay.publish(world.organisation.state(1, 1, '', 60));
  world.pass(2);
  assert.equal(survivor.machine.view().desk, 'closed');
  world.pass(60);
  assert.deepEqual(shown(survivor.machine.view()), ['open', '', false]);
});

test('an open conversation goes on while the desk is closed', () => {
  const world = new World();
  const story = meet(world);
  const { survivor, counselor } = story;
  world.relay.publish(world.organisation.state(1, 1));
  world.pass(3);
  assert.equal(survivor.machine.view().stage, 'talking');
  survivor.machine.act({ do: 'say', text: 'still here' }, world.now);
  world.pass(2);
  const [talk] = counselor.machine.view().talks;
  assert.deepEqual(texts(talk?.notes ?? []).at(-1), 'still here');
});

test('whose counselor was lost is not sent into the line of a closed desk', () => {
  const world = new World();
  const { survivor, counselor } = meet(world);
  world.close(counselor);
  world.until(() => survivor.machine.view().stage !== 'talking');
  if (survivor.machine.view().stage === 'waiting') {
    world.relay.publish(world.organisation.state(1, 1));
    world.pass(1);
  }
  const view = survivor.machine.view();
  assert.equal(view.stage, 'ended');
  assert.deepEqual(texts(view.notes), [], 'and every word is gone');
});

test('an answer that is being looked at when the desk closes becomes a conversation', () => {
  const { world, survivor } = waiting();
  const counselor = world.duty();
  let closed = false;
  world.tamper = (frame, to, raw) => {
    // The state comes right behind the hello, before a piece of it was looked at.
    if (frame.name === 'deliver' && to === survivor && !closed) {
      closed = true;
      world.relay.publish(world.organisation.state(1, 1));
    }
    return [raw];
  };
  const story = { survivor, counselor };
  takeTurns(world, story, FIRST, () => oneTalk(story) === 'talking');
  assert.ok(closed);
  assert.equal(survivor.machine.view().stage, 'talking');
});

test('the check notices a page that goes on waiting', () => {
  const { world, survivor } = waiting();
  world.tamper = (frame, _to, raw) => (frame.name === 'changed' ? [] : [raw]);
  world.relay.publish(world.organisation.state(1, 1));
  world.pass(5);
  assert.equal(survivor.machine.view().stage, 'waiting');
});
