/** The languages that somebody new can choose from, each by a name of its own. Pure. */

import { type Code, VAULT } from '../ui/catalog/languages.ts';
import { languageName } from '../ui/tongue.ts';

/**
 * What is offered; the organisation can write any other into the certificate. No "ku": browsers take
 * it for "kmr", and the list would name the same language twice.
 */
export const TONGUES: readonly string[] =
  'en ar am az be bg bn bs ckb cs da de el es et fa fi fr ha he hi hr hu hy id ig is it ja ka kk kmr ko ky lo lt lv mk mn ms mt my ne nl no om pa pl prs ps pt ro ru rw sk sl so sq sr sv sw ta te tg th ti tk tl tr uk ur uz vi wo yo yue zh zu'.split(
    ' ',
  );

/** What a language is called here: the catalog's name, else the browser's. */
export function tongueName(language: string, code: Code): string {
  const own = Object.entries(VAULT[code].languageNames).find(([one]) => one === language);
  return own?.[1] ?? languageName(language, code);
}
