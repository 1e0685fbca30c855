/** Words from outside, made fit to stand among the page's own words. Pure. */

/** Longest message, in characters (protocol.md 8). */
export const MOST_CHARACTERS = 4000;
/** Longest name, in characters, and longest first message, in bytes of UTF-8 (protocol.md 5.2). */
export const MOST_NAME = 64;
export const MOST_FIRST_BYTES = 1000;

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
// Everything that turns or isolates the direction of the text around it (attack 55).
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// Nothing to see: spaces without width, fillers, tags, and the like.
const INVISIBLE = /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
// More than three marks on one letter only serve to cover the lines above and below.
const STACKED = /(\p{M}{3})\p{M}+/gu;

/**
 * A name or role from outside, to be put inside a sentence: one line, no direction marks or
 * invisible characters, not over `most` characters, and isolated so that it moves no other words.
 */
export function plain(name: string, most: number = MOST_NAME): string {
  const clean = name
    .replace(CONTROLS, ' ')
    .replace(DIRECTIONS, '')
    .replace(INVISIBLE, '')
    .replace(STACKED, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  if (clean === '') return '';
  const letters = [...clean];
  const short = letters.length > most ? `${letters.slice(0, most).join('')}…` : clean;
  return `\u2068${short}\u2069`;
}

/**
 * The catalog's word for a name from outside, else the name itself. What every object inherits is no
 * word: a view library that is given `words['__proto__']` writes into it, and no screen draws again.
 */
export function word(
  words: Readonly<Record<string, unknown>>,
  name: string,
  most?: number,
): string {
  const own = words[name];
  return typeof own === 'string' ? own : plain(name, most);
}

/** How many characters (code points) the law counts in a text. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The first `most` characters of a text, never half of one. */
export function shorten(text: string, most: number): string {
  return [...text].slice(0, most).join('');
}

/** What a composer holds, ready to send: no NUL, no blank edges. May be empty. */
export function ready(text: string): string {
  return text.replace(/\u0000/g, '').trim();
}

/** A hex number in groups of four, for people who compare aloud. */
export function grouped(hex: string): string {
  return (hex.match(/.{1,4}/g) ?? []).join(' ');
}

/** The address for a phone call, or undefined where the number holds nothing to dial. */
export function phoneAddress(number: string): string | undefined {
  const dial = number.replace(/[^0-9+*#]/g, '');
  return /[0-9]/.test(dial) ? `tel:${encodeURIComponent(dial).replace(/%2B/g, '+')}` : undefined;
}

/** An exit address that is a plain https page; undefined for anything else. */
export function exitAddress(address: string): string | undefined {
  try {
    const url = new URL(address);
    const good = url.protocol === 'https:' && url.username === '' && url.password === '';
    return good ? url.href : undefined;
  } catch {
    // Not an address at all: the caller keeps the neutral one that stands in the page.
    return undefined;
  }
}

/** The places of a text, as its type tells them; any where it tells none. */
type Places<T> = T extends { readonly places?: infer P } ? Extract<P, string> : string;

/**
 * A text of the catalogs with its places filled: "{name} has joined." Names from outside must have
 * been through `plain()`. What is put in is not searched for places again.
 */
export function fill<T extends string>(
  text: T,
  places: Readonly<Record<Places<T>, string | number>>,
): string {
  const given: Readonly<Record<string, string | number>> = places;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(given[name] ?? place));
}
