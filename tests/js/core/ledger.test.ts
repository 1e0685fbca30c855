/** The sums that are kept: counted once, put together in any order, locked, and told outside once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, fromUtf8, hex } from '../../../client_js/src/core/bytes.ts';
import { DamagedVault, ForeignVault } from '../../../client_js/src/core/errors.ts';
import type { HandbookTally } from '../../../client_js/src/core/handbook_view.ts';
import {
  counted,
  countedNames,
  daysOf,
  EMPTY_LEDGER,
  firstDay,
  type Ledger,
  monthOf,
} from '../../../client_js/src/core/ledger.ts';
import { merged } from '../../../client_js/src/core/ledger_merged.ts';
import { unwrapLedger, wrapLedger } from '../../../client_js/src/core/ledger_file.ts';
import { csvCell, csvOf, type CsvWords } from '../../../client_js/src/core/numbers_csv.ts';
import { OWN, type StaffDrop } from '../../../client_js/src/core/numbers_drop.ts';
import {
  cellsOf,
  countOf,
  inPeriod,
  overTime,
  people,
  questionsOf,
  telling,
  waitingMonths,
} from '../../../client_js/src/core/numbers_tables.ts';
import { hoursDrop, tallyDrop } from '../../../client_js/src/core/tally.ts';
import { seeded } from './helpers.ts';

const random = seeded('ledger');
const ORGANISATION = random(32);
const SEED = random(32);
const ME = random(16);
const OTHER = random(16);
/** 3 November 2026: October is complete where somebody collects today. */
const TODAY = 20_760;
const labels = [{ language: 'en', label: 'Words' }];
const BOOK: readonly HandbookTally[] = [
  {
    key: 'need',
    where: 'end',
    labels,
    choices: ['legal', 'home', 'money'].map((key) => ({ key, labels })),
  },
];
const QUESTIONS = questionsOf({ tally: BOOK }, ['en', 'ar']);
const NEED = QUESTIONS[0] ?? { kind: 'tally', key: '', values: [] };

function talk(day: number, need = 'legal', language = 'en'): StaffDrop {
  const facts = { language, began: day * 86_400 + 3600, lasted: 2000, hour: 1 };
  return tallyDrop(need === '' ? [] : [['need', need]], facts);
}

const named = (drops: readonly StaffDrop[]) => drops.map((drop) => ({ name: random(16), drop }));
const many = (count: number, drop: StaffDrop): StaffDrop[] => Array<StaffDrop>(count).fill(drop);

function with_(drops: readonly StaffDrop[], ledger: Ledger = EMPTY_LEDGER, id = ME, today = TODAY): Ledger {
  return counted(ledger, id, { by: 'Hala', today, sure: today, drops: named(drops), written: [] });
}

test('sums by day, question and person, and nothing of one talk', () => {
  const yesterday = TODAY - 1;
  const drops = [talk(TODAY), talk(TODAY, 'home', 'ar'), talk(yesterday, '')];
  const hours = [hoursDrop('Noor', TODAY * 86_400, TODAY * 86_400 + 7200, 2), hoursDrop('Noor', 0, 600, 1)];
  const ledger = with_([...drops, ...hours.map((one) => ({ ...one, day: TODAY }))]);
  const days = inPeriod(ledger, { from: yesterday, to: TODAY });
  assert.equal(countOf(days, 'tally'), 3);
  const counts = cellsOf(days, NEED).map(({ value, count }) => [value, count]);
  assert.deepEqual(counts, [['legal', 1], ['home', 1], ['money', 0], ['.other', 0], ['.none', 1]]);
  assert.deepEqual(people(days), [{ alias: 'Noor', minutes: 130, talks: 3 }]);
  const steps = overTime(ledger, { from: yesterday, to: TODAY }, 'day').map(({ count }) => count);
  assert.deepEqual(steps, [1, 2]);
  const week = overTime(ledger, { from: TODAY - 6, to: TODAY }, 'week');
  assert.equal(week.reduce((sum, { count }) => sum + count, 0), 3);
  for (const { value } of week) assert.equal(new Date(Number(value) * 86_400_000).getUTCDay(), 1);
});

test('choices that are not asked any more, and other languages, still count', () => {
  const ledger = with_([talk(TODAY, 'horses'), talk(TODAY, 'legal', 'fr')]);
  const days = daysOf(ledger);
  assert.equal(cellsOf(days, NEED).find(({ value }) => value === '.other')?.count, 1);
  const languages = QUESTIONS.find(({ key }) => key === OWN.language) ?? NEED;
  assert.equal(cellsOf(days, languages).find(({ value }) => value === 'other')?.count, 1);
});

