/**
 * Attack on published numbers: somebody knows the rule, every table and the true number of talks, and
 * looks for a hidden number that only one value fits. Each world that could have been is tried.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromUtf8 } from '../../../client_js/src/core/bytes.ts';
import type { ToldTable } from '../../../client_js/src/core/ledger.ts';
import { csvOf } from '../../../client_js/src/core/numbers_csv.ts';
import { LEAST, together, type Together } from '../../../client_js/src/core/suppress.ts';

type Rule = (cells: readonly number[]) => readonly Together[];

/** What is published, as one text: the attacker sees this and nothing else of a table. */
function published(rule: Rule, cells: readonly number[]): string {
  const groups = rule(cells).map(({ from, to, shown, sum }) =>
    shown ? cells.slice(from, to) : [`${from}-${to}`, sum ?? 'hidden'],
  );
  return JSON.stringify(groups);
}

/** Every table of so many cells with this total. */
function* worlds(cells: number, total: number): Generator<readonly number[]> {
  if (cells === 1) return yield [total];
  for (let first = 0; first <= total; first += 1) {
    for (const rest of worlds(cells - 1, total - first)) yield [first, ...rest];
  }
}

/** Hidden cells that have one value in all worlds that look the same, and numbers that are too small. */
function found(rule: Rule, cells: number, most: number): string[] {
  const faults: string[] = [];
  for (let total = 1; total <= most; total += 1) {
    const seen = new Map<string, { hidden: boolean[]; values: Set<number>[] }>();
    for (const world of worlds(cells, total)) {
      const text = published(rule, world);
      const hidden = new Array<boolean>(cells).fill(false);
      for (const { from, to, shown, sum } of rule(world)) {
        if (!shown) hidden.fill(true, from, to);
        const told = shown ? world.slice(from, to) : sum === undefined ? [] : [sum];
        if (told.some((one) => one > 0 && one < LEAST)) faults.push(`${world} tells a small number`);
      }
      const same = seen.get(text) ?? { hidden, values: world.map(() => new Set<number>()) };
      world.forEach((value, at) => same.values[at]?.add(value));
      seen.set(text, same);
    }
    for (const [text, { hidden, values }] of seen) {
      hidden.forEach((is, at) => {
        if (is && values[at]?.size === 1) faults.push(`${text} with total ${total}: cell ${at}`);
      });
    }
  }
  return faults;
}

/** How far totals are tried; with these the rule has met every case that it makes a difference of. */
const SIZES = [
  [2, 40],
  [3, 30],
  [4, 24],
  [5, 17],
  [6, 13],
] as const;

test('no hidden number has only one value for somebody who knows the rule and all totals', () => {
  for (const [cells, most] of SIZES) assert.deepEqual(found(together, cells, most), []);
});

test('the attack finds what a naive rule gives away', () => {
  const naive: Rule = (cells) =>
    cells.map((count, at) => {
      const small = count > 0 && count < LEAST;
      return { from: at, to: at + 1, shown: !small, sum: small ? undefined : count };
    });
  const faults = found(naive, 3, 12);
  assert.ok(faults.some((one) => one.includes('cell')), 'one hidden alone follows from the total');
  // Hiding the smallest other one as well is read backwards by whoever knows that it was done.
  const smallest: Rule = (cells) => {
    const gone = new Set(cells.flatMap((count, at) => (count < LEAST ? [at] : [])));
    const rest = cells.map((count, at) => ({ count, at })).filter(({ at }) => !gone.has(at));
    rest.sort((one, other) => one.count - other.count);
    if (gone.size === 1 && rest[0] !== undefined) gone.add(rest[0].at);
    return cells.map((count, at) => ({
      from: at, to: at + 1, shown: !gone.has(at), sum: gone.has(at) ? undefined : count,
    }));
  };
  assert.ok(found(smallest, 3, 16).some((one) => one.includes('cell')));
});

test('what goes together is told as one sum, and zeros say nothing of anybody', () => {
  const told = (cells: readonly number[]): string => published(together, cells);
  assert.equal(told([9, 20]), '[[9,20]]');
  assert.equal(told([3, 20]), '[["0-2",23]]');
  assert.equal(told([0, 0, 7, 30]), '[[0,0],[7,30]]');
  assert.equal(told([1, 0, 7, 30]), '[["0-4",38]]', 'one person among two is still one person');
  assert.equal(told([4, 4, 7, 30]), '[["0-2",8],[7,30]]');
  assert.equal(told([6, 5, 7, 30, 2]), '[[6,5],["2-5",39]]');
  assert.equal(told([1, 0, 2, 1]), '[["0-4","hidden"]]');
  assert.equal(told([0, 0]), '[[0,0]]');
});

const WORDS = {
  head: ['month', 'table', 'row', 'number'],
  hidden: 'hidden',
  all: 'all',
  table: ({ key }: ToldTable) => key,
  row: (_: ToldTable, value: string) => value,
} as const;

/** One table of a month with these counts. */
const table = (key: string, counts: readonly number[]): ToldTable => ({
  kind: 'tally',
  key,
  cells: counts.map((count, at) => ({ value: `${key}${at}`, count })),
});

test('nor for somebody who has the whole file, with all tables of all months and their totals', () => {
  // Two questions of the same talks, and a month before with others: every world of these is told.
  for (let talks = 1; talks <= 8; talks += 1) {
    const seen = new Map<string, Map<string, Set<number>>>();
    for (const needs of worlds(4, talks)) {
      for (const languages of worlds(3, talks)) {
        const tables = [table('', [talks]), table('need', needs), table('language', languages)];
        const before = { month: 24_000, tables: [table('need', [...needs].reverse())] };
        const file = fromUtf8(csvOf([before, { month: 24_001, tables }], WORDS));
        const hidden = [...file.matchAll(/^"2000-02","(\w+)","(\w+)","hidden"/gm)].map((row) => row[2]);
        const values = seen.get(file) ?? new Map<string, Set<number>>();
        seen.set(file, values);
        const all = tables.flatMap(({ cells }) => cells);
        for (const { value, count } of all.filter((one) => hidden.includes(one.value))) {
          values.set(value, (values.get(value) ?? new Set()).add(count));
        }
        const told = [...file.matchAll(/,"(\d+)"\r$/gm)].map(([, number]) => Number(number));
        assert.ok(told.every((one) => one === 0 || one >= LEAST));
      }
    }
    for (const [file, values] of seen) {
      for (const [cell, some] of values) assert.ok(some.size > 1, `${cell} follows from\n${file}`);
    }
  }
});
