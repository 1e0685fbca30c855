/** Colleagues in one conversation notice it when they are told different things. protocol.md 16.5. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex } from '../../../client_js/src/core/bytes.ts';
import type { Outs } from '../../../client_js/src/core/conversation.ts';
import { Compared } from '../../../client_js/src/core/duty_compared.ts';
import type { Shifts } from '../../../client_js/src/core/duty_shift.ts';
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

/** Two who have compared, and agree, as they do for as long as nobody lies. */
function agreeing(): Team {
  const all = team(['May', 'Jo']);
  bringIn(all, 'Jo');
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) tell(all.world, all.story.survivor, text);
  all.world.pass(40);
  assert.deepEqual(state(all), ['agrees', 'agrees']);
  return all;
}

/** From now on the page sends this person other messages than an honest one would. */
function sends({ story }: Team, person: number, change: (message: Sendable) => readonly Sendable[]): void {
  const inside = story.survivor.machine as unknown as {
    readonly people: { dispatch(outs: Outs, now: number): void };
  };
  const honest = inside.people.dispatch.bind(inside.people);
  inside.people.dispatch = (outs, now) =>
    honest(
      outs.flatMap(([to, message]): Outs => (to === person ? change(message).map((one) => [to, one]) : [[to, message]])),
      now,
    );
}

const chatter = ({ world, story }: Team, texts = 12): void => {
  for (let i = 0; i < texts; i += 1) tell(world, story.survivor, `word ${i}`);
};

test('test_a14_what agreed once is not said for ever: one is told nothing more, the other only lies', () => {
  const all = agreeing();
  sends(all, 1, (message) => (message.type === 'text' ? [] : [message]));
  lies(all, 2, (message) => (message.type === 'text' ? { ...message, text: `not ${message.text}` } : message));
  chatter(all);
  all.world.pass(10);
  assert.deepEqual(state(all), ['agrees', 'agrees'], 'what came a moment ago is waited for');
  all.world.pass(150);
  assert.deepEqual(state(all), ['unknown', 'unknown']);
});

test('test_a14_a person’s own words that are never placed are not agreed on', () => {
  const all = agreeing();
  sends(all, 1, (message) => (message.type === 'placed' ? [] : [message]));
  say(all.world, all.staff[0] ?? bringIn(all, 'Jo'), 'Stay with your sister.');
  all.world.pass(90);
  assert.equal(state(all)[0], 'unknown');
});

test('test_a14_a message by somebody whom nobody named cannot make a lie uncomparable unseen', () => {
  const all = agreeing();
  lies(all, 2, otherWords);
  const stranger = { type: 'passed', place: 0, person: 77, earlier: false, text: 'ok' } as const;
  for (const person of [1, 2]) {
    sends(all, person, (message) =>
      message.type === 'text' && message.text === 'ok' ? [{ ...stranger, place: message.id }] : [message],
    );
  }
  for (const text of ['I will meet him', 'ok']) tell(all.world, all.story.survivor, text);
  assert.deepEqual(state(all), ['unknown', 'unknown'], 'at once');
  for (const { machine } of all.staff) {
    assert.ok(machine.view().talks[0]?.notes.some(({ kind }) => kind === 'gap'), 'and both see a gap');
  }
  chatter(all);
  all.world.pass(300);
  assert.deepEqual(state(all), ['unknown', 'unknown'], 'and for good: what was skipped stays skipped');
});

test('test_a14_a colleague who is left out of the list of one side: neither is told that all agree', () => {
  const all = agreeing();
  const people = talkAt(all.staff[0] ?? bringIn(all, 'Jo')).people;
  const inside = all.story.survivor.machine as unknown as {
    readonly people: { dispatch(outs: Outs, now: number): void };
  };
  const alone = people.slice(0, 1).map(({ number, fingerprint, alias, role }) => {
    return { person: number, certificateHash: fromHex(fingerprint), alias, role };
  });
  inside.people.dispatch([[1, { type: 'people', people: alone }]], all.world.now);
  chatter(all);
  all.world.pass(150);
  assert.deepEqual(state(all), ['unknown', 'unknown'], 'she is not alone: Jo’s console compares');
});

test('test_a14_a relay that cuts the line between two consoles cannot keep them agreeing', () => {
  const all = agreeing();
  for (const { machine } of all.staff) {
    for (const line of machine.desk.lines.all) line.tell = () => undefined;
  }
  chatter(all, 3);
  all.world.pass(100);
  assert.deepEqual(state(all), ['unknown', 'unknown']);
});

