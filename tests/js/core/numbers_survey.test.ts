/** What survivors answered: counted by choices of the notice, told by month, and words that no table has. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromUtf8, hex } from '../../../client_js/src/core/bytes.ts';
import { counted, daysOf, EMPTY_LEDGER, firstDay, type Ledger, monthOf } from '../../../client_js/src/core/ledger.ts';
import { merged, released, shownIn, without, writtenIn } from '../../../client_js/src/core/ledger_merged.ts';
import { unwrapLedger, wrapLedger } from '../../../client_js/src/core/ledger_file.ts';
import { csvOf } from '../../../client_js/src/core/numbers_csv.ts';
import { dropName } from '../../../client_js/src/core/numbers_drop.ts';
import { Reading } from '../../../client_js/src/core/numbers_reading.ts';
import { ANSWERS_LEAST, surveyOf, WORDS_MOST } from '../../../client_js/src/core/numbers_survey.ts';
import { cellsOf, countOf, surveyQuestions, telling } from '../../../client_js/src/core/numbers_tables.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { makeDrop } from '../../../client_js/src/core/survey.ts';
import type { NoticeView } from '../../../client_js/src/core/views.ts';
import { NOW, seeded } from './helpers.ts';

const random = seeded('numbers survey');
const place = { organisation: random(32), desk: random(16), random };
const SEED = random(32);
const KEY = xwingPublic(SEED);
const TODAY = Math.floor(NOW / 86_400);
const CANARY = 'canary: =HYPERLINK(1) her name';

const TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: { 'survey-1': 'Did it help?', 'survey-1-choices': 'Yes\nA little\nNo', 'survey-2': 'What else?', 'survey-3': 'What first?' },
  ar: { 'survey-1': 'هل ساعدك؟', 'survey-1-choices': 'نعم\nقليلا\nلا' },
};

function notice(languages: readonly string[] = ['en', 'ar']): NoticeView {
  return {
    organisation: 'Night Line',
    languages,
    text: (language, key, only) => TEXTS[language]?.[key] ?? (only ? '' : (TEXTS[languages[0] ?? '']?.[key] ?? '')),
    phones: () => [],
    policy: () => '',
    hours: [],
    timezone: 'UTC',
    exitAddress: '',
  };
}

/** The third day of a month, and a moment in the month before it. */
const MONTHS = { third: firstDay(monthOf(TODAY)) + 2, before: (firstDay(monthOf(TODAY)) - 3) * 86_400 };
const NOTICE = notice();
const ASKED = surveyOf(NOTICE);
const QUESTIONS = surveyQuestions(NOTICE);

const answer = (answers: Readonly<Record<string, string>>, at = NOW) =>
  makeDrop(place, KEY, Object.entries(answers).map(([question, one]) => ({ question, answer: one })), at);

function read(drops: readonly Uint8Array[], today = TODAY): Reading {
  const reading = new Reading({ place, seeds: [SEED], secrets: [], before: new Set(), today, asked: ASKED, random });
  for (const one of drops) reading.take(one);
  return reading;
}

