/**
 * The sums that are kept of tallies, incidents, hours and survivors' answers once the drops themselves
 * are forgotten, and what survivors wrote until somebody deletes it. protocol.md 15.9. Pure.
 *
 * A ledger is a set of books. Each console that collects writes its own, so that ledgers can be put
 * together in any order and as often as somebody likes: of each book the newest edition counts.
 */

import { type Bytes, compare, hex } from './bytes.ts';
import { type Kind, type OpenedDrop, OWN } from './numbers_drop.ts';
import type { Written } from './numbers_survey.ts';

/** For so many days a drop is taken, today's among them. protocol.md 15.6. */
export const DAYS = 31;
/** Days that are kept one by one; older ones are put together by month. */
const DAYS_KEPT = 400;

/** How many of a kind chose `value` of `key`; with both empty, how many there were. */
export interface Sum {
  readonly kind: Kind;
  readonly key: string;
  readonly value: string;
  readonly count: number;
}

export interface BookDay {
  /** Since 1970, UTC. */
  readonly day: number;
  readonly sums: readonly Sum[];
}

export interface Book {
  /** 16 bytes. */
  readonly id: Bytes;
  readonly edition: number;
  readonly days: readonly BookDay[];
  /** Names (16 bytes) of what was counted, with the day of counting, for as long as a drop is taken. */
  readonly names: readonly { readonly day: number; readonly names: readonly Bytes[] }[];
  /** Who collected last with it, and on which day. */
  readonly by: string;
  readonly on: number;
  /** The last day on which all that lay at the relay was taken, where documents said so too; or 0. */
  readonly sure: number;
  /** What survivors wrote, in the order of ids, which are random. */
  readonly written: readonly Written[];
}

/**
 * A month that was told outside as it was then, for ever: two tellings could be subtracted. What staff
 * counted and what survivors answered are told apart from each other, each once.
 */
export interface Told {
  /** Months since January of year 0. */
  readonly month: number;
  readonly tables: readonly ToldTable[];
}

export interface ToldTable {
  readonly kind: Kind;
  readonly key: string;
  readonly cells: readonly { readonly value: string; readonly count: number }[];
}

export interface Ledger {
  readonly books: readonly Book[];
  readonly told: readonly Told[];
  /** Ids of what was written and is deleted, the oldest first: no older copy brings it back. */
  readonly gone: readonly Bytes[];
  /** Ids of what was written and may be read: five or more had written then. */
  readonly shown: readonly Bytes[];
}

export const EMPTY_LEDGER: Ledger = { books: [], told: [], gone: [], shown: [] };

/** The book with this id, or an empty one. */
export function bookOf(ledger: Ledger, id: Bytes): Book {
  const found = ledger.books.find((book) => hex(book.id) === hex(id));
  return found ?? { id, edition: 0, days: [], names: [], by: '', on: 0, sure: 0, written: [] };
}

/** Names in hex of all that any book has counted and still remembers. */
export function countedNames(ledger: Ledger): ReadonlySet<string> {
  const rows = ledger.books.flatMap(({ names }) => names);
  return new Set(rows.flatMap(({ names }) => names.map(hex)));
}

/** Whether a drop of this day is counted today: the last 31 days, and tomorrow for clocks ahead. */
export function isTaken(day: number, today: number): boolean {
  return today - DAYS < day && day <= today + 1;
}

export interface Named {
  readonly name: Bytes;
  readonly drop: OpenedDrop;
}

/** One collecting: who, when (days since 1970), and what came of it. */
export interface Round {
  readonly by: string;
  readonly today: number;
  /** Today, where nothing was left for lack of room and documents say the same day; otherwise 0. */
  readonly sure: number;
  readonly drops: readonly Named[];
  readonly written: readonly Written[];
}