test('a range that was skipped does not count as compared', () => {
  const compared = new Compared(undefined);
  for (let place = 1; place <= 9; place += 1) compared.told(place, place);
  compared.agrees({ first: 1, last: 4 });
  compared.agrees({ first: 7, last: 9 });
  const known = { first: 1, last: 9 };
  assert.equal(compared.holds(known, 20), true, 'a moment ago');
  assert.equal(compared.holds(known, 100), false);
  assert.deepEqual(compared.next({ first: 1, last: 9 }), { first: 1, last: 9 }, 'none was answered yet');
  compared.answered(1);
  assert.deepEqual(compared.next(known), { first: 5, last: 9 });
  compared.agrees({ first: 5, last: 9 });
  assert.equal(compared.holds(known, 1000), true);
  assert.equal(compared.holds({ first: 11, last: 12 }, 1000), false, 'told anew');
  assert.equal(compared.holds(undefined, 1000), false);
  const late = new Compared({ first: 1, last: 3 });
  late.told(4, 0);
  late.agrees({ first: 6, last: 9 });
  assert.equal(late.holds({ first: 1, last: 9 }, 1), false, 'both were there at 4 and 5');
  const stale = new Compared(undefined);
  stale.agrees({ first: 1, last: 1 });
  for (let at = 0; at < 2000; at += 3) stale.told(2 + at, at);
  assert.equal(stale.holds({ first: 1, last: 2001 }, 2001), false, 'the oldest counts, however many there are');
});

test('what one was shown of before is compared also where it comes after the first comparison', () => {
  const compared = new Compared(undefined);
  compared.told(11, 0);
  compared.answered(11);
  compared.agrees({ first: 11, last: 15 });
  assert.deepEqual(compared.next({ first: 1, last: 15 }), { first: 1, last: 15 });
  compared.answered(1);
  assert.deepEqual(compared.next({ first: 1, last: 17 }), { first: 16, last: 17 }, 'once');
});

test('test_a14_a page that lists a colleague who is not there does not stop the comparison of another', () => {
  const all = team(['May', 'Jo', 'Ada']);
  const { world, story } = all;
  const jo = bringIn(all, 'Jo');
  const ada = bringIn(all, 'Ada');
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) tell(world, story.survivor, text);
  world.pass(100);
  assert.deepEqual(state(all), ['agrees', 'agrees', 'agrees']);
  const troll = world.visit();
  world.until(() => troll.machine.view().desk === 'open');
  troll.machine.act({ do: 'knock', language: 'en', addressAs: 'T', first: 'x' }, world.now);
  world.settle();
  jo.machine.act({ do: 'claim', key: knocked(jo.machine.view()) ?? '' }, world.now);
  world.until(() => talkAt(jo, 1).stage === 'talking');
  const inside = troll.machine as unknown as {
    readonly people: { dispatch(outs: Outs, now: number): void };
  };
  const listed = [jo, ada].map(({ machine }, at) => {
    const { alias, fingerprint } = machine.view();
    return { person: at + 1, certificateHash: fromHex(fingerprint), alias, role: 'counselor' };
  });
  inside.people.dispatch([[1, { type: 'people', people: listed }]], world.now);
  world.settle();
  const both = (): void => {
    for (let i = 0; i < 6; i += 1) {
      tell(world, troll, `troll ${i}`);
      tell(world, story.survivor, `word ${i}`);
    }
    world.pass(200);
  };
  both();
  assert.deepEqual(state(all), ['agrees', 'agrees', 'agrees']);
  assert.equal(state(all, 1)[1], 'unknown', 'nobody confirms what the other page says');
  // The control: a lie in the honest one is found all the same.
  lies(all, 3, (message) => (message.type === 'text' ? { ...message, text: 'a lie' } : message));
  both();
  assert.deepEqual(state(all), ['differs', 'differs', 'differs']);
});

test('a certificate that is renewed in the middle of a talk makes nobody their own colleague', () => {
  const all = agreeing();
  for (const { machine } of all.staff) {
    const { shifts } = (machine.desk as unknown as { readonly parts: { readonly shifts: Shifts } }).parts;
    const renewed = { ...shifts.certificate, hash: seeded('renewed')(32) };
    Object.defineProperty(shifts, 'certificate', { get: () => renewed });
  }
  chatter(all);
  all.world.pass(40);
  assert.deepEqual(state(all), ['agrees', 'agrees']);
});
