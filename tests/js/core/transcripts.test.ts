/** Colleagues in one conversation notice it when they are told different things. protocol.md 16.5. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outs } from '../../../client_js/src/core/conversation.ts';
import type { Sendable } from '../../../client_js/src/core/messages.ts';
import { Told } from '../../../client_js/src/core/told.ts';
import { bringIn, lineOf, say, talkAt, team, type Team, tell } from '../colleagues.ts';
import { knocked, texts } from '../world.ts';
import { seeded } from './helpers.ts';

/** A survivor's page that is not what it seems: one person is told something else. */
function lies({ story }: Team, person: number, change: (message: Sendable) => Sendable): void {
  const inside = story.survivor.machine as unknown as {
    readonly people: { dispatch(outs: Outs, now: number): void };
  };
  const honest = inside.people.dispatch.bind(inside.people);
  inside.people.dispatch = (outs, now) =>
    honest(outs.map(([to, message]) => [to, to === person ? change(message) : message]), now);
}

const otherWords = (message: Sendable): Sendable =>
  message.type === 'text' && message.text === 'I will meet him' ? { ...message, text: 'I am safe' } : message;

const state = ({ staff }: Team, place = 0): readonly string[] =>
  staff.map(({ machine }) => machine.view().talks[place]?.transcript ?? 'none');

test('two who are told the same agree within half a minute, over a line that opens by itself', () => {
  const all = team(['May', 'Jo']);
  assert.equal(talkAt(all.staff[0] ?? bringIn(all, 'Jo')).transcript, 'alone');
  const jo = bringIn(all, 'Jo');
  assert.deepEqual(state(all), ['unknown', 'unknown']);
  tell(all.world, all.story.survivor, 'hello both');
  say(all.world, jo, 'I am Jo');
  all.world.pass(30);
  assert.deepEqual(state(all), ['agrees', 'agrees']);
  assert.deepEqual(lineOf(jo, 'May')?.notes, [], 'nothing of it is written on their line');
});

test('test_a14_a center that tells two colleagues different words is noticed within a round', () => {
  const all = team(['May', 'Jo']);
  bringIn(all, 'Jo');
  lies(all, 2, otherWords);
  for (const text of ['one', 'two', 'I will meet him', 'four', 'five']) {
    tell(all.world, all.story.survivor, text);
  }
  const [may, jo] = all.staff;
  assert.ok(may !== undefined && jo !== undefined);
  assert.ok(texts(talkAt(jo).notes).includes('I am safe'), 'the lie has reached her');
  all.world.pass(25);
  assert.deepEqual(state(all), ['differs', 'differs']);
  for (let i = 0; i < 8; i += 1) tell(all.world, all.story.survivor, 'all is well');
  all.world.pass(60);
  assert.deepEqual(state(all), ['differs', 'differs'], 'and that stays');
});

test('the control: where consoles did not compare, nobody would notice', () => {
  const all = team(['May', 'Jo']);
  bringIn(all, 'Jo');
  for (const { machine } of all.staff) machine.desk.transcripts.tick = () => undefined;
  lies(all, 2, otherWords);
  tell(all.world, all.story.survivor, 'I will meet him');
  all.world.pass(90);
  assert.deepEqual(state(all), ['unknown', 'unknown']);
});

test('test_a14_words put in a colleague’s mouth, or left out, are noticed too', () => {
  const put = team(['May', 'Jo']);
  bringIn(put, 'Jo');
  lies(put, 2, (message) =>
    message.type === 'passed' && message.text === 'stay there' ? { ...message, text: 'go now' } : message,
  );
  const [may] = put.staff;
  assert.ok(may !== undefined);
  say(put.world, may, 'stay there');
  put.world.pass(45);
  assert.deepEqual(state(put), ['differs', 'differs']);

  const credited = team(['May', 'Jo', 'Ada']);
  bringIn(credited, 'Jo');
  const ada = bringIn(credited, 'Ada');
  lies(credited, 1, (message) => (message.type === 'passed' ? { ...message, person: 2 } : message));
  say(credited.world, ada, 'who said this?');
  credited.world.pass(60);
  assert.equal(state(credited)[0], 'differs', 'May was told that it came from Jo');
});

