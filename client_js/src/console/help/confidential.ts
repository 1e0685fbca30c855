/**
 * What may be put into a message of the referral directory and of the ready-made texts. Pure.
 *
 * Where a confidential place is must never reach a message, since nobody knows who reads it. So of
 * a service that is marked confidential nothing at all is put anywhere, and neither is a text or
 * another service that names one: who wants to tell of it asks a supervisor first.
 */

import type { HandbookService } from '../../core/handbook_view.ts';
import { plain } from '../../ui/text.ts';
import { wordsOf } from './search.ts';

// Scripts that are written without blanks: a name is found within a run of letters.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
// What cannot be seen could part a name that a reader sees whole.
const UNSEEN = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/** Characters of one line of a service. */
const MOST_LINE = 500;

/** Says whether a text names a confidential place. Names are compared as the search folds them. */
export type Naming = (text: string) => boolean;

function spaced(text: string): string {
  return ` ${wordsOf(text.replace(UNSEEN, '')).join(' ')} `;
}

/** Made once for a directory. */
export function namingOf(services: readonly HandbookService[]): Naming {
  const secret = services.filter((service) => service.confidential);
  // An address that should not be there is as secret as the name.
  const all = secret.flatMap(({ name, address }) => [name, address]).filter((one) => one.trim() !== '');
  const words: string[] = [];
  const within: string[] = [];
  const exact: string[] = [];
  for (const one of all) {
    const folded = spaced(one);
    if (folded.trim() === '') exact.push(one.trim());
    else if (UNSPACED.test(one)) within.push(folded.replace(/ /g, ''));
    else words.push(folded);
  }
  return (text) => {
    const folded = spaced(text);
    const joined = folded.replace(/ /g, '');
    return (
      words.some((name) => folded.includes(name)) ||
      within.some((name) => joined.includes(name)) ||
      exact.some((name) => text.includes(name))
    );
  };
}

/**
 * What is put into a message of a service: its name, hours, phone and address, each on a line of its
 * own. Undefined where it is confidential, or names a place that is. Never trust and note, which are
 * for the team alone.
 */
export function pasteOf(service: HandbookService, names: Naming): string | undefined {
  if (service.confidential) return undefined;
  const { name, hours, phone, address } = service;
  // A message is words and nothing else: no turning of its direction, nothing that cannot be seen.
  const text = [name, hours, phone, address]
    .map((line) => plain(line, MOST_LINE).slice(1, -1))
    .filter((line) => line !== '')
    .join('\n');
  return text === '' || names(text) ? undefined : text;
}

/** What is put into a message of a ready-made text; undefined where it names a confidential place. */
export function sayable(text: string, names: Naming): string | undefined {
  return text.trim() === '' || names(text) ? undefined : text;
}
