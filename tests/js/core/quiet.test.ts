/** Quiet lines: an observer of sizes and times learns nothing, and nobody loses a word by it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Duty } from '../../../client_js/src/core/duty.ts';
import { pieces, QUIET_BUCKET } from '../../../client_js/src/core/quiet.ts';
import type { VisitAction } from '../../../client_js/src/core/views.ts';
import { utf8 } from '../../../client_js/src/core/bytes.ts';
import { meet, oneTalk, type Story, takeTurns, talkOf } from '../story.ts';
import { allDelivered, type Client, kinds, texts, World } from '../world.ts';
import { pick, seeded } from './helpers.ts';

const SLOT = 2;
type Sent = { readonly at: number; readonly w: string; readonly number: number; readonly size: number };

/** A chat, and every frame of a line as the relay sees it. */
function chat(quiet: boolean, aliases: readonly string[] = ['May']) {
  const world = new World(aliases);
  if (quiet) world.relay.publish(world.organisation.notice(2, undefined, [['quiet', 'on']]));
  const sent = watched(world);
  return { world, sent, ...meet(world, 'hello?') };
}

function watched(world: World): readonly Sent[] {
  const sent: Sent[] = [];
  const { relay } = world;
  const received = relay.received.bind(relay);
  relay.received = (connection, raw) => {
    const before = relay.seen.length;
    received(connection, raw);
    const frame = relay.seen[before];
    if (frame?.name !== 'append') return;
    const { w, number, ciphertext } = frame;
    sent.push({ at: world.now, w: w.join(), number, size: ciphertext.length });
  };
  return sent;
}

function act(survivor: Story['survivor'], action: VisitAction, now: number): void {
  survivor.machine.act(action, now);
}

function reply({ counselor }: { counselor: Client<Duty> }, text: string, now: number): void {
  const talk = counselor.machine.view().talks.find(({ stage }) => stage === 'talking');
  if (talk !== undefined) counselor.machine.act({ do: 'say', talk: talk.key, text }, now);
}

/** One frame of one size in every slot of this direction, from the first to the last. */
function oneASlot(sent: readonly Sent[], until: number): void {
  const directions = [...new Set(sent.map(({ w }) => w))];
  assert.ok(directions.length >= 2);
  for (const direction of directions) {
    const frames = sent.filter(({ w }) => w === direction);
    assert.deepEqual([...new Set(frames.map(({ size }) => size))], [QUIET_BUCKET]);
    const times = frames.map(({ at }) => at);
    const first = times[0] ?? 0;
    const slots = Array.from({ length: Math.floor((until - first) / SLOT) + 1 }, (_, i) => first + SLOT * i);
    assert.deepEqual(times, slots);
  }
}

test('talking or silent, each side sends one frame of 4096 bytes every two seconds', () => {
  const { world, sent, ...story } = chat(true);
  const { survivor } = story;
  for (let second = 0; second < 120; second += 1) {
    if (second > 40 && second % 7 === 0) act(survivor, { do: 'say', text: `mine ${second}` }, world.now);
    if (second > 40 && second % 11 === 0) reply(story, `yours ${second}`, world.now);
    if (second > 20) act(survivor, { do: 'typing', on: second % 2 === 0 }, world.now);
    world.settle();
    world.pass(1);
  }
  world.pass(10);
  oneASlot(sent, world.now);
  assert.ok(texts(talkOf(story).notes).length > 15);
  assert.deepEqual(texts(talkOf(story).notes), texts(survivor.machine.view().notes));
  assert.ok(allDelivered(survivor.machine.view()) && allDelivered(talkOf(story)));
});

test('test_a22_who sees every size and time cannot tell talking from silence; without it they can', () => {
  const seen = (quiet: boolean, talking: boolean): readonly string[] => {
    const { world, sent, ...story } = chat(quiet);
    const begun = world.now;
    for (let second = 0; second < 90; second += 1) {
      if (talking && second % 5 === 0) {
        act(story.survivor, { do: 'say', text: 'x'.repeat(second * 20 + 1) }, world.now);
        reply(story, 'y'.repeat(second * 3 + 1), world.now);
      }
      if (talking) act(story.survivor, { do: 'typing', on: true }, world.now);
      world.settle();
      world.pass(1);
    }
    const names = [...new Set(sent.map(({ w }) => w))];
    return sent.map(({ at, w, number, size }) => [at - begun, names.indexOf(w), number, size].join());
  };
  assert.deepEqual(seen(true, true), seen(true, false));
  assert.notDeepEqual(seen(false, true), seen(false, false));
});