test('what was said before is compared too, once the survivor has shown it', () => {
  const all = team(['May', 'Jo']);
  tell(all.world, all.story.survivor, 'before');
  lies(all, 2, (message) =>
    message.type === 'passed' && message.earlier ? { ...message, text: 'something else' } : message,
  );
  bringIn(all, 'Jo', 'join', true);
  all.world.pass(45);
  assert.deepEqual(state(all), ['differs', 'differs']);
});

test('whoever came later compares from there, and a third is compared with both', () => {
  const all = team(['May', 'Jo', 'Ada']);
  for (const text of ['a', 'b', 'c']) tell(all.world, all.story.survivor, text);
  const jo = bringIn(all, 'Jo');
  const ada = bringIn(all, 'Ada');
  tell(all.world, all.story.survivor, 'now all of you');
  say(all.world, jo, 'I am Jo');
  say(all.world, ada, 'I am Ada');
  all.world.pass(100);
  assert.deepEqual(state(all), ['agrees', 'agrees', 'agrees']);
  assert.ok(lineOf(jo, 'Ada')?.stage === 'open', 'also between those whom nobody introduced');
});

test('two conversations with the same two colleagues are not taken for each other', () => {
  const all = team(['May', 'Jo']);
  const { world, staff: [may, jo] } = all;
  assert.ok(may !== undefined && jo !== undefined);
  bringIn(all, 'Jo');
  const second = world.visit();
  world.until(() => second.machine.view().desk === 'open');
  const knock = { do: 'knock', language: 'en', addressAs: 'Kim', first: 'another' } as const;
  second.machine.act(knock, world.now);
  world.settle();
  may.machine.act({ do: 'claim', key: knocked(may.machine.view()) ?? '' }, world.now);
  world.until(() => talkAt(may, 1).stage === 'talking');
  const colleague = jo.machine.view().fingerprint;
  may.machine.act(
    { do: 'introduce', talk: talkAt(may, 1).key, colleague, purpose: 'join', why: '' },
    world.now,
  );
  world.pass(2);
  const request = lineOf(jo, 'May')?.asks.at(-1)?.request ?? 0;
  const yes = { do: 'staff-answer', colleague: may.machine.view().fingerprint, request, yes: true } as const;
  jo.machine.act(yes, world.now);
  world.pass(2);
  const [ask] = second.machine.view().asks;
  second.machine.act({ do: 'admit', request: ask?.request ?? 0, yes: true, showEarlier: false }, world.now);
  world.pass(2);
  for (let i = 0; i < 9; i += 1) {
    tell(world, all.story.survivor, `first ${i}`);
    if (i % 3 === 0) tell(world, second, `second ${i}`);
  }
  world.pass(50);
  assert.deepEqual([state(all, 0), state(all, 1)], [['agrees', 'agrees'], ['agrees', 'agrees']]);
  // The control: a lie in one of them is shown in that one alone.
  lies(all, 2, (message) => (message.type === 'text' ? { ...message, text: 'a lie' } : message));
  tell(world, all.story.survivor, 'the truth');
  tell(world, second, 'the truth');
  world.pass(50);
  assert.deepEqual([state(all, 0), state(all, 1)], [['differs', 'differs'], ['agrees', 'agrees']]);
});

test('only what follows without a gap, by known authors, is compared', () => {
  const told = new Told();
  const organisation = seeded('told')(32);
  const none = new Uint8Array(0);
  assert.equal(told.range, undefined);
  for (const place of [1, 2, 3]) told.add(place, none, `text ${place}`);
  assert.deepEqual(told.range, { first: 1, last: 3 });
  assert.ok(told.hash(organisation, { first: 2, last: 3 }) !== undefined);
  assert.equal(told.hash(organisation, { first: 2, last: 4 }), undefined);
  told.add(5, none, 'text 5');
  assert.deepEqual(told.range, { first: 5, last: 5 }, 'a gap');
  told.add(6, undefined, 'by somebody unknown');
  assert.equal(told.range, undefined);
  told.add(7, none, 'text 7');
  assert.deepEqual(told.range, { first: 7, last: 7 });
  const other = new Told();
  other.add(7, seeded('author')(32), 'text 7');
  const range = { first: 7, last: 7 };
  assert.notDeepEqual(other.hash(organisation, range), told.hash(organisation, range), 'who counts too');
  told.clear();
  assert.equal(told.range, undefined);
});
