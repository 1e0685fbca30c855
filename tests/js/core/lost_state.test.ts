/** A console that dies and comes back knows nothing: what it says then is new, and is shown. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Duty } from '../../../client_js/src/core/duty.ts';
import { FIRST, meet, type Story, talkOf } from '../story.ts';
import { allDelivered, type Client, kinds, texts, World } from '../world.ts';

/** The console is gone without a word, and the same device is unlocked again. */
function comeBack(world: World, story: Story): Client<Duty> {
  world.cut(story.counselor);
  world.clients.splice(world.clients.indexOf(story.counselor), 1);
  world.restart(); // so that nobody waits for the mailboxes of the dead console to expire
  const again = world.duty();
  world.until(() => again.machine.view().stage === 'off-duty');
  again.machine.act({ do: 'on-duty' }, world.now);
  world.until(() => again.machine.view().talks.some(({ stage }) => stage === 'talking'));
  return again;
}

test('what a console says after it lost everything is shown, and not taken for old', () => {
  const world = new World();
  let story = meet(world);
  const { survivor } = story;
  const said = [FIRST];
  const say = (text: string): void => {
    story.counselor.machine.act({ do: 'say', talk: talkOf(story).key, text }, world.now);
    said.push(text);
    world.pass(2);
  };
  for (const text of ['first', 'second', 'third']) say(text);
  for (const text of ['I am back', 'and once more']) {
    story = { survivor, counselor: comeBack(world, story) };
    assert.equal(talkOf(story).by, 'again');
    assert.deepEqual(talkOf(story).people.map(({ alias }) => alias), ['May']);
    say(text);
    say(`${text}: are you safe?`);
    assert.ok(allDelivered(talkOf(story)));
  }
  assert.deepEqual(texts(survivor.machine.view().notes), said);
  const events = kinds(survivor.machine.view().notes).filter((kind) => kind !== 'text');
  assert.deepEqual(events, ['joined', 'gap', 'remade', 'gap', 'remade']);
});

test('a console that dies without a word is missed by a survivor who goes on writing', () => {
  const world = new World();
  const { survivor, counselor } = meet(world);
  world.cut(counselor);
  world.clients.splice(world.clients.indexOf(counselor), 1);
  const gaps = (): number => kinds(survivor.machine.view().notes).filter((kind) => kind === 'gap').length;
  for (let written = 0; written < 11; written += 1) {
    survivor.machine.act({ do: 'say', text: `are you there? ${written}` }, world.now);
    world.pass(10);
  }
  // Her words keep the dead mailbox alive at the relay, so only the silence can tell.
  assert.equal(gaps(), 0);
  world.pass(20);
  assert.equal(gaps(), 1);
  const again = world.duty();
  world.until(() => again.machine.view().stage === 'off-duty');
  again.machine.act({ do: 'on-duty' }, world.now);
  world.until(() => again.machine.view().talks.some(({ stage }) => stage === 'talking'));
  world.pass(5);
  // Her first message had reached the dead console; the eleven after it are sent again.
  assert.equal(texts(again.machine.view().talks[0]?.notes ?? []).length, 11);
});

test('a survivor who is answered, or who says nothing, is left in peace', () => {
  const world = new World();
  const { survivor } = meet(world);
  world.pass(400);
  survivor.machine.act({ do: 'say', text: 'still here' }, world.now);
  world.pass(400);
  assert.ok(allDelivered(survivor.machine.view()));
  assert.ok(!kinds(survivor.machine.view().notes).includes('gap'));
});
