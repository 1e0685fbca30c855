/** What leaves the organisation: whole months as CSV, without any number below five. protocol.md 15.10. */

import { type Bytes, concat, utf8 } from './bytes.ts';
import type { Told, ToldTable } from './ledger.ts';
import { LEAST, together } from './suppress.ts';

/** The words of one table and its rows, in the language of whoever reads it. */
export interface CsvWords {
  /** Month, table, row, number. */
  readonly head: readonly [string, string, string, string];
  readonly hidden: string;
  readonly all: string;
  readonly table: (table: ToldTable) => string;
  readonly row: (table: ToldTable, value: string) => string;
}

// A spreadsheet takes what begins so for a formula, whoever wrote it; also in its wide form.
const FORMULA = /^[\s'"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/u;
/** Controls, line ends and what turns the direction of text around; joiners belong to words. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Text as a spreadsheet shows it and does nothing else with it. */
export function csvCell(text: string): string {
  const plain = text.replace(CONTROL, ' ').trim();
  const safe = FORMULA.test(plain) ? `'${plain}` : plain;
  return `"${safe.replace(/"/g, '""')}"`;
}

/** Year and month: "2026-03". */
export function monthName(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** UTF-8 with a byte order mark, which spreadsheets ask for. */
export function csvOf(told: readonly Told[], words: CsvWords): Bytes {
  const lines = [line(words.head)];
  for (const { month, tables } of told) {
    for (const table of tables) {
      const name = words.table(table);
      for (const [row, count] of rowsOf(table, words)) {
        lines.push(line([monthName(month), name, row, count]));
      }
    }
  }
  return concat(Uint8Array.of(0xef, 0xbb, 0xbf), utf8(lines.join('')));
}

/** Rows as they are told: each cell, or those that go together and their sum. */
export function rowsOf(table: ToldTable, words: CsvWords): readonly (readonly [string, string])[] {
  const { cells } = table;
  const [only] = cells;
  if (only === undefined) return [];
  if (cells.length === 1) return [[words.all, number(only.count, words)]];
  const counts = cells.map(({ count }) => count);
  return together(counts).flatMap(({ from, to, shown, sum }) => {
    const some = cells.slice(from, to).map(({ value, count }) => [words.row(table, value), count] as const);
    if (shown) return some.map(([row, count]) => [row, String(count)] as const);
    const names = some.map(([row]) => row).join(' + ');
    const told = sum === undefined ? words.hidden : String(sum);
    return [...some.map(([row]) => [row, words.hidden] as const), [names, told] as const];
  });
}

function number(count: number, words: CsvWords): string {
  return count > 0 && count < LEAST ? words.hidden : String(count);
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
