/** What is said of a conversation in the list, of the end of one’s time, and what a day amounts to. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Finisher } from '../../../../client_js/src/console/desk/finishing.ts';
import { Load } from '../../../../client_js/src/console/desk/load.ts';
import { inOrder, longestWaiting, marks } from '../../../../client_js/src/console/desk/marks.ts';
import { dayRules } from '../../../../client_js/src/console/desk/rules.ts';
import { firstDrawn, STRETCH } from '../../../../client_js/src/console/desk/stretch.ts';
import { spoken, textOf } from '../../../../client_js/src/console/desk/texts.ts';
import type { Stage } from '../../../../client_js/src/core/handbook_view.ts';
import type { TalkView } from '../../../../client_js/src/core/views.ts';
import { talk } from './day.ts';

const MINUTE = 60;
const NOW = 1_800_000_000;
const ago = (minutes: number): number => NOW - minutes * MINUTE;
const rules = dayRules(undefined);

test('a mark for each: new words, who waits since when, who is silent, whose time is over', () => {
  const waits = talk({ unread: 2, since: ago(9), waitingSince: ago(4) });
  assert.deepEqual(marks(waits, rules, NOW), {
    ...{ unread: 2, waiting: 4, silent: undefined, lasted: 9, over: false, ended: false },
  });
  const silent = talk({ since: ago(55), theirsAt: ago(13), mineAt: ago(12) });
  const { waiting, silent: quiet, lasted, over } = marks(silent, rules, NOW);
  assert.deepEqual([waiting, quiet, lasted, over], [undefined, 12, 55, true]);
  assert.equal(marks({ ...silent, typing: [0] }, rules, NOW).silent, undefined, 'a word is coming');
  assert.equal(marks({ ...silent, mineAt: ago(9) }, rules, NOW).silent, undefined, 'not for long');
  const ended = marks({ ...waits, stage: 'ended' }, rules, NOW);
  assert.deepEqual([ended.waiting, ended.lasted, ended.ended], [undefined, undefined, true]);
  assert.equal(marks(talk({ stage: 'unverified', since: undefined }), rules, NOW).silent, undefined);
});

test('what is over goes out of the way, and what is open stays where it was', () => {
  const keys = (talks: readonly TalkView[]): string => inOrder(talks).map(({ key }) => key).join('');
  const all = ['a', 'b', 'c', 'd'].map((key) => talk({ key }));
  assert.equal(keys(all), 'abcd');
  assert.equal(keys(all.map((one) => (one.key === 'b' ? { ...one, stage: 'ended' } : one))), 'acdb');
  assert.equal(longestWaiting(all), undefined);
  const waiting = all.map((one, at) => ({ ...one, waitingSince: at === 0 ? undefined : NOW - at }));
  assert.equal(longestWaiting(waiting), 'd');
});

test('before the end of my time the console takes no more, once, and says why', () => {
  const finisher = new Finisher();
  finisher.works(NOW + 60 * MINUTE);
  const onDuty = { stage: 'on-duty', shiftExpires: NOW + 86_400 } as const;
  assert.equal(finisher.due(onDuty, rules, NOW + 45 * MINUTE - 1), undefined);
  assert.deepEqual(finisher.due(onDuty, rules, NOW + 45 * MINUTE), { do: 'finish', why: 'time' });
  assert.equal(finisher.why, 'time');
  assert.equal(finisher.due({ ...onDuty, stage: 'finishing' }, rules, NOW + 46 * MINUTE), undefined);
  finisher.decided();
  assert.equal(finisher.why, undefined);
  assert.equal(finisher.due(onDuty, rules, NOW + 50 * MINUTE), undefined, 'who goes on has decided');
  finisher.works(NOW + 120 * MINUTE);
  assert.deepEqual(finisher.due(onDuty, rules, NOW + 110 * MINUTE), { do: 'finish', why: 'time' });
});

test('before the end of a shift too; another shift takes it back, unless a person has decided', () => {
  const soon = { stage: 'on-duty', shiftExpires: NOW + 10 * MINUTE } as const;
  const later = { stage: 'finishing', shiftExpires: NOW + 86_400 } as const;
  const finisher = new Finisher();
  assert.deepEqual(finisher.due(soon, rules, NOW), { do: 'finish', why: 'shift' });
  assert.equal(finisher.due({ ...soon, stage: 'finishing' }, rules, NOW + 60), undefined);
  assert.deepEqual(finisher.due(later, rules, NOW + 120), { do: 'again' });
  assert.equal(finisher.due({ ...later, stage: 'on-duty' }, rules, NOW + 121), undefined);
  const other = new Finisher();
  other.due(soon, rules, NOW);
  other.decided();
  assert.equal(other.due(later, rules, NOW + 120), undefined);
  const home = new Finisher();
  home.works(NOW + 12 * MINUTE);
  home.due({ ...soon, shiftExpires: NOW + 14 * MINUTE }, rules, NOW);
  assert.equal(home.due(later, rules, NOW + 120), undefined, 'my own time is over as well');
  assert.equal(new Finisher().due({ stage: 'off-duty', shiftExpires: NOW }, rules, NOW), undefined);
});

test('my day: time on duty without sleep and pauses, conversations that began, hard ones once', () => {
  const load = new Load();
  const at = (stage: 'on-duty' | 'off-duty', now: number, pausedUntil?: number, talks: TalkView[] = []) =>
    load.saw({ stage, talks, pausedUntil }, now);
  for (let second = 0; second <= 600; second += 1) at('on-duty', NOW + second);
  assert.deepEqual(load.today(), { minutes: 10, talks: 0, hard: 0 });
  at('on-duty', NOW + 5000);
  for (let second = 5000; second <= 5600; second += 1) at('on-duty', NOW + second, NOW + 9999);
  for (let second = 5600; second <= 6200; second += 1) at('off-duty', NOW + second);
  assert.equal(load.today().minutes, 10);
  at('on-duty', NOW + 6201, undefined, [talk(), talk({ key: 't2' }), talk({ key: 't3', since: undefined })]);
  load.wasHard('t1');
  load.wasHard('t1');
  assert.deepEqual(load.today(), { minutes: 10, talks: 2, hard: 1 });
  assert.deepEqual([load.enough(undefined), load.enough(1)], [false, false]);
  for (let second = 6202; second <= 6202 + 3600; second += 5) at('on-duty', NOW + second);
  assert.equal(load.enough(1), true);
});

test('of a long conversation the end is drawn, in steps, and all of it for whoever goes back', () => {
  for (let count = 0; count < 700; count += 1) {
    const from = firstDrawn(count, 0);
    const drawn = count - from;
    assert.ok(from % STRETCH === 0 && drawn >= Math.min(count, STRETCH) && drawn < 2 * STRETCH, String(count));
    assert.equal(firstDrawn(count, 20), 0);
    assert.ok(firstDrawn(count, 1) === Math.max(0, from - STRETCH));
    assert.ok(firstDrawn(count + 1, 0) >= from, 'what was left out does not come back by a new word');
  }
});

test('the text for a silence is the organisation’s, in the language of the conversation', () => {
  const text = (language: string, words: string, stage: Stage = 'idle-remind') => ({
    ...{ key: words, stage, language, title: '', text: words },
  });
  const texts = [text('en', 'Are you there?'), text('pt', 'Está aí?'), text('en', 'Bye.', 'idle-close')];
  assert.equal(textOf({ texts, services: [] }, 'idle-remind', 'en'), 'Are you there?');
  assert.equal(textOf({ texts, services: [] }, 'idle-remind', 'pt-BR'), 'Está aí?');
  assert.equal(textOf({ texts, services: [] }, 'idle-close', 'pt'), undefined);
  assert.equal(textOf(undefined, 'idle-close', 'en'), undefined);
  assert.equal(spoken('ar-EG', ['en', 'ar']), 'ar');
  assert.equal(spoken('fi', ['en', 'ar']), 'en');
});
