/** What survivors answered: counted by choices of the notice, told by month, and words that no table has. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromUtf8, hex } from '../../../client_js/src/core/bytes.ts';
import { counted, daysOf, EMPTY_LEDGER, firstDay, type Ledger, monthOf, without, writtenIn } from '../../../client_js/src/core/ledger.ts';
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
  en: { 'survey-1': 'Did it help?', 'survey-1-choices': 'Yes\nA little\nNo', 'survey-2': 'What else?' },
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

const NOTICE = notice();
const ASKED = surveyOf(NOTICE);
const QUESTIONS = surveyQuestions(NOTICE);

const answer = (answers: Readonly<Record<string, string>>, at = NOW) =>
  makeDrop(place, KEY, Object.entries(answers).map(([question, one]) => ({ question, answer: one })), at);

function read(drops: readonly Uint8Array[], { held = 0, today = TODAY } = {}): Reading {
  const reading = new Reading({ place, seeds: [SEED], secrets: [], before: new Set(), today, asked: ASKED, held, random });
  for (const one of drops) reading.take(one);
  return reading;
}

function book(reading: Reading, ledger: Ledger = EMPTY_LEDGER, today = TODAY): Ledger {
  return counted(ledger, new Uint8Array(16), { by: 'Hala', today, drops: reading.answers, written: reading.written });
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
  assert.deepEqual([few.few, few.answers.length, few.written.length, few.forget.length], [4, 0, 0, 0]);
  const enough = read([...drops, answer({ 'survey-1': 'No' })]);
  assert.deepEqual([enough.few, enough.answers.length, enough.written.length, enough.forget.length], [0, 5, 4, 5]);
});

test('a survivor’s words say neither when nor beside what, and their names are not in them', () => {
  const drops = times(6, () => answer({ 'survey-1': 'Yes', 'survey-2': CANARY }));
  const written = writtenIn(book(read(drops)));
  assert.deepEqual(Object.keys(written[0] ?? {}).sort(), ['id', 'question', 'text']);
  const names = new Set(drops.map((one) => hex(dropName(one))));
  assert.ok(written.every(({ id }) => !names.has(hex(id))));
  const ids = written.map(({ id }) => hex(id));
  assert.deepEqual(ids, [...ids].sort(), 'in the order of numbers that were drawn');
});

test('a57_what a survivor wrote is in no table that leaves, and small numbers are hidden', () => {
  const before = NOW - 40 * 86_400;
  const then = Math.floor(before / 86_400);
  const said = [...times(7, () => 'Yes'), ...times(3, () => 'A little'), ...times(6, () => 'No')];
  const drops = said.map((one) => answer({ 'survey-1': one, 'survey-2': CANARY }, before));
  const ledger = telling(book(read(drops, { today: then }), EMPTY_LEDGER, then), QUESTIONS, TODAY);
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

test('a49 whoever floods the relay with words fills neither the ledger nor the room for counts', () => {
  const flood = times(8, () => answer({ 'survey-2': 'x'.repeat(200) }));
  const found = read([...flood, answer({ 'survey-1': 'Yes' })], { held: WORDS_MOST - 5 });
  assert.deepEqual([found.written.length, found.full, found.answers.length], [5, 3, 6], 'counts still come in');
  assert.ok(!found.forget.map(hex).some((name) => flood.slice(5).map((one) => hex(dropName(one))).includes(name)));
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
