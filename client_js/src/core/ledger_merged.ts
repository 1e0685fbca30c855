/**
 * Ledgers that are put together, and what of a ledger may be told or read: nothing of a month that is
 * not complete, and nobody's words alone. protocol.md 15.9, 15.10. Pure.
 */

import { type Bytes, compare, hex } from './bytes.ts';
import { type Book, firstDay, type Ledger, type Told, type ToldTable } from './ledger.ts';
import { ANSWERS_LEAST, type Written } from './numbers_survey.ts';

/** Twenty times what is kept. */
const GONE_MOST = 10_000;

/** Both: of each book the newest edition, of each month that was told what the first one says. */
export function merged(one: Ledger, other: Ledger): Ledger {
  const books = new Map<string, Book>();
  for (const book of [...one.books, ...other.books]) {
    const known = books.get(hex(book.id));
    if (known === undefined || book.edition > known.edition) books.set(hex(book.id), book);
  }
  const both = {
    books: [...books.values()].sort((a, b) => compare(a.id, b.id)),
    told: toldToo(one.told, other.told),
    gone: one.gone,
    shown: union(other.shown, one.shown),
  };
  return without(both, other.gone);
}

/** Whether survivors' answers are in this table. */
export const isSurvey = ({ kind }: Pick<ToldTable, 'kind'>): boolean => kind === 'survey';

/** Both; of one month and part what the first one says. */
export function toldToo(first: readonly Told[], later: readonly Told[]): readonly Told[] {
  const months = new Map(first.map((one) => [one.month, one]));
  for (const { month, tables } of later) {
    const known = months.get(month)?.tables ?? [];
    const parts = new Set(known.map(isSurvey));
    months.set(month, { month, tables: [...known, ...tables.filter((one) => !parts.has(isSurvey(one)))] });
  }
  return [...months.values()].sort((a, b) => a.month - b.month);
}

/** The ledger without what has one of these ids, now and in whatever is put into it later. */
export function without(ledger: Ledger, ids: readonly Bytes[]): Ledger {
  const gone = union(ledger.gone, ids);
  const all = new Set(gone.map(hex));
  const books = ledger.books.map((book) => {
    return { ...book, written: book.written.filter(({ id }) => !all.has(hex(id))) };
  });
  return { ...ledger, books, gone, shown: ledger.shown.filter((id) => !all.has(hex(id))) };
}

/** Each once, the oldest first; beyond `GONE_MOST` the oldest go. */
function union(some: readonly Bytes[], more: readonly Bytes[]): readonly Bytes[] {
  return [...new Map([...some, ...more].map((id) => [hex(id), id])).values()].slice(-GONE_MOST);
}

/** All that survivors wrote and nobody has deleted, mixed; also what may not be read yet. */
export function writtenIn(ledger: Ledger): readonly Written[] {
  return ledger.books.flatMap(({ written }) => written).sort((a, b) => compare(a.id, b.id));
}

/**
 * How many drops two different books have both counted, as far as names are remembered: put together,
 * these would count twice, and nothing in a book says what to take away.
 */
export function countedTwice({ books }: Ledger): number {
  const names = books.flatMap((book) => book.names.flatMap((row) => row.names.map(hex)));
  return names.length - new Set(names).size;
}

/** What may be read: words of months that are complete, where five or more people had written some. */
export function shownIn(ledger: Ledger): readonly Written[] {
  const shown = new Set(ledger.shown.map(hex));
  return writtenIn(ledger).filter(({ id }) => shown.has(hex(id)));
}

/**
 * The ledger with all words that may be read from now on: those of a question that at least
 * `ANSWERS_LEAST` have answered since it was shown last, in months that are over and collected.
 * A drop answers a question once, so these are as many drops. protocol.md 15.9.
 */
export function released(ledger: Ledger): Ledger {
  const shown = new Set(ledger.shown.map(hex));
  const held = writtenIn(ledger).filter(({ id, month }) => !shown.has(hex(id)) && isComplete(ledger, month));
  const of = (question: string): readonly Written[] => held.filter((one) => one.question === question);
  const fresh = held.filter(({ question }) => of(question).length >= ANSWERS_LEAST).map(({ id }) => id);
  return fresh.length === 0 ? ledger : { ...ledger, shown: union(ledger.shown, fresh) };
}

/** Days after the end of a month until which its last drops come in. */
const SETTLING = 2;

/** Whether all of this month lies in the ledger: somebody has collected on the third day after it, or later. */
export function isComplete({ books }: Pick<Ledger, 'books'>, month: number): boolean {
  return Math.max(0, ...books.map(({ sure }) => sure)) >= firstDay(month + 1) + SETTLING;
}