function book(reading: Reading, ledger: Ledger = EMPTY_LEDGER, today = TODAY): Ledger {
  const written = reading.written(writtenIn(ledger).length);
  return released(counted(ledger, new Uint8Array(16), { by: 'Hala', today, sure: today, drops: reading.answers, written }));
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

test('a question’s choices are counted in whatever language they were chosen', () => {
  const ledger = book(read([answer({ 'survey-1': 'Yes' }), ...times(4, () => answer({ 'survey-1': 'نعم' })), answer({ 'survey-1': 'No' })]));
  const [question] = QUESTIONS;
  assert.ok(question);
  const cells = cellsOf(daysOf(ledger), question).map(({ value, count }) => [value, count]);
  assert.deepEqual(cells, [['Yes', 5], ['A little', 0], ['No', 1], ['.other', 0], ['.none', 0]]);
  // Also after the organisation has put another language first.
  const [turned] = surveyQuestions(notice(['ar', 'en']));
  assert.ok(turned);
  assert.deepEqual(cellsOf(daysOf(ledger), turned).slice(0, 2), [{ value: 'نعم', count: 5 }, { value: 'قليلا', count: 0 }]);
});

test('words that are no choice count nowhere, and no day of an answer is kept', () => {
  const ledger = book(read(times(5, () => answer({ 'survey-1': CANARY, 'survey-4': CANARY }))));
  assert.equal(countOf(daysOf(ledger), 'survey'), 5);
  assert.ok(!JSON.stringify(ledger.books.map(({ days }) => days)).includes('canary'));
  assert.deepEqual(writtenIn(ledger), [], 'nobody was asked for words there');
  assert.deepEqual(daysOf(ledger).map(({ day }) => day), [firstDay(monthOf(TODAY))]);
});

test('fewer than five are left: they could be one person’s', () => {
  const drops = times(ANSWERS_LEAST - 1, () => answer({ 'survey-1': 'Yes', 'survey-2': 'words' }));
  const few = read(drops);
  assert.deepEqual([few.few, few.answers.length, few.written(0).length, few.forget.length], [4, 0, 0, 0]);
  const enough = read([...drops, answer({ 'survey-1': 'No' })]);
  assert.deepEqual([enough.few, enough.answers.length, enough.written(0).length, enough.forget.length], [0, 5, 4, 5]);
});

test('a survivor’s words say neither when nor beside what, and their names are not in them', () => {
  const drops = times(6, () => answer({ 'survey-1': 'Yes', 'survey-2': CANARY }));
  const written = writtenIn(book(read(drops)));
  assert.deepEqual(Object.keys(written[0] ?? {}).sort(), ['id', 'month', 'question', 'text']);
  const names = new Set(drops.map((one) => hex(dropName(one))));
  assert.ok(written.every(({ id }) => !names.has(hex(id))));
  const ids = written.map(({ id }) => hex(id));
  assert.deepEqual(ids, [...ids].sort(), 'in the order of numbers that were drawn');
});

test('a57_what a survivor wrote is in no table that leaves, and small numbers are hidden', () => {
  const { before } = MONTHS;
  const said = [...times(7, () => 'Yes'), ...times(3, () => 'A little'), ...times(6, () => 'No')];
  const drops = said.map((one) => answer({ 'survey-1': one, 'survey-2': CANARY }, before));
  const ledger = telling(book(read(drops, MONTHS.third), EMPTY_LEDGER, MONTHS.third), QUESTIONS);
  assert.equal(writtenIn(ledger).length, 16, 'the control: it is in the ledger');
  const words = {
    head: ['month', 'table', 'row', 'number'],
    hidden: 'hidden',
    all: 'all',
    table: ({ kind, key }: { kind: string; key: string }) => `${kind} ${key}`,
    row: (_: unknown, value: string) => value,
  } as const;
  const text = fromUtf8(csvOf(ledger.told, words)).slice(1);
  assert.ok(!text.includes('canary') && !text.includes('survey-2'));
  const rows = text.trim().split('\r\n').map((line) => line.slice(1, -1).split('","').slice(1));
  assert.deepEqual(rows.filter(([table]) => table?.startsWith('survey')), [
    ['survey survey-1', 'Yes', 'hidden'],
    ['survey survey-1', 'A little', 'hidden'],
    ['survey survey-1', 'Yes + A little', '10'],
    ['survey survey-1', 'No', '6'],
    ['survey survey-1', '.other', '0'],
    ['survey survey-1', '.none', '0'],
    ['survey', 'all', '16'],
  ]);
});

test('a49 whoever floods the relay with words shuts out no choice, and no words by being quicker', () => {
  const flood = times(20, () => answer({ 'survey-2': 'x'.repeat(200) }));
  const real = times(20, () => answer({ 'survey-1': 'Yes', 'survey-2': 'real' }));
  const found = read([...flood, ...real]);
  const held = WORDS_MOST - 15;
  assert.deepEqual([found.full, found.answers.length, found.forget.length], [0, 40, 40], 'all of them count');
  assert.deepEqual([found.written(held).length, found.unkept(held)], [15, 25]);
  assert.ok(found.written(held).some(({ text }) => text === 'real'), 'chance decides, not who came first');
  assert.deepEqual([found.written(WORDS_MOST + 9).length, found.unkept(WORDS_MOST + 9)], [0, 40]);
  const [question] = QUESTIONS;
  assert.ok(question);
  const full = counted(EMPTY_LEDGER, new Uint8Array(16), {
    ...{ by: 'Hala', today: TODAY, sure: TODAY, drops: found.answers, written: found.written(WORDS_MOST) },
  });
  assert.deepEqual(cellsOf(daysOf(full), question)[0], { value: 'Yes', count: 20 });
});

test('a49 a flood is deleted at once, and no older copy brings it back', () => {
  const ledger = book(read(times(12, () => answer({ 'survey-2': 'junk' }, MONTHS.before)), MONTHS.third), EMPTY_LEDGER, MONTHS.third);
  const shown = shownIn(ledger);
  assert.equal(shown.length, 12);
  const left = without(ledger, shown.map(({ id }) => id));
  assert.deepEqual([writtenIn(left).length, left.shown.length], [0, 0]);
  assert.deepEqual(writtenIn(merged(left, ledger)), []);
});

test('nobody’s words are shown alone, and none before their month is complete', () => {
  const { before, third } = MONTHS;
  const five = times(5, () => answer({ 'survey-1': 'Yes', 'survey-3': 'five wrote here' }, before));
  const lone = [...times(9, () => answer({ 'survey-1': 'Yes' }, before)), answer({ 'survey-2': 'one alone' }, before)];
  const now = times(6, () => answer({ 'survey-2': 'this month' }, third * 86_400));
  const last = Math.floor(before / 86_400);
  // Collected while the month goes on: all wait, whoever wrote.
  const early = book(read([...five, ...lone], last), EMPTY_LEDGER, last);
  assert.deepEqual([writtenIn(early).length, shownIn(early).length], [6, 0]);
  const complete = book(read(now, third), early, third);
  assert.deepEqual(new Set(shownIn(complete).map(({ text }) => text)), new Set(['five wrote here']));
  assert.equal(shownIn(complete).length, 5);
  // Four more of the question are enough, and what was shown stays while others are deleted.
  const late = [answer({ 'survey-1': 'No' }, before), ...times(4, () => answer({ 'survey-2': 'late' }, before))];
  const more = book(read(late, third), complete, third);
  assert.equal(shownIn(more).filter(({ question }) => question === 'survey-2').length, 5);
  const [first] = shownIn(more);
  assert.equal(shownIn(released(without(more, first ? [first.id] : []))).length, 9);
  assert.deepEqual(shownIn(merged(early, more)), shownIn(more));
  assert.deepEqual(unwrapLedger(wrapLedger(more, place.organisation, SEED, random), place.organisation, [SEED]), more);
});

test('words lie locked in the ledger until they are deleted, and are gone from it then', () => {
  const ledger = book(read(times(5, () => answer({ 'survey-2': CANARY }))));
  const raw = wrapLedger(ledger, place.organisation, SEED, random);
  assert.ok(!fromLatin(raw).includes('canary'));
  assert.deepEqual(unwrapLedger(raw, place.organisation, [SEED]), ledger);
  const [first] = writtenIn(ledger);
  const left = without(ledger, first ? [first.id] : []);
  assert.equal(writtenIn(left).length, 4);
  assert.ok(!writtenIn(left).some(({ id }) => hex(id) === hex(first?.id ?? id)));
});

const fromLatin = (raw: Uint8Array): string => Buffer.from(raw).toString('latin1');