test('ledgers are put together in any order, and the same one twice is once', () => {
  const mine = with_([talk(TODAY), talk(TODAY)]);
  const theirs = with_([talk(TODAY)], EMPTY_LEDGER, OTHER);
  const later = with_([talk(TODAY)], mine);
  const all = merged(merged(mine, theirs), later);
  assert.deepEqual(all, merged(later, merged(theirs, mine)));
  assert.deepEqual(merged(all, mine), all, 'an older edition takes nothing away');
  assert.equal(countOf(daysOf(all), 'tally'), 4);
});

test('names are remembered for as long as their drops are taken, in no order', () => {
  const first = with_([talk(TODAY), talk(TODAY)]);
  assert.equal(countedNames(first).size, 2);
  const kept = with_([talk(TODAY + 31)], first, ME, TODAY + 31);
  assert.equal(countedNames(kept).size, 3);
  const gone = with_([], first, ME, TODAY + 32);
  assert.equal(countedNames(gone).size, 0);
  const names = kept.books[0]?.names.flatMap((row) => row.names).slice(0, 2) ?? [];
  assert.deepEqual(names.map(hex), [...names].sort(compare).map(hex));
});

test('days become months after a year and more, and the sums stay', () => {
  const old = TODAY - 500;
  const ledger = with_([talk(TODAY)], with_([talk(old), talk(old + 1)], EMPTY_LEDGER, ME, old + 1));
  const days = daysOf(ledger).map(({ day }) => day);
  assert.deepEqual(days, [firstDay(monthOf(old)), TODAY]);
  assert.equal(countOf(daysOf(ledger), 'tally'), 3);
});

test('a locked ledger opens with the statistics seed and with nothing else', () => {
  const ledger = telling(with_([talk(TODAY - 40), talk(TODAY)]), QUESTIONS);
  const raw = wrapLedger(ledger, ORGANISATION, SEED, random);
  assert.deepEqual(unwrapLedger(raw, ORGANISATION, [random(32), SEED]), ledger);
  assert.throws(() => unwrapLedger(raw, ORGANISATION, [random(32)]), ForeignVault);
  assert.throws(() => unwrapLedger(raw, random(32), [SEED]), ForeignVault);
  assert.throws(() => unwrapLedger(random(400), ORGANISATION, [SEED]), ForeignVault);
  const bent = raw.slice();
  bent[bent.length - 1] = (bent[bent.length - 1] ?? 0) ^ 1;
  assert.throws(() => unwrapLedger(bent, ORGANISATION, [SEED]), DamagedVault);
  assert.throws(() => unwrapLedger(raw.slice(0, 60), ORGANISATION, [SEED]), DamagedVault);
  assert.ok(!hex(raw).includes(hex(new TextEncoder().encode('legal'))));
});

const WORDS: CsvWords = {
  head: ['month', 'table', 'row', 'number'],
  hidden: 'hidden',
  all: 'all',
  table: ({ kind, key }) => `${kind} ${key}`,
  row: (_, value) => value,
};

const rows = (ledger: Ledger): string[][] => {
  const text = fromUtf8(csvOf(ledger.told, WORDS)).slice(1);
  return text.trim().split('\r\n').map((line) => line.slice(1, -1).split('","'));
};

test('only whole months are told, and no number below five', () => {
  const month = TODAY - 20;
  const drops = [...many(20, talk(month)), ...many(3, talk(month, 'home')), ...many(9, talk(month, 'money'))];
  const ledger = telling(with_([...drops, ...many(50, talk(TODAY))]), QUESTIONS);
  const told = rows(ledger);
  assert.ok(told.slice(1).every(([when]) => when === '2026-10'), 'this month is not over');
  const numbers = told.slice(1).map(([, , , count]) => Number(count)).filter((one) => !Number.isNaN(one));
  assert.ok(numbers.every((one) => one === 0 || one >= 5));
  const needs = told.filter(([, table]) => table === 'tally need').map(([, , row, count]) => [row, count]);
  assert.deepEqual(needs, [
    ['legal', 'hidden'],
    ['home', 'hidden'],
    ['legal + home', '23'],
    ['money', '9'],
    ['.other', '0'],
    ['.none', '0'],
  ]);
  assert.ok(!told.some(([, table]) => table?.startsWith('hours')), 'fewer than five people worked');
});

test('a month that was told stays as it was: two tellings cannot be subtracted', () => {
  const month = TODAY - 20;
  const before = telling(with_(many(20, talk(month))), QUESTIONS);
  const late = telling(with_([talk(month, 'home')], before), QUESTIONS);
  assert.deepEqual(rows(late), rows(before));
  assert.equal(countOf(daysOf(late), 'tally'), 21, 'inside it counts');
  const another = telling(with_(many(7, talk(month)), EMPTY_LEDGER, OTHER), QUESTIONS);
  assert.deepEqual(rows(merged(before, another)), rows(before));
});