/** The ledger with this round in the book `id`; the caller has looked at names and days. */
export function counted(ledger: Ledger, id: Bytes, { by, today, sure, drops, written }: Round): Ledger {
  const before = bookOf(ledger, id);
  const days = new Map(before.days.map(({ day, sums }) => [day, tallyOf(sums)]));
  for (const { drop } of drops) {
    // Survivors' answers are told by month, so no day of theirs is kept.
    const day = drop.kind === 'survey' ? firstDay(monthOf(drop.day)) : drop.day;
    const sums = days.get(day) ?? new Map<string, Sum>();
    days.set(day, sums);
    for (const sum of sumsOf(drop)) add(sums, sum);
  }
  const today_ = { day: today, names: drops.map(({ name }) => name) };
  const rows = [...before.names, today_].filter(({ day }) => today - day <= DAYS);
  const book: Book = {
    id,
    edition: before.edition + 1,
    days: folded(days, today),
    names: byDay(rows),
    by,
    on: today,
    sure: Math.max(before.sure, sure),
    written: [...before.written, ...written].sort((a, b) => compare(a.id, b.id)),
  };
  return { ...ledger, books: [...ledger.books.filter((one) => hex(one.id) !== hex(id)), book] };
}

/** All sums of all books, day by day in order. */
export function daysOf(ledger: Ledger): readonly BookDay[] {
  const days = new Map<number, Map<string, Sum>>();
  for (const { day, sums } of ledger.books.flatMap((book) => book.days)) {
    const known = days.get(day) ?? new Map<string, Sum>();
    days.set(day, known);
    for (const sum of sums) add(known, sum);
  }
  return listed(days);
}

/** Months since January of year 0, as seen in UTC. */
export function monthOf(day: number): number {
  const date = new Date(day * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Days since 1970 at which that month begins. */
export function firstDay(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / 86_400_000;
}

function sumsOf({ kind, entries }: OpenedDrop): readonly Sum[] {
  if (kind !== 'hours') {
    const chosen = entries.map(([key, value]) => ({ kind, key, value, count: 1 }));
    return [{ kind, key: '', value: '', count: 1 }, ...chosen];
  }
  const told = new Map(entries);
  const alias = told.get(OWN.alias) ?? '';
  return [OWN.minutes, OWN.talks].map((key) => {
    return { kind, key, value: alias, count: number(told.get(key)) };
  });
}

/** What one person can have done in one time on duty, at the most. */
function number(text = ''): number {
  return /^\d{1,4}$/.test(text) ? Number(text) : 0;
}

function nameOf({ kind, key, value }: Sum): string {
  return JSON.stringify([kind, key, value]);
}

function add(sums: Map<string, Sum>, sum: Sum): void {
  const name = nameOf(sum);
  sums.set(name, { ...sum, count: sum.count + (sums.get(name)?.count ?? 0) });
}

function tallyOf(sums: readonly Sum[]): Map<string, Sum> {
  return new Map(sums.map((sum) => [nameOf(sum), sum]));
}

function listed(days: ReadonlyMap<number, ReadonlyMap<string, Sum>>): readonly BookDay[] {
  const rows = [...days].sort(([one], [other]) => one - other);
  return rows.map(([day, sums]) => {
    // In the order of their names: which came with which is nobody's business.
    const order = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
    return { day, sums: order.map(([, sum]) => sum) };
  });
}

function folded(days: ReadonlyMap<number, ReadonlyMap<string, Sum>>, today: number): readonly BookDay[] {
  const kept = new Map<number, Map<string, Sum>>();
  for (const [day, sums] of days) {
    const at = today - day > DAYS_KEPT ? firstDay(monthOf(day)) : day;
    const known = kept.get(at) ?? new Map<string, Sum>();
    kept.set(at, known);
    for (const sum of sums.values()) add(known, sum);
  }
  return listed(kept);
}

function byDay(rows: Book['names']): Book['names'] {
  const days = new Map<number, Bytes[]>();
  for (const { day, names } of rows) days.set(day, [...(days.get(day) ?? []), ...names]);
  const sorted = [...days].filter(([, names]) => names.length > 0).sort(([one], [other]) => one - other);
  return sorted.map(([day, names]) => ({ day, names: names.sort(compare) }));
}