test('test_a22_a host that cuts connections learns nothing from what is sent again', () => {
  const seen = (quiet: boolean, talking: boolean): readonly string[] => {
    const { world, sent, ...story } = chat(quiet);
    const all: string[] = [];
    world.tamper = (frame, { staff }, raw) => {
      all.push([world.now, staff, frame.name, raw.length].join());
      return [raw];
    };
    const random = seeded('cuts');
    for (let second = 0; second < 150; second += 1) {
      // At a different moment of what went before, each time.
      if (second % 29 === 12) world.cut(story.survivor);
      if (second % 37 === 20) world.cut(story.counselor);
      const ready = story.survivor.machine.view().stage === 'talking';
      if (talking && ready && pick(random, 3) === 0) {
        act(story.survivor, { do: 'say', text: `mine ${second}` }, world.now);
      }
      if (talking && ready) act(story.survivor, { do: 'typing', on: true }, world.now);
      if (talking && pick(random, 3) === 0) reply(story, `yours ${second}`, world.now);
      world.settle();
      world.pass(1);
    }
    const names = [...new Set(sent.map(({ w }) => w))];
    // The numbers of frames are what a host sees of those that it had already.
    return [...sent.map(({ at, w, number, size }) => [at, names.indexOf(w), number, size].join()), ...all];
  };
  assert.deepEqual(seen(true, true), seen(true, false));
  assert.notDeepEqual(seen(false, true), seen(false, false));
});

test('a text waits behind one frame of the line itself at most', () => {
  for (let start = 8; start < 50; start += 1) {
    const { world, ...story } = chat(true);
    world.pass(start);
    act(story.survivor, { do: 'say', text: 'now' }, world.now);
    world.settle();
    world.pass(2 * SLOT);
    assert.ok(texts(talkOf(story).notes).includes('now'), `after ${start} seconds`);
  }
});

test('any interleaving of words, keys and lost connections: each slot once, nothing lost or doubled', () => {
  for (let run = 0; run < 12; run += 1) {
    const random = seeded(`quiet ${run}`);
    const { world, sent, ...story } = chat(true);
    const { survivor, counselor } = story;
    const mine = ['hello?'];
    const theirs: string[] = [];
    for (let second = 0; second < 150; second += 1) {
      const chance = pick(random, 12);
      const ready = survivor.machine.view().stage === 'talking';
      if (chance < 2 && ready) {
        const text = `mine ${second} ${'word '.repeat(pick(random, 800))}`.trim();
        mine.push(text);
        act(survivor, { do: 'say', text }, world.now);
      }
      if (chance === 3) {
        theirs.push(`yours ${second}`);
        reply(story, `yours ${second}`, world.now);
      }
      if (chance === 4) act(survivor, { do: 'typing', on: pick(random, 2) === 0 }, world.now);
      if (chance === 5 && pick(random, 3) === 0) world.cut(survivor);
      if (chance === 6 && pick(random, 3) === 0) world.cut(counselor);
      world.settle();
      world.pass(1);
    }
    world.pass(60);
    const visit = survivor.machine.view();
    const talk = talkOf(story);
    assert.equal(texts(visit.notes, true).join(''), mine.join(''));
    assert.deepEqual(texts(visit.notes, false), theirs);
    assert.deepEqual(texts(talk.notes), texts(visit.notes));
    assert.ok(allDelivered(visit) && allDelivered(talk), `run ${run}`);
    assert.ok(!kinds(visit.notes).includes('gap') && !kinds(talk.notes).includes('gap'));
    for (const direction of new Set(sent.map(({ w }) => w))) {
      const frames = sent.filter(({ w }) => w === direction);
      assert.ok(frames.every(({ size }) => size === QUIET_BUCKET));
      // On the grid of slots, never two in one: where the connection was lost, some are missing.
      const slots = frames.map(({ at }) => (at - (frames[0]?.at ?? 0)) / SLOT);
      const unique = new Set(slots.map(Math.floor));
      assert.equal(unique.size, slots.length, `run ${run}: two frames in a slot`);
    }
  }
});

