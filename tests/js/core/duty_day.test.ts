/** What the machine knows of a day at the desk: who waits since when, and a pause. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attention } from '../../../client_js/src/core/duty_attention.ts';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { KeptNotes } from '../../../client_js/src/core/kept_notes.ts';
import { Notes } from '../../../client_js/src/core/notes.ts';
import { meet, talkOf } from '../story.ts';
import { knocked, World } from '../world.ts';
import { seeded } from './helpers.ts';

test('who waits is known from the first word that nobody answered, not from the last', () => {
  const attention = new Attention();
  assert.equal(attention.view(true).waitingForMe, false);
  attention.answered(false, 5);
  attention.heard(true, 10);
  attention.heard(true, 20);
  const { unread, waitingForMe, waitingSince, since, theirsAt, mineAt } = attention.view(true);
  assert.deepEqual([unread, waitingForMe, waitingSince, since], [2, true, 10, 5]);
  assert.deepEqual([theirsAt, mineAt], [20, undefined]);
  attention.read();
  attention.said(30);
  attention.answered(true, 40);
  attention.heard(false, 50);
  const later = attention.view(true);
  assert.deepEqual([later.unread, later.waitingSince, later.mineAt, later.since], [1, 50, 30, 5]);
  assert.equal(later.theirsAt, 20, 'a colleague in the same conversation is not the survivor');
  assert.equal(attention.view(false).waitingForMe, false, 'nobody waits in what is over');
});

test('whoever has knocked waits for a greeting, also without a word of their own', () => {
  const silent = new Attention();
  silent.answered(true, 5);
  assert.equal(silent.view(true).waitingSince, 5);
  silent.said(9);
  silent.answered(true, 20);
  assert.equal(silent.view(true).waitingForMe, false, 'a line that was made again asks for no greeting');
});

test('a talk says when it began, and when each of the two wrote last', () => {
  const world = new World();
  const story = meet(world);
  const began = talkOf(story);
  assert.ok(began.since !== undefined && began.waitingSince !== undefined);
  world.pass(30);
  story.counselor.machine.act({ do: 'say', talk: began.key, text: 'Hello.' }, world.now);
  world.pass(60);
  story.survivor.machine.act({ do: 'say', text: 'Hello?' }, world.now);
  world.settle();
  const talk = talkOf(story);
  assert.equal(talk.since, began.since);
  assert.equal((talk.theirsAt ?? 0) - (talk.mineAt ?? 0), 60);
  assert.equal(talk.waitingSince, talk.theirsAt);
});

test('in a pause no knock can be taken and the relay hears of no room; open talks go on', () => {
  const world = new World();
  const story = meet(world);
  const { machine } = story.counselor;
  const room = (): number | undefined => {
    const told = world.relay.seen.filter(({ name }) => name === 'duty').at(-1);
    return told?.name === 'duty' ? told.capacity : undefined;
  };
  assert.ok((room() ?? 0) > 0);
  machine.act({ do: 'pause', minutes: 15 }, world.now);
  world.settle();
  assert.equal(room(), 0);
  assert.equal(machine.view().pausedUntil, world.now + 15 * 60);
  const other = world.visit();
  world.until(() => other.machine.view().desk === 'open');
  other.machine.act({ do: 'knock', language: 'en', addressAs: 'Kim', first: '' }, world.now);
  world.settle();
  const key = knocked(machine.view()) ?? '';
  assert.notEqual(key, '', 'those who wait are seen');
  assert.throws(() => machine.act({ do: 'claim', key }, world.now), LocalFault);
  machine.act({ do: 'say', talk: talkOf(story).key, text: 'Still here.' }, world.now);
  // It ends by itself, or sooner by a person.
  world.pass(15 * 60 + 1);
  assert.equal(machine.view().pausedUntil, undefined);
  assert.ok((room() ?? 0) > 0);
  machine.act({ do: 'pause', minutes: 10 }, world.now);
  machine.act({ do: 'pause', minutes: 0 }, world.now);
  world.settle();
  assert.ok((room() ?? 0) > 0);
  machine.act({ do: 'pause', minutes: 10 }, world.now);
  machine.act({ do: 'on-duty' }, world.now);
  assert.equal(machine.view().pausedUntil, undefined);
});

test('notes that are kept say what notes say, whatever happens to them and in whatever order', () => {
  const random = seeded('kept notes');
  const byte = (): number => random(1)[0] ?? 0;
  for (let run = 0; run < 40; run += 1) {
    const pair = [new Notes(), new KeptNotes()] as const;
    const keys: string[] = [];
    let now = 1000;
    for (let step = 0; step < 60; step += 1) {
      now += byte() / 8;
      const [what, other] = [byte() % 9, byte()];
      const key = keys[other % Math.max(1, keys.length)] ?? 'n1';
      const mine = other % 2 === 0;
      const text = { kind: 'text', from: 0, alias: '', text: `t${step}`, mine, passedOn: false } as const;
      const order = other % 3 === 0 ? Infinity : step;
      const made = pair.map((notes) => {
        if (what < 3) return notes.text(text, order, now, mine ? [0] : []);
        if (what === 3) notes.event('gap', 0, '', now);
        else if (what === 4) notes.place(key, other);
        else if (what === 5) notes.sentTo(key, [other % 3]);
        else if (what === 6) notes.delivered(key, 0);
        else if (what === 7) notes.gone(0);
        else notes.remove(key);
        return undefined;
      });
      assert.equal(made[0], made[1]);
      if (made[0] !== undefined) keys.push(made[0]);
      // Nobody looks after each of them.
      if (byte() % 3 > 0) assert.deepEqual(pair[1].view(now), pair[0].view(now));
    }
    assert.deepEqual(pair[1].view(now), pair[0].view(now));
    pair[1].clear();
    assert.deepEqual(pair[1].view(now), []);
  }
});

test('looking at a long conversation, and a new word in it, makes no more notes than in a short one', () => {
  const word = (text: string) => ({ kind: 'text', from: 0, alias: '', text, mine: false, passedOn: false }) as const;
  /** Notes that are made anew, and so drawn, between two looks. */
  const made = (notes: Notes, happens: () => void): number => {
    const before = new Set(notes.view(20));
    happens();
    return notes.view(21).filter((note) => !before.has(note)).length;
  };
  for (const count of [1, 60, 2000]) {
    const notes = new KeptNotes();
    const plain = new Notes();
    for (let place = 1; place <= count; place += 1) {
      for (const one of [notes, plain]) one.text(word(`t${place}`), place, 10);
    }
    assert.equal(made(notes, () => undefined), 0);
    assert.equal(made(notes, () => notes.text(word('new'), count + 1, 20)), 1);
    assert.equal(made(notes, () => notes.event('joined', 1, 'Sami', 20)), 1);
    const key = notes.text({ ...word('mine'), mine: true }, Infinity, 20, [0]);
    assert.equal(made(notes, () => notes.delivered(key, 0)), 1, 'also where a line in the middle changes');
    assert.equal(made(plain, () => undefined), count, 'the survivor’s page, which has one talk, makes all of them');
  }
});

test('notes to which nothing happened are the same list again, unless something is on its way', () => {
  const notes = new KeptNotes();
  const text = { kind: 'text', from: 0, alias: '', text: 'Hello', passedOn: false } as const;
  notes.text({ ...text, mine: false }, 1, 10);
  assert.equal(notes.view(11), notes.view(5000));
  const key = notes.text({ ...text, mine: true }, 2, 20, [0]);
  assert.equal(notes.view(21)[1]?.delivery, 'sending');
  assert.equal(notes.view(60)[1]?.delivery, 'not-delivered', 'time alone changes what is shown');
  notes.delivered(key, 0);
  assert.equal(notes.view(61)[1]?.delivery, 'delivered');
  assert.equal(notes.view(62), notes.view(63));
});