const countedTables = (ledger: Ledger) => ledger.told.flatMap(({ tables }) => tables);

test('a month is told once somebody has collected on the third day after it, and no clock makes it sooner', () => {
  const october = monthOf(TODAY - 20);
  const before = (today: number): Ledger => with_(many(20, talk(TODAY - 20)), EMPTY_LEDGER, ME, today);
  // Collected in October, or within two days after: more may be on its way, whatever day it is now.
  for (const today of [TODAY - 20, TODAY - 3, TODAY - 1]) {
    const early = telling(before(today), QUESTIONS);
    assert.deepEqual(early.told, [], `collected on ${today}`);
    assert.deepEqual(waitingMonths(early, TODAY + 40), [october], 'and the screen says so');
  }
  const ledger = counted(before(TODAY - 1), ME, { by: 'Hala', today: TODAY + 40, sure: 0, drops: [], written: [] });
  assert.deepEqual(telling(ledger, QUESTIONS).told, [], 'a day that no document says tells nothing');
  const late = with_(many(5, talk(TODAY - 4)), before(TODAY - 1));
  const told = telling(late, QUESTIONS);
  assert.deepEqual(told.told.map(({ month }) => month), [october]);
  assert.deepEqual(waitingMonths(told, TODAY), []);
  assert.equal(countedTables(told)[0]?.cells[0]?.count, 25, 'with all that came in until then');
});

test('what survivors answered is told apart from what staff counted: a notice without choices fixes none', () => {
  const survey = { kind: 'survey' as const, key: 'survey-1', values: ['Yes', 'No'] };
  const answers = many(20, { kind: 'tally', day: TODAY - 20, entries: [['survey-1', 'Yes']] }).map((drop) => {
    return { name: random(16), drop: { ...drop, kind: 'survey' as const } };
  });
  const round = { by: 'Hala', today: TODAY, sure: TODAY, drops: answers, written: [] };
  const ledger = counted(with_(many(9, talk(TODAY - 20))), ME, round);
  const first = telling(ledger, QUESTIONS);
  assert.ok(!countedTables(first).some(({ kind }) => kind === 'survey'));
  const both = telling(first, [...QUESTIONS, survey]);
  const found = countedTables(both).find(({ kind, key }) => kind === 'survey' && key === 'survey-1');
  assert.deepEqual(found?.cells.map(({ count }) => count), [20, 0]);
  assert.equal(countedTables(both).filter(({ kind, key }) => kind === 'tally' && key === '').length, 1, 'once each');
  assert.deepEqual(countedTables(telling(both, [...QUESTIONS, survey])), countedTables(both));
  // Whoever told one part alone takes the other from a colleague, and each month stays one.
  assert.deepEqual(merged(first, both).told, both.told);
});

test('the tables of a month agree on their total, so none tells more than another', () => {
  const month = TODAY - 20;
  const drops = [...many(8, talk(month)), ...many(2, talk(month, '')), talk(month, 'horses', 'fr')];
  const ledger = telling(with_(drops), QUESTIONS);
  for (const { kind, cells } of ledger.told[0]?.tables ?? []) {
    const sum = cells.reduce((all, { count }) => all + count, 0);
    assert.equal(sum, kind === 'tally' ? 11 : 0);
  }
});

test('the hours of all are told where five people or more worked', () => {
  const hours = ['A', 'B', 'C', 'D', 'E'].map((alias) => hoursDrop(alias, 0, 36_000, 9));
  const ledger = telling(with_(hours.map((one) => ({ ...one, day: TODAY - 20 }))), QUESTIONS);
  assert.ok(rows(ledger).some(([, table, , count]) => table === `hours ${OWN.minutes}` && count === '3000'));
});

test('a57_a cell is text for a spreadsheet, whatever an organisation calls its choices', () => {
  for (const text of ['=1+1', '+1', '-1', '@x', '\t=1', ' \r\n=cmd', '＝1', '"=1', '\u202e=1', '|x', "'=x"]) {
    assert.match(csvCell(text), /^"'/);
  }
  for (const text of ['a\u0000b', 'a\u001bb', 'a\nb', 'a\u2028b', 'a\u202eb', 'a\u0085b']) {
    assert.equal(csvCell(text), '"a b"', JSON.stringify(text));
  }
  assert.equal(csvCell('so "they" say'), '"so ""they"" say"');
  for (const text of ['سكن', 'क\u094d\u200dष', 'می\u200cخواهم']) assert.equal(csvCell(text), `"${text}"`);
});

