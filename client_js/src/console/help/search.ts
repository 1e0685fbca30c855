/**
 * Search in what the organisation gave its staff: thousands of entries, no network, no index kept.
 * Pure. Case and marks do not matter, nor does the order of the words: "legal NORTH" finds "North
 * Légal Aid". Every word that is looked for must be there; whole words come before beginnings, and
 * names before remarks.
 */

/** More is never shown at once: who finds so many looks for too little. */
export const MOST_FOUND = 50;
/** Characters of a query that count. */
export const MOST_QUERY = 100;

// Marks of letters that have a plain form. The vowel signs of Indian scripts are words' own letters.
const MARKS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
/** What has no decomposition but is looked for by its plain form. */
const ALIKE: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  ſ: 's',
  ة: 'ه',
  ى: 'ي',
  ک: 'ك',
  ی: 'ي',
  ۀ: 'ه',
  ς: 'σ',
};
const ALIKE_LETTERS = new RegExp(`[${Object.keys(ALIKE).join('')}]`, 'gu');
/** Tens of digits that are looked for as 0 to 9. */
const ZEROS = [0x0660, 0x06f0, 0x0966];
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;
const BETWEEN = /[^\p{L}\p{N}\p{M}]+/u;

/** A text as it is compared: without case, marks and forms of the same letter. Idempotent. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(ALIKE_LETTERS, (letter) => ALIKE[letter] ?? letter)
    .replace(DIGITS, (digit) => {
      const code = digit.charCodeAt(0);
      const zero = ZEROS.find((one) => code >= one && code < one + 10) ?? code;
      return String(code - zero);
    });
}

/** The words of a text, folded. */
export function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(BETWEEN)
    .filter((word) => word !== '');
}

/** What can be found: what it is called, what it is about, and what else is said of it. */
export interface Entry<T> {
  readonly of: T;
  readonly name: string;
  readonly about: string;
  readonly more: string;
}

interface Indexed<T> {
  readonly of: T;
  /** Each begins and ends with a blank, and has one between words. */
  readonly fields: readonly string[];
}

export type Index<T> = readonly Indexed<T>[];

const WEIGHTS = [8, 3, 1];
const WHOLE = 4;
const BEGINNING = 2;
const WITHIN = 1;

/** Made once for a handbook; a search is then some string searches an entry. */
export function indexOf<T>(entries: readonly Entry<T>[]): Index<T> {
  return entries.map(({ of, name, about, more }) => ({
    of,
    fields: [name, about, more].map((text) => ` ${wordsOf(text).join(' ')} `),
  }));
}

export interface Found<T> {
  /** Best first, at most `most`. */
  readonly shown: readonly T[];
  /** How many there are in all. */
  readonly all: number;
}

/** All that hold every word of the query; everything, in its own order, where there is none. */
export function search<T>(index: Index<T>, query: string, most: number = MOST_FOUND): Found<T> {
  const wanted = [...new Set(wordsOf([...query].slice(0, MOST_QUERY).join('')))];
  const found: { readonly of: T; readonly rank: number }[] = [];
  for (const { of, fields } of index) {
    const rank = rankOf(fields, wanted);
    if (rank !== undefined) found.push({ of, rank });
  }
  // The sort keeps the organisation's own order among equals.
  found.sort((one, other) => other.rank - one.rank);
  return { shown: found.slice(0, most).map(({ of }) => of), all: found.length };
}

/** Undefined where a word is missing. */
function rankOf(fields: readonly string[], wanted: readonly string[]): number | undefined {
  let sum = 0;
  for (const word of wanted) {
    let best = 0;
    fields.forEach((field, at) => {
      best = Math.max(best, fitOf(field, word) * (WEIGHTS[at] ?? 1));
    });
    if (best === 0) return undefined;
    sum += best;
  }
  return sum;
}

function fitOf(field: string, word: string): number {
  if (!field.includes(word)) return 0;
  if (field.includes(` ${word} `)) return WHOLE;
  return field.includes(` ${word}`) ? BEGINNING : WITHIN;
}
