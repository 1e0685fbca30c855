/**
 * How long a passphrase stands against somebody who has stolen the vault. Pure.
 *
 * Two estimates, and the lower one is told: that of zxcvbn, which knows common passwords, words,
 * keyboards and dates; and a count of words, because zxcvbn takes a sentence that is in none of its
 * lists for random letters. People choose words that go together, so each is worth little.
 */

/*! zxcvbn-ts - MIT License (c) 2012-2016 Dan Wheeler and Dropbox, Inc., (c) 2021 @zxcvbn-ts */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Random } from '../core/bytes.ts';

/** Fewest characters of a passphrase (protocol.md 11). */
export const LEAST_CHARACTERS = 14;
/**
 * Guesses in a second of somebody with a hundred fast computers: one with a strong graphics card
 * does about a thousand at the vault's cost (Argon2id, 64 MiB, 3 passes).
 */
export const GUESSES_PER_SECOND = 100_000;

const YEAR = 31_557_600;
/** Weaker than this is not taken: on average guessed sooner than in a year. */
export const LEAST_SECONDS = YEAR;
const STRONG_SECONDS = 1000 * YEAR;

const DRAWN_WORDS = 6;
/** Of a drawn passphrase: six words out of 2048. */
export const DRAWN_BITS = DRAWN_WORDS * Math.log2(wordlist.length);

// A word that a person chose beside others, and a letter of words that are written as one, in bits.
const WORD_BITS = 9;
const WORD_LETTERS = 10;
const LETTER_BITS = 2.5;
// What any single sign is worth at most: zxcvbn's own measure, a factor of ten.
const SIGN_BITS = Math.log2(10);

export type Weakness = 'common' | 'words' | 'keyboard' | 'repeat' | 'sequence' | 'date' | 'own' | 'sentence';

export interface Strength {
  /** Base 2 logarithm of the guesses it takes. */
  readonly bits: number;
  /** Until it is guessed on average. */
  readonly seconds: number;
  readonly level: 'weak' | 'fair' | 'strong';
  /** What helps whoever guesses most, if anything does. */
  readonly weakness: Weakness | undefined;
}

let meter: ZxcvbnFactory | undefined;

/** The lists are laid out when the first passphrase is measured, not when the page opens. */
function zxcvbn(): ZxcvbnFactory {
  meter ??= new ZxcvbnFactory({
    dictionary: { ...dictionary, words: wordlist },
    graphs: adjacencyGraphs,
  });
  return meter;
}

/** The strength of so many bits. */
export function strengthOf(bits: number, weakness?: Weakness): Strength {
  const seconds = 2 ** bits / 2 / GUESSES_PER_SECOND;
  const level = seconds < LEAST_SECONDS ? 'weak' : seconds < STRONG_SECONDS ? 'fair' : 'strong';
  return { bits, seconds, level, weakness };
}

/** What a run of letters can be worth at most, in bits. */
function runBits(run: string): number {
  const letters = [...run].length;
  const most = SIGN_BITS * letters;
  // Capitals in the middle are what a machine draws, or what nobody would think of.
  const word = run.slice(1) === run.slice(1).toLowerCase() || run === run.toUpperCase();
  if (!word) return most;
  return Math.min(most, letters <= WORD_LETTERS ? WORD_BITS : LETTER_BITS * letters);
}

/** The most that words which a person put together can be worth, in bits. */
export function wordBits(passphrase: string): number {
  const runs = new Map<string, string>();
  for (const run of passphrase.match(/[\p{L}\p{M}]+/gu) ?? []) runs.set(run.toLowerCase(), run);
  const other = passphrase.replace(/[\p{L}\p{M}\s]+/gu, '');
  const words = [...runs.values()].reduce((sum, run) => sum + runBits(run), 0);
  return words + [...other].length * SIGN_BITS;
}

/** How strong a passphrase is; `own` are words that everybody connects with this person or place. */
export function measure(passphrase: string, own: readonly string[]): Strength {
  const text = passphrase.normalize('NFKC');
  const found = zxcvbn().check(text, own.flatMap((one) => [one, ...one.split(/\s+/)]).filter(Boolean));
  const [theirs, ours] = [found.guessesLog10 / Math.log10(2), wordBits(text)];
  if (ours < theirs) return strengthOf(ours, named(found.sequence) ?? 'sentence');
  return strengthOf(theirs, named(found.sequence));
}

interface Part {
  readonly pattern: string;
  readonly token: string;
  readonly [more: string]: unknown;
}

/** The pattern that covers the most, in our words. */
function named(parts: readonly Part[]): Weakness | undefined {
  const known = parts.filter(({ pattern, token }) => KNOWN[pattern] !== undefined && token.length > 2);
  const [worst] = known.sort((a, b) => b.token.length - a.token.length);
  if (worst === undefined) return undefined;
  if (worst.pattern !== 'dictionary') return KNOWN[worst.pattern];
  const list = worst['dictionaryName'];
  return list === 'userInputs' ? 'own' : list === 'passwords-common' ? 'common' : 'words';
}

const KNOWN: Readonly<Record<string, Weakness>> = {
  dictionary: 'words',
  spatial: 'keyboard',
  repeat: 'repeat',
  sequence: 'sequence',
  wordSequence: 'sequence',
  date: 'date',
  regex: 'date',
};

/** Six words, each drawn from 2048: exactly `DRAWN_BITS`, whoever guesses. */
export function draw(random: Random): string {
  const words: string[] = [];
  for (let at = 0; at < DRAWN_WORDS; at += 1) {
    const [high = 0, low = 0] = random(2);
    words.push(wordlist[((high << 8) | low) % wordlist.length] ?? ''); // 65536 is a multiple of 2048
  }
  return words.join(' ');
}

/** Units that Intl writes with their number, and three that are words of their own. */
export type Unit = 'minute' | 'hour' | 'day' | 'month' | 'year' | 'instant' | 'thousands' | 'millions';

const UNITS: readonly (readonly [Unit, number])[] = [
  ['millions', 1e6 * YEAR],
  ['thousands', 1000 * YEAR],
  ['year', YEAR],
  ['month', YEAR / 12],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** A time as a person says it: the largest unit that fits, and how many of it, rounded down. */
export function spokenTime(seconds: number): { readonly unit: Unit; readonly count: number } {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ['instant', 1];
  return { unit, count: Math.floor(seconds / size) };
}