test('a colleague joins: every line of the star is quiet, and all read the same', () => {
  const { world, sent, ...story } = chat(true, ['May', 'Jo']);
  world.pass(9);
  act(story.survivor, { do: 'say', text: 'before' }, world.now);
  world.pass(6);
  const jo = world.duty(1);
  world.settle();
  jo.machine.act({ do: 'on-duty' }, world.now);
  world.settle();
  const card = jo.machine.card();
  assert.ok(card !== undefined);
  story.counselor.machine.introduce(talkOf(story).key, card, 'hand-over', world.now);
  world.pass(6);
  const [ask] = story.survivor.machine.view().asks;
  act(story.survivor, { do: 'admit', request: ask?.request ?? 0, yes: true, showEarlier: true }, world.now);
  world.pass(20);
  reply({ counselor: jo }, 'I am Jo', world.now);
  world.pass(10);
  const expected = ['hello?', 'before', 'I am Jo'];
  for (const counselor of [story.counselor, jo]) {
    assert.deepEqual(texts(talkOf({ ...story, counselor }).notes), expected);
  }
  // And the answer to the invitation; the same for the staff line over which the two compare.
  assert.equal(new Set(sent.map(({ w }) => w)).size, 4 + 1 + 2 + 1);
  assert.ok(sent.every(({ size }) => size === QUIET_BUCKET));
});

test('a console that has not heard of the policy is quiet too, from what it hears on the line', () => {
  const world = new World();
  const sent = watched(world);
  world.duty();
  world.settle();
  // Whoever was there before the notice is not told of it.
  world.tamper = ({ name }, { staff }, raw) => (staff && name === 'changed' ? [] : [raw]);
  const early = world.clients.splice(0);
  world.relay.publish(world.organisation.notice(2, undefined, [['quiet', 'on']]));
  world.clients.push(...early);
  const story = { survivor: world.visit(), counselor: early[0] as Client<Duty> };
  takeTurns(world, story, '', () => oneTalk(story) === 'talking');
  const begun = world.now;
  assert.ok(sent.some(({ size }) => size !== QUIET_BUCKET), 'the console did not know');
  world.pass(6);
  // Far more than a frame of a quiet line holds.
  reply(story, 'долго '.repeat(600), world.now);
  world.pass(14);
  assert.ok(sent.filter(({ at }) => at > begun + SLOT).every(({ size }) => size === QUIET_BUCKET));
  assert.equal(sent.filter(({ at }) => at > begun + SLOT).length, 18);
});

test('what was said just before the end arrives, and after it nothing leaves', () => {
  const { world, sent, ...story } = chat(true);
  world.pass(9);
  act(story.survivor, { do: 'say', text: 'thank you' }, world.now);
  act(story.survivor, { do: 'end' }, world.now);
  world.settle();
  const [talk] = story.counselor.machine.view().talks;
  assert.ok(texts(talk?.notes ?? []).includes('thank you'));
  assert.equal(talk?.ended?.reason, 'finished');
  const before = sent.length;
  world.pass(20);
  assert.equal(sent.length, before);
  assert.ok(sent.every(({ size }) => size === QUIET_BUCKET));
});

test('who hears nothing for long stops sending, and goes on when the other is back', () => {
  const { world, sent, ...story } = chat(true);
  const { counselor } = story;
  world.pass(10);
  world.cut(story.survivor);
  story.survivor.from = Infinity;
  world.pass(200);
  const before = sent.length;
  world.pass(100);
  assert.ok(before < 100 && sent.length === before);
  reply(story, 'are you there?', world.now);
  story.survivor.from = 0;
  world.pass(20);
  assert.ok(texts(story.survivor.machine.view().notes).includes('are you there?'));
  assert.equal(counselor.machine.view().talks.length, 1);
});

test('pieces fit, are the text again, and break at a space where there is one', () => {
  const alphabets = ['a', 'ab ', 'é', 'م ', '字', '🌻', 'word word\n'];
  for (let run = 0; run < 60; run += 1) {
    const random = seeded(`pieces ${run}`);
    let text = '';
    const length = pick(random, 4000);
    while (text.length < length) text += alphabets[pick(random, alphabets.length)] ?? '';
    const parts = pieces(text);
    assert.equal(parts.join(''), text);
    assert.ok(parts.every((part) => utf8(part).length <= 3900));
    assert.ok(parts.slice(0, -1).every((part) => /[ \n]$/.test(part) || !/[ \n]/.test(part)));
    if (utf8(text).length <= 3900) assert.equal(parts.length, 1);
  }
});
